/* related.tsx - graphs, flows and hierarchies: assembled from node and edge panels while they run. */
import { useMemo, useState } from "preact/hooks";
import type { Panel } from "./types";
import { inputs, run, runTick } from "./store";
import { isFinal, waitsFor } from "./apply";
import { acyclic, assemble, rowsOf, type GNode, type Part } from "./graph";
import { FlowView } from "./chart";
import { GraphView, Properties } from "./graphview";
import { ErrorBox, nameOf, state, Tabled, viewOf, Waiting } from "./panels";
import { Mark } from "./ui";
import { WORD } from "./texts";

function Parts({ parts }: { parts: Part[] }) {
  return (
    <ul class="parts">
      {parts.map((x) => (
        <li>
          <Mark status={x.status} /> <bdi>{x.title}</bdi>{" "}
          <span class="text-3">{x.error ?? (isFinal(x.status) ? `${x.rows} rows` : WORD[x.status])}</span>
        </li>
      ))}
    </ul>
  );
}

export function Related({ p, as }: { p: Panel; as?: string }) {
  const tick = runTick.value;
  const made = useMemo(() => assemble(run.peek().run, p), [p, tick, run.value]);
  const [picked, setPicked] = useState<GNode | null>(null);
  const label = nameOf(p);
  const open = made.parts.filter((x) => !isFinal(x.status));
  const bad = made.parts.filter((x) => x.status === "error");
  const instead = made.parts.length ? null : state(p);
  if (instead) return instead;
  const missing = isFinal(p.status) || run.value.run.snapshot ? [] : waitsFor(run.value.run, p, inputs.value);
  if (missing.length) return <Waiting names={missing} />;
  const view = as ?? viewOf(p.name);
  const table = p.display_type === "table" || view === "table";
  /* A graph that grows while it runs is drawn again at every part: a few dozen times at most. */
  return (
    <>
      {bad.map((x) => (
        <ErrorBox p={run.value.run.panels.get(x.name)} message={`${x.title}: ${x.error ?? "failed"}`} />
      ))}
      {!bad.length && p.status === "error" && <ErrorBox p={p} message={p.error ?? "this panel failed"} />}
      {open.length > 0 && <Parts parts={made.parts} />}
      {table ? (
        <Tabled p={p} t={p.data ?? rowsOf(made.graph)} />
      ) : p.panel_type === "graph" ? (
        <GraphView graph={made.graph} direction={p.properties.direction} label={label} />
      ) : (
        <FlowView
          graph={acyclic(made.graph)}
          label={label}
          tree={p.panel_type === "hierarchy"}
          onNode={(id) => setPicked(made.graph.nodes.find((n) => n.id === id) ?? null)}
        />
      )}
      {picked && <Properties node={picked} close={() => setPicked(null)} />}
    </>
  );
}
