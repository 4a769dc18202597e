/* The conformance list of server.md 11 in a browser, item by item, for two pages: the stand-in assets of the recordings,
 * served as an installed page is, and our own. Messages are those of a WebSocket that the page itself opens. */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { launch, missing, open } from "./browser.mjs";
import { binary } from "./demo.mjs";
import { root, scratch } from "./lib.mjs";

const skip = missing || (!existsSync(binary) && "no program built");
const assets = join(root, "tests/golden/server/assets");
const columns = Array.from({ length: 1000 }, (_, i) => `${i} as c${i}`).join(", ");

const MOD = (database) => `mod "c" {
  title    = "Conformance"
  database = "sqlite://${database}"
}
dashboard "plain" {
  title = "Plain"
  tags  = { service = "S3", category = "Storage", type = "Overview" }
  card "count" {
    sql = "select count(*) as things from thing"
  }
}
dashboard "chain" {
  title = "Chain"
  input "name" {
    sql = "select name as label, name as value from thing"
  }
  table "of_name" {
    sql  = "select id from thing where name = $1"
    args = [self.input.name.value]
  }
}
dashboard "slow" {
  title = "Slow"
  table "endless" {
    sql = "with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) as n from n"
  }
}
dashboard "drawn" {
  title = "Drawn"
  with "first" {
    sql = "select min(id) as id from thing"
  }
  graph "g" {
    node "n" {
      sql = "select id, name as title from thing"
    }
    edge "e" {
      sql  = "select id + $1 as from_id, id + 1 as to_id from thing"
      args = [with.first.rows[0].id]
    }
  }
}
dashboard "wide" {
  title = "Wide"
  table "columns" {
    sql = "select ${columns}"
  }
  table "rows" {
    sql = "with recursive n(i) as (select 1 union all select i + 1 from n limit 20000) select i, hex(zeroblob(500)) as text from n"
  }
}
dashboard "odd" {
  title = "Odd"
  table "numbers" {
    sql = "select 9e999 as infinite, -9e999 as other, 1.5 as half"
  }
}
benchmark "top" {
  title    = "Top"
  tags     = { service = "EC2", category = "Compute", type = "Benchmark" }
  children = [benchmark.inner, control.shared]
}
benchmark "inner" {
  title    = "Inner"
  children = [control.shared]
}
control "shared" {
  title = "Shared"
  sql   = "select name as resource, 'alarm' as status, 'why' as reason from thing"
}
benchmark "down" {
  title    = "Down"
  children = [control.lost]
}
control "lost" {
  title    = "Lost"
  database = "postgres://nobody@127.0.0.1:1/none"
  sql      = "select 1"
}
`;

const free = () => new Promise((done) => {
  const s = createServer();
  s.listen(0, "127.0.0.1", () => {
    const p = s.address().port;
    s.close(() => done(p));
  });
});

async function start(ui, name) {
  const folder = join(scratch, `conformance-${name}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, "mod"), { recursive: true });
  const database = join(folder, "things.db");
  execFileSync("python3", ["-c", `import sqlite3, sys
d = sqlite3.connect(sys.argv[1])
d.execute("create table thing (id integer, name text)")
d.executemany("insert into thing values (?, ?)", ((i, f"thing {i}") for i in range(5)))
d.commit()`, database]);
  writeFileSync(join(folder, "mod/mod.pp"), MOD(database));
  const port = await free();
  const child = spawn(binary, ["server", "--port", String(port), "--ui", ui], { cwd: join(folder, "mod"), env: { ...process.env, HOME: folder }, stdio: "ignore" });
  const url = `http://127.0.0.1:${port}`;
  for (let i = 0; i < 1200; i++) {
    if (await fetch(url + "/-/readyz").then((r) => r.ok, () => false)) return { url, child, file: join(folder, "mod/mod.pp") };
    await new Promise((r) => setTimeout(r, 50));
  }
  child.kill("SIGTERM");
  throw new Error("the server does not become ready");
}

/* A WebSocket in the page: say() an action, until() a message. */
async function wire(page) {
  const handle = await page.evaluateHandle(() => new Promise((done, failed) => {
    const socket = new WebSocket(location.origin.replace("http", "ws") + "/ws");
    const w = { socket, seen: [] };
    socket.onmessage = (e) => w.seen.push(JSON.parse(e.data));
    socket.onclose = (e) => w.seen.push({ action: "closed", code: e.code });
    socket.onopen = () => done(w);
    socket.onerror = () => failed(new Error("no WebSocket"));
  }));
  return {
    say: (action, payload) => handle.evaluate((w, text) => w.socket.send(text), JSON.stringify({ action, payload })),
    raw: (size) => handle.evaluate((w, n) => w.socket.send(JSON.stringify({ action: "keep_alive", pad: "x".repeat(n) })), size),
    /* The n-th message of that action, and how many there are; waits for it. */
    async until(action, n = 1) {
      await page.waitForFunction(([w, a, k]) => w.seen.filter((m) => m.action === a).length >= k, [handle, action, n], { timeout: 60000, polling: 20 });
      return handle.evaluate((w, [a, k]) => w.seen.filter((m) => m.action === a)[k - 1], [action, n]);
    },
    count: (action) => handle.evaluate((w, a) => w.seen.filter((m) => m.action === a).length, action),
    order: () => handle.evaluate((w) => w.seen.map((m) => m.action + (m.dashboard_node ? ` ${m.dashboard_node.name} ${m.dashboard_node.status}` : ""))),
  };
}

const select = (w, name, more = {}) => w.say("select_dashboard", { dashboard: { full_name: name }, ...more });
const rows = (panel) => panel.data?.rows ?? [];

for (const [name, ui] of [["stand-in", assets], ["own", "own"]]) {
  let server, browser, page, wrong;
  const own = name === "own";
  const item = (what, f) => test(`conformance, ${name}: ${what}`, { skip }, f);

  before(async () => {
    if (skip) return;
    server = await start(ui, name);
    try {
      browser = await launch();
      ({ page, wrong } = await open(browser, server.url + "/"));
    } catch (e) { // after() is not called then
      await end();
      throw e;
    }
    await page.evaluate(() => (globalThis.first = true));
  });
  const end = async () => {
    server?.child.kill("SIGTERM");
    await browser?.close();
  };
  after(end);

  item("1 it loads without errors and is not loaded again", async () => {
    const w = await wire(page);
    await w.say("get_server_metadata");
    const { metadata } = await w.until("server_metadata");
    if (own) {
      assert.equal(metadata.cli.version, undefined, "our page needs no version");
      await page.getByRole("link", { name: /Plain/ }).waitFor();
    } else {
      assert.equal(metadata.cli.version, JSON.parse(readFileSync(join(assets, "versions.json"))).version);
    }
    assert.ok(await page.evaluate(() => globalThis.first), "not loaded again");
    assert.deepEqual(wrong, []);
  });

  item("2 the list has dashboards and benchmarks with their trunks, in four groupings", async () => {
    const w = await wire(page);
    await w.say("get_available_dashboards");
    const list = await w.until("available_dashboards");
    assert.ok(list.dashboards["c.dashboard.plain"] && list.benchmarks["c.benchmark.top"]);
    assert.deepEqual(list.benchmarks["c.benchmark.inner"].trunks, [["c.benchmark.top", "c.benchmark.inner"]]);
    if (!own) return;
    const options = await page.getByLabel("Group by").locator("option").evaluateAll((o) => o.map((x) => [x.value, x.textContent]));
    for (const wanted of ["category", "mod", "service", "type"]) {
      const option = options.find(([v]) => v === wanted || v === `tag:${wanted}`);
      assert.ok(option, `${wanted} among ${JSON.stringify(options)}`);
      await page.getByLabel("Group by").selectOption(option[0]);
      await page.locator(".row-head").first().waitFor();
      await page.getByRole("link", { name: /Plain/ }).waitFor();
    }
    await page.keyboard.press("/");
    await page.keyboard.type("Inner");
    await page.locator("mark", { hasText: "Inner" }).waitFor();
    assert.ok((await page.locator(".crumbs").first().innerText()).includes("Top"));
    await page.keyboard.press("Escape");
  });

  item("3 a selection starts once and ends once", async () => {
    const w = await wire(page);
    await select(w, "c.dashboard.plain");
    const done = await w.until("execution_complete");
    /* Messages about the server and the dashboard come before, between and after: the order is the execution's own. */
    const order = (await w.order()).filter((a) => /^(execution|leaf_node|control)_/.test(a));
    assert.equal(order[0], "execution_started");
    assert.equal(order.at(-1), "execution_complete");
    assert.equal(order.filter((a) => /^execution_/.test(a)).length, 2);
    assert.equal((await w.until("execution_started")).execution_id, done.execution_id);
    assert.equal(rows(done.snapshot.panels["c.card.count"] ?? Object.values(done.snapshot.panels).find((p) => p.panel_type === "card"))[0].things, 5);
  });

  item("4 an absent input blocks, its value completes the same execution; then a new one", async () => {
    const w = await wire(page);
    await select(w, "c.dashboard.chain");
    const started = await w.until("execution_started");
    await w.say("input_changed", { dashboard: { full_name: "c.dashboard.chain" }, changed_input: "input.name", inputs: { "input.name": "thing 3" } });
    const done = await w.until("execution_complete");
    assert.equal(done.execution_id, started.execution_id);
    assert.deepEqual(rows(Object.values(done.snapshot.panels).find((p) => p.panel_type === "table")), [{ id: 3 }]);
    await w.say("input_changed", { dashboard: { full_name: "c.dashboard.chain" }, changed_input: "input.name", inputs: { "input.name": "thing 4" } });
    const again = await w.until("execution_complete", 2);
    assert.notEqual(again.execution_id, done.execution_id);
  });

  item("5 leaving cancels what runs", async () => {
    const w = await wire(page);
    await select(w, "c.dashboard.slow");
    await w.until("execution_started");
    await select(w, "c.dashboard.plain");
    await w.until("execution_started", 2);
    await w.say("clear_dashboard");
    const metrics = async () => (await fetch(server.url + "/metrics")).text();
    for (let i = 0; i < 1200; i++) {
      const m = await metrics();
      if (/pipelite_pool_connections\{driver="sqlite",state="busy"\} 0/.test(m) && /pipelite_executions\{state="running"\} 0/.test(m)) return;
      await new Promise((r) => setTimeout(r, 50));
    }
    assert.fail("its connection does not come back");
  });

  item("6 a graph arrives in pieces", async () => {
    const w = await wire(page);
    await select(w, "c.dashboard.drawn");
    await w.until("execution_complete");
    const order = await w.order();
    const at = (pattern) => order.findIndex((x) => pattern.test(x));
    assert.ok(at(/node\.n complete/) > 0 && at(/edge\.e complete/) > at(/with\.first complete/), order.join("\n"));
    assert.ok(at(/graph\.g complete/) > at(/edge\.e complete/), order.join("\n"));
    if (!own) return;
    await page.goto(server.url + "/c.dashboard.drawn");
    await page.getByText("thing 4").first().waitFor();
    await page.goto(server.url + "/");
  });

  item("7 a control of two parents runs once and counts for both", async () => {
    const w = await wire(page);
    await select(w, "c.benchmark.top");
    const { snapshot } = await w.until("execution_complete");
    assert.equal(await w.count("control_complete"), 1);
    assert.equal(snapshot.panels["c.benchmark.inner"].summary.status.alarm, 5);
    assert.equal(snapshot.panels["c.benchmark.top"].summary.status.alarm, 10);
  });

  item("8 a mistake is told, its repair announces all again", async () => {
    const w = await wire(page);
    const sound = readFileSync(server.file, "utf8");
    await w.say("get_available_dashboards");
    await select(w, "c.dashboard.plain");
    await w.until("execution_complete");
    await w.until("available_dashboards");
    writeFileSync(server.file.replace("mod.pp", "bad.pp"), 'dashboard "bad" {\n  title = \n}\n');
    assert.equal(typeof (await w.until("workspace_error")).error, "string");
    writeFileSync(server.file.replace("mod.pp", "bad.pp"), "");
    await w.until("server_metadata");
    await w.until("available_dashboards", 2);
    await w.until("execution_complete", 2);
    assert.equal(readFileSync(server.file, "utf8"), sound);
  });

  item("9 the snapshot of a session is that of a run", async () => {
    const w = await wire(page);
    await select(w, "c.dashboard.plain");
    const { snapshot } = await w.until("execution_complete");
    const run = await (await fetch(server.url + "/-/run/c.dashboard.plain.json")).json();
    assert.deepEqual(snapshot.panels, run.panels);
    assert.deepEqual(snapshot.layout, run.layout);
    assert.equal(snapshot.schema_version, run.schema_version);
  });

  item("10 a thousand columns and ten megabytes arrive whole", async () => {
    const w = await wire(page);
    await select(w, "c.dashboard.wide");
    const { snapshot } = await w.until("execution_complete");
    const panel = (n) => Object.values(snapshot.panels).find((p) => p.name.endsWith(n));
    assert.equal(panel("table.columns").data.columns.length, 1000);
    assert.equal(rows(panel("table.rows")).length, 20000);
  });

  item("11 a long message is taken, a longer one closes its own session", async () => {
    const [w, other] = [await wire(page), await wire(page)];
    await w.raw(100000);
    await w.say("get_server_metadata");
    await w.until("server_metadata");
    await w.raw(1 << 20);
    assert.equal((await w.until("closed")).code, 1009);
    await other.say("get_server_metadata");
    await other.until("server_metadata");
  });

  item("12 the service answers, and what is unknown gets the page", async () => {
    for (const version of ["v0", "latest"]) assert.deepEqual(await (await fetch(`${server.url}/api/${version}/service`)).json(), { status: "UP" });
    const unknown = await fetch(server.url + "/what/ever");
    assert.equal(unknown.status, 200);
    assert.match(unknown.headers.get("content-type"), /text\/html/);
    if (!own) assert.equal(unknown.headers.get("cache-control"), "no-cache, no-store, must-revalidate");
  });

  item("13 numbers without an end break no panel", async () => {
    const w = await wire(page);
    await select(w, "c.dashboard.odd");
    const { snapshot } = await w.until("execution_complete");
    const panel = Object.values(snapshot.panels).find((p) => p.panel_type === "table");
    assert.equal(panel.status, "complete");
    assert.equal(rows(panel)[0].half, 1.5);
  });

  item("14 a database that is down is an error, not a wait", async () => {
    const w = await wire(page);
    await select(w, "c.benchmark.down");
    await page.waitForTimeout(0);
    const end = await Promise.race([w.until("execution_error"), w.until("execution_complete")]);
    assert.match(JSON.stringify(end), /connection refused|connect/);
  });

  item("after all that: no error on the console, one page", async () => {
    assert.deepEqual(wrong.filter((x) => !x.includes("1009")), []);
  });
}
