/* Every panel type of server.md 10.5 in a browser, found by role and text. docs/page-coverage.md names these tests. */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { launch, missing, open, settled } from "./browser.mjs";
import { alone, benchmark, detections, gallery, inputs, manyDetections, rest } from "./gallery.mjs";
import { eventually, root } from "./lib.mjs";
import { stand } from "./stand.mjs";

const skip = missing;
let browser, server, page, wrong;
const all = { "t.dashboard.gallery": gallery, "t.dashboard.inputs": inputs, "t.benchmark.top": () => benchmark(20, 6), "t.benchmark.watch": detections, "t.benchmark.many": () => manyDetections(200), "t.dashboard.rest": rest, "t.control.c0": () => alone(benchmark(20, 6), "t.control.c0"), "t.detection.logins": () => alone(detections(), "t.detection.logins") };
const list = { generation: 1, epoch: 1, final: true, complete: true, mods: [["t", "Test"]], tags: [], items: Object.keys(all).map((n) => [/watch|many/.test(n) ? "t" : n.includes("benchmark") ? "b" : "d", n, n.split(".")[2], 0, [], 1, []]) };

before(async () => {
  if (skip) return;
  browser = await launch();
  server = await stand({ list, snapshot: (n) => all[n]() });
  ({ page, wrong } = await open(browser, server.url + "/t.dashboard.gallery"));
  await page.getByRole("region", { name: "A nested dashboard" }).waitFor();
  await page.locator('[id="panel-t.chart.column"] svg').first().waitFor();
  await settled(page);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});
const panel = (name) => page.locator(`[id="panel-${name}"]`);
const shows = (name, ...texts) => eventually(async () => {
  const text = await panel(name).innerText();
  for (const t of texts) assert.ok(text.includes(t), `${name} shows ${t}: ${text}`);
});
const has = (name, selector, n) => eventually(async () => {
  const found = await panel(name).locator(selector).count();
  assert.ok(n === undefined ? found > 0 : found === n, `${name} ${selector}: ${found}`);
});
const is = (read, want, why) => eventually(async () => assert.deepEqual(await read(), want, why));
const fits = (read, test, why) => eventually(async () => {
  const found = await read();
  assert.ok(test(found), `${why ?? ""} ${found}`);
});

test("dashboard: title, and nested ones from the layout", { skip }, async () => {
  await is(() => page.title(), "Gallery");
  await is(() => page.locator("h1").innerText(), "Gallery");
  await shows("t.dashboard.inner", "A nested dashboard", "inside the nested one");
});
test("container: title, grid, nesting", { skip }, async () => shows("t.container.box", "A container", "Contained"));
test("card: plain with separators", { skip }, async () => shows("t.card.plain", "hosts", "1,234,567"));
test("card: alert with icon and href template", { skip }, async () => {
  await shows("t.card.alert", "Open ports", "7");
  await has("t.card.alert", 'a[href="/t.dashboard.ports?n=7"]');
  await has("t.card.alert", ".mod-icon path");
});
test("card: formal row with type, icon and href", { skip }, async () => {
  await shows("t.card.formal", "Formal", "17", "OK");
  await has("t.card.formal", 'a[href="https://example.org/x"][rel~="noopener"][target="_blank"]');
});
test("card: severity", { skip }, () => fits(() => panel("t.card.severity").getAttribute("class"), (c) => /high/.test(c)));
test("card: null is a dash", { skip }, async () => shows("t.card.empty", "-"));
test("card: as a table", { skip }, async () => has("t.card.tabled", '[role="grid"]'));
test("chart: column with legend, axes and series", { skip }, async () => {
  await has("t.chart.column", "svg path");
  await fits(() => panel("t.chart.column").locator(".chart svg").textContent(), (text) => ["Month", "Sales", "The north", "40.0", "Jan"].every((t) => text.includes(t)));
  const box = await panel("t.chart.column").boundingBox();
  const legend = await panel("t.chart.column").locator(".chart svg text", { hasText: "The north" }).first().boundingBox();
  assert.ok(legend.x > box.x + box.width / 2, "the legend is at the right");
});
for (const type of ["bar", "line", "area", "pie", "donut", "heatmap", "crosstab"])
  test(`chart: ${type}`, { skip }, async () => {
    await has(`t.chart.${type}`, "svg path");
    await fits(() => panel(`t.chart.${type}`).locator('.chart[role="img"]').getAttribute("aria-label"), (label) => label.includes(type === "crosstab" ? "column" : type));
    await panel(`t.chart.${type}`).locator("details summary").evaluate((e) => e.click());
    await has(`t.chart.${type}`, "details.off-screen table td");
  });
/* What is drawn in the colours of the series: filled, or only as a line; where the shapes are. */
const shapes = (name) => panel(name).locator(".chart svg path").evaluateAll((all) => all.map((e) => {
  const css = getComputedStyle(e), b = e.getBoundingClientRect();
  return { fill: css.fill, alpha: Number(css.fillOpacity), stroke: css.stroke, thick: css.strokeWidth, x: b.x, y: b.y, right: b.right, bottom: b.bottom, w: b.width, h: b.height };
}));
const FIRST = "rgb(47, 111, 222)", SECOND = "rgb(194, 106, 0)";
const one = (numbers) => Math.max(...numbers) - Math.min(...numbers) < 2;
test("chart: columns stand, bars lie, lines are lines, areas are filled below", { skip }, async () => {
  const line = (s) => s.stroke === FIRST && s.fill === "none" && s.thick === "2px" && s.w > 200;
  const below = (s) => s.fill === FIRST && s.alpha > 0.2 && s.alpha < 0.3 && s.w > 200;
  await fits(async () => (await shapes("t.chart.line")).map((s) => [line(s), below(s)]), (all) => all.some((s) => s[0]) && !all.some((s) => s[1]), "line");
  await fits(async () => (await shapes("t.chart.area")).map((s) => [line(s), below(s)]), (all) => all.some((s) => s[0]) && all.some((s) => s[1]), "area");
  await fits(async () => JSON.stringify((await shapes("t.chart.bar")).filter((s) => s.fill === SECOND && (s.w > 12 || s.h > 12))), (found) => {
    const bars = JSON.parse(found);
    return bars.length === 3 && one(bars.map((s) => s.x)) && one(bars.map((s) => s.h)) && !one(bars.map((s) => s.w));
  }, "bars begin at the left, as wide as their values");
  await fits(async () => JSON.stringify((await shapes("t.chart.crosstab")).filter((s) => s.fill === FIRST && s.h > 12)), (found) => {
    const columns = JSON.parse(found);
    return columns.length === 2 && one(columns.map((s) => s.bottom)) && one(columns.map((s) => s.w)) && !one(columns.map((s) => s.h));
  }, "columns begin below, as high as their values");
});
test("chart: a pie is whole and a donut has a hole, both 250 pixels high", { skip }, async () => {
  const middle = (type) => panel(`t.chart.${type}`).locator(".chart svg").evaluate((svg) => {
    const slices = [...svg.querySelectorAll("path")].filter((e) => e.getBoundingClientRect().height > 40 && getComputedStyle(e).fill !== "none" && e.getAttribute("fill") !== "transparent");
    const boxes = slices.map((e) => e.getBoundingClientRect());
    const x = (Math.min(...boxes.map((b) => b.left)) + Math.max(...boxes.map((b) => b.right))) / 2, y = (Math.min(...boxes.map((b) => b.top)) + Math.max(...boxes.map((b) => b.bottom))) / 2;
    const covers = (dx, dy) => slices.some((e) => e.isPointInFill(new DOMPoint(x + dx, y + dy).matrixTransform(e.getScreenCTM().inverse())));
    return [slices.length, [[-3, -3], [3, -3], [-3, 3], [3, 3]].some(([a, b]) => covers(a, b))].join();
  });
  await is(() => middle("pie"), "2,true");
  await is(() => middle("donut"), "2,false");
  for (const type of ["pie", "donut"]) assert.equal((await panel(`t.chart.${type}`).locator(".chart").boundingBox()).height, 250);
});
test("chart: a single value is drawn", { skip }, async () => has("t.chart.single", "svg path"));
test("chart: as a table", { skip }, async () => has("t.chart.charttable", '[role="grid"]'));
test("table: typed cells, links, hidden columns", { skip }, async () => {
  await shows("t.table.typed", "1,234,567", "true", '"a": 1', "docs", "null", "Alarm", "12.50");
  await has("t.table.typed", 'a[href="/t.dashboard.host?input.id=h1"]');
  await has("t.table.typed", 'a[href="https://example.org/b"]');
  await fits(() => panel("t.table.typed").innerText(), (text) => !text.includes("gone"));
});
test("table: sorted by its header, nulls last", { skip }, async () => {
  const head = panel("t.table.typed").getByRole("columnheader", { name: "num", exact: true });
  await head.getByRole("button").click();
  await is(() => head.getAttribute("aria-sort"), "ascending");
  await is(() => panel("t.table.typed").getByRole("gridcell").first().innerText(), "h2");
});
test("table: original names of renamed columns", { skip }, () => is(() => panel("t.table.renamed").getByRole("columnheader", { name: /^a$/ }).count(), 2));
test("table: line", { skip }, async () => has("t.table.line", "dl.facts dt", 2));
test("table: no rows", { skip }, async () => shows("t.table.none", "No rows"));
test("table: cell menu filters", { skip }, async () => {
  await panel("t.table.renamed").getByRole("gridcell").first().click({ button: "right" });
  await page.getByRole("menuitem", { name: "Without this a" }).click();
  await shows("t.table.renamed", "No row fits", "is not");
  await panel("t.table.renamed").getByRole("button", { name: "Remove this filter" }).click();
});
test("table: columns are chosen, and the address knows", { skip }, async () => {
  await panel("t.table.typed").getByRole("button", { name: "Columns" }).click();
  await page.getByRole("menuitemcheckbox", { name: "gone" }).click();
  await page.waitForURL((u) => /"display_columns":\[[^\]]*"gone"/.test(decodeURIComponent(u)));
  await page.goBack();
});
test("text: markdown", { skip }, async () => {
  await has("t.text.markdown", "table td");
  await has("t.text.markdown", 'a[href="https://example.org"]');
  await shows("t.text.markdown", "A heading");
});
test("text: raw", { skip }, async () => shows("t.text.raw", "raw <b>text</b>"));
test("image: properties, data, table", { skip }, async () => {
  await has("t.image.image", 'img[alt="one pixel"]');
  await has("t.image.imagedata", 'img[alt="from data"]');
  await has("t.image.imagetable", '[role="grid"]');
});
test("flow: sankey", { skip }, async () => {
  await has("t.flow.flow", "svg path");
  await fits(() => panel("t.flow.flow").locator(".chart svg").textContent(), (text) => text.includes("Ann"));
});
test("hierarchy: tree", { skip }, () => fits(() => panel("t.hierarchy.tree").locator(".chart svg").textContent(), (text) => text.includes("Ann")));
test("graph: nodes, categories, links, hidden properties", { skip }, async () => {
  await has("t.graph.graph", ".node", 3);
  await shows("t.graph.graph", "Ann", "Person", "owns");
  await panel("t.graph.graph").getByRole("link", { name: /^Ann/ }).waitFor();
  await panel("t.graph.graph").getByRole("button", { name: "Properties of Ann" }).click();
  const side = page.getByRole("dialog", { name: "Ann" });
  await side.waitFor();
  await fits(() => side.innerText(), (text) => text.includes("41") && !text.includes("secret"));
  await page.keyboard.press("Escape");
  await side.waitFor({ state: "detached" });
});
test("graph: assembled of node and edge panels, folded above the threshold", { skip }, async () => {
  await shows("t.graph.assembled", "Hosts", "3 folded", "hub");
  await panel("t.graph.assembled").locator(".node.folded").click();
  await panel("t.graph.assembled").locator(".node", { hasText: "two" }).waitFor();
});
test("graph: as a table", { skip }, async () => has("t.graph.graphtable", '[role="grid"]'));
test("node, edge, with: no panels of their own", { skip }, async () => assert.equal(await page.locator('[id="panel-t.node.n"],[id="panel-t.edge.e"],[id="panel-t.with.w"]').count(), 0));
test("error: message, hint, SQL and arguments", { skip }, async () => {
  await shows("t.card.broken", "no such table: nowhere", "Details");
  await panel("t.card.broken").locator("summary").click();
  await shows("t.card.broken", "select * from nowhere", '"x"');
});
test("unknown type: a table with a note", { skip }, async () => shows("t.mystery.m", "mystery", "tomorrow"));
test("panel detail: data, chart, query, definition", { skip }, async () => {
  await page.goto(server.url + "/t.dashboard.gallery?panel=t.card.plain");
  const side = page.getByRole("dialog", { name: "plain" });
  await side.getByRole("tab", { name: "Query" }).click();
  await page.waitForURL(/tab=query/);
  await side.getByRole("tab", { name: "Definition" }).click();
  await side.getByText('card "plain"').first().waitFor();
  await side.getByRole("tab", { name: "Log" }).click();
  await side.getByText("Running").first().waitFor();
  await page.keyboard.press("Escape");
  await side.waitFor({ state: "detached" });
  await page.waitForURL((u) => !u.searchParams.has("panel"));
});
/* The key goes to what has the focus when it is pressed: nothing may float any more, nor the run still begin. */
test("view: a chart as a table and back with v", { skip }, async () => {
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.waitForFunction(() => globalThis.plApp?.store.run.value.run.state === "complete");
  await panel("t.chart.column").press("v");
  await panel("t.chart.column").getByRole("grid").waitFor();
  await panel("t.chart.column").press("v");
  await panel("t.chart.column").locator(".chart svg").waitFor();
});

test("input: every type, labels, placeholders, first options", { skip }, async () => {
  await page.goto(server.url + "/t.dashboard.inputs");
  await page.getByRole("combobox", { name: "The select" }).waitFor();
  await page.waitForURL(/input.select=eu/);
  for (const name of ["The multi", "The combo", "The multicombo"]) await is(() => page.getByRole("combobox", { name, exact: true }).count(), 1, name);
  await is(() => page.getByRole("textbox", { name: "Words" }).getAttribute("placeholder"), "Some words");
  for (const [name, type] of [["The date", "date"], ["The datetime", "datetime-local"], ["The time", "time"]]) await is(() => page.getByLabel(name, { exact: true }).getAttribute("type"), type);
  await is(() => page.getByLabel("The daterange from").count(), 1);
  assert.equal(await page.getByLabel("The secret").count(), 0, "hidden shows nothing");
  await page.locator('[id="panel-t.input.astable"] [role="grid"]').waitFor();
});
test("input: a panel that waits names its input", { skip }, async () => {
  await page.getByRole("button", { name: "Choose a Words" }).click();
  await is(() => page.evaluate(() => document.activeElement.id), "in-t-input-words");
  await page.keyboard.type("hello, you");
  await page.keyboard.press("Enter");
  await page.waitForURL(/input.words=hello/);
  await panel("t.card.shown").getByText("something").waitFor();
  const sent = server.seen.filter((m) => m.action === "input_changed" || m.action === "select_dashboard").pop();
  assert.equal(sent.payload.inputs["input.words"], "hello, you");
});
test("input: several values, joined by commas, with the keyboard", { skip }, async () => {
  const box = page.getByRole("combobox", { name: "The multi", exact: true });
  await is(() => box.isEnabled(), true);
  await box.focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.keyboard.type("thr");
  await page.keyboard.press("Enter");
  await page.waitForURL(/input.multi=1%2C3/);
  await fits(() => page.locator('[role="option"]', { hasText: "One" }).innerText(), (text) => /One\s+a$/.test(text.trim()), "values of tags of options");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Remove One" }).click();
  await page.waitForURL(/input.multi=3/);
});
test("input: free entry of combo", { skip }, async () => {
  await page.getByRole("combobox", { name: "The combo", exact: true }).fill("own value");
  await page.keyboard.press("Enter");
  await page.waitForURL(/input.combo=own(\+|%20)value/);
});
test("input: ranges are JSON text", { skip }, async () => {
  await page.getByRole("combobox", { name: "The range", exact: true }).selectOption("7d");
  await page.waitForURL(/input.range=%7B/);
  const q = new URL(page.url()).searchParams.get("input.range");
  assert.equal(JSON.parse(q).relative, "7d");
});

test("benchmark: summary, tree, results, groups, filters", { skip }, async () => {
  await page.goto(server.url + "/t.benchmark.top");
  const alarm = page.getByRole("button", { name: /20 Alarm/ });
  await alarm.waitFor();
  await page.getByRole("treeitem", { name: /Group 0/ }).click();
  await page.getByRole("treeitem", { name: /Control 0/ }).first().click();
  await page.getByRole("treeitem").filter({ hasText: "arn:0:0" }).first().waitFor();
  await alarm.click();
  await page.waitForURL(/where=/);
  await is(() => page.locator(".tree-row.result").count(), 20, "few rows left are open");
  await page.locator(".tree-row.result").first().click();
  const side = page.locator(".side");
  await side.waitFor();
  await fits(() => side.innerText(), (text) => text.includes("account"));
  await page.keyboard.press("Escape");
  await side.waitFor({ state: "detached" });
  await page.keyboard.press("f");
  await page.getByRole("dialog", { name: "Filter results" }).waitFor();
  await page.getByLabel("Field").selectOption({ label: "account" });
  await page.getByLabel("Operator").selectOption("not_equal");
  await page.getByRole("dialog").getByRole("button", { name: /^a1/ }).click();
  await page.locator(".chip", { hasText: "account is not" }).waitFor();
  await fits(() => page.locator(".tree-row.result").count(), (n) => n > 0 && n < 20);
});
test("benchmark: grouped by a dimension and a tag", { skip }, async () => {
  await page.goto(`${server.url}/t.benchmark.top?grouping=${encodeURIComponent(JSON.stringify({ "t.benchmark.top": [{ type: "dimension", value: "account" }, { type: "control_tag", value: "service" }] }))}`);
  await page.getByRole("treeitem", { name: /a0/ }).waitFor();
  await is(() => page.locator(".tree-row.group").count(), 3);
});
test("benchmark: CSV of what is filtered", { skip }, async () => {
  await page.goto(`${server.url}/t.benchmark.top?where=${encodeURIComponent(JSON.stringify({ "t.benchmark.top": { operator: "and", expressions: [{ operator: "equal", type: "severity", value: "high" }] } }))}`);
  await page.getByRole("button", { name: "Copy or download" }).click();
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem", { name: /CSV of the 30/ }).click()]);
  const body = readFileSync(await file.path(), "utf8").trim().split("\r\n");
  assert.equal(body.length, 31);
  assert.equal(body[0], "group_id,title,description,control_id,control_title,control_description,severity,reason,resource,status,service,account,region");
});
test("detections: cards by severity, a table for each", { skip }, async () => {
  await page.goto(server.url + "/t.benchmark.watch");
  await page.getByRole("button", { name: /2 Critical/ }).waitFor();
  await page.getByRole("treeitem", { name: /Logins/ }).first().click();
  const grid = page.getByRole("grid", { name: "Logins" });
  await grid.waitFor();
  await is(() => grid.getByRole("columnheader").allInnerTexts(), ["who", "url"]);
});

test("detections: of many tables those in sight are in the document", { skip }, async () => {
  await page.goto(server.url + "/t.benchmark.many");
  await page.getByRole("button", { name: "Open all" }).click();
  await page.getByRole("grid", { name: "Detection 0", exact: true }).waitFor();
  assert.ok((await page.getByRole("grid").count()) < 40);
  await eventually(async () => {
    await page.getByRole("treeitem").last().scrollIntoViewIfNeeded();
    assert.equal(await page.getByRole("grid", { name: "Detection 199", exact: true }).count(), 1);
  });
  assert.ok((await page.getByRole("grid").count()) < 80);
});
test("card: info, ok and skip have their shape", { skip }, async () => {
  await page.goto(server.url + "/t.dashboard.rest");
  for (const type of ["info", "ok", "skip"]) await fits(() => panel(`t.card.${type}`).getAttribute("class"), (c) => c.split(" ").includes(type), type);
});
test("card: each type has its colour at its edge", { skip }, async () => {
  const edge = (type) => panel(`t.card.${type}`).evaluate((e) => { const css = getComputedStyle(e, "::before"); return [css.width, css.backgroundColor]; });
  for (const [type, colour] of [["info", "rgb(31, 95, 214)"], ["ok", "rgb(27, 122, 62)"], ["skip", "rgb(92, 102, 117)"]]) assert.deepEqual(await edge(type), ["3px", colour], type);
});
test("container: no title while its children are hidden", { skip }, async () => {
  await panel("t.flow.flowtable").waitFor();
  await is(() => page.getByText("Nobody sees this").count(), 0);
});
test("flow: as a table", { skip }, async () => has("t.flow.flowtable", '[role="grid"]'));
test("hierarchy: as a table", { skip }, async () => has("t.hierarchy.treetable", '[role="grid"]'));
test("graph: its direction", { skip }, async () => {
  const place = async (name, title) => panel(name).locator(".node", { hasText: title }).boundingBox();
  await panel("t.graph.down").scrollIntoViewIfNeeded();
  await eventually(async () => assert.ok((await place("t.graph.down", "Cup")).y > (await place("t.graph.down", "Ann")).y + 10));
  await eventually(async () => assert.ok((await place("t.graph.across", "Cup")).x > (await place("t.graph.across", "Ann")).x + 10));
});
test("control: alone", { skip }, async () => {
  await page.goto(server.url + "/t.control.c0");
  await page.getByRole("button", { name: /2 Alarm|1 Alarm/ }).waitFor();
  await page.getByRole("treeitem").first().waitFor();
});
test("detection: alone", { skip }, async () => {
  await page.goto(server.url + "/t.detection.logins");
  await page.getByRole("button", { name: /2 Critical/ }).waitFor();
  await page.getByRole("treeitem").first().waitFor();
});

test("dashboard: the place of the contents is kept before they come", { skip }, async () => {
  await page.goto("about:blank");
  await page.goto(server.url + "/t.dashboard.gallery");
  const content = page.locator(".run-content .panel").first();
  await content.waitFor();
  const early = await content.boundingBox();
  await page.getByRole("navigation", { name: "Contents" }).waitFor();
  assert.equal((await content.boundingBox()).width, early.width);
});

test("nothing went wrong meanwhile", { skip }, () => assert.deepEqual(wrong, []));

test("every row of the coverage has its tests", () => {
  const rows = readFileSync(join(root, "docs/page-coverage.md"), "utf8").split("\n").filter((l) => /^\| `/.test(l)).map((l) => l.split("|").map((c) => c.trim()));
  const source = ["panels", "properties", "texts", "use"].map((f) => readFileSync(join(root, `tests/ui/${f}.test.mjs`), "utf8")).join("\n");
  const names = [...source.matchAll(/^test\("([^"]+)"/gm)].map((m) => m[1]).concat(["bar", "line", "area", "pie", "donut", "heatmap", "crosstab"].map((t) => `chart: ${t}`));
  const types = ["dashboard", "container", "card", "chart", "table", "text", "image", "input", "flow", "graph", "hierarchy", "node, edge, with", "benchmark (control)", "benchmark (detection)", "control", "detection", "error"];
  assert.deepEqual(rows.map((r) => r[1].replaceAll("`", "")), types);
  for (const r of rows) {
    const tests = r[3].split(";").map((t) => t.trim()).filter(Boolean);
    assert.ok(tests.length > 0, `${r[1]} has no test`);
    for (const t of tests) assert.ok(names.includes(t), `${r[1]}: there is no test "${t}"`);
  }
});
