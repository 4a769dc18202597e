/* The first rows of Home, which are drawn before the application is there: the application takes over and nothing moves. */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { launch, missing, open, settled } from "./browser.mjs";
import { EVIL } from "./gallery.mjs";
import { eventually } from "./lib.mjs";
import { stand } from "./stand.mjs";

const skip = missing;
const kinds = ["d", "b", "t"];
const items = Array.from({ length: 90 }, (_, i) => [kinds[i % 3], `m${i % 4}.${{ d: "dashboard", b: "benchmark", t: "detection_benchmark" }[kinds[i % 3]]}.r${i}`, i % 9 ? `Resource ${i}` : "", i % 4, [[0], [1, 2], [], [3, 0, 1, 2]][i % 4], i % 5 ? 1 : 0, []]);
items[1][2] = EVIL[0];
const list = { generation: 1, epoch: 1, final: true, complete: true, mods: [["m0", "Zoo"], ["m1", "beta"], ["m2", "Alpha"], ["m3", EVIL[1]]], tags: [["service", "s3"], ["category", "Compliance"], ["type", "Benchmark"], ["cis", "true"]], items };
let browser, server, space;

before(async () => {
  if (skip) return;
  browser = await launch();
  space = { list, snapshot: () => null };
  server = await stand(space);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/* Home whose application waits until `go` is called. */
async function held(options = {}, path = "/") {
  let go;
  const gate = new Promise((done) => (go = done));
  const { page, wrong, context } = await open(browser, "about:blank", options);
  wrong.length = 0; /* about:blank has no host that could be the same */
  await page.route(/\/assets\/app\.\w+\.js$/, async (route) => {
    await gate;
    await route.continue();
  });
  await page.addInitScript(() => {
    globalThis.moved = [];
    new PerformanceObserver((l) => l.getEntries().forEach((e) => e.sources.forEach((s) => globalThis.moved.push(`${s.node?.outerHTML?.slice(0, 80) ?? s.node?.textContent} from ${s.previousRect.x},${s.previousRect.y} to ${s.currentRect.x},${s.currentRect.y}`)))).observe({ type: "layout-shift", buffered: true });
    try {
      localStorage.setItem("pipelite.stars", '["m1.benchmark.r1", "m2.detection_benchmark.r2", "gone.dashboard.x"]');
      localStorage.setItem("pipelite.recents", '["m3.dashboard.r3", "m1.benchmark.r37"]');
    } catch {
      /* about:blank has no storage */
    }
  });
  await page.goto(server.url + path);
  return { page, context, wrong, go };
}

for (const [what, options] of [["a wide window", { width: 1440 }], ["a tablet", { width: 768 }], ["a telephone", { width: 390, context: { hasTouch: true, isMobile: true } }], ["the dark theme", { theme: "dark" }]])
  test(`rows drawn first are those of the application: ${what}`, { skip }, async () => {
    const { page, context, go } = await held(options);
    await page.locator("a.row-link").first().waitFor();
    assert.equal(await page.evaluate(() => globalThis.plApp), undefined, "the application is not there");
    await page.evaluate(() => {
      const main = document.getElementById("main");
      globalThis.early = [".list-count", ".strip", ".rows"].map((c) => [main.querySelector(c), main.querySelector(c).getBoundingClientRect().toJSON()]);
    });
    go();
    await settled(page);
    const same = await page.evaluate(() => {
      const main = document.getElementById("main");
      return globalThis.early.map(([e, box]) => {
        const now = main.querySelector("." + e.classList[0]);
        e.normalize();
        now.normalize();
        const other = [...e.childNodes].findIndex((n, i) => !n.isEqualNode(now.childNodes[i]));
        const html = (n) => n?.outerHTML ?? n?.textContent ?? "nothing";
        return {
          what: e.className,
          replaced: e !== now,
          differs: other < 0 ? "" : `${other} of ${e.childNodes.length}, ${now.childNodes.length}: ${html(e.childNodes[other])} is now ${html(now.childNodes[other])}`,
          boxes: [box, now.getBoundingClientRect().toJSON()],
        };
      });
    });
    for (const s of same) {
      assert.ok(s.replaced, s.what);
      assert.equal(s.differs, "", s.what);
      assert.deepEqual(s.boxes[0], s.boxes[1], `${s.what} stays at its place`);
    }
    assert.deepEqual(await page.evaluate(() => globalThis.moved), [], "nothing moved");
    await context.close();
  });

test("the link of a row that is drawn first leads where it says, and keeps the focus", { skip }, async () => {
  const { page, context, go } = await held();
  const link = page.getByRole("link", { name: /Resource 4/ }).first();
  await link.focus();
  go();
  await settled(page);
  await eventually(async () => assert.match(await page.evaluate(() => document.activeElement.textContent), /Resource 4/));
  await context.close();
  const second = await held();
  await second.page.getByRole("link", { name: /Resource 4/ }).first().click();
  await second.page.waitForURL(/m0\.benchmark\.r4$/);
  await second.context.close();
});

test("parameters that ask for other rows wait for the application", { skip }, async () => {
  const { page, context, go } = await held({}, "/?group_by=none");
  await page.waitForTimeout(500);
  assert.equal(await page.locator("a.row-link").count(), 0);
  go();
  await page.locator("a.row-link").first().waitFor();
  assert.equal(await page.locator(".row-head").count(), 0);
  await context.close();
});

test("a list that comes after the application is shown by it", { skip }, async () => {
  const { page, wrong, context } = await open(browser, "about:blank");
  wrong.length = 0;
  let answer;
  const gate = new Promise((done) => (answer = done));
  await page.route(/list\.json$/, async (route) => {
    await gate;
    await route.continue();
  });
  await page.goto(server.url + "/");
  await page.locator(".connecting").waitFor();
  answer();
  await page.locator("a.row-link").first().waitFor();
  assert.equal(await page.locator(".rows").count(), 1);
  await context.close();
});

test("what the browser keeps may be anything: the application begins", { skip }, async () => {
  const { page, context } = await open(browser, server.url + "/");
  await settled(page);
  await page.evaluate(() => localStorage.setItem("pipelite.stars", "7"));
  await page.reload();
  await page.waitForFunction(() => globalThis.plApp);
  await settled(page);
  await page.getByRole("button", { name: "Star Resource 4" }).first().click();
  await page.getByText("Starred", { exact: true }).waitFor();
  await context.close();
});
