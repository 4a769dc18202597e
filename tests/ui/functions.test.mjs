/* Functions of the page without a browser: search, the address, results, link templates, charts, graphs, comparing, sizes. */
import { test } from "node:test";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { benchmark, gallery } from "./gallery.mjs";
import { ci, need, page, root, shared } from "./lib.mjs";

const [rows, search, url, results, template, values, images, colors, charts, graph, compare, exported, protocol] = await Promise.all(["list", "search", "url", "results", "template", "values", "images", "color", "charts", "graph", "compare", "export", "protocol"].map(page));
const list = { ...rows, ...search };
const items = [["d", "a.dashboard.iam", "IAM report", 0, [0], 1, []], ["d", "a.dashboard.x", "My IAM things", 0, [1], 1, []], ["d", "a.dashboard.miami", "Miami", 0, [], 1, []], ["b", "a.benchmark.top", "CIS v3", 1, [0], 1, [4]], ["b", "a.benchmark.nested", "Identity", 1, [], 0, []]];
const compact = list.fromCompact({ generation: 1, epoch: 1, mods: [["a", "Alpha"], ["b", "Beta"]], tags: [["service", "AWS/IAM"], ["service", "EC2"]], items });
const ix = new list.Index(compact);
const names = (f) => list.find(ix, { search: "", kind: "", facets: [], all: false, ...f }).map((i) => compact.items[i].name.split(".")[2]);

test("search ranks the start of the title, then of a word, then anywhere", () => {
  assert.deepEqual(names({ search: "iam" }), ["iam", "x", "miami", "top"]);
  assert.deepEqual(names({ search: "things iam" }), ["x"], "words in any order");
  assert.deepEqual(names({ search: "service=ec2" }), ["x"]);
  assert.deepEqual(names({ search: "identiti" }), ["nested"], "one letter off, nested ones too");
  assert.deepEqual(names({ search: "zzz" }), []);
});
test("facets count what each value would leave", () => {
  assert.deepEqual(names({ facets: [["service", "EC2"], ["service", "AWS/IAM"]] }), ["iam", "x", "top"], "values of one key are or");
  assert.deepEqual(list.facet(ix, { search: "", kind: "dashboard", facets: [], all: false }, "service"), [["AWS/IAM", 1], ["EC2", 1]]);
  assert.deepEqual(list.group(compact, [0, 1, 2, 3], "tag:service").map((g) => g.title), ["AWS/IAM", "EC2", "Other"]);
  assert.deepEqual(list.trunksOf(ix.parents, 4), [[3]]);
  assert.deepEqual(list.marks("CIS and cis", "cis and"), [[0, 3], [4, 7], [8, 11]]);
});
test("dimensions: what the server writes for null is no value", () => {
  const run = protocol.fromSnapshot(benchmark(1, 3, (r, i, j) => ({ ...r, account: ["a0", "<nil>", ""][j] })));
  const rows = results.tree(run, run.layout).results;
  assert.deepEqual(rows.map((r) => results.valueOf(r, { type: "dimension", value: "account" })), ["a0", undefined, undefined]);
  assert.deepEqual(rows.map((r) => results.dimensions(r)[0]), [["account", "a0"], ["account", ""], ["account", ""]]);
  const tree = results.tree(run, run.layout);
  const groups = results.grouped(tree, results.NO_FILTER, [{ type: "dimension", value: "account" }]).groups;
  assert.equal(groups.length, 2, "one group of what has none");
});
test("the address: parsed, changed, written, unknown parameters kept", () => {
  const p = url.Params.parse("?input.a=1&zzz=2&facet=a%3Ab&facet=c%3Ad&where=%7B%22x%22%3A1%7D");
  assert.equal(p.toString(), "?input.a=1&zzz=2&facet=a%3Ab&facet=c%3Ad&where=%7B%22x%22%3A1%7D");
  assert.deepEqual(p.all("facet"), ["a:b", "c:d"]);
  assert.equal(p.with({ "input.a": null, zzz: "3" }).toString(), "?zzz=3&facet=a%3Ab&facet=c%3Ad&where=%7B%22x%22%3A1%7D");
  assert.deepEqual([...p.inputs()], [["input.a", "1"]]);
  assert.equal(url.Params.parse("?where={bad").json("where"), null);
  assert.deepEqual(["/", "/problems", "/a.dashboard.b", "/snapshot/x%20y.pps", "/%zz"].map((x) => url.route(x).screen), ["home", "problems", "run", "snapshot", "run"]);
  assert.deepEqual(["30s", "1", "2m", "x", "0s", null].map(url.interval), [30000, 5000, 120000, 0, 0, 0]);
});

const run = protocol.fromSnapshot(benchmark(20, 6));
const tree = results.tree(run, run.layout);
test("graphs, small and large: every edge leads on, no node covers another", async () => {
  const { layout } = await page("layout");
  for (const [layers, each] of [[3, 4], [20, 20]]) {
    const nodes = Array.from({ length: layers * each }, (_, i) => ({ id: i ? `n${i}` : "__proto__", width: 100, height: 30 }));
    const edges = nodes.slice(0, -each).flatMap((n, i) => [0, 3].map((k) => ({ from: n.id, to: nodes[each * (Math.floor(i / each) + 1) + ((i + k) % each)].id, label: 0 })));
    const laid = layout(need("@dagrejs/dagre"), { nodes, edges, direction: "LR" });
    assert.equal(laid.nodes.size, nodes.length);
    for (const e of edges) assert.ok(laid.nodes.get(e.from).x < laid.nodes.get(e.to).x, `${e.from} to ${e.to}`);
    for (const [i, a] of nodes.entries()) for (const b of nodes.slice(0, i)) {
      const p = laid.nodes.get(a.id), q = laid.nodes.get(b.id);
      assert.ok(Math.abs(p.x - q.x) >= 100 || Math.abs(p.y - q.y) >= 30, `${a.id} and ${b.id}`);
    }
  }
});
test("groups and filters keep the sums", () => {
  const all = results.sums(tree).counts;
  assert.deepEqual(all, run.panels.get("t.benchmark.top").summary);
  for (const by of [results.DEFAULT, [{ type: "status" }], [{ type: "dimension", value: "account" }, { type: "control_tag", value: "service" }], [{ type: "severity" }, { type: "control" }], [{ type: "reason" }], [{ type: "resource" }]]) {
    const g = results.grouped(tree, results.NO_FILTER, by);
    assert.deepEqual(g.counts, all, JSON.stringify(by));
    const sum = results.zero();
    g.groups.forEach((x) => results.add(sum, x.counts));
    assert.deepEqual(sum, all, JSON.stringify(by));
  }
  const only = (e) => results.total(results.grouped(tree, { operator: "and", expressions: [e] }, results.DEFAULT).counts);
  assert.equal(only({ operator: "equal", type: "status", value: "alarm" }) + only({ operator: "not_equal", type: "status", value: "alarm" }), results.total(all));
  assert.equal(only({ operator: "in", type: "status", value: ["alarm", "ok"] }), all.alarm + all.ok);
  assert.equal(only({ operator: "not_equal", type: "control_tag", key: "nope", value: "x" }), results.total(all), "what is missing passes negative operators");
  assert.equal(only({ operator: "equal", type: "benchmark", value: "t.benchmark.g1" }), 60);
  for (const [value, n] of [["*", 120], ["arn:1*:0", 11], ["ARN:*:0", 20], ["arn:1:*1:1", 0], ["*:5", 20], ["arn**:*", 120], ["x*", 0]]) assert.equal(only({ operator: "equal", type: "resource", value }), n, value);
  const began = Date.now();
  assert.equal(only({ operator: "equal", type: "reason", value: "*r".repeat(40) + "x" }), 0);
  assert.ok(Date.now() - began < 2000, "no pattern takes for ever");
  assert.equal(only({ operator: "equal", type: "resource", value: "arn:1:*" }), 6);
  assert.deepEqual(results.toExpression({ operator: "or", expressions: [null, 1, { type: "status" }] }).expressions.length, 1);
});

const vectors = join(shared, "spec/check-vectors.json");
test("sums of the vectors", { skip: !ci && !existsSync(vectors) && "no vectors here" }, () => {
  let n = 0;
  for (const v of JSON.parse(readFileSync(vectors, "utf8")).text) {
    const panels = {};
    let count = 0;
    const walk = (x, path) => {
      const name = `m.${x.kind === "benchmark" ? "benchmark" : "control"}.v${count++}`;
      panels[name] = { name, panel_type: x.kind === "benchmark" ? "benchmark" : "control", title: x.title, status: x.error && !x.filtered ? "error" : "complete", ...(x.error && !x.filtered ? { error: x.error } : {}), properties: { severity: x.severity },
        ...(x.kind === "benchmark" ? {} : { data: { columns: ["reason", "resource", "status"].map((c) => ({ name: c, data_type: "TEXT" })), rows: (x.filtered ? [] : x.rows).map((r) => ({ reason: r.reason, resource: "r", status: r.status })) } }) };
      return { name, panel_type: panels[name].panel_type, children: (x.children ?? []).map((c) => walk(c, path)) };
    };
    if (v.dry_run || v.root.filtered) continue;
    const layout = walk(v.root, []);
    const r = protocol.fromSnapshot({ schema_version: "20240607", layout, panels });
    const t = results.tree(r, r.layout);
    const { counts } = results.sums(t);
    const said = /(?:\.|\s)(\d[\d,]*) \/ (\d[\d,]*) \[/.exec(v.out.replace(/\u001b\[[0-9;]*m/g, ""));
    if (!said) continue;
    assert.deepEqual([counts.alarm + counts.error, results.total(counts)], [said[1], said[2]].map((x) => Number(x.replaceAll(",", ""))), v.out.slice(0, 200));
    n++;
  }
  assert.ok(n > 20, String(n));
});

const jq = (() => {
  try {
    return execFileSync("jq", ["--version"]).toString();
  } catch {
    return null;
  }
})();
const row = { id: "a b/c", n: 3, t: "x", nothing: null, tags: { "k e": "v" }, list: [1, 2, { z: "q" }], b: true, h: '<&">' };
const expressions = [".id", ".id | @uri", '."id"', '.tags."k e"', '.tags["k e"]', ".list[0]", ".list[-1].z", ".nothing // \"other\"", ".n | tostring", "\"x\\(.n)y\"", ".t | ascii_upcase", ".list | length", ".id | length", ".h | @html", ".t | @base64", ".list | @json", ".tags | @text", "(.id) | @uri", ".n + 2", ".t + .id", ".list | .[1]", "true", "null", "\"\\u00e9\" | @uri", ".b | not", ".missing", ".t | tostring | length", ".nothing | length", "\"12\" | tonumber", ".id | @uri \"x\""];
/* The forms that templates of six published mods have, with single quotes as they write them, and values that need care. */
const awkward = { account_id: "1234 5/6", "Account ID": "ümlaut & co", arn: "arn:aws:s3:::b?x=1#y", row: { name: "a+b", "Node ID": "%41" }, n: 12345678901, half: 0.5, none: null, yes: true, list: ["a", "b c"], text: "q\"\\\n" };
const forms = [
  ".account_id | @uri", ".account_id|@uri", ".'Account ID' | @uri", ".'Account ID'|@uri", '."Account ID" | @uri', ".row.name | @uri", ".row.'Node ID' | @uri", ".row.\"Node ID\" | @uri", ".arn | @uri", ".arn", ".row.name",
  ".n | @uri", ".half | @uri", ".none | @uri", ".yes | @uri", ".list | @uri", ".row | @uri", ".text | @uri", ".text | @json", ".text | @html", ".missing | @uri", ".none // .arn | @uri", "(.none // .arn) | @uri", ".none.x", ".list[1] | @uri", ".list[9]", '"\\(.account_id | @uri)/\\(.n)"', ".account_id | ascii_downcase | @uri",
];
/* Operators, conditions and functions that published mods use, or could. */
const operations = [
  'if .n == 3 then "three" else "other" end', 'if .n > 5 then "a" elif .n >= 3 then "b" else "c" end', 'if .nothing then 1 else 2 end', 'if .b and (.n < 2 or .t == "x") then 1 else 0 end', ".n != 4", ".n <= 3 and .b", ".nothing or .b", "(.n > 2) | not", "if (.list | length) > 2 then .list | last | .z else null end",
  '"arn:aws:s3:::bucket/key" | split(":") | last', '"a/b/c" | split("/") | first', '"a/b/c" | split("/") | .[1:] | join("/")', '[.t, .nothing, .n] | join("-")', '"aws_x" | ltrimstr("aws_")', '"x.json" | rtrimstr(".json")', '"n" | ltrimstr("m")', '"a b" | sub(" "; "_")', '"a b c" | gsub(" "; "-")', '"aBc" | gsub("[a-z]"; "")', '"a1b2" | gsub("(?<d>[0-9])"; "<\\(.d)>")', '"arn:aws" | test("^arn:")', '"ARN" | test("arn"; "i")', '"a, b" | split(", *"; "g")',
  ".list[:2] | map(. + 1)", '.list[:2] | map("i-\\(.)") | join(",")', ".n - 1", ".n * 2 + 1", ".n - 1 - 1", "10 / 4", "10 % 3", ".n - 5", "-(.n)", "[1,2,3] - [2]", '"a,b" / ","', ".list | first", ".list | last", "[3,1,2] | sort", "[1,1,2] | unique", "[1,2] | add", '["a","b"] | add', ".tags | keys", '.tags | has("k e")', '.list | has(7)', '"abc" | contains("b")', '"abc" | startswith("ab")', '"abc" | endswith("bc")', '"abc" | index("c")', "1.5 | floor", ".nothing | type", ".tags | type", "[] | any", "[true, false] | all", ".id[2:3]", "[1,2,3][-1:]", ".list[-1].z", '@uri "https://x/\\(.id)?a=\\(.h)"', '.list[:2] | @csv', '[.t, .n] | @tsv', ".t?", ".nothing?.x?", '.nothing // .missing // "third"', ".b == true", ".nothing == null", '.t == "x" and .n == 3', '[.n, .t, .nothing] | map(type)', '"a" < "b"', "[1] == [1]", ".tags | length", "1 as $x | 2",
].slice(0, -1);
test("link templates are jq's", { skip: !jq && !ci && "no jq here" }, () => {
  for (const [all, input] of [[expressions.slice(0, -1), row], [forms, awkward], [operations, row]]) {
    const theirs = JSON.parse(execFileSync("jq", ["-c", `[${all.map((e) => `(${e.replaceAll("'", '"')})`)}]`], { input: JSON.stringify(input) }).toString());
    all.forEach((e, i) => assert.deepEqual(template.evaluate(e, input) ?? null, theirs[i], e));
  }
});
test("link templates: text around, quotes, nulls, errors", () => {
  const m = new Map(Object.entries(row));
  assert.equal(template.interpolate("/a?x={{ .id | @uri }}&y={{.n}}", m), "/a?x=a%20b%2Fc&y=3");
  assert.equal(template.interpolate("{{ 'x' }}{{ .'t' }}", m), "xx");
  assert.equal(template.interpolate("/a/{{ .missing }}/{{ .n }}", m), "/a//3", "a part without a value is empty");
  assert.equal(template.evaluate('if .b then "yes" end | trim', { b: true }), "yes", "later versions of jq");
  assert.throws(() => template.evaluate('"' + "a".repeat(30) + '!" | test("^(a+)+$")', null), template.TemplateError, "no expression takes for ever");
  assert.throws(() => template.evaluate('"x" | test("a*b*c*d*e")', null), template.TemplateError);
  for (const bad of ["{{ if . then 1 }}", "{{ if }}", "{{ end }}", "{{ 1 == 1 == 1 }}", "{{ split(1) }}", "{{ .t | split }}", "{{ constructor }}", "{{ foo( }}", "{{ .[] }}", "{{ .a | map(.) }}", "{{ \"\\", "{{ " + "(".repeat(5000) + " }}", "{{ .n | ascii_upcase }}", "{{ " + "(".repeat(100) + "1" + ")".repeat(100) + " }}"])
    if (/\}\}/.test(bad)) assert.throws(() => template.interpolate(bad, m), template.TemplateError, bad);
});
test("links lead to http, https, mailto and paths only", () => {
  for (const good of ["http://a/b", "https://a", "mailto:a@b", "/x.dashboard.y?a=b", "x.dashboard.y"]) assert.ok(values.link(good), good);
  for (const bad of ["javascript:alert(1)", " javascript:alert(1)", "java\nscript:alert(1)", "data:text/html,x", "//evil.org", "/\\evil.org", "vbscript:x", "file:///etc", "ftp://x", "", null, "x"]) assert.equal(values.link(bad), null, String(bad));
  for (const bad of ["url(x)", "expression(1)", "#12", "red;}", "var(--x)", "constructor", 1]) assert.equal(colors.color(bad), null, String(bad));
  assert.deepEqual(["red", "#FFF", "alert"].map(colors.color), ["red", "#fff", "var(--alarm)"]);
  for (const good of ["https://a/x.png", "/x.png", "data:image/svg+xml,<svg/>", "data:image/svg+xml;base64,PHN2Zy8+"]) assert.equal(images.imageSource(good), good);
  for (const bad of ["http://a/x.png", "javascript:1", "//a/x.png", "/\\\\a/x.png", "/-/run/x", "/%2d/run/x", "/a/../-/run/x", "data:text/html,x", 1]) assert.equal(images.imageSource(bad), null, String(bad));
});
test("values: kinds, numbers, nulls last", () => {
  const kinds = [["INT8", [1]], ["NUMERIC", ["1.5"]], ["INTERVAL", ["1 day"]], ["", [1, null]], ["", ["a"]], ["JSONB", [{}]], ["BOOLEAN", [true]], ["TIMESTAMPTZ", ["x"]], ["DATE", ["x"]], ["TEXT", [[1]]], ["REAL", [1.5]]].map(([t, c]) => values.kindOf({ name: "x", data_type: t }, c));
  assert.deepEqual(kinds, ["number", "number", "text", "number", "text", "json", "bool", "time", "date", "json", "number"]);
  assert.deepEqual(["INTEGER[]", "STRUCT(a INTEGER)", "MAP(VARCHAR, INTEGER)"].map((t) => values.kindOf({ name: "x", data_type: t }, [[1]])), ["json", "json", "json"]);
  assert.deepEqual([{ Width: 10, Scale: 2, Value: 200 }, { Width: 10, Scale: 0, Value: 7 }, { a: 1 }].map(values.plain), ["2.00", "7", '{"a":1}'], "decimals of DuckDB");
  assert.equal(values.formatNumber("12345678901234567890"), "12345678901234567890");
  assert.deepEqual([3, null, "10", 2].sort((a, b) => values.compare(a, b, "number", false)), [2, 3, "10", null]);
  assert.deepEqual([3, null, "10", 2].sort((a, b) => values.compare(a, b, "number", true)), ["10", 3, 2, null]);
});
test("charts: crosstab, duplicates summed, series, limits", () => {
  const t = protocol.toTable({ columns: [{ name: "k", data_type: "TEXT" }, { name: "s", data_type: "TEXT" }, { name: "v", data_type: "INT8" }], rows: [{ k: "a", s: "p", v: 1 }, { k: "a", s: "p", v: 2 }, { k: "b", s: "q", v: 4 }] });
  const d = charts.chartData(t, undefined);
  assert.deepEqual([d.x, d.names, d.values], [["a", "b"], ["p", "q"], [[3, null], [null, 4]]]);
  assert.deepEqual(charts.chartData(t, "none").names, ["s", "v"]);
  assert.equal(charts.labelFormat("0.0")(3), "3.0");
  assert.equal(charts.labelFormat("0%")(0.5), "50%");
  assert.equal(charts.labelFormat({}), null);
});
test("graphs: rows, categories, folding, circles", () => {
  const r = protocol.fromSnapshot(gallery());
  const { graph: g } = graph.assemble(r, r.panels.get("t.graph.graph"));
  assert.deepEqual([g.nodes.map((n) => n.title), g.edges.length, g.categories.map((c) => c.name)], [["Ann", "Bob", "Cup"], 2, ["person", "thing"]]);
  const { graph: a } = graph.assemble(r, r.panels.get("t.graph.assembled"));
  assert.equal(a.edges.length, 3, "an edge to nowhere is dropped");
  const folded = graph.fold(a, new Set());
  assert.deepEqual(folded.nodes.map((n) => n.folded?.length ?? 1).sort(), [1, 1, 3]);
  assert.equal(graph.fold(a, new Set(folded.nodes.map((n) => n.id))).nodes.length, 5);
  const circle = { nodes: ["a", "b", "c"].map((id) => ({ id })), edges: [["a", "b"], ["b", "c"], ["c", "a"], ["a", "a"]].map(([from, to]) => ({ from, to })), categories: [] };
  assert.equal(graph.acyclic(circle).edges.length, 2);
});
test("comparing: new, fixed, changed, gone", () => {
  const b = protocol.fromSnapshot(benchmark(10, 4));
  assert.deepEqual(compare.compareResults(b, b), []);
  const c = protocol.fromSnapshot(benchmark(10, 4, (r, i, j) => (i === 1 && j === 0 ? { ...r, status: "alarm" } : i === 3 && j === 0 ? null : r)));
  assert.deepEqual(compare.compareResults(b, c).map((d) => d.change).sort(), ["gone", "new"]);
});
test("CSV: quotes, and formulas of spreadsheets", () => {
  assert.equal(exported.csv([["a,b", 'c"d', "e\nf", "=1"]]), '"a,b","c""d","e\nf",=1\r\n');
  assert.equal(exported.csv([["=1", "+2", "-3", "@x", "\ty", "ok"]], true), "'=1,'+2,'-3,'@x,'\ty,ok\r\n");
  assert.equal(exported.markdown([["a|b"], ["<x>"]]), "| a\\|b |\n| --- |\n| &lt;x&gt; |\n");
});
test("a run saved as a snapshot is the same run", () => {
  const r = protocol.fromSnapshot(gallery());
  const again = protocol.fromSnapshot(JSON.parse(JSON.stringify(protocol.toSnapshot(r, { "t.dashboard.gallery": { table: {} } }))));
  assert.deepEqual([...again.panels.keys()], [...r.panels.keys()]);
  assert.equal(again.panels.get("t.card.plain").sql, undefined, "without SQL");
  assert.deepEqual(again.panels.get("t.chart.column").data, r.panels.get("t.chart.column").data);
});
test("random panels are read without a fault", () => {
  let seed = 7;
  const rnd = (n) => (seed = (seed * 1103515245 + 12345) % 2147483648) % n;
  const any = (d = 0) => [null, true, rnd(100), "x", "", "{{", [], {}, [1, "a"], { name: "n", children: [{}] }, d < 3 ? [any(d + 1)] : 0, d < 3 ? { [["data", "columns", "rows", "panels", "layout", "properties", "nodes", "categories"][rnd(8)]]: any(d + 1) } : 1][rnd(12)];
  for (let i = 0; i < 3000; i++) {
    const raw = { schema_version: "20240607", layout: { name: "a", children: any() }, panels: { a: { panel_type: ["graph", "chart", "benchmark", "table"][rnd(4)], properties: any(), data: any(), status: any(), dependencies: any(), title: any() } } };
    const r = protocol.fromSnapshot(raw);
    const p = r.panels.get("a");
    results.tree(r, r.layout);
    graph.assemble(r, p);
    protocol.progressOf(r);
    protocol.waitsFor(r, p, new Map());
    if (p.data) charts.chartData(p.data, "auto");
    protocol.apply(r, protocol.decode({ action: ["leaf_node_updated", "control_complete", "execution_started", "execution_error", "x"][rnd(5)], execution_id: "", dashboard_node: any(), control: any(), panels: any(), layout: any(), error: any() }));
  }
});

test("exempted results are counted apart, and keep their status", () => {
  const s = benchmark(2, 2, (r) => ({ ...r, status: "alarm" }));
  s.panels["t.control.c0"].exempted = [[1, "being replaced", "2999-12-31"]];
  const r = protocol.fromSnapshot(JSON.parse(JSON.stringify(s)));
  const t = results.tree(r, r.layout);
  const all = results.sums(t);
  assert.deepEqual([all.counts.alarm, all.counts.exempted, all.counts.skip], [3, 1, 0]);
  const g = results.grouped(t, results.NO_FILTER, [{ type: "status" }]);
  assert.deepEqual(g.groups.map((x) => [x.title, x.counts.alarm, x.counts.exempted]), [["alarm", 3, 1]]);
  assert.deepEqual(exported.resultRows(t, t.results).map((x) => x.slice(-2)).slice(0, 3), [["exemption", "exempted_until"], ["", ""], ["being replaced", "2999-12-31"]]);
});

test("sizes stay within the budgets", () => {
  const gen = join(root, "gen/page");
  const size = (folder, start) => readdirSync(join(gen, folder)).filter((f) => f.startsWith(start)).reduce((n, f) => n + gzipSync(readFileSync(join(gen, folder, f)), { level: 9 }).length, 0);
  const KB = 1024;
  const first = size("app", "index.html") + size("app", "first.") + size("app", "style.") + size("app", "app.") + size("vendor", "core.") + size("app", "worker.");
  assert.ok(first <= 62 * KB, `first load ${first}`);
  assert.ok(size("vendor", "markdown.") <= 30 * KB, "markdown");
  assert.ok(size("vendor", "charts.") <= 250 * KB, "charts");
  assert.ok(size("vendor", "graph.") <= 25 * KB, "graph");
  const icons = size("vendor", "heroicons-") + size("vendor", "symbols-");
  assert.ok(icons <= 400 * KB, `icons ${icons}`);
  const whole = ["app", "vendor"].reduce((n, f) => n + size(f, ""), 0) - icons;
  assert.ok(whole <= 450 * KB, `everything but icons ${whole}`);
});
