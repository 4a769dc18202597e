/* Whatever is in a snapshot, the page shows it or says that it is none; it never throws. */
import { test } from "node:test";
import assert from "node:assert/strict";
import { launch, missing, open } from "./browser.mjs";
import { page } from "./lib.mjs";
import { mutated, random } from "./mutate.mjs";
import { stand } from "./stand.mjs";

const protocol = await page("protocol");
const results = await page("results");
const charts = await page("charts");
const graphs = await page("graph");
const exported = await page("export");
const values = await page("values");
const images = await page("images");
const template = await page("template");
const compared = await page("compare");
const slices = await page("slices");

const THEME = { color: (c) => (typeof c === "string" ? c : null), series: ["#111", "#222"], text: "#000", muted: "#666", line: "#ccc", surface: "#fff" };
const BY = [...results.DEFAULT, { type: "status" }, { type: "severity" }, { type: "reason" }, { type: "resource" }, { type: "dimension", value: "account" }, { type: "control_tag", value: "constructor" }, { type: "dimension", value: "__proto__" }];

function useTable(p, t, next) {
  const kinds = values.kindsOf(t);
  t.columns.forEach((c, i) => {
    const at = () => t.cols[i][Math.floor(next() * t.n)];
    values.compare(at(), at(), kinds[i], next() < 0.5);
    for (let n = 0; n < 3; n++) {
      values.show(at(), kinds[i]);
      values.plain(at());
      images.imageSource(at());
      if (typeof at() === "string") values.cellLink(String(at()));
    }
  });
  exported.csv(exported.tableRows(t));
  exported.markdown(exported.tableRows(t));
  exported.tableJson(t);
  if (t.n) {
    const row = protocol.rowOf(t, 0);
    for (const c of Object.values(p.properties.columns ?? {})) if (typeof c?.href === "string") template.interpolate(c.href, row);
    if (typeof p.properties.href === "string") template.interpolate(p.properties.href, row);
  }
  if (p.panel_type === "chart") charts.chartOption(p, t, THEME);
}

function useRun(run, next) {
  protocol.progressOf(run);
  for (const p of run.panels.values()) {
    protocol.waitsFor(run, p, new Map());
    if (p.data) useTable(p, p.data, next);
    if (["graph", "flow", "hierarchy"].includes(p.panel_type)) {
      const { graph } = graphs.assemble(run, p);
      graphs.rowsOf(graphs.acyclic(graphs.fold(graph, new Set())));
      for (const n of graph.nodes) graphs.shown(n);
    }
  }
  const t = run.layout && results.tree(run, run.layout);
  if (t) {
    results.fields(t);
    results.sums(t);
    const by = [BY[Math.floor(next() * BY.length)], BY[Math.floor(next() * BY.length)]];
    const g = results.grouped(t, results.toExpression(run.view?.[run.root]?.filter_by), by);
    exported.groupMarkdown(g, () => true);
    exported.csv(exported.resultRows(t, t.results));
    exported.resultJson(t, t.results);
  }
  compared.compareResults(run, run);
  compared.comparePanels(run, run);
  for (const slice of slices.cut(run)) void slice;
  JSON.stringify(protocol.toSnapshot(run, {}));
}

function read(text) {
  try {
    return protocol.fromSnapshot(protocol.parseJson(text));
  } catch (e) {
    if (e instanceof protocol.BadSnapshot) return null;
    throw e;
  }
}

test("10,000 mutated snapshots are read, grouped, drawn as charts and graphs, compared and copied without an exception", () => {
  const thrown = new Map();
  let sound = 0;
  /* A look-up in a table by a name from data would end here. */
  Object.defineProperty(Object.prototype, "trap", { configurable: true, get() { throw new Error("an inherited member was read"); }, set() { throw new Error("an inherited member was set"); } });
  try {
    for (let seed = 1; seed <= 10000; seed++) {
      const text = mutated(seed);
      try {
        const run = read(text);
        if (run) useRun(run, random(seed));
        sound += !!run;
      } catch (e) {
        const at = `${e.message} ${String(e.stack).split("\n").find((l) => l.includes("modules/")) ?? ""}`;
        if (!thrown.has(at)) thrown.set(at, seed);
      }
    }
  } finally {
    delete Object.prototype.trap;
  }
  assert.deepEqual([...thrown], []);
  assert.ok(sound > 8000, `${sound} could be read`);
});

test("mutated snapshots are opened in the browser without an exception", { skip: missing }, async () => {
  const browser = await launch();
  const server = await stand({ list: { generation: 1, epoch: 1, final: true, complete: true, mods: [["t", "Test"]], tags: [], items: [] }, snapshot: () => null });
  try {
    const { page: tab } = await open(browser, server.url + "/");
    const thrown = [];
    let seed = 0;
    tab.on("pageerror", (e) => thrown.push([seed, e.message, String(e.stack).split("\n")[1]]));
    await tab.waitForFunction(() => globalThis.plApp && globalThis.plVendor?.more);
    await tab.evaluate(() => Object.defineProperty(Object.prototype, "trap", { configurable: true, get() { throw new Error("an inherited member was read"); }, set(v) { Object.defineProperty(this, "trap", { value: v, writable: true, enumerable: true, configurable: true }); } }));
    for (let from = 1; from <= 600; from += 50) {
      const texts = Array.from({ length: 50 }, (_, i) => mutated(20000 + from + i));
      for (const text of texts) {
        seed = from + texts.indexOf(text);
        await tab.evaluate(async (t) => {
          let run;
          try {
            run = plVendor.more.read(t);
          } catch {
            return; /* it says what is wrong with it */
          }
          plApp.store.openSnapshot(run, "x.pps");
          await new Promise((r) => requestAnimationFrame(() => setTimeout(r)));
        }, text);
      }
    }
    assert.deepEqual(thrown.slice(0, 10), []);
  } finally {
    await browser.close();
    await server.stop();
  }
});
