/* Screens and what goes wrong with them: search, live changes, disconnects, snapshots, the single file, hostile data,
 * accessibility, the keyboard, paper. */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { launch, missing, open, settled } from "./browser.mjs";
import { benchmark, dashboard, EVIL, evilBenchmark, gallery, hostile, inputs, table } from "./gallery.mjs";
import { binary, folder, prepare } from "./demo.mjs";
import { eventually, need, scratch } from "./lib.mjs";
import { stand } from "./stand.mjs";

const skip = missing;
const chain = () => dashboard("t.dashboard.chain", [
  ["input", { id: "a", title: "A", display_type: "select", properties: { unqualified_name: "input.a", placeholder: "Pick", options: [{ name: "1" }, { name: "2" }] } }],
  ["input", { id: "b", title: "B", display_type: "select", dependencies: ["t.input.a"], sql: "x", data: table(["label", "value"], [["x", "x"], ["y", "y"]]), properties: { unqualified_name: "input.b", placeholder: "Pick" } }],
  ["card", { id: "n", width: 3, dependencies: ["t.input.b"], data: table(["n"], [[5]]) }],
]);
const big = () => dashboard("t.dashboard.big", [["table", { id: "rows", title: "Rows", data: table(["id", "name", "n"], Array.from({ length: 10000 }, (_, i) => [i, "name " + i, i % 97]), ["INT8", "TEXT", "INT8"]) }]]);
const all = { "t.dashboard.gallery": gallery, "t.dashboard.inputs": inputs, "t.dashboard.evil": hostile, "t.benchmark.evil": evilBenchmark, "t.dashboard.chain": chain, "t.dashboard.big": big, "t.benchmark.top": () => benchmark(40, 6) };
const items = [["d", "t.dashboard.gallery", "Gallery", 0, [0], 1, []], ["d", "t.dashboard.inputs", "Inputs", 0, [1], 1, []], ["d", "t.dashboard.evil", EVIL[0], 0, [2], 1, []], ["b", "t.benchmark.evil", EVIL[1], 1, [2], 1, []], ["d", "t.dashboard.chain", "Chain", 0, [0], 1, []],
  ["d", "t.dashboard.big", "Big", 0, [], 1, []], ["b", "t.benchmark.top", "Top of it", 1, [0], 1, [7]], ["b", "t.benchmark.inner", "Inner one", 1, [], 0, []]];
const list = { generation: 1, epoch: 1, final: true, complete: true, mods: [["t", "Test"], ["u", EVIL[0]]], tags: [["service", "s3"], ["service", "ec2"], [EVIL[0], EVIL[0]]], items };
const problems = { generation: 1, served: "clean", pending: true, root: "/srv/t", problems: [{ severity: "error", code: "x", message: "Invalid expression: " + EVIL[0], mod: "t", file: "bad.pp", line: 2, column: 11, end_line: 2, end_column: 14, excerpt: { first_line: 1, lines: ['dashboard "bad" {', "  title = " + EVIL[0], "}"] } }] };
let browser, server, space;

before(async () => {
  if (skip) return;
  browser = await launch();
  space = { list, problems, snapshot: (n) => all[n]() };
  server = await stand(space);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

test("home: search while typing, marks, facets, groups, the address", { skip }, async () => {
  const { page, wrong, context } = await open(browser, server.url + "/");
  await page.getByRole("link", { name: /Gallery/ }).waitFor();
  const rows = (n, why) => eventually(async () => assert.equal(await page.locator(".row").count(), n, why));
  await rows(7, "top level only");
  await page.keyboard.press("/");
  await page.keyboard.type("inner");
  await page.locator("mark", { hasText: /inner/i }).waitFor();
  await rows(1, "search looks at nested ones, too");
  assert.ok((await page.locator(".crumbs").innerText()).includes("Top of it"));
  await page.waitForURL(/search=inner/);
  await page.keyboard.press("Escape");
  await page.getByRole("checkbox", { name: /s3/ }).check();
  await rows(3);
  await page.waitForURL(/facet=service%3As3/);
  await page.goBack();
  await rows(7);
  await page.getByLabel("Group by").selectOption("tag:service");
  await eventually(async () => assert.deepEqual((await page.locator(".row-head").allInnerTexts()).map((t) => t.split(" ")[0]), ["ec2", "s3", "Other"]));
  await page.locator(".banner", { hasText: "1 problem" }).waitFor();
  assert.deepEqual(wrong, []);
  await context.close();
});

test("live: inputs are emptied when the server says so, and not sent again", { skip }, async () => {
  const { page, wrong, context } = await open(browser, server.url + "/t.dashboard.chain?input.a=1&input.b=x");
  await page.getByRole("region", { name: "n", exact: true }).getByText("5").waitFor();
  server.tell({ action: "input_values_cleared", cleared_inputs: ["input.b"], execution_id: "none" });
  await page.waitForTimeout(200);
  assert.match(page.url(), /input.b=x/, "of another execution: ignored");
  const current = await page.evaluate(() => globalThis.plApp.store.run.value.run.id);
  server.tell({ action: "input_values_cleared", cleared_inputs: ["input.b"], execution_id: current });
  await page.waitForFunction(() => !location.search.includes("input.b"));
  await page.waitForTimeout(200);
  const last = server.seen.filter((m) => m.payload?.inputs).pop();
  assert.ok(!server.seen.slice(server.seen.indexOf(last) + 1).some((m) => m.payload?.inputs?.["input.b"]));
  assert.deepEqual(wrong, []);
  await context.close();
});

test("live: a lost connection is restored and what was open is selected again", { skip }, async () => {
  const { page, context } = await open(browser, server.url + "/t.dashboard.chain?input.a=1&input.b=x");
  await page.getByText("5", { exact: true }).waitFor();
  const before = server.seen.filter((m) => m.action === "select_dashboard").length;
  space.down = true;
  server.drop();
  await page.locator(".banner.lost").waitFor();
  assert.ok(await page.getByText("5", { exact: true }).isVisible(), "data stays");
  space.down = false;
  await page.getByRole("button", { name: "Now" }).click({ timeout: 3000 }).catch(() => {}); /* it may have come back by itself */
  await page.locator(".banner.lost").waitFor({ state: "detached" });
  const again = await eventually(() => {
    const all = server.seen.filter((m) => m.action === "select_dashboard");
    assert.ok(all.length > before);
    return all;
  });
  assert.deepEqual(again.pop().payload.inputs, { "input.a": "1", "input.b": "x" });
  await context.close();
});

test("live: running shows progress, cancel keeps what is there", { skip }, async (t) => {
  space.delay = 300;
  t.after(() => (space.delay = 0));
  const { page, wrong, context } = await open(browser, server.url + "/t.dashboard.gallery");
  await page.getByRole("button", { name: "Cancel" }).waitFor();
  await page.getByRole("region", { name: "hosts" }).getByText("1,234,567").waitFor();
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByText("Cancelled: these are the last data").waitFor();
  space.delay = 0;
  await page.getByRole("button", { name: "Refresh", exact: true }).click();
  await page.locator('[id="panel-t.card.formal"]').getByText("17").waitFor();
  assert.deepEqual(wrong, []);
  await context.close();
});

test("live: five seconds of latency leave the frame at once", { skip }, async () => {
  const slow = await stand({ list, snapshot: (n) => all[n](), latency: 0 });
  const { page, context } = await open(browser, slow.url + "/t.dashboard.chain");
  await page.locator(".header").waitFor();
  await context.close();
  await slow.stop();
});

test("home: rows of a long list are there wherever it has been scrolled to", { skip }, async () => {
  const long = await stand({ list: { ...list, items: Array.from({ length: 2000 }, (_, i) => ["d", `t.dashboard.d${i}`, `Dashboard ${i}`, 0, [], 1, []]) } });
  const { page, context } = await open(browser, long.url + "/");
  await page.getByRole("link", { name: "Dashboard 0" }).waitFor();
  const spare = () => page.evaluate(() => Math.max(...[...document.querySelectorAll(".row")].map((e) => e.getBoundingClientRect().bottom)) - innerHeight);
  for (const y of [0, 150, 199, 350, 700, 900, 5000, 1200, 300]) {
    await page.evaluate((y) => scrollTo(0, y), y);
    await eventually(async () => assert.ok((await spare()) >= 0, `at ${y}: ${await spare()}`));
  }
  await context.close();
  await long.stop();
});

test("a server without our routes gives the list by its message", { skip }, async () => {
  const plain = await stand({ snapshot: (n) => all[n](), available: { action: "available_dashboards", dashboards: { "t.dashboard.chain": { title: "Chain", full_name: "t.dashboard.chain", short_name: "chain", tags: { service: "x" }, mod_full_name: "mod.t", database: "" } }, benchmarks: {}, snapshots: {} } });
  const { page, context } = await open(browser, plain.url + "/");
  await page.getByRole("link", { name: /Chain/ }).click();
  await page.getByRole("combobox", { name: "A" }).waitFor();
  await context.close();
  await plain.stop();
});

test("below a base path every address has it", { skip }, async () => {
  const based = await stand({ list, snapshot: (n) => all[n](), base: "/x/y" });
  const { page, wrong, context } = await open(browser, based.url + "/");
  await page.getByRole("link", { name: /Chain/ }).click();
  await page.getByRole("combobox", { name: "A" }).waitFor();
  assert.equal(new URL(page.url()).pathname, "/x/y/t.dashboard.chain");
  assert.deepEqual(wrong, []);
  await context.close();
  await based.stop();
});

test("snapshot: opened, compared, refused", { skip }, async () => {
  const file = join(scratch, "before.pps"), later = join(scratch, "after.pps"), bad = join(scratch, "bad.pps");
  writeFileSync(file, JSON.stringify(benchmark(10, 4)));
  writeFileSync(later, JSON.stringify(benchmark(10, 4, (r, i, j) => (i === 1 && j === 0 ? { ...r, status: "alarm", reason: "new" } : i === 2 && j === 0 ? { ...r, status: "ok" } : i === 3 && j === 0 ? null : i === 4 && j === 1 ? { ...r, reason: "other words" } : r))));
  writeFileSync(bad, "{ no json");
  const { page, wrong, context } = await open(browser, server.url + "/");
  const choose = async (path, act) => {
    const [c] = await Promise.all([page.waitForEvent("filechooser"), act()]);
    await c.setFiles(path);
  };
  const viaMenu = async (path) => choose(path, async () => { await page.getByRole("button", { name: "Menu of the page" }).click(); await page.getByRole("menuitem", { name: "Open a snapshot" }).click(); });
  await page.getByRole("link", { name: /Chain/ }).waitFor();
  await viaMenu(bad);
  await page.getByRole("alert").getByText(/not JSON|cannot be opened/).waitFor();
  await viaMenu(later);
  await page.getByText("Snapshot", { exact: true }).waitFor();
  assert.match(page.url(), /\/snapshot\/after.pps/);
  await page.getByRole("button", { name: "Menu", exact: true }).click();
  await page.getByRole("menuitem", { name: "Compare with a snapshot" }).click();
  await choose(file, () => page.getByRole("button", { name: "Choose a file before" }).click());
  await page.getByRole("button", { name: /New failures/ }).waitFor();
  const text = await page.locator(".summary").innerText();
  assert.match(text.replace(/\s+/g, " "), /1 New failures 1 Fixed 1 Changed 1 Gone/);
  assert.deepEqual(wrong.filter((w) => !/no json/.test(w)), []);
  await context.close();
});

test("a server far away: five seconds for every message, and nothing is lost or twice", { skip }, async (t) => {
  const far = await stand({ ...space, away: 5000 });
  t.after(() => far.stop());
  const { page, wrong, context } = await open(browser, far.url + "/t.dashboard.chain?input.a=1&input.b=x");
  await page.locator("h1", { hasText: "Chain" }).waitFor();
  await page.locator(".card-value", { hasText: "5" }).waitFor({ timeout: 60000 });
  await page.getByRole("button", { name: "Refresh", exact: true }).waitFor({ timeout: 60000 });
  assert.equal(far.seen.filter((m) => m.action === "select_dashboard").length, 1, "it is asked for once");
  assert.deepEqual(wrong, []);
  await context.close();
});

test("problems: message, place, excerpt, link into an editor", { skip }, async () => {
  const { page, wrong, context } = await open(browser, server.url + "/problems");
  await page.getByText("bad.pp:2:11").waitFor();
  assert.equal(await page.locator("a", { hasText: "bad.pp:2:11" }).getAttribute("href"), "vscode://file//srv/t/bad.pp:2:11");
  await page.locator(".excerpt u").first().waitFor();
  assert.deepEqual(wrong, []);
  await context.close();
});

test("problems: what is no list of problems is said to be none", { skip }, async (t) => {
  for (const wrongly of [{}, { problems: "none" }, { problems: [null] }, { problems: [{ message: "x", excerpt: {} }] }, { problems: [{ message: { a: 1 } }] }]) {
    const odd = await stand({ list, problems: wrongly, snapshot: (n) => all[n]() });
    t.after(() => odd.stop());
    const { page, wrong, context } = await open(browser, odd.url + "/problems");
    await page.getByText("The list of problems cannot be read").waitFor();
    assert.deepEqual(wrong, []);
    await context.close();
  }
});

test("headings that a query brings do not move the contents", { skip }, async (t) => {
  const late = dashboard("t.dashboard.late", [["with", { id: "w", data: table(["v"], [["x"]]) }], ["text", { id: "t", dependencies: ["t.with.w"], properties: { value: "# One\n\n# Two\n\n# Three" } }], ["card", { id: "n", width: 12, data: table(["n"], [[5]]) }]]);
  const slow = await stand({ list, snapshot: () => late, delay: 1500 });
  t.after(() => slow.stop());
  const { page, wrong, context } = await open(browser, slow.url + "/t.dashboard.late");
  const card = page.locator('[id="panel-t.card.n"]');
  await card.waitFor();
  const early = await card.boundingBox();
  await page.getByRole("navigation", { name: "Contents" }).getByText("Three").waitFor();
  assert.equal((await card.boundingBox()).width, early.width);
  assert.deepEqual(wrong, []);
  await context.close();
});

for (const name of ["t.dashboard.evil", "t.benchmark.evil"])
  test(`hostile data does nothing: ${name}`, { skip }, async () => {
    const { page, wrong, context } = await open(browser, `${server.url}/${name}?search=${encodeURIComponent(EVIL[1])}&panel=${encodeURIComponent(EVIL[0])}&where=${encodeURIComponent('{"__proto__":{"operator":"and"}}')}&grouping=${encodeURIComponent("[1,{]")}&view=1`);
    await page.locator("h1").first().waitFor();
    await settled(page);
    await page.waitForTimeout(1000); /* whatever it would do, it would have begun */
    const found = await page.evaluate(() => ({
      scripts: [...document.querySelectorAll("script")].filter((s) => !s.src && s !== document.head.querySelector("script")).length,
      handlers: [...document.querySelectorAll("*")].filter((e) => [...e.attributes].some((a) => a.name.startsWith("on"))).length,
      links: [...document.querySelectorAll("a[href]")].map((a) => a.getAttribute("href")).filter((h) => /^\s*(javascript|data|vbscript):/i.test(h)),
      foreign: document.querySelectorAll("main iframe, main form, main style, main object, main embed").length,
      polluted: Object.keys({}).length + ({}).operator ? 1 : 0,
    }));
    assert.deepEqual(found, { scripts: 0, handlers: 0, links: [], foreign: 0, polluted: 0 });
    assert.deepEqual(wrong, []);
    await context.close();
  });

test("the single file: from disk, without a request, hostile data and all", { skip: skip || (!existsSync(binary) && "no program built") }, async () => {
  prepare("demo-file");
  const out = join(scratch, "one.html"), bench = join(scratch, "bench.html");
  execFileSync(binary, ["dashboard", "run", "fleet.dashboard.overview", "--output", "none", "--export", out], { cwd: folder, stdio: "ignore" });
  try {
    execFileSync(binary, ["benchmark", "run", "fleet.benchmark.baseline", "--output", "none", "--export", bench, "--progress=false"], { cwd: folder, stdio: "ignore" });
  } catch (e) {
    assert.ok(e.status <= 2, "alarms are what a benchmark is for");
  }
  const found = join(scratch, "detections.html");
  execFileSync(binary, ["benchmark", "run", "fleet.benchmark.logins", "--export", found, "--progress=false"], { cwd: folder, stdio: "ignore" });
  for (const [file, text] of [[out, "Hosts by site"], [bench, "Network"], [found, "Total"]]) {
    const { page, wrong, context } = await open(browser, "file://" + file);
    await page.getByText(text).first().waitFor();
    await settled(page);
    assert.equal(await page.getByRole("button", { name: "Refresh" }).count(), 0, "what needs a server is absent");
    assert.deepEqual(wrong.filter((w) => !w.includes("example.org")), []);
    const pdf = await page.pdf({ format: "A4" });
    assert.ok(pdf.length > 10000);
    await page.emulateMedia({ media: "print" });
    await page.setViewportSize({ width: 500, height: 800 });
    const cut = () => page.evaluate(() => [...document.querySelectorAll(".chart svg")].filter((s) => !s.getAttribute("viewBox") || s.getBoundingClientRect().right > s.closest(".panel").getBoundingClientRect().right).length);
    await eventually(async () => assert.equal(await cut(), 0, "pictures fit on paper"));
    await context.close();
  }
});

test("keyboard only: home, a benchmark, a result, back", { skip }, async () => {
  const { page, wrong, context } = await open(browser, server.url + "/");
  await page.getByRole("link", { name: /Top of it/ }).waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("top of");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByRole("treeitem", { name: /Group 0/ }).waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.locator(".side").waitFor();
  await page.keyboard.press("Escape");
  await page.locator(".side").waitFor({ state: "detached" });
  await page.keyboard.press("x");
  await page.waitForURL(/where=/);
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("chain");
  await page.keyboard.press("Enter");
  await page.waitForURL(/t.dashboard.chain/);
  await page.keyboard.press("Escape");
  await page.keyboard.press("g");
  await page.keyboard.press("h");
  await page.waitForURL((u) => u.pathname === "/");
  assert.deepEqual(wrong, []);
  await context.close();
});

/* The part that takes them is on its way for two seconds. */
test("keys pressed while a part is being loaded go to it", { skip }, async () => {
  const { page, wrong, context } = await open(browser, "about:blank");
  const host = new URL(server.url).host;
  await page.route("**/more.*.js", async (route) => {
    await new Promise((r) => setTimeout(r, 2000));
    await route.continue();
  });
  await page.goto(server.url + "/");
  await page.getByRole("link", { name: /Chain/ }).waitFor();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("chaim");
  await page.keyboard.press("Backspace");
  await page.keyboard.type("n");
  await page.keyboard.press("Enter");
  await page.waitForURL(/t.dashboard.chain$/);
  await page.getByRole("dialog").waitFor({ state: "detached" });
  assert.deepEqual(wrong.filter((w) => !w.includes(host)), []);
  await context.close();
});

test("the frame is there before the application, and what is typed on it is searched for", { skip }, async () => {
  const { page, wrong, context } = await open(browser, "about:blank");
  const host = new URL(server.url).host;
  let release;
  const released = new Promise((r) => (release = r));
  await page.route("**/app.*.js", async (route) => {
    await released;
    await route.continue();
  });
  await page.goto(server.url + "/", { waitUntil: "commit" });
  await page.locator(".header .field").waitFor();
  const header = await page.locator(".header").boundingBox();
  await page.keyboard.press("/");
  await page.keyboard.type("chain");
  release();
  await page.locator("mark", { hasText: /chain/i }).waitFor();
  assert.equal(await page.locator("#search").inputValue(), "chain");
  assert.deepEqual(await page.locator(".header").boundingBox(), header, "nothing moves");
  assert.deepEqual(wrong.filter((w) => !w.includes(host)), []);
  await context.close();
});

test("axe finds nothing serious, in both themes", { skip }, async () => {
  const source = readFileSync(need.resolve("axe-core/axe.min.js"), "utf8");
  for (const theme of ["light", "dark"])
    for (const path of ["/", "/t.dashboard.gallery", "/t.dashboard.inputs", "/t.benchmark.top", "/problems", "/compare", "/t.dashboard.gallery?panel=t.chart.column"]) {
      const { page, context } = await open(browser, server.url + path, { theme });
      await settled(page);
      if (path.endsWith("gallery")) await page.locator(".chart svg").nth(3).waitFor();
      const session = await context.newCDPSession(page);
      await session.send("Runtime.evaluate", { expression: source });
      const { result: r } = await session.send("Runtime.evaluate", { expression: 'axe.run(document, { runOnly: ["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa"] }).then((r) => JSON.stringify(r.violations.filter((v) => v.impact === "serious" || v.impact === "critical").map((v) => v.id + ": " + v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160) + " " + (n.any[0]?.message ?? "")).join(" | "))))', awaitPromise: true, returnByValue: true });
      assert.deepEqual(JSON.parse(r.value ?? "[]"), [], `${theme} ${path}`);
      await context.close();
    }
});

test("10,000 rows: few are in the document, and scrolling shows the others", { skip }, async () => {
  const { page, wrong, context } = await open(browser, server.url + "/t.dashboard.big");
  const grid = page.getByRole("grid", { name: "Rows" });
  await grid.waitFor();
  await page.locator(".grid-row").first().waitFor();
  assert.ok((await page.locator(".grid-row").count()) < 80);
  assert.equal(await grid.getAttribute("aria-rowcount"), "10001");
  await grid.evaluate((e) => (e.scrollTop = e.scrollHeight));
  await page.getByRole("gridcell", { name: "name 9999" }).waitFor();
  await page.getByRole("gridcell", { name: "name 9999" }).click();
  await page.keyboard.press("Control+Home");
  await page.getByRole("gridcell", { name: "name 0", exact: true }).waitFor();
  assert.deepEqual(wrong, []);
  await context.close();
});

test("narrow screens do not scroll sideways", { skip }, async () => {
  for (const width of [320, 390, 768])
    for (const path of ["/", "/t.dashboard.gallery", "/t.benchmark.top", "/t.dashboard.inputs", "/problems"]) {
      const { page, context } = await open(browser, server.url + path, { width, height: 800 });
      await settled(page);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(over <= 0, `${path} at ${width} is ${over} too wide: ` + (await page.evaluate(() => [...document.querySelectorAll("main *")].filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".grid,.md-table,.off-screen,.graph,.chart,.code")).slice(0, 3).map((e) => e.className + " " + e.tagName).join("; "))));
      await context.close();
    }
});
