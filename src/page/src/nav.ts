/* nav.ts - the address of the browser as signals. The single file keeps its state behind "#", because a file has no paths. */
import { signal, computed, batch } from "@preact/signals";
import { onefile, prefix } from "./env";
import { Params, route } from "./url";

function read(): { path: string; search: string } {
  if (onefile) {
    const [path, search] = location.hash.replace(/^#/, "").split("?");
    return { path: path || "/", search: search ?? "" };
  }
  const p = location.pathname;
  return { path: p.startsWith(prefix) ? p.slice(prefix.length) || "/" : p, search: location.search };
}

const first = read();
export const path = signal(first.path);
export const params = signal(Params.parse(first.search));
export const at = computed(() => route(path.value));

export const address = (p: string, q: Params): string =>
  onefile ? "#" + p + q.toString() : prefix + p + q.toString();

/* How far down, and what has the focus: a selector, and which of those that it finds. */
type Place = [number, string, number];
function here(): Place {
  const el = document.activeElement!;
  const name = ["id", "href", "data-at", "aria-label"].find((n) => el.getAttribute(n));
  const focus = name ? `[${name}="${CSS.escape(el.getAttribute(name)!)}"]` : "";
  return [scrollY, focus, focus ? [...document.querySelectorAll(focus)].indexOf(el) : 0];
}

/* Where entries of the history were left. An entry keeps its place itself, for when the page is loaded again; but one
 * that was left by going back can be changed no more. */
const places = new Map<number, Place>();
let key: number = history.state?.key ?? Math.random();
let place: Place | undefined = history.state?.place;
history.scrollRestoration = "manual";
const keep = (): void => history.replaceState({ key, place: here() }, "");
addEventListener("pagehide", keep);

/* What was in sight comes again bit by bit: try until it is there and for a second more, or until the user does something. */
let until = 0;
function restore(): void {
  const now = Date.now();
  if (!place || now > until) return;
  const [y, focus, n] = place;
  scrollTo(0, y);
  const el = focus ? document.querySelectorAll<HTMLElement>(focus)[n] : null;
  if (el) {
    el.focus({ preventScroll: true });
    place[1] = "";
  }
  if (!place[1] && Math.abs(scrollY - y) < 2) until = Math.min(until, now + 1000);
  requestAnimationFrame(restore);
}
function restoreSoon(): void {
  until = Date.now() + 5000;
  requestAnimationFrame(() => requestAnimationFrame(restore));
}
for (const e of ["wheel", "pointerdown", "keydown", "touchmove"])
  addEventListener(e, () => (until = 0), { capture: true, passive: true });
restoreSoon();

export function go(to: string, q: Params, replace = false): void {
  const samePath = to === path.peek();
  if (!samePath) settle();
  const url = address(to, q);
  if (samePath && q.equals(params.peek())) return;
  if (replace) history.replaceState({ key }, "", url);
  else {
    keep();
    key = Math.random();
    history.pushState({ key }, "", url);
  }
  batch(() => {
    path.value = to;
    params.value = q;
  });
  if (!samePath) until = 0;
  if (!samePath && !replace) scrollTo(0, 0);
}

/* Change parameters of the present screen. */
export function set(changes: Record<string, string | null | string[]>, replace = false): void {
  for (const name in changes) delete pending[name];
  go(path.peek(), params.peek().with(changes), replace);
}

/* A change by typing: the entry of the history is replaced after a pause, or before another screen is opened. */
let typing = 0,
  pending: Record<string, string | null> = {};
export function type(changes: Record<string, string | null>): void {
  clearTimeout(typing);
  Object.assign(pending, changes);
  typing = window.setTimeout(settle, 250);
}
function settle(): void {
  clearTimeout(typing);
  const changes = pending;
  pending = {};
  if (Object.keys(changes).length) set(changes, true);
}

addEventListener("popstate", (e) => {
  pending = {};
  places.set(key, here());
  key = e.state?.key ?? Math.random();
  place = places.get(key) ?? e.state?.place;
  const r = read();
  batch(() => {
    path.value = r.path;
    params.value = Params.parse(r.search);
  });
  restoreSoon();
});

/* Where a link of a mod leads: "/mod.dashboard.x?input.a=b" with the search path that is in use. */
export function inside(href: string): { path: string; params: Params } {
  const [p, q] = href.split("#")[0].split("?");
  const own = Params.parse(q ?? "");
  const shared = params
    .peek()
    .shared()
    .list.filter(([n]) => own.get(n) === null);
  return { path: p || path.peek(), params: new Params([...own.list, ...shared]) };
}
export const insideAddress = (href: string): string => {
  const t = inside(href);
  return address(t.path, t.params);
};

/* Clicks on links of the page change the state instead of loading it again. */
export function onLink(e: MouseEvent, to: string, q: Params): void {
  if (e.defaultPrevented || e.button !== 0 || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
  e.preventDefault();
  go(to, q);
}
