/* focus.ts - the focus is never lost (page.md 9). When the element that has it goes away (a button that did its work, a row
 * that was scrolled out of the document, a whole screen), the focus goes to what is nearest to where it was. */
import { onefile } from "./env";
import { at, go, params } from "./nav";
import { list } from "./store";

const FOCUSABLE = "a[href],button:not(:disabled),input,select,[tabindex='0']";
/* These take keys for all that is in them. */
const WIDGETS = "[role='tree'],[role='grid'],.rows";

/* The elements around the one that had the focus last, the nearest first. They are kept, because an element that is in no
 * document has no parents any more. */
let around: HTMLElement[] = [];

addEventListener("focusin", (e) => {
  around = [];
  for (let el = e.target as HTMLElement | null; el && el !== document.body; el = el.parentElement)
    around.push(el);
});

function keep(): void {
  if (document.activeElement !== document.body || !around.length || around[0].isConnected) return;
  for (const el of around)
    if (el.isConnected && el.closest("main,nav,header,.side")) {
      const widget = el.matches(WIDGETS);
      if (widget) el.tabIndex = -1;
      const to = widget ? el : el.querySelector<HTMLElement>(FOCUSABLE);
      to?.focus({ preventScroll: true });
      if (document.activeElement !== document.body) return;
    }
  document.getElementById("main")?.focus({ preventScroll: true });
}

/* What closes gives the focus back by itself, a moment later than this is called. */
export function keepFocus(): void {
  let asked = 0;
  new MutationObserver(() => {
    if (around.length && !around[0].isConnected && !asked)
      asked = requestAnimationFrame(() => {
        asked = 0;
        keep();
      });
  }).observe(document.getElementById("app")!, { childList: true, subtree: true });
}

/* ---- steps of the keyboard (frame.tsx) */

export function nextPanel(from: HTMLElement, by: number): void {
  const all = [
    ...document.querySelectorAll<HTMLElement>(
      "main [data-panel], main .tree-row[tabindex='0'], main a.row-link",
    ),
  ].filter((x) => x.offsetParent);
  const i = all.findIndex((x) => x === from || x.contains(from));
  const to = all[i < 0 ? (by > 0 ? 0 : all.length - 1) : i + by];
  to?.focus();
  to?.scrollIntoView({ block: "nearest" });
}

/* The next tab of what is open, or the next item of the list. */
export function step(by: number): void {
  const tabs = [...document.querySelectorAll<HTMLElement>('.side [role="tab"]')];
  if (tabs.length) {
    const i = tabs.findIndex((t) => t.getAttribute("aria-selected") === "true");
    tabs[(i + by + tabs.length) % tabs.length].click();
    return;
  }
  if (at.peek().screen !== "run" || onefile) return;
  const tops = list.peek().items.filter((i) => i.top);
  const i = tops.findIndex((x) => x.name === at.peek().name);
  const to = tops[i + by];
  if (to) go("/" + to.name, params.peek().shared());
}
