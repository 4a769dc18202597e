/* matrix.ts - results by two fields: what fails where, the worst first (page.md 3.3). Pure.
 *
 * A field is what results can be grouped by, or a level of benchmarks below the root: "section" is the child of the root that
 * a result is in. Where a benchmark has controls beside benchmarks, such a control is a section of its own. */
import {
  add,
  fields,
  predicate,
  titleOf,
  total,
  valueOf,
  zero,
  type By,
  type Check,
  type Expression,
  type Result,
  type Tree,
} from "./results";
import type { Counts } from "./types";

export interface Field {
  key: string; /* in the address: "section", "dimension:account_id" */
  name: string;
  by: By;
  level?: number; /* of benchmarks below the root, from 1 */
}

/* A row or a column: its results, and what they are filtered by. */
export interface Head {
  title: string;
  by: By;
  value?: string; /* undefined: its results have none */
  counts: Counts;
}

export interface Matrix {
  rows: Head[];
  columns: Head[];
  cells: Map<Head, Map<Head, Counts>>; /* by row, then by column */
  all: Counts;
}

export const MEASURES = ["failed", "passed", "all"] as const;
export type Measure = (typeof MEASURES)[number];

/* ---- fields */

/* Fields in the order in which they are offered. */
export function fieldsOf(t: Tree): Field[] {
  const known = fields(t),
    own = t.detections ? "detection" : "control";
  const depth = t.checks.reduce((n, c) => Math.max(n, c.trunk.length), 1);
  const out: Field[] = [{ key: "section", name: "section", by: { type: "benchmark" }, level: 1 }];
  for (let level = 2; level < depth && level < 5; level++)
    out.push({ key: `section:${level}`, name: `section, level ${level}`, by: { type: "benchmark" }, level });
  const put = (type: string, name = type, value?: string): void =>
    void out.push({
      key: value === undefined ? type : `${type}:${value}`,
      name,
      by: value === undefined ? { type } : { type, value },
    });
  put(own);
  for (const d of known.dimensions) put("dimension", d, d);
  if (known.severities) put("severity");
  if (!t.detections) {
    put("status");
    put("reason");
    put("resource");
  }
  for (const k of known.tags) put(`${own}_tag`, `tag ${k}`, k);
  return out;
}

/* Who owns what is wrong: the first of these that occurs is the column that a fleet is looked at by. */
const OWNERS =
  /(^|_)(account|subscription|project|tenant|organization|org|team|owner|customer|cluster|environment|env|region|location|site)(_|s?$)/;
const SAMPLE = 5000;

/* The field that tells results apart best: a few values that most results have. */
function likely(t: Tree, all: Field[]): Field | undefined {
  const some = t.results.slice(0, SAMPLE);
  const score = (f: Field): number => {
    const values = new Map<string, number>();
    for (const r of some) {
      const v = valueOf(r, f.by);
      if (v) values.set(v, (values.get(v) ?? 0) + 1);
    }
    if (values.size < 2 || values.size > 200) return 0;
    const have = [...values.values()].reduce((a, b) => a + b, 0) / some.length;
    const letters = [...values.keys()].reduce((n, v) => n + v.length, 0) / values.size;
    const owner = OWNERS.exec((f.by.value ?? "").toLowerCase());
    const first = owner ? 2 - OWNERS.source.indexOf(owner[2]) / OWNERS.source.length : 0;
    return have * (first + (values.size <= 30 ? 0.5 : 0.1)) * (letters > 20 ? 0.5 : 1);
  };
  const ranked = all
    .filter((f) => f.by.type === "dimension" || f.by.type === "severity" || f.by.type.endsWith("_tag"))
    .map((f): [Field, number] => [f, score(f) / (f.by.type === "dimension" ? 1 : 3)])
    .sort((a, b) => b[1] - a[1]);
  return ranked[0]?.[1] > 0 ? ranked[0][0] : undefined;
}

/* The two fields that the address names, or the likely ones. */
export function chosen(t: Tree, rows: unknown, columns: unknown): [Field, Field, Field[]] {
  const all = fieldsOf(t);
  const named = (key: unknown): Field | undefined => all.find((f) => f.key === key);
  const other = (f: Field | undefined): Field | undefined => all.find((x) => x !== f);
  const r = named(rows) ?? all[0];
  return [
    r,
    named(columns) ??
      likely(
        t,
        all.filter((f) => f !== r),
      ) ??
      named("severity") ??
      other(r) ??
      r,
    all,
  ];
}

/* ---- what is counted */

const same = (e: Expression, by: By): boolean => e.type === by.type && (e.key ?? undefined) === by.value;
const ofField = (e: Expression, f: Field): boolean =>
  f.level ? ["benchmark", "control", "detection"].includes(e.type ?? "") : same(e, f.by);

/* Was it chosen in the matrix? Such a choice leaves the other rows and columns in sight; "is not" takes them away. */
const picks = (e: Expression, fs: Field[]): boolean =>
  (e.operator === "equal" || e.operator === "in" || e.value === "*") &&
  (e.type === "status" || fs.some((f) => ofField(e, f)));
const isFailure = (e: Expression): boolean => e.type === "exempted" && e.operator === "not_equal";

/* The filter without what a cell, a row or a column added to it. */
export const beside = (filter: Expression, fs: Field[]): Expression => ({
  operator: "and",
  expressions:
    filter.operator === "or"
      ? [filter]
      : (filter.expressions ?? []).filter((e) => !picks(e, fs) && !isFailure(e)),
});

/* The head that a result belongs to, made when it is first met. */
function reader(f: Field, heads: Map<string, Head>): (r: Result) => Head {
  const head = (key: string, title: string, by: By, value?: string): Head => {
    let h = heads.get(key);
    if (!h) heads.set(key, (h = { title, by, value, counts: zero() }));
    return h;
  };
  const byCheck = new Map<Check, Head>();
  const ofCheck = (c: Check): Head => {
    const path = [...c.trunk.slice(1), c.panel];
    const p = path[Math.min(f.level ?? path.length, path.length) - 1];
    const type = p === c.panel ? p.panel_type : "benchmark";
    return head(`${type} ${p.name}`, titleOf(p), { type }, p.name);
  };
  if (f.level || f.by.type === "control" || f.by.type === "detection")
    return (r) => {
      let h = byCheck.get(r.check);
      if (!h) byCheck.set(r.check, (h = ofCheck(r.check)));
      return h;
    };
  return (r) => {
    const v = valueOf(r, f.by);
    return v ? head("=" + v, v, f.by, v) : head("", `no ${f.name}`, f.by);
  };
}

/* Results without those that were left out, by row and column. */
export function matrixOf(t: Tree, rowField: Field, columnField: Field, filter: Expression): Matrix {
  const rows = new Map<string, Head>(),
    columns = new Map<string, Head>();
  const cells = new Map<Head, Map<Head, Counts>>();
  const all = zero();
  const rowOf = reader(rowField, rows),
    columnOf = reader(columnField, columns);
  const passes = predicate(beside(filter, [rowField, columnField]));
  for (const r of t.results) {
    if (!passes(r)) continue;
    const row = rowOf(r),
      column = columnOf(r);
    let line = cells.get(row);
    if (!line) cells.set(row, (line = new Map()));
    let c = line.get(column);
    if (!c) line.set(column, (c = zero()));
    const sum = r.exempted ? "exempted" : r.status;
    c[sum]++;
    row.counts[sum]++;
  }
  for (const line of cells.values()) for (const [column, c] of line) add(column.counts, c);
  for (const h of rows.values()) add(all, h.counts);
  return { rows: [...rows.values()], columns: [...columns.values()], cells, all };
}

/* ---- measures */

export const failed = (c: Counts): number => c.alarm + c.error;
/* The part of what passed or failed that passed; NaN: nothing did. */
export const passed = (c: Counts): number => c.ok / (c.ok + failed(c));

/* How bad is it, for sorting? */
const badness = (c: Counts, by: Measure): number =>
  by === "all" ? total(c) : by === "failed" ? failed(c) : 1 - (passed(c) >= 0 ? passed(c) : 2);

/* What has no value stands last. */
const last = (h: Head): number => +(h.value === undefined);
const byName = (a: Head, b: Head): number =>
  last(a) - last(b) || a.title.localeCompare(b.title, undefined, { numeric: true });

/* Rows and columns: the worst first, or by name. A field that is in an order of its own, as sections are, keeps it where
 * equal ones meet. */
export function sorted(m: Matrix, by: Measure, names: boolean): Matrix {
  const order = (heads: Head[]): Head[] =>
    [...heads].sort((a, b) =>
      names
        ? byName(a, b)
        : last(a) - last(b) ||
          badness(b.counts, by) - badness(a.counts, by) ||
          failed(b.counts) - failed(a.counts) ||
          0,
    );
  return { ...m, rows: order(m.rows), columns: order(m.columns) };
}

/* The shade of a cell, 0 to 5: of a count against the largest cell, by its root, so that small numbers differ; of a pass rate by
 * what is missing to all. */
export function shade(c: Counts | undefined, by: Measure, most: number): number {
  if (!c) return 0;
  if (by === "passed") return passed(c) >= 0 ? Math.ceil((1 - passed(c)) * 5) : 0;
  const n = by === "failed" ? failed(c) : total(c);
  return n ? Math.max(1, Math.ceil(Math.sqrt(n / most) * 5)) : 0;
}

/* The largest count of a cell. */
export function most(m: Matrix, by: Measure): number {
  let n = 1;
  for (const line of m.cells.values())
    for (const c of line.values()) n = Math.max(n, by === "failed" ? failed(c) : total(c));
  return n;
}

/* What a cell says; nothing where there is nothing to say. */
export function textOf(c: Counts | undefined, by: Measure): string {
  if (!c) return "";
  if (by === "failed") return failed(c).toLocaleString();
  if (by === "all") return total(c).toLocaleString();
  return passed(c) >= 0 ? `${Math.floor(passed(c) * 100)} %` : "–";
}

/* ---- cells as filters */

const expressionOf = (h: Head): Expression => ({
  operator: h.value === undefined ? "not_equal" : "equal",
  type: h.by.type,
  ...(h.by.value !== undefined ? { key: h.by.value } : {}),
  value: h.value ?? "*",
});

/* What a count of failures leaves out of a cell. */
function failures(t: Tree, fs: Field[]): Expression[] {
  const statuses = t.detections || fs.some((f) => f.by.type === "status");
  return [
    ...(statuses ? [] : [{ operator: "in", type: "status", value: ["alarm", "error"] }]),
    ...(t.results.some((r) => r.exempted)
      ? [{ operator: "not_equal", type: "exempted", value: "exempted" }]
      : []),
  ];
}

/* The filter that leaves what a cell counts: its row and its column, of which either may be all. */
export function choose(
  t: Tree,
  filter: Expression,
  fs: Field[],
  row: Head | null,
  column: Head | null,
  by: Measure,
): Expression {
  const heads = [row, column].filter((h) => h !== null).map(expressionOf);
  const counted = by === "failed" && heads.length ? failures(t, fs) : [];
  return { operator: "and", expressions: [...beside(filter, fs).expressions!, ...heads, ...counted] };
}

/* Does the filter hold exactly this row and this column? */
export function isChosen(filter: Expression, fs: Field[], row: Head | null, column: Head | null): boolean {
  const has = (filter.expressions ?? [])
    .filter((e) => e.type !== "status" || fs.some((f) => f.by.type === "status"))
    .filter((e) => picks(e, fs));
  const want = [row, column].filter((h) => h !== null).map((h) => JSON.stringify(expressionOf(h)));
  return want.length > 0 && has.length === want.length && has.every((e) => want.includes(JSON.stringify(e)));
}

/* The matrix as a table of texts. */
export function matrixRows(m: Matrix, by: Measure, corner: string): string[][] {
  return [
    [corner, "all", ...m.columns.map((c) => c.title)],
    ["all", textOf(m.all, by), ...m.columns.map((c) => textOf(c.counts, by))],
    ...m.rows.map((r) => [
      r.title,
      textOf(r.counts, by),
      ...m.columns.map((c) => textOf(m.cells.get(r)?.get(c), by)),
    ]),
  ];
}
