/* menus.ts - what can be done with a table, a cell, a row, a selection or a column, and copies of all of them. */
import type { Table } from "./types";
import { copy, density, download } from "./env";
import * as files from "./export";
import { plain } from "./values";
import { titled } from "./cells";
import type { TableUse } from "./table";
import type { Items, MenuItem } from "./ui";

export * from "./resultmenus";
export * from "./runmenus";

const text = (rows: string[][]): string =>
  rows.map((r) => r.map((v) => v.replace(/[\t\r\n]+/g, " ")).join("\t")).join("\n");

/* Copies of these cells in each form: with the names of their columns where the form has a place for them. */
function copies(what: string, t: Table, columns: number[], rows: number[]): Items {
  const all = (): string[][] => files.tableRows(t, columns, rows);
  const item = (form: string, make: () => string): MenuItem => ({
    label: `Copy ${what}as ${form}`,
    icon: "copy",
    act: () => copy(make()),
  });
  return [
    item("text", () => text(all().slice(1))),
    item("CSV", () => files.csv(all())),
    item("Markdown", () => files.markdown(all())),
    item("JSON", () => files.tableJson(t, columns, rows)),
  ];
}

function downloads(
  t: Table,
  columns: number[] | undefined,
  rows: number[] | undefined,
  name: string,
  kind: string,
): Items {
  const item = (label: string, ext: string, type: string, make: () => string): MenuItem => ({
    label,
    icon: "download",
    act: () => download(files.fileName(name, kind, ext), type, make()),
  });
  const all = (): string[][] => files.tableRows(t, columns, rows);
  return [
    item("Download CSV", "csv", "text/csv", () => files.csv(all())),
    item("Download CSV for spreadsheets", "csv", "text/csv", () => "\ufeff" + files.csv(all(), true)),
    item("Download JSON", "json", "application/json", () => files.tableJson(t, columns, rows)),
    item("Download Markdown", "md", "text/markdown", () => files.markdown(all())),
    item("Download HTML", "html", "text/html", () => files.html(name, all())),
  ];
}

export const ofTable = ({ t, columns, rows, name }: TableUse): Items => [
  ...copies("", t, columns, rows),
  ...downloads(t, columns, rows, name, "table"),
];

/* The data of a panel, of `kind`, in the dashboard `root`. */
export const ofPanel = (t: Table, root: string, kind: string): Items => [
  {
    label: "Copy as Markdown",
    icon: "copy",
    act: () => copy(files.markdown(files.tableRows(t))),
  },
  ...downloads(t, undefined, undefined, root, kind).filter((_, i) => i !== 1),
];

export const ofColumns = ({ t, columns, choose }: TableUse): Items => [
  ...t.columns.map((_, i) => ({
    label: titled(t, i),
    checked: columns.includes(i),
    act: () =>
      choose(columns.includes(i) ? columns.filter((x) => x !== i) : [...columns, i].sort((a, b) => a - b)),
  })),
  null,
  { label: "As the mod says", icon: "refresh", act: () => choose([]) },
  {
    label: density.value === "compact" ? "Standard rows" : "Compact rows",
    icon: "table",
    act: () => (density.value = density.value === "compact" ? "standard" : "compact"),
  },
];

/* A column: its width by steps, for who cannot drag its edge. `width`: as it is; undefined: as wide as what it holds. */
export const ofColumn = (
  { t, columns, choose, chooses }: TableUse,
  c: number,
  width: number,
  resize: (width?: number) => void,
): Items => [
  { label: "Wider", icon: "plus", act: () => resize(width * 1.5) },
  { label: "Narrower", icon: "minus", act: () => resize(width / 1.5) },
  { label: "As wide as its contents", icon: "fit", act: () => resize() },
  ...(chooses
    ? [
        {
          label: `Hide ${titled(t, c)}`,
          icon: "close",
          act: () => choose(columns.filter((x) => x !== c)),
        },
      ]
    : []),
];

/* Of a rectangle of cells: positions of rows and columns on screen, corner to corner. */
function picked(
  { columns, rows }: TableUse,
  [r0, c0, r1, c1]: number[],
): [columns: number[], rows: number[]] {
  const cut = (list: number[], a: number, b: number): number[] =>
    list.slice(Math.min(a, b), Math.max(a, b) + 1);
  return [cut(columns, c0, c1), cut(rows, r0, r1)];
}
export const selection = (u: TableUse, corners: number[]): string =>
  text(files.tableRows(u.t, ...picked(u, corners)).slice(1));

/* A cell of a row, and the selection that it is in. */
export function ofCell(u: TableUse, c: number, r: number, corners: number[] | null): Items {
  const { t, columns, chip, open } = u;
  const [cs, rs] = corners ? picked(u, corners) : [[c], [r]];
  const n = cs.length * rs.length;
  const some = n > 1 ? `${n} cells ` : "";
  return [
    { label: "Copy", icon: "copy", act: () => copy(plain(t.cols[c][r])) },
    ...(some ? copies(some, t, cs, rs) : copies("cell ", t, cs, rs).slice(1)),
    ...(some ? [] : copies("row ", t, columns, [r])),
    null,
    { label: `Only where ${titled(t, c)} is this`, icon: "filter", act: () => chip(c, r, false) },
    { label: `Without this ${titled(t, c)}`, icon: "filter", act: () => chip(c, r, true) },
    null,
    { label: "Show the whole row", icon: "expand", act: () => open(r) },
  ];
}
