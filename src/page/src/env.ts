/* env.ts - where the page is, and what the browser keeps for it. */
import { signal, effect } from "@preact/signals";
import type { First } from "./first";
import { utc } from "./values";

declare const VENDOR: Record<string, string>;
declare const WORKER: string;

const meta = (name: string): string =>
  document.querySelector(`meta[name="pipelite-${name}"]`)?.getAttribute("content") ?? "";

/* The single file: no server, the snapshot is inside. */
export const onefile = meta("onefile") === "1";
export const base = meta("base").startsWith("@") ? "" : meta("base");
const mount = meta("mount").startsWith("@") ? "/" : meta("mount") || "/";
export const version = meta("version");
/* What this server may be asked for beside what every one has: "exemptions". */
export const has = (what: string): boolean => meta("has").split(" ").includes(what);
/* Shown in a frame of another page. */
export const embedded = mount === "/-/embed/";
/* What paths of screens begin with, without a slash at the end. */
export const prefix = (base + mount).replace(/\/+$/, "");
export const asset = (name: string): string => `${base}/-/ui/assets/${name}`;
/* What first.ts began (its type is there). */
export const first: First = (globalThis as any).plFirst;
export const workerUrl = WORKER ? asset(WORKER) : "";
export const libraryUrl = (id: string): string => asset(VENDOR[id]);

/* ---- libraries, loaded with the first panel that needs them */

const loading = new Map<string, Promise<any>>();
const ready = signal(0); /* how many have come */

/* Those of others, and parts of the application. */
export type Library = "markdown" | "charts" | "graph" | "more" | "matrix" | "exempt" | "views";

export const library = (id: Library): Promise<any> => {
  const there = loaded(id);
  if (there) return Promise.resolve(there);
  let p = loading.get(id);
  if (!p) {
    p =
      onefile || !VENDOR[id]
        ? Promise.reject(new Error(`this file does not hold the ${id}`))
        : import(libraryUrl(id)).then(() => {
            ready.value++;
            return loaded(id);
          });
    loading.set(id, p);
    p.catch(() => !onefile && loading.delete(id));
  }
  return p;
};
/* A part of the application begins only now: it takes modules of the first. */
export const loaded = (id: string): any => {
  const g = globalThis as any;
  g.plParts?.[id]?.();
  return g.plVendor?.[id];
};

/* The text of a link template for a row (template.ts, in the second part): nothing until it is there, when who asked is drawn
 * again. Throws where the template cannot be evaluated. */
export const interpolate = (template: string, of: unknown): string => {
  ready.value;
  return loaded("more")?.interpolate(template, of) ?? "";
};

/* What copies and saves, and the menus that offer it, are in the second part. */
export type Menus = typeof import("./menus");

/* ---- what the browser keeps: works without it, too */

export function stored<T>(name: string, other: T): T {
  try {
    const v = localStorage.getItem("pipelite." + name);
    return v === null ? other : (JSON.parse(v) as T);
  } catch {
    return other;
  }
}
export function store(name: string, value: unknown): void {
  try {
    localStorage.setItem("pipelite." + name, JSON.stringify(value));
  } catch {
    /* private windows, full storage */
  }
}

/* ---- theme */

export type Theme = "auto" | "light" | "dark";
export const theme = signal<Theme>(stored<Theme>("theme", "auto"));
export const density = signal<"compact" | "standard">(stored("density", "standard"));
const media = (q: string): MediaQueryList => matchMedia(q);
const dark = media("(prefers-color-scheme: dark)");
const contrast = media("(prefers-contrast: more)");
/* Is the page being printed? Paper is light. */
const paper = media("print");
export const printing = signal(paper.matches);
paper.addEventListener("change", () => (printing.value = paper.matches));
addEventListener("beforeprint", () => (printing.value = true));
addEventListener("afterprint", () => (printing.value = false));
/* Changes with every change of colours or of the zone, so that charts draw themselves again. */
export const look = signal("");
const applyTheme = (): void => {
  const d = !printing.value && (theme.value === "dark" || (theme.value === "auto" && dark.matches));
  const root = document.documentElement;
  root.dataset.theme = d ? "dark" : "light";
  root.dataset.contrast = contrast.matches ? "more" : "normal";
  root.dataset.density = density.value;
  look.value = `${root.dataset.theme} ${root.dataset.contrast} ${utc.value}`;
};
dark.addEventListener("change", applyTheme);
contrast.addEventListener("change", applyTheme);
utc.value = stored("utc", false);
effect(() => {
  applyTheme();
  store("utc", utc.value);
  store("theme", theme.value);
  store("density", density.value);
});
export const highContrast = (): boolean => contrast.matches;

/* ---- stars and what was opened recently */

const names = (name: string): string[] => {
  const kept = stored<unknown>(name, []);
  return Array.isArray(kept) ? kept.map(String) : [];
};
export const stars = signal(names("stars"));
export const recents = signal(names("recents"));
export function toggleStar(name: string): void {
  stars.value = stars.value.includes(name) ? stars.value.filter((s) => s !== name) : [...stars.value, name];
  store("stars", stars.value);
}
export function opened(name: string): void {
  recents.value = [name, ...recents.value.filter((s) => s !== name)].slice(0, 8);
  store("recents", recents.value);
}

/* One clock for everything that shows an age. */
export const now = signal(Date.now());
setInterval(() => {
  if (!document.hidden) now.value = Date.now();
}, 1000);

export function announce(text: string): void {
  const at = document.getElementById("live");
  if (!at) return;
  const t = Date.now();
  if (t - lastSaid < 2000) {
    clearTimeout(saying);
    saying = window.setTimeout(() => announce(text), 2000 - (t - lastSaid));
    return;
  }
  lastSaid = t;
  at.textContent = text;
}
let lastSaid = 0,
  saying = 0;

export function download(name: string, type: string, body: BlobPart): void {
  const a = document.createElement("a");
  a.href = URL.createObjectURL(new Blob([body], { type }));
  a.download = name;
  a.click();
  setTimeout(() => URL.revokeObjectURL(a.href), 10000);
}

export async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "off-screen";
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  announce("copied");
}
