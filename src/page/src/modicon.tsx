/* modicon.tsx - icons that mods name: two sets in pieces, each loaded with the first icon that it may hold. */
import { useEffect, useState } from "preact/hooks";
import { asset, loaded, onefile } from "./env";
import { imageSource } from "./images";

type Parts = string[]; /* values of "d" */

interface Wanted {
  set: "heroicons" | "symbols";
  style: string;
  name: string;
}

function parse(icon: string): Wanted | null {
  const m = /^(heroicons|materialsymbols)-(outline|solid):([\w-]+)$/.exec(icon);
  if (m)
    return {
      set: m[1] === "heroicons" ? "heroicons" : "symbols",
      style: m[2],
      name: m[3].replaceAll("_", "-"),
    };
  return /^[\w-]+$/.test(icon) ? { set: "symbols", style: "outline", name: icon.replaceAll("_", "-") } : null;
}

/* The paths of a Material symbol: "outline" or, where the solid form differs, "outline~solid" (build.mjs). */
function ofSymbol(both: string, style: string): Parts {
  const [outline, solid] = both.split("~");
  return ["symbol", ...((style === "solid" && solid) || outline).split("|")];
}

/* ---- pieces of the sets: [first name, file], in the order of names (bundle/icons.mjs) */

declare const ICONS: Record<Wanted["set"], [string, string][]>;
const come = new Map<string, Promise<unknown>>(); /* by file */
const there = new Set<string>();

/* The piece that would hold the icon: the last one that begins before it. */
const pieceOf = (set: Wanted["set"], name: string): string =>
  ICONS[set].findLast(([first]) => first <= name)?.[1] ?? ICONS[set][0][1];

function fetched(file: string): Promise<unknown> {
  let p = come.get(file);
  if (!p) {
    p = import(asset(file)).finally(() => there.add(file));
    come.set(file, p);
    p.catch(() => come.delete(file));
  }
  return p;
}

/* The file of the set that decides; "": none has to be fetched. */
const missing = (set: Wanted["set"], name: string): string => {
  const file = pieceOf(set, name);
  return onefile || there.has(file) ? "" : file;
};

function drawing(set: Wanted["set"], key: string, style: string): Parts | null {
  const all = loaded(set);
  if (!all || !Object.hasOwn(all, key)) return null;
  return set === "symbols" ? ofSymbol(all[key], style) : all[key].split("|");
}

/* Its paths; null: there is no such icon; a text: the file that has to be fetched to know. */
function lookUp(w: Wanted): Parts | null | string {
  const found =
    drawing(w.set, `${w.style}/${w.name}`, w.style) ?? drawing(w.set, `outline/${w.name}`, w.style);
  if (found) return found;
  const more = missing(w.set, w.name);
  if (more || w.set !== "symbols") return more || null;
  return drawing("heroicons", `outline/${w.name}`, w.style) ?? (missing("heroicons", w.name) || null);
}

/* Two letters where there is no such icon. */
const letters = (name: string): string => name.replace(/^.*:/, "").slice(0, 2);

export type Drawing =
  { text: string } | { image: string } | { paths: Parts; solid: boolean; view: string } | null;

/* What an icon looks like; null while its set is being loaded. */
export function useIcon(icon: string | undefined): Drawing {
  const [, again] = useState(0);
  const w = icon && !icon.startsWith("text:") && !imageSource(icon) ? parse(icon) : null;
  const found = w ? lookUp(w) : null;
  const file = typeof found === "string" ? found : "";
  useEffect(() => {
    if (!file) return;
    let live = true;
    const done = (): void => void (live && again((n) => n + 1));
    fetched(file).then(done, done);
    return () => {
      live = false;
    };
  }, [file]);
  if (!icon) return null;
  if (icon.startsWith("text:")) return { text: icon.slice(5, 11) };
  const image = imageSource(icon);
  if (image) return { image };
  if (!w) return { text: letters(icon) };
  if (file) return null;
  if (found && typeof found !== "string")
    return {
      paths: found,
      solid: isSymbol(found) || (w.style === "solid" && w.set === "heroicons"),
      view: isSymbol(found) ? "0 -960 960 960" : "0 0 24 24",
    };
  return { text: letters(w.name) };
}
const isSymbol = (p: Parts): boolean => p[0] === "symbol";

export function ModIcon({ icon, class: c }: { icon?: string; class?: string }) {
  const d = useIcon(icon);
  if (!d) return icon ? <span class={"mod-icon " + (c ?? "")} /> : null;
  if ("text" in d)
    return (
      <span class={"mod-icon text " + (c ?? "")} aria-hidden="true">
        {d.text}
      </span>
    );
  if ("image" in d)
    return <img class={"mod-icon " + (c ?? "")} src={d.image} alt="" referrerpolicy="no-referrer" />;
  return (
    <svg
      class={"mod-icon " + (c ?? "")}
      viewBox={d.view}
      fill={d.solid ? "currentColor" : "none"}
      stroke={d.solid ? "none" : "currentColor"}
      stroke-width="1.5"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      {d.paths
        .filter((p) => p !== "symbol")
        .map((p) => (
          <path d={p} fill-rule="evenodd" clip-rule="evenodd" />
        ))}
    </svg>
  );
}
