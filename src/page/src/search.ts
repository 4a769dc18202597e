/* search.ts - finding what can be opened: ranks, facets, marks (page.md 3.1). Pure. */
import { kindName, tagValues, titleOf } from "./list";
import type { Item, List } from "./types";

/* Positions of the parents of each item. */
export function parentsOf(list: List): number[][] {
  const parents: number[][] = list.items.map(() => []);
  list.items.forEach((item, i) => item.children.forEach((c) => parents[c]?.push(i)));
  return parents;
}

/* Every path from the top to an item, itself left out; at most 8. */
export function trunksOf(parents: number[][], at: number): number[][] {
  const out: number[][] = [];
  const up = (i: number, below: number[]): void => {
    if (out.length >= 8) return;
    if (!parents[i].length) {
      if (below.length) out.push(below);
      return;
    }
    for (const p of parents[i]) if (!below.includes(p)) up(p, [p, ...below]);
  };
  up(at, []);
  return out;
}

/* ---- search */

interface Word {
  text: string;
  tag?: [string, string];
}

export function words(query: string): Word[] {
  return query
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .map((text) => {
      const eq = text.indexOf("=");
      return eq > 0 ? { text, tag: [text.slice(0, eq), text.slice(eq + 1)] } : { text };
    });
}

/* One letter more, less, other, or two exchanged. */
function near(word: string, texts: string[]): boolean {
  for (const t of texts) {
    if (Math.abs(t.length - word.length) > 1 && !(t.length > word.length)) continue;
    const cut = t.slice(0, word.length + 1);
    for (const c of [cut, t.slice(0, word.length), t.slice(0, word.length - 1)])
      if (oneOff(word, c)) return true;
  }
  return false;
}

function oneOff(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let i = 0;
  while (i < a.length && i < b.length && a[i] === b[i]) i++;
  if (a.length === b.length)
    return (
      a.slice(i + 1) === b.slice(i + 1) ||
      (a[i] === b[i + 1] && a[i + 1] === b[i] && a.slice(i + 2) === b.slice(i + 2))
    );
  return a.length > b.length ? a.slice(i + 1) === b.slice(i) : a.slice(i) === b.slice(i + 1);
}

/* Lower-cased texts of every item, made when they are first asked for: Home shows its rows before anybody searches. */
export class Index {
  parts: string[][] = []; /* words of the titles that had to be split */
  private made: Partial<Record<"parents" | "titles" | "names" | "tags" | "mods", any[]>> = {};
  constructor(readonly list: List) {}

  get parents(): number[][] {
    return (this.made.parents ??= parentsOf(this.list));
  }
  get titles(): string[] {
    return (this.made.titles ??= this.list.items.map((i) => titleOf(i).toLowerCase()));
  }
  get names(): string[] {
    return (this.made.names ??= this.list.items.map((i) => i.name.toLowerCase()));
  }
  get tags(): string[] {
    if (this.made.tags) return this.made.tags;
    const texts = this.list.tags.map(([k, v]) => `${k}=${v}`.toLowerCase());
    return (this.made.tags = this.list.items.map((i) => i.tags.map((t) => texts[t]).join("\n")));
  }
  get mods(): string[] {
    return (this.made.mods ??= this.list.items.map((i) => (this.list.mods[i.mod]?.[1] ?? "").toLowerCase()));
  }

  /* Make all of them, when there is time for it. */
  prepare(): void {
    for (const texts of [this.titles, this.names, this.tags, this.mods]) void texts;
  }
}

/* How well a word fits an item; 0: not at all. Start of the title, start of a word, anywhere in it, name, tag,
 * mod, near miss. */
function rank(ix: Index, i: number, w: Word): number {
  const title = ix.titles[i];
  if (w.tag) {
    const [key, value] = w.tag;
    if (
      ix.tags[i].split("\n").some((t) => t.startsWith(key + "=") && t.slice(key.length + 1).startsWith(value))
    )
      return 40;
    if (key === "mod" && `mod.${ix.names[i].split(".")[0]}`.includes(value)) return 40;
  }
  const at = title.indexOf(w.text);
  if (at === 0) return 100;
  if (at > 0) {
    let p = at;
    while (p >= 0) {
      if (!/[\p{L}\p{N}]/u.test(title[p - 1])) return 80;
      p = title.indexOf(w.text, p + 1);
    }
    return 60;
  }
  if (ix.names[i].includes(w.text)) return 50;
  if (ix.tags[i].includes(w.text)) return 40;
  if (ix.mods[i].includes(w.text)) return 30;
  if (w.text.length < 4) return 0;
  return near(w.text, (ix.parts[i] ??= title.split(/[^\p{L}\p{N}]+/u))) ? 5 : 0;
}

export interface Filter {
  search: string;
  kind: string; /* those of "dashboard", "benchmark", "detection" that are wanted, with commas; "": all */
  facets: [string, string][];
  all: boolean; /* nested benchmarks, too */
}

function facetsMatch(list: List, item: Item, facets: [string, string][], but?: string): boolean {
  if (!facets.length) return true;
  const keys = new Set(facets.map((f) => f[0]));
  for (const key of keys) {
    if (key === but) continue;
    const values = tagValues(list, item, key);
    if (!facets.some(([k, v]) => k === key && values.includes(v))) return false;
  }
  return true;
}

/* Positions of the items that fit, best first while something is searched for, else in their order.
 * `but`: a facet, or "kind", that is not looked at (for its own counts). `lift`: items opened or starred. */
export function find(ix: Index, f: Filter, but?: string, lift?: ReadonlyMap<string, number>): number[] {
  const ws = words(f.search);
  const found: [number, number][] = [];
  const near: [number, number][] = [];
  ix.list.items.forEach((item, i) => {
    if (!ws.length && !f.all && !item.top) return;
    if (but !== "kind" && f.kind && !f.kind.includes(kindName(item))) return;
    if (!facetsMatch(ix.list, item, f.facets, but)) return;
    let score = 0,
      worst = 1000;
    for (const w of ws) {
      const r = rank(ix, i, w);
      worst = Math.min(worst, r);
      score += r;
      if (!r) return;
    }
    if (ws.length) score = score * 4 + (lift?.get(item.name) ?? 0) + (item.top ? 2 : 0);
    (worst === 5 ? near : found).push([i, score]);
  });
  const order = (a: [number, number], b: [number, number]) => b[1] - a[1] || a[0] - b[0];
  if (ws.length) {
    found.sort(order);
    near.sort(order);
  }
  return [...found, ...near].map((p) => p[0]);
}

/* The values of a tag key, or of "kind", with how many items each would leave, most frequent first. `found`: what
 * find(ix, f) gave; without a choice of that key it is what would be found without it. */
export function facet(ix: Index, f: Filter, key: string, found?: number[]): [string, number][] {
  const n = new Map<string, number>();
  const chosen = key === "kind" ? f.kind : f.facets.some((x) => x[0] === key);
  for (const i of found && !chosen ? found : find(ix, f, key)) {
    const item = ix.list.items[i];
    const values = key === "kind" ? [kindName(item)] : tagValues(ix.list, item, key);
    for (const v of values) n.set(v, (n.get(v) ?? 0) + 1);
  }
  return [...n].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

/* Tag keys by how many items have them. */
export function tagKeys(list: List): [string, number][] {
  const n = new Map<string, number>();
  for (const item of list.items)
    for (const key of new Set(item.tags.map((t) => list.tags[t]?.[0])))
      if (key) n.set(key, (n.get(key) ?? 0) + 1);
  return [...n].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

/* Where the words of a query occur in a text, for marks: [from, to) without overlaps. */
export function marks(text: string, query: string): [number, number][] {
  const low = text.toLowerCase();
  if (low.length !== text.length) return [];
  const hits: [number, number][] = [];
  for (const w of words(query)) {
    const t = w.tag ? w.tag[1] : w.text;
    if (!t) continue;
    for (let p = low.indexOf(t); p >= 0; p = low.indexOf(t, p + t.length)) hits.push([p, p + t.length]);
  }
  hits.sort((a, b) => a[0] - b[0]);
  const out: [number, number][] = [];
  for (const h of hits) {
    const last = out[out.length - 1];
    if (last && h[0] <= last[1]) last[1] = Math.max(last[1], h[1]);
    else out.push([...h]);
  }
  return out;
}
