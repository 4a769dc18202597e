/* Small wishes: the rows behind a click on a chart, tables as Markdown and HTML, panels that fold. */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { launch, missing, open, settled } from "./browser.mjs";
import { dashboard, EVIL, table } from "./gallery.mjs";
import { eventually, page as load } from "./lib.mjs";
import { stand } from "./stand.mjs";

const skip = missing;
const NAME = "t.dashboard.wishes";
const made = () => dashboard(NAME, [
  ["chart", { id: "bars", title: "Bars", width: 6, data: table(["site", "n"], [["north", 4], ["south", 4]], ["TEXT", "INT8"]) }],
  ["chart", { id: "cross", title: "Cross", width: 6, data: table(["site", "state", "n"], [["north", "up", 4], ["north", "down", 4], ["south", "up", 4]], ["TEXT", "TEXT", "INT8"]) }],
  ["table", { id: "rows", title: "Rows", data: table(["a", "b"], [["x|y", "<b>"]]) }],
]);
let browser, server;
before(async () => {
  if (skip) return;
  browser = await launch();
  const list = { generation: 1, epoch: 1, final: true, complete: true, mods: [["t", "Test"]], tags: [], items: [["d", NAME, "Wishes", 0, [], 1, []]] };
  server = await stand({ list, snapshot: made });
});
after(async () => {
  await browser?.close();
  await server?.stop();
});
const is = (read, want, why) => eventually(async () => assert.deepEqual(await read(), want, why));

test("a document with a table holds texts as texts", async () => {
  const files = await load("export");
  const text = files.html(EVIL[0], [["a"], ...EVIL.map((e) => [e])]);
  assert.ok(!/<(img|script|svg)/.test(text) && text.includes("&lt;img src=x onerror=&quot;alert(1)&quot;&gt;"));
});

test("a click on a bar opens its rows, and the address has them", { skip }, async () => {
  const { page, context, wrong } = await open(browser, `${server.url}/${NAME}`);
  await settled(page);
  const filled = (panel) => page.locator(`[data-panel="${panel}"] .chart svg path[fill^="#"], [data-panel="${panel}"] .chart svg path[fill^="rgb"]`);
  await filled("t.chart.bars").first().waitFor();
  const boxes = () => page.locator('[data-panel="t.chart.bars"] .chart svg path').evaluateAll((all) => all.map((e) => e.getBoundingClientRect()).filter((b) => b.width > 10 && b.height > 40).map((b) => [b.x + b.width / 2, b.y + b.height / 2]));
  const [first] = await boxes();
  await page.mouse.click(...first);
  await page.waitForURL(/panel=t\.chart\.bars.*where=|where=.*panel=t\.chart\.bars/);
  const side = page.getByRole("dialog");
  await side.getByText("north").first().waitFor();
  await is(() => side.getByText("south").count(), 0);
  await page.reload();
  await side.getByText("north").first().waitFor();
  assert.deepEqual(wrong, []);
  await context.close();
});

test("a panel folds, and stays so for who gets the link", { skip }, async () => {
  const { page, context } = await open(browser, `${server.url}/${NAME}`);
  await settled(page);
  const panel = page.locator('[data-panel="t.table.rows"]');
  await panel.getByText("x|y").waitFor();
  await panel.getByRole("button", { name: "Menu of Rows" }).click();
  await page.getByRole("menuitem", { name: "Fold", exact: true }).click();
  await is(() => panel.getByText("x|y").count(), 0);
  await page.reload();
  await settled(page);
  await is(() => panel.getByText("x|y").count(), 0);
  await panel.getByRole("button", { name: "Menu of Rows" }).click();
  await page.getByRole("menuitem", { name: "Unfold" }).click();
  await panel.getByText("x|y").waitFor();
  await context.close();
});

test("a table is downloaded as Markdown and as HTML", { skip }, async () => {
  const { page, context } = await open(browser, `${server.url}/${NAME}?panel=t.table.rows&tab=data`);
  await settled(page);
  const side = page.getByRole("dialog");
  for (const [form, want] of [["Markdown", "| x\\|y | &lt;b&gt; |"], ["HTML", "<tr><td>x|y</td><td>&lt;b&gt;</td></tr>"]]) {
    await side.getByRole("button", { name: /Copy or download/ }).first().click();
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem", { name: `Download ${form}` }).click()]);
    assert.ok(readFileSync(await file.path(), "utf8").includes(want), form);
  }
  await context.close();
});
