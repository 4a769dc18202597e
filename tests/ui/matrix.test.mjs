/* The matrix of results: what is counted, the order, and cells as filters, in node and in Chromium. */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { launch, missing, open, settled } from "./browser.mjs";
import { benchmark, detections } from "./gallery.mjs";
import { eventually, page as load } from "./lib.mjs";
import { stand } from "./stand.mjs";

const skip = missing;
const NAME = "t.benchmark.top";
const matrix = await load("matrix"), results = await load("results"), protocol = await load("protocol");

/* Three groups of ten controls with four rows; of account a1 everything of the second group fails, one row is exempted, and the
 * last control stands beside the groups and has no accounts. */
function fleet() {
  const s = benchmark(31, 4, (r, i) => ({ ...r, status: i >= 10 && i < 20 && r.account === "a1" ? "alarm" : "ok", ...(i === 30 ? { account: null, status: "alarm" } : {}) }));
  const last = s.layout.children.pop();
  s.layout.children.push(...last.children);
  s.panels["t.control.c10"].exempted = [[1, "Accepted.", "2099-12-31"]];
  return s;
}
const treeOf = (s) => {
  const r = protocol.fromSnapshot(JSON.parse(JSON.stringify(s)));
  return results.tree(r, r.layout);
};
const t = treeOf(fleet());
const field = (tree, key) => matrix.fieldsOf(tree).find((f) => f.key === key);
const heads = (list) => list.map((h) => [h.title, matrix.failed(h.counts)]);

test("a matrix has the sections and the accounts of its own accord", () => {
  const [rows, columns] = matrix.chosen(t, undefined, undefined);
  assert.deepEqual([rows.key, columns.key], ["section", "dimension:account"]);
  const [r, c] = matrix.chosen(t, "dimension:region", "control_tag:service");
  assert.deepEqual([r.name, c.name], ["region", "tag service"]);
  const [d, e] = matrix.chosen(treeOf(detections()), undefined, undefined);
  assert.deepEqual([d.key, e.key], ["section", "dimension:who"]);
});

test("rows and columns: the worst first, what has no value last, by name on demand", () => {
  const m = matrix.matrixOf(t, field(t, "section"), field(t, "dimension:account"), results.NO_FILTER);
  const worst = matrix.sorted(m, "failed", false);
  assert.deepEqual(heads(worst.rows), [["Group 1", 9], ["Control 30", 4], ["Group 0", 0], ["Group 2", 0]]);
  assert.deepEqual(heads(worst.columns), [["a1", 9], ["a0", 0], ["a2", 0], ["no account", 4]]);
  assert.deepEqual(matrix.sorted(m, "failed", true).rows.map((h) => h.title), ["Control 30", "Group 0", "Group 1", "Group 2"]);
  assert.deepEqual(matrix.matrixRows(worst, "passed", "x")[2], ["Group 1", "76 %", "0 %", "100 %", "100 %", ""]);
  assert.deepEqual(matrix.matrixRows(worst, "all", "x")[1], ["all", "124", "30", "60", "30", "4"]);
  assert.equal(m.all.exempted, 1);
});

test("a cell is a filter that leaves what it counts, and takes the place of the one before", () => {
  const section = field(t, "section");
  for (const key of matrix.fieldsOf(t).map((f) => f.key).filter((k) => k !== "section"))
    for (const by of matrix.MEASURES) {
      const fs = [section, field(t, key)];
      const m = matrix.matrixOf(t, ...fs, results.NO_FILTER);
      let filter = results.NO_FILTER;
      for (const row of [null, ...m.rows])
        for (const column of [null, ...m.columns]) {
          const counts = row && column ? m.cells.get(row)?.get(column) : (row ?? column)?.counts;
          if (!counts) continue;
          filter = matrix.choose(t, filter, fs, row, column, by);
          const left = t.results.filter(results.predicate(filter));
          const want = by === "failed" && key !== "status" ? matrix.failed(counts) : results.total(counts) - (by === "failed" ? counts.exempted : 0);
          assert.equal(left.length, want, `${key} ${by} ${row?.title} ${column?.title}`);
          assert.ok(matrix.isChosen(filter, fs, row, column), `${key} ${by} ${row?.title} ${column?.title}`);
          assert.deepEqual(matrix.matrixOf(t, ...fs, filter).all, m.all, "the others stay in sight");
        }
      assert.deepEqual(matrix.choose(t, filter, fs, null, null, by).expressions, []);
    }
});

test("filters of other fields, and those that leave out, count in the matrix", () => {
  const where = (operator, type, key, value) => ({ operator: "and", expressions: [{ operator, type, key, value }] });
  const of = (filter) => matrix.matrixOf(t, field(t, "section"), field(t, "dimension:account"), filter);
  assert.equal(results.total(of(where("equal", "dimension", "region", "eu")).all), 62);
  assert.deepEqual(of(where("not_equal", "dimension", "account", "a1")).columns.map((h) => h.title), ["a0", "a2", "no account"]);
  const either = { operator: "or", expressions: [{ operator: "equal", type: "status", value: "ok" }, { operator: "equal", type: "dimension", key: "account", value: "a1" }] };
  assert.deepEqual(matrix.beside(either, [field(t, "section")]).expressions, [either]);
});

test("100,000 results take less than a frame or two", () => {
  const big = treeOf(benchmark(1000, 100));
  const fs = matrix.chosen(big, undefined, undefined).slice(0, 2);
  const run = () => { const at = performance.now(); matrix.matrixOf(big, ...fs, results.NO_FILTER); return performance.now() - at; };
  const best = Math.min(...Array.from({ length: 5 }, run));
  assert.ok(best < 50, `${best} ms`);
});

/* ---- in the browser */

let browser, server;
before(async () => {
  if (skip) return;
  browser = await launch();
  const list = { generation: 1, epoch: 1, final: true, complete: true, mods: [["t", "Test"]], tags: [], items: [["b", NAME, "Top", 0, [], 1, []], ["t", "t.benchmark.watch", "Watch", 0, [], 1, []]] };
  server = await stand({ list, snapshot: (n) => (n === NAME ? fleet() : detections()) });
});
after(async () => {
  await browser?.close();
  await server?.stop();
});
const is = (read, want, why) => eventually(async () => assert.deepEqual(await read(), want, why));
const address = (said = {}, name = NAME) => `${server.url}/${name}?matrix=${encodeURIComponent(JSON.stringify({ [name]: said }))}`;
const cell = (page, words) => page.getByRole("button", { name: new RegExp(`^${words}`) });

test("matrix: opened by a button, in the address, each cell filters and is marked", { skip }, async () => {
  const { page, context, wrong } = await open(browser, `${server.url}/${NAME}`);
  await settled(page);
  await page.getByRole("button", { name: "Matrix" }).click();
  await page.getByRole("region", { name: "section by account" }).waitFor();
  const hot = cell(page, "Group 1, a1: 9 failed of 10, 0 % passed");
  await is(() => hot.innerText(), "9");
  assert.match(await hot.getAttribute("class"), /h5/);
  await hot.click();
  await is(() => hot.getAttribute("aria-pressed"), "true");
  await is(() => page.locator(".tree-row.result").count(), 9);
  await cell(page, "Control 30, no account").click();
  await is(() => page.locator(".tree-row.result").count(), 4);
  await page.reload();
  await is(() => cell(page, "Control 30, no account").getAttribute("aria-pressed"), "true", "the address has it");
  await cell(page, "Control 30, no account").click();
  await is(() => page.locator(".chip").count(), 0, "again: all of it");
  await page.getByRole("button", { name: "Pass rate" }).click();
  await is(() => hot.innerText(), "0 %");
  await page.getByRole("combobox", { name: "Columns" }).selectOption("dimension:region");
  await cell(page, "Group 1, eu").waitFor();
  await page.getByRole("button", { name: "Rows become columns" }).click();
  await page.getByRole("region", { name: "region by section" }).waitFor();
  assert.deepEqual(wrong, []);
  await context.close();
});

test("matrix: with the keyboard, one stop for Tab", { skip }, async () => {
  const { page, context } = await open(browser, address());
  await settled(page);
  const hot = cell(page, "Group 1, a1");
  await hot.waitFor();
  assert.equal(await page.locator(".matrix td button[tabindex='0']").count(), 1);
  await page.locator(".matrix td button[tabindex='0']").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowRight");
  await is(() => hot.evaluate((e) => e === document.activeElement), true);
  await page.keyboard.press("Enter");
  await is(() => page.locator(".tree-row.result").count(), 9);
  await page.keyboard.press("ArrowDown");
  await is(() => page.evaluate(() => document.activeElement.getAttribute("aria-label").split(":")[0]), "Group 0, a1", "over what is empty");
  await context.close();
});

test("matrix: detections are counted by rows, copies are what is shown", { skip }, async () => {
  const { page, context } = await open(browser, address({}, "t.benchmark.watch"), { context: { permissions: ["clipboard-read", "clipboard-write"] } });
  await settled(page);
  await cell(page, "Logins, ann").waitFor();
  await page.getByRole("button", { name: "Copy or download the matrix" }).click();
  await page.getByRole("menuitem", { name: "Copy as Markdown" }).click();
  await is(() => page.evaluate(() => navigator.clipboard.readText()).then((x) => x.split("\n")[0]), "| section / who | all | ann | bob |");
  await context.close();
});

for (const [width, theme] of [[320, "light"], [1280, "dark"], [3840, "light"]])
  test(`matrix: nothing reaches over the page at ${width} px`, { skip }, async () => {
    const { page, context } = await open(browser, address(), { width, theme });
    await settled(page);
    await cell(page, "Group 1, a1").waitFor();
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    await context.close();
  });
