/* Markdown, raw text and detections in a browser: what becomes of each element. */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { launch, missing, open, settled } from "./browser.mjs";
import { dashboard, table } from "./gallery.mjs";
import { eventually } from "./lib.mjs";
import { stand } from "./stand.mjs";

const skip = missing;
const PIXEL = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=";
const WORDS = "words and more words ".repeat(30);
const MARKDOWN = `# Top\n\n###### Deep\n\n${WORDS}**the end**\n\n[host](/t.dashboard.other?input.id=7) [web](https://example.org) <a href="ftp://example.org/x">ftp</a>\n\n` +
  `![pixel](${PIXEL}) ![only words](javascript:x)\n\n- [x] this\n- [ ] that\n\n<input type="checkbox"> <input type="text" value="typed">\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n` +
  `<details><summary>More</summary>inner</details>\n\n<b data-x="1" aria-label="no" style="color:red">bold</b>`;
let value = "first";
const texts = () => dashboard("t.dashboard.texts", [
  ["text", { id: "markdown", properties: { value: MARKDOWN } }],
  ["text", { id: "raw", display_type: "raw", properties: { value: `**raw**\n${WORDS}` } }],
  ["text", { id: "titled", title: "A title", properties: { value: "below" } }],
  ["text", { id: "edited", properties: { value } }],
  ["text", { id: "notes", properties: { value: "Said[^b] and said[^a], again[^b], not[^none].\n\n[^a]: The **first** note\n  goes on <b onclick=x>here</b>.\n[^b]: See [host](/t.dashboard.other).\n\n```\ncode[^a]\n```\n\nAfter." } }],
  ["text", { id: "heading", properties: { value: "## Only a heading" } }],
]);
const other = () => dashboard("t.dashboard.other", [["card", { id: "host", properties: { label: "Host", value: "7" } }]]);

const detection = (name, title, more) => [name, { name, panel_type: "detection", title, status: "complete", ...more }];
const logins = { sql: "select 1", properties: { name: "logins", severity: "critical" }, data: table(["who", "reason"], [["ann", "late"], ["bob", "far"]]) };
const watch = (display_type) => ({
  schema_version: "20240607", inputs: {}, variables: {}, start_time: "2025-03-01T10:00:00Z", end_time: "2025-03-01T10:00:02Z",
  layout: { name: "t.benchmark.watch", panel_type: "benchmark", children: [{ name: "t.benchmark.people", panel_type: "benchmark", children: ["logins", "keys"].map((n) => ({ name: `t.detection.${n}`, panel_type: "detection" })) }, { name: "t.detection.gone", panel_type: "detection" }] },
  panels: {
    "t.benchmark.watch": { name: "t.benchmark.watch", dashboard: "t.benchmark.watch", panel_type: "benchmark", benchmark_type: "detection", title: "Watch", status: "complete", ...(display_type ? { display_type } : {}) },
    "t.benchmark.people": { name: "t.benchmark.people", panel_type: "benchmark", benchmark_type: "detection", title: "People", status: "complete" },
    ...Object.fromEntries([
      detection("t.detection.logins", "Logins", logins),
      detection("t.detection.keys", "Keys", { properties: { name: "keys", severity: "low" }, data: table(["who", "reason"], [["cem", "old"]]) }),
      detection("t.detection.gone", "Gone", { status: "error", error: "the log is gone", properties: { name: "gone" } }),
    ]),
  },
});
const all = { "t.dashboard.texts": texts, "t.dashboard.other": other, "t.benchmark.watch": () => watch(), "t.benchmark.tabled": () => watch("table") };
const list = { generation: 1, epoch: 1, final: true, complete: true, mods: [["t", "Test"]], tags: [], items: Object.keys(all).map((n) => [n.includes("benchmark") ? "t" : "d", n, n.split(".")[2], 0, [], 1, []]) };
let browser, server, page, wrong;

before(async () => {
  if (skip) return;
  browser = await launch();
  server = await stand({ list, snapshot: (n) => all[n]() });
  ({ page, wrong } = await open(browser, server.url + "/t.dashboard.texts?search_path_prefix=first"));
  await settled(page);
  await text("markdown").getByRole("table").waitFor();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});
const text = (id) => page.locator(`[id="panel-t.text.${id}"]`);
const is = (read, want, why) => eventually(async () => assert.deepEqual(await read(), want, why));
const watched = (by) => `${server.url}/t.benchmark.watch?grouping=${encodeURIComponent(JSON.stringify({ "t.benchmark.watch": by }))}`;

test("text: headings begin below those of the page", { skip }, async () => {
  await text("markdown").getByRole("heading", { name: "Top", level: 2 }).waitFor();
  await text("markdown").getByRole("heading", { name: "Deep", level: 6 }).waitFor();
  await text("markdown").getByText("the end").waitFor();
});
test("text: links lead out in a tab of their own, or to a dashboard without loading the page again", { skip }, async () => {
  const link = (name) => text("markdown").getByRole("link", { name }).evaluate((a) => [a.getAttribute("href"), a.target, a.rel]);
  assert.deepEqual(await link("web"), ["https://example.org", "_blank", "noopener noreferrer"]);
  assert.deepEqual(await link("host"), ["/t.dashboard.other?input.id=7&search_path_prefix=first", "", ""]);
  assert.equal(await text("markdown").getByText("ftp", { exact: true }).getAttribute("href"), null);
  await page.evaluate(() => (globalThis.stillHere = true));
  await text("markdown").getByRole("link", { name: "host" }).click();
  await page.waitForURL(/t\.dashboard\.other\?input\.id=7/);
  await page.getByRole("region", { name: "Host" }).waitFor();
  assert.equal(await page.evaluate(() => globalThis.stillHere), true);
  await page.goBack();
  await text("markdown").getByRole("table").waitFor();
});
test("text: images say nothing of the page, and are words without an address that may be shown", { skip }, async () => {
  assert.deepEqual(await text("markdown").getByRole("img").evaluateAll((all) => all.map((i) => [i.alt, i.referrerPolicy, i.loading])), [["pixel", "no-referrer", "lazy"]]);
  await text("markdown").getByText("only words").waitFor();
});
test("text: lists of tasks can be read, and nothing can be entered", { skip }, async () => {
  await is(() => text("markdown").locator("input").evaluateAll((all) => all.map((i) => [i.type, i.disabled, i.getAttribute("aria-label")])), [["checkbox", true, "done"], ["checkbox", true, "open"], ["checkbox", true, "open"]]);
});
test("text: tables scroll in a box of their own, with the keyboard as well", { skip }, async () => {
  const box = text("markdown").getByRole("table").locator("xpath=..");
  assert.deepEqual(await box.evaluate((e) => [getComputedStyle(e).overflowX, e.tabIndex]), ["auto", 0]);
});
test("text: elements without attributes that are not for texts", { skip }, async () => {
  assert.equal(await text("markdown").locator("details").evaluate((e) => e.open), false);
  await text("markdown").getByText("More", { exact: true }).click();
  await is(() => text("markdown").locator("details").evaluate((e) => e.open), true);
  assert.deepEqual(await text("markdown").getByText("bold", { exact: true }).evaluate((e) => e.getAttributeNames()), []);
});
test("text: a line is at most 72 characters", { skip }, async () => {
  const zeros = await text("markdown").getByText("the end").evaluate((e) => {
    const measure = e.closest("p").appendChild(document.createElement("span"));
    measure.textContent = "0".repeat(72);
    measure.style.whiteSpace = "nowrap";
    return measure.parentElement.getBoundingClientRect().width / measure.getBoundingClientRect().width;
  });
  assert.ok(zeros <= 1.01, `${zeros} times 72 zeros`);
});
test("text: raw is as written, and scrolls with the keyboard", { skip }, async () => {
  await text("raw").getByText("**raw**").waitFor();
  assert.equal(await text("raw").locator("pre").evaluate((e) => e.tabIndex), 0);
});
test("text: with a title", { skip }, () => text("titled").getByRole("heading", { name: "A title" }).waitFor());
test("text: follows a change", { skip }, async () => {
  await text("edited").getByText("first").waitFor();
  value = "second";
  await page.getByRole("button", { name: "Refresh", exact: true }).click();
  await text("edited").getByText("second").waitFor();
  await is(() => text("edited").getByText("first").count(), 0);
});
test("text: as written where the library of Markdown does not come", { skip }, async () => {
  const alone = await browser.newContext();
  const without = await alone.newPage();
  await without.route(/\/markdown\.[^/]*\.js$/, (r) => r.abort());
  await without.goto(server.url + "/t.dashboard.texts");
  await without.locator('[id="panel-t.text.titled"] pre', { hasText: "below" }).waitFor();
  await alone.close();
});

test("detections: one that failed says why and is not counted", { skip }, async () => {
  await page.goto(server.url + "/t.benchmark.watch");
  await page.getByRole("group", { name: /Summary/ }).getByText("3 Total").waitFor();
  const row = (name) => page.getByRole("treeitem", { name, expanded: false });
  await is(() => row(/People/).locator(".tree-count").innerText(), "3");
  await page.getByRole("button", { name: "Open all" }).click();
  await page.locator(".error-box").getByText("the log is gone").waitFor();
  await is(() => page.locator(".tree-row.group", { hasText: "Logins" }).locator("svg").count(), 2, "the severity beside the arrow");
  await is(() => page.locator(".tree-row.group", { hasText: "Gone" }).locator("svg").count(), 1);
});
test("detections: grouped by a column, each row an alarm with all its columns", { skip }, async () => {
  await page.goto(watched([{ type: "dimension", value: "who" }, { type: "result" }]));
  await page.getByRole("treeitem", { name: /ann/ }).click();
  const row = page.locator(".tree-row.result").first();
  await is(() => row.locator(".dim").allInnerTexts(), ["ann", "late"]);
  assert.match(await row.getAttribute("class"), /s-alarm/);
  await row.click();
  await page.getByRole("dialog", { name: "Logins" }).getByRole("heading", { name: "Detection" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /^Group:/ }).click();
  const levels = page.getByRole("dialog", { name: "Group results" }).getByLabel("Add a level").locator("option");
  await is(() => levels.allInnerTexts(), ["Add a level…", "severity", "benchmark", "detection", "reason"]);
  await page.keyboard.press("Escape");
});
test("detections: as one table with their names, and above it those that failed", { skip }, async () => {
  await page.goto(server.url + "/t.benchmark.tabled");
  const grid = page.getByRole("grid", { name: "Watch" });
  await is(() => grid.getByRole("columnheader").allInnerTexts(), ["detection", "severity", "who", "reason"]);
  await is(() => grid.getByRole("row").count(), 4);
  await page.locator(".error-box").getByText("Gone: the log is gone").waitFor();
});

test("nothing went wrong meanwhile", { skip }, () => assert.deepEqual(wrong, []));

test("text: footnotes are numbered as they are referred to, and stand at the end", { skip }, async () => {
  const { page, wrong, context } = await open(browser, server.url + "/t.dashboard.texts");
  const notes = page.locator('[id="panel-t.text.notes"]');
  await is(() => notes.locator("sup").allInnerTexts(), ["1", "2", "1"]);
  assert.deepEqual(await notes.locator("ol > li").allInnerTexts(), ["See host.", "The first note goes on here."]);
  assert.equal(await notes.locator("li a").getAttribute("href"), "/t.dashboard.other");
  assert.equal(await notes.locator("p").first().innerText(), "Said1 and said2, again1, not[^none].");
  assert.equal(await notes.locator("pre").innerText().then((t) => t.trim()), "code[^a]", "code stays");
  await notes.getByText("After.").waitFor();
  const surface = (id) => page.locator(`[id="panel-t.text.${id}"]`).evaluate((e) => getComputedStyle(e).backgroundColor);
  assert.equal(await surface("notes"), "rgb(255, 255, 255)");
  assert.equal(await surface("heading"), "rgba(0, 0, 0, 0)", "a heading has no surface");
  assert.deepEqual(wrong, []);
  await context.close();
});
