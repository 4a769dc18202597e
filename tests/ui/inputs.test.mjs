/* Inputs that depend on each other, in random orders of messages (server.md 5.7, page.md 4.5): a model of the server, the page's own
 * code for what it sends and chooses. */
import { test } from "node:test";
import assert from "node:assert/strict";
import { page } from "./lib.mjs";

const { Given } = await page("given");
const { emptyRun } = await page("apply");
const { decode } = await page("protocol");

const random = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};

/* b has options for each a, c for each b; d depends on nothing. An option begins with what it depends on. */
const NEEDS = { a: "", b: "a", c: "b", d: "" };
const options = (name, on) => [0, 1, 2].map((i) => `${on}${on && "-"}${name}${i}`);
const below = (name) => Object.keys(NEEDS).filter((n) => NEEDS[n] === name).flatMap((n) => [n, ...below(n)]);
const exists = (values) => Object.keys(NEEDS).every((n) => !values.has(n) || !NEEDS[n] || values.get(n).startsWith((values.get(NEEDS[n]) ?? "?") + "-"));

class Server {
  out = [];
  count = 0;
  run = null;
  begin(inputs) {
    this.run = { id: `x${++this.count}`, inputs: new Map(inputs), phase: "starting", done: new Set() };
  }
  inputPanel(n, status, on) {
    const rows = on === undefined ? undefined : options(n, on).map((v) => ({ label: v, value: v }));
    return { name: `m.input.${n}`, panel_type: "input", status, properties: { unqualified_name: n }, ...(rows ? { data: { columns: [{ name: "label" }, { name: "value" }], rows } } : {}) };
  }
  table(status) {
    const v = (n) => this.run.inputs.get(n);
    const rows = Object.keys(NEEDS).every(v) ? [Object.fromEntries(Object.keys(NEEDS).map((n) => [n, v(n)]))] : [];
    return { name: "m.table.t", panel_type: "table", status, properties: {}, ...(status === "complete" ? { data: { columns: Object.keys(NEEDS).map((name) => ({ name })), rows } } : {}) };
  }
  say(m) {
    this.out.push(JSON.parse(JSON.stringify({ execution_id: this.run.id, ...m })));
  }
  take({ action, changed, inputs }) {
    const given = new Map(Object.entries(inputs));
    if (action === "select" || !this.run) return this.begin(given);
    if (this.run.phase === "starting") {
      this.run.inputs = given;
      return;
    }
    const gone = below(changed);
    if (gone.length) this.say({ action: "input_values_cleared", cleared_inputs: gone });
    gone.forEach((n) => given.delete(n));
    if (this.run.phase === "ended" || this.run.inputs.has(changed)) this.begin(given);
    else this.run.inputs = given;
  }
  /* The next piece of work, a random one; false: there is none. */
  work(next) {
    const r = this.run;
    if (!r || r.phase === "ended") return false;
    if (r.phase === "starting") {
      r.phase = "begun";
      const panels = [...Object.keys(NEEDS).map((n) => this.inputPanel(n, "initialized")), this.table("blocked")];
      this.say({ action: "execution_started", panels: Object.fromEntries(panels.map((p) => [p.name, p])), layout: { name: "m.dashboard.d" }, inputs: Object.fromEntries(r.inputs) });
      return true;
    }
    const ready = Object.keys(NEEDS).filter((n) => !r.done.has(n) && (!NEEDS[n] || r.inputs.has(NEEDS[n])));
    if (ready.length) {
      const n = ready[Math.floor(next() * ready.length)];
      r.done.add(n);
      this.say({ action: "leaf_node_updated", dashboard_node: this.inputPanel(n, "complete", NEEDS[n] ? r.inputs.get(NEEDS[n]) : "") });
      return true;
    }
    if (r.done.size < 4 || !Object.keys(NEEDS).every((n) => r.inputs.has(n))) return false;
    r.phase = "ended";
    this.say({ action: "leaf_node_updated", dashboard_node: this.table("complete") });
    return true;
  }
}

class Page {
  run = emptyRun("m.dashboard.d");
  values = new Map();
  given = new Given();
  out = [];
  chosen = 0;
  ask() {
    this.given.asked(this.run, this.values);
    this.out.push({ action: "select", inputs: Object.fromEntries(this.values) });
  }
  send() {
    for (let c; (c = this.given.next(this.run)); )
      this.out.push({ action: c.input === null ? "select" : "input_changed", changed: c.input, inputs: Object.fromEntries(c.values) });
  }
  set(name, value) {
    this.values = new Map(this.values);
    if (value === null) this.values.delete(name);
    else this.values.set(name, value);
    this.given.put(this.values);
    this.send();
  }
  take(m) {
    const done = this.given.take(this.run, decode(m));
    if (!done) return;
    this.run = done.run;
    for (const n of done.cleared ?? []) this.values.has(n) && this.set(n, null);
    if (done.all) this.send();
  }
  panel(n) {
    return this.run.panels.get(`m.input.${n}`);
  }
  shown(n) {
    const t = this.panel(n)?.data;
    return t ? t.cols[1] : [];
  }
  choose() {
    for (const n of Object.keys(NEEDS)) {
      const p = this.panel(n);
      if (!p || this.values.has(n) || !this.shown(n).length || !this.given.mayChoose(p)) continue;
      this.set(n, this.shown(n)[0]);
      this.chosen++;
      assert.ok(exists(this.values), `chosen: ${JSON.stringify([...this.values])}`);
    }
  }
}

test("first options are of combinations that exist, in any order of messages", () => {
  let chosen = 0;
  for (let seed = 1; seed <= 4000; seed++) {
    const next = random(seed);
    const server = new Server(), p = new Page();
    p.ask();
    let acts = 3 + Math.floor(next() * 5), idle = 0;
    for (let step = 0; step < 2000 && idle < 2; step++) {
      const what = next();
      let moved = false;
      if (what < 0.3 && p.out.length) moved = (server.take(p.out.shift()), true);
      else if (what < 0.6 && server.out.length) {
        for (let n = 1 + Math.floor(next() * 3); n && server.out.length; n--) p.take(server.out.shift());
        p.choose();
        moved = true;
      } else if (what < 0.85) moved = server.work(next);
      else if (acts && p.shown("a").length) {
        acts--;
        const n = next() < 0.7 ? "a" : "abcd"[Math.floor(next() * 4)];
        const list = p.shown(n);
        /* a user sees options of the former combination for a moment: only those of the present one are picked here */
        const v = list[Math.floor(next() * list.length)];
        if (v && exists(new Map([...p.values].filter(([k]) => !below(n).includes(k))).set(n, v))) p.set(n, v);
        moved = true;
      }
      const quiet = !p.out.length && !server.out.length && (!acts || !p.shown("a").length);
      if (quiet && !moved && !server.work(next) && !server.out.length) idle++;
      else if (moved) idle = 0;
    }
    const why = `seed ${seed}: ${JSON.stringify([...p.values])}, server ${JSON.stringify([...server.run.inputs])}`;
    assert.equal(p.values.size, 4, why);
    assert.ok(exists(p.values), why);
    const t = p.run.panels.get("m.table.t").data;
    for (const [i, n] of Object.keys(NEEDS).entries()) assert.equal(t.cols[i][0], p.values.get(n), why);
    chosen += p.chosen;
  }
  assert.ok(chosen > 10000, `${chosen} were chosen`);
});
