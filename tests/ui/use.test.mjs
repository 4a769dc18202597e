/* What readers do with panels in a browser: they point, drag, pinch, pick and copy. docs/page-coverage.md names these tests. */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { launch, missing, open, settled } from "./browser.mjs";
import { dashboard, table } from "./gallery.mjs";
import { eventually } from "./lib.mjs";
import { stand } from "./stand.mjs";

const skip = missing;
const LONG = "a label that is much longer than the room which a chart has for it";
const day = (i) => new Date(Date.UTC(2025, 0, 1 + i)).toISOString();
const many = (n, row) => Array.from({ length: n }, (_, i) => row(i));

const charts = () => dashboard("t.dashboard.charts", [
  ["chart", { id: "lines", title: "Lines", width: 6, display_type: "line", data: table(["day", "a", "b", "c"], many(30, (i) => [day(29 - i), 1, 3, 2]), ["TIMESTAMP", "INT8", "INT8", "INT8"]) }],
  ["chart", { id: "dates", title: "Dates", width: 6, display_type: "line", data: table(["day", "n"], many(4, (i) => [day(i), i]), ["DATE", "INT8"]) }],
  ["chart", { id: "pie", title: "Pie", width: 6, display_type: "pie", properties: { series: { v: { name: "v", title: "Votes" } } }, data: table(["k", "v"], many(40, (i) => [`slice ${i}`, 40 - i]), ["TEXT", "INT8"]) }],
  ["chart", { id: "heat", title: "Heat", width: 6, display_type: "heatmap", properties: { legend: { display: "none" }, axes: { x: { title: { value: "When" } } } }, data: table(["k", "p", "q"], [["a", 1, 2], ["b", 3, 4]], ["TEXT", "INT8", "INT8"]) }],
  ["chart", { id: "long", title: "Long names", width: 6, properties: { legend: { position: "right" } }, data: table(["k", `${LONG} 1`, `${LONG} 2`], many(6, (i) => [`${i} ${LONG}`, i + 1, i]), ["TEXT", "INT8", "INT8"]) }],
  ["chart", { id: "sparse", title: "Sparse", width: 6, display_type: "line", data: table(["t", "s", "v"], many(60, (i) => [day(i), `s${i % 2}`, i]), ["TIMESTAMP", "TEXT", "INT8"]) }],
  ["chart", { id: "formats", title: "Formats", width: 6, data: table(["k", "v"], [[1000, 1], [2000, 2]], ["INT8", "INT8"]), properties: { axes: { x: { labels: { format: "0,0.0" } } } } }],
  ["chart", { id: "moments", title: "Moments", width: 6, display_type: "line", data: table(["k", "v"], many(4, (i) => [day(i), i]), ["TIMESTAMP", "INT8"]), properties: { axes: { x: { labels: { format: "YYYY/MM/DD" } } } } }],
  ["chart", { id: "words", title: "Words", width: 6, data: table(["k", "v"], [["a", "x"], ["b", "y"]], ["TEXT", "TEXT"]) }],
  ["chart", { id: "one", title: "One", width: 6, display_type: "line", data: table(["k", "v"], [["all", 42]], ["TEXT", "INT8"]), properties: { series: { v: { name: "v", title: "The only one" } } } }],
], { title: "Charts" });

const HOUR = 3600000, DAY = 24 * HOUR;
const ago = (ms) => new Date(Date.now() - ms).toISOString();
const doc = Object.fromEntries(many(9, (i) => [`key${i}`, i]));
const tables = () => dashboard("t.dashboard.tables", [
  ["table", { id: "cells", title: "Cells", data: table(["id", "kind", "n", "at", "doc", "url"], [
    ["a", "x", 3, ago(3 * DAY + HOUR), doc, "https://example.org/a and more"], ["b", "y", 1, ago(-5 * DAY - HOUR), null, "http://example.org"], ["c|d", "x", 2, ago(30000), null, null], ["e", "y", 1, null, null, "no https://example.org"]],
    ["TEXT", "TEXT", "INT8", "TIMESTAMP", "JSONB", "TEXT"]) }],
  ["table", { id: "days", title: "Days", width: 6, data: table(["day"], [[ago(0).slice(0, 10)], [ago(2 * DAY).slice(0, 10)]], ["DATE"]) }],
  ["table", { id: "twotimes", title: "Two times", width: 6, data: table(["from", "to"], [[ago(DAY), ago(0)]], ["TIMESTAMP", "TIMESTAMP"]) }],
  ["table", { id: "two", title: "Two columns", data: { columns: [{ name: "left", data_type: "TEXT" }, { name: "right_x1", original_name: "right", data_type: "TEXT" }], rows: [{ left: "l", right_x1: "r" }] } }],
  ["table", { id: "wide", title: "Wide", data: table(many(14, (i) => `column${i}`), many(120, (r) => many(14, (c) => `cell ${r} of column ${c}`))) }],
], { title: "Tables" });

const family = (n) => table(["id", "from_id", "title", "properties"], [["root", null, "Root", null], ...many(n, (i) => [`m${i}`, i ? `m${Math.floor((i - 1) / 3)}` : "root", `Member ${i}`, { age: i, secret: "x" }])]);
const graphs = () => dashboard("t.dashboard.graphs", [
  ["graph", { id: "chain", title: "Chain", width: 6, data: table(["id", "to_id", "title"], [...many(30, (i) => [`n${i}`, i < 29 ? `n${i + 1}` : null, `Node ${i}`]), ["x", "n2", "Aside"]]), properties: { categories: {}, direction: "left_right" } }],
  ["graph", { id: "parts", title: "Parts", width: 6, properties: { categories: {}, nodes: ["t.node.n"], edges: ["t.edge.e"] } }],
  ["node", { id: "n", title: "Hosts", properties: { category: { resource_name: "host", title: "Host", fold: { threshold: 3 } } }, data: table(["id", "title"], [["a", "Alpha"], ["b", "Beta"], ["c", "Gamma"], ["hub", "Hub"]]) }, true],
  ["edge", { id: "e", title: "serves", data: table(["from_id", "to_id", "properties"], [["hub", "a", { port: 443 }], ["hub", "b", null], ["hub", "c", null]]) }, true],
  ["flow", { id: "flow", title: "Flow", width: 6, data: family(9), properties: { categories: {} } }],
  ["hierarchy", { id: "tree", title: "Tree", width: 6, data: family(9), properties: { categories: {} } }],
  ["hierarchy", { id: "forest", title: "Forest", width: 6, data: table(["id", "from_id"], [["one", null], ["two", null], ["alone", null], ...many(7, (i) => [`leaf ${i}`, i < 5 ? "one" : "two"])]), properties: { categories: {} } }],
  ["flow", { id: "lonely", title: "Lonely", width: 6, data: table(["id", "from_id"], [["a", null], ["b", "a"], ["alone 1", null], ["alone 2", null]]), properties: { categories: {} } }],
  ["flow", { id: "large", title: "Large flow", width: 6, data: family(450), properties: { categories: {} } }],
  ["hierarchy", { id: "large", title: "Large tree", width: 6, data: family(450), properties: { categories: {} } }],
], { title: "Graphs" });

const input = (id, type, more = {}) => ["input", { id, title: `The ${id}`, display_type: type, ...more, properties: { unqualified_name: `input.${id}`, ...more.properties } }];
const options = (n) => table(["label", "value"], many(n, (i) => [`Option ${i}`, `v${i}`]));
const inputs = () => dashboard("t.dashboard.inputs", [
  input("large", "select", { data: options(10000), properties: { placeholder: "Any" } }),
  input("several", "multiselect", { data: options(3) }),
  input("day", "date"), input("range", "date_range"),
], { title: "Inputs" });

const values = () => dashboard("t.dashboard.values", [
  ["card", { id: "moment", width: 3, data: table(["When"], [["2025-03-01T10:00:00Z"]], ["TIMESTAMP"]) }],
  ["card", { id: "template", width: 3, properties: { label: "No link", value: "5", href: '/x?{{ .value | nothing("x") }}' } }],
  ["table", { id: "dates", title: "Dates", width: 6, data: table(["day", "link"], [["2025-03-01T00:00:00Z", "a"], ["2025-03-01 00:00:00", "b"], ["2025-03-01", "c"]], ["DATE", "TEXT"]), properties: { columns: { link: { name: "link", href: '/x?{{ .link | nothing("x") }}' } } } }],
  ["chart", { id: "dates", title: "Charted", width: 6, display_type: "line", data: table(["day", "n"], many(3, (i) => [`2025-03-0${i + 1} 00:00:00`, i]), ["DATE", "INT8"]) }],
], { title: "Values" });

const all = { "t.dashboard.values": values, "t.dashboard.inputs": inputs, "t.dashboard.charts": charts, "t.dashboard.tables": tables, "t.dashboard.graphs": graphs };
const list = { generation: 1, epoch: 1, final: true, complete: true, mods: [["t", "Test"]], tags: [], items: Object.keys(all).map((n) => ["d", n, n.split(".")[2], 0, [], 1, []]) };
let browser, server, page, wrong;

before(async () => {
  if (skip) return;
  browser = await launch();
  server = await stand({ list, snapshot: (n) => all[n]() });
  ({ page, wrong } = await open(browser, server.url + "/t.dashboard.charts", { height: 2000, context: { permissions: ["clipboard-read", "clipboard-write"] } }));
  await panel("t.chart.lines").locator("svg path").first().waitFor();
  await settled(page);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});
const panel = (name) => page.locator(`[id="panel-${name}"]`);
const is = (read, want, why) => eventually(async () => assert.deepEqual(await read(), want, why));
const holds = (read, check, why) => eventually(async () => {
  const found = await read();
  assert.ok(check(found), `${why ?? ""} ${JSON.stringify(found)}`);
});
const chart = (id) => panel(`t.chart.${id}`);
const tip = (id) => async () => (await chart(id).locator(".tip").allInnerTexts()).map((t) => t.split("\n"))[0];
const words = (id) => chart(id).locator(".chart svg text").allTextContents();
/* The pointer goes to a place in the drawing, in shares of its width and height. */
async function point(id, x, y) {
  const b = await chart(id).locator(".chart").boundingBox();
  await page.mouse.move(b.x + b.width * x, b.y + b.height * y, { steps: 4 });
}
async function hover(id, text) {
  const b = await chart(id).locator(".chart svg text", { hasText: text }).first().boundingBox();
  await page.mouse.move(b.x + b.width / 2, b.y + b.height / 2, { steps: 4 });
}
async function again() {
  await page.getByRole("button", { name: "Refresh", exact: true }).click();
  await settled(page);
}

test("chart: the tooltip lists all series by value, and follows the pointer within an item", { skip }, async () => {
  await point("lines", 0.5, 0.5);
  await is(tip("lines"), ["15 Jan 2025, 00:00:00", "b", "3", "c", "2", "a", "1"]);
  for (const y of [0.3, 0.28, 0.25]) {
    await point("pie", 0.52, y);
    await is(tip("pie"), ["Votes", "slice 0", "40 · 4.88 %"], `a pie at ${y}`);
  }
  for (const x of [0.3, 0.32, 0.34]) {
    await point("heat", x, 0.6);
    await is(tip("heat"), ["a", "p", "1"], `a heatmap at ${x}`);
  }
});
test("chart: a click in the legend shows a series alone, also after a refresh, a second one all", { skip }, async () => {
  const entry = chart("lines").locator("svg text", { hasText: /^b$/ });
  await entry.click();
  await point("lines", 0.5, 0.5);
  await is(tip("lines"), ["15 Jan 2025, 00:00:00", "b", "3"], "what is hidden is not in the tooltip");
  await again();
  await point("lines", 0.4, 0.5);
  await holds(tip("lines"), (t) => t?.length === 3);
  await entry.click();
  await point("lines", 0.5, 0.5);
  await holds(tip("lines"), (t) => t?.length === 7);
});
test("chart: brushing a time axis shows what it takes and zooms, also after a refresh, a double click resets", { skip }, async () => {
  const b = await chart("lines").locator(".chart").boundingBox();
  const drag = async () => {
    await page.mouse.move(b.x + b.width * 0.3, b.y + 100);
    await page.mouse.down();
    await page.mouse.move(b.x + b.width * 0.5, b.y + 105, { steps: 5 });
    await is(() => chart("lines").locator(".band").count(), 1);
    await is(() => chart("lines").locator(".tip").count(), 0);
    await page.mouse.up();
    await is(() => chart("lines").locator(".band").count(), 0);
  };
  const zoomed = (labels) => !labels.includes("29 Jan") && labels.includes("12 Jan") && labels.includes("13 Jan");
  assert.ok((await words("lines")).includes("29 Jan"));
  await drag();
  await holds(() => words("lines"), zoomed);
  await again();
  await holds(() => words("lines"), zoomed);
  await page.mouse.dblclick(b.x + b.width * 0.5, b.y + 105);
  await holds(() => words("lines"), (labels) => labels.includes("29 Jan"));
  await drag();
  await chart("lines").getByRole("button", { name: "Whole time" }).click();
  await holds(() => words("lines"), (labels) => labels.includes("29 Jan"));
});
test("chart: long labels and names of the legend are cut, and whole on hover", { skip }, async () => {
  await holds(() => words("long"), (labels) => labels.every((l) => l.length < 40), "cut");
  const drawn = await chart("long").locator("svg path").evaluateAll((paths) => Math.max(...paths.filter((p) => getComputedStyle(p).fill === "rgb(47, 111, 222)" && p.getBoundingClientRect().height > 20).map((p) => p.getBoundingClientRect().right)));
  const legend = await chart("long").locator("svg text", { hasText: /^a label/ }).first().boundingBox();
  assert.ok(drawn > 0 && legend.x > drawn, `beside the drawing, not over it: ${legend.x} ${drawn}`);
  const label = await chart("long").locator("svg text", { hasText: "0 a label" }).first().boundingBox();
  await page.mouse.move(label.x + label.width / 2, label.y + label.height / 2, { steps: 4 });
  await is(tip("long"), [`0 ${LONG}`]);
  await hover("long", /^a label/);
  await is(tip("long"), [`${LONG} 1`]);
});
test("chart: more than 30 categories of a pie are 29 and the others", { skip }, async () => {
  const labels = await words("pie");
  assert.ok(labels.includes("other (11)") && labels.includes("slice 28") && !labels.includes("slice 29"), labels.join());
});
test("chart: formats of labels hold for categories that are numbers, and for times", { skip }, async () => {
  await holds(() => words("formats"), (labels) => labels.includes("1,000.0") && labels.includes("2,000.0"));
  await holds(() => words("moments"), (labels) => labels.includes("2025/01/02"));
});
test("chart: points without a neighbour are marked, however many there are", { skip }, async () => {
  const marks = await chart("sparse").locator("svg path").evaluateAll((paths) => paths.filter((p) => ["rgb(47, 111, 222)", "rgb(194, 106, 0)"].includes(getComputedStyle(p).fill) && p.getBoundingClientRect().width < 9).length);
  assert.ok(marks >= 60, String(marks));
});
test("chart: without a number it is a table that says so", { skip }, async () => {
  await chart("words").getByRole("grid").waitFor();
  await chart("words").getByText("No column holds numbers").waitFor();
});
test("chart: titles of axes and a hidden legend of a heatmap, the title of a single value", { skip }, async () => {
  const labels = await words("heat");
  assert.ok(labels.includes("When") && !labels.includes("4"), labels.join());
  await holds(() => chart("one").innerText(), (text) => text.includes("The only one"));
});
test("chart: dates are the same days in every zone", { skip }, async () => {
  const far = await open(browser, server.url + "/t.dashboard.charts", { height: 2000, context: { timezoneId: "America/New_York" } });
  const texts = far.page.locator('[id="panel-t.chart.dates"] .chart svg text');
  await texts.first().waitFor();
  await holds(() => texts.allTextContents(), (labels) => labels.includes("1 Jan") && labels.includes("4 Jan") && !labels.some((l) => l.includes("Dec") || l.includes(":")));
  assert.deepEqual(far.wrong, []);
  await far.context.close();
});

const copied = () => page.evaluate(() => navigator.clipboard.readText());
const cellOf = (id, text) => panel(`t.table.${id}`).getByRole("gridcell", { name: text, exact: true });
const head = (id, name) => panel(`t.table.${id}`).getByRole("columnheader", { name, exact: true });
const column = (id, n) => () => panel(`t.table.${id}`).locator(`.grid-body [aria-colindex="${n}"]`).allInnerTexts();
async function choose(place, item) {
  await place.click({ button: "right" });
  await page.getByRole("menuitem", { name: item, exact: true }).click();
}

test("table: a cell and a row are copied as text, CSV, Markdown or JSON", { skip }, async () => {
  await page.goto(server.url + "/t.dashboard.tables");
  await cellOf("cells", "c|d").waitFor();
  const cell = cellOf("cells", "c|d");
  for (const [item, want] of [
    ["Copy", /^c\|d$/], ["Copy cell as CSV", /^id\r\nc\|d\r\n$/], ["Copy cell as Markdown", /^\| id \|\n\| --- \|\n\| c\\\|d \|\n$/], ["Copy cell as JSON", /^\[\s*{\s*"id": "c\|d"\s*}\s*\]$/],
    ["Copy row as text", /^c\|d\tx\t2\t20\d\d-\d\d-\d\dT[\d:.]+Z\t\t$/], ["Copy row as CSV", /^id,kind,n,at,doc,url\r\nc\|d,x,2,20[^,]+,,\r\n$/], ["Copy row as Markdown", /^\| id \| kind \|.*\n.*\n\| c\\\|d \| x \| 2 \|.*\n$/], ["Copy row as JSON", /"kind": "x",\s*"n": 2/],
  ]) {
    await choose(cell, item);
    await holds(copied, (text) => want.test(text), item);
  }
});
test("table: cells are selected with shift and copied in each form, as the whole table is", { skip }, async () => {
  await cellOf("cells", "a").click();
  await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Shift+ArrowRight");
  const selected = () => panel("t.table.cells").locator('[role="gridcell"][aria-selected="true"]').count();
  await is(selected, 4);
  await page.keyboard.press("Control+c");
  await is(copied, "a\tx\nb\ty");
  await cellOf("cells", "2").click({ modifiers: ["Shift"] });
  await is(selected, 9);
  await choose(cellOf("cells", "b"), "Copy 9 cells as CSV");
  await is(copied, "id,kind,n\r\na,x,3\r\nb,y,1\r\nc|d,x,2\r\n");
  await choose(cellOf("cells", "b"), "Copy 9 cells as Markdown");
  await holds(copied, (text) => text.startsWith("| id | kind | n |\n| --- | --- | --- |\n| a | x | 3 |\n"));
  await choose(cellOf("cells", "b"), "Copy 9 cells as JSON");
  await holds(copied, (text) => JSON.parse(text).length === 3 && JSON.parse(text)[2].n === 2);
  await choose(cellOf("cells", "b"), "Copy 9 cells as text");
  await is(copied, "a\tx\t3\nb\ty\t1\nc|d\tx\t2");
  await cellOf("cells", "b").click();
  await is(selected, 0);
  await page.keyboard.press("Control+a");
  await is(selected, 24);
  await page.keyboard.press("Escape");
  await is(selected, 0);
  await panel("t.table.two").getByRole("button", { name: "Copy or download" }).click();
  await page.getByRole("menuitem", { name: "Copy as text" }).click();
  await is(copied, "l\tr");
});
test("table: a column follows the pointer that drags its edge, and is as before after a double click", { skip }, async () => {
  const wide = async (name) => Math.round((await head("two", name).boundingBox()).width);
  const before = await wide("left");
  const edge = await head("two", "left").locator(".resize").boundingBox();
  await page.mouse.move(edge.x + 3, edge.y + 10);
  await page.mouse.down();
  for (const by of [-40, -100, -150]) {
    await page.mouse.move(edge.x + 3 + by, edge.y + 10);
    await holds(() => wide("left"), (w) => Math.abs(w - before - by) < 3, `dragged by ${by} from ${before}`);
  }
  await page.mouse.up();
  await head("two", "left").locator(".resize").dblclick();
  await is(() => wide("left"), before);
  await choose(head("two", "left"), "Narrower");
  await holds(() => wide("left"), (w) => w < before - 100);
  await choose(head("two", "left"), "As wide as its contents");
  await is(() => wide("left"), before);
  await choose(head("two", "left"), "Hide left");
  await is(() => panel("t.table.two").getByRole("columnheader").allInnerTexts(), ["right"]);
  await page.goBack();
});
test("table: a key of several keeps its rank when its direction changes", { skip }, async () => {
  await head("cells", "n").getByRole("button").click();
  await head("cells", "id").getByRole("button").click({ modifiers: ["Shift"] });
  await is(column("cells", 1), ["b", "e", "c|d", "a"]);
  await head("cells", /^n/).getByRole("button").click({ modifiers: ["Shift"] });
  await is(column("cells", 1), ["a", "c|d", "b", "e"]);
  await head("cells", /^id/).getByRole("button").click({ modifiers: ["Shift"] });
  await is(column("cells", 1), ["a", "c|d", "e", "b"]);
  await head("cells", /^n/).getByRole("button").click();
  await is(column("cells", 1), ["a", "b", "c|d", "e"]);
});
test("table: the only column of times says how long ago they are", { skip }, async () => {
  await holds(column("cells", 4), (all) => all[0].endsWith(" 3 d ago") && all[1].endsWith(" in 5 d") && / \d+ s ago$/.test(all[2]) && all[3] === "null");
  await holds(column("days", 1), (all) => !all[0].includes("ago"), "a date has no hours");
  await holds(column("twotimes", 1), (all) => !all[0].includes("ago"));
});
test("table: a row at the side has each value in full", { skip }, async () => {
  await cellOf("cells", "a").dblclick();
  const side = page.getByRole("dialog", { name: "Row" });
  await side.getByText("key8").waitFor();
  await page.keyboard.press("Escape");
  await side.waitFor({ state: "detached" });
});
test("table: a text that begins with http is a link, one that only has an address is not", { skip }, async () => {
  await is(() => panel("t.table.cells").getByRole("link").evaluateAll((all) => all.map((a) => [a.textContent, a.getAttribute("href")])), [["https://example.org/a and more", "https://example.org/a"], ["http://example.org", "http://example.org"]]);
});
test("table: arrows show what the frozen column hides", { skip }, async () => {
  const grid = panel("t.table.wide").getByRole("grid");
  await grid.evaluate((e) => (e.scrollLeft = 600));
  const frozen = await cellOf("wide", "cell 0 of column 0").boundingBox();
  assert.ok(frozen.x >= (await grid.boundingBox()).x, "it stays in sight");
  await cellOf("wide", "cell 0 of column 7").click();
  for (let c = 6; c > 0; c--) {
    await page.keyboard.press("ArrowLeft");
    await holds(() => cellOf("wide", `cell 0 of column ${c}`).boundingBox(), (b) => b.x >= frozen.x + frozen.width - 1, `column ${c}`);
  }
});

const node = (id, title) => panel(`t.graph.${id}`).locator(".node", { hasText: new RegExp(`^${title}`) });
const inSight = (id, title) => async () => {
  const box = await panel(`t.graph.${id}`).locator(".graph").boundingBox(), at = await node(id, title).boundingBox();
  return at.x + at.width / 2 > box.x && at.x + at.width / 2 < box.x + box.width && at.y > box.y && at.y + at.height < box.y + box.height;
};
const faint = (id) => () => panel(`t.graph.${id}`).locator("foreignObject.faint").evaluateAll((all) => all.map((e) => e.textContent));

test("graph: begins at its root, as large as can be read", { skip }, async () => {
  await page.goto(server.url + "/t.dashboard.graphs");
  await node("chain", "Node 0").waitFor();
  await is(inSight("chain", "Node 0"), true);
  await holds(() => node("chain", "Node 0").boundingBox(), (b) => b.width > 90);
  await panel("t.graph.chain").getByRole("button", { name: "Fit" }).click();
  await is(inSight("chain", "Node 29"), true, "all of it fits");
});
test("graph: the paths through a node stand out", { skip }, async () => {
  await node("chain", "Node 1\\b").hover();
  await is(faint("chain"), ["Aside"], "it leads to what follows, but not here");
  await page.mouse.move(0, 0);
  await is(faint("chain"), []);
  const edge = await panel("t.graph.parts").locator(".edge .hit").boundingBox();
  await page.mouse.move(edge.x + edge.width / 2, edge.y + edge.height * 0.3, { steps: 3 });
  await is(() => panel("t.graph.parts").locator(".tip").innerText(), "Hub → Host\nserves\nport: 443");
  await page.mouse.move(0, 0);
});
test("graph: a node is found, also within what is folded, and Enter goes to it", { skip }, async () => {
  const search = panel("t.graph.chain").getByRole("searchbox");
  await search.fill("node 2");
  await panel("t.graph.chain").getByText("11 found").waitFor();
  await search.fill("node 27");
  await search.press("Enter");
  await is(inSight("chain", "Node 27"), true);
  await holds(() => node("chain", "Node 27").boundingBox(), (b) => b.width > 90);
  await search.fill("");
  await panel("t.graph.parts").getByRole("searchbox").fill("beta");
  await panel("t.graph.parts").locator(".node.folded.found").waitFor();
});
test("graph: what has the focus is in sight", { skip }, async () => {
  await node("chain", "Node 27").focus();
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press("Tab");
    if (await node("chain", "Node 29").evaluate((e) => e === document.activeElement)) break;
  }
  await is(inSight("chain", "Node 29"), true);
  for (let i = 0; i < 20; i++) await page.keyboard.press("Shift+Tab");
  const title = await page.evaluate(() => document.activeElement.innerText.split("\n")[0]);
  await is(inSight("chain", `${title}$`), true, title);
});
test("graph: two fingers zoom, one moves it", { skip }, async () => {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Emulation.setTouchEmulationEnabled", { enabled: true, maxTouchPoints: 2 });
  await panel("t.graph.parts").getByRole("searchbox").fill("");
  const b = await panel("t.graph.parts").locator(".graph").boundingBox();
  const at = (...xs) => xs.map((x, id) => ({ x: b.x + x, y: b.y + b.height - 20, id }));
  const touch = (type, ...xs) => cdp.send("Input.dispatchTouchEvent", { type, touchPoints: at(...xs) });
  const width = async () => (await node("parts", "Hub").boundingBox()).width;
  const before = await width();
  await touch("touchStart", 200);
  await touch("touchStart", 200, 300);
  await touch("touchMove", 190, 320);
  await touch("touchMove", 150, 350);
  await touch("touchEnd");
  await holds(width, (w) => Math.abs(w / before - 2) < 0.1, "twice as far apart, twice as large");
  const from = (await node("parts", "Hub").boundingBox()).x;
  await touch("touchStart", 200);
  await touch("touchMove", 230);
  await touch("touchMove", 260);
  await touch("touchEnd");
  await holds(async () => (await node("parts", "Hub").boundingBox()).x - from, (x) => Math.abs(x - 60) < 3);
  await cdp.send("Emulation.setTouchEmulationEnabled", { enabled: false });
  await panel("t.graph.parts").getByRole("button", { name: "Fit" }).click();
});
test("graph: its menu is in reach beside its tools, and v shows its table and back", { skip }, async () => {
  await panel("t.graph.parts").getByRole("button", { name: "Menu of Parts" }).click();
  await page.getByRole("menuitem", { name: "As a table" }).click();
  const grid = panel("t.graph.parts").getByRole("grid");
  await grid.waitFor();
  await holds(() => grid.innerText(), (text) => text.includes("Alpha") && text.includes("serves"));
  await panel("t.graph.parts").press("v");
  await node("parts", "Hub").waitFor();
  for (const [type, id] of [["flow", "flow"], ["hierarchy", "tree"]]) {
    await panel(`t.${type}.${id}`).press("v");
    await panel(`t.${type}.${id}`).getByRole("grid").waitFor();
    await panel(`t.${type}.${id}`).press("v");
    await panel(`t.${type}.${id}`).locator(".chart svg").waitFor();
  }
});
for (const [type, id, what] of [["flow", "flow", "flow"], ["hierarchy", "tree", "hierarchy"]])
  test(`${what}: arrows go from node to node and say its properties, Enter opens it`, { skip }, async () => {
    const p = panel(`t.${type}.${id}`);
    await p.getByRole("group").focus();
    for (let i = 0; i < 3; i++) await page.keyboard.press("ArrowDown");
    await holds(() => p.locator(".tip").innerText(), (text) => /^Member \d\nage/.test(text));
    const title = (await p.locator(".tip").innerText()).split("\n")[0];
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: title }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  });
test("flow: more than 400 nodes are drawn when asked for, and so in a hierarchy", { skip }, async () => {
  for (const type of ["flow", "hierarchy"]) {
    const p = panel(`t.${type}.large`);
    await p.getByText("451 nodes").waitFor();
    assert.equal(await p.locator(".chart").count(), 0);
    await p.getByRole("button", { name: "Draw them" }).click();
    await p.locator(".chart svg text").first().waitFor();
    assert.ok((await p.boundingBox()).height < 820, "what is taller scrolls in its box");
  }
});

const heights = (name, text) => () => panel(name).locator(".chart svg text", { hasText: text }).evaluateAll((all) => all.map((e) => e.getBoundingClientRect()).map((b) => [b.x, b.y]).sort((p, q) => p[1] - q[1]));
test("hierarchy: every leaf has a line of its own, whichever tree it is in", { skip }, async () => {
  await panel("t.hierarchy.forest").scrollIntoViewIfNeeded();
  await holds(heights("t.hierarchy.forest", "leaf"), (all) => all.length === 7 && all.slice(1).every(([, y], i) => y - all[i][1] > 15));
});
test("flow: what has no edge stands at the left, each on its own", { skip }, async () => {
  await panel("t.flow.lonely").scrollIntoViewIfNeeded();
  await holds(heights("t.flow.lonely", /^a/), (all) => all.length === 3 && all.every(([x]) => Math.abs(x - all[0][0]) < 2) && all.slice(1).every(([, y], i) => y - all[i][1] > 15));
});

const parameter = (name) => () => new URL(page.url()).searchParams.get(name);
const large = () => page.getByRole("combobox", { name: "The large" });
const choices = () => page.getByRole("listbox").getByRole("option");

test("input: a list of 10,000 options opens at what is picked, and each option knows its place", { skip }, async () => {
  await page.goto(server.url + "/t.dashboard.inputs?input.large=v5000");
  await is(() => large().inputValue(), "Option 5000");
  await large().click();
  const picked = page.getByRole("option", { name: "Option 5000", exact: true });
  await is(() => picked.getAttribute("aria-selected"), "true");
  await is(async () => [await picked.getAttribute("aria-posinset"), await picked.getAttribute("aria-setsize")], ["5001", "10000"]);
  await is(async () => page.locator(`[id="${await large().getAttribute("aria-activedescendant")}"]`).innerText(), "Option 5000");
  const list = await page.getByRole("listbox").boundingBox(), at = await picked.boundingBox();
  assert.ok(at.y >= list.y - 1 && at.y + at.height <= list.y + list.height + 1, "in sight");
  assert.ok((await choices().count()) < 40, "only those in sight are in the document");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await is(parameter("input.large"), "v5001");
});
test("input: a finger that scrolls the list picks nothing, a tap does", { skip }, async () => {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Emulation.setTouchEmulationEnabled", { enabled: true, maxTouchPoints: 1 });
  await large().click();
  const box = await page.getByRole("listbox").boundingBox();
  const touch = (type, ...ys) => cdp.send("Input.dispatchTouchEvent", { type, touchPoints: ys.map((y) => ({ x: box.x + 40, y: box.y + y })) });
  await touch("touchStart", 150);
  for (const y of [130, 100, 70, 40]) await touch("touchMove", y);
  await touch("touchEnd");
  await is(() => choices().getByText("Option 5001", { exact: true }).count(), 1);
  assert.equal(parameter("input.large")(), "v5001");
  await cdp.send("Emulation.setTouchEmulationEnabled", { enabled: false });
  await page.keyboard.type("Option 77");
  await page.getByRole("option", { name: "Option 77", exact: true }).click();
  await is(parameter("input.large"), "v77");
});
test("input: without a placeholder the first option counts, of several values as well", { skip }, async () => {
  await is(parameter("input.several"), "v0");
  await page.getByRole("button", { name: "Remove Option 0" }).waitFor();
});
test("input: a date that is typed counts when the field is left, one that is picked at once", { skip }, async () => {
  const day = page.getByLabel("The day", { exact: true });
  await day.focus();
  await page.keyboard.type("03032025");
  assert.equal(parameter("input.day")(), null, "the year could still go on");
  await page.keyboard.press("Enter");
  await is(parameter("input.day"), "2025-03-03");
  await page.getByLabel("The range from").focus();
  await page.keyboard.type("04042025");
  await page.getByLabel("The range to").focus();
  await is(() => JSON.parse(parameter("input.range")() ?? "{}").from, "2025-04-04");
  await day.fill("2025-04-01");
  await is(parameter("input.day"), "2025-04-01");
});

test("card: a moment is in the zone of the reader, its exact value on hover, and dates are the same in every zone", { skip }, async () => {
  const far = await open(browser, server.url + "/t.dashboard.values", { context: { timezoneId: "Europe/Berlin" } });
  const place = (name) => far.page.locator(`[id="panel-${name}"]`);
  await is(() => place("t.card.moment").locator(".card-value").innerText(), "1 Mar 2025, 11:00:00");
  await is(() => place("t.card.moment").getByTitle("2025-03-01T10:00:00Z").count(), 1);
  await is(() => place("t.table.dates").locator("time").allInnerTexts(), ["1 Mar 2025", "1 Mar 2025", "1 Mar 2025"]);
  await holds(() => place("t.chart.dates").locator(".chart svg text").allTextContents(), (all) => ["1 Mar", "2 Mar", "3 Mar"].every((l) => all.some((x) => x.startsWith(l))));
  assert.deepEqual(far.wrong, []);
  await far.context.close();
});
test("card: a template that is no link says so, as in a table", { skip }, async () => {
  await page.goto(server.url + "/t.dashboard.values");
  await panel("t.card.template").getByRole("img", { name: 'This link cannot be shown: /x?{{ .value | nothing("x") }}' }).waitFor();
  await is(() => panel("t.card.template").getByRole("link").count(), 0);
  await is(() => panel("t.table.dates").getByRole("img", { name: /^This link cannot be shown/ }).count(), 3);
});

test("nothing went wrong meanwhile with what readers do", { skip }, () => assert.deepEqual(wrong, []));
