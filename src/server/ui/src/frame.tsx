/* frame.tsx - what is on every screen: the header, the palette, shortcuts, the bar of a lost connection. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { link, list, problems, reconnect, refresh, run, title, workspaceError } from "./store";
import { at, go, params, set } from "./nav";
import { announce, copy, library, now, onefile, theme, type Theme } from "./env";
import { setView, viewOf, canChart } from "./panels";
import { commands } from "./resultsview";
import { Search, typed } from "./home";
import { anyLayer, Button, Go, Icon, MenuLayer, More, openMenu } from "./ui";
import { T } from "./texts";

const pickFile = (): void => void library("more").then((more) => more.pickFile());
export const palette = signal(false),
  sheet = signal(false);
const errors = (): number =>
  (problems.value?.problems ?? []).filter((p) => p.severity === "error").length ||
  (workspaceError.value ? 1 : 0);

export const THEMES: [Theme, string][] = [
  ["auto", "As the system"],
  ["light", "Light"],
  ["dark", "Dark"],
];

export function Header() {
  const n = errors();
  const menu = (e: MouseEvent): void =>
    openMenu(e, "Menu", [
      ...(onefile
        ? []
        : [
            { label: "Open a snapshot", icon: "file", hint: "g s", act: pickFile },
            {
              label: "Compare two snapshots",
              icon: "columns",
              act: () => go("/compare", params.peek().shared()),
            },
            {
              label: n ? `Problems (${n})` : "Problems",
              icon: "warning",
              hint: "g p",
              act: () => go("/problems", params.peek().shared()),
            },
            null,
          ]),
      { label: "Palette", icon: "search", hint: "Ctrl K", act: () => (palette.value = true) },
      { label: "Keyboard shortcuts", icon: "help", hint: "?", act: () => (sheet.value = true) },
    ]);
  return (
    <header class={onefile ? "header onefile" : "header"}>
      <a
        class="skip-link"
        href="#main"
        onClick={(e) => {
          e.preventDefault();
          document.getElementById("main")?.focus();
        }}
      >
        Skip to the content
      </a>
      {onefile ? (
        <span class="brand">
          <Logo /> <bdi>{title.value === "pipelite" ? "pipelite" : title.value}</bdi>
        </span>
      ) : (
        <Go to="/" params={params.value.shared()} class="brand" label={title.value}>
          <Logo /> <bdi>{title.value}</bdi>
        </Go>
      )}
      {onefile ? <span class="grow" /> : <Search />}
      <div class="header-tools">
        {!onefile && n > 0 && at.value.screen !== "problems" && (
          <Go
            to="/problems"
            params={params.value.shared()}
            class="button problems-link"
            label={`${n} problems`}
          >
            <Icon name="warning" />
            {n}
          </Go>
        )}
        <Button
          icon="theme"
          label={`Theme: ${THEMES.find((t) => t[0] === theme.value)![1]}`}
          menu
          onClick={(e) =>
            openMenu(
              e,
              "Theme",
              THEMES.map(([t, text]) => ({
                label: text,
                checked: theme.value === t,
                act: () => (theme.value = t),
              })),
            )
          }
        />
        <Button icon="more" label="Menu of the page" menu onClick={menu} />
      </div>
    </header>
  );
}

const Logo = () => (
  <svg class="logo" viewBox="0 0 16 16" aria-hidden="true">
    <rect width="16" height="16" rx="3" class="logo-box" />
    <path d="M4 12V4h4.2a2.8 2.8 0 0 1 0 5.6H6.2V12z" class="logo-mark" />
  </svg>
);

/* A bar while the connection is lost; the data stays. It is said once: the seconds that pass are only to be seen. */
export function Connection() {
  const l = link.value;
  const lost = l.state === "lost";
  useEffect(() => {
    if (lost) announce(T.lost);
  }, [lost]);
  if (!lost) return null;
  const left = Math.max(0, Math.ceil((l.retryAt - now.value) / 1000));
  return (
    <div class="banner lost">
      <Icon name="warning" />
      <span class="banner-text">
        {T.lost}
        {left > 0 ? ` in ${left} s` : ""}
      </span>
      <button type="button" class="link" onClick={reconnect}>
        Now
      </button>
    </div>
  );
}

/* ---- shortcuts, off while a field has the focus */

let after = 0; /* when "g" was pressed */
addEventListener("keydown", keys);
function keys(e: KeyboardEvent): void {
  if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "k") {
    e.preventDefault();
    palette.value = !palette.value;
    return;
  }
  const el = e.target as HTMLElement;
  if (
    e.ctrlKey ||
    e.metaKey ||
    e.altKey ||
    el.matches("input,select,textarea,[contenteditable]") ||
    e.defaultPrevented
  )
    return;
  const live = at.value.screen === "run" && !onefile;
  const first = after;
  after = 0;
  if (first && e.timeStamp - first < 1200) {
    if (onefile) return;
    if (e.key === "h") go("/", params.peek().shared());
    else if (e.key === "p") go("/problems", params.peek().shared());
    else if (e.key === "s") pickFile();
    return;
  }
  const panel = el.closest<HTMLElement>("[data-panel]")?.dataset.panel;
  const act: Record<string, () => void> = {
    "?": () => (sheet.value = true),
    "/": () => {
      const t = el.closest(".table-box")?.querySelector<HTMLElement>(".table-search");
      if (t) t.click();
      else if (onefile) palette.value = true;
      else document.getElementById("search")?.focus();
    },
    g: () => (after = e.timeStamp),
    r: () => live && refresh(),
    c: () => copy(location.href),
    ".": () => live && set({ kiosk: params.peek().get("kiosk") ? null : "1" }),
    f: () => commands.value?.filter(),
    x: () => commands.value?.failures(),
    v: () => {
      const p = panel && run.peek().run.panels.get(panel);
      if (p && canChart(p, p.data))
        setView(p.name, viewOf(p.name) ? null : p.panel_type === "table" ? "chart" : "table");
    },
    j: () => nextPanel(el, 1),
    k: () => nextPanel(el, -1),
    Enter: () => {
      if (panel && el.dataset.panel) set({ panel });
    },
    "[": () => step(-1),
    "]": () => step(1),
    Escape: () => {
      if (params.peek().get("panel")) set({ panel: null, tab: null });
      else if (params.peek().get("kiosk")) set({ kiosk: null });
      else if (params.peek().get("search")) {
        typed.value = "";
        set({ search: null });
      }
    },
  };
  if (!Object.hasOwn(act, e.key) || (anyLayer() && !["[", "]", "?"].includes(e.key))) return;
  if (e.key === "Enter" && !el.dataset.panel) return;
  e.preventDefault();
  act[e.key]();
}

function nextPanel(from: HTMLElement, by: number): void {
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
function step(by: number): void {
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

export function Layers() {
  return (
    <>
      {palette.value && <More keys part="Palette" />}
      {sheet.value && <More keys part="Sheet" />}
      <MenuLayer />
      <div id="live" class="off-screen" role="status" aria-live="polite" />
    </>
  );
}
