/* frame.tsx - what is on every screen: the header, the palette, shortcuts, the bar of a lost connection. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { link, problems, reconnect, refresh, run, title, workspaceError } from "./store";
import { at, go, params, set } from "./nav";
import { announce, base, copy, has, library, now, onefile, theme, type Theme } from "./env";
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
  const menu = (e: MouseEvent): void => openMenu(e, "Menu", (m) => m.ofPage(n));
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

const Logo = () =>
  has("logo") ? (
    <img class="logo" src={base + "/-/brand/logo"} alt="" />
  ) : (
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

const more = (f: (m: any) => void) => library("more").then(f);
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
      const results = document.querySelector<HTMLElement>(".find-results");
      if (t) t.click();
      else if (onefile) palette.value = true;
      else if (results) results.focus();
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
    j: () => more((m) => m.nextPanel(el, 1)),
    k: () => more((m) => m.nextPanel(el, -1)),
    Enter: () => {
      if (panel && el.dataset.panel) set({ panel });
    },
    "[": () => more((m) => m.step(-1)),
    "]": () => more((m) => m.step(1)),
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
