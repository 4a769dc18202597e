/* resultstable.tsx - results as one table: benchmarks, controls and detections of type "table" (server.md 10.5). */
import { useMemo } from "preact/hooks";
import type { Cell, Column, Table } from "./types";
import { fields, predicate, reason, titleOf, type Expression, type Result, type Tree } from "./results";
import { ErrorBox, Tabled } from "./panels";

const text = (name: string): Column => ({ name, data_type: "TEXT" });

/* The columns of a detection that are shown. */
function listed(t: Table, only: unknown): string[] {
  const all = t.columns.map((c) => c.name);
  return Array.isArray(only) && only.length ? all.filter((n) => only.includes(n)) : all;
}

/* The names of the columns that the rows themselves bring, each once, in the order of the checks. */
function ownColumns(t: Tree): string[] {
  if (!t.detections) return fields(t).dimensions;
  return [
    ...new Set(
      t.checks.flatMap((c) => (c.panel.data ? listed(c.panel.data, c.panel.properties.display_columns) : [])),
    ),
  ];
}

function resultTable(t: Tree, results: Result[]): Table {
  const severities = fields(t).severities;
  const own = ownColumns(t);
  const fixed: [Column, (r: Result) => Cell][] = [
    ...(t.checks.length > 1
      ? [
          [text(t.detections ? "detection" : "control"), (r: Result) => titleOf(r.check.panel)] as [
            Column,
            (r: Result) => Cell,
          ],
        ]
      : []),
    ...(severities
      ? [[text("severity"), (r: Result) => r.check.severity] as [Column, (r: Result) => Cell]]
      : []),
    ...(t.detections
      ? []
      : ([
          [{ name: "status", data_type: "control_status" }, (r: Result) => r.status],
          [text("reason"), reason],
          [text("resource"), (r: Result) => at(r, "resource")],
        ] as [Column, (r: Result) => Cell][])),
  ];
  const columns = fixed.map(([c]) => c),
    cols = fixed.map(([, read]) => results.map(read));
  for (const name of own) {
    const typed = t.checks.map((c) => c.panel.data?.columns.find((x) => x.name === name)).find((c) => c);
    columns.push({
      data_type: typed?.data_type ?? "",
      ...(columns.some((c) => c.name === name) ? { name: name + "_", original_name: name } : { name }),
    });
    cols.push(results.map((r) => at(r, name)));
  }
  return { columns, cols, n: results.length };
}

function at(r: Result, name: string): Cell {
  const t = r.check.panel.data;
  const i = !t || r.row < 0 ? -1 : t.columns.findIndex((c) => c.name === name);
  return i < 0 ? null : t!.cols[i][r.row];
}

/* A control that failed is a row with its reason; a detection that failed has no row, and says so above the table. */
export function ResultsTable({ t, filter }: { t: Tree; filter: Expression }) {
  const [table, failed] = useMemo(() => {
    const passed = t.results.filter(predicate(filter));
    return [
      resultTable(t, t.detections ? passed.filter((r) => r.row >= 0) : passed),
      t.detections ? passed.filter((r) => r.row < 0) : [],
    ];
  }, [t, JSON.stringify(filter)]);
  return (
    <>
      {failed.map((r) => (
        <ErrorBox p={r.check.panel} message={`${titleOf(r.check.panel)}: ${reason(r)}`} />
      ))}
      <div class="panel">
        <Tabled p={{ ...t.root, panel_type: "benchmark" }} t={table} plain={t.detections} />
      </div>
    </>
  );
}
