/* build.mjs - bundle the page into gen/page (`make ui`).
 *
 *   node build.mjs [--out DIR] [--debug]
 *
 * DIR/app     the application: index.html, onefile.html, app, worker, style
 * DIR/vendor  libraries of others, one file per purpose, and their licences
 * DIR/assets.def  one row per file, which src/server/embed.c includes
 *
 * esbuild bundles. Every file is a classic script or a module without imports, so that the same bytes serve
 * the page of the server and the single file that opens from disk: what esbuild's own splitting makes are
 * modules, which a page on disk may not import. Libraries put themselves into globalThis.plVendor instead,
 * and parts of the application find each other in plFirst and plApp. Names hold the first ten hexadecimal
 * digits of the SHA-256 of the bytes.
 */
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { heroicons, symbols } from "./bundle/icons.mjs";
import { licences } from "./bundle/licences.mjs";

const here = import.meta.dirname;
const option = (name, other) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? other : process.argv[at + 1];
};
const out = option("--out", join(here, "../../gen/page"));
const debug = process.argv.includes("--debug");

const sha = (text, form) => createHash("sha256").update(text).digest(form);
const read = (name) => readFileSync(join(here, name), "utf8");

/* ---- what is written */

const TYPES = {
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  txt: "text/plain; charset=utf-8",
  svg: "image/svg+xml",
};
const assets = []; /* { id, name, type, folder, text } */

function put(folder, id, name, text) {
  assets.push({ id, name, type: TYPES[name.split(".").pop()], folder, text });
  return name;
}

function hashed(folder, id, base, ext, text) {
  return put(folder, id, `${base}.${sha(text, "hex").slice(0, 10)}.${ext}`, text);
}

function write() {
  for (const folder of ["app", "vendor"]) {
    rmSync(join(out, folder), { recursive: true, force: true });
    mkdirSync(join(out, folder), { recursive: true });
  }
  let rows = "/* PL_ASSET(id, name, content type, file, hash, plain bytes): made by `make ui`. */\n";
  for (const a of assets) {
    writeFileSync(join(out, a.folder, a.name), a.text);
    const hash = sha(a.text, "hex").slice(0, 20);
    rows += `PL_ASSET(${a.id}, "${a.name}", "${a.type}", "${a.folder}/${a.name}", "${hash}", ${Buffer.byteLength(a.text)})\n`;
  }
  writeFileSync(join(out, "assets.def"), rows);
}

/* ---- esbuild */

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

/* A plugin: modules that are found at run time. `textOf` gives the text that stands for a path; undefined:
 * the module is bundled as usual. */
function found(name, filter, textOf) {
  return {
    name,
    setup(b) {
      b.onResolve({ filter }, (a) => (textOf(a.path) ? { path: a.path, namespace: name } : undefined));
      b.onLoad({ filter: /.*/, namespace: name }, (a) => ({ contents: textOf(a.path), loader: "js" }));
    },
  };
}

/* The names that the application uses of libraries. */
const VENDOR = {
  preact: ["core", "Fragment,render"],
  "preact/hooks": ["core", "useState,useEffect,useLayoutEffect,useRef,useMemo,useErrorBoundary"],
  "preact/jsx-runtime": ["core", "jsx,jsxs,Fragment"],
  "@preact/signals": ["core", "signal,computed,effect,batch,untracked"],
};
const inVendor = found("shared", /^(preact($|\/)|@preact\/signals$)/, (path) => {
  const [part, names] = VENDOR[path];
  const lines = names.split(",").map((n) => `export const ${n} = m.${n};`);
  return [`const m = globalThis.plVendor.${part};`, ...lines].join("\n");
});

/* Modules that index.html needs before the application is there, which takes them from it. */
const inFirst = found("early", /^\.\/(list|icons)$/, (path) => {
  return `module.exports = globalThis.plFirst.modules.${path.slice(2)};`;
});

/* In the second part of the application: modules of the first part, as src/shared.ts names them. */
const sharedNames = new Map(
  [...read("src/shared.ts").matchAll(/as (\w+) from "(\.\/\w+)"/g)].map((m) => [m[2], m[1]]),
);
const inApp = found("first", /^\.\//, (path) => {
  const name = sharedNames.get(path);
  return name && `module.exports = globalThis.plApp.${name};`;
});

/* ---- the parts */

const jsx = { jsx: "automatic", jsxImportSource: "preact" };
const entries = readdirSync(join(here, "vendor"))
  .filter((f) => f.endsWith(".ts"))
  .sort();

const letter = (i) => String.fromCharCode(97 + i);
let icons; /* by set: [first name, file] of each piece */

/* The libraries and the icons; returns the file name of each library. */
async function putVendor() {
  const names = {};
  const pieces = (id, list) =>
    list.map(([first, text], i) => [
      first,
      hashed("vendor", `${id}_${letter(i)}`, `${id}-${letter(i)}`, "js", text),
    ]);
  const add = (id, text) => (names[id] = hashed("vendor", `${id}_js`, id, "js", text));
  for (const entry of entries) add(entry.slice(0, -3), await bundle(`vendor/${entry}`, { format: "iife" }));
  icons = {
    heroicons: pieces("heroicons", heroicons("heroicons")),
    symbols: pieces("symbols", symbols("symbols")),
  };
  const paths = entries.map((f) => `vendor/${f}`);
  put("vendor", "licenses", "licenses.txt", await licences(here, paths, common));
  return names;
}

/* Parts of the application that are loaded later, and where each begins. A part is a function that the first part calls once;
 * what it exports is then in plVendor. */
const PARTS = { more: "more", matrix: "matrixview", exempt: "exemptform", views: "viewsparts" };

async function putPart(id, entry) {
  const sheets = [`src/${id}.css`].filter((f) => existsSync(join(here, f)));
  const css = await Promise.all(sheets.map((f) => bundle(f, {})));
  const text = await bundle(`src/${entry}.tsx`, {
    format: "iife",
    globalName: "part",
    ...jsx,
    plugins: [inApp, inFirst, inVendor],
    define: {
      VENDOR: "{}",
      WORKER: '""',
      PART_CSS: JSON.stringify(css.join("").trim()),
      ICONS: JSON.stringify(icons),
    },
    banner: { js: `(globalThis.plParts||={}).${id}=()=>{delete plParts.${id};` },
    footer: { js: `(globalThis.plVendor||={}).${id}=part;};` },
  });
  return hashed("app", `${id}_js`, id, "js", text);
}

async function putApp(names) {
  const worker = hashed(
    "app",
    "worker_js",
    "worker",
    "js",
    await bundle("src/worker.ts", { format: "iife" }),
  );
  for (const [id, entry] of Object.entries(PARTS)) names[id] = await putPart(id, entry);
  const text = await bundle("src/main.tsx", {
    format: "esm",
    ...jsx,
    plugins: [inFirst, inVendor],
    define: { VENDOR: JSON.stringify(names), WORKER: JSON.stringify(worker) },
  });
  return hashed("app", "app_js", "app", "js", text);
}

/* index.html of the server, with the script that paints the frame. Returns what onefile.html needs, too. */
async function putIndex(names, app) {
  const css = await bundle("src/style.css", {});
  const style = hashed("app", "style_css", "style", "css", css);
  const icon = read("favicon.svg");
  const favicon = hashed("app", "favicon", "favicon", "svg", icon);
  const begin = await bundle("src/first.ts", {
    format: "iife",
    define: { STYLE: JSON.stringify(style), CORE: JSON.stringify(names.core), APP: JSON.stringify(app) },
  });
  const shell = (await bundle("src/shell.css", {})).trim();
  const at = (name) => `@BASE@/-/ui/assets/${name}`;
  const frame = hashed("app", "first_css", "first", "css", shell);
  const first = hashed("app", "first_js", "first", "js", begin.trim());
  const html = read("index.html").replace(/>\s+</g, "><").trim() + "\n";
  put(
    "app",
    "index",
    "index.html",
    html.replace("@FAVICON@", at(favicon)).replace("@SHELL@", at(frame)).replace("@FIRST@", at(first)),
  );
  return { css, shell, icon };
}

/* The single file: its policy allows the hashes of these very bytes and nothing else. */
async function putSingleFile(scripts, { css, shell, icon }) {
  const start = (await bundle("src/onefile.ts", { format: "iife", sourcemap: false })).trim();
  const source = (bytes) => `'sha256-${sha(bytes, "base64")}'`;
  const hashes = [start, ...scripts].map(source).join(" ");
  const policy = `default-src 'none'; script-src ${hashes}; style-src ${source(shell)} ${source(css)}; img-src https: data:; base-uri 'none'; form-action 'none'`;
  const html = read("onefile.html")
    .replace("@POLICY@", policy)
    .replace("@SHELL@", () => shell)
    .replace("@START@", () => start)
    .replace("@ICON@", () => "data:image/svg+xml," + encodeURIComponent(icon.trim()));
  put("app", "onefile", "onefile.html", html);
}

const names = await putVendor();
const libraries = entries.map((f) => names[f.slice(0, -3)]);
const app = await putApp(names);
const styles = await putIndex(names, app);
const textOf = (name) => assets.find((a) => a.name === name).text;
await putSingleFile([...libraries, names.more, names.matrix, app].map(textOf), styles);
write();
