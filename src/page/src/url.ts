/* url.ts - the address is the whole state (page.md 6, server.md 10.2). Pure; nav.ts talks to the browser. */

export interface Route {
  screen: "home" | "run" | "snapshot" | "problems" | "compare";
  name: string; /* of the resource, or of the file */
}

export function route(path: string): Route {
  let p = path.replace(/^\/+/, "").replace(/\/+$/, "");
  try {
    p = decodeURIComponent(p);
  } catch {
    /* as it is */
  }
  if (p === "") return { screen: "home", name: "" };
  if (p === "problems" || p === "compare") return { screen: p, name: "" };
  if (p.startsWith("snapshot/")) return { screen: "snapshot", name: p.slice(9) };
  return { screen: "run", name: p };
}

/* For JSON.parse: an object with a member of one of these names throws where a text is made of it, so it becomes its own
 * text. */
export const tame = (_: string, v: any): any =>
  v && typeof v === "object" && (Object.hasOwn(v, "toString") || Object.hasOwn(v, "valueOf"))
    ? JSON.stringify(v)
    : v;

/* Parameters in their order, each with every value. */
export class Params {
  constructor(readonly list: readonly (readonly [string, string])[] = []) {}

  static parse(search: string): Params {
    return new Params([...new URLSearchParams(search)]);
  }

  get(name: string): string | null {
    return this.list.find((p) => p[0] === name)?.[1] ?? null;
  }

  all(name: string): string[] {
    return this.list.filter((p) => p[0] === name).map((p) => p[1]);
  }

  /* null or "" takes it away. */
  with(changes: Record<string, string | null | string[]>): Params {
    let list = [...this.list];
    for (const [name, value] of Object.entries(changes)) {
      const at = list.findIndex((p) => p[0] === name);
      const values = (Array.isArray(value) ? value : [value]).filter(
        (v): v is string => v !== null && v !== "",
      );
      const made = values.map((v) => [name, v] as const);
      list = list.filter((p) => p[0] !== name);
      list.splice(at < 0 ? list.length : Math.min(at, list.length), 0, ...made);
    }
    return new Params(list);
  }

  /* Those that belong to the workspace rather than to one screen. */
  shared(): Params {
    return new Params(
      this.list.filter(([n]) => n === "search_path_prefix" || n === "kiosk" || n === "datetime_range"),
    );
  }

  /* "input.x" to its value. */
  inputs(): Map<string, string> {
    return new Map(
      this.list.filter((p) => p[0].startsWith("input.") && p[1] !== "").map((p) => [p[0], p[1]]),
    );
  }

  json<T>(name: string): T | null {
    const raw = this.get(name);
    if (!raw) return null;
    try {
      const v = JSON.parse(raw, tame);
      return typeof v === "object" && v !== null ? v : null;
    } catch {
      return null;
    }
  }

  toString(): string {
    const s = new URLSearchParams(this.list.map((p) => [p[0], p[1]])).toString();
    return s ? "?" + s : "";
  }

  equals(other: Params): boolean {
    return this.toString() === other.toString();
  }
}

/* "30s", "5m", "1h" in milliseconds; 0: none. Never shorter than 5 seconds. */
export function interval(text: string | null): number {
  const m = /^(\d{1,6})(s|m|h)?$/.exec(text ?? "");
  if (!m) return 0;
  const ms = Number(m[1]) * { s: 1000, m: 60000, h: 3600000 }[(m[2] ?? "s") as "s" | "m" | "h"];
  return ms > 0 ? Math.max(5000, ms) : 0;
}

/* The range that a value is, if it is a relative one: where it begins depends on when it is asked for. */
export function rangeIn(value: string): { from?: string; to?: string | null; relative?: string } | null {
  if (!/^\{.*"relative":"/.test(value)) return null;
  try {
    return JSON.parse(value);
  } catch {
    return null;
  }
}
/* Of values that differ only in when they were asked for this is the same. */
export const timeless = (value: string): string => rangeIn(value)?.relative ?? value;
