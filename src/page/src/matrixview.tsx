/* matrixview.tsx - results by two fields as a heat map whose cells filter (page.md 3.3). A part of its own. */
import { useMemo, useRef, useState } from "preact/hooks";
import { copy, download } from "./env";
import { keep, kept } from "./kept";
import type { Counts } from "./types";
import { titleOf, total, type Expression, type Tree } from "./results";
import { csv, fileName, markdown } from "./export";
import {
  chosen,
  choose,
  failed,
  isChosen,
  matrixOf,
  matrixRows,
  MEASURES,
  most,
  passed,
  shade,
  sorted,
  textOf,
  type Field,
  type Head,
  type Matrix,
  type Measure,
} from "./matrix";
import { Button, openMenu } from "./ui";
import { adopt } from "./sheet";

declare const PART_CSS: string;
adopt(PART_CSS);

const MEASURE: Record<Measure, string> = { failed: "Failures", passed: "Pass rate", all: "Results" };
const FIRST = { rows: 15, columns: 24 }; /* so many are drawn before all are asked for */

/* What the address says: the fields, the measure, the order, and whether all rows and columns are shown. */
interface Chosen {
  rows?: string;
  columns?: string;
  by?: Measure;
  names?: boolean;
  all?: boolean;
}

export function MatrixView({
  t,
  name,
  filter,
  change,
}: {
  t: Tree;
  name: string;
  filter: Expression;
  change: (e: Expression) => void;
}) {
  const said = (kept("matrix", name) ?? {}) as Chosen;
  const put = (changes: Chosen): void => keep("matrix", name, { ...said, ...changes }, true);
  const [rowField, columnField, all] = useMemo(
    () => chosen(t, said.rows, said.columns),
    [t, said.rows, said.columns],
  );
  const by = MEASURES.includes(said.by!) && !(t.detections && said.by === "passed") ? said.by! : "failed";
  const fs = [rowField, columnField];
  const m = useMemo(
    () => sorted(matrixOf(t, rowField, columnField, filter), by, !!said.names),
    [t, rowField, columnField, JSON.stringify(filter), by, said.names],
  );
  const field = (label: string, of: Field, other: Field, key: "rows" | "columns") => (
    <label>
      <span class="text-2">{label}</span>{" "}
      <select aria-label={label} value={of.key} onChange={(e) => put({ [key]: e.currentTarget.value })}>
        {all.map((f) => (
          <option value={f.key} selected={f === of} disabled={f === other}>
            {f.name}
          </option>
        ))}
      </select>
    </label>
  );
  const text = (): string[][] => matrixRows(m, by, `${rowField.name} / ${columnField.name}`);
  return (
    <section class="matrix" aria-label={`${rowField.name} by ${columnField.name}`}>
      <div class="matrix-tools no-print">
        {field("Rows", rowField, columnField, "rows")}
        <Button
          icon="swap"
          label="Rows become columns"
          onClick={() => put({ rows: columnField.key, columns: rowField.key })}
        />
        {field("Columns", columnField, rowField, "columns")}
        <span class="choice" role="group" aria-label="What cells say">
          {MEASURES.filter((x) => !t.detections || x === "failed").map((x) => (
            <button type="button" aria-pressed={x === by} onClick={() => put({ by: x })}>
              {t.detections ? "Rows" : MEASURE[x]}
            </button>
          ))}
        </span>
        <span class="choice" role="group" aria-label="Order">
          {[false, true].map((x) => (
            <button type="button" aria-pressed={x === !!said.names} onClick={() => put({ names: x })}>
              {x ? "By name" : "Worst first"}
            </button>
          ))}
        </span>
        <span class="grow" />
        <Button
          icon="download"
          label="Copy or download the matrix"
          menu
          onClick={(e) =>
            openMenu(e, "Matrix", [
              { label: "Copy as Markdown", icon: "copy", act: () => copy(markdown(text())) },
              {
                label: "Download CSV",
                icon: "download",
                act: () => download(fileName(name, "matrix", "csv"), "text/csv", csv(text())),
              },
            ])
          }
        />
      </div>
      <Grid
        m={m}
        by={by}
        caption={`${titleOf(t.root)}: ${MEASURE[by].toLowerCase()} of ${rowField.name} by ${columnField.name}`}
        whole={!!said.all}
        showAll={() => put({ all: true })}
        isOn={(row, column) => isChosen(filter, fs, row, column)}
        pick={(row, column) =>
          change(
            isChosen(filter, fs, row, column)
              ? choose(t, filter, fs, null, null, by)
              : choose(t, filter, fs, row, column, by),
          )
        }
      />
    </section>
  );
}

/* "Storage, account 1111: 12 failed, 3 passed of 20, 20 %" */
function inWords(c: Counts | undefined, row: Head | null, column: Head | null): string {
  const where = [row?.title, column?.title].filter(Boolean).join(", ") || "all";
  if (!c) return `${where}: no results`;
  const rate = passed(c) >= 0 ? `, ${Math.floor(passed(c) * 100)} % passed` : "";
  return `${where}: ${failed(c).toLocaleString()} failed of ${total(c).toLocaleString()}${rate}`;
}

/* About how many letters the heads take beside each other. */
const wide = (columns: Head[]): number => columns.reduce((n, c) => n + Math.min(c.title.length, 16) + 3, 0);

function Grid({
  m,
  by,
  caption,
  whole,
  showAll,
  isOn,
  pick,
}: {
  m: Matrix;
  by: Measure;
  caption: string;
  whole: boolean;
  showAll: () => void;
  isOn: (row: Head | null, column: Head | null) => boolean;
  pick: (row: Head | null, column: Head | null) => void;
}) {
  const [at, setAt] = useState("0,0"); /* the cell that Tab leads to: row, column; 0 is that of all */
  const box = useRef<HTMLTableElement>(null);
  const rows = whole ? m.rows : m.rows.slice(0, FIRST.rows);
  const columns = whole ? m.columns : m.columns.slice(0, FIRST.columns);
  const scale = useMemo(() => most(m, by), [m, by]);
  const hidden = m.rows.length - rows.length + m.columns.length - columns.length;
  const keys = (e: KeyboardEvent): void => {
    const step = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] }[e.key];
    if (!step || e.ctrlKey || e.metaKey || e.altKey) return;
    const [r, c] = at.split(",").map(Number);
    for (let i = 1; i < 500; i++) {
      const next = `${r + step[0] * i},${c + step[1] * i}`;
      const el = box.current!.querySelector<HTMLElement>(`[data-cell="${next}"]`);
      if (!el) break;
      if (!el.matches("button")) continue;
      setAt(next);
      el.focus();
      break;
    }
    e.preventDefault();
    e.stopPropagation();
  };
  const button = (
    r: number,
    c: number,
    row: Head | null,
    column: Head | null,
    of: Counts | undefined,
    level: number,
  ) => {
    const place = `${r},${c}`,
      words = inWords(of, row, column);
    if (!of) return <span class="matrix-none" data-cell={place} />;
    return (
      <button
        type="button"
        class={`h${level} ${by === "all" ? "many" : "bad"}`}
        data-cell={place}
        tabIndex={place === at ? 0 : -1}
        aria-pressed={isOn(row, column)}
        aria-label={words}
        title={words}
        onFocus={() => setAt(place)}
        onClick={() => pick(row, column)}
      >
        {textOf(of, by)}
      </button>
    );
  };
  if (!m.rows.length) return <p class="text-2 pad">No result is left for the matrix.</p>;
  return (
    <div class="matrix-box" tabIndex={-1}>
      <table class={wide(columns) <= 110 ? "few" : ""} ref={box} onKeyDown={keys}>
        <caption class="off-screen">{caption}</caption>
        <thead>
          <tr>
            <td />
            <th scope="col">All</th>
            {columns.map((c) => (
              <th scope="col" title={c.title}>
                <span>
                  <bdi>{c.title}</bdi>
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr class="matrix-all">
            <th scope="row">All</th>
            <td>{button(0, 0, null, null, m.all, 0)}</td>
            {columns.map((c, i) => (
              <td>{button(0, i + 1, null, c, c.counts, 0)}</td>
            ))}
          </tr>
          {rows.map((r, n) => (
            <tr>
              <th scope="row" title={r.title}>
                <bdi>{r.title}</bdi>
              </th>
              <td class="matrix-all">{button(n + 1, 0, r, null, r.counts, 0)}</td>
              {columns.map((c, i) => {
                const of = m.cells.get(r)?.get(c);
                return <td>{button(n + 1, i + 1, r, c, of, shade(of, by, scale))}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {hidden > 0 && (
        <Button
          label="all"
          class="no-print"
          text={`Show all ${m.rows.length} rows and ${m.columns.length} columns`}
          onClick={showAll}
        />
      )}
    </div>
  );
}
