/* slices.ts - large tables on their way from the worker. What one message holds is copied at once and holds up the
 * page, so the cells of large tables go before it in messages of their own. */
import type { Cell, Run, Table } from "./types";
import type { Decoded } from "./protocol";

export interface Slice {
  table: number;
  column: number;
  cells: Cell[];
}

const CELLS = 20000;

/* The tables of a message or a run, always in the same order. */
function tables(of: Decoded | Run): Table[] {
  const run = "panels" in of ? of : of.run;
  const panels = [...(run?.panels.values() ?? []), ...("panel" in of && of.panel ? [of.panel] : [])];
  return panels.map((p) => p.data).filter((t): t is Table => !!t && t.n * t.columns.length > CELLS);
}

/* Take the cells out of the large tables of `of`. */
export function* cut(of: Decoded | Run): Generator<Slice> {
  let at = 0;
  for (const t of tables(of)) {
    for (let column = 0; column < t.cols.length; column++) {
      const cells = t.cols[column];
      t.cols[column] = [];
      for (let from = 0; from < cells.length; from += CELLS) yield { table: at, column, cells: cells.slice(from, from + CELLS) };
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
    columns[s.column] = columns[s.column] ? columns[s.column].concat(s.cells) : s.cells;
  }
  /* Put them where they were cut out. */
  join<T>(of: T): T {
    if (this.cells.size) tables(of as Decoded | Run).forEach((t, i) => this.cells.get(i)?.forEach((c, column) => (t.cols[column] = c)));
    return of;
  }
}
