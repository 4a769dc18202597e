/* compare.ts - two runs of the same thing side by side (page.md 3.5). Pure. */
import type { Panel, Run } from "./types";
import { cell, reason, titleOf, tree, type Result } from "./results";
import { plain } from "./values";

export type Change = "new" | "fixed" | "changed" | "gone";

export interface Difference {
  change: Change;
  control: string;
  title: string;
  resource: string;
  before?: Result;
  after?: Result;
}

const bad = (r?: Result): boolean => !r?.exempted && (r?.status === "alarm" || r?.status === "error");

/* Results by control and resource; a resource that a control names twice gets a number. */
function keyed(run: Run): Map<string, Result> {
  const out = new Map<string, Result>();
  const t = run.layout ? tree(run, run.layout) : null;
  const seen = new Set<Panel>();
  let last: Panel | null = null;
  for (const r of t?.results ?? []) {
    if (r.check.panel !== last) {
      if (seen.has(r.check.panel)) continue; /* a shared control counts once */
      last = r.check.panel;
      seen.add(last);
    }
    const key = JSON.stringify([r.check.panel.name, cell(r, "resource")]);
    let k = key;
    for (let n = 2; out.has(k); n++) k = `${key}#${n}`;
    out.set(k, r);
  }
  return out;
}

export function compareResults(before: Run, after: Run): Difference[] {
  const a = keyed(before),
    b = keyed(after);
  const out: Difference[] = [];
  const put = (change: Change, x?: Result, y?: Result): void => {
    const r = (y ?? x)!;
    out.push({
      change,
      control: r.check.panel.name,
      title: titleOf(r.check.panel),
      resource: cell(r, "resource"),
      before: x,
      after: y,
    });
  };
  for (const [key, y] of b) {
    const x = a.get(key);
    if (bad(y) && !bad(x)) put("new", x, y);
    else if (bad(x) && !bad(y)) put("fixed", x, y);
    else if (x && (x.status !== y.status || reason(x) !== reason(y))) put("changed", x, y);
  }
  for (const [key, x] of a) if (!b.has(key)) put("gone", x);
  return out;
}

export interface PanelChange {
  name: string;
  title: string;
  kind: string;
  rows: { change: Change; key: string; column?: string; before: string; after: string }[];
}

/* Dashboards: cards by value, tables row by row on the first column. */
export function comparePanels(before: Run, after: Run): PanelChange[] {
  const out: PanelChange[] = [];
  for (const [name, p] of after.panels) {
    const q = before.panels.get(name);
    if (!["card", "table", "chart"].includes(p.panel_type) || !p.data) continue;
    const rows = q?.data
      ? compareTables(q, p)
      : [{ change: "new" as Change, key: "", before: "", after: `${p.data.n} rows` }];
    if (rows.length) out.push({ name, title: p.title ?? name.split(".").pop()!, kind: p.panel_type, rows });
  }
  for (const [name, q] of before.panels)
    if (["card", "table", "chart"].includes(q.panel_type) && !after.panels.has(name))
      out.push({
        name,
        title: q.title ?? name.split(".").pop()!,
        kind: q.panel_type,
        rows: [{ change: "gone", key: "", before: `${q.data?.n ?? 0} rows`, after: "" }],
      });
  return out;
}

function compareTables(q: Panel, p: Panel): PanelChange["rows"] {
  const a = q.data!,
    b = p.data!;
  const out: PanelChange["rows"] = [];
  const columns = b.columns.map((c) => [c.name, a.columns.findIndex((x) => x.name === c.name)] as const);
  if (p.panel_type === "card") {
    columns.forEach(([name, at], i) => {
      const x = at < 0 ? "" : plain(a.cols[at][0]),
        y = plain(b.cols[i][0]);
      if (x !== y) out.push({ change: "changed", key: name, before: x, after: y });
    });
    return out;
  }
  const keys = (t: typeof a): Map<string, number> => {
    const m = new Map<string, number>();
    for (let i = 0; i < t.n; i++) {
      const k = plain(t.cols[0]?.[i]);
      let u = k;
      for (let n = 2; m.has(u); n++) u = `${k} (${n})`;
      m.set(u, i);
    }
    return m;
  };
  const ka = keys(a),
    kb = keys(b);
  for (const [k, j] of kb) {
    const i = ka.get(k);
    if (i === undefined) {
      out.push({ change: "new", key: k, before: "", after: "" });
      continue;
    }
    columns.forEach(([name, at], c) => {
      if (c === 0 || at < 0) return;
      const x = plain(a.cols[at][i]),
        y = plain(b.cols[c][j]);
      if (x !== y) out.push({ change: "changed", key: k, column: name, before: x, after: y });
    });
  }
  for (const k of ka.keys()) if (!kb.has(k)) out.push({ change: "gone", key: k, before: "", after: "" });
  return out;
}
