/* slices.ts - large tables on their way from the worker. What one message holds is copied at once and holds up the
 * page, so the cells of large tables go before it in messages of their own. */
import type { Cell, Run, Table } from "./types";
import type { Decoded } from "./protocol";

export interface Slice {
  table: number;
  column: number;
  cells: Cell[];
}

const CELLS = 20000, CHARACTERS = 1 << 19;
/* About how long a cell is. What is nested counts as long, because it takes long to copy. */
const long = (c: Cell): number => (typeof c === "string" ? c.length : c && typeof c === "object" ? 1024 : 0);

/* The tables of a message or a run, always in the same order. */
function tables(of: Decoded | Run): Table[] {
  const run = "panels" in of ? of : of.run;
  const panels = [...(run?.panels.values() ?? []), ...("panel" in of && of.panel ? [of.panel] : [])];
  return panels.map((p) => p.data).filter((t): t is Table => !!t);
}
const large = (t: Table): boolean => t.n * t.columns.length > CELLS || t.cols.some((cells) => { let n = 0; return cells.some((c) => (n += long(c)) > CHARACTERS); });


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
    if (this.cells.size) tables(of as Decoded | Run).forEach((t, i) => this.cells.get(i)?.forEach((c, column) => (t.cols[column] = c)));
    return of;
  }
}
