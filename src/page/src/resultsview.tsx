/* resultsview.tsx - results of benchmarks and detections: summary that filters, groups, rows (page.md 3.3). */
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { signal } from "@preact/signals";
import type { LayoutNode, Panel, Status, Table } from "./types";
import { run, runTick } from "./store";
import { params, set } from "./nav";
import { printing } from "./env";
import {
  cell,
  DEFAULT,
  DEFAULT_DETECTIONS,
  dimensions,
  grouped,
  NO_FILTER,
  predicate,
  reason,
  sums,
  titleOf,
  toExpression,
  total,
  tree,
  type By,
  type Expression,
  type Group,
  type Result,
  type Tree,
} from "./results";
import { Bar, Button, Empty, Icon, Mark, More, openMenu, Severity } from "./ui";
import { WORD } from "./texts";
import { heading, Tabled, ErrorBox } from "./panels";
import { isFinal } from "./apply";
import { own, put } from "./own";
import { Cut } from "./cells";

/* Sums of all that ran, also where results are left out. */
function ofAll(t: Tree): ReturnType<typeof sums> {
  const { review, summary } = t.root;
  return review && summary ? { ...sums(t), counts: summary, severe: review.severe } : sums(t);
}

/* ---- what the address says */

function filterOf(name: string): Expression {
  const raw =
    own(params.value.json<Record<string, unknown>>("where"), name) ??
    own(run.value.run.view, name)?.filter_by;
  return raw ? toExpression(raw) : NO_FILTER;
}
function setFilter(name: string, e: Expression): void {
  /* Without one the filter of the snapshot would count again. */
  const counts = e.expressions?.length || own(run.peek().run.view, name);
  set({ where: put(params.peek().json("where"), name, counts && e) });
}
function groupingOf(name: string, fallback: By[]): By[] {
  const raw =
    own(params.value.json<Record<string, unknown>>("grouping"), name) ??
    own(run.value.run.view, name)?.group_by;
  if (!Array.isArray(raw)) return fallback;
  return raw
    .slice(0, 8)
    .filter((b) => b && typeof b.type === "string")
    .map((b) => ({ type: b.type, ...(b.value !== undefined ? { value: String(b.value) } : {}) }));
}
function setGrouping(name: string, by: By[] | null): void {
  set({ grouping: put(params.peek().json("grouping"), name, by) });
}

export const nameOfBy = (b: By): string => (b.value !== undefined ? b.value : b.type.replace("_", " "));

/* The expression for one field, if the filter has it at its top. */
const top = (e: Expression, type: string): Expression | undefined =>
  e.expressions?.find((x) => x.type === type && !x.expressions);
const without = (e: Expression, type: string): Expression => ({
  operator: "and",
  expressions: (e.expressions ?? []).filter((x) => x.type !== type),
});
function toggled(e: Expression, type: string, values: string[]): Expression {
  const rest = without(e, type);
  const now: string[] = [top(e, type)?.value ?? []].flat().map(String);
  const all = values.every((v) => now.includes(v));
  const next = all ? now.filter((v) => !values.includes(v)) : [...new Set([...now, ...values])];
  if (next.length)
    rest.expressions!.push(
      next.length > 1 ? { operator: "in", type, value: next } : { operator: "equal", type, value: next[0] },
    );
  return rest;
}
const picked = (e: Expression, type: string, v: string): boolean => {
  const x = top(e, type);
  return !!x && (x.operator === "equal" || x.operator === "in") && [x.value].flat().map(String).includes(v);
};

/* What keys of the whole page do to the results in sight. */
export const commands = signal<{ filter: () => void; failures: () => void } | null>(null);

const ORDER: Status[] = ["alarm", "ok", "error", "info", "skip"];

/* `level`: that of the heading, in a dashboard; without one it is the whole screen. */
export function Results({ node, level }: { node: LayoutNode; level?: number }) {
  runTick.value;
  const r = run.value.run;
  const name = node.name;
  const t = useMemo(() => tree(r, node), [r, node, runTick.value]);
  const filter = filterOf(name);
  const filterKey = JSON.stringify(filter);
  const by = groupingOf(name, t?.detections ? DEFAULT_DETECTIONS : DEFAULT);
  const root = useMemo(() => (t ? grouped(t, filter, by) : null), [t, filterKey, JSON.stringify(by)]);
  const all = useMemo(() => t && ofAll(t), [t]);
  const left = useMemo(
    () => t && (filter.expressions?.length ? t.results.filter(predicate(filter)) : t.results),
    [t, filterKey],
  );
  const now = useMemo(() => (t && left !== t.results ? sums({ ...t, results: left! }) : all), [t, left]);
  const [building, setBuilding] = useState(false);
  const [grouping, setGroupingOpen] = useState(false);
  const [open, setOpen] = useState<Map<string, boolean>>(new Map());
  const H = heading(level ?? 2);
  const [side, setSide] = useState<Result | null>(null);
  const change = (e: Expression): void => setFilter(name, e);
  useLayoutEffect(() => {
    if (level) return;
    const mine = {
      filter: () => setBuilding(true),
      failures: () => {
        const f = filterOf(name);
        const rest = without(f, "status");
        change(
          picked(f, "status", "alarm") && picked(f, "status", "error")
            ? rest
            : toggled(rest, "status", ["alarm", "error"]),
        );
      },
    };
    commands.value = mine;
    return () => {
      if (commands.peek() === mine) commands.value = null;
    };
  }, [name]);
  if (!t || !root || !all || !left || !now) return <Empty title="There are no results" />;
  const filtered = (filter.expressions ?? []).length > 0;
  const p = t.root;
  const tabled = p.display_type === "table";
  const progress = r.checks.get(name);
  const shown = total(root.counts);
  /* With few rows left everything is open; else what was opened, and the first level. */
  const isOpen = (g: Group, depth: number): boolean =>
    open.get(g.key) ?? (filtered && shown < 50 ? true : depth < 0);
  const add = (b: Expression): void =>
    change({ operator: "and", expressions: [...(filter.expressions ?? []), b] });
  /* A number of the whole run, and beside it that of what passes the filter. */
  const both = (n: number, of: number) => (
    <>
      <b>{of.toLocaleString()}</b>
      {n !== of && <span class="text-2"> ({n.toLocaleString()})</span>}{" "}
    </>
  );
  return (
    <div class="results">
      {level && <H class="section-title">{titleOf(p)}</H>}
      {p.error && p.panel_type === "benchmark" && <ErrorBox message={p.error} />}
      <div class="summary" role="group" aria-label="Summary, filters by status">
        {t.detections ? (
          <>
            <span class="toggle static">{both(now.rows, all.rows)}Total</span>
            {(["critical", "high", "medium", "low"] as const).map((s) => (
              <button
                type="button"
                class="toggle"
                aria-pressed={picked(filter, "severity", s)}
                onClick={() => change(toggled(filter, "severity", [s]))}
              >
                <Severity value={s} />
                {both(now.bySeverity[s], all.bySeverity[s])}
                {s[0].toUpperCase() + s.slice(1)}
              </button>
            ))}
          </>
        ) : (
          <>
            {ORDER.map((s) => (
              <button
                type="button"
                class={`toggle s-${s}${all.counts[s] ? "" : " none"}`}
                aria-pressed={picked(filter, "status", s)}
                onClick={() => change(toggled(filter, "status", [s]))}
              >
                <Mark status={s} quiet />
                {both(now.counts[s], all.counts[s])}
                {WORD[s]}
              </button>
            ))}
            {all.counts.exempted > 0 && (
              <span class="toggle static">{both(now.counts.exempted, all.counts.exempted)}Exempted</span>
            )}
            {all.hasSeverity && (
              <button
                type="button"
                class={`toggle${all.severe ? "" : " none"}`}
                aria-pressed={picked(filter, "severity", "critical") && picked(filter, "severity", "high")}
                onClick={() => change(toggled(filter, "severity", ["critical", "high"]))}
              >
                <Severity value="critical" />
                {both(now.severe, all.severe)}Critical / High
              </button>
            )}
          </>
        )}
        {progress && progress.total > 0 && r.state === "running" && (
          <span class="text-2 t-sm">
            {progress.complete + progress.error} of {progress.total} controls
          </span>
        )}
      </div>
      {p.review?.notes.map((x) => (
        <p>
          <bdi>{x}</bdi>
        </p>
      ))}
      <div class="result-tools no-print">
        {!tabled && (
          <Button
            icon="benchmark"
            label="group"
            text={
              <>
                Group: <b>{by.map(nameOfBy).join(" › ")}</b>
              </>
            }
            onClick={() => setGroupingOpen(true)}
          />
        )}
        <Button icon="filter" label="filter" text="Filter" onClick={() => setBuilding(true)} />
        {(filter.expressions ?? []).map((x, i) => (
          <More
            part="FilterChip"
            e={x}
            remove={() =>
              change({ operator: "and", expressions: filter.expressions!.filter((_, j) => j !== i) })
            }
          />
        ))}
        <span class="grow" />
        {!tabled && (
          <Button label="open all" text="Open all" onClick={() => setOpen(everything(root, true))} />
        )}
        {!tabled && (
          <Button label="close all" text="Close all" onClick={() => setOpen(everything(root, false))} />
        )}
        <Button
          icon="download"
          label="Copy or download"
          menu
          onClick={(e) => openMenu(e, "Export", (m) => m.ofResults(name, t, left, filtered, root, isOpen))}
        />
      </div>
      {filtered && shown === 0 ? (
        <Empty
          title="No result fits the filter"
          text={`${t.results.length.toLocaleString()} results are hidden.`}
        >
          <Button label="clear" text="Clear the filter" onClick={() => change(NO_FILTER)} />
        </Empty>
      ) : tabled ? (
        <More part="ResultsTable" t={t} filter={filter} wait={240} />
      ) : (
        <Tree
          root={root}
          t={t}
          isOpen={isOpen}
          toggle={(g, to) => setOpen(new Map(open).set(g.key, to))}
          show={setSide}
          add={add}
        />
      )}
      {building && (
        <More
          keys
          part="Builder"
          t={t}
          close={() => setBuilding(false)}
          add={(e: Expression) => {
            add(e);
            setBuilding(false);
          }}
        />
      )}
      {grouping && (
        <More
          keys
          part="Grouper"
          t={t}
          by={by}
          close={() => setGroupingOpen(false)}
          put={(b: By[] | null) => setGrouping(name, b)}
        />
      )}
      {side && (
        <More
          keys
          part="ResultSide"
          r={side}
          t={t}
          close={() => setSide(null)}
          add={(e: Expression) => {
            add(e);
            setSide(null);
          }}
        />
      )}
    </div>
  );
}

function everything(g: Group, to: boolean): Map<string, boolean> {
  const m = new Map<string, boolean>();
  const walk = (x: Group): void => {
    m.set(x.key, to);
    x.groups.forEach(walk);
  };
  g.groups.forEach(walk);
  return m;
}

/* ---- the tree: a flat list of rows, virtual when it is long */

type Row =
  | { kind: "group"; g: Group; depth: number; open: boolean }
  | { kind: "result"; r: Result; depth: number }
  | { kind: "table"; p: Panel; results: Result[]; depth: number }
  | { kind: "more"; g: Group; depth: number; n: number };

const ROW = 28;

function flatten(root: Group, t: Tree, isOpen: (g: Group, depth: number) => boolean): Row[] {
  const rows: Row[] = [];
  const walk = (g: Group, depth: number): void => {
    for (const x of g.groups) {
      const open = isOpen(x, depth);
      rows.push({ kind: "group", g: x, depth, open });
      if (open) walk(x, depth + 1);
    }
    if (t.detections && g.by.type === "detection" && g.panel && !g.groups.length) {
      rows.push({ kind: "table", p: g.panel, results: g.results, depth });
      return;
    }
    for (const r of g.results) rows.push({ kind: "result", r, depth });
  };
  walk(root, 0);
  return rows;
}

function Tree({
  root,
  t,
  isOpen,
  toggle,
  show,
  add,
}: {
  root: Group;
  t: Tree;
  isOpen: (g: Group, depth: number) => boolean;
  toggle: (g: Group, to: boolean) => void;
  show: (r: Result) => void;
  add: (e: Expression) => void;
}) {
  const rows = flatten(root, t, isOpen);
  const box = useRef<HTMLDivElement>(null);
  const [range, setRange] = useState<[number, number]>([0, 80]);
  const [at, setAt] = useState(0);
  const held = useRef(false);
  const tables = rows.some((r) => r.kind === "table");
  const virtual = rows.length > 200 && !printing.value && !tables;
  const row = matchMedia("(pointer: coarse)").matches ? 40 : ROW;
  const see = (): void => {
    const y = box.current?.getBoundingClientRect().top ?? 0;
    const from = Math.max(0, Math.floor(-y / row) - 20);
    setRange((o) => {
      const to = from + Math.ceil(innerHeight / row) + 40;
      return o[0] === from && o[1] === to ? o : [from, to];
    });
  };
  useEffect(() => {
    if (!virtual) return;
    see();
    addEventListener("scroll", see, { passive: true });
    addEventListener("resize", see);
    return () => {
      removeEventListener("scroll", see);
      removeEventListener("resize", see);
    };
  }, [virtual, rows.length]);
  useLayoutEffect(() => {
    if (held.current) box.current?.querySelector<HTMLElement>(`[data-at="${at}"]`)?.focus();
  }, [at]);
  /* Results that arrive above the row that has the focus move it down: keys go on from there. */
  useLayoutEffect(() => {
    const i = Number(box.current?.querySelector<HTMLElement>(":focus")?.dataset.at ?? at);
    if (i !== at) {
      held.current = false;
      setAt(i);
    }
  });
  if (!rows.length) return <Empty title="No results" text="This benchmark has no controls with results." />;
  const [from, to] = virtual ? range : [0, rows.length];
  const move = (n: number): void => {
    held.current = true;
    const next = Math.max(0, Math.min(rows.length - 1, n));
    if (virtual && (next < from + 2 || next > to - 4)) {
      scrollTo(0, (box.current?.offsetTop ?? 0) + next * row - innerHeight / 2);
      see(); /* the row must be there to take the focus */
    }
    setAt(next);
  };
  const keys = (e: KeyboardEvent): void => {
    if ((e.target as HTMLElement).closest("input,.grid") || e.ctrlKey || e.metaKey || e.altKey) return;
    const cur = rows[at];
    if (!cur) return;
    if (e.key === "ArrowDown" || e.key === "j") move(at + 1);
    else if (e.key === "ArrowUp" || e.key === "k") move(at - 1);
    else if (e.key === "Home") move(0);
    else if (e.key === "End") move(rows.length - 1);
    else if (e.key === "ArrowRight" && cur.kind === "group") cur.open ? move(at + 1) : toggle(cur.g, true);
    else if (e.key === "ArrowLeft") {
      if (cur.kind === "group" && cur.open) toggle(cur.g, false);
      else {
        let i = at;
        while (i > 0 && rows[i].depth >= cur.depth) i--;
        move(i);
      }
    } else if ((e.key === "Enter" || e.key === " ") && !(e.target as HTMLElement).closest("a,button")) {
      if (cur.kind === "group") toggle(cur.g, !cur.open);
      else if (cur.kind === "result") show(cur.r);
    } else return;
    e.preventDefault();
    e.stopPropagation();
  };
  return (
    <div
      class="tree"
      role="tree"
      aria-label="Results"
      ref={box}
      onKeyDown={keys}
      style={virtual ? { height: rows.length * row + "px" } : {}}
    >
      {rows.slice(from, to).map((r, k) => {
        const i = from + k;
        const place = virtual
          ? { top: i * row + "px", height: row + "px", position: "absolute" as const }
          : {};
        const common = {
          "data-at": i,
          tabIndex: i === Math.min(at, rows.length - 1) ? 0 : -1,
          "aria-level": r.depth + 1,
          onFocus: () => {
            if (at !== i) {
              held.current = false;
              setAt(i);
            }
          },
        };
        if (r.kind === "group")
          return (
            <GroupRow
              key={"g" + r.g.key}
              g={r.g}
              depth={r.depth}
              open={r.open}
              place={place}
              common={common}
              toggle={() => toggle(r.g, !r.open)}
              t={t}
              add={add}
            />
          );
        if (r.kind === "table")
          return (
            <div
              role="treeitem"
              key={"t" + r.p.name}
              {...common}
              class="tree-table"
              style={{ ...place, paddingInlineStart: r.depth * 20 + 8 + "px" }}
            >
              {r.p.data ? (
                <Near height={Math.min(r.p.data.n, 20) * ROW + 72}>
                  {() => <DetectionTable p={r.p} t={r.p.data!} results={r.results} />}
                </Near>
              ) : r.p.error ? (
                <ErrorBox p={r.p} message={r.p.error} />
              ) : (
                <p class="text-3">{WORD[r.p.status]}</p>
              )}
            </div>
          );
        if (r.kind === "result")
          return (
            <ResultRow
              key={"r" + i}
              r={r.r}
              depth={r.depth}
              place={place}
              common={common}
              show={show}
              add={add}
            />
          );
        return null;
      })}
    </div>
  );
}

/* The rows of a detection that pass the filter. */
function DetectionTable({ p, t, results }: { p: Panel; t: Table; results: Result[] }) {
  const passed = useMemo(() => {
    const rows = results.map((r) => r.row).filter((r) => r >= 0);
    return rows.length === t.n
      ? t
      : { columns: t.columns, cols: t.cols.map((c) => rows.map((r) => c[r])), n: rows.length };
  }, [t, results]);
  return <Tabled p={p} t={passed} />;
}

/* What lies far from the window is a box of about its height until it comes near for the first time. */
function Near({ height, children }: { height: number; children: () => any }) {
  const ref = useRef<HTMLDivElement>(null);
  const [near, setNear] = useState(false);
  useEffect(() => {
    const seen = new IntersectionObserver(
      (all) => {
        if (all.some((e) => e.isIntersecting)) {
          setNear(true);
          seen.disconnect();
        }
      },
      { rootMargin: "600px 0px" },
    );
    seen.observe(ref.current!);
    return () => seen.disconnect();
  }, []);
  const shown = near || printing.value;
  return (
    <div ref={ref} style={shown ? {} : { height: height + "px" }}>
      {shown ? children() : null}
    </div>
  );
}

function GroupRow({
  g,
  depth,
  open,
  place,
  common,
  toggle,
  t,
  add,
}: {
  g: Group;
  depth: number;
  open: boolean;
  place: any;
  common: any;
  toggle: () => void;
  t: Tree;
  add: (e: Expression) => void;
}) {
  const p = g.panel;
  const running = g.pending > 0 && !!p && !isFinal(p.status);
  const items = (e: MouseEvent): void => openMenu(e, g.title, (m) => m.ofGroup(g, add));
  return (
    <div
      role="treeitem"
      aria-expanded={open}
      {...common}
      class={`tree-row group b-${g.by.type}`}
      style={{ ...place, paddingInlineStart: depth * 20 + 4 + "px" }}
      onClick={(e) => !(e.target as HTMLElement).closest("a,button") && toggle()}
      onContextMenu={items}
    >
      <Icon name="chevron" class={open ? "chevron open" : "chevron"} />
      {g.by.type === "status" && <Mark status={g.title} quiet />}
      {g.by.type === "severity" && <Severity value={g.title} />}
      {p?.properties.severity && g.by.type !== "severity" ? (
        <Severity value={String(p.properties.severity)} />
      ) : null}
      <span class="tree-title">
        <bdi>{g.by.type === "status" ? (WORD[g.title] ?? g.title) : g.title}</bdi>
      </span>
      {running && <Mark status={p!.status} />}
      {t.detections ? (
        <span class="tree-count">{g.results.length + g.groups.reduce((n, x) => n + count(x), 0)}</span>
      ) : (
        <>
          {(["alarm", "error", "info", "skip", "ok"] as const).map((s) => (
            <span class={`tree-count s-${s}${g.counts[s] ? "" : " none"}`}>
              {g.counts[s] > 0 && (
                <>
                  <Mark status={s} />
                  {g.counts[s].toLocaleString()}
                </>
              )}
            </span>
          ))}
          <Bar counts={g.counts} />
        </>
      )}
    </div>
  );
}
const count = (g: Group): number => g.results.length + g.groups.reduce((n, x) => n + count(x), 0);

function ResultRow({
  r,
  depth,
  place,
  common,
  show,
  add,
}: {
  r: Result;
  depth: number;
  place: any;
  common: any;
  show: (r: Result) => void;
  add: (e: Expression) => void;
}) {
  const dims = dimensions(r)
    .filter(([, v]) => v)
    .slice(0, 4);
  const menu = (e: MouseEvent): void => openMenu(e, "Result", (m) => m.ofResult(r, show, add));
  return (
    <div
      role="treeitem"
      {...common}
      class={`tree-row result s-${r.status}`}
      style={{ ...place, paddingInlineStart: depth * 20 + 8 + "px" }}
      onClick={(e) => !(e.target as HTMLElement).closest("a,button") && show(r)}
      onContextMenu={menu}
    >
      <Mark status={r.status} />
      <span class="tree-title">
        <bdi>{reason(r) || (r.row < 0 ? "failed" : "no reason")}</bdi>
      </span>
      <span class="dims">
        {dims.map(([k, v]) => (
          <span class="dim" title={`${k}: ${v}`}>
            <Cut text={v} />
          </span>
        ))}
      </span>
      <span class="resource" title={cell(r, "resource")}>
        <Cut text={cell(r, "resource")} />
      </span>
    </div>
  );
}
