/* gallery.mjs - one dashboard that has every panel type, display type and property of server.md 10.5, and the strings
 * with which anybody would attack it. */

export const EVIL = [
  '<img src=x onerror="alert(1)">', '"><script>alert(1)</script>', "javascript:alert(1)", "data:text/html,<script>alert(1)</script>",
  '<svg onload="alert(1)"></svg>', '{{ "x" | @html }}', "\u202eevil", "\u0000nul", "\ud800lone", "__proto__", "constructor",
];

export const table = (columns, rows, types = []) => ({
  columns: columns.map((name, i) => ({ name, data_type: types[i] ?? "TEXT" })),
  rows: rows.map((r) => Object.fromEntries(columns.map((c, i) => [c, r[i]]))),
});

/* A dashboard of panels: [type, properties of the panel]. */
export function dashboard(name, panels, more = {}) {
  const all = { [name]: { name, dashboard: name, panel_type: "dashboard", title: "Gallery", status: "complete", source_definition: "dashboard {}", ...more } };
  const children = [];
  for (const [type, p, hidden] of panels) {
    const full = `t.${type}.${p.id}`;
    const { id, ...rest } = p;
    all[full] = { name: full, dashboard: name, panel_type: type, status: "complete", source_definition: `${type} "${id}" {\n  width = 4\n}`, ...rest, properties: { name: id, ...rest.properties } };
    if (!hidden) children.push({ name: full, panel_type: type });
  }
  return { schema_version: "20240607", layout: { name, panel_type: "dashboard", children }, panels: all, inputs: {}, variables: {}, search_path: null, start_time: "2025-03-01T10:00:00Z", end_time: "2025-03-01T10:00:02Z", metadata: {} };
}

const sales = table(["month", "north", "south"], [["Jan", 10, 4], ["Feb", 12, 7], ["Mar", 8, 9]], ["TEXT", "INT8", "INT8"]);
const days = table(["day", "n"], Array.from({ length: 30 }, (_, i) => [new Date(Date.UTC(2025, 0, 1 + i)).toISOString(), i % 7]), ["TIMESTAMP", "INT8"]);
const people = [["id", "from_id", "to_id", "title", "category", "properties"], [
  ["a", null, null, "Ann", "person", { age: 41, secret: "x" }], ["b", null, null, "Bob", "person", { age: 37 }], ["c", null, null, "Cup", "thing", {}],
  [null, "a", "c", "owns", null, null], [null, "b", "c", "uses", null, null]]];
const relations = table(...people);
const categories = { person: { resource_name: "person", title: "Person", color: "orange", icon: "person", href: "/t.dashboard.person?input.id={{ .id | @uri }}", properties: { secret: { name: "secret", display: "none" } } }, thing: { resource_name: "thing", title: "Thing", color: "#1E8A5A", icon: "text:TH" } };

export const gallery = () => {
  const s = dashboard("t.dashboard.gallery", [
    ["card", { id: "plain", width: 3, sql: "select 1", data: table(["hosts"], [[1234567]], ["INT8"]) }],
    ["card", { id: "alert", width: 3, display_type: "alert", properties: { label: "Open ports", value: "7", icon: "heroicons-outline:bell", href: "/t.dashboard.ports?n={{ .value }}" } }],
    ["card", { id: "formal", width: 3, data: table(["label", "value", "type", "icon", "href"], [["Formal", 17, "ok", "text:OK", "https://example.org/x"]]) }],
    ["card", { id: "severity", width: 3, display_type: "severity", data: table(["High"], [[3]], ["INT8"]) }],
    ["card", { id: "empty", width: 3, display_type: "info", data: table(["Nothing"], [[null]]) }],
    ["card", { id: "tabled", width: 3, display_type: "table", title: "Card as a table", data: table(["x"], [[5]]) }],
    ["chart", { id: "column", title: "Column chart", width: 6, data: sales, properties: { legend: { display: "all", position: "right" }, axes: { x: { title: { value: "Month", display: "all" } }, y: { title: { value: "Sales" }, labels: { format: "0.0" }, min: 0, max: 40 } }, series: { north: { name: "north", title: "The north", color: "red" } } } }],
    ["chart", { id: "bar", title: "Bar chart", width: 6, display_type: "bar", data: sales, properties: { grouping: "compare" } }],
    ["chart", { id: "line", title: "Line chart", width: 6, display_type: "line", data: days }],
    ["chart", { id: "area", title: "Area chart", width: 6, display_type: "area", data: days }],
    ["chart", { id: "pie", title: "Pie chart", width: 4, display_type: "pie", data: table(["k", "v"], [["a", 1], ["b", 3]], ["TEXT", "INT8"]), properties: { legend: { display: "all", position: "bottom" }, series: { v: { name: "v", points: { a: { color: "#00ff00" } } } } } }],
    ["chart", { id: "donut", title: "Donut chart", width: 4, display_type: "donut", data: table(["k", "v"], [["a", 1], ["b", 3]], ["TEXT", "INT8"]) }],
    ["chart", { id: "heatmap", title: "Heatmap chart", width: 4, display_type: "heatmap", data: days }],
    ["chart", { id: "crosstab", title: "Crosstab chart", width: 6, data: table(["k", "s", "v"], [["a", "p", 1], ["a", "q", 2], ["b", "p", 3]], ["TEXT", "TEXT", "INT8"]) }],
    ["chart", { id: "single", title: "Single value", width: 3, data: table(["k", "v"], [["all", 42]], ["TEXT", "INT8"]) }],
    ["chart", { id: "charttable", title: "Chart as a table", width: 3, display_type: "table", data: sales }],
    ["table", { id: "typed", title: "Typed cells", data: { ...table(["id", "num", "ok", "doc", "at", "day", "url", "label", "state", "gone", "numeric"], [
      ["h1", 1234567, true, { a: 1, b: [1, 2] }, "2025-03-01T10:00:00Z", "2025-03-01T00:00:00Z", "https://example.org/a", "[docs](https://example.org/b)", "alarm", null, "12.50"],
      ["h2", -3, false, null, null, null, "http://example.org", "plain", "ok", "x", "2.00"]], ["TEXT", "INT8", "BOOL", "JSONB", "TIMESTAMP", "DATE", "TEXT", "TEXT", "control_status", "TEXT", "NUMERIC"]) },
      properties: { columns: { id: { name: "id", href: "/t.dashboard.host?input.id={{ .id | @uri }}" }, gone: { name: "gone", display: "none" }, doc: { name: "doc", wrap: "all" } } } }],
    ["table", { id: "renamed", title: "Renamed column", data: { columns: [{ name: "a", data_type: "TEXT" }, { name: "a_x1y2", original_name: "a", data_type: "TEXT" }], rows: [{ a: "1", a_x1y2: "2" }] } }],
    ["table", { id: "line", title: "Line table", width: 6, display_type: "line", data: table(["name", "role"], [["web1", "web"]]) }],
    ["table", { id: "none", title: "Empty table", width: 6, data: table(["a"], []) }],
    ["text", { id: "markdown", properties: { value: "## A heading\n\nSome **bold** text, a [link](https://example.org), `code`.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n- [x] done" } }],
    ["text", { id: "raw", display_type: "raw", properties: { value: "raw <b>text</b>" } }],
    ["image", { id: "image", title: "An image", width: 3, properties: { src: "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=", alt: "one pixel" } }],
    ["image", { id: "imagedata", title: "Image of data", width: 3, data: table(["src", "alt"], [["data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=", "from data"]]) }],
    ["image", { id: "imagetable", title: "Image as a table", width: 3, display_type: "table", data: table(["src"], [["x"]]) }],
    ["flow", { id: "flow", title: "Flow", width: 6, data: relations, properties: { categories } }],
    ["graph", { id: "graph", title: "Graph", width: 6, data: relations, properties: { categories, direction: "left_right" } }],
    ["hierarchy", { id: "tree", title: "Hierarchy", width: 6, data: relations, properties: { categories } }],
    ["graph", { id: "assembled", title: "Assembled graph", width: 6, properties: { categories: {}, nodes: ["t.node.n"], edges: ["t.edge.e"] } }],
    ["node", { id: "n", title: "Nodes", properties: { category: { resource_name: "host", title: "Host", color: "blue", fold: { threshold: 3, title: "Hosts" } } }, data: table(["id", "title"], [["1", "one"], ["2", "two"], ["3", "three"], ["4", "four"], ["hub", "hub"]]) }, true],
    ["edge", { id: "e", title: "talks to", data: table(["from_id", "to_id"], [["hub", "1"], ["hub", "2"], ["hub", "3"], ["hub", "nowhere"]]) }, true],
    ["graph", { id: "graphtable", title: "Graph as a table", width: 6, display_type: "table", data: relations }],
    ["with", { id: "w", data: table(["x"], [[1]]) }, true],
    ["card", { id: "broken", width: 4, title: "Broken", status: "error", error: "no such table: nowhere", sql: "select * from nowhere", args: ["x"] }],
    ["mystery", { id: "m", title: "A type of tomorrow", data: table(["x"], [["tomorrow"]]) }],
  ]);
  s.panels["t.container.box"] = { name: "t.container.box", panel_type: "container", title: "A container", status: "complete" };
  s.panels["t.dashboard.inner"] = { name: "t.dashboard.inner", panel_type: "dashboard", title: "A nested dashboard", status: "complete" };
  s.panels["t.text.inside"] = { name: "t.text.inside", panel_type: "text", status: "complete", properties: { value: "inside the nested one" } };
  s.panels["t.card.inside"] = { name: "t.card.inside", panel_type: "card", status: "complete", width: 4, properties: { label: "Contained", value: "9" } };
  s.layout.children.push({ name: "t.container.box", panel_type: "container", children: [{ name: "t.card.inside", panel_type: "card" }] });
  s.layout.children.push({ name: "t.dashboard.inner", panel_type: "dashboard", children: [{ name: "t.text.inside", panel_type: "text" }] });
  return s;
};

const option = (name, label) => ({ name, ...(label ? { label } : {}) });
const input = (id, type, more = {}) => ["input", { id, title: `The ${id}`, display_type: type, ...more, properties: { unqualified_name: `input.${id}`, ...more.properties } }];

export const inputs = () => dashboard("t.dashboard.inputs", [
  input("select", "select", { properties: { options: [option("eu", "Europe"), option("us")] } }),
  input("multi", "multiselect", { data: table(["label", "value", "tags"], [["One", "1", '{"zone":"a"}'], ["Two", "2", null], ["Three", "3", null]]), properties: { placeholder: "Any" } }),
  input("combo", "combo", { properties: { placeholder: "Pick or type", options: [option("x")] } }),
  input("multicombo", "multicombo", { properties: { placeholder: "Pick or type", options: [option("x"), option("y")] } }),
  input("words", "text", { properties: { placeholder: "Some words", label: "Words" } }),
  input("date", "date"), input("datetime", "datetime"), input("time", "time"), input("daterange", "date_range"), input("range", "datetime_range"),
  input("secret", "hidden"), input("astable", "table", { data: table(["label", "value"], [["L", "v"]]), properties: { placeholder: "One" } }),
  ["card", { id: "shown", width: 3, sql: "x", dependencies: ["t.input.words"], data: table(["got"], [["something"]]) }],
]);

/* A benchmark of n controls with m rows each. */
export function benchmark(n, m, change = (r) => r) {
  const s = { schema_version: "20240607", inputs: {}, variables: {}, start_time: "2025-03-01T10:00:00Z", end_time: "2025-03-01T10:01:02Z", panels: {}, layout: { name: "t.benchmark.top", panel_type: "benchmark", children: [] } };
  const zero = () => ({ alarm: 0, ok: 0, info: 0, skip: 0, error: 0 });
  const all = zero();
  const kinds = ["ok", "ok", "alarm", "ok", "skip", "info"];
  s.panels["t.benchmark.top"] = { name: "t.benchmark.top", dashboard: "t.benchmark.top", panel_type: "benchmark", benchmark_type: "control", title: "Top", status: "complete", documentation: "# Why" };
  for (let i = 0; i < n; i++) {
    const group = `t.benchmark.g${Math.floor(i / 10)}`;
    if (i % 10 === 0) {
      s.panels[group] = { name: group, panel_type: "benchmark", title: `Group ${Math.floor(i / 10)}` };
      s.layout.children.push({ name: group, panel_type: "benchmark", children: [] });
    }
    const name = `t.control.c${i}`, sum = zero(), rows = [];
    for (let j = 0; j < m; j++) {
      const status = kinds[(i + j) % kinds.length];
      const row = change({ reason: `r${i} is ${status}`, resource: `arn:${i}:${j}`, status, account: `a${j % 3}`, region: j % 2 ? "eu" : "us" }, i, j);
      if (!row) continue;
      sum[row.status]++;
      all[row.status]++;
      rows.push(row);
    }
    s.panels[name] = { name, panel_type: "control", title: `Control ${i}`, status: "complete", summary: sum, tags: { service: i % 2 ? "s3" : "ec2" }, properties: { name: `c${i}`, ...(i % 4 === 0 ? { severity: "high" } : {}) }, data: { columns: ["reason", "resource", "status", "account", "region"].map((c) => ({ name: c, data_type: "TEXT" })), rows } };
    s.layout.children[s.layout.children.length - 1].children.push({ name, panel_type: "control" });
  }
  s.panels["t.benchmark.top"].summary = { status: all };
  return s;
}

export const detections = () => ({
  schema_version: "20240607", inputs: {}, variables: {}, start_time: "2025-03-01T10:00:00Z", end_time: "2025-03-01T10:00:02Z",
  layout: { name: "t.benchmark.watch", panel_type: "benchmark", children: [{ name: "t.detection.logins", panel_type: "detection" }] },
  panels: {
    "t.benchmark.watch": { name: "t.benchmark.watch", dashboard: "t.benchmark.watch", panel_type: "benchmark", benchmark_type: "detection", title: "Watch", status: "complete" },
    "t.detection.logins": { name: "t.detection.logins", panel_type: "detection", title: "Logins", status: "complete", sql: "select 1", properties: { name: "logins", severity: "critical", display_columns: ["who", "url"] }, data: table(["who", "url", "raw"], [["ann", "https://example.org/1", "{}"], ["bob", "see https://example.org", "{}"]]) },
  },
});

/* What the gallery has no room for: tables of relations, plain types of cards, a container whose children are hidden. */
export const rest = () => {
  const s = dashboard("t.dashboard.rest", [
    ["card", { id: "info", width: 3, display_type: "info", properties: { label: "Info", value: 1 } }],
    ["card", { id: "ok", width: 3, display_type: "ok", properties: { label: "Fine", value: 2 } }],
    ["card", { id: "skip", width: 3, data: table(["label", "value", "type"], [["Left out", 3, "skip"]]) }],
    ["flow", { id: "flowtable", title: "Flow as a table", width: 6, display_type: "table", data: relations }],
    ["hierarchy", { id: "treetable", title: "Hierarchy as a table", width: 6, display_type: "table", data: relations }],
    ["graph", { id: "down", title: "Graph downwards", width: 6, data: relations, properties: { categories, direction: "top_down" } }],
    ["graph", { id: "across", title: "Graph to the right", width: 6, data: relations, properties: { categories, direction: "left_right" } }],
    ["input", { id: "secret", display_type: "hidden", properties: { unqualified_name: "input.secret" } }, true],
  ]);
  s.panels["t.container.empty"] = { name: "t.container.empty", panel_type: "container", title: "Nobody sees this", status: "complete" };
  s.layout.children.push({ name: "t.container.empty", panel_type: "container", children: [{ name: "t.input.secret", panel_type: "input" }] });
  return s;
};

/* One of the controls or detections above, alone. */
export function alone(s, name) {
  return { ...s, layout: { name, panel_type: s.panels[name].panel_type }, panels: { [name]: { ...s.panels[name], dashboard: name } } };
}

/* `n` detections of 30 rows each. */
export const manyDetections = (n) => {
  const names = Array.from({ length: n }, (_, i) => `t.detection.d${i}`);
  return {
    ...detections(),
    layout: { name: "t.benchmark.many", panel_type: "benchmark", children: names.map((name) => ({ name, panel_type: "detection" })) },
    panels: {
      "t.benchmark.many": { name: "t.benchmark.many", panel_type: "benchmark", benchmark_type: "detection", title: "Many", status: "complete" },
      ...Object.fromEntries(names.map((name, d) => [name, { name, panel_type: "detection", title: `Detection ${d}`, status: "complete", properties: { severity: "high" }, data: table(["who", "n"], Array.from({ length: 30 }, (_, i) => [`who ${d}.${i}`, i]), ["TEXT", "INT8"]) }])),
    },
  };
};

/* Hostile strings in every place. */
export function hostile() {
  const s = dashboard("t.dashboard.evil", EVIL.flatMap((e, i) => [
    ["card", { id: `c${i}`, width: 3, title: e, properties: { label: e, value: e, href: e, icon: e } }],
    ["table", { id: `t${i}`, title: e, data: table([e, "b"], [[e, `[${e}](${e})`]]), properties: { columns: { b: { name: "b", href: e }, [e]: { name: e, href: `{{ ."${e}" }}` } } } }],
    ["text", { id: `m${i}`, title: e, properties: { value: `${e}\n\n[x](${e}) ![x](${e}) <style>*{display:none}</style><form action=/x><input name=a></form><iframe src=/></iframe><a href="${e}" style="position:fixed" onclick="alert(1)">y</a>` } }],
    ["image", { id: `i${i}`, title: e, properties: { src: e, alt: e } }],
    ["chart", { id: `h${i}`, title: e, width: 6, data: table([e, e + "2"], [[e, 1], ["b", 2]], ["TEXT", "INT8"]), properties: { series: { [e + "2"]: { name: "x", title: e, color: e } }, axes: { x: { title: { value: e } } } } }],
    ["graph", { id: `g${i}`, title: e, width: 6, data: table(["id", "to_id", "title", "category", "properties"], [[e, "z", e, "k", { [e]: e }], ["z", null, e, "k", {}]]), properties: { categories: { k: { resource_name: e, title: e, color: e, icon: e, href: e } } } }],
    ["card", { id: `e${i}`, width: 3, status: "error", error: e, sql: e, title: e }],
  ]), { title: EVIL[0], documentation: EVIL[1], description: EVIL[0], source_definition: EVIL[1] });
  return s;
}
export const evilBenchmark = () => benchmark(EVIL.length, 2, (r, i) => ({ ...r, reason: EVIL[i], resource: EVIL[i], account: EVIL[i] }));

/* Properties one by one, each panel named after the property that its test is about. */
const three = (types) => table(["k", "s", "v"], [["1", "p", 1], ["1", "q", 2], ["2", "p", 3], ["2", "p", 4]].map(([k, s, v]) => [types[0] === "INT8" ? Number(k) : k, s, v]), types);
const LONG = "a long sentence whose words go on and on until the cell has no more room for them and they have to begin another line below the first one";
const kinds = table(["kind", "n"], [["critical", 1], ["high", 2]], ["TEXT", "INT8"]);
export const properties = () => dashboard("t.dashboard.properties", [
  ...["critical", "high", "medium", "low"].map((level) => ["card", { id: level, width: 3, data: table(["label", "value", "type"], [[level, 1, `severity-${level}`]]) }]),
  ["card", { id: "row", width: 3, display_type: "ok", data: table(["label", "value", "id"], [["Of the row", 5, "a b"]]), properties: { href: "/t.dashboard.x?input.id={{ .id | @uri }}&v={{ .value }}" } }],
  ["chart", { id: "auto", title: "Auto", width: 6, data: three(["TEXT", "TEXT", "INT8"]), properties: { transform: "auto" } }],
  ["chart", { id: "nothing", title: "None", width: 6, data: three(["TEXT", "TEXT", "INT8"]), properties: { transform: "none" } }],
  ["chart", { id: "forced", title: "Crosstab", width: 6, data: three(["INT8", "TEXT", "INT8"]), properties: { transform: "crosstab" } }],
  ["chart", { id: "unforced", title: "Numbers first", width: 6, data: three(["INT8", "TEXT", "INT8"]) }],
  ["chart", { id: "quiet", title: "Quiet", width: 6, data: sales, properties: { legend: { display: "none" }, axes: { x: { title: { value: "Hidden title", display: "none" }, labels: { display: "none" } } } } }],
  ["chart", { id: "below", title: "Below", width: 6, data: sales, properties: { grouping: "compare", legend: { position: "bottom" }, series: { south: { name: "south", color: "alert" } } } }],
  ["chart", { id: "left", title: "Left", width: 6, display_type: "area", data: sales, properties: { legend: { position: "left" } } }],
  ["chart", { id: "lying", title: "Lying", width: 6, display_type: "bar", data: kinds, properties: { axes: { x: { title: { value: "How many" }, max: 50 }, y: { title: { value: "How bad" } } } } }],
  ["chart", { id: "truth", title: "Truth", width: 6, data: table(["ok", "n"], [[true, 3], [false, 1]], ["BOOL", "INT8"]) }],
  ["chart", { id: "hours", title: "Hours", width: 6, display_type: "heatmap", data: table(["hour", "n"], Array.from({ length: 48 }, (_, i) => [new Date(Date.UTC(2025, 0, 1, i)).toISOString(), i % 7]), ["TIMESTAMP", "INT8"]) }],
  ["chart", { id: "points", title: "Points", width: 4, display_type: "donut", data: kinds, properties: { series: { n: { name: "n", points: { critical: { name: "critical", color: "alert" } } } } } }],
  ["table", { id: "wraps", title: "Wraps", data: table(["a", "b"], [[LONG + LONG, LONG + LONG]]), properties: { columns: { a: { name: "a", wrap: "all" }, b: { name: "b", wrap: "none" } } } }],
  ["table", { id: "many", title: "Many wrap", width: 6, data: table(["n", "text"], Array.from({ length: 400 }, (_, i) => [i, i % 2 ? "short" : `${i} ${LONG} ${LONG}`]), ["INT8", "TEXT"]), properties: { columns: { text: { name: "text", wrap: "all" } } } }],
  ["table", { id: "outer", title: "Links", width: 6, data: table(["out", "in"], [["web", "host"]]), properties: { columns: { out: { name: "out", href: "https://example.org/{{ .out }}" }, in: { name: "in", href: "/t.dashboard.x?input.h={{ .in }}", display: "all" } } } }],
  ["table", { id: "lines", title: "Lines", width: 6, display_type: "line", data: table(["name", "secret"], [["web1", "nobody sees this"]]), properties: { columns: { name: { name: "name", href: "/t.dashboard.x?input.h={{ .name }}" }, secret: { name: "secret", display: "none" } } } }],
  ["image", { id: "plain", title: "Plain image", width: 3, data: table(["a picture"], [["data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA="]]) }],
  ...["heroicons-outline:bell", "heroicons-solid:bell", "materialsymbols-outline:cloud", "materialsymbols-solid:cloud", "cloud"].map((icon, i) => ["card", { id: `icon${i}`, width: 2, properties: { label: icon, value: "1", icon } }]),
  ["card", { id: "iconimage", width: 2, properties: { label: "an image", value: "1", icon: "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=" } }],
  ["card", { id: "iconnone", width: 2, properties: { label: "no such icon", value: "1", icon: "heroicons-outline:zzz-nothing" } }],
  ["flow", { id: "parts", title: "Flow of parts", width: 6, properties: { categories: {}, nodes: ["t.node.people"], edges: ["t.edge.uses"] } }],
  ["hierarchy", { id: "parts", title: "Tree of parts", width: 6, properties: { categories: {}, nodes: ["t.node.people"], edges: ["t.edge.uses"] } }],
  ["graph", { id: "hover", title: "Hover", width: 6, properties: { categories: {}, nodes: ["t.node.people"], edges: ["t.edge.uses"] } }],
  ["node", { id: "people", title: "People", properties: { category: { resource_name: "person", title: "Person", color: "#ff0000", href: "/t.dashboard.x?input.id={{ .id }}", property_order: ["role", "age"], properties: { age: { name: "age" }, role: { name: "role" }, secret: { name: "secret", display: "none" } } } }, data: table(["id", "title", "properties"], [["a", "Ann", { age: 41, role: "head", secret: "x" }], ["b", "Bob", { age: 37 }]]) }, true],
  ["edge", { id: "uses", title: "asks", data: table(["from_id", "to_id"], [["a", "b"]]) }, true],
  input("choice", "select", { properties: { placeholder: "Any", options: [option("eu", "Europe"), option("us")] } }),
  input("listed", "table", { data: table(["label", "value"], [["L", "v"]]) }),
], { title: "Properties" });

/* Axes with their titles at each place, times between limits, labels of many categories, and forms of rows of relations. */
const titled = (align) => ({ axes: { x: { title: { value: `Across ${align}`, align } }, y: { title: { value: `Upwards ${align}`, align } } } });
const letters = (n) => table(["k", "n"], Array.from({ length: n }, (_, i) => [`item${i}`, i + 1]), ["TEXT", "INT8"]);
const formOf = (id, title, columns, rows) => ["graph", { id, title, width: 6, data: table(columns, rows) }];
export const axes = () => dashboard("t.dashboard.axes", [
  ...["start", "center", "end"].map((align) => ["chart", { id: align, title: `Titles ${align}`, width: 4, data: sales, properties: titled(align) }]),
  ...["start", "end"].map((align) => ["chart", { id: `bar${align}`, title: `Bars ${align}`, width: 4, display_type: "bar", data: letters(12), properties: titled(align) }]),
  ["chart", { id: "heatdays", title: "Heat of days", width: 12, display_type: "heatmap", data: days }],
  ["chart", { id: "days", title: "Limited days", width: 6, display_type: "line", data: days, properties: { axes: { x: { min: Date.UTC(2025, 0, 10) / 1000, max: Date.UTC(2025, 0, 20) / 1000 } } } }],
  ...[4, 8, 12, 18, 22].map((n) => ["chart", { id: `turned${n}`, title: `${n} categories`, width: 12, data: letters(n) }]),
  ["flow", { id: "deep", title: "Deep flow", width: 6, data: table(["id", "from_id", "title", "depth", "category"], [["a", null, "Ann", 0, null], ["b", "a", "Bob", 3, null], ["c", "a", "Cup", null, "second"], ["d", "a", "Dot", 2, null]]), properties: { categories: { second: { resource_name: "second", title: "Second", depth: 1 } } } }],
  formOf("toform", "Node and to", ["id", "to_id", "title"], [["a", "b", "Ann"], ["b", null, "Bob"]]),
  formOf("fromform", "Node and from", ["id", "from_id", "title"], [["a", null, "Ann"], ["b", "a", "Bob"]]),
  formOf("allform", "All three", ["id", "from_id", "to_id", "title"], [["a", null, null, "Ann"], ["b", null, null, "Bob"], ["n", "a", "b", "Nut"]]),
], { title: "Axes" });

/* What is left of the properties of inputs, tables, images and relations. */
const PIXEL = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=";
const friends = (n, category = {}) => [
  ["node", { id: `friends${n}`, title: "Friends", properties: { category: { resource_name: "friend", title: "Friend", color: "#00ff00", ...category } }, data: table(["id", "title"], [["hub", "hub"], ...Array.from({ length: n }, (_, i) => [`f${i}`, `friend ${i}`])]) }, true],
  ["edge", { id: `knows${n}`, title: "knows", data: table(["from_id", "to_id"], [...Array.from({ length: n }, (_, i) => ["hub", `f${i}`]), ["hub", "nobody"]]) }, true],
  ["graph", { id: `friends${n}`, title: `${n} friends`, width: 6, properties: { categories: {}, nodes: [`t.node.friends${n}`], edges: [`t.edge.knows${n}`] } }],
];
export const forms = () => dashboard("t.dashboard.forms", [
  input("labels", "select", { data: table(["n", "label"], [[1, "Red"], [2, "Green"]], ["INT8", "TEXT"]), properties: { placeholder: "Any" } }),
  input("unnamed", "select", { data: table(["label", "value"], [["", "v1"], ["Second", "v2"]]), properties: { placeholder: "Any" } }),
  input("alias", "select", { properties: { unqualified_name: "input.other", options: [option("x", "The x")], placeholder: "Any" } }),
  input("find", "select", { properties: { placeholder: "Any", options: [option("eu-1", "Europe"), option("us-1", "America")] } }),
  input("several", "multiselect", { properties: { placeholder: "Any", options: [option("a", "First"), option("b", "Second")] } }),
  input("typed", "text", { properties: { label: "Typed" } }),
  input("moment", "datetime"), input("days", "date_range"), input("moments", "datetime_range"), input("since", "date_range"),
  input("failed", "select", { status: "error", error: "no such table: regions" }),
  ["table", { id: "kinds", title: "Kinds", data: table(["state", "doc", "list", "day", "exact", "n", "word", "price"], [
    ["ok", '{"a":1}', "[1,2]", "2025-03-01T00:00:00Z", "12345678901234567890", 10, "b", "1234.50"],
    ["alarm", null, null, null, "1", 9, "a10", "2.00"],
    ["alarm", null, null, null, null, null, "a9", "3"]], ["CONTROL_STATUS", "JSONB", "TEXT[]", "DATE", "NUMERIC", "INT8", "TEXT", "NUMERIC"]) }],
  ["table", { id: "twice", title: "Twice", data: { columns: [{ name: "a", data_type: "TEXT" }, { name: "b_x1", original_name: "b", data_type: "TEXT" }], rows: [{ a: "1", b_x1: "2" }] }, properties: { columns: { b: { name: "b", display: "none" } } } }],
  ["image", { id: "said", title: "Its title", width: 3, properties: { src: PIXEL, alt: "said" } }],
  ["image", { id: "titled", title: "Only a title", width: 3, properties: { src: PIXEL } }],
  ["image", { id: "row", title: "Of a row", width: 3, properties: { alt: "not this" }, data: table(["alt", "src"], [["of the row", PIXEL]]) }],
  ...friends(3, { fold: {} }), ...friends(2), ...friends(4, { fold: { threshold: 5 } }), ...friends(5, { fold: { threshold: 2, title: "All of them", icon: "text:FO" } }),
  ["graph", { id: "coloured", title: "Coloured", width: 6, data: table(["id", "title", "category", "properties"], [["a", "Ann", "person", { page: "p 1" }], ["b", "Bob", "person", {}], ["m", "Moe", "alien", {}]]),
    properties: { categories: { person: { resource_name: "person", title: "Person", color: "#ff0000", properties: { page: { name: "page", href: "/t.dashboard.x?input.page={{ .properties.page | @uri }}" } } } } } }],
  ["node", { id: "strangers", title: "Strangers", properties: { category: { resource_name: "host", title: "Host" } }, data: table(["id", "title", "category"], [["a", "Ann", "unheard"], ["b", "Bob", null]]) }, true],
  ["graph", { id: "strangers", title: "Strangers", width: 6, properties: { categories: {}, nodes: ["t.node.strangers"], edges: [] } }],
], { title: "Forms" });

/* Results as one table. */
export const tabledBenchmark = () => { const s = benchmark(4, 3); s.panels["t.benchmark.top"].display_type = "table"; return s; };
export const tabledDetections = () => { const s = detections(); s.panels["t.benchmark.watch"].display_type = "table"; return s; };

/* A table that can be a chart, and a card below it. */
export const late = () => dashboard("t.dashboard.late", [
  ["table", { id: "late", title: "Late", sql: "select * from sales", data: sales }],
  ["card", { id: "below", width: 3, properties: { label: "Below", value: "1" } }],
]);
