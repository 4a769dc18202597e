/* Exemptions on the page, with the program's own server: what is shown, who may write, what is followed. */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { launch, missing, open, settled } from "./browser.mjs";
import { binary, folder, prepare } from "./demo.mjs";
import { eventually, page as load } from "./lib.mjs";

const skip = missing || (!existsSync(binary) && "no program built");
const exempt = await load("exempt");
const ANN = "0123456789abcdef", BOB = "fedcba9876543210";
let browser, child, url, file;

test("patterns are those of the program", () => {
  /* ORDER patterns (tests/unit/run/test_review.c) */
  const rows = [["control.a", "control.a", true], ["control.a", "control.ab", false], ["*", "", true], ["*", "anything", true], ["control.*", "control.a", true], ["control.*", "shop.control.a", false], ["*.control.?", "shop.control.a", true], ["?", "", false], ["a*b*c", "a1b2b3c", true], ["a*b*c", "a1b2b3", false], ["**", "x", true], ["", "", true], ["", "x", false], ["?", "é", false], ["??", "é", true], ["a?*", "a", false]];
  for (const [pattern, text, want] of rows) assert.equal(exempt.fits(pattern, text), want, `${pattern} ${text}`);
});

test("the first exemption that is valid counts, by full or short name", () => {
  const x = (control, resource, until, reason) => ({ control, resource, until, reason, by: null, at: null });
  const f = new exempt.Finder([x("control.a", "r", "2020-01-01", "over"), x("m.control.a", "r*", null, "wide"), x("control.a", "r", "2030-01-01", "exact"), x("control.b", "*", null, "other"), x("*", "only", null, "all")], "2026-03-01", "m");
  assert.equal(f.find("m.control.a", "r").reason, "wide", "the first that is valid");
  assert.equal(f.find("m.control.a", "q"), undefined);
  assert.equal(f.find("dep.control.b", "q"), undefined, "short names are of the workspace's mod");
  assert.equal(f.find("dep.control.z", "only").reason, "all");
});

test("a line to paste", () => {
  const x = { control: "m.control.a", resource: "a,b", reason: 'say "x"', until: null };
  assert.equal(exempt.line("x.csv", x, 4), 'm.control.a,"a,b","say ""x""",');
  assert.equal(exempt.line("x.csv", { ...x, until: "2030-01-01" }, 6), 'm.control.a,"a,b","say ""x""",2030-01-01,,');
  assert.deepEqual(JSON.parse(exempt.line("x.json", x, 4)), { control: "m.control.a", resource: "a,b", reason: 'say "x"' });
});

const free = () => new Promise((done) => {
  const s = createServer();
  s.listen(0, "127.0.0.1", () => {
    const p = s.address().port;
    s.close(() => done(p));
  });
});
before(async () => {
  if (skip) return;
  prepare("demo-exempting");
  file = join(folder, "exemptions.csv");
  writeFileSync(file, "control,resource,reason,until\ncontrol.host_disk_encrypted,*,being replaced,2999-12-31\n");
  writeFileSync(join(folder, "tokens"), `${ANN} ann write\n${BOB} bob\n`);
  const port = await free();
  url = `http://127.0.0.1:${port}`;
  child = spawn(binary, ["server", "--port", String(port), "--exemptions", "exemptions.csv", "--allow-exempting", "--auth-token-file", "tokens"], { cwd: folder, env: { ...process.env, TZ: "UTC" }, stdio: "ignore" });
  await eventually(async () => assert.ok((await fetch(url + "/-/readyz")).ok));
  browser = await launch();
});
after(async () => {
  await browser?.close();
  if (child?.exitCode === null) await new Promise((done) => (child.once("exit", done), child.kill("SIGTERM")));
});
const is = (read, want, why) => eventually(async () => assert.deepEqual(await read(), want, why));
const NAME = "/fleet.benchmark.hosts";
const exempted = (page) => page.locator(".toggle", { hasText: "Exempted" }).innerText().then((t) => Number(/\d+/.exec(t)?.[0]), () => 0);
async function show(token, query = "") {
  const made = await open(browser, `${url}${NAME}?token=${token}`);
  if (query) await made.page.goto(`${url}${NAME}${query}`);
  await settled(made.page);
  return made;
}
const failures = "?where=" + encodeURIComponent(JSON.stringify({ "fleet.benchmark.hosts": { operator: "and", expressions: [{ operator: "equal", type: "control", value: "fleet.control.host_rebooted" }, { operator: "equal", type: "status", value: "alarm" }] } }));

test("what is exempted is marked, with its reason", { skip }, async () => {
  const { page, wrong, context } = await show(BOB);
  await is(() => exempted(page).then((n) => n > 0), true);
  await page.locator(".toggle", { hasText: "Exempted" }).click();
  await page.locator(".tree-row.result").first().click();
  await page.getByRole("dialog").getByText("Exempted, because: being replaced").waitFor();
  assert.deepEqual(wrong, []);
  await context.close();
});

test("without the right: the line to paste; with it: written, marked at once, who and when in the file", { skip }, async () => {
  const bob = await show(BOB, failures);
  await bob.page.locator(".tree-row.result").first().click();
  await bob.page.getByRole("button", { name: "Exempt", exact: true }).click();
  await bob.page.getByLabel("Because").fill("too, late");
  await is(() => bob.page.locator(".exempt pre").innerText().then((t) => t.replace(/,[^,]*,"too/, ',R,"too').replace(/\d{4}-\d\d-\d\d/, "DAY")), 'fleet.control.host_rebooted,R,"too, late",DAY');
  await bob.context.close();

  const { page, wrong, context } = await show(ANN, failures);
  await settled(page);
  const before = await exempted(page);
  await page.locator(".tree-row.result").first().click();
  await page.getByRole("button", { name: "Exempt", exact: true }).click();
  await is(() => page.getByRole("form").getByRole("button", { name: "Exempt" }).isDisabled(), true, "not without a reason");
  await page.getByLabel("Because").fill("the window is on Sunday");
  await page.getByLabel("Until").fill("2999-01-31");
  await page.getByRole("form").getByRole("button", { name: "Exempt" }).click();
  await page.getByRole("dialog").getByText("Exempted by ann, because: the window is on Sunday").waitFor();
  await is(() => exempted(page), before + 1);
  const [head, old, mine] = readFileSync(file, "utf8").split("\n");
  assert.equal(head, "control,resource,reason,until,by,at");
  assert.equal(old, "control.host_disk_encrypted,*,being replaced,2999-12-31,,");
  assert.match(mine, /^fleet\.control\.host_rebooted,[\w-]+,the window is on Sunday,2999-01-31,ann,\d{4}-\d\d-\d\dT/);
  assert.deepEqual(wrong, []);
  await context.close();
});

test("the file is followed, a mistake keeps the list before", { skip }, async () => {
  const list = async () => (await fetch(`${url}/-/exemptions.json`, { headers: { authorization: `Bearer ${BOB}` } })).json();
  writeFileSync(file, "control,resource,reason\ncontrol.host_rebooted,*,all of them\n");
  await is(async () => (await list()).exemptions.length, 1);
  writeFileSync(file, "control,resource\n");
  await is(async () => !!(await list()).wrong, true);
  assert.equal((await list()).exemptions.length, 1);
});
