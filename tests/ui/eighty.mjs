/* eighty.mjs - a long dashboard: 80 panels, 30 of them charts, and what its tasks cost. For the bench and for a test. */
import { dashboard, table } from "./gallery.mjs";

const KINDS = ["column", "bar", "line", "area", "pie", "donut"];
const categories = (n, k) => table(["kind", "some", "others"], Array.from({ length: n }, (_, i) => [`k${i}`, (i * 7 + k) % 23, (i * 5 + k) % 17]), ["TEXT", "INT8", "INT8"]);

export const eighty = () =>
  dashboard("t.dashboard.eighty", Array.from({ length: 80 }, (_, i) => {
    if (i % 8 < 3) return ["chart", { id: `c${i}`, width: 4, title: `Chart ${i}`, display_type: KINDS[(i >> 1) % KINDS.length], data: categories(12, i) }];
    if (i % 8 < 5) return ["table", { id: `t${i}`, width: 6, title: `Table ${i}`, data: table(["name", "n", "at"], Array.from({ length: 20 }, (_, k) => [`row ${k}`, k * i, "2025-01-01T00:00:00Z"]), ["TEXT", "INT8", "TIMESTAMP"]) }];
    return ["card", { id: `v${i}`, width: 4, data: table(["hosts"], [[i * 997]], ["INT8"]), properties: { icon: i % 3 ? "heroicons-outline:server" : "dns" } }];
  }));

/* Go to `path` and wait until every chart is drawn, scroll through all of it. Milliseconds of processor time, which a busy
 * machine does not stretch: the first chart with the evaluation of its library, the longest other task; and how many charts
 * and elements there are. */
export async function measured(browser, page, path = "/t.dashboard.eighty") {
  await page.waitForFunction(() => globalThis.plVendor?.more);
  await browser.startTracing(page, { categories: ["toplevel", "devtools.timeline", "blink.user_timing"] });
  const seen = await page.evaluate(async (path) => {
    const frame = () => new Promise((r) => requestAnimationFrame(r));
    const end = performance.now() + 60000;
    const wanted = () => [...plApp.store.run.value.run.panels.values()].filter((p) => p.panel_type === "chart").length;
    const drawn = () => document.querySelectorAll(".chart svg").length;
    new MutationObserver((_, o) => drawn() && (performance.mark("first chart"), o.disconnect())).observe(document.body, { childList: true, subtree: true });
    plApp.nav.go(path, plApp.nav.params.value);
    while ((plApp.store.run.value.run.state !== "complete" || drawn() < wanted()) && performance.now() < end) await frame();
    for (let y = 0; y < document.documentElement.scrollHeight; y += 300) {
      scrollTo(0, y);
      await frame();
    }
    return { charts: drawn(), elements: document.querySelectorAll("*").length };
  }, path);
  const events = JSON.parse((await browser.stopTracing()).toString()).traceEvents;
  const main = new Set(events.filter((e) => e.name === "thread_name" && e.args.name === "CrRendererMain").map((e) => `${e.pid}:${e.tid}`));
  const mark = events.find((e) => e.name === "first chart")?.ts ?? 0;
  const tasks = events.filter((e) => /RunTask$/.test(e.name) && main.has(`${e.pid}:${e.tid}`)).sort((a, b) => a.ts - b.ts);
  /* The observer speaks at the end of the task that drew the chart. */
  const first = tasks.find((e) => e.ts <= mark && e.ts + e.dur >= mark);
  const ms = (e) => (e?.tdur ?? 0) / 1000;
  return { ...seen, first: ms(first), longest: Math.max(...tasks.filter((e) => e !== first).map(ms)) };
}
