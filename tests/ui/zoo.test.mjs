/* Properties of panels as data: the mod tests/mods/zoo is run by the program, and each of its panels is looked for in a browser. */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { launch, missing, open, settled } from "./browser.mjs";
import { eventually, root, scratch } from "./lib.mjs";
import { stand } from "./stand.mjs";

const binary = join(root, "build/pipelite");
const skip = missing || (!existsSync(binary) && "the program is not built");
const folder = join(scratch, "zoo");
const run = (name) => JSON.parse(execFileSync(binary, ["dashboard", "run", name, "--output", "snapshot"], { cwd: folder, maxBuffer: 1 << 26 }));

/* Panel, what is to be seen of which property: a selector in it, and the text or attribute that is wanted. */
const RED = "#c42b1c";
const SHOWN = {
  "zoo.dashboard.cards": [
    ["zoo.card.titled", "title above label", ".panel-title", "Title above"],
    ["zoo.card.titled", "name of the column", ".card-label", "from_column"],
    ["zoo.card.labelled", "label", ".card-label", "Label"],
    ["zoo.card.labelled", "icon", "svg.mod-icon path"],
    ["zoo.card.labelled", "href", 'a[href="/zoo.dashboard.tables?input.kind=8"]', "8"],
    ["zoo.card.formal", "type of a row", ".card-label .mark.s-alarm"],
    ["zoo.card.nothing", "null", ".card-value", "-"],
    ["zoo.card.address", "value", ".card-value", "203.174.238.117"],
    ["zoo.text.markdown", "headings of their own size", ".md-h1", "First"],
    ["zoo.text.raw", "raw", "pre.raw", "<b>raw</b>"],
    ["zoo.image.svg", "an image of SVG, alt", 'img[alt="a drawing"]'],
  ],
  "zoo.dashboard.charts": [
    ["zoo.chart.full", "point colour of one category", `svg path[fill="${RED}" i]`],
    ["zoo.chart.narrow", "title of a narrow panel", ".panel-title", "Versioning MFA Status"],
    ["zoo.chart.narrow", "its categories", ".slices li:nth-child(2)", "off\n5"],
    ["zoo.chart.css", "series colour rgb()", 'svg path[fill="rgb(10,120,30)"], svg path[fill="rgb(10, 120, 30)"]'],
    ["zoo.chart.css", "series title", ".chart svg", (t) => t.includes("Emm")],
    ["zoo.chart.axes", "titles of axes and a format", ".chart svg", (t) => ["Across", "Upwards", "600,000"].every((x) => t.includes(x))],
    ["zoo.flow.flow", "nodes", ".chart svg", (t) => t.includes("Bob")],
    ["zoo.hierarchy.tree", "nodes", ".chart svg", (t) => t.includes("Cyd")],
  ],
  "zoo.dashboard.tables": [
    ["zoo.table.links", "href with jq, a part without a value", 'a[href="/zoo.dashboard.cards?x=bucket%2Fkey&none="]', "a b"],
    ["zoo.table.links", "display none", ".grid-head", (t) => !t.includes("none")],
    ["zoo.table.links", "wrap all", ".grid-row .wrap"],
    ["zoo.table.line", "line", ".facts dt", "name"],
    ["zoo.graph.graph", "title of a category, its href", 'a.node[href="/zoo.dashboard.cards?id=v1"]', (t) => t.startsWith("VPC")],
    ["zoo.graph.graph", "title of a node block", "button.node", (t) => t.startsWith("Lonely")],
    ["zoo.graph.graph", "category title of an edge", ".edge text", "uses"],
    ["zoo.graph.graph", "icon of a category", "a.node svg.mod-icon path"],
  ],
};
let browser, server;

before(async () => {
  if (skip) return;
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(root, "tests/mods/zoo"), folder, { recursive: true });
  writeFileSync(join(folder, "zoo.db"), ""); /* an empty database of SQLite */
  const made = new Map(Object.keys(SHOWN).map((n) => [n, run(n)]));
  browser = await launch();
  const items = Object.keys(SHOWN).map((n) => ["d", n, n.split(".")[2], 0, [], 1, []]);
  server = await stand({ list: { generation: 1, epoch: 1, final: true, complete: true, mods: [["zoo", "Zoo"]], tags: [], items }, snapshot: (n) => made.get(n) });
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

for (const [name, rows] of Object.entries(SHOWN))
  test(`zoo: ${name}`, { skip }, async (t) => {
    const { page, wrong, context } = await open(browser, `${server.url}/${name}`);
    await settled(page);
    for (const [panel, property, selector, want] of rows)
      await t.test(`${panel}: ${property}`, async () => {
        const found = page.locator(`[id="panel-${panel}"]`).locator(selector).first();
        await found.waitFor({ state: "attached", timeout: 30000 });
        if (want === undefined) return;
        await eventually(async () => {
          const text = (await found.evaluate((e) => e.innerText ?? e.textContent)).trim();
          assert.ok(typeof want === "function" ? want(text) : text === want, JSON.stringify(text));
        });
      });
    if (name.endsWith("charts")) {
      const y = (word) => page.locator('[id="panel-zoo.chart.ascending"] svg text', { hasText: word }).first().evaluate((e) => e.getBoundingClientRect().y);
      assert.ok((await y("first")) > (await y("third")), "the first row of bars is at the bottom");
    }
    if (name.endsWith("tables")) {
      await page.getByRole("combobox").click();
      assert.deepEqual(await page.getByRole("option").nth(1).locator(".tag").allInnerTexts(), ["2222", "us"], "tags of options");
    }
    assert.deepEqual(wrong, []);
    await context.close();
  });
