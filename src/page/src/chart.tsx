/* chart.tsx - a chart as SVG: ECharts draws, the tooltip is ours, because its own writes inline styles. */
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { announce, embedded, library, loaded, look, highContrast, printing } from "./env";
import { chartData, chartOption, chartType, moments, titlesOf, tooltipRows, type Theme } from "./charts";
import type { Panel, Table } from "./types";
import type { Graph } from "./graph";
import { shown } from "./graph";
import { Ask, edgeText, MANY } from "./graphview";
import { color } from "./color";
import { formatNumber, plain } from "./values";
import { set } from "./nav";
import { keptWith } from "./kept";
import type { Expression } from "./results";
import { Tabled } from "./panels";
import { Button } from "./ui";
import { own } from "./own";
import { InTurn } from "./turn";

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

/* Paper has another width than the window, and no script runs in between: the style sheet for print scales the picture. */
function fitPaper(el: HTMLElement): void {
  const svg = el.querySelector("svg");
  const box = svg && `0 0 ${svg.getAttribute("width")} ${svg.getAttribute("height")}`;
  if (box && svg.getAttribute("viewBox") !== box) svg.setAttribute("viewBox", box);
}

const BRUSH = 12; /* pixels: a shorter movement is a click */

/* Draw `option`; `tip` says what the tooltip shows for what the pointer is over, `off` which series the legend hides. */
function Draw({
  option,
  height,
  label,
  onClick,
  tip,
  zoom,
  nodes,
}: {
  option: any;
  height: number;
  label: string;
  onClick?: (e: any) => void;
  tip: (e: any, off: (series: string) => boolean) => Omit<Tip, "x" | "y"> | null;
  zoom?: boolean;
  nodes?: boolean; /* arrows go from node to node, and Enter is a click */
}) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<any>(null);
  const [at, setAt] = useState<Tip | null>(null);
  const [band, setBand] = useState<[number, number] | null>(null);
  const [zoomed, setZoomed] = useState(false);
  const latest = useRef({ tip, option });
  latest.current = { tip, option };
  /* What the reader chose stays when new data come. */
  const chosen = useRef<{ legend?: Record<string, boolean>; range?: [number, number] }>({});
  const zoomTo = (range?: [number, number]): void => {
    chosen.current.range = range;
    setZoomed(!!range);
    chart.current.dispatchAction({
      type: "dataZoom",
      ...(range ? { startValue: range[0], endValue: range[1] } : { start: 0, end: 100 }),
    });
  };
  const pointer = useRef<[number, number]>([0, 0]);
  useLayoutEffect(() => {
    const el = box.current!;
    const c = loaded("charts").init(el, null, {
      renderer: "svg",
      width: el.clientWidth || 300,
      height: el.clientHeight || height,
    });
    chart.current = c;
    let onWord = false; /* the pointer is over a label or an entry of the legend */
    const put = (t: Omit<Tip, "x" | "y"> | null): void =>
      setAt(t && { ...t, x: pointer.current[0], y: pointer.current[1] });
    const off = (name: string): boolean => own(chosen.current.legend, name) === false;
    c.on("updateAxisPointer", (e: any) => {
      if (latest.current.option.tooltip.trigger !== "axis" || onWord) return;
      const first = (e.axesInfo ?? [])[0];
      put(first ? latest.current.tip({ axis: first }, off) : null);
    });
    c.on("mousemove", (e: any) => {
      onWord = e.targetType === "axisLabel" || e.componentType === "legend";
      if (onWord) put({ head: String(e.value ?? e.name), rows: [] });
      else if (e.componentType === "series" && latest.current.option.tooltip.trigger !== "axis")
        put(latest.current.tip(e, off));
    });
    const leave = (): void => {
      onWord = false;
      setAt(null);
    };
    c.on("globalout", leave);
    c.on("mouseout", leave);
    c.on("click", (e: any) => onClick?.(e));
    /* A click on an entry of the legend shows it alone; a second one shows all again. */
    c.on("legendselectchanged", (e: any) => {
      const names = Object.keys(e.selected);
      const on = names.filter((n) => (n === e.name ? !e.selected[n] : e.selected[n]));
      const alone = on.length === 1 && on[0] === e.name;
      chosen.current.legend = alone ? undefined : Object.fromEntries(names.map((n) => [n, n === e.name]));
      for (const n of names)
        c.dispatchAction({ type: alone || n === e.name ? "legendSelect" : "legendUnSelect", name: n });
    });
    if (zoom) c.getZr().on("dblclick", () => zoomTo());
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
  useLayoutEffect(() => {
    const { legend, range } = chosen.current;
    const kept = legend && (option.legend?.data ?? []).some((n: string) => own(legend, n));
    if (!kept) chosen.current.legend = undefined;
    chart.current.setOption(
      {
        ...option,
        ...(kept ? { legend: { ...option.legend, selected: legend } } : {}),
        ...(range && option.dataZoom
          ? { dataZoom: [{ ...option.dataZoom[0], startValue: range[0], endValue: range[1] }] }
          : {}),
      },
      true,
    );
  }, [option]);
  /* On paper the width is another one: letters are as large as on the screen when the picture is made for it. */
  const paper = printing.value;
  useLayoutEffect(() => {
    const width = box.current?.clientWidth,
      all = document.querySelector(".run-content")?.clientWidth ?? 0;
    if (!width) return;
    const made = paper && all > PAPER ? Math.round((width * PAPER) / all) : width;
    chart.current.resize({ width: made, height: box.current!.clientHeight || height });
    chart.current.getZr().flush();
    fitPaper(box.current!);
  }, [paper, height]);
  /* The part of the time axis between where the pointer went down and where it is; it may leave the chart meanwhile. */
  const brush = (e: PointerEvent): void => {
    if (!zoom || e.button !== 0) return;
    const side = box.current!.getBoundingClientRect().left,
      from = e.clientX - side;
    let to = from;
    const moved = (m: PointerEvent): void => {
      if (m.pointerId !== e.pointerId) return;
      to = Math.max(0, Math.min(box.current!.clientWidth, m.clientX - side));
      setBand(Math.abs(to - from) < BRUSH ? null : [Math.min(from, to), Math.max(from, to)]);
    };
    const stop = (m: PointerEvent): void => {
      if (m.pointerId !== e.pointerId) return;
      removeEventListener("pointermove", moved);
      removeEventListener("pointerup", stop);
      removeEventListener("pointercancel", stop);
      setBand(null);
      if (m.type === "pointercancel" || Math.abs(to - from) < BRUSH) return;
      const [a, b] = [from, to]
        .sort((p, q) => p - q)
        .map((p) => chart.current.convertFromPixel({ xAxisIndex: 0 }, p));
      zoomTo([a, b]);
    };
    addEventListener("pointermove", moved);
    addEventListener("pointerup", stop);
    addEventListener("pointercancel", stop);
  };
  const at0 = useRef(-1);
  const step = (e: KeyboardEvent): void => {
    const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1, Enter: 0 }[e.key];
    if (by === undefined || e.altKey || e.ctrlKey || e.metaKey) return;
    const c = chart.current;
    const stops: { series: number; index: number; data: any; el: any }[] = [];
    c.getModel().eachSeries((s: any) => {
      const all = s.getData();
      for (let index = 0; index < all.count(); index++) {
        const data = all.getItemModel(index).option,
          el = all.getItemGraphicEl(index);
        if (data?.id !== undefined && el) stops.push({ series: s.seriesIndex, index, data, el });
      }
    });
    if (!stops.length) return;
    e.preventDefault();
    e.stopPropagation();
    const was = stops[at0.current];
    if (!by) return void (was && onClick?.({ data: was.data }));
    if (was) c.dispatchAction({ type: "downplay", seriesIndex: was.series, dataIndex: was.index });
    at0.current = Math.max(0, Math.min(stops.length - 1, at0.current + by));
    const { series, index, data, el } = stops[at0.current];
    c.dispatchAction({ type: "highlight", seriesIndex: series, dataIndex: index });
    const place = el.getBoundingRect().clone();
    const moved = el.getComputedTransform();
    if (moved) place.applyTransform(moved);
    const t = tip({ data }, () => false);
    setAt(t && { ...t, x: place.x + place.width / 2, y: place.y + place.height / 2 });
    if (t) announce(t.head);
    const scroll = box.current!.closest(".flow-scroll");
    if (scroll) scroll.scrollTop = place.y - scroll.clientHeight / 2;
  };
  const blur = (): void => {
    chart.current.dispatchAction({ type: "downplay" });
    at0.current = -1;
    setAt(null);
  };
  const wide = box.current?.clientWidth ?? 0;
  return (
    <div
      class={"chart-box" + (zoom ? " brushed" : "")}
      {...(nodes
        ? {
            tabIndex: 0,
            role: "group",
            "aria-label": `${label}; arrows go from node to node`,
            onKeyDown: step,
            onBlur: blur,
          }
        : {})}
      onPointerMove={(e) => {
        const b = box.current!.getBoundingClientRect();
        pointer.current = [e.clientX - b.left, e.clientY - b.top];
      }}
      onPointerLeave={() => setAt(null)}
      onPointerDown={brush}
    >
      <div class="chart" role="img" aria-label={label} ref={box} style={{ height: height + "px" }} />
      {band && <div class="band" style={{ left: band[0] + "px", width: band[1] - band[0] + "px" }} />}
      {zoomed && (
        <span class="zoomed no-print">
          <Button label="whole" text="Whole time" onClick={() => zoomTo()} />
        </span>
      )}
      {at && !band && (
        <div
          class={"tip" + (at.rows.length > 12 ? " many" : "")}
          style={{
            ...(at.x > wide / 2 ? { right: wide - at.x + 12 + "px" } : { left: at.x + 12 + "px" }),
            ...(at.y > height / 2 ? { bottom: height - at.y + 12 + "px" } : { top: at.y + 12 + "px" }),
          }}
        >
          <div class="tip-head">
            <bdi>{at.head}</bdi>
          </div>
          {at.rows.map((r) => (
            <div class="tip-row">
              <span class="dot" style={{ background: r.color }} />
              <bdi>{r.name}</bdi>
              <b>{r.value}</b>
            </div>
          ))}
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

/* The data for who cannot see the picture, made when they are asked for. */
function Hidden({ table, label }: { table: Table; label: string }) {
  const [open, setOpen] = useState(false);
  return (
    <details class="off-screen" onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary tabIndex={-1}>Data of {label}</summary>
      {open && <DataTable table={table} label={label} />}
    </details>
  );
}

function DataTable({ table, label }: { table: Table; label: string }) {
  const n = Math.min(table.n, 200);
  return (
    <table>
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
  const round = type === "pie" || type === "donut";
  const h =
    height ??
    (round
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
  const titles = titlesOf(panel, data.names);
  const times = useMemo(() => moments(data), [data]);
  if (!table.n) return <p class="text-3 pad">No rows</p>;
  if (data.values.every((c) => c.every((v) => v === null)))
    return (
      <>
        <p class="text-2 t-sm">No column holds numbers to draw: the data as a table.</p>
        <Tabled p={panel} t={table} />
      </>
    );
  /* One point makes no line. */
  if (data.x.length === 1 && data.values.length === 1 && (type === "line" || type === "area"))
    return (
      <div class="single">
        <div class="single-value">{formatNumber(data.values[0][0] ?? "-")}</div>
        <div class="text-2">
          {option && <span class="dot" style={{ background: option.series[0].itemStyle.color }} />}{" "}
          {plain(data.x[0])} · {titles[0]}
        </div>
      </div>
    );
  if (state === "failed") return <p class="text-2 pad">The library for charts could not be loaded.</p>;
  if (!option) return <div style={{ height: h + "px" }} />;
  const series: any[] = option.series;
  const tip = (e: any, off: (series: string) => boolean): Omit<Tip, "x" | "y"> | null => {
    if (e.axis) {
      const i = option.xAxis.type === "time" ? nearest(times, e.axis.value) : Number(e.axis.value);
      const all = tooltipRows(
        data,
        i,
        titles,
        series.map((s) => s.itemStyle?.color),
      );
      return { ...all, rows: all.rows.filter((r) => !off(r.name)) };
    }
    if (round)
      return {
        head: titles[0] ?? "",
        rows: [{ name: e.name, value: `${formatNumber(e.value)} · ${e.percent} %`, color: e.color }],
      };
    if (type === "heatmap")
      return {
        head: option.xAxis.data[e.value[0]],
        rows: [{ name: option.yAxis.data[e.value[1]], value: formatNumber(e.value[2]), color: e.color }],
      };
    return null;
  };
  /* The rows of what was clicked: those of its category and, where series are values of a column, of its series. */
  const showRows = (e: any): void => {
    const named = round ? e.name : type === "heatmap" ? option.xAxis.data[e.value[0]] : undefined;
    const i =
      named !== undefined
        ? data.x.findIndex((x) => plain(x) === named)
        : option.xAxis?.type === "time"
          ? nearest(times, e.value[0])
          : e.dataIndex;
    const s = type === "heatmap" ? e.value[1] : round ? 0 : e.seriesIndex;
    const is = (column: number, value: unknown): Expression[] => {
      const cell = table.cols[column].find((c) => plain(c ?? "null") === plain(value));
      return cell == null
        ? []
        : [{ operator: "equal", type: "dimension", key: table.columns[column].name, value: plain(cell) }];
    };
    const rows = [
      ...(i >= 0 && i < data.x.length ? is(0, data.x[i]) : []),
      ...(data.crossed && data.names[s] !== undefined ? is(1, data.names[s]) : []),
    ];
    if (embedded || !panel.name) return;
    set({
      panel: panel.name,
      tab: "data",
      ...keptWith("where", panel.name, rows.length && { operator: "and", expressions: rows }),
    });
  };
  return (
    <div class={round ? "round" : ""}>
      <InTurn height={h}>
        {() => (
          <>
            <Draw
              option={option}
              height={h}
              label={`${label}: ${type} of ${data.x.length} by ${titles.join(", ")}`}
              tip={tip}
              zoom={option.xAxis?.type === "time" && data.x.length > 2}
              onClick={(e) => e.componentType === "series" && showRows(e)}
            />
            {round && <Slices items={series[0].data} />}
            <Hidden table={table} label={label} />
          </>
        )}
      </InTurn>
    </div>
  );
}

const SLICES = 8; /* in the list below a narrow pie */

/* What the labels of a pie say where it is too narrow for them: the style sheet shows one or the other. */
function Slices({ items }: { items: { name: string; value: number; itemStyle: { color: string } }[] }) {
  const shown = items.filter((i) => i.value);
  return (
    <ul class="slices" aria-hidden="true">
      {shown.slice(0, SLICES).map((i) => (
        <li>
          <span class="dot" style={{ background: i.itemStyle.color }} />
          <bdi title={i.name}>{i.name}</bdi>
          <b>{formatNumber(i.value)}</b>
        </li>
      ))}
      {shown.length > SLICES && <li class="text-3">{shown.length - SLICES} more</li>}
    </ul>
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
  const [sure, setSure] = useState(false);
  const many = graph.nodes.length > MANY && !sure;
  /* Each leaf has a line of its own; a tall picture scrolls in its box. */
  const inner = new Set(graph.edges.map((e) => e.from));
  const leaves = graph.nodes.filter((n) => !inner.has(n.id)).length;
  const h = height ?? Math.max(200, Math.min(720, graph.nodes.length * 26), leaves * 18 + 24);
  const option = useMemo(
    () =>
      state === "ready" && !many
        ? tree
          ? treeOption(graph, themeOf())
          : sankeyOption(graph, themeOf())
        : null,
    [state, graph, tree, colours, many],
  );
  if (!graph.nodes.length) return <p class="text-3 pad">No rows</p>;
  if (many) return <Ask n={graph.nodes.length} draw={() => setSure(true)} />;
  if (state === "failed") return <p class="text-2 pad">The library for charts could not be loaded.</p>;
  if (!option) return <div style={{ height: h + "px" }} />;
  const names = new Map(graph.nodes.map((n) => [n.id, n]));
  const tip = (e: any): Omit<Tip, "x" | "y"> | null => {
    if (e.dataType === "edge") {
      const edge = graph.edges.find((x) => x.from === e.data.source && x.to === e.data.target);
      const [head, ...rows] = edge ? edgeText(edge, names).split("\n") : [""];
      return { head, rows: rows.map((name) => ({ name, value: "", color: "transparent" })) };
    }
    const n = names.get(e.data?.id ?? e.data?.name);
    return n
      ? {
          head: n.title,
          rows: shown(n)
            .slice(0, 12)
            .map(([k, v]) => ({ name: k, value: plain(v), color: "transparent" })),
        }
      : null;
  };
  return (
    <>
      <div class={h > 720 ? "flow-scroll" : ""}>
        <InTurn height={h}>
          {() => (
            <Draw
              option={option}
              height={h}
              label={`${label}: ${tree ? "hierarchy" : "flow"} of ${graph.nodes.length} nodes`}
              tip={tip}
              onClick={(e) => e.data?.id !== undefined && onNode(e.data.id)}
              nodes
            />
          )}
        </InTurn>
      </div>
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
  const joined = new Set(graph.edges.flatMap((e) => [e.from, e.to]));
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
        lineStyle: { color: "target", opacity: 0.3, curveness: 0.5 },
        data: [
          ...graph.nodes.map((n) => ({
            id: n.id,
            name: n.id,
            label2: n.title,
            value: 1 /* at least: what has no edge is seen, too, at the left */,
            ...(deep && n.depth !== undefined ? { depth: n.depth } : joined.has(n.id) ? {} : { depth: 0 }),
            itemStyle: { color: of(n.category), borderWidth: 0 },
          })),
          /* The library divides by the number of layers: one that is not seen makes them two where nothing is joined. */
          ...(joined.size
            ? []
            : [{ name: "\0", value: 0, depth: 1, itemStyle: { opacity: 0 }, label: { show: false } }]),
        ],
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
  /* Each tree is as high as its leaves need. */
  const leaves = (t: any): number =>
    t.children.length ? t.children.reduce((n: number, c: any) => n + leaves(c), 0) : 1;
  const shares = trees.map(leaves);
  const all = shares.reduce((a, b) => a + b, 0);
  const above = shares.map((_, i) => shares.slice(0, i).reduce((a, b) => a + b, 0));
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
      top: `${((above[i] * 100) / all).toFixed(2)}%`,
      height: `${((shares[i] * 100) / all).toFixed(2)}%`,
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
