/* resultstree.tsx - results as a tree of groups: a flat list of rows, virtual when it is long (page.md 3.3). */
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Panel, Table } from "./types";
import { set } from "./nav";
import { printing } from "./env";
import {
  cell,
  dimensions,
  reason,
  share,
  total,
  type Expression,
  type Group,
  type Result,
  type Tree,
} from "./results";
import { Bar, Button, Empty, Exempted, Icon, Mark, openMenu, Severity } from "./ui";
import { WORD } from "./texts";
import { Tabled, ErrorBox } from "./panels";
import { isFinal } from "./apply";
import { Cut } from "./cells";

type Row =
  | {
      kind: "group";
      g: Group;
      depth: number;
      open: boolean;
      most: number; /* results of its largest sibling */
    }
  | { kind: "result"; r: Result; depth: number }
  | { kind: "table"; p: Panel; results: Result[]; depth: number }
  | { kind: "more"; g: Group; depth: number; n: number };

const ROW = 28;

function flatten(root: Group, t: Tree, isOpen: (g: Group, depth: number) => boolean): Row[] {
  const rows: Row[] = [];
  const walk = (g: Group, depth: number): void => {
    const most = g.groups.reduce((n, x) => Math.max(n, total(x.counts)), 1);
    for (const x of g.groups) {
      const open = isOpen(x, depth);
      rows.push({ kind: "group", g: x, depth, open, most });
      if (open) walk(x, depth + 1);
    }
    if (t.detections && g.by.type === "detection" && g.panel && !g.groups.length) {
      rows.push({ kind: "table", p: g.panel, results: g.results, depth });
      return;
    }
    for (const r of g.results) rows.push({ kind: "result", r, depth });
  };
  walk(root, 0);
  return rows;
}

export function ResultsTree({
  root,
  t,
  isOpen,
  toggle,
  show,
  add,
}: {
  root: Group;
  t: Tree;
  isOpen: (g: Group, depth: number) => boolean;
  toggle: (g: Group, to: boolean) => void;
  show: (r: Result) => void;
  add: (e: Expression) => void;
}) {
  const rows = flatten(root, t, isOpen);
  const box = useRef<HTMLDivElement>(null);
  const [range, setRange] = useState<[number, number]>([0, 80]);
  const [at, setAt] = useState(0);
  const held = useRef(false);
  const tables = rows.some((r) => r.kind === "table");
  const virtual = rows.length > 200 && !printing.value && !tables;
  const row = matchMedia("(pointer: coarse)").matches ? 40 : ROW;
  const see = (): void => {
    const y = box.current?.getBoundingClientRect().top ?? 0;
    const from = Math.max(0, Math.floor(-y / row) - 20);
    setRange((o) => {
      const to = from + Math.ceil(innerHeight / row) + 40;
      return o[0] === from && o[1] === to ? o : [from, to];
    });
  };
  useEffect(() => {
    if (!virtual) return;
    see();
    addEventListener("scroll", see, { passive: true });
    addEventListener("resize", see);
    return () => {
      removeEventListener("scroll", see);
      removeEventListener("resize", see);
    };
  }, [virtual, rows.length]);
  useLayoutEffect(() => {
    if (held.current) box.current?.querySelector<HTMLElement>(`[data-at="${at}"]`)?.focus();
  }, [at]);
  /* Results that arrive above the row that has the focus move it down: keys go on from there. */
  useLayoutEffect(() => {
    const i = Number(box.current?.querySelector<HTMLElement>(":focus")?.dataset.at ?? at);
    if (i !== at) {
      held.current = false;
      setAt(i);
    }
  });
  if (!rows.length) return <Empty title="No results" text="This benchmark has no controls with results." />;
  const [from, to] = virtual ? range : [0, rows.length];
  const move = (n: number): void => {
    held.current = true;
    const next = Math.max(0, Math.min(rows.length - 1, n));
    if (virtual && (next < from + 2 || next > to - 4)) {
      scrollTo(0, (box.current?.offsetTop ?? 0) + next * row - innerHeight / 2);
      see(); /* the row must be there to take the focus */
    }
    setAt(next);
  };
  const keys = (e: KeyboardEvent): void => {
    if ((e.target as HTMLElement).closest("input,.grid") || e.ctrlKey || e.metaKey || e.altKey) return;
    const cur = rows[at];
    if (!cur) return;
    if (e.key === "ArrowDown" || e.key === "j") move(at + 1);
    else if (e.key === "ArrowUp" || e.key === "k") move(at - 1);
    else if (e.key === "Home") move(0);
    else if (e.key === "End") move(rows.length - 1);
    else if (e.key === "ArrowRight" && cur.kind === "group") cur.open ? move(at + 1) : toggle(cur.g, true);
    else if (e.key === "ArrowLeft") {
      if (cur.kind === "group" && cur.open) toggle(cur.g, false);
      else {
        let i = at;
        while (i > 0 && rows[i].depth >= cur.depth) i--;
        move(i);
      }
    } else if ((e.key === "Enter" || e.key === " ") && !(e.target as HTMLElement).closest("a,button")) {
      if (cur.kind === "group") toggle(cur.g, !cur.open);
      else if (cur.kind === "result") show(cur.r);
    } else return;
    e.preventDefault();
    e.stopPropagation();
  };
  return (
    <div
      class="tree"
      role="tree"
      aria-label="Results"
      ref={box}
      onKeyDown={keys}
      style={virtual ? { height: rows.length * row + "px" } : {}}
    >
      {rows.slice(from, to).map((r, k) => {
        const i = from + k;
        const place = virtual
          ? { top: i * row + "px", height: row + "px", position: "absolute" as const }
          : {};
        const common = {
          "data-at": i,
          tabIndex: i === Math.min(at, rows.length - 1) ? 0 : -1,
          "aria-level": r.depth + 1,
          onFocus: () => {
            if (at !== i) {
              held.current = false;
              setAt(i);
            }
          },
        };
        if (r.kind === "group")
          return (
            <GroupRow
              key={"g" + r.g.key}
              g={r.g}
              depth={r.depth}
              open={r.open}
              most={r.most}
              place={place}
              common={common}
              toggle={() => toggle(r.g, !r.open)}
              t={t}
              add={add}
            />
          );
        if (r.kind === "table")
          return (
            <div
              role="treeitem"
              key={"t" + r.p.name}
              {...common}
              class="tree-table"
              style={{ ...place, paddingInlineStart: r.depth * 20 + 8 + "px" }}
            >
              {r.p.data ? (
                <Near height={Math.min(r.p.data.n, 20) * ROW + 72}>
                  {() => <DetectionTable p={r.p} t={r.p.data!} results={r.results} />}
                </Near>
              ) : r.p.error ? (
                <ErrorBox p={r.p} message={r.p.error} />
              ) : (
                <p class="text-3">{WORD[r.p.status]}</p>
              )}
            </div>
          );
        if (r.kind === "result")
          return (
            <ResultRow
              key={"r" + i}
              r={r.r}
              depth={r.depth}
              place={place}
              common={common}
              show={show}
              add={add}
            />
          );
        return null;
      })}
    </div>
  );
}

/* The rows of a detection that pass the filter. */
function DetectionTable({ p, t, results }: { p: Panel; t: Table; results: Result[] }) {
  const passed = useMemo(() => {
    const rows = results.map((r) => r.row).filter((r) => r >= 0);
    return rows.length === t.n
      ? t
      : { columns: t.columns, cols: t.cols.map((c) => rows.map((r) => c[r])), n: rows.length };
  }, [t, results]);
  return <Tabled p={p} t={passed} />;
}

/* What lies far from the window is a box of about its height until it comes near for the first time. */
function Near({ height, children }: { height: number; children: () => any }) {
  const ref = useRef<HTMLDivElement>(null);
  const [near, setNear] = useState(false);
  useEffect(() => {
    const seen = new IntersectionObserver(
      (all) => {
        if (all.some((e) => e.isIntersecting)) {
          setNear(true);
          seen.disconnect();
        }
      },
      { rootMargin: "600px 0px" },
    );
    seen.observe(ref.current!);
    return () => seen.disconnect();
  }, []);
  const shown = near || printing.value;
  return (
    <div ref={ref} style={shown ? {} : { height: height + "px" }}>
      {shown ? children() : null}
    </div>
  );
}

function GroupRow({
  g,
  depth,
  open,
  most,
  place,
  common,
  toggle,
  t,
  add,
}: {
  g: Group;
  depth: number;
  open: boolean;
  most: number;
  place: any;
  common: any;
  toggle: () => void;
  t: Tree;
  add: (e: Expression) => void;
}) {
  const p = g.panel;
  const running = g.pending > 0 && !!p && !isFinal(p.status);
  const items = (e: MouseEvent): void => openMenu(e, g.title, (m) => m.ofGroup(g, add));
  return (
    <div
      role="treeitem"
      aria-expanded={open}
      {...common}
      class={`tree-row group b-${g.by.type}`}
      style={{ ...place, paddingInlineStart: depth * 20 + 4 + "px" }}
      onClick={(e) => !(e.target as HTMLElement).closest("a,button") && toggle()}
      onContextMenu={items}
    >
      <Icon name="chevron" class={open ? "chevron open" : "chevron"} />
      {g.by.type === "status" && <Mark status={g.title} quiet />}
      {g.by.type === "severity" && <Severity value={g.title} />}
      {p?.properties.severity && g.by.type !== "severity" ? (
        <Severity value={String(p.properties.severity)} />
      ) : null}
      <span class="tree-title">
        <bdi>{g.by.type === "status" ? (WORD[g.title] ?? g.title) : g.title}</bdi>
        {p?.documentation && (
          <Button
            icon="help"
            class="tree-help no-print"
            label={`Documentation of ${g.title}`}
            onClick={() => set({ panel: p.name, tab: "documentation" })}
          />
        )}
      </span>
      {running && <Mark status={p!.status} />}
      {t.detections ? (
        <span class="tree-count">{g.results.length + g.groups.reduce((n, x) => n + count(x), 0)}</span>
      ) : (
        <>
          {t.severities && (
            <span class="tree-severe">
              <Severe value="critical" n={g.critical} />
              <Severe value="high" n={g.severe - g.critical} />
            </span>
          )}
          {COUNTED.map((s) => (
            <span class={`tree-count s-${s}${g.counts[s] ? "" : " none"}`}>
              {g.counts[s] > 0 && (
                <>
                  <Mark status={s} />
                  {g.counts[s].toLocaleString()}
                </>
              )}
            </span>
          ))}
          <span class="tree-pass" title="Of what passed or failed, this much passed">
            {share(g.counts)}
          </span>
          <Bar counts={g.counts} most={most} />
        </>
      )}
    </div>
  );
}
function Severe({ value, n }: { value: string; n: number }) {
  return n ? (
    <span>
      <Severity value={value} /> {n.toLocaleString()}
    </span>
  ) : null;
}
export const COUNTED = ["alarm", "error", "info", "skip", "ok"] as const;

const count = (g: Group): number => g.results.length + g.groups.reduce((n, x) => n + count(x), 0);

function ResultRow({
  r,
  depth,
  place,
  common,
  show,
  add,
}: {
  r: Result;
  depth: number;
  place: any;
  common: any;
  show: (r: Result) => void;
  add: (e: Expression) => void;
}) {
  const dims = dimensions(r)
    .filter(([, v]) => v)
    .slice(0, 4);
  const menu = (e: MouseEvent): void => openMenu(e, "Result", (m) => m.ofResult(r, show, add));
  return (
    <div
      role="treeitem"
      {...common}
      class={`tree-row result s-${r.status}`}
      style={{ ...place, paddingInlineStart: depth * 20 + 8 + "px" }}
      onClick={(e) => !(e.target as HTMLElement).closest("a,button") && show(r)}
      onContextMenu={menu}
    >
      <Mark status={r.status} />
      <span class="tree-title">
        {r.exempted && <Exempted x={r.exempted} />}{" "}
        <bdi>{reason(r) || (r.row < 0 ? "failed" : "no reason")}</bdi>
      </span>
      <span class="dims">
        {dims.map(([k, v]) => (
          <span class="dim" title={`${k}: ${v}`}>
            <Cut text={v} />
          </span>
        ))}
      </span>
      <span class="resource" title={cell(r, "resource")}>
        <Cut text={cell(r, "resource")} />
      </span>
    </div>
  );
}
