/* table.tsx - tables of any size, with what can be done with them: sorting, searching, filters, columns (page.md 4.3). */
import { useLayoutEffect, useMemo, useState } from "preact/hooks";
import type { Table } from "./types";
import { aged, titled } from "./cells";
import { Grid } from "./grid";
import { compare, kindsOf, plain, show, toNumber, type Kind } from "./values";
import { Button, More, openMenu } from "./ui";
import { T } from "./texts";
import { own } from "./own";
import { keptWith, useKept } from "./kept";
import { type } from "./nav";

export type ColumnSettings = Record<string, { display?: string; wrap?: string; href?: string }>;
export interface Chip {
  column: string;
  not: boolean;
  values: string[];
}

/* ---- filters and sorting as the address has them: those of upstream's tables, which call a column a dimension */

interface Where {
  operator?: unknown;
  type?: unknown;
  key?: unknown;
  value?: unknown;
  expressions?: unknown;
}

function chipsOf(raw: unknown, depth = 0): Chip[] {
  const e = (typeof raw === "object" && raw ? raw : {}) as Where;
  if (Array.isArray(e.expressions))
    return depth < 4 ? e.expressions.slice(0, 50).flatMap((x) => chipsOf(x, depth + 1)) : [];
  if (e.type !== "dimension" || typeof e.key !== "string") return [];
  const values = [e.value ?? ""].flat().map((v) => plain(v));
  return [{ column: e.key, not: String(e.operator).startsWith("not"), values }];
}

const whereOf = (chips: Chip[]): object | null =>
  chips.length
    ? {
        operator: "and",
        expressions: chips.map((c) => ({
          operator: (c.not ? "not_" : "") + (c.values.length > 1 ? "in" : "equal"),
          type: "dimension",
          key: c.column,
          value: c.values.length > 1 ? c.values : c.values[0],
        })),
      }
    : null;

function sortOf(t: Table, raw: unknown): SortKey[] {
  if (!Array.isArray(raw)) return [];
  return raw
    .slice(0, 8)
    .map((k) => ({
      column: t.columns.findIndex((c) => c.name === [k].flat()[0]),
      down: [k].flat()[1] === "desc",
    }))
    .filter((k) => k.column >= 0);
}

/* ---- sorting and searching: orders of row numbers */

export type SortKey = { column: number; down: boolean };

function order(t: Table, kinds: Kind[], keys: SortKey[], search: string, chips: Chip[]): number[] {
  let rows: number[] = new Array(t.n);
  for (let i = 0; i < t.n; i++) rows[i] = i;
  for (const c of chips) {
    const at = t.columns.findIndex((x) => x.name === c.column);
    if (at >= 0) rows = rows.filter((r) => c.values.includes(plain(t.cols[at][r])) !== c.not);
  }
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length)
    rows = rows.filter((r) =>
      words.every((w) => t.cols.some((col) => col[r] !== null && plain(col[r]).toLowerCase().includes(w))),
    );
  if (keys.length)
    rows.sort((a, b) => {
      for (const k of keys) {
        const d = compare(t.cols[k.column][a], t.cols[k.column][b], kinds[k.column], k.down);
        if (d) return d;
      }
      return a - b;
    });
  return rows;
}

/* The rows whose cells say how wide a column is: the first ones, some of all, and of numbers the least and the greatest,
 * which are never cut. */
function samples(t: Table, kind: Kind, c: number): number[] {
  const rows: number[] = [];
  const step = Math.max(1, Math.floor(t.n / 400));
  for (let r = 0; r < t.n; r += r < 100 ? 1 : step) rows.push(r);
  if (kind !== "number") return rows;
  let least = 0,
    most = 0;
  const column = t.cols[c].map(toNumber);
  for (let r = 0; r < t.n; r++) {
    if (column[r] < column[least]) least = r;
    if (column[r] > column[most]) most = r;
  }
  return [...rows, least, most];
}

/* Widths from what the columns hold. */
function widths(t: Table, kinds: Kind[], columns: number[]): number[] {
  const age = aged(kinds) ? 11 : 0;
  return columns.map((c) => {
    const head = titled(t, c).length + 2;
    let most = head;
    for (const r of t.n ? samples(t, kinds[c], c) : []) {
      const v = t.cols[c][r];
      most = Math.max(
        most,
        v === null || v === undefined
          ? 4
          : kinds[c] === "status"
            ? 11
            : typeof v === "object" && kinds[c] !== "number"
              ? 30
              : Math.min(60, show(v, kinds[c]).length + (kinds[c] === "time" ? age : 0)),
      );
    }
    return Math.round(Math.min(420, Math.max(64, most * 7.2 + 26)));
  });
}

/* What menus of the second part need of a table: columns and rows as they are on screen. */
export interface TableUse {
  t: Table;
  columns: number[];
  rows: number[];
  name: string;
  chooses: boolean; /* columns may be chosen */
  choose: (columns: number[]) => void; /* none: as the mod says */
  chip: (c: number, r: number, not: boolean) => void;
  open: (r: number) => void;
}

export interface TableProps {
  table: Table;
  id?: string; /* by which the address keeps filters and order */
  name: string; /* for file names */
  label: string;
  settings?: ColumnSettings;
  only?: string[] | null; /* default columns */
  onColumns?: (names: string[] | null) => void;
  links?: boolean; /* href templates are evaluated */
  max?: number; /* share of the window's height */
  tools?: boolean;
}

function nameOfColumn(t: Table, name: string): string {
  const at = t.columns.findIndex((c) => c.name === name);
  return at < 0 ? name : titled(t, at);
}

const focused = (el: HTMLElement | null): void => el?.focus();

export function TableView({
  table: t,
  id,
  name,
  label,
  settings = {},
  only,
  onColumns,
  links = true,
  max = 0.6,
  tools = true,
}: TableProps) {
  const kinds = useMemo(() => kindsOf(t), [t]);
  const [sorted, keepSort] = useKept("sort", id);
  const [where, keepWhere] = useKept("where", id);
  const [found] = useKept("find", id);
  const [typed, setTyped] = useState<string | null>(null); /* what the address does not have yet */
  useLayoutEffect(() => void (id && setTyped(null)), [found]);
  const sort = useMemo(() => sortOf(t, sorted), [t, JSON.stringify(sorted)]);
  const chips = useMemo(() => chipsOf(where), [JSON.stringify(where)]);
  const search = typed ?? (typeof found === "string" ? found : "");
  const setSort = (keys: SortKey[]): void =>
    keepSort(keys.length ? keys.map((k) => [t.columns[k.column].name, k.down ? "desc" : "asc"]) : null);
  const setChips = (next: Chip[]): void => keepWhere(whereOf(next));
  const setSearch = (text: string): void => {
    setTyped(text);
    if (id) type(keptWith("find", id, text));
  };
  const [sizes, setSizes] = useState<Record<string, number | undefined>>({});
  const [open, setOpen] = useState<number | null>(null);
  const [searching, setSearching] = useState(false);
  const setting = (c: number) => own(settings, titled(t, c)) ?? own(settings, t.columns[c].name) ?? {};
  const columns = useMemo(
    () =>
      t.columns
        .map((_, i) => i)
        .filter((i) => (only?.length ? only.includes(t.columns[i].name) : setting(i).display !== "none")),
    [t, only, settings],
  );
  const rows = useMemo(() => order(t, kinds, sort, search, chips), [t, kinds, sort, search, chips]);
  const auto = useMemo(() => widths(t, kinds, columns), [t, kinds, columns]);

  /* A key that is there already keeps its rank. */
  const by = (c: number, more: boolean): void => {
    const k = sort.find((s) => s.column === c);
    const next = k?.down ? [] : [{ column: c, down: !!k }];
    setSort(!more ? next : k ? sort.flatMap((s) => (s === k ? next : s)) : [...sort, ...next]);
  };
  const use: TableUse = {
    t,
    columns,
    rows,
    name,
    chooses: !!onColumns,
    choose: (next) => onColumns?.(next.length ? next.map((c) => t.columns[c].name) : null),
    chip: (c, r, not) =>
      setChips([...chips, { column: t.columns[c].name, not, values: [plain(t.cols[c][r])] }]),
    open: setOpen,
  };
  const resize = (c: number, w?: number): void => setSizes({ ...sizes, [t.columns[c].name]: w });

  if (!t.columns.length) return <p class="text-3 pad">{T.noRows}</p>;
  return (
    <div class="table-box">
      {tools && (
        <div class="table-tools no-print">
          {chips.map((c, i) => (
            <span class="chip">
              {nameOfColumn(t, c.column)} {c.not ? "is not" : "is"} <b>{c.values.join(", ") || "empty"}</b>
              <Button
                icon="close"
                label="Remove this filter"
                onClick={() => setChips(chips.filter((_, j) => j !== i))}
              />
            </span>
          ))}
          {(searching || search) && (
            <input
              type="search"
              class="small"
              aria-label={`Search in ${label}`}
              placeholder="Search rows"
              ref={focused}
              value={search}
              onInput={(e) => setSearch(e.currentTarget.value)}
              onBlur={() => setSearching(false)}
              onKeyDown={(e) => {
                if (e.key === "Escape") {
                  e.stopPropagation();
                  setSearch("");
                  setSearching(false);
                  e.currentTarget.parentElement!.querySelector<HTMLElement>(".table-search")!.focus();
                }
              }}
            />
          )}
          <span class="grow" />
          <span class="text-3 t-xs">
            {rows.length === t.n
              ? `${t.n.toLocaleString()} ${t.n === 1 ? "row" : "rows"}`
              : `${rows.length.toLocaleString()} of ${t.n.toLocaleString()}`}
          </span>
          <Button icon="search" label="Search rows" class="table-search" onClick={() => setSearching(true)} />
          {onColumns && (
            <Button
              icon="columns"
              label="Columns"
              menu
              onClick={(e) => openMenu(e, "Columns", (m) => m.ofColumns(use))}
            />
          )}
          <Button
            icon="download"
            label="Copy or download"
            menu
            onClick={(e) => openMenu(e, "Copy or download", (m) => m.ofTable(use))}
          />
        </div>
      )}
      <Grid
        use={use}
        kinds={kinds}
        own={columns.map((c) => own(sizes, t.columns[c].name))}
        auto={auto}
        sort={sort}
        by={by}
        label={label}
        links={links}
        setting={setting}
        max={max}
        resize={resize}
      />
      {open !== null && (
        <More
          keys
          part="RowSide"
          t={t}
          kinds={kinds}
          row={open}
          settings={setting}
          links={links}
          chip={(c: number, not: boolean) => {
            use.chip(c, open, not);
            setOpen(null);
          }}
          close={() => setOpen(null)}
        />
      )}
    </div>
  );
}
