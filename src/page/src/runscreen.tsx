/* runscreen.tsx - a dashboard, a benchmark or detections, live or from a snapshot (page.md 3.2, 3.3, 3.5). */
import { useEffect, useMemo, useRef } from "preact/hooks";
import { cancel, list, listIndex, listState, refresh, run, runTick } from "./store";
import { at, params, set } from "./nav";
import { embedded, now, onefile, stars, toggleStar, printing } from "./env";
import { progressOf } from "./apply";
import { shortName, titleOf as itemTitle } from "./list";
import { trunksOf } from "./search";
import { Cells, ErrorBox, inBar, topInputs } from "./panels";
import { Results } from "./resultsview";
import { Button, Empty, Go, More, openMenu } from "./ui";
import { age, duration, formatTime } from "./values";
import { T } from "./texts";
import { interval } from "./url";
import type { LayoutNode, Run } from "./types";
import { ProblemsBanner } from "./home";

const RESULTS = new Set(["benchmark", "control", "detection"]);

function Progress() {
  runTick.value;
  const r = run.value.run;
  if (r.state !== "running" && r.state !== "waiting") return null;
  const p = progressOf(r);
  if (p.waits) return null;
  const share = p.total ? p.done / p.total : 0;
  return (
    <div
      class={"progress" + (r.state === "waiting" ? " waiting-line" : "")}
      role="progressbar"
      aria-label="Progress"
      aria-valuemin={0}
      aria-valuemax={p.total}
      aria-valuenow={p.done}
    >
      <span style={{ transform: `scaleX(${share})` }} />
    </div>
  );
}

function Age() {
  runTick.value;
  const r = run.value.run;
  if (r.snapshot)
    return <span class="text-2">{r.end ? `as of ${formatTime(r.end, "time")}` : "snapshot"}</span>;
  if (r.state === "waiting") return <span class="text-3">starting</span>;
  if (r.state === "running") {
    const p = progressOf(r);
    if (p.waits) return <span class="text-2">waits for an input</span>;
    return (
      <span class="text-2 tabular">
        {p.done} of {p.total} · {duration(now.value - r.start)}
      </span>
    );
  }
  const old = now.value - (r.end || r.start);
  const took = r.end && r.start ? r.end - r.start : 0;
  return (
    <span
      class={old > 3600000 ? "stale" : "text-2"}
      onPointerEnter={(e) => (e.currentTarget.title = new Date(r.end || r.start).toString())}
    >
      {r.state === "cancelled" ? "cancelled " : ""}
      {age(old)}
      {took > 0 ? ` · ran ${duration(took)}` : ""}
    </span>
  );
}

/* One line for all panels that could not be read again. */
function Lost() {
  runTick.value;
  const r = run.value.run;
  const p = [...r.panels.values()].find((x) => x.lost);
  return p && r.before ? (
    <p class="banner" role="alert">
      <span>
        <b>The database cannot be reached.</b> Data of {formatTime(r.before, "time")}.{" "}
        <bdi class="text-2">{p.error?.split("\n")[0].slice(0, 200)}</bdi>
      </span>
    </p>
  ) : null;
}

const INTERVALS = ["", "15s", "30s", "1m", "5m", "15m", "1h"];
/* "30 s", "5 min" */
const every = (v: string): string => v.replace(/\D/, " $&").replace("m", "min") || "Off";

function Head({ title }: { title: string }) {
  const r = run.value.run;
  const live = !onefile && !r.snapshot;
  const name = r.layout?.name ?? at.value.name;
  const ix = listIndex.value;
  const position = list.value.items.findIndex((i) => i.name === at.value.name);
  const trunk = position >= 0 ? trunksOf(ix.parents, position)[0] : undefined;
  const running = r.state === "running" || r.state === "waiting";
  const refreshes = params.value.get("refresh") ?? "";
  const starred = stars.value.includes(name);
  const root = r.panels.get(name);
  const menu = (e: MouseEvent): void => openMenu(e, "Menu", (m) => m.ofRun(name, live, root));
  return (
    <div class="run-head">
      <div class="run-title">
        {trunk && trunk.length > 0 && (
          <nav class="crumbs" aria-label="Breadcrumb">
            {trunk.map((i) => (
              <>
                <Go to={"/" + list.value.items[i].name} params={params.value.shared()}>
                  {itemTitle(list.value.items[i])}
                </Go>{" "}
                ›{" "}
              </>
            ))}
          </nav>
        )}
        <h1>
          <bdi>{title}</bdi>
          {r.snapshot && <span class="badge">Snapshot</span>}
        </h1>
      </div>
      <div class="run-tools">
        <Age />
        <More part="Zone" />
        {live && (
          <Button
            icon={running ? "stop" : "refresh"}
            label="run"
            text={running ? "Cancel" : "Refresh"}
            onClick={running ? cancel : refresh}
          />
        )}
        {live && (
          <Button
            icon="clock"
            menu
            label={refreshes ? `Refreshes every ${refreshes}` : "Refresh at an interval"}
            text={refreshes ? every(refreshes) : undefined}
            class={refreshes ? "on" : ""}
            onClick={(e) =>
              openMenu(
                e,
                "Refresh every",
                INTERVALS.map((v) => ({
                  label: every(v),
                  checked: interval(v) === interval(refreshes),
                  act: () => set({ refresh: v || null }),
                })),
              )
            }
          />
        )}
        {live && (
          <Button
            icon="star"
            class={"star" + (starred ? " on" : "")}
            pressed={starred}
            label={starred ? "Remove the star" : "Star"}
            onClick={() => toggleStar(name)}
          />
        )}
        <Button icon="more" label="Menu" menu onClick={menu} />
      </div>
    </div>
  );
}

/* Will there be a rail of contents? Its place is kept from the beginning: what is read does not move when it comes. */
/* A text that comes of a query (value = with.x.rows[0].y) may have headings: the place is kept for them, and what has been given is not taken away. */
function hasRail(r: Run): boolean {
  let headings = 0;
  const count = (n: LayoutNode): void => {
    const p = r.panels.get(n.name);
    if (RESULTS.has(n.panel_type)) headings++;
    else if (p?.panel_type === "text" && p.display_type !== "raw")
      headings +=
        p.properties.value == null && p.dependencies?.length
          ? 3
          : (String(p.properties.value ?? "").match(/^#{1,2} /gm) ?? []).length;
    else {
      if (p?.title && (n.panel_type === "container" || n.panel_type === "dashboard")) headings++;
      n.children?.forEach(count);
    }
  };
  if (r.layout?.panel_type === "dashboard") r.layout.children?.forEach(count);
  return headings > 2;
}

/* The nodes of that name, where they are first. */
const nodesOf = (n: LayoutNode, name: string): LayoutNode[] =>
  n.name === name ? [n] : (n.children ?? []).flatMap((c) => nodesOf(c, name)).slice(0, 1);

export function RunScreen() {
  const r = run.value.run;
  const root = r.layout ? r.panels.get(r.layout.name) : undefined;
  const item = list.value.items.find((i) => i.name === at.value.name);
  const listed = useRef(""); /* what has been in the list: not everything that can be opened is */
  if (item) listed.current = item.name;
  const only = r.layout?.children?.length === 1 ? r.panels.get(r.layout.children[0].name)?.title : undefined;
  const title = root?.title || (item ? itemTitle(item) : only || shortName(r.layout?.name || at.value.name));
  const kiosk = embedded || !!params.value.get("kiosk");
  /* In the frame of another page one panel may be all that is wanted. */
  const alone = embedded && params.value.get("panel");
  const tops = useMemo(
    () =>
      r.layout?.panel_type === "dashboard"
        ? new Set(topInputs(r.layout).map((p) => p.name))
        : new Set<string>(),
    [r, r.layout],
  );
  const containers = useMemo(
    () =>
      new Set(
        (r.layout?.children ?? []).filter((n) => n.panel_type === "container" && inBar(n)).map((n) => n.name),
      ),
    [r, r.layout],
  );
  const given = useRef("");
  const rail = useMemo(() => {
    const name = r.layout?.name ?? "";
    const has = given.current === name || hasRail(r);
    if (has) given.current = name;
    return has;
  }, [r, r.layout]);
  useEffect(() => {
    document.title = title || "pipelite";
  }, [title]);

  if (
    at.value.screen === "run" &&
    !onefile &&
    !item &&
    listState.value === "ready" &&
    (listed.current === at.value.name || (!r.layout && r.state === "waiting" && list.value.items.length > 0))
  )
    return (
      <main class="page run" id="main" tabIndex={-1}>
        <h1>{title}</h1>
        <Empty
          title={listed.current === at.value.name ? T.removed : T.unknown}
          text={
            <>
              {at.value.name}. {T.removedHow}
            </>
          }
        >
          <p>
            <Go to="/" params={params.value.shared()}>
              All dashboards and benchmarks
            </Go>
          </p>
        </Empty>
      </main>
    );
  if (r.state === "error" && !r.layout)
    return (
      <main class="page run" id="main" tabIndex={-1}>
        <Head title={title} />
        <ErrorBox message={r.error ?? "the execution failed"} />
        <p class="edge">
          <Button icon="refresh" label="again" text="Try again" onClick={refresh} />
        </p>
      </main>
    );
  const kind = r.layout?.panel_type ?? "";
  return (
    <>
      {!kiosk && <ProblemsBanner />}
      <main
        class={
          "page run" + (kiosk ? " kiosk" : "") + (r.state === "running" && !r.snapshot ? " running" : "")
        }
        id="main"
        tabIndex={-1}
      >
        <Progress />
        <More part="PrintHead" />
        {!kiosk && <Head title={title} />}
        {kiosk && (
          <>
            <h1 class={alone ? "off-screen" : "kiosk-title"}>{title}</h1>
            {!embedded && <More part="Kiosk" />}
          </>
        )}
        {root?.description && !kiosk && <p class="description">{root.description}</p>}
        {r.state === "error" && r.error && <ErrorBox message={r.error} />}
        {r.state === "cancelled" && (
          <p class="banner quiet" role="status">
            {T.cancelled}.
          </p>
        )}
        <Lost />
        {!kiosk && <More part="InputsBar" />}
        <div class="run-body">
          <div class="run-content">
            {!r.layout ? (
              RESULTS.has(r.root.split(".")[1]) ? (
                [1, 2, 3, 4, 5, 6, 7, 8].map(() => <div class="skeleton row-skeleton" />)
              ) : (
                <div class="cells">
                  {[3, 3, 3, 3, 6, 6].map((w) => (
                    <div class={`cell w-${w}`}>
                      <div class="skeleton" style={{ height: w === 3 ? "76px" : "250px" }} />
                    </div>
                  ))}
                </div>
              )
            ) : RESULTS.has(kind) ? (
              <Results node={r.layout} />
            ) : (
              <Cells
                nodes={alone ? nodesOf(r.layout, alone) : (r.layout.children ?? [])}
                level={2}
                without={new Set([...tops, ...containers])}
              />
            )}
            {r.layout && kind === "dashboard" && !(r.layout.children ?? []).length && (
              <Empty title="This dashboard is empty" text="It has no panels." />
            )}
          </div>
          {!kiosk && (
            <div class={rail ? "rail-place" : "rail-none"}>
              <More
                part="Rail"
                tick={`${r.id} ${printing.value} ${runTick.value > 0 ? Math.min(20, runTick.value) : 0} ${r.state}`}
              />
            </div>
          )}
        </div>
      </main>
      {!embedded && params.value.get("panel") && <More keys part="Detail" />}
    </>
  );
}
