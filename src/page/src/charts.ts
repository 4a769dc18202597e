/* charts.ts - data and properties of a chart to options of ECharts (server.md 10.6). Pure: colours come as a theme. */
import type { Cell, Panel, Table } from "./types";
import { kindsOf, isTime, plain, toNumber, formatNumber, formatTime, utc } from "./values";
import { own } from "./own";

export interface Theme {
  series: string[];
  text: string;
  text2: string;
  line: string;
  surface: string;
  accent: string;
  font: string;
  patterns: boolean;
  color: (v: unknown) => string | null;
}

/* x, and one column per series. */
export interface Data {
  x: Cell[];
  names: string[];
  values: (number | null)[][];
  timed: boolean;
  dateOnly: boolean;
  crossed?: boolean; /* series are the values of the second column */
}

/* Moments of x in milliseconds; a date is its day in UTC, whatever a database adds to it. */
export const moments = (d: Data): number[] =>
  d.x.map((v) => new Date(d.dateOnly ? String(v).slice(0, 10) : String(v)).getTime());

const num = (v: Cell): number | null => {
  if (v === null || v === undefined) return null;
  const n = toNumber(v);
  return Number.isFinite(n) ? n : null;
};

export function chartData(t: Table, transform: unknown): Data {
  const kinds = kindsOf(t);
  const label = (v: Cell): Cell =>
    v === null || v === undefined ? "null" : typeof v === "number" ? v : plain(v);
  const timed = t.columns.length > 0 && (isTime(t.columns[0]) || kinds[0] === "time" || kinds[0] === "date");
  const dateOnly = kinds[0] === "date";
  const auto =
    t.columns.length === 3 && kinds[0] !== "number" && kinds[1] !== "number" && kinds[2] === "number";
  if (transform === "crosstab" ? t.columns.length >= 3 : transform !== "none" && auto) {
    const x = new Map<string, number>(),
      names = new Map<string, number>(),
      cells = new Map<string, number | null>();
    const xs: Cell[] = [];
    for (let i = 0; i < t.n; i++) {
      const a = plain(t.cols[0][i] ?? "null"),
        s = plain(t.cols[1][i] ?? "null");
      if (!x.has(a)) {
        x.set(a, x.size);
        xs.push(label(t.cols[0][i]));
      }
      if (!names.has(s)) names.set(s, names.size);
      const key = `${x.get(a)},${names.get(s)}`,
        v = num(t.cols[2][i]);
      cells.set(key, v === null ? (cells.get(key) ?? null) : (cells.get(key) ?? 0) + v);
    }
    const values = [...names.values()].map((s) => xs.map((_, i) => cells.get(`${i},${s}`) ?? null));
    return { x: xs, names: [...names.keys()], values, timed, dateOnly, crossed: true };
  }
  return {
    x: t.cols[0]?.map(label) ?? [],
    names: t.columns.slice(1).map((c) => c.original_name ?? c.name),
    values: t.cols.slice(1).map((c) => c.map(num)),
    timed,
    dateOnly,
  };
}

type Any = Record<string, any>;
const obj = (v: unknown): Any => (typeof v === "object" && v !== null && !Array.isArray(v) ? (v as Any) : {});

export const chartType = (p: Panel): string => {
  const t = p.display_type ?? "column";
  return ["column", "bar", "line", "area", "pie", "donut", "heatmap"].includes(t) ? t : "column";
};

/* A format of labels like "0.0", "0,0", "0%", "$0.00a": digits behind the point, groups, percent, short units, text around. */
export function labelFormat(format: unknown): ((v: number) => string) | null {
  if (typeof format !== "string" || format.length > 40) return null;
  const m = /^([^0#]*)([0#][0#,]*)(\.[0#]+)?(\s?a)?(%)?(.*)$/.exec(format);
  if (!m) return null;
  const digits = m[3] ? m[3].length - 1 : 0;
  const f = new Intl.NumberFormat(undefined, {
    minimumFractionDigits: (m[3] ?? "").replace(/[^0]/g, "").length,
    maximumFractionDigits: digits,
    useGrouping: m[2].includes(","),
    ...(m[4] ? { notation: "compact" as const } : {}),
    ...(m[5] ? { style: "percent" as const } : {}),
  });
  return (v) => m[1] + f.format(v) + m[6];
}

/* What a reader calls the series. */
export function titlesOf(p: Panel, names: string[]): string[] {
  const settings = obj(p.properties.series);
  return names.map((n) =>
    typeof obj(own(settings, n)).title === "string" ? obj(own(settings, n)).title : n,
  );
}

const DAY = 86400000;
const two = (n: number): string => String(n).padStart(2, "0");

/* Milliseconds as if the user's zone were UTC, of which dates without a time are. */
const zoned = (at: number, dateOnly: boolean): number =>
  dateOnly || utc.value ? at : at - new Date(at).getTimezoneOffset() * 60000;

/* Labels of a time axis: the shortest form that says which moment of `span` milliseconds it is, or that of a format like
 * "YYYY-MM-DD HH:mm" or "%d %b". */
export function timeLabels(format: unknown, span: number, dateOnly: boolean): (at: number) => string {
  const form = (o: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(undefined, { ...o, timeZone: "UTC" });
  const year = form({ year: "numeric" }),
    month = form({ month: "short" }),
    monthYear = form({ month: "short", year: "numeric" }),
    day = form({ day: "numeric", month: "short" }),
    minute = form({ hour: "2-digit", minute: "2-digit" }),
    second = form({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
  const long = form({ month: "long" });
  const tokens = /%[YymdeHMSbB]|YYYY|yyyy|YY|MMMM|MMM|MM|DD|dd|HH|mm|ss/g;
  const given = typeof format === "string" && format.length <= 40 && format.search(tokens) >= 0 ? format : "";
  return (at) => {
    const t = zoned(at, dateOnly),
      d = new Date(t);
    if (Number.isNaN(t)) return "";
    if (given)
      return given.replace(tokens, (token) => {
        const of = token.startsWith("%") ? token[1] : token;
        if (of === "Y" || of.toLowerCase() === "yyyy") return String(d.getUTCFullYear());
        if (of === "y" || of === "YY") return two(d.getUTCFullYear() % 100);
        if (of === "b" || of === "MMM") return month.format(d);
        if (of === "B" || of === "MMMM") return long.format(d);
        if (of === "e") return String(d.getUTCDate());
        if (token === "%m" || of === "MM") return two(d.getUTCMonth() + 1);
        if (of === "d" || of === "DD" || of === "dd") return two(d.getUTCDate());
        if (of === "H" || of === "HH") return two(d.getUTCHours());
        if (token === "%M" || of === "mm") return two(d.getUTCMinutes());
        return two(d.getUTCSeconds());
      });
    if (t % 60000) return second.format(d);
    if (t % DAY) return minute.format(d);
    if (d.getUTCDate() > 1 || span < 62 * DAY) return day.format(d);
    if (d.getUTCMonth()) return month.format(d);
    return (span > 366 * DAY ? year : monthYear).format(d);
  };
}

/* The title of an axis stands beside its labels: at its start, in its middle or at its end. The library puts a title that is not in the
 * middle beyond the axis, where it would be cut; so it is pushed to the side by its padding instead. */
function titleOf(o: Any, theme: Theme, gap: number, upright: boolean): Any {
  const title = obj(o.title);
  if (title.display === "none" || typeof title.value !== "string" || !title.value) return {};
  const style = { color: theme.text2, fontSize: 11 };
  if (title.align !== "start" && title.align !== "end")
    return { name: title.value, nameLocation: "middle", nameGap: gap, nameTextStyle: style };
  const start = title.align === "start";
  const place = upright
    ? { verticalAlign: "bottom", padding: [0, 0, gap - 6, 0] }
    : { verticalAlign: "top", padding: [gap - 6, 0, 0, 0] };
  return {
    name: title.value,
    nameLocation: title.align,
    nameGap: 0,
    nameRotate: upright ? 90 : 0,
    nameTextStyle: { ...style, align: start ? "left" : "right", ...place },
  };
}

/* The labels and titles of axes are within the grid. */
const WITHIN = { outerBoundsMode: "same", outerBoundsContain: "all" };
const LETTER = 6.5; /* pixels of a letter of a label */

/* Letters of the longest label of an axis of values: its steps are about a fifth of it. */
function longest(d: Data, stacked: boolean, format: (v: number) => string): number {
  const at = (i: number): number[] => d.values.map((c) => c[i] ?? 0);
  const ends = d.x.flatMap((_, i) => (stacked ? [at(i).reduce((a, b) => a + b, 0)] : at(i)));
  const most = ends.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  const step = most > 0 ? 10 ** Math.floor(Math.log10(most / 5)) : 1;
  const steps = [1, 2, 5, 10, 20, 50].map((n) => Number((n * step).toPrecision(1)));
  const minus = ends.some((v) => v < 0) ? 1 : 0;
  return Math.max(...steps.filter((s) => s <= most * 1.3 || s === step).map((s) => format(s).length)) + minus;
}

const WINDOW = 1000; /* pixels of the content of a usual window */
const SIDE = 140; /* pixels for a legend at the left or right */

function legendOf(
  p: Panel,
  n: number,
  round: boolean,
  theme: Theme,
  names: string[],
): { option: Any; side: string } {
  const l = obj(p.properties.legend);
  const show = l.display === "all" || (l.display !== "none" && !round && n > 1);
  const side = ["top", "right", "bottom", "left"].includes(l.position) ? l.position : "top";
  const vertical = side === "left" || side === "right";
  return {
    side: show ? side : "",
    option: {
      show,
      type: "scroll",
      orient: vertical ? "vertical" : "horizontal",
      data: names,
      selectedMode: "multiple",
      icon: "roundRect",
      itemWidth: 10,
      itemHeight: 10,
      itemGap: 12,
      /* Its room is what the drawing leaves; a longer name is cut, and whole on hover. */
      textStyle: {
        color: theme.text2,
        fontSize: 12,
        width: vertical ? SIDE - 30 : 220,
        overflow: "truncate",
      },
      triggerEvent: true,
      pageTextStyle: { color: theme.text2 },
      pageIconColor: theme.text2,
      pageIconInactiveColor: theme.line,
      pageIconSize: 10,
      ...(vertical ? { top: "middle", [side]: 0 } : { left: 0, [side]: 0 }),
    },
  };
}

const PATTERNS = ["rect", "circle", "triangle", "diamond"];
function decal(i: number, theme: Theme): Any {
  return i >= theme.series.length || theme.patterns
    ? {
        decal: {
          symbol: PATTERNS[i % 4],
          symbolSize: 0.6,
          color: theme.surface,
          dashArrayX: 6,
          dashArrayY: 6,
        },
      }
    : {};
}

/* Options for ECharts. `size`: of the box in pixels, which decides how labels are turned. */
export function chartOption(p: Panel, t: Table, theme: Theme): Any {
  const type = chartType(p);
  const data = chartData(t, p.properties.transform);
  if (type === "heatmap") return heatmap(p, data, theme);
  if (type === "pie" || type === "donut") return pie(p, data, theme, type === "donut");
  return cartesian(p, data, theme, type);
}

const base = (theme: Theme): Any => ({
  animation: false,
  backgroundColor: "transparent",
  color: theme.series,
  textStyle: { fontFamily: theme.font, fontSize: 11, color: theme.text2 },
});

function cartesian(p: Panel, d: Data, theme: Theme, type: string): Any {
  const axes = obj(p.properties.axes),
    ax = obj(axes.x),
    ay = obj(axes.y);
  const timed = d.timed && type !== "bar";
  const stacked =
    (type === "column" || type === "bar" || type === "area") && p.properties.grouping !== "compare";
  const settings = obj(p.properties.series);
  const names = titlesOf(p, d.names);
  const legend = legendOf(p, d.names.length, false, theme, names);
  const time = moments(d);
  /* A line goes from moment to moment, in whatever order the rows come. */
  const order = timed ? time.map((_, i) => i).sort((a, b) => time[a] - time[b]) : [];
  const kind = type === "column" || type === "bar" ? "bar" : "line";
  const dense = d.x.length > 20;
  const series = d.values.map((values, i) => {
    const color = theme.color(obj(own(settings, d.names[i])).color) ?? theme.series[i % theme.series.length];
    const points: any[] = timed ? order.map((j) => [time[j], values[j]]) : values;
    /* Of more than 40 points only those without a neighbour are marked: no line shows them. */
    const gap = (j: number): boolean =>
      ((v) => v === null || v === undefined)(timed ? points[j]?.[1] : points[j]);
    const alone = (j: number): boolean => !gap(j) && gap(j - 1) && gap(j + 1);
    const marked = kind === "line" && d.x.length > 40 && points.some((_, j) => alone(j));
    return {
      id: String(i),
      name: names[i],
      type: kind,
      ...(stacked && d.values.length > 1 ? { stack: "all" } : {}),
      data: marked ? points.map((value, j) => (alone(j) ? { value, symbol: "circle" } : value)) : points,
      itemStyle: { color, ...(kind === "bar" ? { borderRadius: stacked ? 0 : 2, ...decal(i, theme) } : {}) },
      ...(kind === "line"
        ? {
            lineStyle: { width: 2, color, type: i >= theme.series.length ? "dashed" : "solid" },
            symbol: marked ? "none" : "circle",
            symbolSize: 5,
            showSymbol: marked || d.x.length <= 40,
            connectNulls: false,
          }
        : { barMaxWidth: 36 }),
      ...(type === "area" ? { areaStyle: { opacity: 0.25, color } } : {}),
      emphasis: { focus: d.values.length > 1 ? "series" : "none" },
    };
  });
  const n = d.x.length;
  /* Few labels lie, if there is room for them all. */
  const letters = d.x.reduce((most: number, v) => Math.max(most, plain(v).length), 0);
  const lies = n * Math.min(110, letters * 6.5 + 12) < ((p.width || 12) / 12) * WINDOW;
  const rotate = type === "bar" ? 0 : n < 5 ? (lies ? 0 : 30) : n < 10 ? 30 : n < 15 ? 45 : n < 20 ? 60 : 90;
  const axisTitle = (o: Any, gap: number, upright: boolean): Any => titleOf(o, theme, gap, upright);
  const hidden = (o: Any): boolean => o.display === "none";
  const valueFormat = (o: Any) => labelFormat(obj(o.labels).format) ?? ((v: number) => compact(v));
  const labels = (o: Any): Any => ({
    show: obj(o.labels).display !== "none",
    color: theme.text2,
    fontSize: 11,
    hideOverlap: true,
  });
  const line = {
    axisLine: { lineStyle: { color: theme.line } },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: theme.line } },
  };
  const limits = (o: Any, scale = 1): Any => ({
    ...(typeof o.min === "number" ? { min: o.min * scale } : {}),
    ...(typeof o.max === "number" ? { max: o.max * scale } : {}),
  });
  /* x is the axis that lies: of bars that is the one of the values. */
  const [ac, av] = type === "bar" ? [ay, ax] : [ax, ay];
  const worded = labelFormat(obj(ac.labels).format);
  const category: Any = {
    ...line,
    triggerEvent: true,
    type: "category",
    data: d.x.map((v) => plain(v)),
    splitLine: { show: false },
    show: !hidden(ac),
    axisLabel: {
      ...labels(ac),
      ...(worded
        ? { formatter: (v: string) => (v.trim() && !Number.isNaN(Number(v)) ? worded(Number(v)) : v) }
        : {}),
      rotate: timed ? 0 : rotate,
      overflow: "truncate",
      width: type === "bar" ? 140 : rotate ? 90 : 110,
      ...(type === "bar" ? {} : { interval: dense ? "auto" : 0 }),
    },
    ...axisTitle(
      ac,
      type === "bar"
        ? 20 + Math.min(140, letters * LETTER)
        : 24 + Math.sin((rotate * Math.PI) / 180) * Math.min(90, letters * LETTER),
      type === "bar",
    ),
  };
  const timeAxis: Any = {
    ...line,
    type: "time",
    ...(d.dateOnly ? { minInterval: DAY } : {}),
    splitLine: { show: false },
    show: !hidden(ax),
    axisLabel: {
      ...labels(ax),
      formatter: timeLabels(obj(ax.labels).format, n ? time[order[n - 1]] - time[order[0]] : 0, d.dateOnly),
    },
    ...limits(ax, 1000),
    ...axisTitle(ax, 28, false),
  };
  const value: Any = {
    ...line,
    type: "value",
    axisLine: { show: false },
    show: !hidden(av),
    /* What is counted has no parts. */
    ...(d.values.every((c) => c.every((v) => v === null || Number.isInteger(v))) ? { minInterval: 1 } : {}),
    ...axisTitle(
      av,
      type === "bar" ? 28 : 20 + longest(d, stacked, valueFormat(av)) * LETTER,
      type !== "bar",
    ),
    axisLabel: { ...labels(av), formatter: valueFormat(av) },
    ...limits(av),
  };
  const room = (side: string): number =>
    legend.side === side ? (side === "top" || side === "bottom" ? 28 : SIDE) : 0;
  return {
    ...base(theme),
    useUTC: d.dateOnly || utc.value,
    aria: { enabled: true, label: { enabled: false }, decal: { show: theme.patterns } },
    legend: legend.option,
    grid: {
      top: 12 + room("top"),
      right: 16 + room("right"),
      bottom: 4 + room("bottom"),
      left: 4 + room("left"),
      ...WITHIN,
    },
    xAxis: type === "bar" ? value : timed ? timeAxis : category,
    yAxis: type === "bar" ? category : value,
    ...(timed && n > 2
      ? { dataZoom: [{ type: "inside", zoomOnMouseWheel: "ctrl", moveOnMouseMove: false }] }
      : {}),
    tooltip: {
      trigger: "axis",
      axisPointer: {
        type: kind === "bar" ? "shadow" : "line",
        lineStyle: { color: theme.line },
        shadowStyle: { color: theme.line, opacity: 0.3 },
      },
      show: true,
      showContent: false,
    },
    series,
  };
}

const short = new Intl.NumberFormat(undefined, { notation: "compact", maximumFractionDigits: 1 });
const compact = (v: number): string => (Math.abs(v) >= 10000 ? short.format(v) : formatNumber(v));

function pie(p: Panel, d: Data, theme: Theme, donut: boolean): Any {
  const values = d.values[0] ?? [];
  const points = obj(obj(own(obj(p.properties.series), d.names[0] ?? "")).points);
  let items = d.x.map((x, i) => ({
    name: plain(x),
    value: values[i] ?? 0,
    color: theme.color(obj(own(points, plain(x))).color),
  }));
  if (items.length > 30) {
    const sorted = [...items].sort((a, b) => b.value - a.value);
    items = [
      ...sorted.slice(0, 29),
      {
        name: `other (${items.length - 29})`,
        value: sorted.slice(29).reduce((n, x) => n + x.value, 0),
        color: null,
      },
    ];
  }
  const legend = legendOf(
    p,
    items.length,
    true,
    theme,
    items.map((i) => i.name),
  );
  const room = (side: string, size: number): number => (legend.side === side ? size : 0);
  return {
    ...base(theme),
    aria: { enabled: true, label: { enabled: false }, decal: { show: theme.patterns } },
    legend: legend.option,
    tooltip: { show: true, trigger: "item", showContent: false },
    series: [
      {
        type: "pie",
        radius: donut ? ["46%", "72%"] : ["0%", "72%"],
        top: room("top", 28),
        bottom: room("bottom", 28),
        left: room("left", SIDE),
        right: room("right", SIDE),
        data: items.map((i, n) => ({
          name: i.name,
          value: i.value,
          itemStyle: { color: i.color ?? theme.series[n % theme.series.length], ...decal(n, theme) },
        })),
        /* A ring of one slice has no seam. */
        itemStyle: {
          borderColor: theme.surface,
          borderWidth: items.filter((i) => i.value).length > 1 ? 2 : 0,
        },
        label: { color: theme.text2, fontSize: 11, overflow: "truncate", bleedMargin: 2 },
        labelLine: { lineStyle: { color: theme.line }, length: 8, length2: 8 },
        avoidLabelOverlap: true,
        minShowLabelAngle: 4,
        emphasis: { scale: false, focus: "self" },
      },
    ],
    /* In a narrow panel a list below it says what the labels would: chart.tsx. */
    media: [
      {
        query: { maxWidth: NARROW },
        option: {
          legend: { show: false },
          series: [
            {
              ...{ top: 0, bottom: 0, left: 0, right: 0 },
              radius: donut ? ["58%", "92%"] : ["0%", "92%"],
              label: { show: false },
              labelLine: { show: false },
            },
          ],
        },
      },
    ],
  };
}
const NARROW = 256; /* pixels; style.css has those of the panel around it */

/* Time and count: days by hours when points are at most an hour apart, else one row of days. Anything else: categories by series. */
function heatmap(p: Panel, d: Data, theme: Theme): Any {
  let xs: string[], ys: string[];
  const cells: [number, number, number][] = [];
  const at = moments(d);
  if (d.timed && d.values.length >= 1 && at.every((t) => !Number.isNaN(t)) && d.values.length === 1) {
    const sorted = [...at].sort((a, b) => a - b);
    const step = sorted.length > 1 ? (sorted[sorted.length - 1] - sorted[0]) / (sorted.length - 1) : Infinity;
    const hours = step <= 3600000;
    const day = (t: number): string => new Date(zoned(t, d.dateOnly)).toISOString().slice(0, 10);
    xs = [...new Set(sorted.map(day))];
    ys = hours ? Array.from({ length: 24 }, (_, h) => `${two(h)}:00`) : titlesOf(p, [d.names[0]]);
    const sums = new Map<string, number>();
    at.forEach((t, i) => {
      const key = `${xs.indexOf(day(t))},${hours ? new Date(zoned(t, d.dateOnly)).getUTCHours() : 0}`;
      sums.set(key, (sums.get(key) ?? 0) + (d.values[0][i] ?? 0));
    });
    for (const [key, v] of sums) cells.push([...(key.split(",").map(Number) as [number, number]), v]);
  } else {
    xs = d.x.map((x) => plain(x));
    ys = titlesOf(p, d.names);
    d.values.forEach((col, y) => col.forEach((v, x) => v !== null && cells.push([x, y, v])));
  }
  const vs = cells.map((c) => c[2]);
  const min = Math.min(0, ...vs.slice(0, 10000)),
    max = vs.reduce((a, b) => Math.max(a, b), min + 1);
  const axes = obj(p.properties.axes);
  const axis = (o: Any, gap: number, upright: boolean): Any => ({
    type: "category",
    show: o.display !== "none",
    triggerEvent: true,
    axisLine: { show: false },
    axisTick: { show: false },
    splitArea: { show: false },
    axisLabel: {
      show: obj(o.labels).display !== "none",
      color: theme.text2,
      fontSize: 11,
      hideOverlap: true,
      overflow: "truncate",
      width: 110,
    },
    ...titleOf(o, theme, gap, upright),
  });
  const xAxis = axis(obj(axes.x), 28, false),
    yAxis = axis(obj(axes.y), 24 + Math.min(110, Math.max(0, ...ys.map((y) => y.length * 6))), true);
  const legend = obj(p.properties.legend).display !== "none";
  return {
    ...base(theme),
    aria: { enabled: true, label: { enabled: false } },
    grid: { top: 8, right: 12, bottom: legend ? 36 : 8, left: 4, ...WITHIN },
    xAxis: { ...xAxis, data: xs },
    yAxis: { ...yAxis, data: ys },
    visualMap: {
      show: legend,
      type: "piecewise",
      min,
      max,
      splitNumber: 6,
      orient: "horizontal",
      left: 0,
      bottom: 0,
      itemWidth: 12,
      itemHeight: 12,
      textStyle: { color: theme.text2, fontSize: 11 },
      inRange: { color: [theme.surface, theme.accent] },
      precision: max - min > 12 ? 0 : 1,
      showLabel: false,
      text: [formatNumber(max), formatNumber(min)],
    },
    tooltip: { show: true, trigger: "item", showContent: false },
    series: [
      {
        type: "heatmap",
        data: cells,
        itemStyle: { borderColor: theme.surface, borderWidth: 2 },
        emphasis: { itemStyle: { borderColor: theme.text } },
      },
    ],
  };
}

/* What the tooltip says at a position: the category, and the series by value. */
export function tooltipRows(
  d: Data,
  i: number,
  titles: string[],
  colors: string[],
): { head: string; rows: { name: string; value: string; color: string }[] } {
  const rows = d.values
    .map((v, s) => ({ n: v[i], name: titles[s] ?? d.names[s], color: colors[s] }))
    .filter((r) => r.n !== null && r.n !== undefined);
  rows.sort((a, b) => b.n! - a.n!);
  return {
    head: d.timed ? formatTime(d.x[i], d.dateOnly ? "date" : "time") : plain(d.x[i]),
    rows: rows.map((r) => ({ name: r.name, value: formatNumber(r.n), color: r.color })),
  };
}
