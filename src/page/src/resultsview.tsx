/* resultsview.tsx - results of benchmarks and detections: summary that filters, groups, rows (page.md 3.3). */
import { useLayoutEffect, useMemo, useState } from "preact/hooks";
import { signal } from "@preact/signals";
import type { LayoutNode, Status } from "./types";
import { run, runTick } from "./store";
import { set } from "./nav";
import { keep, kept, keptWith } from "./kept";
import {
  addressOf,
  DEFAULT,
  DEFAULT_DETECTIONS,
  grouped,
  inOrder,
  NO_FILTER,
  predicate,
  resultAt,
  share,
  sortGroups,
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
import { ResultsTree } from "./resultstree";
import { Button, Empty, Mark, More, openMenu, Severity } from "./ui";
import { WORD } from "./texts";
import { heading, ErrorBox } from "./panels";
import { own } from "./own";

/* Sums of all that ran, also where results are left out. */
function ofAll(t: Tree): ReturnType<typeof sums> {
  const { review, summary } = t.root;
  return review && summary ? { ...sums(t), counts: summary, severe: review.severe } : sums(t);
}

/* ---- what the address says */

function filterOf(name: string): Expression {
  const raw = kept("where", name);
  return raw ? toExpression(raw) : NO_FILTER;
}
function setFilter(name: string, e: Expression): void {
  /* Without one the filter of the snapshot would count again. */
  const counts = e.expressions?.length || own(run.peek().run.view, name);
  keep("where", name, counts && e);
}
function groupingOf(name: string, fallback: By[]): By[] {
  const raw = kept("grouping", name);
  if (!Array.isArray(raw)) return fallback;
  return raw
    .slice(0, 8)
    .filter((b) => b && typeof b.type === "string")
    .map((b) => ({ type: b.type, ...(b.value !== undefined ? { value: String(b.value) } : {}) }));
}
function setGrouping(name: string, by: By[] | null): void {
  keep("grouping", name, by);
}

/* What was opened and closed: "*" is every group, a key with "-" one that is closed. */
function openOf(name: string): (key: string) => boolean | undefined {
  const raw = kept("open", name);
  const keys = new Set(Array.isArray(raw) ? raw.slice(0, MANY).map(String) : []);
  const all = keys.has("*") ? true : keys.has("-*") ? false : undefined;
  return (key) => (keys.has(key) ? true : keys.has("-" + key) ? false : all);
}
function setOpen(name: string, key: string, to: boolean): void {
  const raw = kept("open", name);
  const rest = Array.isArray(raw) ? raw.map(String).filter((k) => k !== key && k !== "-" + key) : [];
  keep("open", name, key === "*" ? [to ? "*" : "-*"] : [...rest, to ? key : "-" + key].slice(-MANY), true);
}
const MANY = 200; /* groups that the address keeps */

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
  const chosen = filterOf(name);
  const find = String(kept("find", name) ?? "");
  const filter: Expression = find
    ? {
        operator: "and",
        expressions: [...(chosen.expressions ?? []), { operator: "equal", type: "text", value: find }],
      }
    : chosen;
  const filterKey = JSON.stringify(filter);
  const by = groupingOf(name, t?.detections ? DEFAULT_DETECTIONS : DEFAULT);
  const sorted = ((raw) => (Array.isArray(raw) && Array.isArray(raw[0]) ? raw[0].map(String) : []))(
    kept("sort", name),
  );
  const root = useMemo(() => {
    const g = t ? grouped(t, filter, by) : null;
    if (g && sorted[0]) sortGroups(g, sorted[0], sorted[1] !== "asc");
    return g;
  }, [t, filterKey, JSON.stringify(by), sorted.join()]);
  const all = useMemo(() => t && ofAll(t), [t]);
  const left = useMemo(
    () => t && (filter.expressions?.length ? t.results.filter(predicate(filter)) : t.results),
    [t, filterKey],
  );
  const now = useMemo(() => (t && left !== t.results ? sums({ ...t, results: left! }) : all), [t, left]);
  const [building, setBuilding] = useState(false);
  const [grouping, setGroupingOpen] = useState(false);
  const open = openOf(name);
  const H = heading(level ?? 2);
  const side = useMemo(() => t && resultAt(t, kept("result", name)), [t, String(kept("result", name) ?? "")]);
  const show = (r: Result | null): void => keep("result", name, r && addressOf(r), !!side && !!r);
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
  const matrix = kept("matrix", name);
  const progress = r.checks.get(name);
  const shown = total(root.counts);
  /* With few rows left everything is open; else what was opened, and the first level. */
  const isOpen = (g: Group, depth: number): boolean =>
    open(g.key) ?? (filtered && shown < 50 ? true : depth < 0);
  const add = (b: Expression): void =>
    change({ operator: "and", expressions: [...(chosen.expressions ?? []), b] });
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
                aria-pressed={picked(chosen, "severity", s)}
                onClick={() => change(toggled(chosen, "severity", [s]))}
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
                aria-pressed={picked(chosen, "status", s)}
                onClick={() => change(toggled(chosen, "status", [s]))}
              >
                <Mark status={s} quiet />
                {both(now.counts[s], all.counts[s])}
                {WORD[s]}
              </button>
            ))}
            {all.counts.exempted > 0 && (
              <button
                type="button"
                class="toggle"
                aria-pressed={picked(chosen, "exempted", "exempted")}
                onClick={() => change(toggled(chosen, "exempted", ["exempted"]))}
              >
                {both(now.counts.exempted, all.counts.exempted)}Exempted
              </button>
            )}
            {all.hasSeverity && (
              <button
                type="button"
                class={`toggle${all.severe ? "" : " none"}`}
                aria-pressed={picked(chosen, "severity", "critical") && picked(chosen, "severity", "high")}
                onClick={() => change(toggled(chosen, "severity", ["critical", "high"]))}
              >
                <Severity value="critical" />
                {both(now.severe, all.severe)}Critical / High
              </button>
            )}
          </>
        )}
        {!t.detections && share(all.counts) && (
          <span class="toggle static" title="Of what passed or failed">
            <b>{share(all.counts)}</b>
            {left !== t.results && <span class="text-2"> ({share(now.counts) || "–"})</span>} passed
          </span>
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
        <Button
          icon="table"
          label="matrix"
          text="Matrix"
          pressed={!!matrix}
          onClick={() => keep("matrix", name, matrix ? 0 : {})}
        />
        <Button icon="filter" label="filter" text="Filter" onClick={() => setBuilding(true)} />
        <More part="FindField" id={name} label="Search results" class="find-results" />
        {(chosen.expressions ?? []).map((x, i) => (
          <More
            part="FilterChip"
            e={x}
            remove={() =>
              change({ operator: "and", expressions: chosen.expressions!.filter((_, j) => j !== i) })
            }
          />
        ))}
        <span class="grow" />
        {!tabled && <Button label="open all" text="Open all" onClick={() => setOpen(name, "*", true)} />}
        {!tabled && <Button label="close all" text="Close all" onClick={() => setOpen(name, "*", false)} />}
        <Button
          icon="download"
          label="Copy or download"
          menu
          onClick={(e) => openMenu(e, "Export", (m) => m.ofResults(name, t, left, filtered, root, isOpen))}
        />
      </div>
      {matrix && (
        <More from="matrix" part="MatrixView" wait={320} t={t} name={name} filter={filter} change={change} />
      )}
      {filtered && shown === 0 ? (
        <Empty
          title="No result fits the filter"
          text={`${t.results.length.toLocaleString()} results are hidden.`}
        >
          <Button
            label="clear"
            text="Clear the filter"
            onClick={() => set({ ...keptWith("where", name, null), ...keptWith("find", name, null) })}
          />
        </Empty>
      ) : tabled ? (
        <More part="ResultsTable" t={t} filter={filter} wait={240} />
      ) : (
        <>
          {root.groups.length > 1 && !t.detections && (
            <More
              part="SortHeads"
              wait={24}
              t={t}
              by={sorted[0] ?? ""}
              down={sorted[1] !== "asc"}
              sort={(key: string | null, down: boolean) =>
                keep("sort", name, key && [[key, down ? "desc" : "asc"]])
              }
            />
          )}
          <ResultsTree
            root={root}
            t={t}
            isOpen={isOpen}
            toggle={(g, to) => setOpen(name, g.key, to)}
            show={show}
            add={add}
          />
        </>
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
          key={addressOf(side)}
          go={(by: number) => {
            const all = inOrder(root);
            const next = all[all.indexOf(side) + by];
            if (next) show(next);
          }}
          t={t}
          close={() => show(null)}
          add={(e: Expression) => {
            add(e);
            show(null);
          }}
        />
      )}
    </div>
  );
}
