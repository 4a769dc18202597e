/* The page for hands, ears and paper: names, headings and landmarks, targets, the focus, live regions, print. */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { launch, missing, open, settled } from "./browser.mjs";
import { benchmark, dashboard, gallery, inputs, table } from "./gallery.mjs";
import { eventually, need } from "./lib.mjs";
import { stand } from "./stand.mjs";

const skip = missing;
const hosts = table(["host", "n"], [["web1", 3], ["web2", 5]], ["TEXT", "INT8"]);
/* A chart in a container without a title, one in a titled one, cards without names. */
const boxes = () => {
  const s = dashboard("t.dashboard.boxes", [
    ["chart", { id: "inner", title: "Inner", data: hosts }, true],
    ["table", { id: "deep", title: "Deep", data: hosts }, true],
    ["card", { id: "dashboard_boxes_anonymous_card_0", data: table(["n"], [[1]]) }],
    ["card", { id: "dashboard_boxes_anonymous_card_1", data: table(["m"], [[2]]) }],
  ]);
  s.panels["t.container.bare"] = { name: "t.container.bare", panel_type: "container", status: "complete" };
  s.panels["t.container.titled"] = { name: "t.container.titled", panel_type: "container", title: "Deep", status: "complete" };
  s.layout.children.push({ name: "t.container.bare", panel_type: "container", children: [{ name: "t.chart.inner", panel_type: "chart" }, { name: "t.container.titled", panel_type: "container", children: [{ name: "t.table.deep", panel_type: "table" }] }] });
  return s;
};
const broken = () => dashboard("t.dashboard.broken", ["a", "b", "c"].map((id) => ["card", { id, title: `Card ${id}`, status: "error", error: "no such table", sql: "select 1" }]));
const all = { "t.dashboard.gallery": gallery, "t.dashboard.inputs": inputs, "t.dashboard.boxes": boxes, "t.dashboard.broken": broken, "t.benchmark.top": () => benchmark(40, 6) };
const items = [["d", "t.dashboard.gallery", "Gallery", 0, [0], 1, []], ["d", "t.dashboard.inputs", "Inputs", 0, [1], 1, []], ["d", "t.dashboard.boxes", "Boxes", 0, [1], 1, []], ["d", "t.dashboard.broken", "Broken", 0, [1], 1, []], ["b", "t.benchmark.top", "Top of it", 0, [0], 1, []]];
const list = { generation: 1, epoch: 1, final: true, complete: true, mods: [["t", "Test"]], tags: [["service", "s3"], ["service", "ec2"]], items };
const phone = { width: 390, height: 844, context: { hasTouch: true, isMobile: true } };
const failures = encodeURIComponent(JSON.stringify({ "t.benchmark.top": { operator: "and", expressions: [{ operator: "in", type: "status", value: ["alarm", "error"] }] } }));
let browser, server, space;

before(async () => {
  if (skip) return;
  browser = await launch();
  space = { list, snapshot: (n) => all[n]() };
  server = await stand(space);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const screens = ["/", "/?search=top", "/?search=nothing+at+all", "/t.dashboard.gallery", "/t.dashboard.inputs", "/t.dashboard.boxes", "/t.dashboard.broken", "/t.dashboard.gone", "/t.benchmark.top", `/t.benchmark.top?where=${failures}`, `/t.benchmark.top?matrix=${encodeURIComponent('{"t.benchmark.top":{}}')}`, "/problems", "/compare", "/snapshot/x.pps",
  ...["chart", "data", "definition", "log"].map((t) => `/t.dashboard.gallery?panel=t.chart.column&tab=${t}`), "/t.dashboard.broken?panel=t.card.a&tab=query"];

/* A page of a screen, at rest. */
async function screen(path, options) {
  const made = await open(browser, server.url + path, options);
  await settled(made.page).catch(() => {}); /* some wait for an input */
  if (path.endsWith("gallery")) await made.page.locator(".chart svg").nth(3).waitFor();
  return made;
}

test("axe finds nothing at all, with its best practices", { skip }, async () => {
  const source = readFileSync(need.resolve("axe-core/axe.min.js"), "utf8");
  const found = [];
  for (const options of [{ theme: "light" }, { theme: "dark", ...phone }])
    for (const path of screens) {
      const { page, context } = await screen(path, options);
      const session = await context.newCDPSession(page);
      await session.send("Runtime.evaluate", { expression: source });
      const { result } = await session.send("Runtime.evaluate", { expression: 'axe.run(document).then((r) => JSON.stringify(r.violations.map((v) => v.id + ": " + v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160) + " " + (n.any[0]?.message ?? "")).join(" | "))))', awaitPromise: true, returnByValue: true });
      for (const v of JSON.parse(result.value)) found.push(`${options.theme} ${path} ${v}`);
      await context.close();
    }
  assert.deepEqual(found, []);
});

test("headings: one first, none left out, one level below the title around them", { skip }, async () => {
  const { page, context } = await screen("/t.dashboard.boxes");
  const levels = await page.locator("main :is(h1,h2,h3,h4)").evaluateAll((all) => all.map((h) => `${h.tagName} ${h.textContent}`));
  assert.deepEqual(levels, ["H1 Gallery", "H2 Inner", "H2 Deep", "H3 Deep"]);
  for (const path of screens) {
    await page.goto(server.url + path);
    await eventually(async () => assert.equal(await page.locator("h1").count(), 1, path));
  }
  await context.close();
});

/* Rows of a tree and a list are 40 on touch (page.md 10.2); links in running text are as high as their line. */
const small = (least) => `(() => {
  const found = new Set();
  for (const e of document.querySelectorAll("a[href],button,input,select,summary,[role=tab],[role=option],[role=menuitem]")) {
    if (e.disabled || e.closest(".off-screen,.skip-link,.grid-row,.md,.graph") || e.matches("[type=checkbox],.row-link")) continue;
    const r = (e.matches("#search") ? e.parentElement : e).getBoundingClientRect();
    if (!r.width || getComputedStyle(e).display === "inline") continue;
    if (r.width < ${least} - 0.5 || r.height < ${least} - 0.5) found.add(e.tagName + "." + e.className + " " + (e.ariaLabel ?? e.textContent).slice(0, 20) + " " + r.width + "x" + r.height);
  }
  return [...found];
})()`;
for (const [what, least, options] of [["24 px", 24, {}], ["44 px on touch", 44, phone]])
  test(`targets are at least ${what}`, { skip }, async () => {
    for (const path of screens) {
      const { page, context } = await screen(path, options);
      assert.deepEqual(await page.evaluate(small(least)), [], path);
      await context.close();
    }
  });

test("the focus stays near what has gone", { skip }, async () => {
  const { page, wrong, context } = await screen("/t.benchmark.top");
  const inside = (where) => eventually(async () => assert.ok(await page.evaluate((w) => !!document.activeElement.closest(w), where), `${where}: ${await page.evaluate(() => document.activeElement.outerHTML.slice(0, 120))}`));
  await page.getByRole("button", { name: "Refresh", exact: true }).focus();
  await page.keyboard.press("Enter");
  await page.waitForTimeout(300);
  await inside(".run-tools");
  assert.match(await page.evaluate(() => document.activeElement.textContent), /Refresh|Cancel/);
  await page.keyboard.press("x");
  await page.getByRole("button", { name: "Remove the filter on status" }).focus();
  await page.keyboard.press("Enter");
  await page.locator(".chip").waitFor({ state: "detached" });
  await inside(".result-tools");
  await page.getByRole("link", { name: "Test", exact: true }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("checkbox", { name: /s3/ }).check();
  await page.getByRole("button", { name: "Clear filters" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Clear filters" }).waitFor({ state: "detached" });
  await inside(".facets");
  await page.getByRole("link", { name: /Gallery/ }).focus();
  await page.keyboard.press("Enter");
  await page.locator("h1", { hasText: "Gallery" }).waitFor();
  await inside("main");
  assert.deepEqual(wrong, []);
  await context.close();
});

test("what closes gives the focus back: menus, dialogs, a search in a table", { skip }, async () => {
  const { page, context } = await screen("/t.dashboard.boxes");
  const menu = page.getByRole("button", { name: "Menu", exact: true });
  assert.equal(await menu.getAttribute("aria-haspopup"), "menu");
  const on = (locator) => eventually(async () => assert.ok(await locator.evaluate((e) => e === document.activeElement), await page.evaluate(() => document.activeElement.outerHTML.slice(0, 120))));
  await menu.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menu").waitFor();
  await page.keyboard.press("Escape");
  await on(menu);
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Open or do anything" }).waitFor();
  await page.keyboard.press("Escape");
  await on(menu);
  const search = page.locator('[data-panel="t.table.deep"] .table-search');
  await search.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("searchbox", { name: /Search in/ }).waitFor();
  await page.keyboard.press("Escape");
  await on(search);
  await context.close();
});

test("the arrow keys go on from the row that has the focus, also when others have come above it", { skip }, async () => {
  const { page, context } = await screen("/t.benchmark.top");
  await page.getByRole("treeitem", { name: /Group 1/ }).focus();
  await page.getByRole("treeitem", { name: /Group 0/ }).locator(".chevron").evaluate((e) => e.closest(".tree-row").click()); /* without the focus */
  await page.getByRole("treeitem", { name: /r0|Control 0|c0/ }).first().waitFor();
  await page.keyboard.press("ArrowDown");
  await eventually(async () => assert.match(await page.evaluate(() => document.activeElement.textContent), /Group 2/));
  await context.close();
});

test("a table is one stop of the Tab key: its head and its links are reached from within", { skip }, async () => {
  const { page, context } = await screen("/t.dashboard.gallery");
  const grid = page.getByRole("grid", { name: "Typed cells" });
  const stops = () => grid.evaluate((g) => [...g.querySelectorAll("a,button,[tabindex]")].filter((e) => e.tabIndex === 0).map((e) => e.textContent));
  assert.deepEqual(await stops(), ["h1", "h1"], "a cell, and the link in it");
  const now = (text) => eventually(async () => assert.equal(await page.evaluate(() => document.activeElement.textContent), text));
  await grid.getByRole("gridcell", { name: "h1" }).focus();
  await page.keyboard.press("ArrowUp");
  await now("id");
  await page.keyboard.press("ArrowRight");
  await now("num");
  await page.keyboard.press("Enter");
  await eventually(async () => assert.equal(await grid.getByRole("columnheader", { name: "num", exact: true }).getAttribute("aria-sort"), "ascending"));
  await page.keyboard.press("ArrowDown");
  await now("-3");
  assert.deepEqual(await stops(), ["-3"]);
  await context.close();
});

test("nothing is running while all that is left waits for an input", { skip }, async () => {
  const { page, context } = await screen("/t.dashboard.inputs");
  await page.getByText("waits for an input", { exact: true }).waitFor();
  assert.equal(await page.getByRole("progressbar").count(), 0);
  await context.close();
});

test("a card of a severity begins at its left, and a long number is in one line on a phone", { skip }, async () => {
  const { page, context } = await screen("/t.dashboard.gallery", phone);
  const left = (id) => page.locator(`[id="panel-t.card.${id}"] .card-value`).evaluate((e) => e.getBoundingClientRect().left - e.closest(".card").getBoundingClientRect().left);
  assert.equal(await page.locator('[id="panel-t.card.severity"]').evaluate((e) => getComputedStyle(e).alignItems), "stretch");
  assert.equal(await left("plain"), 15);
  assert.ok((await page.locator('[id="panel-t.card.plain"] .card-value').boundingBox()).height < 40);
  await context.close();
});

test("right to left: what opens points to the left, code and pictures stay as they are", { skip }, async () => {
  const { page, context } = await screen("/t.benchmark.top");
  await page.evaluate(() => (document.documentElement.dir = "rtl"));
  const chevron = page.locator(".tree-row .chevron").first();
  assert.match(await chevron.evaluate((e) => getComputedStyle(e).transform), /matrix\(-1/);
  await page.locator(".tree-row").first().click();
  assert.match(await chevron.evaluate((e) => getComputedStyle(e).transform), /matrix\((6.*e-17|0), 1/);
  await page.goto(server.url + "/t.dashboard.gallery?panel=t.chart.column&tab=definition");
  await page.locator(".side .code").waitFor();
  await page.evaluate(() => (document.documentElement.dir = "rtl"));
  assert.equal(await page.locator(".side .code").evaluate((e) => getComputedStyle(e).direction), "ltr");
  await context.close();
});

test("a file with a long path is in one direction at 400 %", { skip }, async (t) => {
  const place = { severity: "error", code: "x", message: "m", mod: "t", file: "dashboards/a/very/long/path/without/any/blank/bad.pp", line: 2, column: 1 };
  const long = await stand({ list, problems: { generation: 1, served: "clean", pending: false, root: "/srv", problems: [place] }, snapshot: () => null });
  t.after(() => long.stop());
  const { page, context } = await open(browser, long.url + "/problems", { width: 320, height: 256 });
  await page.getByRole("heading", { name: /bad.pp/ }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
  await context.close();
});

/* What a live region says is counted where it is said. */
test("panels do not speak one by one, and neither do the seconds of a lost connection", { skip }, async (t) => {
  const { page, context } = await screen("/t.dashboard.broken");
  await page.locator(".error-box").nth(2).waitFor();
  assert.equal(await page.getByRole("alert").count(), 0);
  await eventually(async () => assert.match(await page.locator("#live").textContent(), /complete, 3 errors/));
  t.after(() => (space.down = false));
  space.down = true;
  server.drop();
  await page.locator(".banner.lost").waitFor();
  await eventually(async () => assert.equal(await page.locator("#live").textContent(), "Connection lost, trying again"));
  assert.equal(await page.locator(".banner.lost").evaluate((e) => !!e.closest("[role=status],[role=alert],[aria-live]")), false);
  space.down = false;
  await context.close();
});

test("paper: light, charts made for its width, filters in words, each status as a word", { skip }, async () => {
  const { page, context } = await screen("/t.dashboard.gallery", { theme: "dark" });
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  assert.equal(await page.locator("html").getAttribute("data-theme"), "light");
  const chart = await page.locator('[data-panel="t.chart.column"] .chart svg').evaluate((s) => ({ width: s.viewBox.baseVal.width, text: getComputedStyle(s.querySelector("text")).fill }));
  assert.ok(chart.width > 200 && chart.width < 350, `a picture of half the width of paper: ${chart.width}`);
  const [r, g, b] = chart.text.match(/\d+/g).map(Number);
  assert.ok(r + g + b < 3 * 120, `dark letters: ${chart.text}`);
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  assert.equal(await page.locator("html").getAttribute("data-theme"), "dark");
  await page.emulateMedia({ media: "screen" });
  await page.goto(`${server.url}/t.benchmark.top?where=${failures}`);
  await settled(page);
  await page.getByRole("button", { name: "Open all" }).click();
  await page.emulateMedia({ media: "print" });
  const head = page.locator(".print-head");
  await eventually(async () => assert.match(await head.innerText(), /Test · .*\nOnly results where status is alarm or error/s));
  assert.equal(await page.locator(".tree-row.result").first().locator(".tree-title").evaluate((e) => getComputedStyle(e, "::before").content), '"Alarm "');
  assert.equal(await page.locator(".run-tools").isVisible(), false, "an age is none on paper");
  await context.close();
});

test("paper: the head of a table is on every sheet, and its columns are as wide as what is in them", { skip }, async () => {
  const { page, context } = await screen("/t.dashboard.boxes");
  await page.emulateMedia({ media: "print" });
  const grid = page.locator('[data-panel="t.table.deep"] .grid');
  assert.deepEqual(await grid.evaluate((e) => [e, e.querySelector(".grid-head"), e.querySelector(".grid-row")].map((x) => getComputedStyle(x).display)), ["table", "table-header-group", "table-row"]);
  await context.close();
});
