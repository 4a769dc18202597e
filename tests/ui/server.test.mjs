/* The page with the program's own server, on the demo workspace. */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { launch, missing, open } from "./browser.mjs";
import { binary, folder, prepare } from "./demo.mjs";
import { scratch } from "./lib.mjs";

const skip = missing || (!existsSync(binary) && "no program built");
let browser, child, url, port;

const free = () => new Promise((done) => {
  const s = createServer();
  s.listen(0, "127.0.0.1", () => {
    const p = s.address().port;
    s.close(() => done(p));
  });
});
async function start() {
  child = spawn(binary, ["server", "--port", String(port)], { cwd: folder, env: { ...process.env, TZ: "UTC" }, stdio: "ignore" });
  for (let i = 0; i < 1200; i++) {
    try {
      if ((await fetch(url + "/-/readyz")).ok) return;
    } catch {
      /* not yet */
    }
    await new Promise((r) => setTimeout(r, 50));
  }
  throw new Error("the server does not become ready");
}
const stop = () => new Promise((done) => {
  child.once("exit", done);
  child.kill("SIGTERM");
});

before(async () => {
  if (skip) return;
  prepare("demo-server");
  port = await free();
  url = `http://127.0.0.1:${port}`;
  await start();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  if (child && child.exitCode === null) await stop();
});

test("server: home, a dashboard with its inputs, a benchmark", { skip }, async () => {
  const { page, wrong, context } = await open(browser, url + "/");
  await page.getByRole("link", { name: /Fleet overview/ }).click();
  await page.getByRole("region", { name: "Unencrypted" }).getByText("4").waitFor();
  await page.locator(".chart svg").first().waitFor();
  await page.goto(url + "/fleet.dashboard.host_detail");
  await page.getByRole("combobox", { name: "Host" }).click();
  await page.getByRole("option", { name: "web-1" }).click();
  await page.waitForURL(/input.host=web-1/);
  await page.getByRole("region", { name: "Logins" }).getByRole("grid").waitFor();
  await page.goto(url + "/fleet.benchmark.baseline");
  await page.getByRole("button", { name: /74 Alarm/ }).waitFor();
  await page.getByRole("treeitem", { name: /Network/ }).click();
  assert.deepEqual(wrong, []);
  await context.close();
});

test("server: the page below /-/ui/ has the same screens", { skip }, async () => {
  const { page, wrong, context } = await open(browser, url + "/-/ui/");
  await page.getByRole("link", { name: /Baseline/ }).first().click();
  await page.getByRole("button", { name: /74 Alarm/ }).waitFor();
  assert.equal(new URL(page.url()).pathname, "/-/ui/fleet.benchmark.baseline");
  await page.reload();
  await page.getByRole("button", { name: /74 Alarm/ }).waitFor();
  assert.deepEqual(wrong, []);
  await context.close();
});

test("server: an edit is on screen, a mistake is a problem with its line", { skip }, async () => {
  const file = join(folder, "dashboards/overview.pp");
  const was = readFileSync(file, "utf8");
  const { page, wrong, context } = await open(browser, url + "/fleet.dashboard.overview");
  await page.getByRole("heading", { name: "Fleet overview" }).waitFor();
  writeFileSync(file, was.replace(/title\s*=\s*"Fleet overview"/, 'title = "Fleet at a glance"'));
  await page.getByRole("heading", { name: "Fleet at a glance" }).waitFor();
  writeFileSync(file, was.replace(/title\s*=\s*"Fleet overview"/, "title = "));
  await page.locator(".banner", { hasText: "problem" }).waitFor();
  await page.getByRole("link", { name: "Show" }).click();
  await page.getByText(/overview.pp:\d+:\d+/).first().waitFor();
  writeFileSync(file, was);
  await page.getByText("The workspace has no problems.").waitFor();
  assert.deepEqual(wrong, []);
  await context.close();
});

test("server: one HTML file of what is open works as one that was exported", { skip }, async () => {
  const { page, wrong, context } = await open(browser, url + "/fleet.dashboard.host_detail?input.host=web-1");
  await page.getByRole("region", { name: "Logins" }).getByRole("grid").waitFor();
  await page.getByRole("button", { name: "Menu", exact: true }).click();
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem", { name: "Save as one HTML file" }).click()]);
  const path = join(scratch, "from-the-page.html");
  await file.saveAs(path);
  for (const address of ["file://" + path, `${url}/-/run/fleet.dashboard.host_detail.html${new URL(page.url()).search}`]) {
    const saved = await open(browser, address);
    await saved.page.getByRole("region", { name: "Logins" }).getByRole("grid").waitFor();
    await saved.page.getByText("web-1").first().waitFor();
    assert.deepEqual(saved.wrong, []);
    await saved.context.close();
  }
  assert.deepEqual(wrong, []);
  await context.close();
});

test("server: started again with other content, the list is the new one", { skip }, async (t) => {
  const file = join(folder, "dashboards/overview.pp");
  const was = readFileSync(file, "utf8");
  const { page, context } = await open(browser, url + "/");
  t.after(async () => {
    await context.close();
    writeFileSync(file, was);
  });
  await page.getByRole("link", { name: /Fleet overview/ }).waitFor();
  await stop();
  writeFileSync(file, was.replace(/title\s*=\s*"Fleet overview"/, 'title = "Another overview"'));
  await start();
  await page.getByRole("link", { name: /Another overview/ }).waitFor();
  await page.reload();
  await page.getByRole("link", { name: /Another overview/ }).waitFor();
});

test("server: started again, the page goes on by itself", { skip }, async () => {
  const { page, context } = await open(browser, url + "/fleet.dashboard.overview");
  await page.getByRole("region", { name: "Unencrypted" }).getByText("4").waitFor();
  await stop();
  await page.locator(".banner.lost").waitFor();
  await start();
  await page.getByRole("button", { name: "Now" }).click({ timeout: 3000 }).catch(() => {});
  await page.locator(".banner.lost").waitFor({ state: "detached" });
  await page.getByRole("region", { name: "Unencrypted" }).getByText("4").waitFor();
  await context.close();
});

test("first run: in a folder without a mod the page says how to begin, and shows what is written there", { skip }, async () => {
  const empty = join(scratch, "first-run");
  rmSync(empty, { recursive: true, force: true });
  mkdirSync(empty, { recursive: true });
  const at = await free(), begun = spawn(binary, ["server", "--port", String(at)], { cwd: empty, stdio: "ignore" });
  try {
    for (let i = 0; i < 400 && !(await fetch(`http://127.0.0.1:${at}/-/readyz`).then((r) => r.ok, () => false)); i++) await new Promise((r) => setTimeout(r, 50));
    const { page, wrong, context } = await open(browser, `http://127.0.0.1:${at}/`);
    await page.getByText("There is nothing to open yet").waitFor();
    await page.getByText("pipelite mod init").waitFor();
    writeFileSync(join(empty, "mod.pp"), 'mod "begun" {\n  title = "Begun"\n}\n');
    writeFileSync(join(empty, "d.pp"), 'dashboard "d" {\n  title = "My first"\n}\n');
    await page.getByRole("link", { name: "My first" }).waitFor();
    assert.deepEqual(wrong, []);
    await context.close();
  } finally {
    begun.kill("SIGTERM");
  }
});
