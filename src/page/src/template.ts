/* template.ts - link templates: text with {{ jq }} parts (page.md 5). A subset of jq, evaluated here: paths, operators, if,
 * formats, functions on texts and lists, literals, interpolation. Anything else is a TemplateError. */
import type { Cell } from "./types";

export class TemplateError extends Error {}

type Node = (input: Cell) => Cell;

const LIMIT = 4096; /* bytes of one expression; deeper nesting than 64 is refused, too */
const TEXT = 1000; /* characters of a text that an expression is searched in */
const KEYWORDS = new Set("if then elif else end and or".split(" "));

/* ---- values, as jq sees them */

const none = (v: Cell): boolean => v === null || v === undefined;
const holds = (v: Cell): boolean => !none(v) && v !== false;
const replacer = (_: string, v: Cell): Cell => (v instanceof Map ? Object.fromEntries(v) : v);
const json = (v: Cell): string => JSON.stringify(v ?? null, replacer);
const asText = (v: Cell): string => (typeof v === "string" ? v : json(v));
const wrong = (what: string): never => {
  throw new TemplateError(what);
};
const text = (v: Cell): string => (typeof v === "string" ? v : wrong("text was expected"));
const list = (v: Cell): Cell[] => (Array.isArray(v) ? v : wrong("a list was expected"));

function get(v: Cell, key: Cell): Cell {
  if (none(v)) return null;
  if (typeof key === "number")
    return Array.isArray(v) ? (v[key < 0 ? v.length + key : key] ?? null) : wrong("this is no list");
  const name = text(key);
  if (v instanceof Map) return v.get(name) ?? null;
  if (typeof v === "object" && !Array.isArray(v))
    return Object.hasOwn(v as object, name) ? (v as any)[name] : null;
  return wrong(`there is no "${name}" in a ${typeof v}`);
}

function length(v: Cell): number {
  if (none(v)) return 0;
  if (typeof v === "string") return [...v].length;
  if (typeof v === "number") return Math.abs(v);
  if (Array.isArray(v)) return v.length;
  if (v instanceof Map) return v.size;
  return typeof v === "object" ? Object.keys(v as object).length : wrong("this has no length");
}

/* The order of jq: null, false, true, numbers, texts, anything else. */
function order(a: Cell, b: Cell): number {
  const rank = (v: Cell): number =>
    none(v)
      ? 0
      : v === false
        ? 1
        : v === true
          ? 2
          : typeof v === "number"
            ? 3
            : typeof v === "string"
              ? 4
              : 5;
  const x = rank(a) === 5 ? json(a) : a,
    y = rank(b) === 5 ? json(b) : b;
  return rank(a) - rank(b) || (x === y || none(a) ? 0 : (x as any) < (y as any) ? -1 : 1);
}

/* ---- operators, by how they bind: the loosest first */

const number = (f: (a: number, b: number) => number) => (a: Cell, b: Cell) =>
  typeof a === "number" && typeof b === "number" ? f(a, b) : wrong("numbers were expected");
const merged = (a: Cell, b: Cell): Cell => {
  if (none(a)) return b;
  if (none(b)) return a;
  if (typeof a === "string" && typeof b === "string") return a + b;
  if (Array.isArray(a) && Array.isArray(b)) return [...a, ...b];
  return number((x, y) => x + y)(a, b);
};
type Operators = Record<string, (a: Cell, b: Cell) => Cell>;
const LEVELS: Operators[] = [
  {
    "==": (a, b) => order(a, b) === 0,
    "!=": (a, b) => order(a, b) !== 0,
    "<=": (a, b) => order(a, b) <= 0,
    ">=": (a, b) => order(a, b) >= 0,
    "<": (a, b) => order(a, b) < 0,
    ">": (a, b) => order(a, b) > 0,
  },
  {
    "+": merged,
    "-": (a, b) =>
      Array.isArray(a) ? a.filter((x) => !list(b).some((y) => !order(x, y))) : number((x, y) => x - y)(a, b),
  },
  {
    "*": number((a, b) => a * b),
    "/": (a, b) => (typeof a === "string" ? a.split(text(b)) : number((x, y) => x / y)(a, b)),
    "%": number((a, b) => Math.trunc(a) % Math.trunc(b)),
  },
];

/* ---- functions */

/* An expression that takes for ever with some texts is refused: a group that repeats, many parts that do. */
function regular(source: Cell, flags: string): RegExp {
  const s = text(source);
  if (/\)[*+{]/.test(s) || (s.match(/(?<!\\)[*+{]/g) ?? []).length > 3) wrong("this expression is too hard");
  try {
    return new RegExp(s, flags + "u");
  } catch {
    return wrong("this is no regular expression");
  }
}
const short = (v: Cell): string => (text(v).length <= TEXT ? text(v) : wrong("the text is too long"));
const HTML: Record<string, string> = { "<": "&lt;", ">": "&gt;", "&": "&amp;", "'": "&#39;", '"': "&quot;" };
const uri = (v: Cell): string =>
  encodeURIComponent(asText(v).toWellFormed()).replace(
    /[!'()*]/g,
    (c) => "%" + c.charCodeAt(0).toString(16).toUpperCase(),
  );
const row = (v: Cell, between: string, quote: (s: string) => string): string =>
  list(v)
    .map((x) => (none(x) ? "" : typeof x === "string" ? quote(x) : json(x)))
    .join(between);
const FORMATS: Record<string, (v: Cell) => Cell> = {
  uri,
  text: asText,
  json,
  html: (v) => asText(v).replace(/[<>&'"]/g, (c) => HTML[c]),
  base64: (v) => btoa(String.fromCharCode(...new TextEncoder().encode(asText(v)))),
  csv: (v) => row(v, ",", (s) => `"${s.replaceAll('"', '""')}"`),
  tsv: (v) => row(v, "\t", (s) => s.replaceAll("\t", "\\t").replaceAll("\n", "\\n")),
};

/* `f(input, args)`: arguments are expressions. */
type Call = [least: number, most: number, f: (v: Cell, args: Node[]) => Cell];
const of0 = (f: (v: Cell) => Cell): Call => [0, 0, f];
const of1 = (f: (v: Cell, a: Cell) => Cell): Call => [1, 1, (v, [a]) => f(v, a(v))];
const replaced =
  (flag: string) =>
  (v: Cell, [pattern, to, flags]: Node[]): Cell =>
    short(v).replace(
      regular(pattern(v), flag + (flags ? text(flags(v)).replace(/[^is]/g, "") : "")),
      (m, ...rest) => {
        const groups = rest.at(-1);
        return text(to(typeof groups === "object" ? groups : {}));
      },
    );
const isOfAll =
  (one: boolean) =>
  (v: Cell, [f]: Node[]): Cell =>
    list(v)[one ? "some" : "every"]((x) => holds(f ? f(x) : x));
const CALLS: Record<string, Call> = {
  tostring: of0(asText),
  tonumber: of0((v) => {
    const n = typeof v === "number" ? v : typeof v === "string" && v.trim() !== "" ? Number(v) : NaN;
    return Number.isNaN(n) ? wrong("this is no number") : n;
  }),
  length: of0(length),
  not: of0((v) => !holds(v)),
  type: of0((v) =>
    none(v) ? "null" : Array.isArray(v) ? "array" : typeof v === "object" ? "object" : typeof v,
  ),
  ascii_downcase: of0((v) => text(v).replace(/[A-Z]/g, (c) => c.toLowerCase())),
  ascii_upcase: of0((v) => text(v).replace(/[a-z]/g, (c) => c.toUpperCase())),
  trim: of0((v) => text(v).trim()),
  first: of0((v) => get(list(v), 0)),
  last: of0((v) => get(list(v), -1)),
  reverse: of0((v) => (typeof v === "string" ? [...v].reverse().join("") : [...list(v ?? [])].reverse())),
  sort: of0((v) => [...list(v)].sort(order)),
  unique: of0((v) => [...list(v)].sort(order).filter((x, i, all) => !i || order(x, all[i - 1]) !== 0)),
  add: of0((v) => list(v).reduce(merged, null)),
  min: of0((v) => [...list(v)].sort(order)[0] ?? null),
  max: of0((v) => [...list(v)].sort(order).at(-1) ?? null),
  keys: of0((v) => (v instanceof Map ? [...v.keys()] : Object.keys((v ?? {}) as object)).sort()),
  floor: of0((v) => number(Math.floor)(v, 0)),
  round: of0((v) => number(Math.round)(v, 0)),
  any: [0, 1, isOfAll(true)],
  all: [0, 1, isOfAll(false)],
  map: [1, 1, (v, [f]) => list(v).map(f)],
  split: [
    1,
    2,
    (v, [by, flags]) => (flags ? short(v).split(regular(by(v), text(flags(v)))) : text(v).split(text(by(v)))),
  ],
  join: of1((v, by) =>
    list(v)
      .map((x) => (none(x) ? "" : asText(x)))
      .join(text(by)),
  ),
  has: of1((v, k) =>
    typeof k === "number"
      ? k >= 0 && k < list(v).length
      : v instanceof Map
        ? v.has(text(k))
        : Object.hasOwn((v ?? {}) as object, text(k)),
  ),
  contains: of1((v, x) =>
    typeof v === "string" ? v.includes(text(x)) : list(x).every((y) => list(v).some((z) => !order(y, z))),
  ),
  startswith: of1((v, x) => text(v).startsWith(text(x))),
  endswith: of1((v, x) => text(v).endsWith(text(x))),
  ltrimstr: of1((v, x) => (typeof v === "string" && v.startsWith(asText(x)) ? v.slice(asText(x).length) : v)),
  rtrimstr: of1((v, x) =>
    typeof v === "string" && x !== "" && v.endsWith(asText(x)) ? v.slice(0, -asText(x).length) : v,
  ),
  index: of1((v, x) => {
    const at = text(v).indexOf(text(x));
    return at < 0 ? null : [...text(v).slice(0, at)].length;
  }),
  test: [1, 2, (v, [p, f]) => regular(p(v), f ? text(f(v)).replace(/[^is]/g, "") : "").test(short(v))],
  sub: [2, 3, replaced("")],
  gsub: [2, 3, replaced("g")],
};

/* ---- the parser */

class Parser {
  at = 0;
  depth = 0;
  constructor(private readonly s: string) {
    if (s.length > LIMIT) wrong("the expression is too long");
  }

  private space(): void {
    while (/\s/.test(this.s[this.at] ?? "")) this.at++;
  }

  private take(token: string): boolean {
    this.space();
    if (!this.s.startsWith(token, this.at)) return false;
    const next = this.s[this.at + token.length] ?? "";
    if (token === "/" && next === "/") return false;
    if (/^\w/.test(token) && /\w/.test(next)) return false;
    this.at += token.length;
    return true;
  }

  private need(token: string): void {
    if (!this.take(token)) this.fail();
  }

  private fail(): never {
    return wrong(`cannot evaluate "${this.s.trim()}"`);
  }

  whole(): Node {
    const node = this.pipe();
    this.space();
    if (this.at < this.s.length) this.fail();
    return node;
  }

  private pipe(): Node {
    if (++this.depth > 64) this.fail();
    let left = this.alternative();
    while (this.take("|")) {
      const a = left,
        b = this.alternative();
      left = (v) => b(a(v));
    }
    this.depth--;
    return left;
  }

  private alternative(): Node {
    const parts = [this.either()];
    while (this.take("//")) parts.push(this.either());
    const other = parts.pop()!;
    return (v) => parts.map((p) => p(v)).find(holds) ?? other(v);
  }

  private either(): Node {
    const parts = [this.both()];
    while (this.take("or")) parts.push(this.both());
    return parts.length > 1 ? (v) => parts.some((p) => holds(p(v))) : parts[0];
  }

  private both(): Node {
    const parts = [this.binary(0)];
    while (this.take("and")) parts.push(this.binary(0));
    return parts.length > 1 ? (v) => parts.every((p) => holds(p(v))) : parts[0];
  }

  private binary(level: number): Node {
    if (level === LEVELS.length) return this.term();
    const operators = LEVELS[level];
    let left = this.binary(level + 1);
    for (;;) {
      const name = Object.keys(operators).find((o) => this.take(o));
      if (!name) return left;
      const a = left,
        b = this.binary(level + 1);
      left = (v) => operators[name](a(v), b(v));
      if (!level) return left; /* comparisons do not follow each other */
    }
  }

  private term(): Node {
    let node = this.primary();
    for (;;) {
      const c = this.s[this.at];
      if (c === "." && /["a-zA-Z_[]/.test(this.s[this.at + 1] ?? "")) {
        this.at++;
        node = this.s[this.at] === "[" ? this.index(node) : this.member(node);
      } else if (c === "[") {
        node = this.index(node);
      } else if (c === "?") {
        this.at++;
        const sure = node;
        node = (v) => {
          try {
            return sure(v);
          } catch {
            return null;
          }
        };
      } else {
        return node;
      }
    }
  }

  private member(of: Node): Node {
    const name = this.s[this.at] === '"' ? this.string() : this.word();
    return (v) => get(of(v), typeof name === "string" ? name : name(v));
  }

  /* [3], ["key"], [1:], [:-1] */
  private index(of: Node): Node {
    this.at++;
    const from = this.take(":") ? null : this.pipe();
    if (from && this.take("]"))
      return (v) => {
        const key = from(v);
        return none(key) ? wrong("an index was expected") : get(of(v), key);
      };
    if (from) this.need(":");
    const to = this.take("]") ? null : this.pipe();
    if (to) this.need("]");
    return (v) => {
      const all = of(v);
      const cut: any = typeof all === "string" ? [...all] : none(all) ? null : list(all);
      const part = cut?.slice(from ? from(v) : 0, to ? to(v) : undefined) ?? null;
      return typeof all === "string" ? part.join("") : part;
    };
  }

  private word(): string {
    const m = /^[a-zA-Z_]\w*/.exec(this.s.slice(this.at, this.at + 200));
    if (!m) this.fail();
    this.at += m[0].length;
    return m[0];
  }

  /* What is put into it is written as text, or in the form that stands before it: @uri "a \(.b)". */
  private string(form: (v: Cell) => Cell = asText): Node {
    const parts: (string | Node)[] = [];
    let text = "";
    this.at++;
    for (;;) {
      const c = this.s[this.at++];
      if (c === undefined) this.fail();
      if (c === '"') break;
      if (c !== "\\") {
        text += c;
        continue;
      }
      const e = this.s[this.at++];
      if (e === "(") {
        parts.push(text, this.pipe());
        text = "";
        this.need(")");
      } else if (e === "u") {
        const hex = this.s.slice(this.at, this.at + 4);
        if (!/^[0-9a-fA-F]{4}$/.test(hex)) this.fail();
        text += String.fromCharCode(parseInt(hex, 16));
        this.at += 4;
      } else {
        const plain = (
          { n: "\n", t: "\t", r: "\r", '"': '"', "\\": "\\", "/": "/" } as Record<string, string>
        )[e ?? ""];
        if (plain === undefined) this.fail();
        text += plain;
      }
    }
    parts.push(text);
    return (v) => parts.map((p) => (typeof p === "string" ? p : form(p(v)))).join("");
  }

  private format(): Node {
    this.at++;
    const name = this.word();
    if (!Object.hasOwn(FORMATS, name)) this.fail();
    this.space();
    return this.s[this.at] === '"' ? this.string(FORMATS[name]) : FORMATS[name];
  }

  private condition(): Node {
    const cases: [Node, Node][] = [];
    do {
      const when = this.pipe();
      this.need("then");
      cases.push([when, this.pipe()]);
    } while (this.take("elif"));
    const other = this.take("else") ? this.pipe() : (v: Cell) => v;
    this.need("end");
    return (v) => (cases.find(([when]) => holds(when(v)))?.[1] ?? other)(v);
  }

  private call(name: string): Node {
    const args: Node[] = [];
    if (this.take("(")) {
      do args.push(this.pipe());
      while (this.take(";"));
      this.need(")");
    }
    const found = Object.hasOwn(CALLS, name) ? CALLS[name] : null;
    if (!found || args.length < found[0] || args.length > found[1]) this.fail();
    return (v) => found[2](v, args);
  }

  private primary(): Node {
    this.space();
    const c = this.s[this.at];
    if (c === ".") {
      this.at++;
      if (/["a-zA-Z_]/.test(this.s[this.at] ?? "")) return this.member((v) => v);
      return this.s[this.at] === "[" ? this.index((v) => v) : (v) => v;
    }
    if (c === '"') return this.string();
    if (c === "@") return this.format();
    if (c === "(") {
      this.at++;
      const node = this.pipe();
      this.need(")");
      return node;
    }
    if (c === "[") {
      this.at++;
      const items: Node[] = [];
      if (!this.take("]")) {
        do items.push(this.pipe());
        while (this.take(","));
        this.need("]");
      }
      return (v) => items.map((f) => f(v));
    }
    const number = /^-?\d+(\.\d+)?/.exec(this.s.slice(this.at, this.at + 40));
    if (number) {
      this.at += number[0].length;
      const n = Number(number[0]);
      return () => n;
    }
    if (c === "-") {
      this.at++;
      const of = this.term();
      return (v) => LEVELS[1]["-"](0, of(v));
    }
    const name = this.word();
    if (name === "if") return this.condition();
    if (KEYWORDS.has(name)) this.fail();
    if (name === "null" || name === "true" || name === "false") {
      const value = name === "null" ? null : name === "true";
      return () => value;
    }
    return this.call(name);
  }
}

/* ---- templates */

const known = new Map<string, (string | Node)[] | TemplateError>();

function compile(template: string): (string | Node)[] {
  let parts = known.get(template);
  if (!parts) {
    try {
      parts = template
        .split(/\{\{(.*?)\}\}/s)
        .map((p, i) => (i % 2 ? new Parser(p.replaceAll("'", '"')).whole() : p));
    } catch (e) {
      parts = e instanceof TemplateError ? e : new TemplateError(String(e));
    }
    if (known.size > 500) known.clear();
    known.set(template, parts);
  }
  if (parts instanceof TemplateError) throw parts;
  return parts;
}

/* The text of a template for a row; a part without a value is empty. Throws TemplateError. */
export function interpolate(template: string, of: Cell): string {
  return compile(template)
    .map((part) => {
      if (typeof part === "string") return part;
      const v = part(of);
      return none(v) ? "" : asText(v);
    })
    .join("");
}

/* One expression, for the tests against jq. */
export const evaluate = (expression: string, input: Cell): Cell =>
  new Parser(expression.replaceAll("'", '"')).whole()(input);
