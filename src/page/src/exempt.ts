/* exempt.ts - which exemption is for a result, by the rules of the program (docs/results.md). Pure. */

export interface Listed {
  control: string; /* "control.x" of the workspace's mod, or "mod.control.x"; a pattern */
  resource: string;
  reason: string;
  until: string | null; /* the last day; null: without end */
  by: string | null;
  at: string | null;
}

/* "?" stands for one byte, so texts are compared as bytes: a character each. */
const bytes = (s: string): string =>
  /[^\x00-\x7f]/.test(s)
    ? Array.from(new TextEncoder().encode(s), (b) => String.fromCharCode(b)).join("")
    : s;

/* "*" stands for any text, "?" for one byte. It suffices to go back to the last star. */
export function fits(pattern: string, text: string): boolean {
  if (!/[*?]/.test(pattern)) return pattern === text;
  pattern = bytes(pattern);
  text = bytes(text);
  let p = 0,
    t = 0,
    star = -1,
    from = 0;
  while (t < text.length) {
    if (pattern[p] === "*") {
      star = p++;
      from = t;
    } else if (p < pattern.length && (pattern[p] === "?" || pattern[p] === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++from;
    } else return false;
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}

export const holds = (x: Listed, today: string): boolean => !x.until || today <= x.until;

/* Finds the exemption of a result that is valid on a day: the first in the file. */
export class Finder {
  private of = new Map<string, { exact: Map<string, Listed>; patterns: Listed[] }>();
  constructor(
    private all: Listed[],
    private today: string,
    private mod: string /* of the workspace */,
  ) {}

  private ofControl(name: string): { exact: Map<string, Listed>; patterns: Listed[] } {
    let found = this.of.get(name);
    if (found) return found;
    const short = name.startsWith(this.mod + ".") ? name.slice(this.mod.length + 1) : name;
    found = { exact: new Map(), patterns: [] };
    for (const x of this.all) {
      if (!holds(x, this.today) || !(fits(x.control, name) || fits(x.control, short))) continue;
      if (/[*?]/.test(x.resource)) found.patterns.push(x);
      else if (!found.exact.has(x.resource)) found.exact.set(x.resource, x);
    }
    this.of.set(name, found);
    return found;
  }

  find(control: string, resource: string): Listed | undefined {
    const { exact, patterns } = this.ofControl(control);
    const one = exact.get(resource);
    const other = patterns.find((x) => fits(x.resource, resource));
    if (!one || !other) return one ?? other;
    return this.all.indexOf(one) < this.all.indexOf(other) ? one : other;
  }
}

/* ---- a line for the file, for who may not write it */

const cell = (v: string): string => (/[",\r\n]|^[ \t]/.test(v) ? `"${v.replaceAll('"', '""')}"` : v);

export function line(
  file: string,
  x: Pick<Listed, "control" | "resource" | "reason" | "until">,
  columns: number,
): string {
  if (!file.endsWith(".csv")) return JSON.stringify({ ...x, ...(x.until ? {} : { until: undefined }) });
  return [x.control, x.resource, x.reason, x.until ?? "", ...(columns > 4 ? ["", ""] : [])]
    .map(cell)
    .join(",");
}
