/* ui.tsx - small parts of which screens are made: icons, status marks, menus, side panels, tabs. */
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { signal } from "@preact/signals";
import { library, loaded, type Library, type Menus } from "./env";
import { ROW_ICONS } from "./icons";
import { WORD } from "./texts";
import { STATUSES, type Counts, type Exemption } from "./types";
import { address, insideAddress, onLink, inside } from "./nav";
import { Params } from "./url";
import { link as safeLink } from "./values";

/* ---- icons of the page: 24 grid, 1.5 lines */

const PATHS: Record<string, string> = {
  ...ROW_ICONS,
  search: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l4.5 4.5",
  refresh: "M19.5 12a7.5 7.5 0 1 1-2.2-5.3M19.5 3.5v4h-4",
  close: "M6 6l12 12M18 6L6 18",
  chevron: "M9 6l6 6-6 6",
  down: "M6 9l6 6 6-6",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  expand: "M9 4H4v5M15 4h5v5M9 20H4v-5M15 20h5v-5",
  download: "M12 4v11m0 0l-4.5-4.5M12 15l4.5-4.5M5 19.5h14",
  copy: "M9 9h10.5v10.5H9zM5 15H4.5V4.5H15V5",
  filter: "M4 6h16M7 12h10M10 18h4",
  plus: "M12 5v14M5 12h14",
  theme: "M12 3.5a8.5 8.5 0 1 0 0 17zM12 3.5a8.5 8.5 0 0 1 0 17",
  help: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM9.8 9.6a2.3 2.3 0 1 1 3.1 2.4c-.7.3-.9.8-.9 1.6M12 16.4h.01",
  home: "M4 11l8-7 8 7M6 9.5V20h12V9.5",
  columns: "M4 5h16v14H4zM9.5 5v14M14.5 5v14",
  chart: "M4 20h16M7 16v-5M12 16V6M17 16v-8",
  table: "M4 5h16v14H4zM4 10h16M4 14.5h16M10 10v9",
  clock: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 7.5V12l3 2",
  warning: "M12 4L2.8 19.5h18.4zM12 10v4.5M12 17h.01",
  file: "M6 3.5h8l4 4v13H6zM14 3.5v4h4",
  link: "M10 14a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.7l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1-1",
  print: "M7 8.5V4h10v4.5M7 16H4.5V8.5h15V16H17M7 13.5h10V20H7z",
  minus: "M5 12h14",
  fit: "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5M9 9h6v6H9z",
  stop: "M7 7h10v10H7z",
  swap: "M5 15V5h10M12 2l3 3-3 3M19 9v10H9M12 16l-3 3 3 3",
};

export function Icon({ name, class: c }: { name: string; class?: string }) {
  return (
    <svg
      class={"icon " + (c ?? "")}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.5"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name] ?? ""} stroke-width={name === "more" ? 2.5 : 1.5} />
    </svg>
  );
}

/* ---- status: shape, colour and word */

const SHAPES: Record<string, any> = {
  __proto__: null,
  ok: (
    <g>
      <circle cx="8" cy="8" r="7" class="fill" />
      <path d="M4.8 8.2l2.2 2.3 4.2-4.6" class="cut" />
    </g>
  ),
  alarm: (
    <g>
      <path d="M8 1L15.4 14.5H.6z" class="fill" />
      <path d="M8 5.8v4M8 12h.01" class="cut" />
    </g>
  ),
  error: (
    <g>
      <path d="M8 .6L15.4 8 8 15.4.6 8z" class="fill" />
      <path d="M5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4" class="cut" />
    </g>
  ),
  info: (
    <g>
      <rect x="1.2" y="1.2" width="13.6" height="13.6" rx="1" class="fill" />
      <path d="M8 7.2v4.4M8 4.4h.01" class="cut" />
    </g>
  ),
  skip: (
    <g>
      <circle cx="8" cy="8" r="6.2" class="ring" />
      <path d="M5 8h6" class="ring" />
    </g>
  ),
  running: <path d="M14.2 8A6.2 6.2 0 1 1 8 1.8" class="ring turn" />,
  blocked: <path d="M5.5 3v10M10.5 3v10" class="ring" />,
  initialized: <circle cx="8" cy="8" r="6.2" class="ring dots" />,
  canceled: (
    <g>
      <circle cx="8" cy="8" r="6.2" class="ring" />
      <path d="M3.8 12.2l8.4-8.4" class="ring" />
    </g>
  ),
  complete: <path d="M3 8.4l3.4 3.4L13 4.6" class="ring" />,
};

/* `quiet`: the word stands beside it. */
export function Mark({ status, quiet }: { status: string; quiet?: boolean }) {
  const s = status === "cancelled" ? "canceled" : SHAPES[status] ? status : "error";
  return (
    <svg
      class={`mark s-${s}`}
      viewBox="0 0 16 16"
      {...(quiet ? { "aria-hidden": true } : { role: "img", "aria-label": WORD[s] ?? s })}
    >
      {SHAPES[s]}
    </svg>
  );
}

/* That a result is exempted, until when; why on hover and on paper. */
export function Exempted({ x: [, why, until] }: { x: Exemption }) {
  return (
    <span class="tag" title={why}>
      Exempted{until && ` until ${until}`}
      <span class="print-only">: {why}</span>
    </span>
  );
}

const CHEVRONS: Record<string, string> = {
  __proto__: null as any,
  critical: "M3 8l5-5 5 5M3 13l5-5 5 5",
  high: "M3 10.5l5-5 5 5",
  medium: "M3 8h10",
  low: "M3 5.5l5 5 5-5",
};
export function Severity({ value, word }: { value: string; word?: boolean }) {
  const v = value.toLowerCase();
  if (!CHEVRONS[v]) return null;
  return (
    <span class={`severity v-${v}`}>
      <svg
        class="mark"
        viewBox="0 0 16 16"
        {...(word ? { "aria-hidden": true } : { role: "img", "aria-label": `severity ${v}` })}
      >
        <path d={CHEVRONS[v]} />
      </svg>
      {word && v}
    </span>
  );
}

/* Counts as a bar; the numbers stand beside it. */
export function Bar({
  counts,
  most,
}: {
  counts: Counts;
  most: number; /* what is as long as the bar may be */
}) {
  const n = STATUSES.reduce((a, s) => a + counts[s], 0);
  return (
    <span class="bar" aria-hidden="true">
      {STATUSES.filter((s) => counts[s]).map((s) => (
        <span class={`s-${s}`} style={{ flexGrow: counts[s] }} />
      ))}
      {n < most && <i style={{ flexGrow: most - n }} />}
    </span>
  );
}

/* ---- links */

/* A link that a mod or a database gave: to a screen, or out of the page; text when it leads nowhere. */
export function DataLink({
  href,
  class: c,
  children,
  ...rest
}: {
  href: string | null | undefined;
  class?: string;
  children: ComponentChildren;
  [attribute: string]: any;
}) {
  const l = safeLink(href);
  if (!l) return <>{children}</>;
  if (l.outside)
    return (
      <a class={c} href={l.href} target="_blank" rel="noopener noreferrer" {...rest}>
        {children}
      </a>
    );
  const to = inside(l.href);
  return (
    <a class={c} href={insideAddress(l.href)} {...rest} onClick={(e) => onLink(e, to.path, to.params)}>
      {children}
    </a>
  );
}

export function Go({
  to,
  params,
  class: c,
  children,
  label,
  current,
}: {
  to: string;
  params?: Params;
  class?: string;
  children: ComponentChildren;
  label?: string;
  current?: boolean;
}) {
  const q = params ?? new Params();
  return (
    <a
      class={c}
      href={address(to, q)}
      aria-label={label}
      aria-current={current ? "page" : undefined}
      onClick={(e) => onLink(e, to, q)}
    >
      {children}
    </a>
  );
}

export function Button({
  icon,
  label,
  onClick,
  text,
  class: c,
  pressed,
  disabled,
  expanded,
  menu: opens,
}: {
  icon?: string;
  label: string;
  onClick: (e: MouseEvent) => void;
  text?: ComponentChildren;
  class?: string;
  pressed?: boolean;
  disabled?: boolean;
  expanded?: boolean;
  menu?: boolean /* it opens one */;
}) {
  return (
    <button
      type="button"
      class={"button " + (text === undefined ? "only-icon " : "") + (c ?? "")}
      aria-label={text === undefined ? label : undefined}
      title={text === undefined ? label : undefined}
      aria-pressed={pressed}
      aria-expanded={expanded}
      aria-haspopup={opens && "menu"}
      disabled={disabled}
      onClick={onClick}
    >
      {icon && <Icon name={icon} />}
      {text}
    </button>
  );
}

/* ---- layers: what floats closes with Escape, the top one first, and gives the focus back */

const layers: (() => void)[] = [];
addEventListener(
  "keydown",
  (e) => {
    if (e.key === "Escape" && layers.length) {
      e.preventDefault();
      e.stopPropagation();
      layers[layers.length - 1]();
    }
  },
  true,
);
export const anyLayer = (): boolean => layers.length > 0;

/* A layer takes keys from the commit that shows it: an effect after the paint would lose those pressed at once. When a
 * layer goes, its elements still have the focus; a microtask later it is with nobody, or with the layer that came
 * instead, which then gives it back to where the first one had it from. */
let heir: HTMLElement | null = null;
export function useLayer(close: () => void): void {
  const latest = useRef(close);
  latest.current = close;
  useLayoutEffect(() => {
    const back = heir ?? (document.activeElement as HTMLElement | null);
    const mine = (): void => latest.current();
    layers.push(mine);
    return () => {
      layers.splice(layers.indexOf(mine), 1);
      heir = back;
      queueMicrotask(() => {
        heir = null;
        if (back?.isConnected && (document.activeElement === document.body || !document.activeElement))
          back.focus({ preventScroll: true });
      });
    };
  }, []);
}

export interface MenuItem {
  label: string;
  icon?: string;
  act: () => void;
  checked?: boolean;
  hint?: string;
}

/* An open menu: at a place on the screen; null: none. One at a time. */
export const menu = signal<{
  x: number;
  y: number;
  right: boolean;
  items: Items;
  label: string;
} | null>(null);

export type Items = (MenuItem | null)[];

/* `items` may be those that the menus of the second part make. */
export function openMenu(e: MouseEvent, label: string, items: Items | ((menus: Menus) => Items)): void {
  const box = (e.currentTarget as HTMLElement | null)?.getBoundingClientRect();
  const pointer = e.type === "contextmenu";
  if (pointer) e.preventDefault();
  const right = !pointer && !!box && box.left > innerWidth / 2;
  const x = pointer ? e.clientX : right ? box!.right : (box?.left ?? 0),
    y = pointer ? e.clientY : (box?.bottom ?? 0) + 2;
  const show = (items: Items): void => void (menu.value = { x, y, right, items, label });
  if (typeof items !== "function") show(items);
  else library("more").then((more) => show(items(more.menus)));
}

export function MenuLayer() {
  const m = menu.value;
  return m && <More keys part="OpenMenu" key={m.label + m.x + m.y} {...m} />;
}

/* Two lines of text at the place of the content, and one action. */
export function Empty({
  title,
  text,
  children,
}: {
  title: string;
  text?: ComponentChildren;
  children?: ComponentChildren;
}) {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {text && <p class="text-2">{text}</p>}
      {children}
    </div>
  );
}

/* The size of an element, kept up to date where it is wanted: to read it, the browser lays out the page. */
export function useSize(
  wanted = true,
): [{ current: HTMLDivElement | null }, { width: number; height: number }] {
  const ref = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const el = ref.current;
    if (!el || !wanted) return;
    const read = (): void =>
      setSize((s) =>
        s.width === el.clientWidth && s.height === el.clientHeight
          ? s
          : { width: el.clientWidth, height: el.clientHeight },
      );
    read();
    const o = new ResizeObserver(read);
    o.observe(el);
    return () => o.disconnect();
  }, [wanted]);
  return [ref, size];
}

/* Keys that are pressed while what takes them is being loaded, and given to it when it is there. */
function useHeld(waiting: boolean): void {
  const held = useRef<KeyboardEventInit[]>([]);
  useLayoutEffect(() => {
    if (!waiting) {
      replay(held.current);
      return;
    }
    const take = (e: KeyboardEvent): void => {
      if (
        e.ctrlKey ||
        e.metaKey ||
        e.altKey ||
        e.isComposing ||
        (e.key.length > 1 && !/^(Enter|Escape|Arrow|Backspace)/.test(e.key))
      )
        return;
      e.preventDefault();
      e.stopImmediatePropagation();
      held.current.push({ key: e.key });
    };
    addEventListener("keydown", take, true);
    return () => removeEventListener("keydown", take, true);
  }, [waiting]);
}

/* What each key changes is rendered in a microtask, before the next one. */
export async function replay(keys: KeyboardEventInit[]): Promise<void> {
  for (const pressed of keys.splice(0)) {
    await 0;
    const el = document.activeElement as HTMLInputElement,
      key = pressed.key!;
    const field = el.matches("input");
    if (!el.dispatchEvent(new KeyboardEvent("keydown", { ...pressed, bubbles: true, cancelable: true })))
      continue;
    if (key === "Enter" && el.matches("button,a")) el.click();
    if (!field || (key.length > 1 && key !== "Backspace")) continue;
    el.value = key.length > 1 ? el.value.slice(0, -1) : el.value + key;
    el.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
}

/* A component of the second part of the application, or of `from`, which is loaded when it is first needed. `wait`: the height
 * that it will have. `keys`: it has the keys as soon as it is shown, and those pressed until then. */
export function More({
  part,
  from = "more",
  wait,
  keys,
  ...props
}: {
  part: string;
  from?: Library;
  wait?: number;
  keys?: boolean;
  [prop: string]: any;
}) {
  const [state, set] = useState(loaded(from) ? "ready" : "loading");
  useHeld(!!keys && state === "loading");
  useLayoutEffect(() => {
    if (state === "loading")
      library(from).then(
        () => set("ready"),
        () => set("failed"),
      );
  }, []);
  if (state === "failed")
    return (
      <p class="text-2 pad">
        A part of the page could not be loaded.{" "}
        <button type="button" class="link" onClick={() => location.reload()}>
          Load the page again
        </button>
      </p>
    );
  const Part = state === "ready" ? loaded(from)[part] : null;
  return Part ? (
    <Part {...props} />
  ) : (
    <div class={wait ? "skeleton" : ""} style={wait ? { height: wait + "px" } : {}} />
  );
}
