/* licences.mjs - the text that /-/ui/licenses.txt shows: what the packages of the page ask to be told. */
import { build } from "esbuild";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/* Packages whose files are read by icons.mjs, not bundled. */
const DRAWN = ["heroicons", "@material-symbols/svg-300"];

async function bundledPackages(folder, entries, options) {
  const names = new Set(DRAWN);
  for (const entry of entries) {
    const done = await build({ ...options, entryPoints: [entry], format: "iife", metafile: true });
    for (const input of Object.keys(done.metafile.inputs)) {
      const found = /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
      if (found) names.add(found[1]);
    }
  }
  return [...names].sort();
}

function licenceOf(folder, name) {
  const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const files = readdirSync(folder, { recursive: true })
    .filter(
      (f) => /^(licenses?\/)?(licen[cs]e|notice|copying)/i.test(f) && statSync(join(folder, f)).isFile(),
    )
    .sort();
  const line = "=".repeat(40);
  let text = `\n${line}\n${name} ${about.version} (${about.license})\n${line}\n`;
  for (const f of files) text += `\n${readFileSync(join(folder, f), "utf8").replace(/\r\n/g, "\n").trim()}\n`;
  if (!files.length) text += `\nNo licence file is in the package; its licence is ${about.license}.\n`;
  return text;
}

/* Of every package that a bundle of `entries` took something from. */
export async function licences(folder, entries, options) {
  let text = "The page of pipelite contains parts of the following packages.\n";
  for (const name of await bundledPackages(folder, entries, options))
    text += licenceOf(join(folder, "node_modules", name), name);
  return text;
}
