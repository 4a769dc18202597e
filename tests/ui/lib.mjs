/* lib.mjs - what the tests of the page share: its modules, recordings, a place for scratch files. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
export const ui = join(root, "src/page");
export const shared = process.env.SHARED ?? join(root, "../shared");
export const scratch = join(root, "build/ui-test");
export const ci = process.env.CI === "true";
mkdirSync(scratch, { recursive: true });

/* A package of the page's own lock file. */
export const need = createRequire(join(ui, "package.json"));

/* A module of the page, bundled for node. */
export async function page(name) {
  const { buildSync } = need("esbuild");
  const out = join(scratch, "modules", `${name}.mjs`);
  buildSync({ entryPoints: [join(ui, "src", `${name}.ts`)], bundle: true, format: "esm", platform: "neutral", outfile: out, logLevel: "error" });
  return import(pathToFileURL(out).href);
}

/* Assertions about a page come true when the page has got there: they are tried until they hold, or for a minute. */
export async function eventually(check) {
  const end = Date.now() + 60000;
  for (;;) {
    try {
      return await check();
    } catch (e) {
      if (Date.now() > end) throw e;
    }
    await new Promise((r) => setTimeout(r, 20));
  }
}

/* A text file, also when it is kept compressed as `path`.xz. */
export function text(path) {
  if (existsSync(path)) return readFileSync(path, "utf8");
  return execFileSync("xz", ["-dc", path + ".xz"], { maxBuffer: 1 << 30 }).toString();
}

/* Recorded conversations: [suite/id, recording]. */
export function* conversations() {
  const server = join(shared, "golden/server");
  if (!existsSync(server)) return;
  for (const suite of readdirSync(server)) {
    const expect = join(server, suite, "expect");
    if (!existsSync(expect)) continue;
    for (const file of readdirSync(expect)) {
      const id = file.replace(/\.json(\.xz)?$/, "");
      yield [`${suite}/${id}`, JSON.parse(text(join(expect, id + ".json")))];
    }
  }
}

const merge = (panel, change) => {
  const out = { ...panel, ...change };
  for (const gone of out["-"] ?? []) delete out[gone];
  delete out["-"];
  return out;
};

/* The messages of one recorded execution, put together again from the differences that were kept. */
export function* messages(execution) {
  const id = execution.id;
  const panels = { ...execution.started.panels };
  yield { action: "execution_started", execution_id: id, ...execution.started, start_time: "2025-01-01T00:00:00Z" };
  const rounds = Math.max(0, ...Object.values(execution.updates ?? {}).map((u) => u.length));
  for (let i = 0; i < rounds; i++)
    for (const [name, updates] of Object.entries(execution.updates ?? {})) {
      if (!updates[i]) continue;
      const sent = merge(execution.started.panels[name], updates[i]);
      panels[name] = sent;
      yield { action: "leaf_node_updated", execution_id: id, dashboard_node: sent, timestamp: "2025-01-01T00:00:01Z", schema_version: "20240607" };
    }
  for (const [check, controls] of Object.entries(execution.controls ?? {}))
    for (const [name, sent] of Object.entries(controls))
      for (const m of sent) {
        const control = merge(panels[name] ?? { name, panel_type: "control" }, m.control);
        panels[name] = control;
        yield { ...m, name: check, execution_id: id, control, progress: execution.progress?.[check] };
      }
  if (execution.cleared) yield { action: "input_values_cleared", execution_id: id, cleared_inputs: [execution.cleared].flat(3) };
  if (execution.complete) {
    const s = execution.complete.snapshot;
    const final = Object.fromEntries((s.panel_names ?? []).map((n) => [n, merge(panels[n] ?? {}, s.panels[n] ?? {})]));
    yield { action: "execution_complete", execution_id: id, schema_version: "20240607", snapshot: { ...s, panels: final, start_time: "2025-01-01T00:00:00Z", end_time: "2025-01-01T00:00:02Z" } };
  }
}
