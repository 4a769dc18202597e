/* demo.mjs - the demo workspace: its database, its list, and snapshots that the program makes of it. */
import { execFileSync, execFile } from "node:child_process";
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root, scratch } from "./lib.mjs";

export const binary = join(root, "build/pipelite");
export let folder = join(scratch, "demo");

/* A fresh copy; each file of tests has its own, because they run side by side. */
export function prepare(name = "demo") {
  folder = join(scratch, name);
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(root, "tests/mods/demo"), folder, { recursive: true });
  rmSync(join(folder, "fleet.db"), { force: true }); /* of somebody who tried the demo where it is */
  execFileSync("python3", ["-c", "import sqlite3; d=sqlite3.connect('fleet.db'); d.executescript(open('fleet.sql').read()); d.close()"], { cwd: folder });
}

const run = (...args) => execFileSync(binary, args, { cwd: folder, env: { ...process.env, TZ: "UTC" }, maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "ignore"] }).toString();

/* /-/list.json of the demo workspace, from the lists of the program. */
export function list() {
  const dashboards = JSON.parse(run("dashboard", "list", "--output", "json"));
  const benchmarks = JSON.parse(run("benchmark", "list", "--output", "json"));
  const mods = [["fleet", "Fleet"]], tags = [], items = [];
  const tag = (k, v) => {
    const i = tags.findIndex((t) => t[0] === k && t[1] === v);
    return i < 0 ? tags.push([k, v]) - 1 : i;
  };
  const mod = (n) => {
    const short = (n ?? "").replace(/^mod\./, "");
    const i = mods.findIndex((m) => m[0] === short);
    return i < 0 ? mods.push([short, short]) - 1 : i;
  };
  mods.length = 0;
  const put = (kind, r) => items.push([kind, r.qualified_name, r.title ?? "", mod(r.mod_name ?? r.qualified_name.split(".")[0]), Object.entries(r.tags ?? {}).map(([k, v]) => tag(k, v)), 1, []]);
  dashboards.forEach((d) => put("d", d));
  benchmarks.forEach((b) => put(/detection/.test(b.qualified_name) || b.benchmark_type === "detection" ? "t" : "b", b));
  items.sort((a, b) => ((a[2] || a[1]).toLowerCase() < (b[2] || b[1]).toLowerCase() ? -1 : 1));
  return { generation: 1, epoch: 1, final: true, complete: true, mods, tags, items };
}

const kept = new Map();
export function snapshot(name, inputs = {}) {
  const key = JSON.stringify([name, inputs]);
  if (!kept.has(key))
    kept.set(key, new Promise((done, failed) => {
      const kind = name.split(".")[1];
      const args = kind === "dashboard" ? ["dashboard", "run", name, "--output", "snapshot"] : [kind === "detection" ? "detection" : "benchmark", "run", name, "--output", "snapshot", "--progress=false"];
      for (const [k, v] of Object.entries(inputs)) args.push("--arg", `${k.replace(/^input\./, "")}=${v}`);
      execFile(binary, args, { cwd: folder, env: { ...process.env, TZ: "UTC" }, maxBuffer: 1 << 28 }, (e, out, err) => {
        try {
          done(JSON.parse(out));
        } catch {
          /* Inputs without a value: what depends on them is told to wait, whatever it found. */
          const missing = /inputs? '([^']*)' must be provided/.exec(err)?.[1].split(",");
          if (missing && missing.some((m) => !(m in inputs))) done(snapshot(name, { ...inputs, ...Object.fromEntries(missing.map((m) => [m, "none"])) }));
          else failed(new Error(err.trim() || String(e)));
        }
      });
    }));
  return kept.get(key);
}
