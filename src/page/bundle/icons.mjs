/* icons.mjs - drawings of icons, one per line: "style/name":"path|path", so that the single file can take
 * those that occur. A set is several pieces in the order of names, of which a page loads those that hold its icons. A Material symbol whose solid form differs has it behind "~": in the same line most of
 * its text is a repetition that costs gzip little: 1,066 solid forms take 47 KB. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const here = join(import.meta.dirname, "..");
const folderOf = (...parts) => join(here, "node_modules", ...parts);
const LONGEST = 11; /* characters of names of Material symbols; all 3,927 of them would be 570 KB */
const LONGEST_SOLID = 10; /* of those with a solid form */
/* Pieces: each costs gzip about 0.7 KB, because it begins without what was before. */
const SYMBOLS = 12;
const HEROICONS = 6;

/* A path on a grid of 960 in whole numbers; arcs, whose flags may stand without blanks, stay as they are. */
function rounded(path) {
  if (/[aA]/.test(path)) return path;
  let out = "",
    digit = false;
  for (const [t] of path.matchAll(/[a-zA-Z]|-?(?:\d+\.?\d*|\.\d+)/g)) {
    const number = !/[a-zA-Z]/.test(t),
      text = number ? String(Math.round(Number(t)) || 0) : t;
    out += (number && digit && !text.startsWith("-") ? " " : "") + text;
    digit = number;
  }
  return out;
}

/* Without subpaths at its end that enclose nothing: a move, perhaps a line forth and back, and the closing of it. */
function trimmed(path) {
  const last = /(?<=Z)[mM]-?\d+ ?-?\d+(?:[vh](-?\d+) ?(-?\d+))?Z$/.exec(path);
  const empty = last && Math.abs(Number(last[1] ?? 0) + Number(last[2] ?? 0)) < 3;
  return empty ? trimmed(path.slice(0, last.index)) : path;
}

const pathsOf = (file) => [...readFileSync(file, "utf8").matchAll(/ d="([^"]+)"/g)].map((m) => m[1]);

const nameOf = (key) => key.slice(key.indexOf("/") + 1);
const byName = ([a], [b]) => (nameOf(a) < nameOf(b) ? -1 : nameOf(a) > nameOf(b) ? 1 : 0);

/* Scripts that add drawings to plVendor.<id>: [first name, text] of each. `list` has a key and its drawing for each
 * icon; both styles of a name are in one piece. */
function scripts(id, list, pieces) {
  const icons = list.map(([key, d]) => [key.replaceAll("_", "-"), d]).sort(byName);
  const size = icons.reduce((n, i) => n + i[1].length, 0) / pieces;
  const out = [];
  let room = 0,
    last = "";
  for (const [key, d] of icons) {
    if (room <= 0 && nameOf(key) !== last) {
      out.push([nameOf(key), []]);
      room += size;
    }
    last = nameOf(key);
    room -= d.length;
    out.at(-1)[1].push(`"${key}":"${d}"`);
  }
  return out.map(([first, lines]) => [
    first,
    `Object.assign((globalThis.plVendor||={}).${id}||={},{\n${lines.join(",\n")}\n});\n`,
  ]);
}

function heroiconsOf(style) {
  const folder = folderOf("heroicons/24", style);
  return readdirSync(folder)
    .filter((f) => f.endsWith(".svg"))
    .sort()
    .map((f) => [`${style}/${f.slice(0, -4)}`, pathsOf(join(folder, f)).join("|")]);
}

export function heroicons(id) {
  return scripts(id, ["outline", "solid"].flatMap(heroiconsOf), HEROICONS);
}

/* Names of Material symbols, one a line, that are taken although they are long. */
function namedSymbols() {
  const lines = readFileSync(join(here, "icons.txt"), "utf8").split("\n");
  return new Set(lines.filter((l) => l && !l.startsWith("#")));
}

export function symbols(id) {
  const folder = folderOf("@material-symbols/svg-300/outlined");
  const named = namedSymbols();
  const takes = (name, longest) => name.length <= longest || named.has(name);
  const drawing = (f) =>
    pathsOf(join(folder, f))
      .map((p) => trimmed(rounded(p)))
      .join("|");
  const both = (name) => {
    const outline = drawing(`${name}.svg`);
    const solid = takes(name, LONGEST_SOLID) ? drawing(`${name}-fill.svg`) : outline;
    return solid === outline ? outline : `${outline}~${solid}`;
  };
  const names = readdirSync(folder)
    .filter((f) => f.endsWith(".svg") && !f.endsWith("-fill.svg"))
    .sort() /* as files: "a.svg" stands behind "a-b.svg" */
    .map((f) => f.slice(0, -4))
    .filter((name) => takes(name, LONGEST));
  return scripts(
    id,
    names.map((name) => [`outline/${name}`, both(name)]),
    SYMBOLS,
  );
}
