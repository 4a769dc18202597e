/* build.mjs - bundle the page into gen/server/ui (`make ui`).
 *
 *   node build.mjs [--out DIR] [--debug]
 *
 * DIR/app     the application: index.html, onefile.html, app, worker, style
 * DIR/vendor  libraries of others, one file per purpose, and their licences
 * DIR/assets.def  one row per file, which src/server/embed.c includes
 *
 * Every file is a classic script or a module without imports: libraries put themselves into
 * globalThis.plVendor. So the same bytes serve the page of the server and the single file that opens from
 * disk. Names hold the first ten hexadecimal digits of the SHA-256 of the bytes.
 */
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync, readdirSync, existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const flag = (name) => process.argv.includes(name);
const option = (name, other) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? other : process.argv[at + 1];
};
const out = option("--out", join(here, "../../../gen/server/ui"));
const debug = flag("--debug");

const sha = (text, form) => createHash("sha256").update(text).digest(form);
const assets = []; /* { id, name, type, folder, text } */

const TYPES = {
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  txt: "text/plain; charset=utf-8",
  svg: "image/svg+xml",
};

function put(folder, id, name, text) {
  const ext = name.split(".").pop();
  assets.push({ id, name, type: TYPES[ext], folder, text });
  return name;
}

function hashed(folder, id, base, ext, text) {
  return put(folder, id, `${base}.${sha(text, "hex").slice(0, 10)}.${ext}`, text);
}

/* The names that the application uses of libraries which put themselves into plVendor. */
const SHARED = {
  preact: ["core", "Fragment,render"],
  "preact/hooks": ["core", "useState,useEffect,useLayoutEffect,useRef,useMemo,useErrorBoundary"],
  "preact/jsx-runtime": ["core", "jsx,jsxs,Fragment"],
  "@preact/signals": ["core", "signal,computed,effect,batch,untracked"],
};

const shared = {
  name: "shared",
  setup(b) {
    b.onResolve({ filter: /^(preact($|\/)|@preact\/signals$)/ }, (a) => ({
      path: a.path,
      namespace: "shared",
    }));
    b.onLoad({ filter: /.*/, namespace: "shared" }, (a) => {
      const [part, names] = SHARED[a.path];
      const body =
        `const m = globalThis.plVendor.${part};\n` +
        names
          .split(",")
          .map((n) => `export const ${n} = m.${n};`)
          .join("\n");
      return { contents: body, loader: "js" };
    });
  },
};

const common = {
  bundle: true,
  write: false,
  minify: !debug,
  sourcemap: debug ? "inline" : false,
  legalComments: "none",
  charset: "utf8",
  target: ["es2022"],
  absWorkingDir: here,
  logLevel: "warning",
};

async function bundle(entry, more) {
  const done = await build({ ...common, entryPoints: [entry], ...more });
  return done.outputFiles[0].text;
}

/* ---- libraries */

async function vendor(id) {
  return hashed("vendor", `${id}_js`, id, "js", await bundle(`vendor/${id}.ts`, { format: "iife" }));
}

/* Licences of every package that a bundle took something from. */
async function licences(entries) {
  const packages = new Map();
  for (const entry of entries) {
    const done = await build({ ...common, entryPoints: [entry], format: "iife", metafile: true });
    for (const input of Object.keys(done.metafile.inputs)) {
      const found = /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
      if (found) packages.set(found[1], join(here, "node_modules", found[1]));
    }
  }
  for (const name of ["heroicons", "@material-symbols/svg-300"])
    packages.set(name, join(here, "node_modules", name));
  let text = "The page of pipelite contains parts of the following packages.\n";
  for (const [name, folder] of [...packages].sort((a, b) => (a[0] < b[0] ? -1 : 1))) {
    const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const files = readdirSync(folder, { recursive: true })
      .filter(
        (f) => /^(licenses?\/)?(licen[cs]e|notice|copying)/i.test(f) && statSync(join(folder, f)).isFile(),
      )
      .sort();
    text += `\n${"=".repeat(40)}\n${name} ${about.version} (${about.license})\n${"=".repeat(40)}\n`;
    for (const f of files)
      text += `\n${readFileSync(join(folder, f), "utf8").replace(/\r\n/g, "\n").trim()}\n`;
    if (!files.length) text += `\nNo licence file is in the package; its licence is ${about.license}.\n`;
  }
  return text;
}

/* ---- icons: one per line, "style/name":"path|path", so that the single file can take those that occur.
 * A Material symbol whose solid form differs has it behind "~": in the same line, most of its text is a
 * repetition that costs gzip little: 1,066 solid forms take 47 KB. */

const folderOf = (...parts) => join(here, "node_modules", ...parts);
const LONGEST = 11; /* characters of names of Material symbols; all 3,927 of them would be 570 KB */
const LONGEST_SOLID = 10; /* of those with a solid form; 11 would exceed the 400 KB of all icons by 1 KB */

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

/* `list` has a key and its drawing for each icon. */
function icons(id, list) {
  const lines = list.map(([key, d]) => `"${key.replaceAll("_", "-")}":"${d}"`);
  return hashed(
    "vendor",
    `${id}_js`,
    id,
    "js",
    `(globalThis.plVendor||={}).${id}={\n${lines.join(",\n")}\n};\n`,
  );
}

function heroicons() {
  return icons(
    "heroicons",
    ["outline", "solid"].flatMap((style) => {
      const folder = folderOf("heroicons/24", style);
      return readdirSync(folder)
        .filter((f) => f.endsWith(".svg"))
        .sort()
        .map((f) => [`${style}/${f.slice(0, -4)}`, pathsOf(join(folder, f)).join("|")]);
    }),
  );
}

function symbols() {
  const folder = folderOf("@material-symbols/svg-300/outlined");
  const named = new Set(
    readFileSync(join(here, "icons.txt"), "utf8")
      .split("\n")
      .filter((l) => l && !l.startsWith("#")),
  );
  const drawing = (f) =>
    pathsOf(join(folder, f))
      .map((p) => trimmed(rounded(p)))
      .join("|");
  return icons(
    "symbols",
    readdirSync(folder)
      .filter(
        (f) =>
          f.endsWith(".svg") &&
          !f.endsWith("-fill.svg") &&
          (f.length - 4 <= LONGEST || named.has(f.slice(0, -4))),
      )
      .sort()
      .map((f) => {
        const name = f.slice(0, -4),
          outline = drawing(f);
        const solid = name.length <= LONGEST_SOLID || named.has(name) ? drawing(`${name}-fill.svg`) : outline;
        return [`outline/${name}`, solid === outline ? outline : `${outline}~${solid}`];
      }),
  );
}

/* ---- all of it */

const entries = readdirSync(join(here, "vendor"))
  .filter((f) => f.endsWith(".ts"))
  .sort()
  .map((f) => `vendor/${f}`);
const names = {};
for (const entry of entries) {
  const id = entry.slice(7, -3);
  names[id] = await vendor(id);
}
const bundled = Object.values(names);
names.heroicons = heroicons();
names.symbols = symbols();
put("vendor", "licenses", "licenses.txt", await licences(entries));

const worker = existsSync(join(here, "src/worker.ts"))
  ? hashed("app", "worker_js", "worker", "js", await bundle("src/worker.ts", { format: "iife" }))
  : "";
/* Modules that index.html needs before the application is there, which takes them from it. */
const early = {
  name: "early",
  setup(b) {
    b.onResolve({ filter: /^\.\/(list|icons)$/ }, (a) => ({ path: a.path.slice(2), namespace: "early" }));
    b.onLoad({ filter: /.*/, namespace: "early" }, (a) => ({
      contents: `module.exports = globalThis.plFirst.modules.${a.path};`,
      loader: "js",
    }));
  },
};
/* The second part of the application: modules that src/shared.ts names are those of the first part. */
const own = new Map(
  [...readFileSync(join(here, "src/shared.ts"), "utf8").matchAll(/as (\w+) from "\.\/(\w+)"/g)].map((m) => [
    m[2],
    m[1],
  ]),
);
const first = {
  name: "first",
  setup(b) {
    b.onResolve({ filter: /^\.\// }, (a) =>
      own.has(a.path.slice(2)) ? { path: a.path.slice(2), namespace: "first" } : undefined,
    );
    b.onLoad({ filter: /.*/, namespace: "first" }, (a) => ({
      contents: `module.exports = globalThis.plApp.${own.get(a.path)};`,
      loader: "js",
    }));
  },
};
const jsx = { jsx: "automatic", jsxImportSource: "preact" };
const second = await bundle("src/more.tsx", {
  format: "iife",
  ...jsx,
  plugins: [first, early, shared],
  define: { VENDOR: "{}", WORKER: '""', MORE_CSS: JSON.stringify((await bundle("src/more.css", {})).trim()) },
});
names.more = hashed(
  "app",
  "more_js",
  "more",
  "js",
  `globalThis.plMore=()=>{delete globalThis.plMore;\n${second}};\n`,
);
const app = hashed(
  "app",
  "app_js",
  "app",
  "js",
  await bundle("src/main.tsx", {
    format: "esm",
    ...jsx,
    plugins: [early, shared],
    define: { VENDOR: JSON.stringify(names), WORKER: JSON.stringify(worker) },
  }),
);
const css = await bundle("src/style.css", { loader: { ".css": "css" } });
const style = hashed("app", "style_css", "style", "css", css);

const icon = readFileSync(join(here, "favicon.svg"), "utf8");
const favicon = hashed("app", "favicon", "favicon", "svg", icon);

const begin = (
  await bundle("src/first.ts", {
    format: "iife",
    define: { STYLE: JSON.stringify(style), CORE: JSON.stringify(names.core), APP: JSON.stringify(app) },
  })
).trim();
const shell = (await bundle("src/shell.css", {})).trim();
const frame = hashed("app", "first_css", "first", "css", shell);
const first_js = hashed("app", "first_js", "first", "js", begin);
const source = (bytes) => `'sha256-${sha(bytes, "base64")}'`;
let html = readFileSync(join(here, "index.html"), "utf8").replace(/>\s+</g, "><").trim() + "\n";
const at = (name) => `@BASE@/-/ui/assets/${name}`;
html = html.replace("@FAVICON@", at(favicon)).replace("@SHELL@", at(frame)).replace("@FIRST@", at(first_js));
put("app", "index", "index.html", html);

/* The single file: its policy allows the hashes of these very bytes and nothing else. */
const start = await bundle("src/onefile.ts", { format: "iife", sourcemap: false });
const text = (name) => assets.find((a) => a.name === name).text;
const scripts = [start.trim(), ...bundled.map(text), text(names.more), text(app)].map(source).join(" ");
let one = readFileSync(join(here, "onefile.html"), "utf8");
const policy = `default-src 'none'; script-src ${scripts}; style-src ${source(shell)} ${source(css)}; img-src https: data:; base-uri 'none'; form-action 'none'`;
one = one
  .replace("@POLICY@", policy)
  .replace("@SHELL@", () => shell)
  .replace("@START@", () => start.trim())
  .replace("@ICON@", () => "data:image/svg+xml," + encodeURIComponent(icon.trim()));
put("app", "onefile", "onefile.html", one);

for (const folder of ["app", "vendor"]) {
  rmSync(join(out, folder), { recursive: true, force: true });
  mkdirSync(join(out, folder), { recursive: true });
}
let rows = "/* PL_ASSET(id, name, content type, file, hash, plain bytes): made by `make ui`. */\n";
for (const a of assets) {
  writeFileSync(join(out, a.folder, a.name), a.text);
  rows += `PL_ASSET(${a.id}, "${a.name}", "${a.type}", "${a.folder}/${a.name}", "${sha(a.text, "hex").slice(0, 20)}", ${Buffer.byteLength(a.text)})\n`;
}
writeFileSync(join(out, "assets.def"), rows);
