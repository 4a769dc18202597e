/* How screens look, compared with the pictures in tests/ui/looks: dark, on paper, on a phone. A picture is half as large as
 * the screen, so that it shows where things stand and not how letters are drawn. LOOKS=write makes them anew: look at them
 * before committing. */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { launch, missing, open } from "./browser.mjs";
import { benchmark, gallery } from "./gallery.mjs";
import { need, root, scratch } from "./lib.mjs";
import { stand } from "./stand.mjs";

const folder = join(root, "tests/ui/looks");
const MOST = 0.02; /* of the points may differ */
const fonts = () => {
  try {
    return execFileSync("fc-match", ["system-ui"]).toString();
  } catch {
    return "";
  }
};
/* Text is as wide as the font makes it. */
const skip = missing || (!fonts().startsWith("DejaVuSans.ttf") && "the pictures were made with DejaVu Sans");
const all = { "t.dashboard.gallery": gallery, "t.benchmark.top": () => benchmark(40, 6) };
const list = {
  generation: 1, epoch: 1, final: true, complete: true, mods: [["t", "Test"]], tags: [["service", "s3"], ["service", "ec2"]],
  items: [["d", "t.dashboard.gallery", "Gallery", 0, [0], 1, []], ["b", "t.benchmark.top", "Top of it", 0, [1], 1, [2]], ["b", "t.benchmark.inner", "Inner one", 0, [], 0, []]],
};
let browser, server, pixelmatch;

before(async () => {
  if (skip) return;
  pixelmatch = (await import(pathToFileURL(need.resolve("pixelmatch")).href)).default;
  mkdirSync(folder, { recursive: true });
  browser = await launch();
  server = await stand({ list, snapshot: (n) => all[n]() });
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/* The points of a picture, half as large; the browser is the decoder. */
async function points(page, png) {
  const r = await page.evaluate(async (base64) => {
    const image = await createImageBitmap(await (await fetch("data:image/png;base64," + base64)).blob());
    const w = image.width >> 1, h = image.height >> 1;
    const canvas = new OffscreenCanvas(w, h), c = canvas.getContext("2d");
    c.imageSmoothingQuality = "high";
    c.drawImage(image, 0, 0, w, h);
    const small = await canvas.convertToBlob({ type: "image/png" });
    const text = (bytes) => { let s = ""; for (let i = 0; i < bytes.length; i += 8192) s += String.fromCharCode(...bytes.subarray(i, i + 8192)); return btoa(s); };
    return { w, h, data: text(c.getImageData(0, 0, w, h).data), png: text(new Uint8Array(await small.arrayBuffer())) };
  }, png.toString("base64"));
  return { w: r.w, h: r.h, data: Buffer.from(r.data, "base64"), png: Buffer.from(r.png, "base64") };
}

async function same(name, page, shot) {
  const blank = await browser.newPage();
  const now = await points(blank, shot);
  const file = join(folder, name + ".png");
  if (process.env.LOOKS === "write" || !existsSync(file)) {
    assert.equal(process.env.LOOKS, "write", `there is no ${file}: LOOKS=write makes it`);
    writeFileSync(file, shot);
  }
  const before = await points(blank, readFileSync(file));
  await blank.close();
  writeFileSync(join(scratch, name + ".png"), shot);
  assert.deepEqual([now.w, now.h], [before.w, before.h]);
  const differ = pixelmatch(before.data, now.data, null, now.w, now.h, { threshold: 0.15 });
  assert.ok(differ <= MOST * now.w * now.h, `${differ} of ${now.w * now.h} points differ: compare ${file} with ${join(scratch, name + ".png")}`);
}

/* A picture of the page when nothing on it moves any more. */
async function still(page) {
  let last = await page.screenshot();
  for (let i = 0; i < 60; i++) {
    await page.waitForTimeout(400);
    const next = await page.screenshot();
    if (next.equals(last)) return next;
    last = next;
  }
  throw new Error("the page does not come to rest");
}

const shots = [
  ["dark", "/t.dashboard.gallery", { width: 1280, height: 900, theme: "dark" }],
  ["paper", "/t.dashboard.gallery", { width: 720, height: 1000 }, "print"],
  ["phone", "/t.benchmark.top", { width: 390, height: 844 }],
  ["home", "/", { width: 768, height: 600 }],
  ["contrast", "/t.dashboard.gallery", { width: 1280, height: 900, context: { contrast: "more" } }],
];
for (const [name, path, options, media] of shots)
  test(`looks: ${name}`, { skip }, async () => {
    const { page, wrong, context } = await open(browser, server.url + path, options);
    if (path === "/") await page.getByRole("link", { name: /Gallery/ }).waitFor();
    else await page.getByRole("button", { name: "Refresh", exact: true }).waitFor();
    if (path.includes("gallery")) await page.locator(".chart svg").nth(3).waitFor();
    if (media) await page.emulateMedia({ media });
    /* How long it took is another text each time. */
    await page.evaluate(() => document.querySelectorAll(".run-tools > span:first-child, .print-head").forEach((e) => (e.style.visibility = "hidden")));
    if (options.width > 1200) await page.locator(".rail").waitFor(); /* it is loaded after the rest, which makes room for it */
    await same(name, page, await still(page));
    assert.deepEqual(wrong, []);
    await context.close();
  });
