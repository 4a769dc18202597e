/* modicon.tsx - icons that mods name: both sets are libraries of their own, loaded with the first icon of a set. */
import { useEffect, useState } from "preact/hooks";
import { library, loaded } from "./env";
import { imageSource } from "./values";

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

function lookUp(w: Wanted): Parts | null | undefined {
  const set = loaded(w.set);
  const get = (all: any, key: string): Parts | null =>
    all && Object.hasOwn(all, key)
      ? all === loaded("symbols")
        ? ofSymbol(all[key], w.style)
        : all[key].split("|")
      : null;
  if (!set) return undefined;
  return (
    get(set, `${w.style}/${w.name}`) ??
    get(set, `outline/${w.name}`) ??
    (w.set === "symbols" ? get(loaded("heroicons"), `outline/${w.name}`) : null)
  );
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
  useEffect(() => {
    if (!w || found !== undefined) return;
    let live = true;
    const done = (): void => void (live && again((n) => n + 1));
    library(w.set)
      .then(async () => (w.set === "symbols" && lookUp(w) === null ? library("heroicons") : null))
      .then(done, () => {
        failed.add(w.set);
        done();
      });
    return () => {
      live = false;
    };
  }, [icon, found === undefined]);
  if (!icon) return null;
  if (icon.startsWith("text:")) return { text: icon.slice(5, 11) };
  const image = imageSource(icon);
  if (image) return { image };
  if (!w) return { text: letters(icon) };
  if (found)
    return {
      paths: found,
      solid: isSymbol(found) || (w.style === "solid" && w.set === "heroicons"),
      view: isSymbol(found) ? "0 -960 960 960" : "0 0 24 24",
    };
  return found === null || failed.has(w.set) ? { text: letters(w.name) } : null;
}
const failed = new Set<string>();
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
