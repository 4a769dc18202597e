/* stand.mjs - a stand-in for the server: the page from gen/page, a list, and conversations made of snapshots.
 * Tests use it for what a real server cannot be made to do on demand: latency, disconnects, hostile data, large results. */
import { createServer } from "node:http";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { need, root } from "./lib.mjs";

const { WebSocketServer } = need("ws");
const gen = join(root, "gen/page");
const TYPES = { js: "text/javascript; charset=utf-8", css: "text/css; charset=utf-8", html: "text/html; charset=utf-8", svg: "image/svg+xml", json: "application/json" };
export const POLICY = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' https: data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'";

const files = new Map();
for (const folder of ["app", "vendor"]) for (const f of readdirSync(join(gen, folder))) files.set(f, readFileSync(join(gen, folder, f)));

const bare = ({ data, error, ...p }) => ({ ...p, ...(p.panel_type === "text" && p.dependencies?.length ? { properties: {} } : {}), status: p.panel_type === "text" || (p.panel_type === "input" && !p.sql) ? "complete" : "initialized", ...(p.summary ? { summary: null } : {}) });

/* `workspace`: { list, problems?, metadata?, snapshot(name, inputs) -> snapshot or a promise of one, delay?, base? },
 * `gate`, which is asked before a panel is complete: a promise, if that has to wait, and
 * `away`, how many milliseconds a message is under way. */
/* Does the panel wait for an input without a value, its own or that of what it is made of? */
function blocked(s, p, inputs) {
  return (p.dependencies ?? []).some((d) => {
    const key = s.panels[d]?.properties?.unqualified_name;
    return (key && !inputs[key]) || (s.panels[d] && blocked(s, s.panels[d], inputs));
  });
}

export async function stand(workspace) {
  const base = workspace.base ?? "";
  const sockets = new Set();
  const seen = [];
  const server = createServer((req, res) => {
    const url = new URL(req.url, "http://x");
    const path = url.pathname.startsWith(base) ? url.pathname.slice(base.length) : url.pathname;
    const head = { "content-security-policy": POLICY, "x-content-type-options": "nosniff", "referrer-policy": "no-referrer", "cross-origin-opener-policy": "same-origin" };
    const send = (type, body, more = {}) => setTimeout(() => { res.writeHead(200, { ...head, "content-type": type, ...more }); res.end(body); }, workspace.latency ?? 0);
    if (path.startsWith("/-/ui/assets/")) {
      const body = files.get(path.slice(13));
      if (body) return send(TYPES[path.split(".").pop()], body, { "cache-control": "public, max-age=31536000, immutable" });
    } else if (path === "/-/list.json" && workspace.list) {
      const body = JSON.stringify(workspace.list);
      return send("application/json", body, { etag: `"${workspace.list.generation}-${workspace.list.epoch}"` });
    } else if (path === "/-/problems.json" && workspace.list) {
      return send("application/json", JSON.stringify(workspace.problems ?? { generation: 1, served: "clean", pending: false, problems: [] }));
    } else if (workspace.answer?.[path]) {
      return workspace.answer[path](req, res, head);
    } else if (workspace.files?.[path]) {
      return send("application/json", workspace.files[path]);
    }
    if (path === "/-/word") return send(TYPES.html, "<!doctype html><title>word</title><p>word");
    if (path.startsWith("/-/") && !path.startsWith("/-/ui/")) {
      res.writeHead(404, head);
      return res.end("{}");
    }
    const html = files.get("index.html").toString().replaceAll("@BASE@", base).replaceAll("@MOUNT@", "/").replaceAll("@VERSION@", "0.1.0").replaceAll("@HAS@", workspace.has ?? "").replaceAll("@BRAND@", "");
    send("text/html; charset=utf-8", html, { "cache-control": "no-cache" });
  });
  const wss = new WebSocketServer({ noServer: true });
  server.on("upgrade", (req, socket, headPart) => (workspace.down ? socket.destroy() : wss.handleUpgrade(req, socket, headPart, (ws) => converse(ws))));

  let count = 0;
  function converse(ws) {
    sockets.add(ws);
    ws.on("close", () => sockets.delete(ws));
    let current = "";
    const send = (m) => ws.readyState === 1 && ws.send(JSON.stringify(m));
    const say = (m) => (workspace.away ? setTimeout(send, workspace.away, m) : send(m));
    const wait = (ms) => new Promise((r) => setTimeout(r, ms));
    const perform = async (name, inputs) => {
      const id = `x${++count}`;
      current = id;
      say({ action: "dashboard_metadata", metadata: { supports_search_path: false, supports_time_range: false } });
      let s;
      try {
        s = await workspace.snapshot(name, inputs);
      } catch (e) {
        return say({ action: "execution_error", error: e.message, timestamp: new Date().toISOString() });
      }
      if (!s) return;
      const start = new Date().toISOString();
      say({ schema_version: "20240607", action: "execution_started", execution_id: id, panels: Object.fromEntries(Object.entries(s.panels).map(([n, p]) => [n, bare(p)])), layout: s.layout, inputs, start_time: start });
      for (const [n, p] of Object.entries(s.panels)) {
        if (current !== id) return;
        const at = { schema_version: "20240607", action: "leaf_node_updated", execution_id: id, timestamp: new Date().toISOString() };
        if (blocked(s, p, inputs)) {
          say({ ...at, dashboard_node: { ...bare(p), status: "blocked" } });
          continue;
        }
        if (p.panel_type === "control") say({ action: "control_complete", name: s.layout.name, control: p, progress: { total: 1, pending: 0, complete: 1, error: 0, executing: 0, summary: p.summary }, execution_id: id, timestamp: at.timestamp });
        else {
          say({ ...at, dashboard_node: { ...bare(p), status: "running" } });
          if (workspace.delay) await wait(workspace.delay);
          await workspace.gate?.(n);
          if (current !== id) return;
          say({ ...at, dashboard_node: p, timestamp: new Date().toISOString() });
        }
      }
      if (Object.values(s.panels).some((p) => blocked(s, p, inputs))) return;
      say({ action: "execution_complete", schema_version: "20240607", execution_id: id, snapshot: { ...s, start_time: start, end_time: new Date().toISOString() } });
    };
    ws.on("message", (raw) => {
      const m = JSON.parse(raw);
      seen.push(m);
      const p = m.payload ?? {};
      if (m.action === "get_server_metadata") say({ action: "server_metadata", metadata: workspace.metadata ?? { mod: { title: workspace.list?.mods?.[0]?.[1] ?? "Demo", full_name: "mod.demo", short_name: "demo" }, cli: {}, telemetry: "none", search_path: null, supports_search_path: false, supports_time_range: false } });
      else if (m.action === "get_available_dashboards") say(workspace.available ?? { action: "available_dashboards", dashboards: {}, benchmarks: {}, snapshots: {} });
      else if (m.action === "clear_dashboard") current = "";
      else if (m.action === "select_dashboard" || m.action === "input_changed") perform(p.dashboard.full_name, p.inputs ?? {});
    });
  }
  await new Promise((r) => server.listen(0, "127.0.0.1", r));
  const port = server.address().port;
  return {
    url: `http://127.0.0.1:${port}${base}`, port, seen,
    tell: (m) => sockets.forEach((s) => s.send(JSON.stringify(m))),
    drop: () => sockets.forEach((s) => s.terminate()),
    stop: () => new Promise((r) => { sockets.forEach((s) => s.terminate()); server.closeAllConnections(); server.close(r); }),
  };
}
