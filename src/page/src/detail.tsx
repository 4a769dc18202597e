/* detail.tsx - one panel at the side: data, chart, query, definition, log (page.md 3.4). */
import { useMemo, useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import type { Panel } from "./types";
import { panel as panelOf, run, runTick } from "./store";
import { params, set } from "./nav";
import { copy, download, stored, store } from "./env";
import { fileName } from "./export";
import { Body, canChart, ErrorBox, nameOf, Tabled } from "./panels";
import { assemble, rowsOf } from "./graph";
import { isFinal } from "./protocol";
import { Tabs } from "./dialog";
import { Button, Mark, openMenu } from "./ui";
import { Side } from "./side";
import { duration } from "./values";
import { WORD } from "./texts";
import { Markdown } from "./markdown";

const KEYWORDS =
  /\b(select|from|where|and|or|not|in|is|null|as|on|join|left|right|inner|outer|full|cross|group|order|by|having|limit|offset|union|all|distinct|case|when|then|else|end|with|recursive|exists|between|like|ilike|over|partition|asc|desc|cast|true|false|lateral|interval)\b/gi;

/* SQL or HCL in colours: comments, texts, numbers, words. */
export function Code({ text, words = KEYWORDS, lines }: { text: string; words?: RegExp; lines?: number }) {
  const parts = useMemo(() => highlight(text, words), [text]);
  const n = lines === undefined ? 0 : text.split("\n").length;
  return (
    <div class="code-box">
      {n > 0 && (
        <pre class="numbers" aria-hidden="true">
          {Array.from({ length: n }, (_, i) => i + lines!).join("\n")}
        </pre>
      )}
      <pre class="code" tabIndex={0}>
        <code>{parts}</code>
      </pre>
    </div>
  );
}

function highlight(text: string, words: RegExp): ComponentChildren[] {
  const out: ComponentChildren[] = [];
  const re =
    /(--[^\n]*|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/)|("(?:[^"\\\n]|\\.)*"|'(?:[^']|'')*')|(\b\d+(?:\.\d+)?\b)|([A-Za-z_][\w]*)/g;
  let last = 0,
    m: RegExpExecArray | null,
    n = 0;
  while ((m = re.exec(text)) && n++ < 20000) {
    out.push(text.slice(last, m.index));
    last = re.lastIndex;
    words.lastIndex = 0;
    const kind = m[1] ? "c-note" : m[2] ? "c-text" : m[3] ? "c-number" : words.test(m[4]) ? "c-word" : "";
    out.push(kind ? <span class={kind}>{m[0]}</span> : m[0]);
  }
  out.push(text.slice(last));
  return out;
}

const HCL =
  /\b(dashboard|container|card|chart|table|text|image|input|graph|flow|hierarchy|node|edge|with|benchmark|control|detection|query|param|base|title|width|type|sql|args|category|option|var|local|self|each|true|false|null)\b/g;

export function Detail() {
  runTick.value;
  const name = params.value.get("panel");
  const p = name ? panelOf(name) : undefined;
  const [wide, setWide] = useState(stored("wide", false));
  if (!p) return null;
  const related = ["graph", "flow", "hierarchy"].includes(p.panel_type);
  const chart = canChart(p, p.data) || related;
  const made = related ? assemble(run.value.run, p).graph : null;
  const log = run.value.run.log.get(p.name) ?? [];
  const wanted = params.value.get("tab");
  const late = !p.data && !isFinal(p.status);
  const data = p.data ?? (made?.nodes.length ? rowsOf(made) : undefined);
  const tabs: [string, string][] = [
    ...(chart && p.panel_type !== "table"
      ? [["chart", related ? "Picture" : "Chart"] as [string, string]]
      : []),
    /* Its place is kept while the data are on their way: a tab that moves is another one under the pointer. */
    ...(data || (p.sql && late) ? [["data", "Data"] as [string, string]] : []),
    ...(p.panel_type === "text" || p.panel_type === "image" ? [["view", "View"] as [string, string]] : []),
    ...(p.error ? [["error", "Error"] as [string, string]] : []),
    ...(p.sql ? [["query", "Query"] as [string, string]] : []),
    ...(p.source_definition ? [["definition", "Definition"] as [string, string]] : []),
    ...(p.documentation ? [["documentation", "Documentation"] as [string, string]] : []),
    ...(log.length ? [["log", "Log"] as [string, string]] : []),
    /* Only its data say whether a table can be a chart: behind the others, the tab moves none of them when it comes. */
    ...(p.panel_type === "table" && (chart || (late && wanted === "chart"))
      ? [["chart", "Chart"] as [string, string]]
      : []),
  ];
  const at = tabs.some((t) => t[0] === wanted) ? wanted! : (tabs[0]?.[0] ?? "data");
  const close = (): void => set({ panel: null, tab: null });
  const svg = (): string | null =>
    document.querySelector(".side .chart svg, .side .graph-svg")?.outerHTML ?? null;
  const save = (e: MouseEvent): void =>
    openMenu(e, "Save the picture", [
      {
        label: "SVG",
        icon: "download",
        act: () => {
          const s = svg();
          if (s) download(fileName(p.name, p.panel_type, "svg"), "image/svg+xml", s);
        },
      },
      {
        label: "PNG",
        icon: "download",
        act: () => {
          const s = svg();
          if (s) png(s, fileName(p.name, p.panel_type, "png"));
        },
      },
    ]);
  return (
    <Side
      title={nameOf(p)}
      close={close}
      wide={wide}
      actions={
        <>
          {at === "chart" && p.panel_type !== "graph" && (
            <Button icon="download" label="Save the picture" menu onClick={save} />
          )}
          <Button
            icon="expand"
            label={wide ? "Narrower" : "Full width"}
            onClick={() => {
              setWide(!wide);
              store("wide", !wide);
            }}
          />
        </>
      }
    >
      <Tabs tabs={tabs} at={at} label="Panel" onPick={(t) => set({ tab: t })} />
      <div role="tabpanel" id="tabpanel" aria-labelledby={"tab-" + at} class="tab-body" tabIndex={-1}>
        {at === "chart" && <Body p={p} big as="chart" />}
        {at === "view" && <Body p={p} big />}
        {at === "data" && data && <Tabled p={p} t={data} max={0.7} />}
        {at === "error" && <ErrorBox message={p.error ?? ""} />}
        {at === "query" && (
          <>
            <p class="edge">
              <Button icon="copy" label="copy" text="Copy" onClick={() => copy(p.sql!)} />
            </p>
            <Code text={p.sql ?? ""} />
            {p.args?.length ? (
              <>
                <h3>Arguments</h3>
                <ol class="args">
                  {p.args.map((a, i) => (
                    <li>
                      <code>
                        {p.params?.[i]?.name ? p.params[i].name + " = " : ""}
                        {JSON.stringify(a)}
                      </code>
                    </li>
                  ))}
                </ol>
              </>
            ) : null}
          </>
        )}
        {at === "definition" && (
          <>
            <p class="edge">
              <Button icon="copy" label="copy" text="Copy" onClick={() => copy(p.source_definition!)} />{" "}
              <code class="text-2">{p.name}</code>
            </p>
            <Code text={dedent(p.source_definition ?? "")} words={HCL} lines={1} />
          </>
        )}
        {at === "documentation" && <Markdown source={p.documentation ?? ""} />}
        {at === "log" && <Log p={p} log={log} />}
        {!made && at === "data" && !data && <p class="text-3">{WORD[p.status] ?? p.status}</p>}
        {made && at === "data" && !data && <p class="text-3">No rows</p>}
      </div>
    </Side>
  );
}

function dedent(text: string): string {
  const lines = text.split("\n");
  const n = Math.min(...lines.filter((l) => l.trim()).map((l) => /^ */.exec(l)![0].length));
  return lines.map((l) => l.slice(n)).join("\n");
}

function Log({ p, log }: { p: Panel; log: { status: string; at: number }[] }) {
  const start = run.value.run.start || log[0].at;
  const end = Math.max(run.value.run.end || 0, log[log.length - 1].at) || Date.now();
  const all = Math.max(1, end - start);
  return (
    <table class="log">
      <caption class="off-screen">States of {nameOf(p)}</caption>
      <thead>
        <tr>
          <th scope="col">State</th>
          <th scope="col">After</th>
          <th scope="col">For</th>
          <th scope="col">
            <span class="off-screen">Timeline</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {log.map((l, i) => {
          const next = log[i + 1]?.at ?? l.at,
            from = Math.max(0, Math.min(1, (l.at - start) / all)),
            to = Math.max(from, Math.min(1, (next - start) / all));
          return (
            <tr>
              <td>
                <Mark status={l.status} quiet /> {WORD[l.status] ?? l.status}
              </td>
              <td>{duration(Math.max(0, l.at - start))}</td>
              <td>{i < log.length - 1 ? duration(Math.max(0, next - l.at)) : ""}</td>
              <td class="log-line">
                <span
                  style={{ insetInlineStart: from * 100 + "%", width: Math.max(1, (to - from) * 100) + "%" }}
                />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function png(svg: string, name: string): void {
  const image = new Image();
  image.onload = () => {
    const c = document.createElement("canvas");
    c.width = image.width * 2;
    c.height = image.height * 2;
    const g = c.getContext("2d")!;
    g.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--surface");
    g.fillRect(0, 0, c.width, c.height);
    g.scale(2, 2);
    g.drawImage(image, 0, 0);
    c.toBlob((b) => b && download(name, "image/png", b));
  };
  /* The policy lets images be data, but no blobs. */
  image.src = "data:image/svg+xml," + encodeURIComponent(svg);
}
