/* store.ts - the state of the page and the conversation with the server (page.md 7, server.md 2). */
import { batch, computed, effect, signal, untracked, type Signal } from "@preact/signals";
import { announce, base, first, library, loaded, onefile, opened } from "./env";
import { at, go, params, path, set } from "./nav";
import { emptyRun, isFinal, progressOf, type Decoded } from "./apply";
import { Given } from "./given";
import { emptyList, listed, type Listed } from "./list";
import { Index } from "./search";
import { Params, rangeIn } from "./url";
import * as work from "./work";
import type { Panel, Problems, Run, ServerMetadata } from "./types";

/* ---- what there is */

export const list = signal(emptyList());
export const listIndex = computed(() => new Index(list.value));
export const listState = signal<"none" | "ready" | "failed">("none");
export const problems = signal<Problems | null>(null);
export const problemsWrong = signal(false); /* what the server sent cannot be read */
export const workspaceError = signal("");
export const metadata = signal<ServerMetadata | null>(null);
export const supports = signal({ searchPath: false, timeRange: false });
export const title = computed(
  () =>
    metadata.value?.mod?.title || list.value.mods[0]?.[1] || metadata.value?.mod?.short_name || "pipelite",
);

/* ---- the open run; a box, because a run changes in place */

export const run: Signal<{ run: Run }> = signal({ run: emptyRun("") });
const ticks = new Map<string, Signal<number>>();
/* Changes with every frame in which any panel changed. */
export const runTick = signal(0);

function tick(name: string): Signal<number> {
  let t = ticks.get(name);
  if (!t) ticks.set(name, (t = signal(0)));
  return t;
}

/* The panel, read so that who reads it is drawn again when it changes. */
export function panel(name: string): Panel | undefined {
  tick(name).value;
  return run.value.run.panels.get(name);
}

function show(next: Run): void {
  ticks.clear();
  run.value = { run: next };
  runTick.value++;
}

/* ---- inputs: what the address says, without what the server emptied */

export const inputs = computed(() => params.value.inputs());

/* ---- connection */

export type Link = { state: "off" | "connecting" | "open" | "lost"; retryAt: number };
export const link = signal<Link>({ state: onefile ? "off" : "connecting", retryAt: 0 });
const send = (action: string, payload?: object): void => work.send({ action, payload });

function changed(next: Link): void {
  const again = link.peek().state === "lost" && next.state === "open";
  /* What is open is selected again by the effect that sees the connection. */
  if (next.state === "open") selected = "";
  link.value = next;
  if (again) {
    announce("connected again");
    fetchList();
  }
}
export const reconnect = work.reconnect;

/* ---- messages: applied once per frame */

let queue: Decoded[] = [];
let frame = 0;

function take(d: Decoded): void {
  queue.push(d);
  if (frame) return;
  const flush = (): void => {
    frame = 0;
    const now = queue;
    queue = [];
    batch(() => now.forEach(handle));
  };
  /* A hidden tab gets no frames. */
  frame = document.hidden ? window.setTimeout(flush, 50) : requestAnimationFrame(flush);
}

function handle(d: Decoded): void {
  if (d.rest) {
    other(d.action, d.rest);
    return;
  }
  if (!selected || paused) return;
  if (d.action === "execution_started" && former !== at.peek().name && former === d.run!.layout?.name) return;
  const done = given.take(run.peek().run, d);
  if (!done) return;
  if (done.all) show(done.run);
  else {
    for (const name of done.changed) tick(name).value++;
    runTick.value++;
  }
  if (done.cleared) clearInputs(done.cleared);
  if (done.all) sendInputs();
  if (d.action === "execution_complete" || d.action === "execution_error") finished(done.run);
  else if (done.run.state === "running") say(done.run);
}

function say(r: Run): void {
  const p = progressOf(r);
  announce(`running, ${p.done} of ${p.total} panels`);
}

function finished(r: Run): void {
  const p = progressOf(r);
  announce(
    r.state === "cancelled" ? "cancelled" : `complete, ${p.errors} ${p.errors === 1 ? "error" : "errors"}`,
  );
}

function other(action: string, m: any): void {
  if (action === "server_metadata") {
    const next: ServerMetadata = m.metadata ?? {};
    const old = metadata.peek();
    if (old?.cli?.version && next.cli?.version && old.cli.version !== next.cli.version)
      library("more").then((m) => m.renew());
    metadata.value = next;
    supports.value = {
      searchPath: supports.peek().searchPath || !!next.supports_search_path,
      timeRange: supports.peek().timeRange || !!next.supports_time_range,
    };
  } else if (action === "available_dashboards") {
    workspaceError.value = "";
    fetchList();
  } else if (action === "dashboard_metadata") {
    const s = {
      searchPath: !!(metadata.peek()?.supports_search_path || m.metadata?.supports_search_path),
      timeRange: !!(metadata.peek()?.supports_time_range || m.metadata?.supports_time_range),
    };
    supports.value = s;
  } else if (action === "workspace_error") {
    workspaceError.value = String(m.error ?? "");
    fetchProblems();
  }
}

/* ---- list and problems: over HTTP, from the message where the server has no such routes */

let etag = "";
let again = 0;

export async function fetchList(): Promise<void> {
  fetchProblems();
  try {
    const begun = first.list;
    first.list = null;
    const r = await (begun ??
      listed(await fetch(`${base}/-/list.json`, { headers: etag ? { "If-None-Match": etag } : {} })));
    if (r) {
      if (r.changed) takeListed(r);
      return;
    }
  } catch {
    /* the message below, or the next connection */
  }
  const available = await work.available().catch(() => null);
  if (available) {
    const titles = new Map<string, string>();
    const m = metadata.peek();
    for (const mod of [m?.mod, ...Object.values(m?.installed_mods ?? {})])
      if (mod) titles.set(mod.full_name, mod.title || mod.short_name);
    takeList((await library("more")).fromAvailable(available, titles));
  } else if (listState.peek() === "none") {
    listState.value = "failed";
  }
}

function takeListed(r: Listed): void {
  etag = r.etag;
  takeList(r.list);
  clearTimeout(again);
  if (!r.list.final) again = window.setTimeout(fetchList, 1000);
}

function takeList(l: ReturnType<typeof emptyList>): void {
  batch(() => {
    list.value = l;
    listState.value = "ready";
  });
  try {
    sessionStorage.setItem(
      "pipelite.titles",
      JSON.stringify(l.items.slice(0, 60).map((i) => [i.name, i.title])),
    );
  } catch {
    /* none then */
  }
}

const isProblem = (p: any): boolean =>
  typeof p?.message === "string" &&
  (p.file == null || typeof p.file === "string") &&
  (p.excerpt == null ||
    (Array.isArray(p.excerpt.lines) && p.excerpt.lines.every((l: unknown) => typeof l === "string")));

async function fetchProblems(): Promise<void> {
  try {
    const r = await fetch(base + "/-/problems.json");
    /* an older server: the banner shows its message */
    if (!r.ok || !(r.headers.get("content-type") ?? "").includes("json")) return;
    const body = await r.json();
    const sound = Array.isArray(body?.problems) && body.problems.every(isProblem);
    batch(() => {
      problemsWrong.value = !sound;
      problems.value = sound ? body : null;
    });
  } catch (e) {
    if (e instanceof SyntaxError) problemsWrong.value = true;
  }
}

/* ---- selecting */

let selected = ""; /* what the server was asked for last: name, search path, range */
let selectedName = "";
let former = ""; /* what was selected before: its execution may still begin */
let paused = false; /* a snapshot is shown: what the server says is of no use */
export const given = new Given();

const key = (): string =>
  JSON.stringify([at.value.name, params.value.get("search_path_prefix"), params.value.get("datetime_range")]);

function payload(values: ReadonlyMap<string, string>): object {
  const q = params.peek();
  const prefix = q.get("search_path_prefix");
  const range = q.json<{ from?: string; to?: string; relative?: string }>("datetime_range");
  return {
    dashboard: { full_name: at.peek().name },
    inputs: sent(values),
    ...(prefix
      ? {
          search_path_prefix: prefix
            .split(",")
            .map((s) => s.trim())
            .filter(Boolean),
        }
      : {}),
    ...(range ? { datetime_range: absolute(range) } : {}),
  };
}

/* A relative range counts from now. */
export function absolute(r: { from?: string | null; to?: string | null; relative?: string | null }): {
  from: string | null;
  to: string | null;
} {
  const m = /^(\d+)([mhd])$/.exec(r.relative ?? "");
  if (m)
    return {
      from: new Date(
        Date.now() - Number(m[1]) * { m: 60000, h: 3600000, d: 86400000 }[m[2] as "m" | "h" | "d"],
      ).toISOString(),
      to: null,
    };
  return { from: r.from ?? null, to: r.to ?? null };
}

/* Inputs as the server is told: a relative range is that until now, at each run. */
export const sent = (values: ReadonlyMap<string, string>): Record<string, string> =>
  Object.fromEntries([...values].map(([k, v]) => [k, ranged(v)]));
function ranged(value: string): string {
  const r = rangeIn(value);
  if (!r?.relative) return value;
  const { from, to } = absolute(r);
  const days = /^\d{4}-\d\d-\d\d$/.test(r.from ?? "");
  return JSON.stringify({ ...r, from: days ? from?.slice(0, 10) : from, to });
}

function select(): void {
  const k = key();
  if (selected === k) return;
  const other = selectedName !== at.value.name;
  selected = k;
  if (other) {
    former = selectedName || former;
    show({ ...emptyRun(at.value.name), start: Date.now() });
    opened(at.value.name);
  }
  selectedName = at.value.name;
  ask();
}

/* Ask for the execution that the address describes. */
function ask(): void {
  const values = inputs.peek();
  given.asked(run.peek().run, values);
  send("clear_dashboard");
  send("select_dashboard", payload(values));
}

/* Run again with the same inputs; the old data stays until the new arrives. */
export function refresh(): void {
  if (at.peek().screen !== "run" || link.peek().state !== "open" || given.waits) return;
  run.value = { run: { ...run.peek().run, state: "running" } };
  ask();
  announce("running again");
}

export function cancel(): void {
  send("clear_dashboard");
  const r = run.peek().run;
  const panels = new Map(
    [...r.panels].map(([n, p]) => [n, isFinal(p.status) ? p : { ...p, status: "canceled" }]),
  );
  show({ ...r, id: "", state: "cancelled", panels, end: Date.now() });
  announce("cancelled");
}

function clearInputs(names: string[]): void {
  const q = params.peek();
  const gone = names.filter((n) => q.get(n) !== null);
  if (gone.length) set(Object.fromEntries(gone.map((n) => [n, null])), true);
}

/* The value of an input was chosen. `replace`: by the page itself, not by the user. */
export function setInput(name: string, value: string | null, replace = false): void {
  set({ [name]: value }, replace);
}

/* Tell the server of changed inputs, as soon as that is possible. */
function sendInputs(): void {
  const change = given.next(run.peek().run);
  if (!change) return;
  if (change.input === null) {
    send("clear_dashboard");
    send("select_dashboard", payload(change.values));
    return;
  }
  send("input_changed", {
    dashboard: { full_name: at.peek().name },
    changed_input: change.input,
    inputs: sent(change.values),
  });
  sendInputs();
}

/* ---- snapshots */

export const snapshot = signal<Run | null>(null);

/* `kept`: the address that it was opened by, which stays. */
export function openSnapshot(r: Run, name: string, kept?: Params): void {
  r.fileName = name;
  r.snapshot = true;
  snapshot.value = r;
  const q: Record<string, string> = {};
  for (const [k, v] of Object.entries(r.inputs)) if (k.startsWith("input.")) q[k] = String(v);
  go("/snapshot/" + encodeURIComponent(name), (kept ?? new Params()).with(q), !!kept);
}

/* ---- start */

export function start(): void {
  const inside = (globalThis as any).plSnapshot;
  if (onefile) {
    const r: Run = loaded("more").read(inside);
    r.snapshot = true;
    batch(() => {
      snapshot.value = r;
      show(r);
      listState.value = "ready";
    });
    delete (globalThis as any).plSnapshot;
    return;
  }
  const url = new URL(base + "/ws", location.href);
  url.protocol = url.protocol.replace("http", "ws");
  /* A list that first.ts has is there from the beginning: its rows stay on screen. */
  if (first.listed?.changed) takeListed(first.listed);
  work.connect(url.href, take, changed);
  fetchList();
  effect(() => {
    const { screen } = at.value;
    path.value;
    const s = snapshot.value;
    untracked(() => {
      if (screen === "run") {
        paused = false;
      } else if (selected) {
        send("clear_dashboard");
        former = selectedName;
        selected = selectedName = "";
      }
      if (screen === "snapshot" && s) {
        paused = true;
        show(s);
      }
    });
  });
  effect(() => {
    if (at.value.screen !== "run") return;
    key();
    const open = link.value.state === "open";
    untracked(() =>
      open
        ? select()
        : selectedName !== at.value.name &&
          ((selectedName = at.value.name), (selected = "-"), show(emptyRun(at.value.name))),
    );
  });
  effect(() => {
    const values = inputs.value;
    untracked(() => {
      if (at.value.screen !== "run" || !selected || selected === "-" || link.value.state !== "open") return;
      given.put(values);
      sendInputs();
    });
  });
}
