/* dialog.tsx - dialogs and tabs, which only the second part of the application has. */
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { useLayer } from "./ui";

export function Dialog({
  label,
  close,
  children,
  class: c,
}: {
  label: string;
  close: () => void;
  children: ComponentChildren;
  class?: string;
}) {
  const ref = useRef<HTMLDivElement>(null);
  useLayer(close);
  useLayoutEffect(() => {
    const el = ref.current!;
    (el.querySelector("input,button,select,[tabindex]") as HTMLElement | null)?.focus();
    const trap = (e: KeyboardEvent): void => {
      if (e.key !== "Tab") return;
      const all = [...el.querySelectorAll<HTMLElement>("input,button,select,a[href],[tabindex='0']")].filter(
        (x) => x.offsetParent,
      );
      if (!all.length) return;
      const first = all[0],
        last = all[all.length - 1];
      if (e.shiftKey && document.activeElement === first) {
        e.preventDefault();
        last.focus();
      } else if (!e.shiftKey && document.activeElement === last) {
        e.preventDefault();
        first.focus();
      }
    };
    el.addEventListener("keydown", trap);
    return () => el.removeEventListener("keydown", trap);
  }, []);
  return (
    <div class="veil" data-menu onPointerDown={(e) => e.target === e.currentTarget && close()}>
      <div class={"dialog " + (c ?? "")} role="dialog" aria-modal="true" aria-label={label} ref={ref}>
        {children}
      </div>
    </div>
  );
}

export function Tabs({
  tabs,
  at,
  onPick,
  label,
}: {
  tabs: [string, string][];
  at: string;
  onPick: (id: string) => void;
  label: string;
}) {
  const move = (e: KeyboardEvent): void => {
    const i = tabs.findIndex((t) => t[0] === at);
    const to = e.key === "ArrowRight" ? i + 1 : e.key === "ArrowLeft" ? i - 1 : null;
    if (to === null) return;
    e.preventDefault();
    e.stopPropagation();
    const next = tabs[(to + tabs.length) % tabs.length][0];
    onPick(next);
    document.getElementById("tab-" + next)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label={label} onKeyDown={move}>
      {tabs.map(([id, text]) => (
        <button
          type="button"
          role="tab"
          key={id}
          id={"tab-" + id}
          aria-selected={id === at}
          aria-controls="tabpanel"
          tabIndex={id === at ? 0 : -1}
          onClick={() => onPick(id)}
        >
          {text}
        </button>
      ))}
    </div>
  );
}
