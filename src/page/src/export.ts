/* export.ts - CSV, JSON and Markdown of what is on screen. Pure. */
import type { Table } from "./types";
import { cell, dimensions, fields, reason, titleOf, type Group, type Result, type Tree } from "./results";
import { plain } from "./values";

const quote = (v: string): string => (/[",\r\n]/.test(v) ? `"${v.replaceAll('"', '""')}"` : v);

/* `safe`: values that a spreadsheet would take for a formula get an apostrophe in front. */
export function csv(rows: string[][], safe = false): string {
  const one = (v: string): string => quote(safe && /^[=+\-@\t]/.test(v) ? "'" + v : v);
  return rows.map((r) => r.map(one).join(",")).join("\r\n") + "\r\n";
}

export function tableRows(t: Table, columns?: number[], rows?: number[]): string[][] {
  const cs = columns ?? t.columns.map((_, i) => i);
  const rs = rows ?? Array.from({ length: t.n }, (_, i) => i);
  return [
    cs.map((c) => t.columns[c].original_name ?? t.columns[c].name),
    ...rs.map((r) => cs.map((c) => plain(t.cols[c][r]))),
  ];
}

export function tableJson(t: Table, columns?: number[], rows?: number[]): string {
  const cs = columns ?? t.columns.map((_, i) => i);
  const rs = rows ?? Array.from({ length: t.n }, (_, i) => i);
  return JSON.stringify(
    rs.map((r) => Object.fromEntries(cs.map((c) => [t.columns[c].name, t.cols[c][r] ?? null]))),
    null,
    2,
  );
}

const md = (v: string): string =>
  v
    .replaceAll("\\", "\\\\")
    .replaceAll("|", "\\|")
    .replace(/[\r\n]+/g, " ")
    .replace(/[<>&]/g, (c) => ({ "<": "&lt;", ">": "&gt;", "&": "&amp;" })[c]!);

export function markdown(rows: string[][]): string {
  const line = (r: string[]): string => `| ${r.map(md).join(" | ")} |`;
  return (
    [line(rows[0]), `|${rows[0].map(() => " --- |").join("")}`, ...rows.slice(1).map(line)].join("\n") + "\n"
  );
}

/* A document with one table, which opens in a browser, a mail or a word processor. */
export function html(title: string, rows: string[][]): string {
  const text = (v: string): string =>
    v.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]!);
  const line = (r: string[], cell: string): string =>
    `<tr>${r.map((v) => `<${cell}>${text(v)}</${cell}>`).join("")}</tr>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${text(title)}</title>
<style>
body { font: 14px/20px system-ui, sans-serif; margin: 24px; }
table { border-collapse: collapse; }
th, td { border: 1px solid #aaa; padding: 4px 8px; text-align: left; vertical-align: top; }
th { background: #eee; }
</style>
</head>
<body>
<h1>${text(title)}</h1>
<table>
<thead>
${line(rows[0], "th")}
</thead>
<tbody>
${rows
  .slice(1)
  .map((r) => line(r, "td"))
  .join("\n")}
</tbody>
</table>
</body>
</html>
`;
}

/* The columns of server.md 10.5: of the benchmark, the control, the result, then tags and dimensions. */
export function resultRows(t: Tree, results: Result[]): string[][] {
  const f = fields(t);
  const head = t.detections
    ? [
        "group_id",
        "title",
        "description",
        "detection_id",
        "detection_title",
        "detection_description",
        "severity",
      ]
    : [
        "group_id",
        "title",
        "description",
        "control_id",
        "control_title",
        "control_description",
        "severity",
        "reason",
        "resource",
        "status",
      ];
  const exempting = t.results.some((r) => r.exempted);
  const rows = [[...head, ...f.tags, ...f.dimensions, ...(exempting ? ["exemption", "exempted_until"] : [])]];
  for (const r of results) {
    const p = r.check.panel,
      g = r.check.trunk[r.check.trunk.length - 1] ?? t.root;
    const dims = new Map(dimensions(r));
    rows.push([
      g.name,
      g.title ?? "",
      g.description ?? "",
      p.name,
      p.title ?? "",
      p.description ?? "",
      r.check.severity,
      ...(t.detections ? [] : [reason(r), cell(r, "resource"), r.status]),
      ...f.tags.map((k) => (p.tags && Object.hasOwn(p.tags, k) ? String(p.tags[k]) : "")),
      ...f.dimensions.map((k) => dims.get(k) ?? ""),
      ...(exempting ? [r.exempted?.[1] ?? "", r.exempted?.[2] ?? ""] : []),
    ]);
  }
  return rows;
}

export function resultJson(t: Tree, results: Result[]): string {
  const [head, ...rows] = resultRows(t, results);
  return JSON.stringify(
    rows.map((r) => Object.fromEntries(head.map((k, i) => [k, r[i]]))),
    null,
    2,
  );
}

export function resultMarkdown(r: Result): string {
  const p = r.check.panel;
  const lines = [`**${md(titleOf(p))}**`, "", `- status: ${r.status}`, `- reason: ${md(reason(r))}`];
  if (cell(r, "resource")) lines.push(`- resource: ${md(cell(r, "resource"))}`);
  if (r.exempted) lines.push(`- exempted: ${md(r.exempted.slice(1).filter(Boolean).join(", until "))}`);
  for (const [k, v] of dimensions(r)) if (v) lines.push(`- ${md(k)}: ${md(v)}`);
  return lines.join("\n") + "\n";
}

/* Groups as headings, with the results of those that `open` says are open. */
export function groupMarkdown(g: Group, open: (g: Group) => boolean, depth = 1): string {
  const c = g.counts;
  let out = `${"#".repeat(Math.min(6, depth))} ${md(g.title)}\n\n${c.alarm} alarm, ${c.ok} ok, ${c.error} error, ${c.info} info, ${c.skip} skip${c.exempted ? `, ${c.exempted} exempted` : ""}\n\n`;
  if (!open(g)) return out;
  if (g.results.length)
    out +=
      markdown([
        ["status", "reason", "resource"],
        ...g.results.map((r) => [r.status, reason(r), cell(r, "resource")]),
      ]) + "\n";
  for (const x of g.groups) out += groupMarkdown(x, open, depth + 1);
  return out;
}

export const stamp = (at: Date): string => at.toISOString().replace(/[-:]/g, "").replace(/\..*/, "");
export const fileName = (dashboard: string, what: string, ext: string, at = new Date()): string =>
  `${dashboard.replaceAll(".", "_").replace(/[^\w-]/g, "_")}_${what}_${stamp(at)}.${ext}`;
