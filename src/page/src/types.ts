/* types.ts - what the server says (server.md 2, 5, 6), in the form that the page keeps. */

export type Cell = unknown;

export interface Column {
  name: string;
  data_type: string;
  original_name?: string;
}

/* Rows by column: one array per column, all of the same length. A cell is at cols[column][row]. */
export interface Table {
  columns: Column[];
  cols: Cell[][];
  n: number;
}

export type Status = "ok" | "alarm" | "error" | "info" | "skip";
/* Results by status; those that are exempted are counted apart. */
export type Counts = Record<Status, number> & { exempted: number };

/* Row, why, last day or "". */
export type Exemption = [number, string, string, string?];

export interface Param {
  name: string;
  description?: string | null;
  default?: string | null;
}

/* One panel. `properties` is as the server sent it: read it with the functions of values.ts. */
export interface Panel {
  name: string;
  panel_type: string;
  display_type?: string;
  title?: string;
  description?: string;
  documentation?: string;
  display?: string;
  status: string;
  error?: string;
  width?: number;
  tags?: Record<string, string>;
  sql?: string;
  source_definition?: string;
  args?: Cell[];
  params?: Param[];
  dependencies?: string[];
  properties: Record<string, any>;
  data?: Table;
  lost?: boolean; /* `data` is of the run before, because the database is away */
  former?: boolean; /* `data` is older than the execution, or than the clearing of the input */
  summary?: Counts | null;
  exempted?: Exemption[]; /* rows of a control: a mark beside their status */
  review?: { notes: string[]; severe: number }; /* of all that ran, when results are left out or compared */
  benchmark_type?: string;
  dashboard?: string;
}

export interface LayoutNode {
  name: string;
  panel_type: string;
  children?: LayoutNode[];
}

export interface LogEntry {
  status: string;
  at: number; /* milliseconds since the epoch */
}

export interface Progress {
  total: number;
  pending: number;
  complete: number;
  error: number;
  executing: number;
  summary: Counts;
}

export type RunState = "waiting" | "running" | "complete" | "error" | "cancelled";

/* One execution, or a snapshot of one. */
export interface Run {
  id: string;
  before?: number; /* when the run before ended, if it had the same inputs */
  root: string;
  state: RunState;
  error?: string;
  layout?: LayoutNode;
  panels: Map<string, Panel>;
  inputs: Record<string, unknown>;
  variables: Record<string, string>;
  searchPath?: string[] | null;
  start: number;
  end: number;
  checks: Map<string, Progress>;
  log: Map<string, LogEntry[]>;
  snapshot: boolean; /* it comes from a file */
  fileName?: string;
  view?: Record<string, any>; /* view settings of the snapshot, by panel */
}

export interface Item {
  kind: "d" | "b" | "t";
  name: string;
  title: string;
  mod: number;
  tags: number[];
  top: boolean;
  children: number[];
}

/* What can be opened: /-/list.json, or made from available_dashboards. */
export interface List {
  generation: string;
  final: boolean;
  complete: boolean;
  mods: [string, string][];
  tags: [string, string][];
  items: Item[];
}

export interface Problem {
  severity: string;
  code?: string;
  message: string;
  mod?: string;
  file?: string;
  line?: number;
  column?: number;
  end_line?: number;
  end_column?: number;
  excerpt?: { first_line: number; lines: string[] };
}

export interface Problems {
  served: string;
  pending: boolean;
  root?: string;
  problems: Problem[];
}

export interface ServerMetadata {
  mod?: { title?: string; full_name: string; short_name: string };
  installed_mods?: Record<string, { title?: string; full_name: string; short_name: string }>;
  search_path?: { resolved_search_path?: string[] | null; original_search_path?: string[] } | null;
  supports_search_path?: boolean;
  supports_time_range?: boolean;
  cli?: { version?: string };
}

export const STATUSES: Status[] = ["alarm", "error", "info", "skip", "ok"];
