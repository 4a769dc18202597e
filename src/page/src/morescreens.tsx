/* morescreens.tsx - problems, and two runs side by side (page.md 3.5, 3.6). */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { signal } from "@preact/signals";
import { problems, problemsWrong, run, snapshot, workspaceError } from "./store";
import { params, set } from "./nav";
import { copy, download, stored, store } from "./env";
import { readSnapshot } from "./work";
import { compareResults, comparePanels, type Change, type Difference } from "./compare";
import { reason } from "./results";
import { csv, fileName } from "./export";
import { dropTo, pickFile, why } from "./screens";
import { Button, Empty, Go, Icon, Mark } from "./ui";
import type { Problem, Run } from "./types";

/* ---- problems */

function editorLink(p: Problem, root: string | undefined): string | null {
  if (!root || !p.file) return null;
  const pattern = stored("editor", "vscode://file/{file}:{line}:{column}");
  if (!/^(vscode|vscodium|cursor|zed|idea|subl|jetbrains|mvim|emacs|file)[\w.+-]*:\/\//.test(pattern))
    return null;
  const file = `${root}/${p.file}`.split("/").map(encodeURIComponent).join("/");
  return pattern
    .replace("{file}", file)
    .replace("{line}", String(p.line ?? 1))
    .replace("{column}", String(p.column ?? 1));
}

export function ProblemsScreen() {
  const p = problems.value;
  const [editor, setEditor] = useState(stored("editor", "vscode://file/{file}:{line}:{column}"));
  useEffect(() => {
    document.title = "Problems";
  }, []);
  const groups = useMemo(() => {
    const m = new Map<string, Problem[]>();
    for (const x of p?.problems ?? []) m.set(x.file ?? "", [...(m.get(x.file ?? "") ?? []), x]);
    return [...m];
  }, [p]);
  const n = p?.problems.length ?? 0;
  return (
    <main class="page problems" id="main" tabIndex={-1}>
      <h1>Problems</h1>
      {problemsWrong.value ? (
        <Empty
          title="The list of problems cannot be read"
          text="What the server sent is none. Nothing is known about the workspace."
        />
      ) : (
        <p class="text-2">
          {n === 0 && !workspaceError.value
            ? "The workspace has no problems."
            : p?.pending
              ? "The newest content of the files is broken; the last good state is served until it is mended."
              : p?.served === "incomplete"
                ? "What is right is served; the rest is left out."
                : `${n} ${n === 1 ? "problem" : "problems"}.`}{" "}
          This page updates by itself.
        </p>
      )}
      {!n && workspaceError.value && <pre class="code">{workspaceError.value}</pre>}
      {groups.map(([file, list]) => (
        <section class="problem-file">
          <h2>
            <code>{file || "The workspace"}</code> <span class="text-3">{list.length}</span>
          </h2>
          {list.map((x) => {
            const to = editorLink(x, p?.root);
            const place = x.line ? `${x.file}:${x.line}:${x.column ?? 1}` : (x.file ?? "");
            return (
              <article class="problem">
                <p>
                  {x.severity === "error" ? <Mark status="error" /> : <Icon name="warning" class="warn" />}{" "}
                  <bdi class="wrap-any">{x.message}</bdi>
                </p>
                {place && (
                  <p class="t-sm">
                    {to ? <a href={to}>{place}</a> : <code class="text-2">{place}</code>}{" "}
                    <Button icon="copy" label={`Copy ${place}`} onClick={() => copy(place)} />
                  </p>
                )}
                {x.excerpt && <Excerpt p={x} />}
              </article>
            );
          })}
        </section>
      ))}
      {p?.root && n > 0 && (
        <details class="editor">
          <summary>Links into an editor</summary>
          <label>
            Pattern{" "}
            <input
              type="text"
              value={editor}
              onInput={(e) => {
                setEditor(e.currentTarget.value);
                store("editor", e.currentTarget.value);
              }}
            />
          </label>
        </details>
      )}
    </main>
  );
}

function Excerpt({ p }: { p: Problem }) {
  const { first_line, lines } = p.excerpt!;
  return (
    <pre class="excerpt" tabIndex={0}>
      {lines.map((text, i) => {
        const n = first_line + i,
          on = n === p.line;
        const from = (p.column ?? 1) - 1,
          to = p.end_line === p.line ? Math.max(from + 1, (p.end_column ?? from + 2) - 1) : text.length;
        const chars = [...text];
        return (
          <span class={on ? "line on" : "line"}>
            <span class="line-number">{n}</span>
            {on ? (
              <>
                {chars.slice(0, from).join("")}
                <u>{chars.slice(from, to).join("") || " "}</u>
                {chars.slice(to).join("")}
              </>
            ) : (
              text
            )}
            {"\n"}
          </span>
        );
      })}
    </pre>
  );
}

/* ---- comparing */

const second = signal<Run | null>(null);
const WORDS: Record<Change, string> = {
  new: "New failures",
  fixed: "Fixed",
  changed: "Changed",
  gone: "Gone",
};

export function CompareScreen() {
  const before = second.value;
  const [error, setError] = useState("");
  const after = snapshot.value ?? (run.value.run.layout ? run.value.run : null);
  const onlyOnes = params.value.get("change") as Change | null;
  useEffect(() => {
    document.title = "Compare";
    dropTo.value = (f) => load(f);
    return () => {
      dropTo.value = null;
    };
  }, []);
  const load = (f: File): void => {
    setError("");
    readSnapshot(f).then(
      (r) => {
        r.fileName = f.name;
        second.value = r;
      },
      (e) => setError(`${f.name} cannot be opened: ${why(e)}`),
    );
  };
  const differences = useMemo(() => (before && after ? compareResults(before, after) : []), [before, after]);
  const panels = useMemo(
    () => (before && after && after.layout?.panel_type === "dashboard" ? comparePanels(before, after) : []),
    [before, after],
  );
  const name = (r: Run | null): string =>
    r
      ? (r.fileName ??
        `${r.panels.get(r.layout?.name ?? "")?.title ?? r.root}, ${r.end ? new Date(r.end).toLocaleString() : "now"}`)
      : "–";
  const rows = (d: Difference[]): string[][] => [
    ["change", "control", "title", "resource", "before", "reason before", "after", "reason after"],
    ...d.map((x) => [
      x.change,
      x.control,
      x.title,
      x.resource,
      x.before?.status ?? "",
      x.before ? reason(x.before) : "",
      x.after?.status ?? "",
      x.after ? reason(x.after) : "",
    ]),
  ];
  const panelRows = (): string[][] => [
    ["change", "panel", "title", "row", "column", "before", "after"],
    ...panels.flatMap((p) =>
      p.rows.map((r) => [r.change, p.name, p.title, r.key, r.column ?? "", r.before, r.after]),
    ),
  ];
  return (
    <main class="page compare" id="main" tabIndex={-1}>
      <h1>Compare</h1>
      <div class="compare-files">
        <div>
          <span class="text-3">Before</span>
          <b>
            <bdi>{name(before)}</bdi>
          </b>
          <Button
            icon="file"
            label="before"
            text={
              <>
                Choose a file<span class="off-screen"> before</span>
              </>
            }
            onClick={() => pickFile(load)}
          />
        </div>
        <div>
          <span class="text-3">After</span>
          <b>
            <bdi>{name(after)}</bdi>
          </b>
          <Button
            icon="file"
            label="after"
            text={
              <>
                Choose a file<span class="off-screen"> after</span>
              </>
            }
            onClick={() =>
              pickFile((f) =>
                readSnapshot(f).then(
                  (r) => {
                    r.fileName = f.name;
                    r.snapshot = true;
                    snapshot.value = r;
                  },
                  (e) => setError(`${f.name} cannot be opened: ${why(e)}`),
                ),
              )
            }
          />
        </div>
        {before && after && (
          <Button
            icon="download"
            label="CSV"
            text="CSV"
            onClick={() =>
              download(
                fileName(after.layout?.name ?? "compare", "differences", "csv"),
                "text/csv",
                csv(
                  after.layout?.panel_type === "dashboard" && !differences.length
                    ? panelRows()
                    : rows(differences),
                ),
              )
            }
          />
        )}
      </div>
      {error && (
        <p class="input-error" role="alert">
          {error}
        </p>
      )}
      {!before || !after ? (
        <Empty
          title="Two runs of the same thing"
          text={
            after
              ? "Choose or drop the snapshot that was made before."
              : "Choose or drop two snapshots, or open a benchmark first."
          }
        />
      ) : (
        <>
          {(differences.length > 0 || after.layout?.panel_type !== "dashboard") && (
            <div class="summary" role="group" aria-label="Differences">
              {(["new", "fixed", "changed", "gone"] as Change[]).map((c) => (
                <button
                  type="button"
                  class={"toggle" + (differences.some((d) => d.change === c) ? "" : " none")}
                  aria-pressed={onlyOnes === c}
                  onClick={() => set({ change: onlyOnes === c ? null : c })}
                >
                  <b>{differences.filter((d) => d.change === c).length.toLocaleString()}</b> {WORDS[c]}
                </button>
              ))}
            </div>
          )}
          {differences.length === 0 && panels.length === 0 && <Empty title="Nothing differs" />}
          {(["new", "fixed", "changed", "gone"] as Change[])
            .filter((c) => !onlyOnes || c === onlyOnes)
            .map((c) => (
              <Changes key={c} change={c} list={differences.filter((d) => d.change === c)} />
            ))}
          {panels.map((p) => (
            <section>
              <h2 class="section-title">
                <bdi>{p.title}</bdi>
              </h2>
              <table class="plain-table">
                <thead>
                  <tr>
                    <th scope="col">Row</th>
                    <th scope="col">Column</th>
                    <th scope="col">Before</th>
                    <th scope="col">After</th>
                  </tr>
                </thead>
                <tbody>
                  {p.rows.slice(0, 500).map((r) => (
                    <tr>
                      <td>
                        <bdi>{r.key}</bdi>
                      </td>
                      <td>
                        {r.column ?? (r.change === "new" ? "new row" : r.change === "gone" ? "gone" : "")}
                      </td>
                      <td>
                        <bdi>{r.before}</bdi>
                      </td>
                      <td>
                        <bdi>{r.after}</bdi>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </section>
          ))}
        </>
      )}
      <p class="text-3">
        <Go to="/" params={params.value.shared()}>
          All dashboards and benchmarks
        </Go>
      </p>
    </main>
  );
}

function Changes({ change, list }: { change: Change; list: Difference[] }) {
  const [most, setMost] = useState(200);
  const ref = useRef<HTMLDivElement>(null);
  if (!list.length) return null;
  return (
    <section ref={ref as any}>
      <h2 class="section-title">
        {WORDS[change]} <span class="text-3">{list.length}</span>
      </h2>
      <ul class="changes">
        {list.slice(0, most).map((d) => (
          <li>
            <span class="marks">
              {d.before ? <Mark status={d.before.status} /> : <span class="mark" />}
              <Icon name="chevron" />
              {d.after ? <Mark status={d.after.status} /> : <span class="mark" />}
            </span>
            <span class="change-text">
              <bdi>{d.after ? reason(d.after) : reason(d.before!)}</bdi>
              <small class="text-2">
                <bdi>{d.title}</bdi>
              </small>
            </span>
            <span class="resource">
              <bdi>{d.resource}</bdi>
            </span>
          </li>
        ))}
      </ul>
      {list.length > most && (
        <Button label="more" text={`Show all ${list.length}`} onClick={() => setMost(Infinity)} />
      )}
    </section>
  );
}

/* Something is wrong with the workspace. */
export function Banner() {
  const p = problems.value;
  const errors = (p?.problems ?? []).filter((x) => x.severity === "error");
  const text = errors.length
    ? `${errors.length} ${errors.length === 1 ? "problem" : "problems"} in the workspace`
    : workspaceError.value
      ? "The workspace has a problem"
      : "";
  const first = errors[0];
  const where = first
    ? `${first.file ?? ""}${first.line ? `:${first.line}:${first.column ?? 1}` : ""} ${first.message}`
    : workspaceError.value;
  return (
    <div class="banner" role="status">
      <Icon name="warning" />
      <span class="banner-text">
        <b>{text}</b>
        {p?.pending ? "; an older state is shown" : ""}: <bdi>{where.split("\n")[0]}</bdi>
      </span>
      <Go to="/problems" params={params.value.shared()}>
        Show
      </Go>
    </div>
  );
}
