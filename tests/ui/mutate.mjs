/* mutate.mjs - snapshots that nobody would write: values of other types, members gone, names that every object inherits. The same
 * numbers come from the same seed. */
import { gallery, axes, benchmark, detections, forms, inputs, properties, tabledBenchmark } from "./gallery.mjs";

export function random(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/* "trap" is a name that a test may set on Object.prototype so that reading it throws. */
export const NAMES = ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf", "length", "trap", ""];
const VALUES = [
  null, true, false, 0, -1, 1.5, 1e308, "", "x", "0", "-", "2025-03-01T10:00:00Z", "9999999999999999999999", "{{ .x | @uri }}", "{{", "heroicons-outline:bell", "[a](javascript:x)",
  "complete", "error", "running", "alarm", "benchmark", "control", "detection", "table", "chart", "graph", "donut", "heatmap", "line", "input", "card", "text", "image", "node", "edge", "[null]", "[[1,2]", "{\"a\":1}",
  [], {}, [[]], [null], [{}], { a: { b: [1] } }, { columns: null, rows: [{}] }, { columns: [{ name: "a" }], rows: [null, 1, "x", []] }, ...NAMES,
];

const own = (o, key, value) => Object.defineProperty(o, key, { value, writable: true, enumerable: true, configurable: true });

/* Every [holder, key] of a JSON value. */
function places(v, out = []) {
  if (typeof v !== "object" || v === null) return out;
  for (const k of Object.keys(v)) {
    out.push([v, k]);
    places(v[k], out);
  }
  return out;
}

function change(snapshot, next) {
  const all = places(snapshot);
  const pick = (list) => list[Math.floor(next() * list.length)];
  const [o, k] = pick(all);
  const what = next();
  if (what < 0.4) own(o, k, structuredClone(pick(VALUES)));
  else if (what < 0.5) Array.isArray(o) ? o.splice(k, 1) : delete o[k];
  else if (what < 0.7 && !Array.isArray(o)) {
    const v = o[k];
    delete o[k];
    own(o, pick(NAMES), v);
  } else if (what < 0.8) own(o, k, structuredClone(pick(all)[0]));
  else if (what < 0.9 && typeof o[k] === "string") own(o, k, pick(NAMES));
  else if (Array.isArray(o)) o.push(structuredClone(pick(VALUES)));
  else own(o, pick(NAMES), structuredClone(pick(VALUES)));
}

/* Small snapshots: a panel of the galleries alone, results of a few controls. */
function* small() {
  for (const s of [gallery(), axes(), forms(), inputs(), properties()])
    for (const child of s.layout.children)
      yield { ...s, layout: { ...s.layout, children: [child] }, panels: Object.fromEntries(Object.entries(s.panels).filter(([n, p]) => n === s.layout.name || n === child.name || JSON.stringify(s.panels[child.name] ?? {}).includes(n))) };
  yield benchmark(2, 3);
  yield benchmark(3, 1, (r, i) => ({ ...r, account: NAMES[i] }));
  yield detections();
  yield tabledBenchmark();
}
const SMALL = [...small()].map((s) => JSON.stringify(s));

/* The text of one mutated snapshot. */
export function mutated(seed) {
  const next = random(seed);
  const s = JSON.parse(SMALL[Math.floor(next() * SMALL.length)]);
  for (let n = 1 + Math.floor(next() * 4); n; n--) change(s, next);
  return JSON.stringify(s);
}
