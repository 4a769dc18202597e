/* panels.tsx - every panel of server.md 10.5, and the grid in which they stand. */
import { keep, kept } from "./kept";
import { useErrorBoundary } from "preact/hooks";
import type { LayoutNode, Panel, Table } from "./types";
import { inputs, panel as panelOf, run, runTick } from "./store";
import { params, set } from "./nav";
import { interpolate, type Menus } from "./env";
import { isFinal, rowOf, waitsFor } from "./apply";
import { formatNumber, formatTime, kindsOf, plain, toNumber, type Kind } from "./values";
import { Markdown } from "./markdown";
import { NoLink } from "./cells";
import { TableView } from "./table";
import { Button, DataLink, Icon, Mark, More, openMenu, type MenuItem } from "./ui";
import { InTurn } from "./turn";
import { Results } from "./resultsview";
import { WORD } from "./texts";
import { rowHeight } from "./list";
import { own, put } from "./own";

export const titleOf = (p: Panel): string => p.title || String(p.properties.label ?? "") || "";
const unnamed = (name: string): boolean => /_anonymous_/.test(name);
export const nameOf = (p: Panel): string =>
  titleOf(p) || (unnamed(p.name) ? p.panel_type : p.name.split(".").pop()!);

/* ---- the view of one panel that the address keeps: table or chart, columns */

export function viewOf(name: string): string | null {
  return own(params.value.json<Record<string, string>>("view"), name) ?? null;
}
export function setView(name: string, view: string | null): void {
  set({ view: put(params.peek().json("view"), name, view) });
}
const columnsOf = (name: string): string[] | null => {
  const c =
    own(params.value.json<Record<string, { display_columns?: string[] }>>("table"), name)?.display_columns ??
    own(run.value.run.view, name)?.table?.display_columns;
  return Array.isArray(c) ? c.map(String) : null;
};
function setColumns(name: string, columns: string[] | null): void {
  set({ table: put(params.peek().json("table"), name, columns && { display_columns: columns }) });
}

export function canChart(p: Panel, t: Table | undefined): boolean {
  if (/^(chart|graph|flow|hierarchy)$/.test(p.panel_type)) return p.display_type !== "table";
  if (p.panel_type !== "table" || !t || t.columns.length < 2 || t.columns.length > 9 || t.n < 2 || t.n > 2000)
    return false;
  const kinds = kindsOf(t);
  return kinds.slice(1).some((k) => k === "number") && kinds[0] !== "json";
}

/* A table as a chart: its first column and those that are numbers. */
export function chartOf(p: Panel, t: Table): { panel: Panel; table: Table } {
  if (p.panel_type === "chart") return { panel: p, table: t };
  const kinds = kindsOf(t);
  const keep = t.columns.map((_, i) => i).filter((i) => i === 0 || kinds[i] === "number");
  return {
    panel: { ...p, display_type: "column", properties: { grouping: "compare", transform: "none" } },
    table: { columns: keep.map((i) => t.columns[i]), cols: keep.map((i) => t.cols[i]), n: t.n },
  };
}

/* ---- the frame of a panel */

/* These items, and what can be done with the data of the panel. */
const exports = (p: Panel, items: (MenuItem | null)[]) =>
  p.data
    ? (m: Menus) => [
        ...items,
        null,
        ...m.ofPanel(p.data!, run.peek().run.layout?.name ?? p.name, p.panel_type),
      ]
    : items;

export const open = (name: string): void => set({ panel: name });

/* Headings go down by one with every title above them. */
export const heading = (level: number): "h2" => `h${Math.min(level, 6)}` as "h2";

function Frame({ p, level, children, bare }: { p: Panel; level: number; children: any; bare?: boolean }) {
  const H = heading(level);
  const title = p.title;
  const view = viewOf(p.name);
  const folded = kept("folded", p.name);
  const chartable = canChart(p, p.data);
  const isChart = p.panel_type !== "table";
  const toggle = (): void => setView(p.name, view ? null : isChart ? "table" : "chart");
  const items = (): (MenuItem | null)[] => [
    { label: "Open", icon: "expand", act: () => open(p.name) },
    { label: folded ? "Unfold" : "Fold", icon: "minus", act: () => keep("folded", p.name, !folded) },
    ...(chartable
      ? [
          {
            label: view ? (isChart ? "As a chart" : "As a table") : isChart ? "As a table" : "As a chart",
            icon: isChart && !view ? "table" : "chart",
            hint: "v",
            act: toggle,
          },
        ]
      : []),
  ];
  const busy = !isFinal(p.status);
  return (
    <section
      class={`panel p-${p.panel_type}${bare ? " bare" : ""}${busy || p.lost ? " busy" : ""}`}
      id={"panel-" + p.name}
      aria-label={nameOf(p)}
      aria-busy={busy}
      data-panel={p.name}
      tabIndex={-1}
    >
      {!bare && (
        <header class="panel-head">
          {title ? (
            <H class="panel-title" title={title}>
              <bdi>{title}</bdi>
            </H>
          ) : (
            <span class="grow" />
          )}
          {busy && p.data && <Mark status="running" />}
          {(p.status === "canceled" || p.status === "cancelled") && (
            <span class="text-3 t-xs">cancelled</span>
          )}
          <span class="panel-tools no-print">
            <Button icon="expand" label={`Open ${nameOf(p)}`} onClick={() => open(p.name)} />
            <Button
              icon="more"
              label={`Menu of ${nameOf(p)}`}
              menu
              onClick={(e) => openMenu(e, nameOf(p), exports(p, items()))}
            />
          </span>
        </header>
      )}
      {!folded && children}
    </section>
  );
}

/* That of a panel does not speak: when the run is complete it is said how many failed. */
export function ErrorBox({ p, message }: { p?: Panel; message: string }) {
  return (
    <div class="error-box" role={p ? undefined : "alert"}>
      <p>
        <Mark status="error" /> <bdi class="wrap-any">{message}</bdi>
      </p>
      <More part="Hint" message={message} />
      {p && (p.sql || p.args?.length) ? (
        <details>
          <summary>Details</summary>
          {p.sql && <pre class="code">{p.sql}</pre>}
          {p.args?.length ? (
            <p class="t-sm text-2">
              Arguments: <code>{JSON.stringify(p.args)}</code>
            </p>
          ) : null}
        </details>
      ) : null}
    </div>
  );
}

export function Waiting({ names }: { names: string[] }) {
  const first = run.value.run.panels.get(names[0]);
  const label = first ? String(first.properties.label ?? nameOf(first)) : names[0];
  const focus = (): void => {
    const id = "in-" + names[0].replace(/[^\w]/g, "-");
    const el = document.getElementById(id);
    el?.scrollIntoView({ block: "center" });
    el?.focus();
  };
  return (
    <p class="waiting">
      <Mark status="blocked" quiet />{" "}
      <button type="button" class="link" onClick={focus}>
        Choose {/^[aeiou]/i.test(label) ? "an" : "a"} {label}
      </button>
      {names.length > 1 && <span class="text-2"> and {names.length - 1} more</span>}
    </p>
  );
}

/* Errors of the withs, nodes and edges that a panel needs. */
function failedParts(p: Panel): Panel[] {
  const r = run.value.run;
  const names = [
    ...(p.dependencies ?? []),
    ...(Array.isArray(p.properties.nodes) ? p.properties.nodes : []),
    ...(Array.isArray(p.properties.edges) ? p.properties.edges : []),
  ];
  return names
    .map((n) => r.panels.get(String(n)))
    .filter((x): x is Panel => !!x && x.status === "error" && x.panel_type !== "input");
}

const HEIGHTS: Record<string, number> = {
  __proto__: null as any,
  chart: 250,
  table: 160,
  graph: 260,
  flow: 240,
  hierarchy: 240,
  image: 120,
  text: 24,
};

const BIG = (): number => Math.max(320, innerHeight * 0.55);

/* A panel in whatever state it is. */
export function PanelView({ name, level = 2 }: { name: string; level?: number }) {
  const p = panelOf(name);
  const [error, reset] = useErrorBoundary();
  if (error)
    return (
      <section class="panel">
        <div class="error-box">
          <p>This panel cannot be shown: {String((error as any)?.message ?? error)}</p>
          <Button label="again" text="Try again" onClick={reset} />
        </div>
      </section>
    );
  if (!p) return null;
  switch (p.panel_type) {
    case "with":
    case "node":
    case "edge":
      return null;
    case "input":
      return <More part="InputView" panel={p} />;
    case "text":
      return (
        <Frame p={p} level={level} bare={!p.title}>
          <Text p={p} />
        </Frame>
      );
    case "benchmark":
    case "control":
    case "detection":
      return <Embedded name={name} level={level} />;
    case "card":
      return <Card p={p} level={level} />;
  }
  return (
    <Frame p={p} level={level}>
      <Body p={p} />
    </Frame>
  );
}

/* The height of a panel before its data: that of the chart for a table that is shown as one. */
const placeOf = (p: Panel, view: string | null): number =>
  HEIGHTS[p.panel_type === "table" && view === "chart" ? "chart" : p.panel_type] ?? 80;

/* What stands instead of data; null: there are data. */
export function state(p: Panel, height = placeOf(p, null), r = run.value.run): any {
  if (p.status === "error" && !p.data?.n) {
    const failed = failedParts(p);
    return (
      <>
        {failed.map((f) => (
          <ErrorBox
            p={f}
            message={`${f.panel_type} ${f.title ?? f.name.split(".").pop()}: ${f.error ?? "failed"}`}
          />
        ))}
        {!failed.length && <ErrorBox p={p} message={p.error ?? "this panel failed"} />}
      </>
    );
  }
  if (isFinal(p.status)) return null;
  const missing = r.snapshot ? [] : waitsFor(r, p, inputs.value);
  if (missing.length) return <Waiting names={missing} />;
  if (p.data) return null;
  return (
    <div class="skeleton" style={{ height: height + "px" }}>
      <span class="off-screen">{WORD[p.status] ?? p.status}</span>
    </div>
  );
}

export function Body({ p, big, as }: { p: Panel; big?: boolean; as?: string }) {
  if (p.panel_type === "graph" || p.panel_type === "flow" || p.panel_type === "hierarchy")
    return <More part="Related" p={p} as={as} height={HEIGHTS[p.panel_type]} />;
  const view = as ?? viewOf(p.name);
  const instead = state(p, big && view === "chart" ? BIG() : placeOf(p, view));
  if (instead) return instead;
  const t = p.data;
  if (p.panel_type === "image") return <More part="ImageView" p={p} />;
  if (!t)
    return (
      <p class="text-3 pad">
        {/^cancel/.test(p.status)
          ? "It was cancelled before there were data"
          : p.panel_type === "chart" || p.panel_type === "table"
            ? "No rows"
            : ""}
      </p>
    );
  if (
    (p.panel_type === "chart" && p.display_type !== "table" && view !== "table") ||
    (p.panel_type === "table" && view === "chart" && canChart(p, t))
  ) {
    const c = chartOf(p, t);
    return (
      <More
        part="ChartView"
        panel={c.panel}
        table={c.table}
        height={big ? BIG() : undefined}
        wait={big ? BIG() : HEIGHTS.chart}
      />
    );
  }
  if (p.panel_type === "table" && p.display_type === "line")
    return <More part="LineTable" table={t} settings={p.properties.columns} />;
  const known = ["table", "chart", "card", "image"].includes(p.panel_type);
  return (
    <>
      {!known && <p class="text-2 t-sm">A panel of type {p.panel_type}, shown as a table.</p>}
      {big ? (
        <Tabled p={p} t={t} max={0.75} />
      ) : (
        <InTurn height={Math.min(innerHeight * 0.6, rowHeight() * (t.n + 1))}>
          {() => <Tabled p={p} t={t} />}
        </InTurn>
      )}
    </>
  );
}

/* `plain`: addresses in texts are links, and templates of links are not evaluated, as in detections. */
export function Tabled({ p, t, max, plain: urls }: { p: Panel; t: Table; max?: number; plain?: boolean }) {
  const detection = p.panel_type === "detection";
  const only =
    columnsOf(p.name) ??
    (detection && Array.isArray(p.properties.display_columns) && p.properties.display_columns.length
      ? p.properties.display_columns.map(String)
      : null);
  return (
    <TableView
      table={t}
      id={/benchmark|control/.test(p.panel_type) ? undefined : p.name}
      name={run.value.run.layout?.name ?? p.name}
      label={nameOf(p)}
      settings={p.properties.columns ?? {}}
      only={only}
      onColumns={(c) => setColumns(p.name, c)}
      links={!detection && !urls}
      max={max}
    />
  );
}

/* ---- cards */

interface CardState {
  label: string;
  value: unknown;
  type: string;
  icon?: string;
  href?: string;
  note?: string; /* a template that cannot be evaluated */
  numeric: boolean;
  kind?: Kind;
}

export function cardState(p: Panel): CardState {
  const t = p.data;
  const s: CardState = {
    label: p.properties.label ?? p.title ?? "",
    value: p.properties.value ?? null,
    type: p.display_type ?? "plain",
    icon: p.properties.icon,
    href: p.properties.href,
    numeric: false,
  };
  if (t && t.columns.length) {
    const kinds = kindsOf(t);
    const formal = t.columns.length > 1 && t.columns.some((c) => c.name === "value" || c.name === "label");
    if (!formal) {
      s.label = p.properties.label ?? t.columns[0].original_name ?? t.columns[0].name;
      s.value = t.n ? t.cols[0][0] : null;
      s.kind = kinds[0];
      s.numeric = s.kind === "number";
    } else {
      const get = (n: string): unknown => {
        const i = t.columns.findIndex((c) => c.name === n);
        return i < 0 || !t.n ? undefined : t.cols[i][0];
      };
      s.label = plain(get("label") ?? s.label);
      s.value = get("value") ?? s.value;
      s.type = plain(get("type")) || s.type;
      s.icon = plain(get("icon")) || s.icon;
      s.href = plain(get("href")) || s.href;
    }
  }
  if (s.href?.includes("{{")) {
    const row = t?.n ? rowOf(t, 0) : new Map<string, unknown>();
    for (const k of ["label", "value", "type", "icon"] as const) if (!row.has(k)) row.set(k, s[k]);
    try {
      s.href = interpolate(s.href, row);
    } catch {
      s.note = s.href;
      s.href = undefined;
    }
  }
  if (!s.label) s.label = nameOf(p);
  if (!s.numeric)
    s.numeric =
      typeof s.value === "number" || (typeof s.value === "string" && /^-?\d+(\.\d+)?$/.test(s.value));
  return s;
}

/* A card that counts something bad is calm when there is none. */
export function cardKind(s: CardState): string {
  const t = s.type.toLowerCase();
  if (t.startsWith("severity")) {
    const name = t === "severity" ? s.label.toLowerCase() : t.slice(9);
    return ["critical", "high", "medium", "low"].find((x) => name.includes(x)) ?? "severity";
  }
  return ["alert", "info", "ok", "skip"].includes(t) ? t : "plain";
}

function Card({ p, level }: { p: Panel; level: number }) {
  const view = viewOf(p.name);
  if ((p.display_type === "table" || view === "table") && p.data)
    return (
      <Frame p={p} level={level}>
        <Tabled p={p} t={p.data} />
      </Frame>
    );
  const s = cardState(p);
  const named = p.title || p.properties.label || !unnamed(p.name);
  const instead = state(p, named ? 32 : 52); /* with its label, as high as with its value */
  const H = heading(level);
  const head = p.title && p.title !== s.label && (
    <H class="panel-title" title={p.title}>
      <bdi>{p.title}</bdi>
    </H>
  );
  if (instead)
    return (
      <section
        class="panel card plain"
        id={"panel-" + p.name}
        aria-label={named ? s.label : undefined}
        data-panel={p.name}
      >
        {head}
        {named && (
          <div class="card-label">
            <bdi>{s.label}</bdi>
          </div>
        )}
        {instead}
      </section>
    );
  const kind = cardKind(s);
  const n = toNumber(s.value as any);
  const text =
    s.value === null || s.value === undefined || s.value === ""
      ? "-"
      : s.numeric && !Number.isNaN(n)
        ? formatNumber(s.value)
        : typeof s.value === "object"
          ? JSON.stringify(s.value)
          : s.kind === "date" || s.kind === "time"
            ? formatTime(s.value as any, s.kind)
            : String(s.value);
  const size = s.numeric || text.length <= 12 ? "" : text.length <= 28 ? " long" : " longer";
  const longest = text.split(/\s+/).reduce((n, w) => Math.max(n, w.length), 1);
  const mark = kind === "alert" ? "alarm" : ["ok", "info", "skip"].includes(kind) ? kind : null;
  return (
    <section
      class={`panel card ${kind}${isFinal(p.status) && !p.lost ? "" : " busy"}`}
      id={"panel-" + p.name}
      aria-label={s.label}
      data-panel={p.name}
      tabIndex={-1}
    >
      {head}
      <div class="card-label">
        {s.icon ? (
          <More part="ModIcon" icon={s.icon} />
        ) : mark ? (
          <Mark status={mark} quiet />
        ) : kind !== "plain" ? (
          <Icon name="warning" />
        ) : null}
        <bdi>{s.label}</bdi>
        {kind !== "plain" && <span class="off-screen">, {kind}</span>}
      </div>
      <div class={"card-value" + size} style={{ "--letters": longest } as any}>
        <DataLink href={s.href} class="card-link">
          <bdi title={plain(s.value as any)}>{text}</bdi>
        </DataLink>
        {s.note && <NoLink template={s.note} />}
      </div>
      <span class="panel-tools no-print">
        <Button
          icon="more"
          label={`Menu of ${s.label}`}
          menu
          onClick={(e) =>
            openMenu(e, s.label, exports(p, [{ label: "Open", icon: "expand", act: () => open(p.name) }]))
          }
        />
      </span>
    </section>
  );
}

/* ---- text */

function Text({ p }: { p: Panel }) {
  const source = String(p.properties.value ?? "");
  return p.display_type === "raw" ? (
    <pre class="raw" tabIndex={0}>
      {source}
    </pre>
  ) : (
    <Markdown source={source} />
  );
}

/* ---- benchmarks inside a dashboard */

function Embedded({ name, level }: { name: string; level: number }) {
  runTick.value;
  const p = panelOf(name);
  const node = find(run.value.run.layout, name);
  if (!p || !node) return null;
  return (
    <section class="panel bare" id={"panel-" + name} aria-label={nameOf(p)} data-panel={name}>
      <Results node={node} level={level} />
    </section>
  );
}

export function find(n: LayoutNode | undefined, name: string): LayoutNode | null {
  if (!n) return null;
  if (n.name === name) return n;
  for (const c of n.children ?? []) {
    const f = find(c, name);
    if (f) return f;
  }
  return null;
}

/* ---- the grid */

const width = (p: Panel | undefined): number =>
  p?.width && p.width >= 1 && p.width <= 12 ? Math.round(p.width) : 12;

export function Cells({
  nodes,
  level,
  depth = 0,
  without,
}: {
  nodes: LayoutNode[];
  level: number /* of the headings in it */;
  depth?: number;
  without?: ReadonlySet<string>;
}) {
  const shown = nodes.filter((n) => !without?.has(n.name) && isShown(n));
  const strips = stripsOf(shown);
  return (
    <div class="cells">
      {shown.map((n, i) => (
        <Cell node={n} level={level} depth={depth} strip={strips[i]} key={n.name + "#" + i} />
      ))}
    </div>
  );
}

/* Has it a place in the grid? */
function isShown(n: LayoutNode): boolean {
  const p = run.value.run.panels.get(n.name);
  return (
    !!p &&
    !["with", "node", "edge"].includes(p.panel_type) &&
    !(p.panel_type === "input" && p.display_type === "hidden")
  );
}

/* Which stand in a row of nothing but cards or charts: these are equally high, anything else is as high as it needs. */
function stripsOf(nodes: LayoutNode[]): boolean[] {
  const rows: number[] = [];
  const kinds: string[] = []; /* of panels in each row */
  let row = 0,
    used = 0;
  for (const n of nodes) {
    const w = width(run.value.run.panels.get(n.name));
    if (used + w > 12) row += 1 + (used = 0);
    used += w;
    rows.push(row);
    kinds[row] = (kinds[row] ?? n.panel_type) === n.panel_type ? n.panel_type : "";
  }
  return rows.map((r) => /card|chart/.test(kinds[r]));
}

function Cell(props: { node: LayoutNode; level: number; depth: number; strip: boolean }) {
  const { node, level, depth } = props;
  const p = panelOf(node.name);
  if (!p) return null;
  const inner = (p.panel_type === "container" || p.panel_type === "dashboard") && depth < 40;
  return (
    <div class={`cell w-${width(p)}${props.strip ? " strip" : ""}`}>
      {inner ? (
        <Container node={node} p={p} level={level} depth={depth} />
      ) : (
        <PanelView name={node.name} level={level} />
      )}
    </div>
  );
}

function Container({ node, p, level, depth }: { node: LayoutNode; p: Panel; level: number; depth: number }) {
  const H = heading(level);
  return (
    <section
      class={p.panel_type === "dashboard" ? "container nested" : "container"}
      id={"panel-" + p.name}
      aria-label={p.panel_type === "dashboard" ? p.title : undefined}
    >
      {p.title && (
        <H class="section-title">
          <bdi>{p.title}</bdi>
        </H>
      )}
      {p.status === "error" && p.error && !(node.children ?? []).length && (
        <ErrorBox p={p} message={p.error} />
      )}
      <Cells nodes={node.children ?? []} level={level + (p.title ? 1 : 0)} depth={depth + 1} />
    </section>
  );
}

/* Is it an input, or a container of nothing but inputs, whose place is the bar? One that is a table has no room there. */
export function inBar(n: LayoutNode): boolean {
  if (n.panel_type === "input") return run.value.run.panels.get(n.name)?.display_type !== "table";
  return (
    n.panel_type === "container" &&
    !!n.children?.length &&
    n.children.every((c) => c.panel_type === "input" && inBar(c))
  );
}

/* Inputs at the top: direct children of the dashboard or of containers at its top. */
export function topInputs(root: LayoutNode): Panel[] {
  const out: Panel[] = [];
  const r = run.value.run;
  for (const n of (root.children ?? []).filter(inBar)) {
    if (n.panel_type === "input") out.push(r.panels.get(n.name)!);
    else for (const c of n.children!) out.push(r.panels.get(c.name)!);
  }
  return out.filter((p) => p && p.display_type !== "hidden");
}
