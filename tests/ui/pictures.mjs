/* pictures.mjs - the pictures of docs/page.md: the demo workspace. node tests/ui/pictures.mjs [folder] */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { launch, open } from "./browser.mjs";
import { list, prepare, snapshot } from "./demo.mjs";
import { root } from "./lib.mjs";
import { stand } from "./stand.mjs";

const to = process.argv[2] ?? join(root, "docs/pictures");
mkdirSync(to, { recursive: true });
prepare();
const demo = list();
demo.mods[0][1] = "Fleet compliance";
const server = await stand({ list: demo, snapshot });
const browser = await launch();
const where = (e) => encodeURIComponent(JSON.stringify(e));
const high = { "fleet.benchmark.baseline": { operator: "and", expressions: [{ operator: "equal", type: "severity", value: "high" }, { operator: "equal", type: "status", value: "alarm" }] } };
const shots = [
  ["home", "/?search=ho", 1200, 640, "light"],
  ["dashboard", "/fleet.dashboard.overview", 1200, 800, "light"],
  ["benchmark", "/fleet.benchmark.baseline", 1200, 480, "dark", async (p) => { await p.locator(".tree-row").first().click(); }],
  ["results", `/fleet.benchmark.baseline?where=${where(high)}`, 1200, 640, "light", async (p) => { await p.locator(".tree-row.result").first().click(); await p.locator(".side").waitFor(); }],
  ["detail", "/fleet.dashboard.hosts", 1200, 640, "dark", async (p) => { await p.locator('[data-panel*="chart"]').first().hover(); await p.getByRole("button", { name: /^Open/ }).first().click(); await p.locator(".side .chart svg").waitFor(); }],
  ["palette", "/fleet.dashboard.hosts", 1200, 640, "light", async (p) => { await p.keyboard.press("Control+k"); await p.keyboard.type("ho"); }],
  ["phone", "/fleet.benchmark.baseline", 390, 640, "light"],
];
for (const [name, path, width, height, theme, act] of shots) {
  const { page, context } = await open(browser, server.url + path, { width, height, theme });
  await page.waitForTimeout(1200);
  if (act) await act(page);
  await page.waitForTimeout(400);
  await page.screenshot({ path: join(to, `${name}.png`) });
  await context.close();
}
await browser.close();
await server.stop();
