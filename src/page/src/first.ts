/* first.ts - comes with index.html, whose frame is painted while the application is on its way: gives it its colours, asks for
 * the list, draws the first rows of Home, keeps the keys that are pressed, and begins the application. What the browser does
 * before the first paint delays it, so it only asks for the list; and the search field is none yet. */
import { drawRows } from "./early";
import * as icons from "./icons";
import * as list from "./list";

declare const STYLE: string, CORE: string, APP: string;

export interface First {
  modules: object; /* which the application takes from here (build.mjs) */
  list: Promise<list.Listed | null> | null; /* the request for it, for the first who takes it */
  listed: list.Listed | null; /* its answer, once it is there */
  take(): KeyboardEventInit[]; /* the keys that were pressed; the application has the page from now on */
}

const root = document.documentElement;
const meta = (name: string): string =>
  document.querySelector(`meta[name="pipelite-${name}"]`)!.getAttribute("content")!;
const base = meta("base");
const answer = fetch(base + "/-/list.json");

/* What the frame looks like: there are rows on Home, and no header in a kiosk. */
const home = location.pathname.endsWith("/");
root.dataset.frame = /[?&]kiosk=/.test(location.search) ? "kiosk" : home ? "home" : "";

/* As env.ts does it from then on. */
function stored<T>(name: string, other: T): T {
  try {
    return JSON.parse(localStorage.getItem("pipelite." + name)!) ?? other;
  } catch {
    return other;
  }
}
function colours(): void {
  const theme = stored<string>("theme", "");
  const has = (query: string): boolean => matchMedia(query).matches;
  root.dataset.theme =
    theme === "dark" || (theme !== "light" && has("(prefers-color-scheme: dark)")) ? "dark" : "light";
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

let taken = false;
const first: First = {
  modules: { list, icons },
  list: null,
  listed: null,
  take() {
    taken = true;
    removeEventListener("keydown", keep);
    removeEventListener("click", search);
    delete root.dataset.frame;
    return keys;
  },
};
(globalThis as any).plFirst = first;

function add<T extends keyof HTMLElementTagNameMap>(tag: T, its: Partial<HTMLElementTagNameMap[T]>): void {
  document.head.append(Object.assign(document.createElement(tag), its));
}
const asset = (name: string): string => `${base}/-/ui/assets/${name}`;

const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
const frame = (): Promise<void> => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));

/* Before the first paint, in its frame: what is needed next is asked for. */
let styled: Promise<unknown> | null = null;
function ask(): Promise<unknown> {
  return (styled ??= new Promise((done) => {
    colours();
    add("link", { rel: "stylesheet", href: asset(STYLE), onload: done, onerror: done });
    for (const name of [CORE, APP])
      add("link", { rel: "preload", as: "script", crossOrigin: "", href: asset(name) });
  }));
}

/* The first frame: made, which is when the list may be read, and on the screen a while later, when the application may begin. */
const parsed = new Promise((done) => addEventListener("DOMContentLoaded", done));
const painted = parsed.then(
  () =>
    new Promise<void>((done) => {
      new PerformanceObserver(() => done()).observe({ type: "paint", buffered: true });
      setTimeout(done, document.hidden ? 0 : 300); /* nobody sees it, or nothing was painted */
    }),
);
const made = parsed.then(() => {
  requestAnimationFrame(ask);
  return Promise.race([frame(), painted]);
});

/* Parameters may ask for other rows than the first ones. */
async function draw(answered: list.Listed | null): Promise<void> {
  first.listed = answered;
  if (!home || location.search || !answered?.list.items.length || taken) return;
  drawRows(document.getElementById("main")!, answered.list, {
    prefix: (base + meta("mount")).replace(/\/+$/, ""),
    stars: stored("stars", []),
    recents: stored("recents", []),
  });
  await frame();
}

/* The application begins when the rows have been painted; a list that takes its time is not waited for. It sees for itself
 * what failed. */
first.list = Promise.all([answer, made.then(ask)]).then(([response]) => list.listed(response));
const drawn = first.list.then(draw).catch(() => {});
painted
  .then(ask)
  .then(() => Promise.race([drawn, wait(document.hidden ? 0 : 50)]))
  .then(() => {
    for (const name of [CORE, APP]) add("script", { type: "module", async: false, src: asset(name) });
  });
