/* Results of benchmarks as those read them who look for the worst: order, pass rates, search, what the address keeps. */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { launch, missing, open, settled } from "./browser.mjs";
import { benchmark, dashboard, table } from "./gallery.mjs";
import { eventually } from "./lib.mjs";
import { stand } from "./stand.mjs";

const skip = missing;
const NAME = "t.benchmark.top";
/* Three groups of ten controls; the second one is the worst. */
function findings() {
  const s = benchmark(30, 4, (r, i) => ({ ...r, status: i >= 10 && i < 20 ? (r.status === "skip" ? "ok" : "alarm") : r.status === "alarm" && i >= 20 ? "ok" : r.status }));
  s.panels["t.benchmark.g1"].documentation = "# Why the second one matters";
  s.panels["t.control.c12"].properties.severity = "critical";
  s.panels["t.control.c12"].description = "What c12 checks.";
  s.panels["t.control.c12"].documentation = "# c12\n\nWhat c12 checks. And more.";
  s.panels["t.control.c0"].exempted = [[2, "being replaced", "2999-12-31"]];
  return s;
}
const range = () => dashboard("t.dashboard.range", [["input", { id: "when", title: "When", display_type: "datetime_range", properties: { unqualified_name: "input.when" } }], ["card", { id: "n", width: 3, dependencies: ["t.input.when"], data: table(["n"], [[5]]) }]]);
let browser, server, gate;
before(async () => {
  if (skip) return;
  browser = await launch();
  const list = { generation: 1, epoch: 1, final: true, complete: true, mods: [["t", "Test"]], tags: [], items: [["b", NAME, "Top", 0, [], 1, [1, 2]], ["b", "t.benchmark.g0", "Group", 0, [], 0, []], ["b", "t.benchmark.g1", "Group", 0, [], 0, []], ["d", "t.dashboard.range", "Range", 0, [], 1, []]] };
  server = await stand({ list, snapshot: async (n) => (await gate, n === "t.dashboard.range" ? range() : findings()) });
});
after(async () => {
  await browser?.close();
  await server?.stop();
});
const is = (read, want, why) => eventually(async () => assert.deepEqual(await read(), want, why));
const titles = (page) => page.locator(".tree-row.group > .tree-title bdi").allInnerTexts();
async function show(query = "", options = {}) {
  const opened = await open(browser, `${server.url}/${NAME}${query}`, options);
  await settled(opened.page);
  return opened;
}

test("groups: sorted by a click on a head, down, up and as they were, and the address knows", { skip }, async () => {
  const { page, context, wrong } = await show();
  await is(() => titles(page), ["Group 0", "Group 1", "Group 2"]);
  const head = (name) => page.getByRole("group", { name: "Sort groups" }).getByRole("button", { name });
  await head(/Alarm/).click();
  await is(() => titles(page), ["Group 1", "Group 0", "Group 2"]);
  await page.reload();
  await is(() => titles(page), ["Group 1", "Group 0", "Group 2"], "also after the page is loaded again");
  await head(/Alarm/).click();
  await is(() => titles(page), ["Group 2", "Group 0", "Group 1"]);
  await head(/Alarm/).click();
  await is(() => titles(page), ["Group 0", "Group 1", "Group 2"]);
  await head(/Passed/).click();
  await is(async () => (await titles(page))[0], "Group 1", "the worst pass rate first");
  assert.deepEqual(wrong, []);
  await context.close();
});

test("groups: pass rates, severe failures, a bar to the scale of the largest, documentation", { skip }, async () => {
  const { page, context } = await show("?where=" + encodeURIComponent(JSON.stringify({ [NAME]: { operator: "and", expressions: [{ operator: "equal", type: "status", value: "alarm" }] } })));
  const row = (title) => page.locator(".tree-row.group", { hasText: title }).first();
  const wide = (title) => row(title).locator(".bar .s-alarm").evaluate((e) => e.getBoundingClientRect().width);
  const [small, large] = [await wide("Group 0"), await wide("Group 1")];
  assert.ok(small > 0 && small < large / 2, `${small} beside ${large}`);
  await is(() => row("Group 1").locator(".tree-pass").innerText(), "0 %");
  await is(() => row("Group 1").getByRole("img", { name: "severity critical" }).count(), 1);
  await page.goto(`${server.url}/${NAME}`);
  await is(() => page.locator(".toggle", { hasText: "passed" }).innerText().then((t) => /^\d+ %\s*passed$/.test(t)), true, "of the whole");
  await page.getByRole("button", { name: "Documentation of Group 1" }).click();
  await page.getByText("Why the second one matters").waitFor();
  await context.close();
});

test("search: in all that a result says, with / and in the address, beside the filter", { skip }, async () => {
  const { page, context } = await show();
  await page.keyboard.press("/");
  await page.keyboard.type("arn:12: us");
  await page.waitForURL(/find=/);
  await is(() => page.locator(".tree-row.result").count(), 2);
  await page.reload();
  await is(() => page.locator(".tree-row.result").count(), 2);
  await is(() => page.getByRole("searchbox", { name: "Search results" }).inputValue(), "arn:12: us");
  await context.close();
});

test("what was opened is open again: groups and the result, after a reload, back, and for who gets the link", { skip }, async () => {
  const { page, context } = await show();
  await page.locator(".tree-row.group", { hasText: "Group 1" }).click();
  await page.locator(".tree-row.group", { hasText: "Control 12" }).click();
  await page.locator(".tree-row.result").first().click();
  const side = page.getByRole("dialog", { name: "Control 12" });
  await side.waitFor();
  assert.equal(await side.getByText("What c12 checks.").count(), 1, "its description is said once");
  await side.getByRole("button", { name: "Next result" }).click();
  await side.getByText("arn:12:1").waitFor();
  await page.reload();
  await side.getByText("arn:12:1").waitFor();
  await side.getByRole("button", { name: "Close" }).click();
  await is(() => page.locator(".tree-row.result").count(), 4, "groups are open");
  const url = page.url();
  await page.goto(server.url + "/");
  await page.goBack();
  await is(() => page.locator(".tree-row.result").count(), 4);
  const other = await open(browser, url);
  await is(() => other.page.locator(".tree-row.result").count(), 4);
  await other.context.close();
  await context.close();
});

test("exempted results are marked, and a filter of their own", { skip }, async () => {
  const { page, context } = await show();
  await page.locator(".toggle", { hasText: "Exempted" }).click();
  await is(() => page.locator(".tree-row.result").count(), 1);
  await page.locator(".tree-row.result .tag", { hasText: "Exempted until 2999-12-31" }).waitFor();
  await page.locator(".tree-row.result").click();
  await page.getByRole("dialog").locator(".tag", { hasText: "Exempted" }).waitFor();
  await page.getByRole("dialog").getByText("Exempted, because: being replaced").waitFor();
  await context.close();
});

test("a benchmark waits behind rows, not behind cards", { skip }, async () => {
  let go;
  gate = new Promise((r) => (go = r));
  const { page, context } = await open(browser, `${server.url}/${NAME}`);
  await page.locator(".row-skeleton").first().waitFor();
  assert.equal(await page.locator(".cell .skeleton").count(), 0);
  go();
  gate = undefined;
  await page.locator(".tree-row").first().waitFor();
  await context.close();
});

test("palette: what equal titles belong to", { skip }, async () => {
  const { page, context } = await show();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("group");
  await is(() => page.locator(".palette .where").first().innerText(), "Test › Top");
  await context.close();
});

test("a relative range is worked out at each run", { skip }, async () => {
  const old = JSON.stringify({ from: "2020-01-01T00:00:00Z", to: null, relative: "1h" });
  const { page, context } = await open(browser, `${server.url}/t.dashboard.range?input.when=${encodeURIComponent(old)}`);
  await settled(page);
  const asked = () => server.seen.filter((m) => m.payload?.inputs?.["input.when"]).map((m) => JSON.parse(m.payload.inputs["input.when"]));
  const first = asked().pop();
  assert.ok(Date.now() - new Date(first.from) < 3700000, first.from);
  assert.equal(first.relative, "1h");
  await page.waitForTimeout(1100);
  const n = asked().length;
  await page.getByRole("button", { name: "Refresh", exact: true }).click();
  await is(() => asked().length > n, true);
  assert.ok(new Date(asked().pop().from) > new Date(first.from), "later than before");
  await context.close();
});

test("a wall of 3,840 pixels: letters to read from afar, no tools, nothing beyond the edge", { skip }, async () => {
  const { page, context } = await show("?kiosk=1", { width: 3840, height: 2160 });
  await page.locator(".tree-row").first().waitFor();
  await is(() => page.locator(".tree-row .tree-title").first().evaluate((e) => Math.round(parseFloat(getComputedStyle(e).fontSize) * e.currentCSSZoom)), 31, "13 pixels, larger");
  for (const c of [".result-tools", ".tree-heads", ".panel-tools"]) assert.equal(await page.locator(c).filter({ visible: true }).count(), 0, c);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await context.close();
});

test("a screen of 3,840 pixels: counts stand near their titles", { skip }, async () => {
  const { page, context } = await show("", { width: 3840, height: 2160 });
  const row = page.locator(".tree-row.group").first();
  const far = await row.evaluate((e) => e.querySelector(".tree-count").getBoundingClientRect().left - e.querySelector(".tree-title bdi").getBoundingClientRect().right);
  assert.ok(far < 1300, `${far} pixels`);
  assert.ok(await row.evaluate((e) => e.getBoundingClientRect().width <= 1680));
  await context.close();
});
