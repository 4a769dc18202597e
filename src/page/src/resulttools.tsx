/* resulttools.tsx - what opens over results: one result, the builder of filters, the order of groups. */
import { useMemo, useState } from "preact/hooks";
import { run } from "./store";
import { copy } from "./env";
import { exemptions } from "./exempting";
import {
  addressOf,
  cell,
  dimensions,
  fields,
  reason,
  titleOf,
  valueOf,
  type By,
  type Expression,
  type Result,
  type Tree,
} from "./results";
import { resultMarkdown } from "./export";
import { expression } from "./resultmenus";
import { nameOfBy } from "./resultsview";
import { Dialog } from "./dialog";
import { Button, DataLink, More, Exempted, Mark, Severity } from "./ui";
import { Side } from "./side";
import { Markdown } from "./markdown";
import { cellLink } from "./values";
import { WORD } from "./texts";

export function ResultSide({
  r,
  t,
  go,
  close,
  add,
}: {
  r: Result;
  t: Tree;
  go: (by: number) => void; /* to the next result, or the one before */
  close: () => void;
  add: (e: Expression) => void;
}) {
  const p = r.check.panel;
  const facts: [string, string, By][] = [
    ["resource", cell(r, "resource"), { type: "resource" }],
    ...dimensions(r).map(([k, v]) => [k, v, { type: "dimension", value: k }] as [string, string, By]),
  ];
  const [asks, setAsks] = useState(false);
  void t;
  return (
    <Side
      title={titleOf(p)}
      close={close}
      actions={
        <>
          <Button icon="down" class="flip" label="Previous result" onClick={() => go(-1)} />
          <Button icon="down" label="Next result" onClick={() => go(1)} />
          <Button icon="copy" label="Copy as Markdown" onClick={() => copy(resultMarkdown(r))} />
        </>
      }
    >
      <p class={`result-head s-${r.status}`}>
        <Mark status={r.status} quiet /> <b>{WORD[r.status]}</b> {r.exempted && <Exempted x={r.exempted} />}
        {r.check.severity && <Severity value={r.check.severity} word />}
      </p>
      <p class="wrap-any">
        <bdi>{reason(r)}</bdi>
      </p>
      {r.exempted?.[1] && (
        <p class="wrap-any text-2">
          Exempted{r.exempted[3] && ` by ${r.exempted[3]}`}, because: <bdi>{r.exempted[1]}</bdi>
        </p>
      )}
      {exemptions.value && r.row >= 0 && (r.status === "alarm" || r.status === "error") && (
        <p>
          <Button
            icon="stop"
            label="exempt"
            text={r.exempted ? "Change the exemption" : "Exempt"}
            expanded={asks}
            onClick={() => setAsks(!asks)}
          />
        </p>
      )}
      {asks && (
        <More keys from="exempt" part="ExemptForm" r={r} key={addressOf(r)} close={() => setAsks(false)} />
      )}
      <dl class="facts">
        {facts
          .filter(([, v]) => v)
          .map(([k, v, b]) => {
            const l = cellLink(v);
            return (
              <>
                <dt>
                  <bdi>{k}</bdi>
                </dt>
                <dd>
                  <span>
                    {l ? <DataLink href={l.href}>{l.label}</DataLink> : <bdi class="wrap-any">{v}</bdi>}
                  </span>
                  <span class="fact-tools">
                    <Button icon="copy" label={`Copy ${k}`} onClick={() => copy(v)} />
                    <Button
                      icon="plus"
                      label={`Only where ${k} is this`}
                      onClick={() => add(expression("equal", b, v))}
                    />
                    <Button
                      icon="minus"
                      label={`Without this ${k}`}
                      onClick={() => add(expression("not_equal", b, v))}
                    />
                  </span>
                </dd>
              </>
            );
          })}
      </dl>
      <h3>{p.panel_type === "detection" ? "Detection" : "Control"}</h3>
      <p class="text-2 t-sm">
        <code class="wrap-any">{p.name}</code>
      </p>
      <p class="text-2 t-sm">{r.check.trunk.map(titleOf).join(" › ")}</p>
      {p.description && !saysSame(p.documentation, p.description) && <p>{p.description}</p>}
      {p.tags && Object.keys(p.tags).length > 0 && (
        <p class="tags">
          {Object.entries(p.tags).map(([k, v]) => (
            <span class="tag">
              {k}={String(v)}
            </span>
          ))}
        </p>
      )}
      {p.documentation && <Markdown source={p.documentation} />}
      {p.sql && (
        <>
          <h3>Query</h3>
          <pre class="code">{p.sql}</pre>
        </>
      )}
    </Side>
  );
}

/* Does the documentation say what the description does? */
const saysSame = (documentation = "", description: string): boolean =>
  documentation.replace(/\W+/g, " ").includes(description.replace(/\W+/g, " ").trim());

/* ---- the builder of filters */

function choices(t: Tree): [string, By][] {
  const f = fields(t);
  const own = t.detections ? "detection" : "control";
  return [
    ...(t.detections
      ? []
      : ([
          ["status", { type: "status" }],
          ["reason", { type: "reason" }],
          ["resource", { type: "resource" }],
        ] as [string, By][])),
    ...(f.severities ? ([["severity", { type: "severity" }]] as [string, By][]) : []),
    ["benchmark", { type: "benchmark" }],
    [own, { type: own }],
    ...f.dimensions.map((d) => [d, { type: "dimension", value: d }] as [string, By]),
    ...f.tags.map((d) => [`tag ${d}`, { type: `${own}_tag`, value: d }] as [string, By]),
  ];
}

export function Builder({ t, close, add }: { t: Tree; close: () => void; add: (e: Expression) => void }) {
  const fs = useMemo(() => choices(t), [t]);
  const [field, setField] = useState(0);
  const [operator, setOperator] = useState("equal");
  const [value, setValue] = useState("");
  const by = fs[field][1];
  const values = useMemo(() => {
    const n = new Map<string, number>();
    for (const r of t.results) {
      const all = by.type === "benchmark" ? r.check.trunk.slice(1).map((p) => p.name) : [valueOf(r, by)];
      for (const v of all) if (v !== undefined) n.set(v, (n.get(v) ?? 0) + 1);
    }
    return [...n].sort((a, b) => b[1] - a[1]);
  }, [t, by]);
  const label = (v: string): string =>
    by.type === "benchmark" || by.type === "control" || by.type === "detection"
      ? (run.value.run.panels.get(v)?.title ?? v)
      : v;
  const fit = values
    .filter(
      ([v]) =>
        !value ||
        v.toLowerCase().includes(value.toLowerCase()) ||
        label(v).toLowerCase().includes(value.toLowerCase()),
    )
    .slice(0, 200);
  const put = (v: string): void => {
    if (v === "") return;
    add(expression(operator, by, v));
  };
  return (
    <Dialog label="Filter results" close={close} class="builder">
      <h2>Filter results</h2>
      <div class="builder-line">
        <select
          aria-label="Field"
          value={String(field)}
          onChange={(e) => {
            setField(Number(e.currentTarget.value));
            setValue("");
          }}
        >
          {fs.map(([n], i) => (
            <option value={i} selected={i === field}>
              {n}
            </option>
          ))}
        </select>
        <select aria-label="Operator" value={operator} onChange={(e) => setOperator(e.currentTarget.value)}>
          <option value="equal">is</option>
          <option value="not_equal">is not</option>
        </select>
        <input
          type="text"
          aria-label="Value, * stands for anything"
          placeholder="value, * for anything"
          value={value}
          onInput={(e) => setValue(e.currentTarget.value)}
          onKeyDown={(e) => e.key === "Enter" && put(fit.length === 1 ? fit[0][0] : value)}
        />
        <Button label="add" text="Add" class="primary" onClick={() => put(value)} disabled={!value} />
      </div>
      <ul class="pick" aria-label="Values">
        {fit.map(([v, n]) => (
          <li>
            <button type="button" onClick={() => put(v)}>
              <bdi>{label(v)}</bdi>
              <span class="text-3">{n.toLocaleString()}</span>
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

export function Grouper({
  t,
  by,
  close,
  put,
}: {
  t: Tree;
  by: By[];
  close: () => void;
  put: (b: By[] | null) => void;
}) {
  const same = (a: By, b: By): boolean => a.type === b.type && a.value === b.value;
  const all: [string, By][] = [...choices(t), ["result", { type: "result" }]];
  const rest = all.filter(([, b]) => !by.some((x) => same(x, b)));
  const swap = (i: number, j: number): void => {
    const next = [...by];
    [next[i], next[j]] = [next[j], next[i]];
    put(next);
  };
  return (
    <Dialog label="Group results" close={close} class="builder">
      <h2>Group by</h2>
      <ol class="groupers">
        {by.map((b, i) => (
          <li>
            <span>{nameOfBy(b)}</span>
            <Button
              icon="down"
              class="flip"
              label={`Move ${nameOfBy(b)} up`}
              disabled={i === 0}
              onClick={() => swap(i, i - 1)}
            />
            <Button
              icon="down"
              label={`Move ${nameOfBy(b)} down`}
              disabled={i === by.length - 1}
              onClick={() => swap(i, i + 1)}
            />
            <Button
              icon="close"
              label={`Do not group by ${nameOfBy(b)}`}
              disabled={by.length === 1}
              onClick={() => put(by.filter((_, j) => j !== i))}
            />
          </li>
        ))}
      </ol>
      <div class="builder-line">
        <select
          aria-label="Add a level"
          value=""
          onChange={(e) => {
            const f = rest[Number(e.currentTarget.value)];
            if (f) {
              const at = by.findIndex((b) => b.type === "result");
              put(at < 0 ? [...by, f[1]] : [...by.slice(0, at), f[1], ...by.slice(at)]);
            }
          }}
        >
          <option value="">Add a level…</option>
          {rest.map(([n], i) => (
            <option value={i}>{n}</option>
          ))}
        </select>
        <Button label="default" text="As it was" onClick={() => put(null)} />
        <Button label="done" text="Done" class="primary" onClick={close} />
      </div>
    </Dialog>
  );
}

/* "account is not sandbox" */
export function FilterChip({ e, remove }: { e: Expression; remove: () => void }) {
  const values = Array.isArray(e.value) ? e.value : [e.value];
  const names = values.map((v) =>
    e.type === "benchmark" || e.type === "control" || e.type === "detection"
      ? (run.value.run.panels.get(String(v))?.title ?? String(v))
      : String(v),
  );
  const not = e.operator.startsWith("not");
  return (
    <span class="chip">
      <span class="text-2">
        {e.key ?? e.type} {not ? "is not" : "is"}
      </span>{" "}
      <b>
        <bdi>
          {names.slice(0, 3).join(", ")}
          {names.length > 3 ? ` and ${names.length - 3} more` : ""}
        </bdi>
      </b>
      <Button icon="close" label={`Remove the filter on ${e.key ?? e.type}`} onClick={remove} />
    </span>
  );
}
