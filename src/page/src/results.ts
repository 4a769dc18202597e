/* results.ts - results of benchmarks and detections: rows, filters, groups, sums (page.md 3.3, server.md 10.5). Pure. */
import type { Counts, Exemption, LayoutNode, Panel, Run, Status } from "./types";
import { STATUSES } from "./types";
import { shortName } from "./list";
import { plain } from "./values";
import { own } from "./own";

export const zero = (): Counts => ({ alarm: 0, ok: 0, info: 0, skip: 0, error: 0, exempted: 0 });
export const add = (a: Counts, b: Counts): void => {
  for (const s in a) a[s as Status] += b[s as Status];
};
export const total = (c: Counts): number => c.alarm + c.ok + c.info + c.skip + c.error + c.exempted;

export interface Check {
  panel: Panel;
  trunk: Panel[]; /* benchmarks from the root to its parent */
  severity: string;
}

/* One result: a row of a control, or the failure of one as a whole (row -1), or a row of a detection. */
export interface Result {
  check: Check;
  row: number;
  status: Status;
  exempted?: Exemption;
}
/* Where it is counted. */
const sumOf = (r: Result): keyof Counts => (r.exempted ? "exempted" : r.status);

/* What exempts rows of a control beside what the run says; set by exempting.ts. */
export const exempting: { of?: (p: Panel) => Exemption[] | undefined } = {};

export interface Tree {
  root: Panel;
  detections: boolean;
  severities: boolean; /* some are critical or high */
  checks: Check[]; /* in the order of the layout; a shared control once per parent */
  results: Result[];
}

const severityOf = (p: Panel): string => String(p.properties.severity ?? "").toLowerCase();

function column(panel: Panel, name: string): number {
  const columns = panel.data?.columns;
  if (columns) for (let i = 0; i < columns.length; i++) if (columns[i].name === name) return i;
  return -1;
}

const KNOWN = new Set<string>(STATUSES);

export function tree(run: Run, node: LayoutNode): Tree | null {
  const root = run.panels.get(node.name);
  if (!root) return null;
  const checks: Check[] = [];
  const walk = (n: LayoutNode, trunk: Panel[], depth: number): void => {
    const panel = run.panels.get(n.name);
    if (!panel || depth > 100) return;
    if (n.panel_type === "control" || n.panel_type === "detection")
      checks.push({ panel, trunk, severity: severityOf(panel) });
    else for (const c of n.children ?? []) walk(c, [...trunk, panel], depth + 1);
  };
  walk(node, [], 0);
  const detections =
    root.benchmark_type === "detection" ||
    (checks.length > 0 && checks.every((c) => c.panel.panel_type === "detection"));
  const results: Result[] = [];
  for (const check of checks) {
    const { panel } = check;
    const at = column(panel, "status");
    const exempted = new Map((exempting.of?.(panel) ?? panel.exempted)?.map((x) => [x[0], x]));
    if (panel.data && (panel.panel_type === "detection" || at >= 0)) {
      for (let row = 0; row < panel.data.n; row++) {
        const s = panel.panel_type === "detection" ? "alarm" : String(panel.data.cols[at][row]);
        results.push({
          check,
          row,
          status: (KNOWN.has(s) ? s : "error") as Status,
          exempted: exempted.get(row),
        });
      }
    }
    if (panel.error && panel.status === "error") results.push({ check, row: -1, status: "error" });
  }
  const severities = checks.some((c) => c.severity === "critical" || c.severity === "high");
  return { root, detections, severities, checks, results };
}

/* ---- what a result has */

export const reason = (r: Result): string => (r.row < 0 ? (r.check.panel.error ?? "") : cell(r, "reason"));

export function cell(r: Result, name: string): string {
  const at = column(r.check.panel, name);
  return at < 0 || r.row < 0 ? "" : plain(r.check.panel.data!.cols[at][r.row]);
}

const FIXED = new Set(["reason", "resource", "status"]);

/* Dimensions: every other column. "<nil>" is how the server writes null. */
export function dimensions(r: Result): [string, string][] {
  const t = r.check.panel.data;
  if (!t || r.row < 0) return [];
  const out: [string, string][] = [];
  t.columns.forEach((c, i) => {
    if (!FIXED.has(c.name) || r.check.panel.panel_type === "detection")
      out.push([c.name, plain(t.cols[i][r.row]).replace(/^<nil>$/, "")]);
  });
  return out;
}

/* Keys by which results can be grouped and filtered. */
export function fields(t: Tree): { tags: string[]; dimensions: string[]; severities: boolean } {
  const tags = new Set<string>(),
    dims = new Set<string>();
  let severities = false;
  for (const c of new Set(t.checks.map((x) => x.panel))) {
    for (const k of Object.keys(c.tags ?? {})) tags.add(k);
    for (const col of c.data?.columns ?? []) if (!FIXED.has(col.name) || t.detections) dims.add(col.name);
    if (severityOf(c)) severities = true;
  }
  return { tags: [...tags].sort(), dimensions: [...dims].sort(), severities };
}

export interface By {
  type: string;
  value?: string; /* key of a tag or dimension */
}

export const DEFAULT: By[] = [{ type: "benchmark" }, { type: "control" }, { type: "result" }];
export const DEFAULT_DETECTIONS: By[] = [{ type: "benchmark" }, { type: "detection" }, { type: "result" }];

/* The value of a result under one field; undefined: it has none. */
export function valueOf(r: Result, by: By): string | undefined {
  const p = r.check.panel;
  switch (by.type) {
    case "benchmark":
      return r.check.trunk[r.check.trunk.length - 1]?.name;
    case "control":
    case "detection":
      return p.name;
    case "status":
      return r.status;
    case "severity":
      return r.check.severity || undefined;
    case "exempted":
      return r.exempted ? "exempted" : undefined;
    case "reason":
      return reason(r);
    case "resource":
      return cell(r, "resource") || undefined;
    case "control_tag":
    case "detection_tag":
      return own(p.tags as Record<string, unknown>, by.value ?? "")?.toString();
    case "dimension": {
      const at = by.value === undefined ? -1 : column(p, by.value);
      const v = at < 0 || r.row < 0 ? undefined : plain(p.data!.cols[at][r.row]);
      return v === "<nil>" || v === "" ? undefined : v;
    }
  }
  return undefined;
}

/* ---- filters: the grammar of the address */

export interface Expression {
  operator: string; /* equal, not_equal, in, not_in; and, or with expressions */
  type?: string;
  key?: string;
  value?: any;
  expressions?: Expression[];
}

export const NO_FILTER: Expression = { operator: "and", expressions: [] };

/* Does a text in lower case fit a pattern that was split at its "*"? In one pass: a regular expression would take
 * for ever with some patterns, which may come from the address. */
const fits = (text: string, parts: string[]): boolean => {
  let at = parts[0].length;
  const last = parts.length - 1,
    end = text.length - parts[last].length;
  if (end < at || !text.startsWith(parts[0]) || !text.endsWith(parts[last])) return false;
  for (let i = 1; i < last; i++) {
    at = text.indexOf(parts[i], at);
    if (at < 0) return false;
    at += parts[i].length;
  }
  return at <= end;
};

type Predicate = (r: Result) => boolean;

/* All that a free search looks at. */
const searched = new WeakMap<Result, string>();
function wordsOf(r: Result): string {
  let text = searched.get(r);
  if (text === undefined) {
    const dims = dimensions(r).map(([, v]) => v);
    text = [titleOf(r.check.panel), reason(r), cell(r, "resource"), ...dims, r.exempted?.[1]]
      .join("\n")
      .toLowerCase();
    searched.set(r, text);
  }
  return text;
}

/* The expression as a function. What belongs to the control is decided once per control. */
export function predicate(e: Expression, depth = 0): Predicate {
  if (Array.isArray(e.expressions)) {
    if (depth > 20 || e.expressions.length === 0) return () => true;
    const parts = e.expressions.map((x) => predicate(x, depth + 1));
    if (parts.length === 1) return parts[0];
    return e.operator === "or" ? (r) => parts.some((p) => p(r)) : (r) => parts.every((p) => p(r));
  }
  if (!e.type) return () => true;
  const negative = e.operator === "not_equal" || e.operator === "not_in";
  const wanted = [e.value].flat().map((w) => plain(w).toLowerCase());
  const plainly = new Set(wanted);
  const patterns = wanted.filter((w) => w.includes("*")).map((w) => w.split("*"));
  const hit = (v: string | undefined): boolean =>
    v !== undefined &&
    (plainly.has((v = v.toLowerCase())) || patterns.some((parts) => fits(v as string, parts)));
  if (e.type === "text") {
    const words = wanted.flatMap((w) => w.split(/\s+/)).filter(Boolean);
    return (r) => words.every((w) => wordsOf(r).includes(w));
  }
  if (
    e.type === "exempted" ||
    e.type === "status" ||
    e.type === "reason" ||
    e.type === "resource" ||
    e.type === "dimension"
  ) {
    const by = { type: e.type, value: e.key };
    return (r) => hit(valueOf(r, by)) !== negative;
  }
  const known = new Map<Check, boolean>();
  const by = { type: e.type, value: e.key };
  return (r) => {
    let is = known.get(r.check);
    if (is === undefined)
      known.set(
        r.check,
        (is =
          (e.type === "benchmark" ? r.check.trunk.some((p) => hit(p.name)) : hit(valueOf(r, by))) !==
          negative),
      );
    return is;
  };
}

/* A filter tree that came from the address, made safe. */
export function toExpression(raw: unknown): Expression {
  if (typeof raw !== "object" || raw === null) return NO_FILTER;
  const e = raw as any;
  if (Array.isArray(e.expressions))
    return {
      operator: e.operator === "or" ? "or" : "and",
      expressions: e.expressions
        .slice(0, 50)
        .map((x: unknown) => (typeof x === "object" && x !== null ? toExpressionInner(x) : null))
        .filter(Boolean),
    };
  return { operator: "and", expressions: [toExpressionInner(e)] };
}
function toExpressionInner(e: any): Expression {
  if (Array.isArray(e.expressions)) return toExpression(e);
  return {
    operator: String(e.operator ?? "equal"),
    type: String(e.type ?? ""),
    ...(e.key !== undefined ? { key: String(e.key) } : {}),
    value: e.value,
  };
}

/* ---- groups */

export interface Group {
  key: string;
  by: By;
  title: string;
  value?: string; /* of its field; undefined: its results have none */
  panel?: Panel; /* of a benchmark, control or detection */
  counts: Counts;
  severe: number; /* alarms and errors of severity critical or high */
  critical: number; /* those of them that are critical */
  groups: Group[];
  results: Result[];
  pending: number; /* controls below that have not finished */
}

export const titleOf = (p: Panel): string => p.title || shortName(p.name);
const severe = (r: Result): number =>
  !r.exempted &&
  (r.status === "alarm" || r.status === "error") &&
  (r.check.severity === "critical" || r.check.severity === "high")
    ? 1
    : 0;

function emptyGroup(key: string, by: By, title: string, panel?: Panel): Group {
  return {
    key,
    by,
    title,
    panel,
    counts: zero(),
    severe: 0,
    critical: 0,
    groups: [],
    results: [],
    pending: 0,
  };
}

const SEVERITIES = ["critical", "high", "medium", "low", "none", ""];

interface Step {
  key: string;
  value?: string;
  title: string;
  panel?: Panel;
}

function steps(r: Result | null, check: Check, by: By): Step[] {
  if (by.type === "benchmark")
    return check.trunk.slice(1).map((p) => ({ key: p.name, title: titleOf(p), panel: p }));
  if (by.type === "control" || by.type === "detection")
    return [{ key: check.panel.name, title: titleOf(check.panel), panel: check.panel }];
  const v = r ? valueOf(r, by) : undefined;
  return [
    {
      key: v ?? "",
      value: v,
      title: v || (by.type === "severity" ? "no severity" : `no ${by.value ?? by.type}`),
    },
  ];
}

/* The tree of results that pass. Groups are in the order of the layout where that is their order, else by severity,
 * status or name. Controls without results are shown only when nothing is filtered. */
export function grouped(t: Tree, filter: Expression, by: By[]): Group {
  const root = emptyGroup("", { type: "root" }, titleOf(t.root), t.root);
  const order = by.filter((b) => b.type !== "result");
  const at = new Map<Group, Map<string, Group>>();
  const child = (g: Group, step: Step, b: By): Group => {
    let known = at.get(g);
    if (!known) at.set(g, (known = new Map()));
    let c = known.get(step.key);
    if (!c) {
      c = emptyGroup(g.key + "/" + step.key, b, step.title, step.panel);
      c.value = step.value;
      known.set(step.key, c);
      g.groups.push(c);
    }
    return c;
  };
  const place = (r: Result | null, check: Check): Group[] => {
    let g = root;
    const path = [root];
    for (const b of order)
      for (const step of steps(r, check, b)) {
        g = child(g, step, b);
        path.push(g);
      }
    return path;
  };
  const bare = (filter.expressions ?? []).length === 0;
  const byLayout = order.every(
    (b) => b.type === "benchmark" || b.type === "control" || b.type === "detection",
  );
  const passes = predicate(filter);
  const paths = new Map<Check, Group[]>();
  if (bare && byLayout)
    for (const check of t.checks) {
      const path = place(null, check);
      paths.set(check, path);
      if (!done(check.panel)) for (const g of path) g.pending++;
    }
  for (const r of t.results) {
    if (!bare && !passes(r)) continue;
    const path = byLayout ? (paths.get(r.check) ?? place(r, r.check)) : place(r, r.check);
    if (byLayout) paths.set(r.check, path);
    for (const g of path) {
      g.counts[sumOf(r)]++;
      g.severe += severe(r);
      if (r.check.severity === "critical") g.critical += severe(r);
    }
    path[path.length - 1].results.push(r);
  }
  if (!byLayout) sort(root);
  return root;
}

const done = (p: Panel): boolean =>
  p.status === "complete" || p.status === "error" || p.status.startsWith("cancel");

function sort(g: Group): void {
  const rank = (x: Group): number =>
    x.by.type === "severity"
      ? SEVERITIES.indexOf(x.value ?? "")
      : x.by.type === "status"
        ? STATUSES.indexOf(x.value as Status)
        : +!x.value;
  if (!["benchmark", "control", "detection"].includes(g.groups[0]?.by.type))
    g.groups.sort(
      (a, b) => rank(a) - rank(b) || a.title.localeCompare(b.title, undefined, { numeric: true }),
    );
  g.groups.forEach(sort);
}

/* ---- one result in the address: its control, its row and its resource, because rows may have another order next time */

export const addressOf = (r: Result): string => `${r.check.panel.name}#${r.row}#${cell(r, "resource")}`;

export function resultAt(t: Tree, address: unknown): Result | null {
  const [name, row, ...resource] = String(address ?? "").split("#");
  const of = t.results.filter((r) => r.check.panel.name === name);
  const same = of.filter((r) => cell(r, "resource") === resource.join("#"));
  return same.find((r) => String(r.row) === row) ?? same[0] ?? null;
}

/* Results in the order of the tree. */
export const inOrder = (g: Group): Result[] => [...g.groups.flatMap(inOrder), ...g.results];

/* ---- pass rates, and the order that a reader chose */

const rate = (c: Counts): number => c.ok / (c.ok + c.alarm + c.error);

/* "98 %" of what passed or failed passed: 100 % only if all did. */
export const share = (c: Counts): string => (rate(c) >= 0 ? `${Math.floor(rate(c) * 100)} %` : "");

/* Groups of every level by a count, by "severe", "pass" or "title"; what has no pass rate is last. */
export function sortGroups(g: Group, by: string, down: boolean): void {
  const of = (x: Group): number =>
    by === "severe"
      ? x.severe * 1e6 + x.critical
      : by === "pass"
        ? rate(x.counts)
        : Object.hasOwn(x.counts, by)
          ? x.counts[by as Status]
          : 0;
  const sign = down ? -1 : 1;
  g.groups.sort((a, b) => {
    if (by === "title") return sign * a.title.localeCompare(b.title, undefined, { numeric: true });
    const x = of(a),
      y = of(b);
    return Number.isNaN(x) || Number.isNaN(y) ? +Number.isNaN(x) - +Number.isNaN(y) : sign * (x - y);
  });
  g.groups.forEach((x) => sortGroups(x, by, down));
}

/* Sums of everything, whatever is filtered. */
export function sums(t: Tree): {
  counts: Counts;
  rows: number; /* results that are rows, not failures as a whole */
  severe: number;
  hasSeverity: boolean;
  bySeverity: Record<string, number>;
} {
  const counts = zero();
  let n = 0,
    rows = 0;
  const bySeverity: Record<string, number> = { critical: 0, high: 0, medium: 0, low: 0 };
  for (const r of t.results) {
    counts[sumOf(r)]++;
    n += severe(r);
    if (r.row >= 0) {
      rows++;
      if (Object.hasOwn(bySeverity, r.check.severity)) bySeverity[r.check.severity]++;
    }
  }
  return {
    counts,
    rows,
    severe: n,
    hasSeverity: t.severities,
    bySeverity,
  };
}
