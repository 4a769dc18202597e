/* Views, the wall, panels in frames, and the look of the house, with the program's own server. */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { launch, missing, open, settled } from "./browser.mjs";
import { binary, folder, prepare } from "./demo.mjs";
import { eventually } from "./lib.mjs";

const skip = missing || (!existsSync(binary) && "no program built");
let browser, child, url, wiki, host;
const listen = (handler) => new Promise((done) => {
  const s = createServer(handler);
  s.listen(0, "127.0.0.1", () => done(s));
});
const is = (read, want, why) => eventually(async () => assert.deepEqual(await read(), want, why));
const where = encodeURIComponent(JSON.stringify({ "fleet.benchmark.hosts": { operator: "and", expressions: [{ operator: "equal", type: "status", value: "alarm" }] } }));
const views = [
  { name: "Hosts that fail", address: `/fleet.benchmark.hosts?where=${where}`, pinned: true },
  { name: "First", address: "/fleet.dashboard.overview", playlist: "wall", seconds: 5 },
  { name: "Second", address: "/fleet.dashboard.hosts", playlist: "wall", seconds: 5 },
];

before(async () => {
  if (skip) return;
  prepare("demo-views");
  writeFileSync(join(folder, "views.json"), JSON.stringify(views));
  writeFileSync(join(folder, "brand.json"), JSON.stringify({ color: "#0b6b3a", dark: "#5ccb95", logo: "logo.svg" }));
  writeFileSync(join(folder, "logo.svg"), '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><script>alert(1)</script><circle cx="4" cy="4" r="4" fill="#0b6b3a"/></svg>');
  const port = await listen().then((s) => new Promise((done) => {
    const p = s.address().port;
    s.close(() => done(p));
  }));
  url = `http://127.0.0.1:${port}`;
  wiki = await listen((req, res) => {
    const of = decodeURIComponent(req.url.slice(1));
    res.writeHead(200, { "content-type": "text/html" });
    res.end(`<!doctype html><title>wiki</title><iframe title="panel" width="800" height="500" src="${url}${of}"></iframe>`);
  });
  host = `http://localhost:${wiki.address().port}`;
  child = spawn(binary, ["server", "--port", String(port), "--views", "views.json", "--brand", "brand.json", "--allow-frame", host], { cwd: folder, env: { ...process.env, TZ: "UTC" }, stdio: "ignore" });
  await eventually(async () => assert.ok((await fetch(url + "/-/readyz")).ok));
  browser = await launch();
});
after(async () => {
  await browser?.close();
  wiki?.close();
  if (child?.exitCode === null) await new Promise((done) => (child.once("exit", done), child.kill("SIGTERM")));
});

test("pinned views stand on Home and open as they were saved", { skip }, async () => {
  const { page, context, wrong } = await open(browser, url + "/");
  await page.getByRole("link", { name: "Hosts that fail" }).click();
  await settled(page);
  await is(() => page.locator(".toggle", { hasText: "Alarm" }).first().getAttribute("aria-pressed"), "true");
  assert.deepEqual(wrong, []);
  await context.close();
});

test("a view of one's own: saved with a name, on Home, forgotten", { skip }, async () => {
  const { page, context, wrong } = await open(browser, `${url}/fleet.benchmark.hosts?where=${where}`);
  await settled(page);
  await page.getByRole("button", { name: "Menu", exact: true }).click();
  await page.getByRole("menuitem", { name: "Save as a view" }).click();
  const dialog = page.getByRole("dialog", { name: "Save as a view" });
  await dialog.getByLabel("Name").fill("Mine");
  assert.deepEqual(JSON.parse(await dialog.locator("pre").innerText()), { name: "Mine", address: `/fleet.benchmark.hosts?${new URLSearchParams([["where", decodeURIComponent(where)]])}`, pinned: true });
  await dialog.getByRole("button", { name: "Save", exact: true }).click();
  await page.goto(url + "/");
  await page.getByRole("link", { name: "Mine" }).click();
  await page.waitForURL(/where=/);
  await page.goto(url + "/");
  await page.getByRole("button", { name: "Forget the view Mine" }).click();
  await is(() => page.getByRole("link", { name: "Mine" }).count(), 0);
  assert.deepEqual(wrong, []);
  await context.close();
});

test("a playlist shows its views one after the other, until the kiosk is left", { skip }, async () => {
  const { page, context, wrong } = await open(browser, url + "/");
  await page.getByRole("link", { name: "wall" }).click();
  await page.waitForURL(/dashboard\.overview.*play=wall/);
  await is(() => page.locator(".header").count(), 0);
  await page.waitForURL(/dashboard\.hosts/);
  await page.waitForURL(/dashboard\.overview/);
  await page.keyboard.press("Escape");
  await is(() => page.url().includes("play="), false);
  assert.deepEqual(wrong, []);
  await context.close();
});

test("one panel in a frame of a page that may, in no other", { skip }, async () => {
  const address = encodeURIComponent("/-/embed/fleet.dashboard.overview?panel=fleet.card.unencrypted");
  const first = await fetch(`${url}/-/embed/fleet.dashboard.overview`);
  assert.match(first.headers.get("content-security-policy"), new RegExp(`frame-ancestors 'self' ${host}$`));
  assert.match((await fetch(url + "/fleet.dashboard.overview")).headers.get("content-security-policy"), /frame-ancestors 'self'$/);
  const { page, context } = await open(browser, `${host}/${address}`);
  const frame = page.frameLocator("iframe");
  await is(() => frame.locator("[data-panel]").count(), 1);
  await is(() => frame.locator(".header, .run-head, .side").count(), 0);
  const other = await open(browser, `http://127.0.0.1:${wiki.address().port}/${address}`);
  await other.page.waitForTimeout(500);
  assert.equal(await other.page.frameLocator("iframe").locator("[data-panel]").count(), 0, "another origin");
  await other.context.close();
  await context.close();
});

test("the house's colour and logo, in both themes", { skip }, async () => {
  for (const [theme, want] of [["light", "#0b6b3a"], ["dark", "#5ccb95"]]) {
    const { page, context, wrong } = await open(browser, url + "/", { theme });
    await is(() => page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--accent").trim()), want);
    await is(() => page.locator("img.logo").evaluate((e) => e.complete && e.naturalWidth > 0), true);
    assert.deepEqual(wrong, []);
    await context.close();
  }
  const logo = await fetch(url + "/-/brand/logo");
  assert.match(logo.headers.get("content-security-policy"), /script-src 'self'/, "a script in it does not run");
});
