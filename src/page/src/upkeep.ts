/* upkeep.ts - a page that stays open for weeks: it notices that the server became another one, or wants a login (page.md 7). */
import { effect, signal, untracked } from "@preact/signals";
import { onefile, prefix, version } from "./env";
import { at, params } from "./nav";
import { link, reconnect, refresh, run } from "./store";
import { interval } from "./url";

/* The server wants a login: the page itself goes on with what it has. */
export const loggedOut = signal(false);

/* The first script has the names of the others in it, and its own content in its name. */
const first = document.querySelector<HTMLScriptElement>("script[src*='/first.']")?.src.split("/").pop() ?? "";

async function look(): Promise<void> {
  const r = await fetch(prefix + "/", { headers: { accept: "text/html" }, cache: "no-store" }).catch(
    () => null,
  );
  if (!r) return;
  loggedOut.value = r.status === 401;
  const page = r.ok ? await r.text() : "";
  const other = !page.includes(first) || !page.includes(`content="${version}"`);
  /* A file that was opened is in this tab only, and would be lost. */
  const holds = at.peek().screen === "snapshot" || at.peek().screen === "compare";
  if (other && !holds && page.includes("pipelite-version")) renew();
}

export function watch(): void {
  if (onefile) return;
  document.addEventListener(
    "visibilitychange",
    () => !document.hidden && link.peek().state === "lost" && reconnect(),
  );
  addEventListener("online", reconnect);
  let every = 0;
  effect(() => {
    clearInterval(every);
    const ms = interval(params.value.get("refresh"));
    if (ms && at.value.screen === "run")
      every = window.setInterval(() => {
        if (!document.hidden && !document.querySelector("[data-menu]") && run.peek().run.state !== "running")
          refresh();
      }, ms);
  });
  let lost = false;
  effect(() => {
    const { state } = link.value;
    const asked = lost;
    lost = state === "lost";
    if (lost || (asked && state === "open")) untracked(look);
  });
}

/* A server of another version: load the page again, but not more than once in ten minutes. */
export function renew(): void {
  try {
    const last = Number(sessionStorage.getItem("pipelite.renewed") ?? 0);
    if (Date.now() - last < 600000) return;
    sessionStorage.setItem("pipelite.renewed", String(Date.now()));
    location.reload();
  } catch {
    /* stay with what is there */
  }
}
