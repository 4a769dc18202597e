/* grid.tsx - the rows and columns of a table that are in sight, for the pointer and for the keyboard (page.md 4.3). */
import type { JSX } from "preact";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Table } from "./types";
import { copy, density, library, printing } from "./env";
import { plain, type Kind } from "./values";
import { aged, CellView, titled } from "./cells";
import { rowHeight as standardHeight } from "./list";
import { rowOf } from "./apply";
import { Icon, openMenu, useSize } from "./ui";
import type { SortKey, TableUse } from "./table";
import { T } from "./texts";

const SMALL = 100; /* rows with their natural height; more have one line each and are virtual */
const PRINTED = 5000; /* rows on paper */

/* ---- where rows and columns are */

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

interface Columns {
  template: string; /* of the style sheet: columns fill the box when they are narrower than it */
  wide: number; /* pixels, of all together at the least */
  w: number[]; /* widths, as they are where the width of the box is known */
  x: number[]; /* where each begins */
}

/* Texts take what the box has beyond the least widths, or all columns where there is no text; a width that the reader chose
 * (`own`) stays. */
function columnsOf(auto: number[], own: (number | undefined)[], plainest: boolean[], width: number): Columns {
  const sizes = auto.map((a, i) => own[i] ?? a);
  const wide = sizes.reduce((a, b) => a + b, 0);
  const free = own.map((o) => o === undefined);
  const words = free.some((f, i) => f && !plainest[i]);
  const grows = sizes.map((s, i) => (free[i] && !(words && plainest[i]) ? s : 0));
  const share = Math.max(0, width - wide) / (grows.reduce((a, b) => a + b, 0) || 1);
  const w = sizes.map((s, i) => s + share * grows[i]);
  const x: number[] = [];
  w.reduce((a, b, i) => ((x[i] = a), a + b), 0);
  return {
    template: sizes.map((s, i) => (grows[i] ? `minmax(${s}px, ${s}fr)` : s + "px")).join(" "),
    wide,
    w,
    x,
  };
}

/* ---- paper: the columns that fit, each with its share of the width; letters become smaller before one is left out */

const SHEET = 690; /* pixels between the margins of A4 */
const SMALLEST = 0.62;

interface Sheet {
  columns: number[]; /* positions of those that are printed */
  share: string[]; /* of the width, by position */
  size: number; /* of letters, in pixels */
}

function onPaper(auto: number[], kinds: Kind[]): Sheet {
  const want = auto.map((a, i) => Math.min(a, kinds[i] === "json" ? 150 : 300));
  const columns: number[] = [];
  let all = 0;
  want.forEach((w, i) => {
    if (columns.length && all + w > SHEET / SMALLEST) return;
    columns.push(i);
    all += w;
  });
  return {
    columns,
    share: want.map((w) => `${((w * 100) / all).toFixed(2)}%`),
    size: 11 * Math.max(SMALLEST, Math.min(1, SHEET / all)),
  };
}

/* ---- which cells have the focus or are selected */

type At = [row: number, column: number]; /* on screen; row -1 is the head */

/* The cell that an event is about. */
function cellOf(e: Event): At | null {
  const cell = (e.target as Element).closest('[role="gridcell"]');
  const number = (el: Element, name: string): number => Number(el.getAttribute(name));
  return cell && [number(cell.parentElement!, "aria-rowindex") - 2, number(cell, "aria-colindex") - 1];
}

function useCells({ rows, columns }: TableUse, ref: { current: HTMLElement | null }) {
  const [wanted, setFocus] = useState<At>([0, 0]);
  /* From corner to corner. */
  const [selection, select] = useState<[...At, ...At] | null>(null);
  const held = useRef(false); /* the cell takes the focus when it is drawn */
  /* There are fewer after a search. */
  const focus: At = [Math.min(wanted[0], rows.length - 1), Math.min(wanted[1], columns.length - 1)];
  useLayoutEffect(() => select(null), [rows, columns]);
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
  const isAt = ([r, c]: At): boolean => focus[0] === r && focus[1] === c;
  return {
    focus,
    selection,
    select,
    isAt,
    selected: ([r, c]: At): boolean =>
      !!selection &&
      (r - selection[0]) * (r - selection[2]) <= 0 &&
      (c - selection[1]) * (c - selection[3]) <= 0,
    go(to: At): void {
      held.current = true;
      setFocus(to);
    },
    extend(to: At): void {
      const from = selection ? [selection[0], selection[1]] : [Math.max(0, focus[0]), focus[1]];
      select([from[0], from[1], ...to]);
      this.go(to);
    },
    /* The focus came by itself. */
    entered(to: At | null): void {
      if (!to || isAt(to)) return;
      held.current = false;
      setFocus(to);
    },
  };
}
type Cells = ReturnType<typeof useCells>;

/* Where a key leads, `page` rows being in sight; null: it leads nowhere. */
function target(e: KeyboardEvent, [r, c]: At, last: At, page: number): At | null {
  const next: Record<string, At> = {
    ArrowDown: [r + 1, c],
    j: [r + 1, c],
    ArrowUp: [r - 1, c],
    k: [r - 1, c],
    ArrowRight: [r, c + 1],
    ArrowLeft: [r, c - 1],
    PageDown: [r + page, c],
    PageUp: [r - page, c],
    Home: [e.ctrlKey ? 0 : r, 0],
    End: [e.ctrlKey ? last[0] : r, last[1]],
  };
  if (!Object.hasOwn(next, e.key) || e.altKey || e.metaKey) return null;
  const [row, column] = next[e.key];
  return [Math.max(-1, Math.min(last[0], row)), Math.max(0, Math.min(last[1], column))];
}

/* Keys that do something with cells; true: this one did. */
function act(e: KeyboardEvent, use: TableUse, { focus: [r, c], selection, select }: Cells): boolean {
  const { t, rows, columns } = use;
  const control = e.ctrlKey || e.metaKey;
  if (e.key === "Enter" && !(e.target as HTMLElement).closest("a,button")) {
    e.preventDefault();
    use.open(rows[r]);
  } else if (control && e.key === "c" && !String(getSelection())) {
    if (selection) library("more").then((more) => copy(more.menus.selection(use, selection)));
    else if (r >= 0) copy(plain(t.cols[columns[c]][rows[r]]));
  } else if (control && e.key === "a") {
    e.preventDefault();
    select([0, 0, rows.length - 1, columns.length - 1]);
  } else if (e.key === "Escape" && selection) {
    e.stopPropagation();
    select(null);
  } else return false;
  return true;
}

/* ---- what is drawn */

interface GridProps {
  use: TableUse;
  kinds: Kind[];
  own: (number | undefined)[]; /* widths that the reader chose */
  auto: number[];
  sort: SortKey[];
  label: string;
  links: boolean;
  max: number; /* share of the window's height */
  by: (c: number, more: boolean) => void;
  setting: (c: number) => { wrap?: string; href?: string };
  resize: (c: number, w?: number) => void;
}

/* What the drawing of one cell needs of its grid. */
interface Drawing extends GridProps {
  cells: Cells;
  frozen: number;
  natural: boolean;
  age: boolean;
  place: (i: number) => { gridColumn?: number; width?: string };
}

function dragging(e: PointerEvent, resize: (w: number) => void): void {
  e.preventDefault();
  e.stopPropagation();
  const start = e.clientX,
    width = (e.currentTarget as HTMLElement).parentElement!.offsetWidth;
  const drag = (m: PointerEvent): void => resize(Math.max(40, width + m.clientX - start));
  const stop = (): void => {
    removeEventListener("pointermove", drag);
    removeEventListener("pointerup", stop);
  };
  addEventListener("pointermove", drag);
  addEventListener("pointerup", stop);
}

function headCell(d: Drawing, i: number): JSX.Element {
  const { t } = d.use;
  const c = d.use.columns[i],
    s = d.sort.find((k) => k.column === c),
    type = t.columns[c].data_type,
    title = titled(t, c);
  return (
    <div
      role="columnheader"
      aria-colindex={i + 1}
      aria-sort={s ? (s.down ? "descending" : "ascending") : "none"}
      class={`kind-${d.kinds[c]}${i < d.frozen ? " frozen" : ""}`}
      style={d.place(i)}
      onContextMenu={(e) => {
        const width = e.currentTarget.offsetWidth;
        openMenu(e, title, (m) => m.ofColumn(d.use, c, width, (w) => d.resize(c, w)));
      }}
    >
      <button
        type="button"
        title={type ? `${title} · ${type}` : title}
        tabIndex={d.cells.isAt([-1, i]) ? 0 : -1}
        onFocus={() => d.cells.entered([-1, i])}
        onClick={(e) => d.by(c, e.shiftKey)}
      >
        <bdi>{title}</bdi>
        {s && <Icon name="down" class={s.down ? "" : "up"} />}
        {s && d.sort.length > 1 && <sup>{d.sort.indexOf(s) + 1}</sup>}
      </button>
      <span
        class="resize"
        onPointerDown={(e) => dragging(e, (w) => d.resize(c, w))}
        onDblClick={() => d.resize(c)}
      />
    </div>
  );
}

function bodyCell(d: Drawing, at: number, i: number): JSX.Element {
  const { t, columns, rows } = d.use;
  const c = columns[i],
    r = rows[at],
    { wrap, href } = d.setting(c);
  return (
    <div
      role="gridcell"
      aria-colindex={i + 1}
      class={`kind-${d.kinds[c]}${i < d.frozen ? " frozen" : ""}${wrap === "all" ? " wrap" : ""}`}
      style={d.place(i)}
      aria-selected={d.cells.selected([at, i]) || undefined}
      tabIndex={d.cells.isAt([at, i]) ? 0 : -1}
    >
      <CellView
        value={t.cols[c][r]}
        kind={d.kinds[c]}
        href={d.links ? href : undefined}
        row={() => rowOf(t, r)}
        folded={!d.natural}
        line={wrap !== "all"}
        age={d.age}
        urls={!d.links}
      />
    </div>
  );
}

/* Columns in sight, [from, to): of many only those near the window. */
function seen({ w, x }: Columns, left: number, width: number): [number, number] {
  let from = 0;
  while (from < w.length - 1 && x[from] + w[from] < left - 200) from++;
  let to = from;
  while (to < w.length && x[to] < left + width + 200) to++;
  return [from, to];
}

export function Grid(props: GridProps) {
  const { use, kinds, own, auto, setting, max, label } = props;
  const { t, columns, rows } = use;
  const [top, setTop] = useState(0);
  const [left, setLeft] = useState(0);
  const paper = printing.value;
  const natural = rows.length <= SMALL || paper;
  const many = columns.length > 30 && !paper;
  const frozen = columns.length > 8 ? 1 : 0;
  const height = density.value === "compact" ? 24 : standardHeight();
  const most = Math.max(160, innerHeight * max);
  const view = Math.min(most, rows.length * height + height + 2);

  /* To read the width of the box the browser lays out the page: only what is not in the document needs it. */
  const wraps = columns.map((_, i) => i).filter((i) => setting(columns[i]).wrap === "all");
  const [ref, box] = useSize(many || (!natural && wraps.length > 0));
  const plainest = columns.map((c) => kinds[c] === "number" || kinds[c] === "bool");
  const layout = columnsOf(auto, own, plainest, box.width);
  const { w, x, wide, template } = layout;
  const places = useMemo(
    () =>
      natural
        ? null
        : placesOf(
            t,
            rows,
            wraps.map((i) => [columns[i], w[i]]),
            height,
          ),
    [t, rows, natural, height, w.map(Math.round).join()],
  );
  const y = (r: number): number => (places ? places[Math.min(r, rows.length)] : r * height);
  const under = (px: number): number => (places ? rowAt(places, px) : Math.floor(px / height));
  const from = natural ? 0 : Math.max(0, under(top) - 8);
  const to = Math.min(rows.length, paper ? PRINTED : natural ? rows.length : under(top + view) + 9);
  const [first, last] = many ? seen(layout, left, box.width) : [0, columns.length];
  const sheet = paper
    ? onPaper(
        auto,
        columns.map((c) => kinds[c]),
      )
    : null;
  const shown =
    sheet?.columns ?? columns.map((_, i) => i).filter((i) => i < frozen || (i >= first && i < last));
  const omitted = sheet ? columns.filter((_, i) => !sheet.columns.includes(i)) : [];

  const cells = useCells(use, ref);
  const place = (i: number): { gridColumn?: number; width?: string } =>
    sheet ? { width: sheet.share[i] } : shown.length < columns.length ? { gridColumn: i + 1 } : {};
  const drawing: Drawing = { ...props, cells, frozen, natural, age: aged(kinds), place };
  const grid = paper ? {} : { gridTemplateColumns: template, width: wide + "px" };

  /* Bring a cell into sight: the head covers as much as a row, the frozen column its width. */
  const reveal = ([r, c]: At): void => {
    const el = ref.current!;
    if (natural)
      requestAnimationFrame(() =>
        document.activeElement?.scrollIntoView({ block: "nearest", inline: "nearest" }),
      );
    else {
      if (r < 0) el.scrollTop = 0;
      else if (y(r) < el.scrollTop) el.scrollTop = y(r);
      else if (y(r + 1) + height > el.scrollTop + el.clientHeight - 2)
        el.scrollTop = y(r + 1) + height - el.clientHeight + 12;
      setTop(el.scrollTop);
    }
    const cover = frozen && c ? w[0] : 0;
    if (x[c] - cover < el.scrollLeft) el.scrollLeft = x[c] - cover;
    else if (x[c] + w[c] > el.scrollLeft + el.clientWidth) el.scrollLeft = x[c] + w[c] - el.clientWidth;
  };
  const keys = (e: KeyboardEvent): void => {
    if ((e.target as HTMLElement).tagName === "INPUT" || act(e, use, cells)) return;
    const page = Math.max(1, Math.floor(view / height) - 2);
    const next = target(e, cells.focus, [rows.length - 1, columns.length - 1], page);
    if (!next) return;
    e.preventDefault();
    e.stopPropagation();
    reveal(next);
    if (e.shiftKey && e.key.length > 1 && next[0] >= 0) return cells.extend(next);
    cells.select(null);
    cells.go(next);
  };
  const pressed = (e: MouseEvent): void => {
    const cell = cellOf(e);
    if (!cell || e.button) return;
    if (!e.shiftKey) return cells.select(null);
    e.preventDefault(); /* no text is selected */
    cells.extend(cell);
  };
  const menu = (e: MouseEvent): void => {
    const cell = cellOf(e);
    if (!cell) return;
    const corners = cells.selected(cell) ? cells.selection : null;
    openMenu(e, "Cell", (m) => m.ofCell(use, columns[cell[1]], rows[cell[0]], corners));
  };

  return (
    <>
      <div
        class={"grid" + (natural ? " natural" : "")}
        role="grid"
        aria-label={label}
        aria-multiselectable
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.length}
        ref={ref}
        style={sheet ? { fontSize: sheet.size + "px" } : { maxHeight: most + "px" }}
        onScroll={(e) => {
          if (!natural) setTop(e.currentTarget.scrollTop);
          if (many) setLeft(e.currentTarget.scrollLeft);
        }}
        onKeyDown={keys}
      >
        <div class="grid-head" role="row" aria-rowindex={1} style={grid}>
          {shown.map((i) => headCell(drawing, i))}
        </div>
        <div
          class="grid-body"
          role="rowgroup"
          style={
            paper
              ? {}
              : natural
                ? { width: wide + "px" }
                : { height: y(rows.length) + "px", width: wide + "px" }
          }
          onFocusIn={(e) => cells.entered(cellOf(e))}
          onMouseDown={pressed}
          onDblClick={(e) => {
            const cell = cellOf(e);
            if (cell) use.open(rows[cell[0]]);
          }}
          onContextMenu={menu}
        >
          {rows.slice(from, to).map((r, k) => (
            <div
              role="row"
              aria-rowindex={from + k + 2}
              key={r}
              class="grid-row"
              style={
                natural
                  ? grid
                  : { ...grid, top: y(from + k) + "px", height: y(from + k + 1) - y(from + k) + "px" }
              }
            >
              {shown.map((i) => bodyCell(drawing, from + k, i))}
            </div>
          ))}
        </div>
        {!rows.length && <p class="text-3 pad">{t.n ? "No row fits" : T.noRows}</p>}
        {paper && rows.length > PRINTED && (
          <p class="text-2 pad">
            {PRINTED.toLocaleString()} of {rows.length.toLocaleString()} rows are printed.
          </p>
        )}
      </div>
      {omitted.length > 0 && (
        <p class="text-2 t-sm">
          Not printed, for want of room: {omitted.map((c) => titled(t, c)).join(", ")}
        </p>
      )}
    </>
  );
}
