/* values.ts - what a cell is and how it reads (server.md 7.5, 10.7; page.md 5). Pure. */
import { signal } from "@preact/signals";
import type { Cell, Column, Table } from "./types";

export type Kind = "number" | "bool" | "json" | "date" | "time" | "status" | "text";

const TIME = /^timestamp|^datetime|^timestamptz/i;

function byType(type: string): Kind | null {
  const t = type.toLowerCase();
  if (t === "") return null;
  if (t === "control_status") return "status";
  if (/interval|point/.test(t)) return "text";
  if (t === "jsonb" || t === "json" || t.endsWith("[]") || t.startsWith("struct") || t.startsWith("map"))
    return "json"; /* before what they are made of: INTEGER[] */
  if (/int|float|numeric|double|decimal|real|number/.test(t)) return "number";
  if (t.startsWith("bool")) return "bool";
  if (t === "date") return "date";
  if (TIME.test(t)) return "time";
  return "text";
}

/* The first cells decide where the database names no type (expressions of SQLite). */
export function kindOf(column: Column, cells: Cell[]): Kind {
  const declared = byType(column.data_type);
  if (declared && declared !== "json") {
    if (declared === "number" && column.name === "timestamp" && column.data_type.toLowerCase() === "bigint")
      return "time";
    if (declared !== "text") return declared;
  }
  let numbers = 0,
    seen = 0,
    objects = 0,
    bools = 0;
  for (let i = 0; i < cells.length && seen < 100; i++) {
    const v = cells[i];
    if (v === null || v === undefined) continue;
    seen++;
    if (typeof v === "number") numbers++;
    else if (typeof v === "boolean") bools++;
    else if (typeof v === "object") objects++;
  }
  if (seen && objects) return "json";
  if (declared) return declared;
  if (seen && numbers === seen) return "number";
  if (seen && bools === seen) return "bool";
  return "text";
}

export function kindsOf(table: Table): Kind[] {
  return table.columns.map((c, i) => kindOf(c, table.cols[i]));
}

export const isTime = (c: Column): boolean => /^(timestamp|timestamptz|date|datetime)$/i.test(c.data_type);

/* Made when it is first asked for: what knows the locale takes milliseconds, and Home does without. */
export function late<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

const numbers = late(() => new Intl.NumberFormat(undefined, { maximumFractionDigits: 20 }));
const dates = late(
  () =>
    new Intl.DateTimeFormat(undefined, {
      year: "numeric",
      month: "short",
      day: "numeric",
      timeZone: "UTC",
    }),
);
const timesIn = (timeZone?: string) =>
  late(
    () =>
      new Intl.DateTimeFormat(undefined, {
        year: "numeric",
        month: "short",
        day: "numeric",
        hour: "2-digit",
        minute: "2-digit",
        second: "2-digit",
        timeZone,
      }),
  );
const times = timesIn(),
  timesUtc = timesIn("UTC");
/* Are times those of UTC? Else they are those of the reader's zone. */
export const utc = signal(false);

/* A number for sorting and charts; NaN when it is none. */
export function toNumber(v: Cell): number {
  if (typeof v === "number") return v;
  if (typeof v === "string" && v.trim() !== "") return Number(v);
  if (
    typeof v === "object" &&
    v !== null &&
    typeof (v as any).Value === "number" &&
    typeof (v as any).Scale === "number"
  )
    return (v as any).Value / 10 ** (v as any).Scale; /* a decimal of DuckDB */
  return NaN;
}

export function formatNumber(v: Cell): string {
  const plain = String(typeof v === "object" && v !== null ? toNumber(v) : v);
  if (plain.replace(/\D/g, "").length > 15) return plain;
  const n = toNumber(v);
  if (Number.isNaN(n)) return plain;
  if (typeof v === "string" && /\.\d*0$/.test(v)) {
    const digits = v.length - v.indexOf(".") - 1;
    return new Intl.NumberFormat(undefined, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    }).format(n);
  }
  return numbers().format(n);
}

export function formatTime(v: Cell, kind: Kind): string {
  /* The day of a date is what it says, whatever time of whichever zone a database adds. */
  const text = kind === "date" ? String(v).slice(0, 10) : String(v);
  const d = typeof v === "number" ? new Date(v > 1e11 ? v : v * 1000) : new Date(text);
  if (Number.isNaN(d.getTime()) || !/^\d{4}-|^\d+$/.test(String(v))) return String(v);
  return (kind === "date" ? dates : utc.value ? timesUtc : times)().format(d);
}

/* The exact value as text: what is copied, exported and sorted as text. */
export function plain(v: Cell): string {
  if (v === null || v === undefined) return "";
  if (typeof v === "object") {
    const scale = (v as any).Scale;
    /* A decimal of DuckDB as it is written: 2.00. */
    if (typeof scale === "number" && scale >= 0 && scale < 39 && !Number.isNaN(toNumber(v)))
      return toNumber(v).toFixed(scale);
    return JSON.stringify(v);
  }
  return String(v);
}

export function show(v: Cell, kind: Kind): string {
  if (v === null || v === undefined) return "null";
  if (typeof v === "object") {
    if (kind === "number" && !Number.isNaN(toNumber(v))) return formatNumber(v);
    return JSON.stringify(v, null, 2);
  }
  if (kind === "number") return formatNumber(v);
  if (kind === "date" || kind === "time") return formatTime(v, kind);
  return String(v);
}

/* Order of two cells: numbers by value, nulls last in either direction. */
export function compare(a: Cell, b: Cell, kind: Kind, down: boolean): number {
  const an = a === null || a === undefined,
    bn = b === null || b === undefined;
  if (an || bn) return an && bn ? 0 : an ? 1 : -1;
  let order: number;
  if (kind === "number") {
    const x = toNumber(a),
      y = toNumber(b);
    order = Number.isNaN(x) || Number.isNaN(y) ? collator().compare(plain(a), plain(b)) : x - y;
  } else {
    order = collator().compare(plain(a), plain(b));
  }
  return down ? -order : order;
}
const collator = late(() => new Intl.Collator(undefined, { numeric: true, sensitivity: "base" }));

/* ---- links: only http, https, mailto and paths lead anywhere */

export type Link = { href: string; outside: boolean } | null;

export function link(href: string | undefined | null): Link {
  if (!href) return null;
  const h = href.trim();
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f]/.test(h)) return null;
  if (/^https?:\/\/[^/\s]/i.test(h) || /^mailto:[^\s]+$/i.test(h)) return { href: h, outside: true };
  if (/^\?[\w.]+=/.test(h)) return { href: h, outside: false }; /* of what is open */
  if (h.startsWith("/") && !h.startsWith("//") && !h.startsWith("/\\")) return { href: h, outside: false };
  if (/^[\w-]+\.(dashboard|benchmark|detection|query)\.[\w.-]+(\?.*)?$/.test(h))
    return { href: "/" + h, outside: false };
  return null;
}

/* A cell that is an address, or a label with an address in Markdown. */
export function cellLink(v: string): { href: string; label: string } | null {
  const url = /^https?:\/\/\S+/.exec(v)?.[0];
  if (url) return link(url) ? { href: url, label: v } : null;
  const m = /^\[([^\]]+)\]\((https?:\/\/[^\s)]+)\)$/.exec(v);
  return m && link(m[2]) ? { href: m[2], label: m[1] } : null;
}

/* Age in words: "12 s ago". */
export function age(ms: number): string {
  const s = Math.max(0, Math.round(ms / 1000));
  if (s < 60) return `${s} s ago`;
  if (s < 3600) return `${Math.floor(s / 60)} m ago`;
  if (s < 86400) return `${Math.floor(s / 3600)} h ago`;
  return `${Math.floor(s / 86400)} d ago`;
}

export function duration(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`;
  const s = ms / 1000;
  if (s < 10) return `${s.toFixed(1)} s`;
  if (s < 60) return `${Math.round(s)} s`;
  return `${Math.floor(s / 60)} m ${String(Math.round(s % 60)).padStart(2, "0")} s`;
}

/* "aws_insights.dashboard.ec2_detail" as something to read when there is no title. */
