/* Recorded conversations, played into the functions of the page. */
import { test } from "node:test";
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ci, conversations, messages, page, shared, text } from "./lib.mjs";

const p = await page("protocol");

/* Executions of a client, put together over the stages that it waited in. */
function executions(client) {
  const all = new Map();
  for (const stage of client)
    for (const e of stage.executions ?? []) {
      const known = all.get(e.id) ?? { id: e.id, updates: {} };
      for (const [name, u] of Object.entries(e.updates ?? {})) known.updates[name] = [...(known.updates[name] ?? []), ...u];
      all.set(e.id, { ...known, ...e, updates: known.updates });
    }
  return [...all.values()].filter((e) => e.started);
}

const plainRows = (panel) =>
  panel.data ? Array.from({ length: panel.data.n }, (_, r) => Object.fromEntries(panel.data.columns.map((c, i) => [c.name, panel.data.cols[i][r]]))) : null;

test("every recorded conversation ends in the state of its snapshot", { skip: !ci && !existsSync(shared) && "no recordings here" }, () => {
  let n = 0, complete = 0;
  for (const [id, recording] of conversations())
    for (const client of Object.values(recording.clients ?? {}))
      for (const execution of executions(client)) {
        let run = p.emptyRun("");
        let last;
        for (const m of messages(execution)) {
          const done = p.apply(run, p.decode(p.parseJson(JSON.stringify(m))));
          if (!done) continue;
          run = done.run;
          last = m;
        }
        n++;
        assert.equal(run.root, "", id);
        assert.equal(run.layout.name, execution.started.layout.name, id);
        if (last.action !== "execution_complete") continue;
        complete++;
        const want = last.snapshot;
        assert.deepEqual([...run.panels.keys()].sort(), Object.keys(want.panels).sort(), id);
        for (const [name, panel] of run.panels) {
          const w = want.panels[name];
          assert.equal(panel.status, w.status ?? "complete", `${id} ${name}`);
          assert.equal(panel.title, w.title, `${id} ${name}`);
          if (w.data?.rows && w.data.rows.length < 1000) assert.deepEqual(loose(plainRows(panel)), loose(w.data.rows), `${id} ${name}`);
        }
        for (const part of run.panels.values()) assert.ok(p.isFinal(part.status) || run.state === "cancelled", `${id} ${part.name} ${part.status}`);
      }
  assert.ok(n > 200 && complete > 180, `${n} executions, ${complete} complete`);
});

/* Integers beyond 15 digits are text in the page and rounded numbers here. */
const loose = (v) => JSON.parse(JSON.stringify(v, (_, x) => (typeof x === "string" && /^-?\d{16,}$/.test(x) ? Number(x) : x)));

test("every recorded message is understood", { skip: !ci && !existsSync(shared) && "no recordings here" }, async () => {
  const list = { ...(await page("list")), ...(await page("available")) };
  let lists = 0;
  for (const [id, recording] of conversations())
    for (const client of Object.values(recording.clients ?? {}))
      for (const stage of client)
        for (const m of stage.direct ?? []) {
          const d = p.decode(m);
          if (m.action === "available_dashboards") {
            const l = list.fromAvailable(d.rest, new Map());
            assert.equal(l.items.length, Object.keys(m.dashboards).length + Object.keys(m.benchmarks).length, id);
            for (const i of l.items) assert.ok(list.titleOf(i), id);
            lists++;
          } else if (m.action) {
            assert.ok(d.rest, `${id} ${m.action}`);
          }
        }
  assert.ok(lists > 50, String(lists));
});

const suite = join(shared, "golden/suites");
test("recorded snapshots load", { skip: !ci && !existsSync(suite) && "no recordings here" }, () => {
  let n = 0;
  for (const name of ["run-dashboard", "run-check", "run-detection", "run-query"]) {
    for (const file of readdirSync(join(suite, name, "expect"))) {
      const path = join(suite, name, "expect", file.replace(/\.xz$/, ""));
      if (!path.endsWith(".stdout")) continue;
      const body = text(path);
      if (!body.startsWith("{") || !body.includes('"schema_version"')) continue;
      let parsed;
      try {
        parsed = p.parseJson(body);
      } catch {
        continue; /* more than a snapshot was printed */
      }
      const run = p.fromSnapshot(parsed);
      assert.ok(run.layout.name, file);
      assert.ok(run.panels.get(run.layout.name), file);
      n++;
    }
  }
  assert.ok(n >= 20, String(n));
});

test("what is no snapshot is refused with a reason", () => {
  for (const [raw, why] of [[null, /not a JSON object/], [[], /not a JSON object/], [{}, /no schema_version/], [{ schema_version: "19990101" }, /cannot be read/], [{ schema_version: "20240607" }, /no layout/]])
    assert.throws(() => p.fromSnapshot(raw), why);
});

test("hostile members do no harm", () => {
  const raw = JSON.parse(`{"schema_version":"20240607","layout":{"name":"a","panel_type":"dashboard","children":[null,1,{"name":{}}]},
    "panels":{"a":{"title":1,"properties":[],"data":{"columns":[{"name":"__proto__"},null,{"name":"constructor"}],"rows":[null,{"__proto__":"x"}]}},"__proto__":{"title":"t"},"b":null}}`);
  const run = p.fromSnapshot(raw);
  assert.equal({}.title, undefined);
  const a = run.panels.get("a");
  assert.deepEqual(a.data.cols, [[null, "x"], [null, undefined]]);
  assert.equal(a.title, undefined);
  let deep = { name: "x" };
  for (let i = 0; i < 5000; i++) deep = { name: "x", children: [deep] };
  assert.ok(p.fromSnapshot({ schema_version: "20240607", layout: deep, panels: {} }));
});

test("objects of which no text can be made are texts", () => {
  for (const name of ["toString", "valueOf", "to\\u0053tring"]) {
    const { cell } = p.parseJson(`{"cell":{"${name}":1,"deep":{"a":[1]}}}`);
    assert.equal(`${cell}`, JSON.stringify({ [name.replace("\\u0053", "S")]: 1, deep: { a: [1] } }));
  }
});

test("integers keep their digits", () => {
  assert.deepEqual(p.parseJson('{"a":9007199254740993,"b":"1234567890123456789","c":[-1234567890123456789, 1.5, 12]}'),
    { a: "9007199254740993", b: "1234567890123456789", c: ["-1234567890123456789", 1.5, 12] });
  const odd = String.raw`{"a\\": [1234567890123456789.5,0.12345678901234567,1e-1234567890123456, 12345678901234567], "\"": "x\", 1234567890123456789", "1234567890123456789":1}`;
  assert.deepEqual(p.parseJson(odd), { ...JSON.parse(odd), "a\\": [1234567890123456789.5, 0.12345678901234567, 0, "12345678901234567"] });
});

test("long texts beside long integers are read", () => {
  const long = "x\\".repeat(5 << 20);
  assert.deepEqual(p.parseJson(JSON.stringify({ a: long }).replace("}", ',"b":12345678901234567890}')), { a: long, b: "12345678901234567890" });
});

test("old data stays until the new arrives", () => {
  const panel = (status, data) => ({ name: "a.card.x", panel_type: "card", status, ...(data ? { data: { columns: [{ name: "n", data_type: "" }], rows: [{ n: data }] } } : {}) });
  let run = p.emptyRun("a.dashboard.d");
  const play = (m) => (run = p.apply(run, p.decode(m))?.run ?? run);
  const start = (id) => play({ action: "execution_started", execution_id: id, layout: { name: "a.dashboard.d" }, panels: { "a.card.x": panel("initialized") } });
  start("1");
  play({ action: "leaf_node_updated", execution_id: "1", dashboard_node: panel("complete", 5) });
  start("2");
  assert.equal(run.panels.get("a.card.x").data.cols[0][0], 5);
  play({ action: "leaf_node_updated", execution_id: "1", dashboard_node: panel("complete", 6) });
  assert.equal(run.panels.get("a.card.x").data.cols[0][0], 5, "a message of another execution is ignored");
  play({ action: "leaf_node_updated", execution_id: "2", dashboard_node: panel("running") });
  assert.equal(run.panels.get("a.card.x").data.cols[0][0], 5);
  play({ action: "leaf_node_updated", execution_id: "2", dashboard_node: panel("canceled") });
  assert.ok(p.isFinal(run.panels.get("a.card.x").status));
});
