/* slices.ts - large tables on their way from the worker. What one message holds is copied at once and holds up the
 * page, so the cells of large tables go before it in messages of their own. */
import type { Cell, Run, Table } from "./types";
import type { Decoded } from "./apply";

export interface Slice {
  table: number;
  column: number;
  cells: Cell[];
}

const CELLS = 20000,
  CHARACTERS = 1 << 19;
/* About how long a cell is. What is nested counts as long, because it takes long to copy. */
const long = (c: Cell): number => (typeof c === "string" ? c.length : c && typeof c === "object" ? 1024 : 0);

/* The tables of a message or a run, always in the same order. */
function tables(of: Decoded | Run): Table[] {
  const run = "panels" in of ? of : of.run;
  const panels = [...(run?.panels.values() ?? []), ...("panel" in of && of.panel ? [of.panel] : [])];
  return panels.map((p) => p.data).filter((t): t is Table => !!t);
}
const large = (t: Table): boolean =>
  t.n * t.columns.length > CELLS ||
  t.cols.some((cells) => {
    let n = 0;
    return cells.some((c) => (n += long(c)) > CHARACTERS);
  });

/* The tables of the panels that were sent on their own: what holds them all in the end need not bring them again. They are
 * kept until another execution begins, or this one is over. */
const sent = new Map<string, Table>();
const equal = (a: Cell, b: Cell): boolean =>
  a === b || (typeof a === "object" && typeof b === "object" && JSON.stringify(a) === JSON.stringify(b));
const sameTable = (a: Table, b: Table): boolean =>
  a.n === b.n &&
  a.cols.length === b.cols.length &&
  a.columns.every(
    (c, i) =>
      c.name === b.columns[i].name &&
      c.data_type === b.columns[i].data_type &&
      c.original_name === b.columns[i].original_name,
  ) &&
  a.cols.every((cells, i) => cells.every((c, row) => equal(c, b.cols[i][row])));

/* Leave out of the end of an execution the tables that the page has already (apply.ts puts them back): it need not copy
 * them, and sees that they are the same. */
export function known(d: Decoded): Decoded {
  if (d.panel?.data) sent.set(d.panel.name, { ...d.panel.data, cols: [...d.panel.data.cols] });
  if (!d.run) return d;
  const same: string[] = [];
  for (const p of d.run.panels.values()) {
    const old = sent.get(p.name);
    if (!old || !p.data || d.action !== "execution_complete" || !sameTable(old, p.data)) continue;
    delete p.data;
    same.push(p.name);
  }
  sent.clear();
  return same.length ? { ...d, same } : d;
}

/* Take the cells out of the large tables of `of`. */
export function* cut(of: Decoded | Run): Generator<Slice> {
  let at = 0;
  for (const t of tables(of)) {
    const columns = large(t) ? t.cols.length : 0;
    for (let column = 0; column < columns; column++) {
      const cells = t.cols[column];
      t.cols[column] = [];
      for (let from = 0, to = 0; from < cells.length; from = to) {
        for (let n = 0; to < cells.length && to - from < CELLS && n < CHARACTERS; to++) n += long(cells[to]);
        yield { table: at, column, cells: cells.slice(from, to) };
      }
    }
    at++;
  }
}

/* What has come of a message so far. */
export class Pieces {
  private cells = new Map<number, Cell[][]>();
  add(s: Slice): void {
    const columns = this.cells.get(s.table) ?? [];
    this.cells.set(s.table, columns);
    if (!columns[s.column]) columns[s.column] = s.cells;
    else for (const c of s.cells) columns[s.column].push(c);
  }
  /* Put them where they were cut out. */
  join<T>(of: T): T {
    const { cells } = this;
    this.cells = new Map();
    if (cells.size)
      tables(of as Decoded | Run).forEach((t, i) =>
        cells.get(i)?.forEach((c, column) => (t.cols[column] = c)),
      );
    return of;
  }
}
