/* table.tsx - tables of any size: only rows and columns in sight are in the document (page.md 4.3). */
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Cell, Table } from "./types";
import { copy, density, download, files, printing, type Files } from "./env";
import { cellLink, compare, formatTime, kindsOf, plain, show, type Kind } from "./values";
import { interpolate, TemplateError } from "./template";
import { rowOf } from "./apply";
import { rowHeight as standardHeight } from "./list";
import { Button, DataLink, Icon, Mark, More, openMenu, useSize, type MenuItem } from "./ui";
import { T, WORD } from "./texts";

export type ColumnSettings = Record<string, { display?: string; wrap?: string; href?: string }>;
export interface Chip {
  column: string;
  not: boolean;
  value: string;
}

/* ---- cells */

/* `urls`: a text that holds an address anywhere leads to it, as in detections. */
export function CellView({
  value,
  kind,
  href,
  row,
  folded,
  urls,
}: {
  value: Cell;
  kind: Kind;
  href?: string;
  row?: () => Map<string, Cell>;
  folded?: boolean;
  urls?: boolean;
}) {
  if (value === null || value === undefined) return <span class="null">null</span>;
  let body;
  const s = typeof value === "string" ? value : "";
  if (kind === "status")
    body = (
      <span class="cell-status">
        <Mark status={s} quiet /> {WORD[s] ?? s}
      </span>
    );
  else if (typeof value === "object" && kind !== "number")
    body = folded ? <code class="one">{JSON.stringify(value)}</code> : <Json value={value} />;
  else if (kind === "json" && s) body = folded ? <code class="one">{s}</code> : <Json value={s} />;
  else if (kind === "date" || kind === "time")
    body = (
      <time dateTime={s} title={String(value)}>
        {formatTime(value, kind)}
      </time>
    );
  else {
    const inner = urls ? /https?:\/\/[^\s"'<>]+/.exec(s)?.[0] : undefined;
    const l = !href && s ? (cellLink(s) ?? (inner ? { href: inner, label: s } : null)) : null;
    body = l ? (
      <DataLink href={l.href} title={l.href}>
        {l.label}
      </DataLink>
    ) : (
      <bdi>{show(value, kind)}</bdi>
    );
  }
  if (!href || !row) return body;
  try {
    const to = interpolate(href, row());
    return to === null ? body : <DataLink href={to}>{body}</DataLink>;
  } catch (e) {
    if (!(e instanceof TemplateError)) throw e;
    return (
      <span title={`This link cannot be shown: ${href}`}>
        {body} <Icon name="warning" class="note" />
      </span>
    );
  }
}

function Json({ value }: { value: unknown }) {
  let text: string;
  try {
    text = JSON.stringify(typeof value === "string" ? JSON.parse(value) : value, null, 2);
  } catch {
    text = String(value);
  }
  const lines = text.split("\n");
  const [open, setOpen] = useState(lines.length <= 6);
  return (
    <span class="json">
      <code>{open ? text : lines.slice(0, 5).join("\n") + "\n…"}</code>
      {lines.length > 6 && (
        <button
          type="button"
          class="link"
          onClick={(e) => {
            e.stopPropagation();
            setOpen(!open);
          }}
        >
          {open ? "less" : `all ${lines.length} lines`}
        </button>
      )}
    </span>
  );
}

/* ---- sorting and searching: orders of row numbers */

type SortKey = { column: number; down: boolean };

function order(t: Table, kinds: Kind[], keys: SortKey[], search: string, chips: Chip[]): number[] {
  let rows: number[] = new Array(t.n);
  for (let i = 0; i < t.n; i++) rows[i] = i;
  for (const c of chips) {
    const at = t.columns.findIndex((x) => x.name === c.column);
    if (at >= 0) rows = rows.filter((r) => (plain(t.cols[at][r]) === c.value) !== c.not);
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

/* Widths from what the first rows hold. */
function widths(t: Table, kinds: Kind[], columns: number[]): number[] {
  return columns.map((c) => {
    const head = (t.columns[c].original_name ?? t.columns[c].name).length + 2;
    let most = head;
    for (let r = 0; r < Math.min(t.n, 100); r++) {
      const v = t.cols[c][r];
      most = Math.max(
        most,
        v === null || v === undefined
          ? 4
          : kinds[c] === "status"
            ? 11
            : typeof v === "object"
              ? 30
              : Math.min(60, show(v, kinds[c]).length),
      );
    }
    return Math.round(Math.min(420, Math.max(64, most * 7.2 + 26)));
  });
}

export interface TableProps {
  table: Table;
  name: string; /* for file names */
  label: string;
  settings?: ColumnSettings;
  only?: string[] | null; /* default columns */
  onColumns?: (names: string[] | null) => void;
  links?: boolean; /* href templates are evaluated */
  max?: number; /* share of the window's height */
  tools?: boolean;
}

const focused = (el: HTMLElement | null): void => el?.focus();
const SMALL = 100; /* rows with their natural height; more have one line each and are virtual */

export function TableView({
  table: t,
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
  const [sort, setSort] = useState<SortKey[]>([]);
  const [search, setSearch] = useState("");
  const [chips, setChips] = useState<Chip[]>([]);
  const [sizes, setSizes] = useState<Record<string, number>>({});
  const [open, setOpen] = useState<number | null>(null);
  const [searching, setSearching] = useState(false);
  const setting = (c: number) =>
    settings[t.columns[c].original_name ?? t.columns[c].name] ?? settings[t.columns[c].name] ?? {};
  const columns = useMemo(
    () =>
      t.columns
        .map((_, i) => i)
        .filter((i) => (only?.length ? only.includes(t.columns[i].name) : setting(i).display !== "none")),
    [t, only, settings],
  );
  const rows = useMemo(() => order(t, kinds, sort, search, chips), [t, kinds, sort, search, chips]);
  const auto = useMemo(() => widths(t, kinds, columns), [t, kinds, columns]);

  const by = (c: number, more: boolean): void => {
    const k = sort.find((s) => s.column === c);
    const next = !k ? { column: c, down: false } : !k.down ? { column: c, down: true } : null;
    const rest = more ? sort.filter((s) => s.column !== c) : [];
    setSort(next ? [...rest, next] : rest);
  };
  const chip = (c: number, r: number, not: boolean): void =>
    setChips([...chips, { column: t.columns[c].name, not, value: plain(t.cols[c][r]) }]);
  const copied = (label: string, make: (f: Files, rows: string[][]) => string): MenuItem => ({
    label,
    icon: "copy",
    act: () => files().then((f) => copy(make(f, f.tableRows(t, columns, rows)))),
  });
  const loaded = (
    label: string,
    ext: string,
    type: string,
    make: (f: Files, rows: string[][]) => string,
  ): MenuItem => ({
    label,
    icon: "download",
    act: () =>
      files().then((f) =>
        download(f.fileName(name, "table", ext), type, make(f, f.tableRows(t, columns, rows))),
      ),
  });
  const json = (f: Files): string => f.tableJson(t, columns, rows);
  const exportItems = (): MenuItem[] => [
    copied("Copy as Markdown", (f, all) => f.markdown(all)),
    copied("Copy as CSV", (f, all) => f.csv(all)),
    copied("Copy as JSON", json),
    loaded("Download CSV", "csv", "text/csv", (f, all) => f.csv(all)),
    loaded("Download CSV for spreadsheets", "csv", "text/csv", (f, all) => "\ufeff" + f.csv(all, true)),
    loaded("Download JSON", "json", "application/json", json),
  ];
  const chooseColumns = (e: MouseEvent): void =>
    openMenu(e, "Columns", [
      ...t.columns.map((c, i) => ({
        label: c.original_name ?? c.name,
        checked: columns.includes(i),
        act: () => {
          const next = columns.includes(i)
            ? columns.filter((x) => x !== i)
            : [...columns, i].sort((a, b) => a - b);
          onColumns?.(next.length ? next.map((x) => t.columns[x].name) : null);
        },
      })),
      null,
      { label: "As the mod says", icon: "refresh", act: () => onColumns?.(null) },
      {
        label: density.value === "compact" ? "Standard rows" : "Compact rows",
        icon: "table",
        act: () => (density.value = density.value === "compact" ? "standard" : "compact"),
      },
    ]);
  const cellMenu = (e: MouseEvent, c: number, r: number): void =>
    openMenu(e, "Cell", [
      { label: "Copy", icon: "copy", act: () => copy(plain(t.cols[c][r])) },
      { label: `Only where ${t.columns[c].name} is this`, icon: "filter", act: () => chip(c, r, false) },
      { label: `Without this ${t.columns[c].name}`, icon: "filter", act: () => chip(c, r, true) },
      null,
      {
        label: "Copy row as JSON",
        icon: "copy",
        act: () => files().then((f) => copy(f.tableJson(t, columns, [r]))),
      },
      { label: "Show the whole row", icon: "expand", act: () => setOpen(r) },
    ]);

  if (!t.columns.length) return <p class="text-3 pad">{T.noRows}</p>;
  return (
    <div class="table-box">
      {tools && (
        <div class="table-tools no-print">
          {chips.map((c, i) => (
            <span class="chip">
              {c.column} {c.not ? "is not" : "is"} <b>{c.value || "empty"}</b>
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
          {onColumns && <Button icon="columns" label="Columns" menu onClick={chooseColumns} />}
          <Button
            icon="download"
            label="Copy or download"
            menu
            onClick={(e) => openMenu(e, "Copy or download", exportItems())}
          />
        </div>
      )}
      <Grid
        t={t}
        kinds={kinds}
        columns={columns}
        rows={rows}
        sizes={columns.map((c, i) => sizes[t.columns[c].name] ?? auto[i])}
        set={columns.map((c) => t.columns[c].name in sizes)}
        sort={sort}
        by={by}
        label={label}
        links={links}
        setting={setting}
        max={max}
        resize={(c, w) => setSizes({ ...sizes, [t.columns[c].name]: w })}
        open={setOpen}
        menu={cellMenu}
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
            chip(c, open, not);
            setOpen(null);
          }}
          close={() => setOpen(null)}
        />
      )}
    </div>
  );
}

/* Where each row of a long table with cells that wrap begins, and behind the last one where it ends: of what is not in
 * the document the height is worked out from the lengths of the texts. null: no column wraps. */
function placesOf(
  t: Table,
  rows: number[],
  wrapped: [column: number, width: number][],
  rowHeight: number,
): Float64Array | null {
  if (!wrapped.length) return null;
  const pen = document.createElement("canvas").getContext("2d");
  if (pen) pen.font = `12px ${getComputedStyle(document.body).fontFamily}`;
  const sample = "the quick brown fox jumps over a lazy dog 0123456789 i-0abcdef";
  const letter =
    ((pen?.measureText(sample).width ?? 0) / sample.length || 7) *
    1.12; /* a line ends before a word that does not fit */
  const places = new Float64Array(rows.length + 1);
  rows.forEach((r, i) => {
    let lines = 1;
    for (const [c, width] of wrapped)
      lines = Math.max(lines, Math.ceil((plain(t.cols[c][r]).length * letter) / Math.max(24, width - 16)));
    places[i + 1] = places[i] + (lines > 1 ? Math.max(rowHeight, lines * 18 + 9) : rowHeight);
  });
  return places;
}

/* The row that is `y` below the first one. */
function rowAt(places: Float64Array, y: number): number {
  let low = 0,
    high = places.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (places[middle] <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}

interface GridProps {
  t: Table;
  kinds: Kind[];
  columns: number[];
  rows: number[];
  sizes: number[];
  set: boolean[]; /* columns whose width was chosen */
  sort: SortKey[];
  label: string;
  links: boolean;
  max: number;
  by: (c: number, more: boolean) => void;
  setting: (c: number) => { wrap?: string; href?: string };
  resize: (c: number, w: number) => void;
  open: (r: number) => void;
  menu: (e: MouseEvent, c: number, r: number) => void;
}

function Grid({
  t,
  kinds,
  columns,
  rows,
  sizes,
  set,
  sort,
  by,
  label,
  links,
  setting,
  resize,
  open,
  menu,
  max,
}: GridProps) {
  const [top, setTop] = useState(0);
  const [left, setLeft] = useState(0);
  const [wanted, setFocus] = useState<[number, number]>([0, 0]);
  /* The cell that has the focus, or would get it; of row -1 it is the head. There are fewer after a search. */
  const focus = [Math.min(wanted[0], rows.length - 1), Math.min(wanted[1], columns.length - 1)];
  const held = useRef(false);
  const paper = printing.value;
  const natural = rows.length <= SMALL || paper;
  const rowHeight = density.value === "compact" ? 24 : standardHeight();
  const frozen = columns.length > 8 ? 1 : 0;

  /* Columns fill the box when they are narrower than it: texts do, or all where there is none. Their least widths are all
   * that the page has to know, but for what is not in the document. */
  const wraps = (i: number): boolean => setting(columns[i]).wrap === "all";
  const many = columns.length > 30;
  const [ref, box] = useSize(many || (!natural && columns.some((_, i) => wraps(i))));
  const wide = sizes.reduce((a, b) => a + b, 0);
  const texts = sizes.map((s, i) => (set[i] || ["number", "bool"].includes(kinds[columns[i]]) ? 0 : s));
  const grows = texts.some((s) => s) ? texts : sizes.map((s, i) => (set[i] ? 0 : s));
  const spare = Math.max(0, box.width - wide) / (grows.reduce((a, b) => a + b, 0) || 1);
  const w = sizes.map((s, i) => s + spare * grows[i]);
  const x: number[] = [];
  w.reduce((a, b, i) => ((x[i] = a), a + b), 0);

  const view = Math.min(Math.max(160, innerHeight * max), rows.length * rowHeight + rowHeight + 2);
  const places = useMemo(
    () =>
      natural
        ? null
        : placesOf(
            t,
            rows,
            columns.map((c, i) => [c, w[i]] as [number, number]).filter((_, i) => wraps(i)),
            rowHeight,
          ),
    [t, rows, natural, rowHeight, w.map(Math.round).join()],
  );
  const y = (r: number): number => (places ? places[Math.min(r, rows.length)] : r * rowHeight);
  const under = (px: number): number => (places ? rowAt(places, px) : Math.floor(px / rowHeight));
  const from = natural ? 0 : Math.max(0, under(top) - 8);
  const to = natural
    ? Math.min(rows.length, paper ? 5000 : rows.length)
    : Math.min(rows.length, under(top + view) + 9);
  let c0 = 0,
    c1 = columns.length;
  if (many && !paper) {
    while (c0 < columns.length - 1 && x[c0] + w[c0] < left - 200) c0++;
    c1 = c0;
    while (c1 < columns.length && x[c1] < left + box.width + 200) c1++;
  }
  const shown = columns.map((_, i) => i).filter((i) => i < frozen || (i >= c0 && i < c1));
  const template = sizes.map((s, i) => (grows[i] ? `minmax(${s}px, ${s}fr)` : s + "px")).join(" ");
  const place = (i: number): { gridColumn?: number } =>
    shown.length < columns.length ? { gridColumn: i + 1 } : {};
  const grid = { gridTemplateColumns: template, width: wide + "px" };

  useLayoutEffect(() => {
    if (!held.current) return;
    ref.current
      ?.querySelector<HTMLElement>('[tabindex="0"]:is([role="gridcell"],.grid-head *)')
      ?.focus({ preventScroll: true });
  }, [wanted]);
  /* The table is one stop of the Tab key, and the links of its present cell are the next ones. */
  useLayoutEffect(() => {
    for (const el of ref.current!.querySelectorAll<HTMLElement>(".grid-row a, .grid-row button"))
      el.tabIndex = el.closest<HTMLElement>("[role='gridcell']")!.tabIndex;
  });

  const move = (e: KeyboardEvent): void => {
    if ((e.target as HTMLElement).tagName === "INPUT") return;
    const [r, c] = focus;
    const page = Math.max(1, Math.floor(view / rowHeight) - 2);
    const next: Record<string, [number, number]> = {
      ArrowDown: [r + 1, c],
      j: [r + 1, c],
      ArrowUp: [r - 1, c],
      k: [r - 1, c],
      ArrowRight: [r, c + 1],
      ArrowLeft: [r, c - 1],
      PageDown: [r + page, c],
      PageUp: [r - page, c],
      Home: [e.ctrlKey ? 0 : r, 0],
      End: [e.ctrlKey ? rows.length - 1 : r, columns.length - 1],
    };
    if (e.key === "Enter" && !(e.target as HTMLElement).closest("a,button")) {
      e.preventDefault();
      open(rows[r]);
      return;
    }
    if (e.key === "c" && (e.ctrlKey || e.metaKey) && r >= 0 && !String(getSelection())) {
      copy(plain(t.cols[columns[c]][rows[r]]));
      return;
    }
    if (!Object.hasOwn(next, e.key) || e.altKey || e.metaKey) return;
    e.preventDefault();
    e.stopPropagation();
    const nr = Math.max(-1, Math.min(rows.length - 1, next[e.key][0])),
      nc = Math.max(0, Math.min(columns.length - 1, next[e.key][1]));
    const el = ref.current!;
    if (!natural) {
      /* The head covers as much as a row. */
      if (nr < 0) el.scrollTop = 0;
      else if (y(nr) < el.scrollTop) el.scrollTop = y(nr);
      else if (y(nr + 1) + rowHeight > el.scrollTop + el.clientHeight - 2)
        el.scrollTop = y(nr + 1) + rowHeight - el.clientHeight + 12;
      setTop(el.scrollTop);
    } else {
      requestAnimationFrame(() =>
        document.activeElement?.scrollIntoView({ block: "nearest", inline: "nearest" }),
      );
    }
    if (x[nc] < el.scrollLeft) el.scrollLeft = x[nc];
    else if (x[nc] + w[nc] > el.scrollLeft + el.clientWidth) el.scrollLeft = x[nc] + w[nc] - el.clientWidth;
    held.current = true;
    setFocus([nr, nc]);
  };

  /* The cell that an event is about. */
  const cellOf = (e: Event): [row: number, column: number] | null => {
    const cell = (e.target as Element).closest('[role="gridcell"]');
    const number = (el: Element, name: string): number => Number(el.getAttribute(name));
    return cell && [number(cell.parentElement!, "aria-rowindex") - 2, number(cell, "aria-colindex") - 1];
  };
  const entered = (e: FocusEvent): void => {
    const cell = cellOf(e);
    if (!cell || (focus[0] === cell[0] && focus[1] === cell[1])) return;
    held.current = false;
    setFocus(cell);
  };

  const dragging = (e: PointerEvent, c: number): void => {
    e.preventDefault();
    e.stopPropagation();
    const start = e.clientX,
      width = (e.currentTarget as HTMLElement).parentElement!.offsetWidth;
    const drag = (m: PointerEvent): void => resize(c, Math.max(40, width + m.clientX - start));
    const stop = (): void => {
      removeEventListener("pointermove", drag);
      removeEventListener("pointerup", stop);
    };
    addEventListener("pointermove", drag);
    addEventListener("pointerup", stop);
  };

  return (
    <div
      class={"grid" + (natural ? " natural" : "")}
      role="grid"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length}
      ref={ref}
      style={paper ? {} : { maxHeight: Math.max(160, innerHeight * max) + "px" }}
      onScroll={(e) => {
        const el = e.currentTarget;
        if (!natural) setTop(el.scrollTop);
        if (many) setLeft(el.scrollLeft);
      }}
      onKeyDown={move}
    >
      <div class="grid-head" role="row" aria-rowindex={1} style={grid}>
        {shown.map((i) => {
          const c = columns[i],
            s = sort.find((k) => k.column === c),
            column = t.columns[c];
          return (
            <div
              role="columnheader"
              aria-colindex={i + 1}
              aria-sort={s ? (s.down ? "descending" : "ascending") : "none"}
              class={`kind-${kinds[c]}${i < frozen ? " frozen" : ""}`}
              style={place(i)}
            >
              <button
                type="button"
                title={`${column.original_name ?? column.name}${column.data_type ? " · " + column.data_type : ""}`}
                tabIndex={focus[0] < 0 && focus[1] === i ? 0 : -1}
                onFocus={() => {
                  if (focus[0] >= 0 || focus[1] !== i) {
                    held.current = false;
                    setFocus([-1, i]);
                  }
                }}
                onClick={(e) => by(c, e.shiftKey)}
              >
                <bdi>{column.original_name ?? column.name}</bdi>
                {s && <Icon name="down" class={s.down ? "" : "up"} />}
                {s && sort.length > 1 && <sup>{sort.indexOf(s) + 1}</sup>}
              </button>
              <span
                class="resize"
                onPointerDown={(e) => dragging(e, c)}
                onDblClick={() => resize(c, sizes[i])}
              />
            </div>
          );
        })}
      </div>
      <div
        class="grid-body"
        role="rowgroup"
        onFocusIn={entered}
        onDblClick={(e) => {
          const cell = cellOf(e);
          if (cell) open(rows[cell[0]]);
        }}
        onContextMenu={(e) => {
          const cell = cellOf(e);
          if (cell) menu(e, columns[cell[1]], rows[cell[0]]);
        }}
        style={natural ? { width: wide + "px" } : { height: y(rows.length) + "px", width: wide + "px" }}
      >
        {rows.slice(from, to).map((r, k) => {
          const at = from + k;
          return (
            <div
              role="row"
              aria-rowindex={at + 2}
              key={r}
              class="grid-row"
              style={natural ? grid : { ...grid, top: y(at) + "px", height: y(at + 1) - y(at) + "px" }}
            >
              {shown.map((i) => {
                const c = columns[i],
                  st = setting(c);
                return (
                  <div
                    role="gridcell"
                    aria-colindex={i + 1}
                    class={`kind-${kinds[c]}${i < frozen ? " frozen" : ""}${st.wrap === "all" ? " wrap" : ""}`}
                    style={place(i)}
                    tabIndex={focus[0] === at && focus[1] === i ? 0 : -1}
                  >
                    <CellView
                      value={t.cols[c][r]}
                      kind={kinds[c]}
                      href={links ? st.href : undefined}
                      row={() => rowOf(t, r)}
                      folded={!natural}
                      urls={!links}
                    />
                  </div>
                );
              })}
            </div>
          );
        })}
      </div>
      {!rows.length && <p class="text-3 pad">{t.n ? "No row fits" : T.noRows}</p>}
      {paper && rows.length > 5000 && (
        <p class="text-2 pad">5,000 of {rows.length.toLocaleString()} rows are printed.</p>
      )}
    </div>
  );
}
