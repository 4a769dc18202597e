/* menu.tsx - the menu that is open (openMenu() of ui.tsx says which). */
import { useLayoutEffect, useRef } from "preact/hooks";
import { Icon, menu, useLayer, type MenuItem } from "./ui";

export function OpenMenu({
  x,
  y,
  right,
  items,
  label,
}: {
  x: number;
  y: number;
  right: boolean;
  items: (MenuItem | null)[];
  label: string;
}) {
  const ref = useRef<HTMLDivElement>(null);
  useLayer(() => (menu.value = null));
  useLayoutEffect(() => {
    const el = ref.current!;
    const w = el.offsetWidth,
      h = el.offsetHeight;
    el.style.left = Math.max(8, Math.min(right ? x - w : x, innerWidth - w - 8)) + "px";
    el.style.top = Math.max(8, y + h > innerHeight - 8 ? Math.max(8, innerHeight - h - 8) : y) + "px";
    (el.querySelector("button") as HTMLElement)?.focus({ preventScroll: true });
    const outside = (e: Event): void => {
      if (!el.contains(e.target as Node)) menu.value = null;
    };
    addEventListener("pointerdown", outside, true);
    addEventListener("resize", outside);
    return () => {
      removeEventListener("pointerdown", outside, true);
      removeEventListener("resize", outside);
    };
  }, []);
  const move = (e: KeyboardEvent): void => {
    const all = [...ref.current!.querySelectorAll("button")];
    const i = all.indexOf(document.activeElement as HTMLButtonElement);
    const to =
      e.key === "ArrowDown"
        ? i + 1
        : e.key === "ArrowUp"
          ? i - 1
          : e.key === "Home"
            ? 0
            : e.key === "End"
              ? all.length - 1
              : null;
    if (to !== null) {
      e.preventDefault();
      e.stopPropagation();
      all[(to + all.length) % all.length].focus();
    } else if (e.key === "Tab") menu.value = null;
  };
  return (
    <div class="menu" role="menu" aria-label={label} ref={ref} data-menu onKeyDown={move}>
      {items.map((i) =>
        i === null ? (
          <hr />
        ) : (
          <button
            type="button"
            role={i.checked === undefined ? "menuitem" : "menuitemcheckbox"}
            aria-checked={i.checked}
            tabIndex={-1}
            onClick={() => {
              menu.value = null;
              i.act();
            }}
          >
            {i.checked !== undefined ? (
              <Icon name={i.checked ? "benchmark" : "minus"} class={i.checked ? "check" : "check off"} />
            ) : i.icon ? (
              <Icon name={i.icon} />
            ) : (
              <span class="icon" />
            )}
            <span>{i.label}</span>
            {i.hint && <kbd>{i.hint}</kbd>}
          </button>
        ),
      )}
    </div>
  );
}
