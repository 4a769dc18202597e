/* list.ts - what can be opened, in groups and rows (page.md 3.1). It comes with index.html, whose first rows are drawn
 * before the application is there (early.ts); the application uses it from there. Pure. */
import type { Item, List } from "./types";
import { KIND } from "./texts";

export type Raw = Record<string, any>;
export const isObject = (v: unknown): v is Raw => typeof v === "object" && v !== null && !Array.isArray(v);

export const emptyList = (): List => ({
  generation: "",
  final: true,
  complete: true,
  mods: [],
  tags: [],
  items: [],
});

/* /-/list.json (serving.md 3.2). Rows that are not as specified are left out. */
export function fromCompact(raw: unknown): List {
  const r = isObject(raw) ? raw : {};
  const pairs = (v: unknown): [string, string][] =>
    (Array.isArray(v) ? v : []).map((p) =>
      Array.isArray(p) ? [String(p[0] ?? ""), String(p[1] ?? "")] : ["", ""],
    );
  const ints = (v: unknown): number[] =>
    Array.isArray(v) && v.length ? v.filter((n) => Number.isInteger(n) && n >= 0) : [];
  const items: Item[] = (Array.isArray(r.items) ? r.items : []).map((i: any): Item => ({
    kind: i?.[0] === "b" || i?.[0] === "t" ? i[0] : "d",
    name: String(i?.[1] ?? ""),
    title: String(i?.[2] ?? ""),
    mod: Number(i?.[3] ?? 0),
    tags: ints(i?.[4]),
    top: !!i?.[5],
    children: ints(i?.[6]),
  }));
  return {
    generation: `${r.generation ?? ""}-${r.epoch ?? ""}`,
    final: r.final !== false,
    complete: r.complete !== false,
    mods: pairs(r.mods),
    tags: pairs(r.tags),
    items,
  };
}

/* What GET /-/list.json answered. null: this server has no such route. */
export interface Listed {
  changed: boolean; /* false: the list is the one that the page has */
  etag: string;
  list: List;
}
export async function listed(r: Response): Promise<Listed | null> {
  if (r.status === 304) return { changed: false, etag: "", list: emptyList() };
  if (!r.ok || !(r.headers.get("content-type") ?? "").includes("json")) return null;
  return { changed: true, etag: r.headers.get("etag") ?? "", list: fromCompact(await r.json()) };
}

/* "mod.kind.name" without its mod and kind. */
export const shortName = (name: string): string => name.split(".").slice(2).join(".") || name;
export const titleOf = (i: Item): string => i.title || shortName(i.name);

const KINDS: Record<string, string> = { d: "dashboard", b: "benchmark", t: "detection" };
export const kindName = (i: Item): string => KINDS[i.kind];

export const tagValues = (list: List, i: Item, key: string): string[] =>
  i.tags
    .map((t) => list.tags[t])
    .filter((t) => t && t[0] === key)
    .map((t) => t[1]);

/* Groups of found items: by mod, by a tag key ("tag:service"), or one without a title. "Other" comes last. */
export function group(list: List, found: number[], by: string): { title: string; items: number[] }[] {
  if (by === "none") return [{ title: "", items: found }];
  const groups = new Map<string, number[]>();
  const other: number[] = [];
  for (const i of found) {
    const item = list.items[i];
    const keys =
      by === "mod" ? [list.mods[item.mod]?.[1] ?? ""] : tagValues(list, item, by.replace(/^tag:/, ""));
    if (!keys.length || !keys[0]) other.push(i);
    for (const k of keys) {
      const of = groups.get(k);
      if (of) of.push(i);
      else if (k) groups.set(k, [i]);
    }
  }
  const titles = [...groups.keys()];
  if (by === "mod") {
    const rank = new Map(list.mods.map((m, i) => [m[1], i]));
    titles.sort((a, b) =>
      rank.get(a) === 0 ? -1 : rank.get(b) === 0 ? 1 : a.toLowerCase() < b.toLowerCase() ? -1 : 1,
    );
  } else {
    titles.sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  }
  const out = titles.map((title) => ({ title, items: groups.get(title)! }));
  if (other.length) out.push({ title: "Other", items: other });
  return out;
}

/* ---- rows of Home */

export type Row = { head: string; n: number } | { item: number };
export const HEAD = 40,
  AHEAD = 48; /* pixels below the window whose rows are there before it is scrolled */
let coarse: MediaQueryList | undefined;
export const rowHeight = (): number => ((coarse ??= matchMedia("(pointer: coarse)")).matches ? 40 : 28);

export const rowsOf = (groups: { title: string; items: number[] }[]): Row[] =>
  groups.flatMap((g): Row[] => [
    ...(g.title ? [{ head: g.title, n: g.items.length }] : []),
    ...g.items.map((item) => ({ item })),
  ]);

/* Where each row begins, and where the last one ends. */
export function placesOf(rows: Row[], h: number): [number[], number] {
  const tops: number[] = [];
  let y = 0;
  for (const r of rows) {
    tops.push(y);
    y += "head" in r ? HEAD : h;
  }
  return [tops, y];
}

const SHOWN = new Set(["category", "service", "type"]);
/* The tags that stand in a row, at most three. */
export function rowTags(list: List, item: Item): [string, string][] {
  const tags = item.tags.map((t) => list.tags[t]).filter(Boolean);
  const known = tags.filter((t) => SHOWN.has(t[0]) && !(t[0] === "type" && KIND[kindName(item)] === t[1]));
  return (known.length ? known : tags).slice(0, 3);
}

export const countOf = (n: number, of: number): string =>
  `${n === of ? "" : `${n.toLocaleString()} of `}${of.toLocaleString()} ${of === 1 ? "item" : "items"}`;
