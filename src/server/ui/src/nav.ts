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

const scrolls = new Map<string, number>();
let key = String(history.state?.key ?? Math.random());
history.scrollRestoration = "manual";
history.replaceState({ ...history.state, key }, "");

function keep(): void {
  scrolls.set(key, scrollY);
  if (scrolls.size > 200) scrolls.delete(scrolls.keys().next().value!);
}

export function go(to: string, q: Params, replace = false): void {
  const samePath = to === path.peek();
  if (!samePath) settle();
  const url = address(to, q);
  if (samePath && q.equals(params.peek())) return;
  if (replace) history.replaceState({ key }, "", url);
  else {
    keep();
    key = String(Math.random());
    history.pushState({ key }, "", url);
  }
  batch(() => {
    path.value = to;
    params.value = q;
  });
  if (!replace && !samePath) scrollTo(0, 0);
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
  keep();
  key = String(e.state?.key ?? Math.random());
  const r = read();
  batch(() => {
    path.value = r.path;
    params.value = Params.parse(r.search);
  });
  const y = scrolls.get(key) ?? 0;
  requestAnimationFrame(() => requestAnimationFrame(() => scrollTo(0, y)));
});

/* Where a link of a mod leads: "/mod.dashboard.x?input.a=b" with the search path that is in use. */
export function inside(href: string): { path: string; params: Params } {
  const [p, q] = href.split("#")[0].split("?");
  const own = Params.parse(q ?? "");
  const shared = params
    .peek()
    .shared()
    .list.filter(([n]) => own.get(n) === null);
  return { path: p, params: new Params([...own.list, ...shared]) };
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
