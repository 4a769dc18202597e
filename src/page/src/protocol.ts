/* protocol.ts - messages and snapshots as they come to the form of the page, and back (server.md 2.5, 6). The worker reads;
 * the page itself does without, but for the single file, whose second part it is in. No I/O. */
import { emptyRun, type Decoded } from "./apply";
import type { Cell, Column, Counts, LayoutNode, Panel, Run, Table } from "./types";
import { tame } from "./url";
export * from "./apply";

/* Versions of snapshots that can be read (server.md 6.1). */
export const VERSIONS = ["20220614", "20220929", "20221222", "20240130", "20240607", "20241125"];

type Raw = Record<string, any>;

const isObject = (v: unknown): v is Raw => typeof v === "object" && v !== null && !Array.isArray(v);
const text = (v: unknown): string | undefined => (typeof v === "string" ? v : undefined);
const own = (o: Raw, key: string): unknown => (Object.hasOwn(o, key) ? o[key] : undefined);

/* Integers beyond 15 digits would lose some as numbers: they become text. Texts are skipped by hand, because a regular
 * expression runs out of stack in one of 8 MB. */
function quoteLong(source: string): string {
  const next = /"|-?\d{16,}/g;
  let out = "",
    from = 0,
    m: RegExpExecArray | null;
  while ((m = next.exec(source))) {
    const at = m.index;
    let end = next.lastIndex;
    if (m[0] === '"') {
      for (let slashes = 1; slashes % 2; end++) {
        end = source.indexOf('"', end);
        if (end < 0) return source; /* no JSON */
        for (slashes = 0; source[end - 1 - slashes] === "\\";) slashes++;
      }
      next.lastIndex = end;
    } else if (!/[.eE+]/.test(source[at - 1] + source[end])) {
      out += source.slice(from, at) + `"${m[0]}"`;
      from = end;
    }
  }
  return out + source.slice(from);
}

/* Names may be written with escapes of letters. */
export const parseJson = (source: string): any =>
  JSON.parse(
    /[[:,]\s*-?\d{16}/.test(source) ? quoteLong(source) : source,
    /toString|valueOf|\\u00[4-7]/.test(source) ? tame : undefined,
  );

export function toTable(raw: unknown): Table | undefined {
  if (!isObject(raw)) return undefined;
  const columns: Column[] = (Array.isArray(raw.columns) ? raw.columns : []).filter(isObject).map((c) => ({
    name: String(c.name ?? ""),
    data_type: String(c.data_type ?? ""),
    ...(text(c.original_name) ? { original_name: c.original_name } : {}),
  }));
  const rows: Raw[] = Array.isArray(raw.rows) ? raw.rows : [];
  const cols: Cell[][] = columns.map((c) => {
    const col = new Array(rows.length);
    for (let i = 0; i < rows.length; i++) col[i] = isObject(rows[i]) ? own(rows[i], c.name) : null;
    return col;
  });
  return { columns, cols, n: rows.length };
}

const counts = (raw: unknown): Counts | null => {
  let s = isObject(raw) ? raw : null;
  if (s && isObject(s.status)) s = s.status;
  if (!s) return null;
  const n = (v: unknown) => (typeof v === "number" ? v : 0);
  return {
    alarm: n(s.alarm),
    ok: n(s.ok),
    info: n(s.info),
    skip: n(s.skip),
    error: n(s.error),
    exempted: n(s.exempted),
  };
};

export function toPanel(raw: Raw, name: string): Panel {
  const p: Panel = {
    name: text(raw.name) ?? name,
    panel_type: text(raw.panel_type) ?? "unknown",
    status: raw.status === "ready" ? "running" : (text(raw.status) ?? "complete"),
    properties: isObject(raw.properties) ? raw.properties : {},
  };
  for (const key of [
    "display_type",
    "title",
    "description",
    "documentation",
    "display",
    "error",
    "sql",
    "source_definition",
    "benchmark_type",
    "dashboard",
  ] as const)
    if (text(raw[key]) !== undefined) p[key] = raw[key];
  if (p.panel_type === "benchmark" && !p.display_type && text(raw.type)) p.display_type = raw.type;
  if (typeof raw.width === "number") p.width = raw.width;
  if (isObject(raw.tags)) p.tags = raw.tags;
  if (Array.isArray(raw.args)) p.args = raw.args;
  if (Array.isArray(raw.params)) p.params = raw.params.filter(isObject) as any;
  if (Array.isArray(raw.dependencies)) p.dependencies = raw.dependencies.filter((d) => typeof d === "string");
  if (Array.isArray(raw.exempted)) p.exempted = raw.exempted.filter(Array.isArray) as any;
  if (isObject(raw.review) && Array.isArray(raw.review.notes))
    p.review = { notes: raw.review.notes.map(String), severe: Number(raw.review.severe) || 0 };
  if (Object.hasOwn(raw, "data")) p.data = toTable(raw.data);
  if (Object.hasOwn(raw, "summary")) p.summary = counts(raw.summary);
  return p;
}

function toPanels(raw: unknown): Map<string, Panel> {
  const panels = new Map<string, Panel>();
  if (isObject(raw))
    for (const name of Object.keys(raw)) if (isObject(raw[name])) panels.set(name, toPanel(raw[name], name));
  return panels;
}

function toLayout(raw: unknown, depth = 0): LayoutNode {
  const r = isObject(raw) ? raw : {};
  const node: LayoutNode = { name: String(r.name ?? ""), panel_type: String(r.panel_type ?? "") };
  if (Array.isArray(r.children) && depth < 200) node.children = r.children.map((c) => toLayout(c, depth + 1));
  return node;
}

const time = (v: unknown): number => {
  const t = typeof v === "string" ? Date.parse(v) : NaN;
  return Number.isNaN(t) ? 0 : t;
};

export class BadSnapshot extends Error {}

/* A snapshot as an execution that is over. Throws BadSnapshot. */
export function fromSnapshot(raw: unknown): Run {
  if (!isObject(raw)) throw new BadSnapshot("this is no snapshot: it is not a JSON object");
  const s = isObject(raw.snapshot) ? raw.snapshot : raw;
  const version = text(s.schema_version);
  if (!version || !VERSIONS.includes(version))
    throw new BadSnapshot(
      version
        ? `snapshots of version ${version} cannot be read`
        : "this is no snapshot: it has no schema_version",
    );
  if (!isObject(s.layout) || !isObject(s.panels))
    throw new BadSnapshot("this snapshot has no layout or no panels");
  const run = emptyRun(String(s.layout.name ?? ""));
  run.layout = toLayout(s.layout);
  run.panels = toPanels(s.panels);
  run.inputs = isObject(s.inputs) ? s.inputs : {};
  run.variables = isObject(s.variables) ? s.variables : {};
  run.searchPath = Array.isArray(s.search_path) ? s.search_path : null;
  run.start = time(s.start_time);
  run.end = time(s.end_time);
  const root = run.panels.get(run.root);
  run.state = root?.status === "error" ? "error" : "complete";
  if (isObject(s.metadata) && isObject(s.metadata.view)) {
    const v = s.metadata.view;
    run.view = v.filter_by || v.group_by ? { [run.root]: v } : v;
  }
  return run;
}

export function decode(m: unknown): Decoded {
  const raw: Raw = isObject(m) ? m : {};
  const d: Decoded = {
    action: String(raw.action ?? ""),
    execution: String(raw.execution_id ?? ""),
    at: time(raw.timestamp),
  };
  switch (d.action) {
    case "execution_started":
      d.run = started(raw);
      break;
    case "leaf_node_updated":
    case "leaf_node_complete":
      if (isObject(raw.dashboard_node)) d.panel = toPanel(raw.dashboard_node, "");
      break;
    case "control_complete":
    case "control_error":
      if (isObject(raw.control)) d.panel = toPanel(raw.control, "");
      if (d.panel && d.action === "control_error") d.panel.status = "error";
      d.check = String(raw.name ?? "");
      if (isObject(raw.progress))
        d.progress = { ...(raw.progress as any), summary: counts(raw.progress.summary) };
      break;
    case "execution_complete":
      d.run = fromSnapshot(raw.snapshot ?? raw);
      break;
    case "execution_error":
      d.error = String(raw.error ?? "the execution failed");
      break;
    case "input_values_cleared":
      d.cleared = (Array.isArray(raw.cleared_inputs) ? raw.cleared_inputs : []).map(String);
      break;
    default:
      d.rest = raw;
  }
  return d;
}

function started(m: Raw): Run {
  const raw = isObject(m.panels) ? m : isObject(m.snapshot) ? (m.snapshot as Raw) : m;
  const run = emptyRun("");
  run.id = String(m.execution_id ?? "");
  run.state = "running";
  run.layout = toLayout(raw.layout);
  run.panels = toPanels(raw.panels);
  run.inputs = isObject(raw.inputs) ? raw.inputs : {};
  run.variables = isObject(raw.variables) ? raw.variables : {};
  run.start = time(raw.start_time) || Date.now();
  return run;
}

/* The execution as a snapshot again, to be saved: without sources and SQL (server.md 10.3). */
export function toSnapshot(run: Run, view: Record<string, any>): Record<string, any> {
  const panels: Record<string, any> = Object.create(null); /* any name may be a key */
  for (const [name, p] of run.panels) {
    const {
      sql: _sql,
      source_definition: _source,
      documentation: _documentation,
      former: _former,
      data,
      properties,
      ...rest
    } = p;
    const out: Record<string, any> = { ...rest };
    const { sql: _s, source_definition: _d, search_path: _p, search_path_prefix: _x, ...kept } = properties;
    if (Object.keys(kept).length) out.properties = kept;
    if (data) {
      const rows = Array.from({ length: data.n }, (_, r) =>
        Object.fromEntries(data.columns.map((c, i) => [c.name, data.cols[i][r] ?? null])),
      );
      out.data = { columns: data.columns, rows };
    }
    panels[name] = out;
  }
  const iso = (ms: number): string => new Date(ms || Date.now()).toISOString();
  return {
    schema_version: "20241125",
    panels,
    layout: run.layout,
    inputs: run.inputs,
    variables: run.variables,
    search_path: run.searchPath ?? null,
    start_time: iso(run.start),
    end_time: iso(run.end),
    metadata: Object.keys(view).length ? { view } : {},
  };
}
