/* graph.ts - nodes and edges of graphs, flows and hierarchies from rows (server.md 10.8). Pure. */
import { tame } from "./url";
import type { Cell, Panel, Run, Table } from "./types";
import { rowOf } from "./apply";

export interface Category {
  name: string;
  title: string;
  label?: string; /* its title, if the mod gives it one: that of nodes and edges without */
  color?: string;
  depth?: number;
  icon?: string;
  href?: string;
  fold?: { title?: string; threshold: number; icon?: string };
  properties: Map<string, { display?: string; href?: string }>;
}

export interface GNode {
  id: string;
  title: string;
  category?: Category;
  depth?: number;
  properties: [string, Cell][];
  row: Map<string, Cell>;
  folded?: GNode[]; /* what a folded node stands for */
}

export interface GEdge {
  from: string;
  to: string;
  title: string;
  category?: Category;
  properties: [string, Cell][];
}

export interface Graph {
  nodes: GNode[];
  edges: GEdge[];
  categories: Category[];
}

/* One of the things that a graph is assembled from, for the list of progress. */
export interface Part {
  name: string;
  title: string;
  status: string;
  error?: string;
  rows: number;
}

type Raw = Record<string, any>;
const isObject = (v: unknown): v is Raw => typeof v === "object" && v !== null && !Array.isArray(v);
const str = (v: unknown): string | undefined =>
  typeof v === "string" && v !== "" ? v : typeof v === "number" ? String(v) : undefined;

/* `threshold`: of folding when the category names none; 0: such a category does not fold. */
function toCategory(raw: unknown, name: string, threshold: number): Category | undefined {
  if (!isObject(raw)) return undefined;
  const fold = isObject(raw.fold) ? raw.fold : null;
  const n = Number(fold?.threshold ?? threshold);
  const properties = new Map<string, { display?: string; href?: string }>();
  const list = isObject(raw.properties) ? raw.properties : {};
  const order = new Set([
    ...(Array.isArray(raw.property_order) ? raw.property_order.map(String) : []),
    ...Object.keys(list),
  ]);
  for (const k of order)
    if (Object.hasOwn(list, k) && isObject(list[k]))
      properties.set(k, { display: str(list[k].display), href: str(list[k].href) });
  return {
    name: str(raw.resource_name) ?? name,
    title: str(raw.title) ?? str(raw.resource_name) ?? name,
    label: str(raw.title),
    color: str(raw.color),
    depth: typeof raw.depth === "number" ? raw.depth : undefined,
    icon: str(raw.icon),
    href: str(raw.href),
    fold: n > 0 ? { title: str(fold?.title), threshold: n, icon: str(fold?.icon) } : undefined,
    properties,
  };
}

const id = (v: Cell): string | null => (v === null || v === undefined || v === "" ? null : String(v));

function properties(v: Cell): [string, Cell][] {
  let o: Cell = v;
  if (typeof v === "string" && v.startsWith("{"))
    try {
      o = JSON.parse(v, tame);
    } catch {
      return [];
    }
  return isObject(o) ? Object.entries(o) : [];
}

interface Source {
  table: Table;
  panel?: Panel; /* the node or edge resource; none: rows of the panel itself */
  category?: Category;
}

/* Names of anonymous blocks say nothing to a reader. */
function partTitle(p: Panel): string {
  const category = isObject(p.properties.category)
    ? (str(p.properties.category.title) ?? str(p.properties.category.resource_name))
    : undefined;
  return p.title ?? (p.name.includes("_anonymous_") ? (category ?? p.panel_type) : p.name.split(".").pop()!);
}

/* The graph of a panel and the parts that it has so far. */
export function assemble(run: Run, panel: Panel): { graph: Graph; parts: Part[] } {
  const categories = new Map<string, Category>();
  const declared = isObject(panel.properties.categories) ? panel.properties.categories : {};
  for (const name of Object.keys(declared)) {
    const c = toCategory(declared[name], name, 0);
    if (c) categories.set(name, c);
  }
  const names: string[] = [
    ...(Array.isArray(panel.properties.nodes) ? panel.properties.nodes : []),
    ...(Array.isArray(panel.properties.edges) ? panel.properties.edges : []),
  ];
  const parts: Part[] = [];
  const sources: Source[] = [];
  for (const n of names) {
    const p = run.panels.get(n);
    if (!p) continue;
    parts.push({ name: n, title: partTitle(p), status: p.status, error: p.error, rows: p.data?.n ?? 0 });
    if (p.data)
      sources.push({ table: p.data, panel: p, category: toCategory(p.properties.category, p.name, 3) });
  }
  if (!names.length && panel.data) sources.push({ table: panel.data });
  /* A snapshot without its parts still has the rows of all of them. */
  if (names.length && !parts.length && panel.data) sources.push({ table: panel.data });
  return { graph: build(sources, categories), parts };
}

function build(sources: Source[], categories: Map<string, Category>): Graph {
  const nodes = new Map<string, GNode>();
  const edges = new Map<string, GEdge>();
  const used = new Map<string, Category>(categories);
  const node = (key: string): GNode => {
    let n = nodes.get(key);
    if (!n) nodes.set(key, (n = { id: key, title: "", properties: [], row: new Map() }));
    return n;
  };
  for (const s of sources) {
    for (let r = 0; r < s.table.n; r++) {
      const row = rowOf(s.table, r);
      const self = id(row.get("id")),
        from = id(row.get("from_id")),
        to = id(row.get("to_id"));
      const named = str(row.get("category"));
      let category = named !== undefined ? categories.get(named) : s.category;
      if (!category && named === undefined) category = s.category;
      if (!category && named !== undefined && !s.panel)
        category = { name: named, title: named, properties: new Map() };
      if (category) used.set(category.name, category);
      const title = str(row.get("title")) ?? s.panel?.title ?? category?.label ?? "";
      if (self !== null) {
        const n = node(self);
        n.title = str(row.get("title")) ?? (n.title || title);
        n.category = category ?? n.category;
        n.properties = properties(row.get("properties"));
        n.row = row;
        const depth = row.get("depth");
        if (typeof depth === "number") n.depth = depth;
        else if (category?.depth !== undefined) n.depth = category.depth;
      }
      const a = self !== null && from === null ? (to !== null ? self : null) : from;
      const b = self !== null && to === null ? (from !== null ? self : null) : to;
      if (a === null || b === null) continue;
      const key = JSON.stringify([a, b]);
      const known = edges.get(key);
      if (known) {
        if (title && known.title !== title && self === null)
          known.title = known.title ? `${known.title}, ${title}`.slice(0, 80) : title;
      } else {
        edges.set(key, {
          from: a,
          to: b,
          title: self === null ? title : "",
          category: self === null ? category : undefined,
          properties: self === null ? properties(row.get("properties")) : [],
        });
      }
    }
  }
  const resources = sources.some((s) => s.panel);
  const kept: GEdge[] = [];
  for (const e of edges.values()) {
    if (resources && (!nodes.has(e.from) || !nodes.has(e.to))) continue;
    node(e.from);
    node(e.to);
    kept.push(e);
  }
  for (const n of nodes.values()) if (!n.title) n.title = n.id;
  return {
    nodes: [...nodes.values()],
    edges: kept,
    categories: [...used.values()].filter((c) =>
      [...nodes.values()].some((n) => n.category?.name === c.name),
    ),
  };
}

/* Nodes of one category with the same neighbours become one, when there are enough of them and it is not in `open`. */
export function fold(g: Graph, open: ReadonlySet<string>): Graph {
  const near = new Map<string, string[]>();
  const mark = (a: string, what: string): void => {
    const list = near.get(a);
    if (list) list.push(what);
    else near.set(a, [what]);
  };
  for (const e of g.edges) {
    mark(e.from, ">" + e.to);
    mark(e.to, "<" + e.from);
  }
  const groups = new Map<string, GNode[]>();
  for (const n of g.nodes) {
    if (!n.category?.fold) continue;
    const key = JSON.stringify([n.category.name, (near.get(n.id) ?? []).sort()]);
    groups.set(key, [...(groups.get(key) ?? []), n]);
  }
  const to = new Map<string, string>();
  const folded = new Map<string, GNode>();
  for (const [key, list] of groups) {
    const c = list[0].category!;
    if (list.length < Math.max(2, c.fold!.threshold) || open.has(key)) continue;
    folded.set(key, {
      id: key,
      title: c.fold!.title ?? c.title,
      category: c,
      depth: list[0].depth,
      properties: [],
      row: new Map(),
      folded: list,
    });
    for (const n of list) to.set(n.id, key);
  }
  if (!folded.size) return g;
  const edges = new Map<string, GEdge>();
  for (const e of g.edges) {
    const made = { ...e, from: to.get(e.from) ?? e.from, to: to.get(e.to) ?? e.to };
    const key = JSON.stringify([made.from, made.to]);
    if (!edges.has(key)) edges.set(key, made);
  }
  return {
    ...g,
    nodes: [...g.nodes.filter((n) => !to.has(n.id)), ...folded.values()],
    edges: [...edges.values()],
  };
}

/* Edges that close a circle are left out: a tree or a flow has none. */
export function acyclic(g: Graph): Graph {
  const out = new Map<string, GEdge[]>();
  for (const e of g.edges) out.set(e.from, [...(out.get(e.from) ?? []), e]);
  const state = new Map<string, 1 | 2>();
  const drop = new Set<GEdge>();
  for (const start of g.nodes) {
    if (state.has(start.id)) continue;
    const stack: { id: string; next: number }[] = [{ id: start.id, next: 0 }];
    state.set(start.id, 1);
    while (stack.length) {
      const top = stack[stack.length - 1];
      const e = (out.get(top.id) ?? [])[top.next++];
      if (!e) {
        state.set(top.id, 2);
        stack.pop();
      } else if (state.get(e.to) === 1) {
        drop.add(e);
      } else if (!state.has(e.to)) {
        state.set(e.to, 1);
        stack.push({ id: e.to, next: 0 });
      }
    }
  }
  return { ...g, edges: g.edges.filter((e) => !drop.has(e)) };
}

/* Properties of a node as its category orders and hides them. */
export function shown(n: { category?: Category; properties: [string, Cell][] }): [string, Cell][] {
  const c = n.category;
  if (!c || !c.properties.size) return n.properties;
  const have = new Map(n.properties);
  const first = [...c.properties.keys()]
    .filter((k) => have.has(k))
    .map((k) => [k, have.get(k)] as [string, Cell]);
  const rest = n.properties.filter(([k]) => !c.properties.has(k));
  return [...first, ...rest].filter(([k]) => c.properties.get(k)?.display !== "none");
}

/* Nodes and edges as rows, for a graph whose panel has none. */
export function rowsOf(g: Graph): Table {
  const names = ["id", "from_id", "to_id", "title", "category", "properties"];
  const rows: Cell[][] = [
    ...g.nodes.map((n) => [n.id, null, null, n.title, n.category?.name ?? null, n.properties]),
    ...g.edges.map((e) => [null, e.from, e.to, e.title || null, e.category?.name ?? null, e.properties]),
  ].map((r) => [...r.slice(0, 5), Object.fromEntries(r[5] as [string, Cell][])]);
  return {
    columns: names.map((name, i) => ({ name, data_type: i === 5 ? "JSONB" : "TEXT" })),
    cols: names.map((_, i) => rows.map((r) => r[i])),
    n: rows.length,
  };
}

/* The nodes on all paths through `id`, up and down. */
export function pathsThrough(g: Graph, id: string): Set<string> {
  const found = new Set([id]);
  for (const [from, to] of [
    ["from", "to"],
    ["to", "from"],
  ] as const) {
    const next = new Map<string, string[]>();
    for (const e of g.edges) next.set(e[from], [...(next.get(e[from]) ?? []), e[to]]);
    const seen = new Set([id]);
    for (const n of seen) for (const m of next.get(n) ?? []) seen.add(m);
    for (const n of seen) found.add(n);
  }
  return found;
}
