/* measure.mjs - the figures of the page in headless Chromium, median of five (make bench W=page). */
import { spawn } from "node:child_process";
import { gzipSync } from "node:zlib";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { launch, open } from "./browser.mjs";
import { benchmark, dashboard, gallery, table } from "./gallery.mjs";
import { eighty, measured } from "./eighty.mjs";
import { root } from "./lib.mjs";
import { stand } from "./stand.mjs";

const N = Number(process.env.RUNS ?? 5);
const median = (xs) => [...xs].sort((a, b) => a - b)[Math.floor(xs.length / 2)];
const services = Array.from({ length: 40 }, (_, i) => ["service", "AWS/S" + i]);
const items = Array.from({ length: 2475 }, (_, i) => [i % 5 ? "b" : "d", `aws.${i % 5 ? "benchmark" : "dashboard"}.r${i}`, `Resource ${i} of the workspace`, i % 6, [i % 40], i % 3 ? 1 : 0, []]);
const list = { generation: 1, epoch: 1, final: true, complete: true, mods: Array.from({ length: 6 }, (_, i) => ["m" + i, "Mod " + i]), tags: services, items };
const rows = (n) => dashboard("t.dashboard.big", [["table", { id: "rows", title: "Rows", data: table(["id", "name", "n", "at"], Array.from({ length: n }, (_, i) => [i, "name " + i, i % 97, "2025-01-01T00:00:00Z"]), ["INT8", "TEXT", "INT8", "TIMESTAMP"]) }]]);
/* 88 MB in one message, and again in the last one. */
const wide = () => {
  const columns = Array.from({ length: 10 }, (_, c) => "c" + c), long = "x".repeat(80);
  return dashboard("t.dashboard.wide", [["table", { id: "rows", title: "Rows", data: table(columns, Array.from({ length: 100000 }, (_, i) => columns.map((c, k) => (k ? `${c} ${i} ${long}` : i))), columns.map((_, k) => (k ? "TEXT" : "INT8"))) }]]);
};
const thirty = () => dashboard("t.dashboard.thirty", Array.from({ length: 30 }, (_, i) => (i % 3 === 2 ? ["card", { id: `c${i}`, width: 3, data: table(["hosts"], [[i]], ["INT8"]) }] : i % 3 ? ["chart", { id: `h${i}`, width: 6, title: `Chart ${i}`, data: table(["a", "b"], Array.from({ length: 10 }, (_, k) => [`b${k}`, k * i]), ["TEXT", "INT8"]) }] : ["table", { id: `t${i}`, width: 6, title: `Table ${i}`, data: table(["a", "b"], Array.from({ length: 10 }, (_, k) => [k, `b${k}`]), ["INT8", "TEXT"]) }])));
/* 400 nodes in layers of 20, each with two edges to the next layer. */
const tall = () => {
  const rows = Array.from({ length: 400 }, (_, i) => ({ id: `n${i}`, title: `Node ${i}` }));
  for (let i = 0; i < 380; i++) for (const k of [0, 7]) rows.push({ from_id: `n${i}`, to_id: `n${20 * (Math.floor(i / 20) + 1) + ((i + k) % 20)}` });
  return dashboard("t.dashboard.tall", [["graph", { id: "graph", title: "Graph", data: { columns: ["id", "title", "from_id", "to_id"].map((name) => ({ name, data_type: "TEXT" })), rows } }]]);
};
const all = { "t.dashboard.thirty": thirty, "t.dashboard.tall": tall, "t.dashboard.eighty": eighty, "t.dashboard.big": () => rows(10000), "t.dashboard.huge": () => rows(100000), "t.dashboard.wide": wide, "t.benchmark.top": () => benchmark(5000, 4), "t.dashboard.gallery": gallery };
const server = await stand({ list, snapshot: (n) => all[n]?.() });
const browser = await launch();
const results = [];
/* How fast the machine is just now: figures of a busy one say little. */
{
  const loop = () => { const start = performance.now(); for (let i = 0, x = 0; i < 5e7; i++) x = (x * 31 + i) | 0; return performance.now() - start; };
  console.log(`a loop of 50 million steps takes ${Math.round(median([loop(), loop(), loop()]))} ms (50 to 80 on a desktop that does nothing else)`);
}
const put = (what, value, unit, target) => {
  results.push([what, value, unit, target]);
  console.log(`${what.padEnd(52)} ${String(Math.round(value * 10) / 10).padStart(9)} ${unit.padEnd(4)} ${value <= target ? "ok  " : "OVER"} (${target})`);
};


/* What any page of a server with these headers takes: one word, nothing else. */
const floor = [];
for (let i = 0; i < N; i++) {
  const { page, context } = await open(browser, server.url + "/-/word");
  await page.waitForTimeout(500);
  floor.push(await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0));
  await context.close();
}
console.log(`first contentful paint of a page of one word takes ${Math.round(median(floor))} ms`);

/* Nobody touches the page meanwhile: what playwright brings with a locator would be measured, too. */
const paint = [], usable = [];
for (let i = 0; i < N; i++) {
  const { page, context } = await open(browser, server.url + "/");
  await page.waitForTimeout(700);
  await page.locator("a.row-link").first().waitFor();
  const t = await page.evaluate(() => ({ paint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0 }));
  paint.push(t.paint);
  usable.push(await page.evaluate(() => performance.getEntriesByType("resource").filter((r) => r.name.includes("list.json"))[0].responseEnd));
  await context.close();
}
put("first contentful paint, 2,475 items", median(paint), "ms", 100);
put("list received, 2,475 items", median(usable), "ms", 150);

/* Until the frame with the first row of the list is on the screen: a message that is sent within a frame comes after its paint. */
const rowsPainted = () => new Promise((done) => {
  const look = () => requestAnimationFrame(() => {
    if (!document.querySelector("a.row-link")) return look();
    const m = new MessageChannel();
    m.port1.onmessage = () => done(performance.now());
    m.port2.postMessage(0);
  });
  look();
});
/* Our own server with the six mods, if they and the program are here; fast 3G as browsers simulate it. */
const mods = join(root, "build/corpora/six-mods"), program = join(root, "build/pipelite");
if (existsSync(mods) && existsSync(program)) {
  const port = await new Promise((done) => { const s = createServer().listen(0, "127.0.0.1", () => { const p = s.address().port; s.close(() => done(p)); }); });
  const own = spawn(program, ["server", "--port", String(port), "--mod-location", mods], { stdio: "ignore" }), url = `http://127.0.0.1:${port}/`;
  while (!(await fetch(url + "-/readyz").then((r) => r.ok, () => false))) await new Promise((r) => setTimeout(r, 20));
  for (const [what, network, target] of [["", null, 250], [", fast 3G", { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 7.5e5 / 8 }, 1500]]) {
    const shown = [];
    for (let i = 0; i < N; i++) {
      const context = await browser.newContext();
      const page = await context.newPage();
      if (network) await (await context.newCDPSession(page)).send("Network.emulateNetworkConditions", network);
      await page.goto(url, { waitUntil: "commit" });
      shown.push(await page.evaluate(rowsPainted));
      await context.close();
    }
    put(`six mods, our server: list painted${what}`, median(shown), "ms", target);
  }
  own.kill();
} else console.log("the six mods or the program are not here: the list is not painted");

/* From data in the page to the frame that shows them: `path` is opened, and waits for an element after its first panel. */
const opened = async (path, element) => {
  const times = [];
  for (let i = 0; i < N; i++) {
    const { page, context } = await open(browser, server.url + "/");
    await page.waitForFunction(() => globalThis.plVendor?.more);
    times.push(await page.evaluate(([path, element]) => new Promise((done) => {
      let began = 0;
      const after = new MessageChannel();
      after.port1.onmessage = () => {
        if (document.querySelector(element)) done(performance.now() - began);
        else requestAnimationFrame(() => after.port2.postMessage(0));
      };
      plApp.store.run.subscribe((r) => {
        if (r.run.layout?.name !== path || began) return;
        began = performance.now();
        after.port2.postMessage(0);
      });
      plApp.nav.go("/" + path, plApp.nav.params.value);
    }), [path, element]));
    await context.close();
  }
  return median(times);
};
put("execution_started of 30 panels, to the frame", await opened("t.dashboard.thirty", ".panel"), "ms", 50);
{
  const { page, context } = await open(browser, server.url + "/");
  const long = await measured(browser, page);
  put("80 panels, 30 of them charts: longest task", long.longest, "ms", 50);
  put("first chart, with the evaluation of its library", long.first, "ms", 150);
  await context.close();
}
put("graph of 400 nodes: started, to its nodes", await opened("t.dashboard.tall", ".node, .graph .node"), "ms", 500);

{
  const { page, context } = await open(browser, server.url + "/");
  await page.locator("a.row-link").first().waitFor();
  const times = [];
  for (const c of "resource 12 of") {
    const t = await page.evaluate(async (c) => {
      const i = document.getElementById("search");
      const s = performance.now();
      i.value += c;
      i.dispatchEvent(new InputEvent("input", { bubbles: true }));
      await new Promise((r) => requestAnimationFrame(() => { const m = new MessageChannel(); m.port1.onmessage = r; m.port2.postMessage(0); }));
      return performance.now() - s;
    }, c);
    times.push(t);
  }
  put("typing in search, to repaint, 95th percentile", [...times].sort((a, b) => a - b)[Math.floor(times.length * 0.95)], "ms", 50);
  await context.close();
}

for (const [name, n, target] of [["t.dashboard.big", 10000, 100], ["t.dashboard.huge", 100000, 1000]]) {
  const times = [];
  let longest = 0;
  for (let i = 0; i < Math.min(N, 3); i++) {
    const { page, context } = await open(browser, server.url + "/");
    await page.locator("a.row-link").first().waitFor();
    await page.waitForTimeout(900);
    const r = await page.evaluate(async (name) => {
      const long = [];
      new PerformanceObserver((l) => l.getEntries().forEach((e) => long.push(e.duration))).observe({ type: "longtask" });
      const store = plApp.store;
      plApp.nav.go("/" + name, plApp.nav.params.value);
      let received = 0;
      for (;;) {
        await new Promise((r) => requestAnimationFrame(r));
        if (!received && store.run.value.run.panels.get("t.table.rows")?.data) received = performance.now();
        if (document.querySelector(".grid-row")) break;
      }
      const shown = performance.now() - received;
      await new Promise((r) => setTimeout(r, 500));
      return { shown, longest: Math.max(0, ...long) };
    }, name);
    times.push(r.shown);
    longest = Math.max(longest, r.longest);
    await context.close();
  }
  put(`table of ${n.toLocaleString("en")} rows: data there, to first rows`, median(times), "ms", target);
  put(`table of ${n.toLocaleString("en")} rows: longest task`, longest, "ms", n === 10000 ? 200 : 1000);
}

{
  const { page, context } = await open(browser, server.url + "/");
  await page.waitForFunction(() => globalThis.plVendor?.more);
  const longest = await page.evaluate(async () => {
    const long = [];
    new PerformanceObserver((l) => l.getEntries().forEach((e) => long.push(e.duration))).observe({ type: "longtask" });
    plApp.nav.go("/t.dashboard.wide", plApp.nav.params.value);
    while (plApp.store.run.value.run.state !== "complete") await new Promise((r) => setTimeout(r, 20));
    await new Promise((r) => setTimeout(r, 1000));
    return Math.max(0, ...long);
  });
  put("result of 88 MB: longest task", longest, "ms", 200);
  await context.close();
}

{
  const { page, context } = await open(browser, server.url + "/t.dashboard.big");
  await page.locator(".grid-row").first().waitFor();
  const fps = await page.evaluate(async () => {
    const g = document.querySelector(".grid");
    let n = 0;
    const start = performance.now();
    while (performance.now() - start < 1500) {
      g.scrollTop += 240;
      await new Promise((r) => requestAnimationFrame(r));
      n++;
    }
    return (n * 1000) / (performance.now() - start);
  });
  results.push(["scrolling 10,000 rows", fps, "fps", 50]);
  console.log(`${"scrolling 10,000 rows".padEnd(52)} ${fps.toFixed(1).padStart(9)} fps  ${fps >= 50 ? "ok  " : "UNDER"} (50)`);
  await context.close();
}

{
  const { page, context } = await open(browser, server.url + "/t.benchmark.top");
  await page.locator(".tree-row").first().waitFor({ timeout: 30000 });
  await page.waitForFunction(() => globalThis.plApp?.store.run.value.run.state === "complete", null, { timeout: 30000 });
  await page.waitForTimeout(500);
  const times = [];
  for (let i = 0; i < 2 * N; i++)
    times.push(await page.evaluate(async (i) => {
      const s = performance.now();
      document.querySelectorAll(".summary .toggle")[i % 2 ? 1 : 2].click();
      await new Promise((r) => requestAnimationFrame(() => { const m = new MessageChannel(); m.port1.onmessage = r; m.port2.postMessage(0); }));
      return performance.now() - s;
    }, i));
  put("filter of 5,000 controls with 20,000 results", median(times), "ms", 50);
  times.length = 0;
  for (let i = 0; i < 20; i++)
    times.push(await page.evaluate(async (i) => {
      const s = performance.now();
      document.querySelectorAll(".tree-row.group")[i].click();
      await new Promise((r) => requestAnimationFrame(() => { const m = new MessageChannel(); m.port1.onmessage = r; m.port2.postMessage(0); }));
      return performance.now() - s;
    }, i));
  put("opening a group, to the repaint, 95th percentile", times.sort((a, b) => a - b)[18], "ms", 50);
  await context.close();
}

{
  const { page, context } = await open(browser, server.url + "/");
  await page.locator("a.row-link").first().waitFor();
  const cdp = await context.newCDPSession(page);
  const heap = async () => {
    await cdp.send("HeapProfiler.collectGarbage");
    return (await cdp.send("Runtime.getHeapUsage")).usedSize / 1048576;
  };
  const walk = async (n) => {
    for (let i = 0; i < n; i++) {
      await page.evaluate((p) => plApp.nav.go(p, plApp.nav.params.value), i % 2 ? "/" : "/t.dashboard.big");
      await page.locator(i % 2 ? "a.row-link" : ".grid-row").first().waitFor();
    }
  };
  await walk(20);
  const before = await heap();
  await walk(100);
  put("growth of the heap over 100 navigations", (await heap()) - before, "MB", 2);
  await context.close();
}

/* A night before a screen on the wall: refreshed at an interval, nobody touches it. The engine settles first. */
{
  const { page, context } = await open(browser, server.url + "/t.dashboard.gallery?kiosk=1");
  const cdp = await context.newCDPSession(page);
  await page.waitForFunction(() => globalThis.plApp?.store.run.value.run.state === "complete", null, { timeout: 60000 });
  const night = async (n) => {
    await page.evaluate(async (n) => {
      for (let i = 0; i < n; i++) {
        const id = plApp.store.run.value.run.id;
        plApp.store.refresh();
        while (plApp.store.run.value.run.id === id || plApp.store.run.value.run.state !== "complete") await new Promise((r) => setTimeout(r, 5));
      }
    }, n);
    await page.waitForTimeout(200);
    for (let i = 0; i < 3; i++) await cdp.send("HeapProfiler.collectGarbage");
    return { heap: (await cdp.send("Runtime.getHeapUsage")).usedSize / 1048576, nodes: (await cdp.send("Memory.getDOMCounters")).nodes };
  };
  const before = await night(250), after = await night(400);
  put("growth of the heap over 400 refreshes of a kiosk", after.heap - before.heap, "MB", 1);
  put("growth of its document, nodes", after.nodes - before.nodes, "", 100);
  await context.close();
}

const gen = join(root, "gen/page");
const size = (folder, start) => readdirSync(join(gen, folder)).filter((f) => f.startsWith(start)).reduce((n, f) => n + gzipSync(readFileSync(join(gen, folder, f)), { level: 9 }).length, 0) / 1024;
put("first load with the worker, compressed", size("app", "index.html") + size("app", "first.") + size("app", "style.") + size("app", "app.") + size("vendor", "core.") + size("app", "worker."), "KB", 62);
put("charts, compressed", size("vendor", "charts."), "KB", 250);
await browser.close();
await server.stop();
