/* focus.ts - the focus is never lost (page.md 9). When the element that has it goes away (a button that did its work, a row
 * that was scrolled out of the document, a whole screen), the focus goes to what is nearest to where it was. */

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
