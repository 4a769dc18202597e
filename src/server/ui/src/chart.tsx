/* chart.tsx - a chart as SVG: ECharts draws, the tooltip is ours, because its own writes inline styles. */
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { library, loaded, look, highContrast, printing } from "./env";
import { chartData, chartOption, chartType, tooltipRows, type Theme } from "./charts";
import type { Panel, Table } from "./types";
import type { Graph } from "./graph";
import { color } from "./color";
import { formatNumber, plain } from "./values";

const PAPER = 700; /* pixels across, of what is between the margins of A4 and Letter */

/* The tokens of the style sheet as colours that a canvas of ECharts understands. */
export function themeOf(): Theme {
  const css = getComputedStyle(document.documentElement);
  const v = (name: string): string => css.getPropertyValue("--" + name).trim();
  return {
    series: Array.from({ length: 8 }, (_, i) => v(`series-${i + 1}`)),
    text: v("text"),
    text2: v("text-2"),
    line: v("line"),
    surface: v("surface"),
    accent: v("accent"),
    font: css.fontFamily,
    patterns: highContrast(),
    color: (c) => {
      const found = color(c);
      return found?.startsWith("var(") ? v(found.slice(6, -1)) : found;
    },
  };
}

interface Tip {
  x: number;
  y: number;
  head: string;
  rows: { name: string; value: string; color: string }[];
}

/* Draw `option`; `tip` says what the tooltip shows for what the pointer is over. */
/* Paper has another width than the window, and no script runs in between: the style sheet for print scales the picture. */
function fitPaper(el: HTMLElement): void {
  const svg = el.querySelector("svg");
  const box = svg && `0 0 ${svg.getAttribute("width")} ${svg.getAttribute("height")}`;
  if (box && svg.getAttribute("viewBox") !== box) svg.setAttribute("viewBox", box);
}

function Draw({
  option,
  height,
  label,
  onClick,
  tip,
  zoom,
}: {
  option: any;
  height: number;
  label: string;
  onClick?: (e: any) => void;
  tip: (e: any) => Omit<Tip, "x" | "y"> | null;
  zoom?: boolean;
}) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<any>(null);
  const [at, setAt] = useState<Tip | null>(null);
  const tips = useRef(tip);
  tips.current = tip;
  useLayoutEffect(() => {
    const el = box.current!;
    const c = loaded("charts").init(el, null, { renderer: "svg", width: el.clientWidth || 300, height });
    chart.current = c;
    const where = (e: any): [number, number] => [e.event?.offsetX ?? 0, e.event?.offsetY ?? 0];
    const put = (e: any, x: number, y: number): void => {
      const t = tips.current(e);
      setAt(t && { ...t, x, y });
    };
    c.on("updateAxisPointer", (e: any) => {
      const first = (e.axesInfo ?? [])[0];
      const over = first ? pointer.current : null;
      if (first && over) put({ axis: first }, over[0], over[1]);
      else setAt(null);
    });
    c.on("mouseover", (e: any) => e.componentType === "series" && put(e, ...where(e)));
    c.on("globalout", () => setAt(null));
    c.on("mouseout", () => setAt(null));
    c.on("click", (e: any) => onClick?.(e));
    /* A click on an entry of the legend shows it alone; a second one shows all again. */
    c.on("legendselectchanged", (e: any) => {
      const names = Object.keys(e.selected);
      const on = names.filter((n) => (n === e.name ? !e.selected[n] : e.selected[n]));
      const alone = on.length === 1 && on[0] === e.name;
      for (const n of names)
        c.dispatchAction({ type: alone || n === e.name ? "legendSelect" : "legendUnSelect", name: n });
    });
    if (zoom) c.getZr().on("dblclick", () => c.dispatchAction({ type: "dataZoom", start: 0, end: 100 }));
    c.on("rendered", () => fitPaper(el));
    const watch = new ResizeObserver(
      () =>
        el.clientWidth &&
        !printing.peek() &&
        c.resize({ width: el.clientWidth, height: el.clientHeight || height }),
    );
    watch.observe(el);
    return () => {
      watch.disconnect();
      c.dispose();
    };
  }, []);
  const pointer = useRef<[number, number] | null>(null);
  useLayoutEffect(() => {
    chart.current.setOption(option, true);
  }, [option]);
  /* On paper the width is another one: letters are as large as on the screen when the picture is made for it. */
  const paper = printing.value;
  useLayoutEffect(() => {
    const width = box.current?.clientWidth,
      all = document.querySelector(".run-content")?.clientWidth ?? 0;
    if (!width) return;
    const made = paper && all > PAPER ? Math.round((width * PAPER) / all) : width;
    chart.current.resize({ width: made, height });
    chart.current.getZr().flush();
    fitPaper(box.current!);
  }, [paper, height]);
  const brush = useRef<number | null>(null);
  return (
    <div
      class="chart-box"
      onPointerMove={(e) => {
        const b = box.current!.getBoundingClientRect();
        pointer.current = [e.clientX - b.left, e.clientY - b.top];
      }}
      onPointerLeave={() => setAt(null)}
      onPointerDown={(e) => {
        if (zoom && e.button === 0) brush.current = e.clientX - box.current!.getBoundingClientRect().left;
      }}
      onPointerUp={(e) => {
        const from = brush.current,
          to = e.clientX - box.current!.getBoundingClientRect().left;
        brush.current = null;
        if (!zoom || from === null || Math.abs(to - from) < 12) return;
        const [a, b] = [from, to]
          .sort((p, q) => p - q)
          .map((p) => chart.current.convertFromPixel({ xAxisIndex: 0 }, p));
        chart.current.dispatchAction({ type: "dataZoom", startValue: a, endValue: b });
      }}
    >
      <div class="chart" role="img" aria-label={label} ref={box} style={{ height: height + "px" }} />
      {at && (
        <div
          class="tip"
          style={{
            left: Math.min(at.x + 12, Math.max(0, (box.current?.clientWidth ?? 0) - 180)) + "px",
            top: at.y + 12 + "px",
          }}
        >
          <div class="tip-head">
            <bdi>{at.head}</bdi>
          </div>
          {at.rows.slice(0, 12).map((r) => (
            <div class="tip-row">
              <span class="dot" style={{ background: r.color }} />
              <bdi>{r.name}</bdi>
              <b>{r.value}</b>
            </div>
          ))}
          {at.rows.length > 12 && <div class="text-3">{at.rows.length - 12} more</div>}
        </div>
      )}
    </div>
  );
}

export function useLibrary(id: "charts" | "graph" | "markdown"): "ready" | "loading" | "failed" {
  const [state, set] = useState<"ready" | "loading" | "failed">(loaded(id) ? "ready" : "loading");
  useEffect(() => {
    if (state === "loading")
      library(id).then(
        () => set("ready"),
        () => set("failed"),
      );
  }, []);
  return state;
}

/* The data for who cannot see the picture. */
function Hidden({ table, label }: { table: Table; label: string }) {
  const n = Math.min(table.n, 200);
  return (
    <table class="off-screen">
      <caption>{label}</caption>
      <thead>
        <tr>
          {table.columns.map((c) => (
            <th scope="col">{c.name}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {Array.from({ length: n }, (_, r) => (
          <tr>
            {table.cols.map((c) => (
              <td>{plain(c[r])}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function ChartView({ panel, table, height }: { panel: Panel; table: Table; height?: number }) {
  const state = useLibrary("charts");
  const type = chartType(panel);
  const colours = look.value;
  const label = panel.title || panel.name.split(".").pop()!;
  const data = useMemo(() => chartData(table, panel.properties.transform), [table, panel.properties]);
  const h =
    height ??
    (type === "pie" || type === "donut"
      ? 250
      : type === "bar"
        ? Math.max(
            160,
            Math.min(
              640,
              60 +
                data.x.length * (panel.properties.grouping === "compare" ? 12 + data.names.length * 10 : 24),
            ),
          )
        : 250);
  const option = useMemo(
    () => (state === "ready" ? chartOption(panel, table, themeOf()) : null),
    [state, panel, table, colours],
  );
  if (!table.n) return <p class="text-3 pad">No rows</p>;
  if (data.x.length === 1 && data.values.length === 1 && type !== "heatmap")
    return (
      <div class="single">
        <div class="single-value">{formatNumber(data.values[0][0] ?? "-")}</div>
        <div class="text-2">
          {plain(data.x[0])} · {data.names[0]}
        </div>
      </div>
    );
  if (state === "failed") return <p class="text-2 pad">The library for charts could not be loaded.</p>;
  if (!option) return <div style={{ height: h + "px" }} />;
  const series: any[] = option.series;
  const tip = (e: any): Omit<Tip, "x" | "y"> | null => {
    if (e.axis) {
      const i =
        option.xAxis.type === "time"
          ? nearest(
              data.x.map((v) => new Date(String(v)).getTime()),
              e.axis.value,
            )
          : Number(e.axis.value);
      return tooltipRows(
        data,
        i,
        series.map((s) => s.name),
        series.map((s) => s.itemStyle?.color),
      );
    }
    if (type === "pie" || type === "donut")
      return {
        head: data.names[0] ?? "",
        rows: [{ name: e.name, value: `${formatNumber(e.value)} · ${e.percent} %`, color: e.color }],
      };
    if (type === "heatmap")
      return {
        head: option.xAxis.data[e.value[0]],
        rows: [{ name: option.yAxis.data[e.value[1]], value: formatNumber(e.value[2]), color: e.color }],
      };
    return null;
  };
  return (
    <>
      <Draw
        option={option}
        height={h}
        label={`${label}: ${type} of ${data.x.length} by ${data.names.join(", ")}`}
        tip={tip}
        zoom={option.xAxis?.type === "time" && data.x.length > 2}
      />
      <Hidden table={table} label={label} />
    </>
  );
}

function nearest(xs: number[], x: number): number {
  let best = 0;
  xs.forEach((v, i) => Math.abs(v - x) < Math.abs(xs[best] - x) && (best = i));
  return best;
}

/* ---- flows and hierarchies */

export function FlowView({
  graph,
  label,
  height,
  tree,
  onNode,
}: {
  graph: Graph;
  label: string;
  height?: number;
  tree: boolean;
  onNode: (id: string) => void;
}) {
  const state = useLibrary("charts");
  const colours = look.value;
  const h = height ?? Math.max(200, Math.min(720, graph.nodes.length * 26));
  const option = useMemo(
    () => (state === "ready" ? (tree ? treeOption(graph, themeOf()) : sankeyOption(graph, themeOf())) : null),
    [state, graph, tree, colours],
  );
  if (!graph.nodes.length) return <p class="text-3 pad">No rows</p>;
  if (state === "failed") return <p class="text-2 pad">The library for charts could not be loaded.</p>;
  if (!option) return <div style={{ height: h + "px" }} />;
  const names = new Map(graph.nodes.map((n) => [n.id, n]));
  const tip = (e: any): Omit<Tip, "x" | "y"> | null => {
    if (e.dataType === "edge")
      return {
        head: `${names.get(e.data.source)?.title ?? ""} → ${names.get(e.data.target)?.title ?? ""}`,
        rows: [],
      };
    const n = names.get(e.data?.id ?? e.data?.name);
    return n
      ? {
          head: n.title,
          rows: n.properties
            .slice(0, 12)
            .map(([k, v]) => ({ name: k, value: plain(v), color: "transparent" })),
        }
      : null;
  };
  return (
    <>
      <Draw
        option={option}
        height={h}
        label={`${label}: ${tree ? "hierarchy" : "flow"} of ${graph.nodes.length} nodes`}
        tip={tip}
        onClick={(e) => e.data?.id !== undefined && onNode(e.data.id)}
      />
      <ul class="off-screen" aria-label={`Connections of ${label}`}>
        {graph.edges.slice(0, 200).map((e) => (
          <li>
            {names.get(e.from)?.title} to {names.get(e.to)?.title}
            {e.title ? `, ${e.title}` : ""}
          </li>
        ))}
      </ul>
    </>
  );
}

function colorsOf(
  graph: Graph,
  theme: Theme,
): (category: { name: string; color?: string } | undefined) => string {
  const at = new Map(graph.categories.map((c, i) => [c.name, i]));
  return (c) => (c ? (theme.color(c.color) ?? theme.series[(at.get(c.name) ?? 0) % 8]) : theme.series[7]);
}

function sankeyOption(graph: Graph, theme: Theme): any {
  const of = colorsOf(graph, theme);
  const deep = graph.nodes.some((n) => n.depth !== undefined);
  return {
    animation: false,
    aria: { enabled: true, label: { enabled: false } },
    textStyle: { fontFamily: theme.font },
    tooltip: { show: true, trigger: "item", showContent: false },
    series: [
      {
        type: "sankey",
        left: 4,
        right: 140,
        top: 8,
        bottom: 8,
        nodeWidth: 10,
        nodeGap: 10,
        draggable: false,
        emphasis: { focus: "adjacency" },
        layoutIterations: 32,
        label: {
          color: theme.text,
          fontSize: 12,
          formatter: (p: any) => p.data.label2,
          overflow: "truncate",
          width: 130,
        },
        lineStyle: { color: "source", opacity: 0.25, curveness: 0.5 },
        data: graph.nodes.map((n) => ({
          id: n.id,
          name: n.id,
          label2: n.title,
          ...(deep && n.depth !== undefined ? { depth: n.depth } : {}),
          itemStyle: { color: of(n.category), borderWidth: 0 },
        })),
        links: graph.edges.map((e) => ({
          source: e.from,
          target: e.to,
          value: 1,
          ...(e.category ? { lineStyle: { color: of(e.category) } } : {}),
        })),
      },
    ],
  };
}

function treeOption(graph: Graph, theme: Theme): any {
  const of = colorsOf(graph, theme);
  const below = new Map<string, string[]>();
  const inner = new Set<string>();
  for (const e of graph.edges) {
    below.set(e.from, [...(below.get(e.from) ?? []), e.to]);
    inner.add(e.to);
  }
  const nodes = new Map(graph.nodes.map((n) => [n.id, n]));
  let left = 5000; /* a graph that is no tree repeats what several hold */
  const make = (id: string, depth: number): any => {
    const n = nodes.get(id)!;
    left--;
    return {
      id,
      name: n.title,
      itemStyle: { color: of(n.category), borderColor: of(n.category) },
      children: depth < 60 ? (below.get(id) ?? []).filter(() => left > 0).map((c) => make(c, depth + 1)) : [],
    };
  };
  const roots = graph.nodes.filter((n) => !inner.has(n.id));
  const trees = (roots.length ? roots : graph.nodes.slice(0, 1)).map((r) => make(r.id, 0));
  return {
    animation: false,
    aria: { enabled: true, label: { enabled: false } },
    textStyle: { fontFamily: theme.font },
    tooltip: { show: true, trigger: "item", showContent: false },
    series: trees.map((t, i) => ({
      type: "tree",
      data: [t],
      orient: "LR",
      left: 90,
      right: 140,
      top: `${(i * 100) / trees.length + 2}%`,
      height: `${96 / trees.length - 2}%`,
      symbol: "circle",
      symbolSize: 9,
      initialTreeDepth: -1,
      roam: false,
      label: {
        position: "left",
        align: "right",
        color: theme.text,
        fontSize: 12,
        overflow: "truncate",
        width: 130,
      },
      leaves: { label: { position: "right", align: "left" } },
      lineStyle: { color: theme.line, width: 1.5 },
      emphasis: { focus: "relative" },
      expandAndCollapse: true,
      animation: false,
    })),
  };
}
