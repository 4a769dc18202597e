/* browser.mjs - Debian's Chromium, driven by playwright-core; every page of a test is watched for errors of the console,
 * violations of the policy, and requests to other hosts. */
import { existsSync } from "node:fs";
import { ci, need } from "./lib.mjs";

const path = ["/usr/bin/chromium", "/usr/bin/chromium-browser", process.env.CHROMIUM].find((p) => p && existsSync(p));
export const missing = path ? false : "no chromium here (make deps)";
if (!path && ci) throw new Error("no chromium, and CI does not skip");

export async function launch() {
  const { chromium } = need("playwright-core");
  return chromium.launch({
    executablePath: path, headless: true,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--font-render-hinting=none"],
  });
}

/* The run is over and all that is in sight is drawn. */
export async function settled(page) {
  await page.waitForFunction(() => {
    const run = globalThis.plApp?.store.run.value.run;
    return globalThis.plApp && globalThis.plVendor?.more && ![...document.querySelectorAll(".skeleton,.connecting")].some((e) => e.getBoundingClientRect().top < innerHeight) && (plApp.nav.at.value.screen !== "run" || !["running", "waiting"].includes(run.state) || [...run.panels.values()].some((p) => p.status === "blocked"));
  });
  await page.evaluate(() => new Promise((r) => requestAnimationFrame(() => setTimeout(r, 50))));
}

/* A page, and what went wrong on it. SLOWER=4: on a processor of a quarter of the speed. */
export async function open(browser, url, options = {}) {
  const context = await browser.newContext({ viewport: { width: options.width ?? 1440, height: options.height ?? 900 }, colorScheme: options.theme ?? "light", locale: "en-GB", timezoneId: "UTC", reducedMotion: "reduce", acceptDownloads: true, ...options.context });
  context.setDefaultTimeout(100000); /* a browser on a busy machine is slow, not wrong */
  const page = await context.newPage();
  if (process.env.SLOWER) await (await context.newCDPSession(page)).send("Emulation.setCPUThrottlingRate", { rate: Number(process.env.SLOWER) });
  const wrong = [];
  const host = url.startsWith("file:") ? "" : new URL(url).host;
  page.on("console", (m) => m.type() === "error" && wrong.push(`console: ${m.text()}`));
  page.on("pageerror", (e) => wrong.push(`error: ${e.message}`));
  page.on("request", (r) => {
    const u = new URL(r.url());
    if (["data:", "blob:", "about:"].includes(u.protocol)) return;
    if (host ? u.host !== host : u.protocol !== "file:") wrong.push(`request to ${r.url()}`);
  });
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", (e) => console.error(`policy: ${e.violatedDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber} ${e.sample}`));
    window.alert = () => console.error("alert was called");
  });
  await page.goto(url);
  return { page, wrong, context };
}
