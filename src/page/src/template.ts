/* template.ts - link templates: text with {{ jq }} parts (page.md 5). A subset of jq, evaluated here: paths, pipes,
 * the alternative //, formats, a few functions, literals and interpolation. Anything else is a TemplateError. */
import type { Cell } from "./types";

export class TemplateError extends Error {}

type Node = (input: Cell) => Cell;

const LIMIT = 4096; /* bytes of one expression; deeper nesting than 64 is refused, too */

class Parser {
  at = 0;
  depth = 0;
  constructor(private readonly s: string) {
    if (s.length > LIMIT) throw new TemplateError("the expression is too long");
  }

  private space(): void {
    while (/\s/.test(this.s[this.at] ?? "")) this.at++;
  }

  private take(token: string): boolean {
    this.space();
    if (!this.s.startsWith(token, this.at)) return false;
    this.at += token.length;
    return true;
  }

  private fail(): never {
    throw new TemplateError(`cannot evaluate "${this.s.trim()}"`);
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
    for (;;) {
      this.space();
      if (this.s[this.at] !== "|") break;
      this.at++;
      const a = left,
        b = this.alternative();
      left = (v) => b(a(v));
    }
    this.depth--;
    return left;
  }

  private alternative(): Node {
    const parts = [this.sum()];
    while (this.take("//")) parts.push(this.sum());
    return parts.length === 1
      ? parts[0]
      : (v) => {
          for (const p of parts.slice(0, -1)) {
            const r = p(v);
            if (r !== null && r !== undefined && r !== false) return r;
          }
          return parts[parts.length - 1](v);
        };
  }

  private sum(): Node {
    let left = this.term();
    while (this.take("+")) {
      const a = left,
        b = this.term();
      left = (v) => {
        const x = a(v),
          y = b(v);
        if (x === null || x === undefined) return y;
        if (y === null || y === undefined) return x;
        if (typeof x === "string" && typeof y === "string") return x + y;
        if (typeof x === "number" && typeof y === "number") return x + y;
        throw new TemplateError("values of these types cannot be added");
      };
    }
    return left;
  }

  private term(): Node {
    let node = this.primary();
    for (;;) {
      const c = this.s[this.at];
      if (c === "." && /["a-zA-Z_]/.test(this.s[this.at + 1] ?? "")) {
        this.at++;
        node = this.member(node);
      } else if (c === "[") {
        node = this.index(node);
      } else if (c === "?") {
        this.at++;
      } else {
        return node;
      }
    }
  }

  private member(of: Node): Node {
    const name = this.s[this.at] === '"' ? this.string() : this.word();
    return (v) => get(of(v), typeof name === "string" ? name : String(name(v)));
  }

  private index(of: Node): Node {
    this.at++;
    this.space();
    const m = /^-?\d+/.exec(this.s.slice(this.at, this.at + 20));
    let node: Node;
    if (m) {
      this.at += m[0].length;
      const n = Number(m[0]);
      node = (v) => {
        const list = of(v);
        return Array.isArray(list) ? (list[n < 0 ? list.length + n : n] ?? null) : null;
      };
    } else if (this.s[this.at] === '"') {
      const key = this.string();
      node = (v) => get(of(v), String(key(v)));
    } else {
      this.fail();
    }
    if (!this.take("]")) this.fail();
    return node;
  }

  private word(): string {
    const m = /^[a-zA-Z_]\w*/.exec(this.s.slice(this.at, this.at + 200));
    if (!m) this.fail();
    this.at += m[0].length;
    return m[0];
  }

  private string(): Node {
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
        if (!this.take(")")) this.fail();
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
    return (v) => parts.map((p) => (typeof p === "string" ? p : asText(p(v)))).join("");
  }

  private primary(): Node {
    this.space();
    const c = this.s[this.at];
    if (c === ".") {
      this.at++;
      if (/["a-zA-Z_]/.test(this.s[this.at] ?? "")) return this.member((v) => v);
      if (this.s[this.at] === "[") return this.index((v) => v);
      return (v) => v;
    }
    if (c === '"') return this.string();
    if (c === "@") {
      this.at++;
      const name = this.word();
      const f = FORMATS[name];
      if (!f || !Object.hasOwn(FORMATS, name)) this.fail();
      return (v) => f(v);
    }
    if (c === "(") {
      this.at++;
      const node = this.pipe();
      if (!this.take(")")) this.fail();
      return node;
    }
    const number = /^-?\d+(\.\d+)?/.exec(this.s.slice(this.at, this.at + 40));
    if (number) {
      this.at += number[0].length;
      const n = Number(number[0]);
      return () => n;
    }
    const name = this.word();
    if (name === "null" || name === "true" || name === "false") {
      const value = name === "null" ? null : name === "true";
      return () => value;
    }
    const f = FUNCTIONS[name];
    if (!f || !Object.hasOwn(FUNCTIONS, name)) this.fail();
    return (v) => f(v);
  }
}

function get(v: Cell, key: string): Cell {
  if (v === null || v === undefined) return null;
  if (v instanceof Map) return v.get(key) ?? null;
  if (typeof v === "object" && !Array.isArray(v)) return Object.hasOwn(v, key) ? (v as any)[key] : null;
  throw new TemplateError(`there is no "${key}" in a ${typeof v}`);
}

const replacer = (_: string, v: Cell): Cell => (v instanceof Map ? Object.fromEntries(v) : v);
const asText = (v: Cell): string => (typeof v === "string" ? v : JSON.stringify(v ?? null, replacer));
const HTML: Record<string, string> = { "<": "&lt;", ">": "&gt;", "&": "&amp;", "'": "&#39;", '"': "&quot;" };

const uri = (v: Cell): string =>
  encodeURIComponent(asText(v).toWellFormed()).replace(
    /[!'()*]/g,
    (c) => "%" + c.charCodeAt(0).toString(16).toUpperCase(),
  );

const FORMATS: Record<string, (v: Cell) => Cell> = {
  uri,
  text: asText,
  json: (v) => JSON.stringify(v ?? null, replacer),
  html: (v) => asText(v).replace(/[<>&'"]/g, (c) => HTML[c]),
  base64: (v) => btoa(String.fromCharCode(...new TextEncoder().encode(asText(v)))),
};

const onText =
  (f: (s: string) => Cell) =>
  (v: Cell): Cell => {
    if (typeof v !== "string") throw new TemplateError("text was expected");
    return f(v);
  };
const FUNCTIONS: Record<string, (v: Cell) => Cell> = {
  tostring: asText,
  tonumber: (v) => {
    const n = typeof v === "number" ? v : typeof v === "string" && v.trim() !== "" ? Number(v) : NaN;
    if (Number.isNaN(n)) throw new TemplateError("this is no number");
    return n;
  },
  length: (v) => {
    if (v === null || v === undefined) return 0;
    if (typeof v === "string") return [...v].length;
    if (typeof v === "number") return Math.abs(v);
    if (Array.isArray(v)) return v.length;
    if (v instanceof Map) return v.size;
    if (typeof v === "object") return Object.keys(v).length;
    throw new TemplateError("this has no length");
  },
  ascii_downcase: onText((s) => s.replace(/[A-Z]/g, (c) => c.toLowerCase())),
  ascii_upcase: onText((s) => s.replace(/[a-z]/g, (c) => c.toUpperCase())),
  not: (v) => v === null || v === undefined || v === false,
};

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

/* The text of a template for a row. null: a part of it has no value, so there is nothing to link to.
 * Throws TemplateError. */
export function interpolate(template: string, row: Cell): string | null {
  let out = "";
  for (const part of compile(template)) {
    if (typeof part === "string") {
      out += part;
      continue;
    }
    const v = part(row);
    if (v === null || v === undefined) return null;
    out += asText(v);
  }
  return out;
}

/* One expression, for the tests against jq. */
export const evaluate = (expression: string, input: Cell): Cell =>
  new Parser(expression.replaceAll("'", '"')).whole()(input);
