/* apply.ts - what messages of the server do to the open execution (server.md 2.5, 6). No I/O: the tests feed these functions
 * with recorded conversations. */
import type { Cell, Panel, Progress, Run, Table } from "./types";
import { timeless } from "./url";

/* One row as an object, for link templates and side panels. */
export function rowOf(table: Table, row: number): Map<string, Cell> {
  return new Map(table.columns.map((c, i) => [c.name, table.cols[i][row]]));
}

export function emptyRun(root: string): Run {
  return {
    id: "",
    root,
    state: "waiting",
    panels: new Map(),
    inputs: {},
    variables: {},
    start: 0,
    end: 0,
    checks: new Map(),
    log: new Map(),
    snapshot: false,
  };
}

/* What a message of one execution did. */
export interface Applied {
  run: Run;
  changed: Set<string>; /* panels; empty: none */
  all: boolean; /* every panel may be another one */
  cleared?: string[]; /* inputs that were emptied */
}

const FINAL = new Set(["complete", "error", "canceled", "cancelled"]);
export const isFinal = (status: string): boolean => FINAL.has(status);

function note(run: Run, name: string, status: string, at: number): void {
  const log = run.log.get(name) ?? [];
  if (!log.length || log[log.length - 1].status !== status) log.push({ status, at });
  run.log.set(name, log);
}

/* A message in the form of the page. Decoding is the costly part: a worker does it for large messages. */
export interface Decoded {
  action: string;
  execution: string;
  run?: Run; /* of execution_started and execution_complete */
  panel?: Panel;
  at: number;
  check?: string; /* the check run of a control */
  progress?: Progress;
  error?: string;
  cleared?: string[];
  same?: string[]; /* panels whose data are those that came before */
  rest?: any; /* the message itself, when it belongs to no execution */
}

/* Old data stays on screen until the new arrives. */
function keepData(old: Panel | undefined, p: Panel): void {
  if (p.data || !old?.data || old.panel_type !== p.panel_type || p.status === "error") return;
  p.data = old.data;
  p.former = true;
}

/* Is it the database that cannot be reached? Then what it said last still counts. */
const AWAY =
  /connect|refused|unreachable|timed? ?out|no such host|terminating|shutting down|starting up|broken pipe|\bEOF\b/i;

function sameInputs(a: Run, b: Run): boolean {
  const keys = new Set([...Object.keys(a.inputs), ...Object.keys(b.inputs)]);
  return [...keys].every((k) => timeless(String(a.inputs[k] ?? "")) === timeless(String(b.inputs[k] ?? "")));
}

/* A panel that failed because the database is away keeps the data of the last run with the same inputs. */
function outlast(run: Run, old: Panel | undefined, p: Panel): void {
  if (!run.before || p.status !== "error" || p.data || !old?.data || !AWAY.test(p.error ?? "")) return;
  p.data = old.data;
  p.lost = true;
}

function begin(run: Run, next: Run): Applied {
  next.root = run.root;
  const lost = [...run.panels.values()].some((p) => p.lost);
  if (run.end && sameInputs(run, next)) next.before = lost ? run.before : run.end;
  for (const p of next.panels.values()) {
    note(next, p.name, p.status, next.start);
    keepData(run.panels.get(p.name), p);
  }
  return { run: next, changed: new Set(), all: true };
}

function update(run: Run, d: Decoded): Applied | null {
  const panel = d.panel;
  if (!panel) return null;
  const old = run.panels.get(panel.name);
  if (d.check !== undefined) {
    run.panels.set(
      panel.name,
      old ? { ...old, ...panel, properties: { ...old.properties, ...panel.properties } } : panel,
    );
    if (d.progress) run.checks.set(d.check, d.progress);
  } else {
    if (!isFinal(panel.status)) keepData(old, panel);
    else outlast(run, old, panel);
    run.panels.set(panel.name, panel);
  }
  note(run, panel.name, panel.status, d.at);
  return { run, changed: new Set([panel.name]), all: false };
}

function complete(run: Run, { run: last, same = [] }: Decoded): Applied {
  const done = last!;
  for (const name of same) {
    const old = run.panels.get(name);
    Object.assign(done.panels.get(name)!, { data: old?.data, former: old?.former });
  }
  for (const p of done.panels.values()) outlast(run, run.panels.get(p.name), p);
  const next: Run = {
    ...done,
    id: run.id,
    root: run.root,
    before: run.before,
    snapshot: false,
    checks: run.checks,
    log: run.log,
  };
  if (run.state === "cancelled" || next.panels.get(done.root)?.status.startsWith("cancel"))
    next.state = "cancelled";
  for (const p of next.panels.values()) if (next.log.has(p.name)) note(next, p.name, p.status, next.end);
  return { run: next, changed: new Set(), all: true };
}

/* Apply a message that belongs to an execution; null when it is of another execution, or of none. `run` may be
 * changed in place. */
export function apply(run: Run, d: Decoded): Applied | null {
  if (d.action === "execution_started") return begin(run, d.run!);
  if (d.action === "execution_error")
    return {
      run: { ...run, state: "error", error: d.error, end: Date.now() },
      changed: new Set(),
      all: true,
    };
  if (run.id === "" || d.execution !== run.id) return null;
  if (d.action === "execution_complete") return complete(run, d);
  if (d.cleared) return { run, changed: new Set(), all: false, cleared: d.cleared };
  return update(run, d);
}

/* Panels that hold data, and how many of them are finished (server.md 10.1). */
export function progressOf(run: Run): { done: number; total: number; errors: number; waits: boolean } {
  let done = 0,
    blocked = 0,
    total = 0,
    errors = 0;
  for (const p of run.panels.values()) {
    if (p.panel_type === "container" || p.panel_type === "dashboard" || p.panel_type === "benchmark")
      continue;
    total++;
    if (isFinal(p.status)) done++;
    if (p.status === "blocked") blocked++;
    if (p.status === "error") errors++;
  }
  return { done, total, errors, waits: blocked > 0 && done + blocked === total };
}

/* Names of the inputs without a value that a panel waits for, its own dependencies and those of what it is
 * made of. */
export function waitsFor(run: Run, panel: Panel, values: ReadonlyMap<string, string>): string[] {
  const missing = new Set<string>();
  const seen = new Set<string>();
  const visit = (p: Panel): void => {
    if (seen.has(p.name)) return;
    seen.add(p.name);
    for (const d of p.dependencies ?? []) {
      const dep = run.panels.get(d);
      if (!dep) continue;
      if (dep.panel_type === "input") {
        const key = dep.properties.unqualified_name;
        if (typeof key === "string" && !values.get(key)) missing.add(dep.name);
      }
      visit(dep);
    }
    for (const list of [p.properties.nodes, p.properties.edges])
      if (Array.isArray(list))
        for (const n of list) {
          const part = run.panels.get(n);
          if (part) visit(part);
        }
  };
  visit(panel);
  return [...missing];
}
