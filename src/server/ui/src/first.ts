/* first.ts - comes with index.html, whose frame is painted while the application is on its way: gives it its colours, asks for
 * the list, keeps the keys that are pressed, and begins the application once the frame is on screen. What the browser is
 * asked for before the first paint delays it, so that is the list only; and the search field is none yet. */
declare const STYLE: string, CORE: string, APP: string;

const root = document.documentElement;
const base = document.querySelector('meta[name="pipelite-base"]')!.getAttribute("content")!;
const list = fetch(base + "/-/list.json");
list.catch(() => {}); /* who asks for it is told */

/* What the frame looks like: there are rows on Home, and no header in a kiosk. */
root.dataset.frame = /[?&]kiosk=/.test(location.search)
  ? "kiosk"
  : location.pathname.endsWith("/")
    ? "home"
    : "";

/* As env.ts does it from then on. */
function colours(): void {
  let theme = "";
  try {
    theme = localStorage.getItem("pipelite.theme") ?? "";
  } catch {
    /* as the system then */
  }
  const has = (query: string): boolean => matchMedia(query).matches;
  root.dataset.theme =
    theme === '"dark"' || (theme !== '"light"' && has("(prefers-color-scheme: dark)")) ? "dark" : "light";
  root.dataset.contrast = has("(prefers-contrast: more)") ? "more" : "normal";
}

/* What is pressed goes to the application when it is there (main.tsx). */
const keys: KeyboardEventInit[] = [];
const keep = (e: KeyboardEvent): void => {
  const palette = e.ctrlKey || e.metaKey;
  if (e.altKey || e.isComposing || e.key.length > 1 || (palette && e.key !== "k")) return;
  e.preventDefault();
  keys.push({ key: e.key, ctrlKey: palette });
};
const search = (e: Event): void => void ((e.target as Element).closest(".search") && keys.push({ key: "/" }));
addEventListener("keydown", keep);
addEventListener("click", search);
(globalThis as any).plFirst = {
  list,
  take(): KeyboardEventInit[] {
    removeEventListener("keydown", keep);
    removeEventListener("click", search);
    delete root.dataset.frame;
    return keys;
  },
};

function add<T extends keyof HTMLElementTagNameMap>(tag: T, its: Partial<HTMLElementTagNameMap[T]>): void {
  document.head.append(Object.assign(document.createElement(tag), its));
}
const asset = (name: string): string => `${base}/-/ui/assets/${name}`;

/* The application begins when it has its style sheet, and when the frame has been painted or nobody sees it. */
let missing = 2;
const there = (): void => {
  if (!--missing)
    for (const name of [CORE, APP]) add("script", { type: "module", async: false, src: asset(name) });
};
let asked = false;
function ask(): void {
  if (asked) return;
  asked = true;
  colours();
  add("link", { rel: "stylesheet", href: asset(STYLE), onload: there, onerror: there });
  for (const name of [CORE, APP])
    add("link", { rel: "preload", as: "script", crossOrigin: "", href: asset(name) });
}
let painted = false;
function paint(): void {
  if (painted) return;
  painted = true;
  ask();
  there();
}
addEventListener("DOMContentLoaded", () => {
  requestAnimationFrame(ask);
  new PerformanceObserver(paint).observe({ type: "paint", buffered: true });
  setTimeout(paint, document.hidden ? 0 : 300);
});
