/* available.ts - the list made of the message available_dashboards, for servers that have no /-/list.json. Pure. */
import { emptyList, isObject, type Raw } from "./list";
import type { Item, List } from "./types";

/* The message available_dashboards, for servers without the compact list. `titles`: of mods by full name. */
export function fromAvailable(raw: unknown, titles: ReadonlyMap<string, string>): List {
  const r = isObject(raw) ? raw : {};
  const list = emptyList();
  const mods = new Map<string, number>(),
    tags = new Map<string, number>();
  const entries: [Item["kind"], Raw][] = [];
  for (const d of Object.values(isObject(r.dashboards) ? r.dashboards : {}))
    if (isObject(d)) entries.push(["d", d]);
  for (const b of Object.values(isObject(r.benchmarks) ? r.benchmarks : {}))
    if (isObject(b)) entries.push([b.benchmark_type === "detection" ? "t" : "b", b]);
  entries.sort((a, b) => {
    const x = String(a[1].title || a[1].full_name).toLowerCase(),
      y = String(b[1].title || b[1].full_name).toLowerCase();
    return x < y ? -1 : x > y ? 1 : 0;
  });
  const at = new Map(entries.map(([, e], i) => [String(e.full_name), i]));
  for (const [kind, e] of entries) {
    const mod = String(e.mod_full_name ?? "").replace(/^mod\./, "");
    if (!mods.has(mod)) {
      mods.set(mod, list.mods.length);
      list.mods.push([mod, titles.get("mod." + mod) || mod]);
    }
    const own: number[] = [];
    for (const [k, v] of Object.entries(isObject(e.tags) ? e.tags : {})) {
      if (k === "mod" && String(v) === "mod." + mod) continue;
      const id = `${k}\u0000${v}`;
      if (!tags.has(id)) {
        tags.set(id, list.tags.length);
        list.tags.push([k, String(v)]);
      }
      own.push(tags.get(id)!);
    }
    const children = (Array.isArray(e.children) ? e.children : [])
      .map((c: Raw) => at.get(String(c?.full_name)))
      .filter((n): n is number => n !== undefined);
    list.items.push({
      kind,
      name: String(e.full_name),
      title: String(e.title ?? ""),
      mod: mods.get(mod)!,
      tags: own,
      top: kind === "d" || !!e.is_top_level,
      children,
    });
  }
  return list;
}
