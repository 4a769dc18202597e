/* palette.tsx - the palette, and the sheet of shortcuts (page.md 8). */
import { useMemo, useState } from "preact/hooks";
import { list, listIndex, refresh, run } from "./store";
import { at, go, params, set } from "./nav";
import { copy, onefile, theme } from "./env";
import { kindName, titleOf } from "./list";
import { find, trunksOf } from "./search";
import { nameOf } from "./panels";
import { commands } from "./resultsview";
import { saveSnapshot } from "./runtools";
import { Marked } from "./home";
import { pickFile } from "./screens";
import { palette, sheet, THEMES } from "./frame";
import { Dialog } from "./dialog";
import { Button, Icon } from "./ui";
import { KIND, T } from "./texts";

/* Keys of what needs a server, which the single file has not. */
const SERVED = ["g h", "g p", "g s", "r", "."];
export const KEYS: [string, string][] = [
  ["Ctrl K", "palette: anything to open, any command"],
  ["/", "search; in a table or results: search in them"],
  ["g h", "home"],
  ["g p", "problems"],
  ["g s", "open a snapshot"],
  ["j k ↑ ↓", "next, previous row"],
  ["→ ←", "open, close a group"],
  ["Enter", "open the row or the panel"],
  ["f", "filter"],
  ["x", "only failures"],
  ["r", "run again"],
  ["v", "chart or table of the focused panel"],
  ["c", "copy the link"],
  ["[ ]", "previous, next tab, or item of the list"],
  [".", "kiosk"],
  ["Escape", "close what is on top"],
  ["?", "this list"],
];

/* What tells items of one title apart: the mod, and what they are in. */
function placeOf(i: number): string {
  const { mods, items } = list.value;
  const trunk = trunksOf(listIndex.value.parents, i)[0] ?? [];
  return [mods[items[i].mod]?.[1], ...trunk.map((t) => titleOf(items[t]))].filter(Boolean).join(" › ");
}

interface Entry {
  text: string;
  where?: string;
  kind: string;
  icon: string;
  act: () => void;
}

function commandsNow(): Entry[] {
  const c = (text: string, icon: string, act: () => void): Entry => ({ text, kind: "Command", icon, act });
  const live = at.value.screen === "run" && !onefile;
  return [
    ...(onefile
      ? []
      : [
          c("Home", "home", () => go("/", params.peek().shared())),
          c("Problems", "warning", () => go("/problems", params.peek().shared())),
          c("Open a snapshot", "file", () => pickFile()),
          c("Compare two snapshots", "columns", () => go("/compare", params.peek())),
        ]),
    ...(live
      ? [
          c("Run again", "refresh", refresh),
          c("Save as a snapshot", "file", saveSnapshot),
          c("Kiosk", "fit", () => set({ kiosk: params.peek().get("kiosk") ? null : "1" })),
        ]
      : []),
    ...(commands.value
      ? [
          c("Filter results", "filter", commands.value.filter),
          c("Only failures", "filter", commands.value.failures),
        ]
      : []),
    c("Copy the link", "link", () => copy(location.href)),
    c("Print", "print", () => setTimeout(() => print(), 50)),
    ...THEMES.map(([t, text]) => c(`Theme: ${text.toLowerCase()}`, "theme", () => (theme.value = t))),
    c("Keyboard shortcuts", "help", () => (sheet.value = true)),
  ];
}

export function Palette() {
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  const entries = useMemo(() => {
    const low = text.toLowerCase().trim();
    const all: Entry[] = [];
    const fits = (t: string): boolean => low.split(/\s+/).every((w) => t.toLowerCase().includes(w));
    if (!onefile && low)
      for (const i of find(listIndex.value, { search: text, kind: "", facets: [], all: true }).slice(0, 30)) {
        const item = list.value.items[i];
        all.push({
          text: titleOf(item),
          where: placeOf(i),
          kind: KIND[kindName(item)] ?? "",
          icon: item.kind === "d" ? "dashboard" : item.kind === "b" ? "benchmark" : "detection",
          act: () => go("/" + item.name, params.peek().shared()),
        });
      }
    const panels: Entry[] = [];
    const open = onefile || ["run", "snapshot"].includes(at.peek().screen);
    for (const p of open ? run.peek().run.panels.values() : [])
      if (
        !["with", "node", "edge", "input", "dashboard", "container"].includes(p.panel_type) &&
        (p.title || p.properties.label)
      )
        panels.push({
          text: nameOf(p),
          kind: p.panel_type[0].toUpperCase() + p.panel_type.slice(1),
          icon: p.panel_type === "chart" ? "chart" : "table",
          act: () => set({ panel: p.name }),
        });
    all.push(
      ...(low ? panels.filter((e) => fits(e.text)).slice(0, 20) : panels.slice(0, 8)),
      ...commandsNow().filter((e) => !low || fits(e.text)),
    );
    return all;
  }, [text]);
  const close = (): void => void (palette.value = false);
  const run_ = (e: Entry): void => {
    close();
    e.act();
  };
  return (
    <Dialog label="Palette" close={close} class="palette">
      <input
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={`palette-${active}`}
        aria-label="Open or do anything"
        placeholder="Open or do anything"
        value={text}
        autocomplete="off"
        onInput={(e) => {
          setText(e.currentTarget.value);
          setActive(0);
        }}
        onKeyDown={(e) => {
          const to = e.key === "ArrowDown" ? active + 1 : e.key === "ArrowUp" ? active - 1 : null;
          if (to !== null) {
            e.preventDefault();
            const n = (to + entries.length) % Math.max(1, entries.length);
            setActive(n);
            document.getElementById(`palette-${n}`)?.scrollIntoView({ block: "nearest" });
          } else if (e.key === "Enter" && entries[active]) {
            e.preventDefault();
            run_(entries[active]);
          }
        }}
      />
      <div role="listbox" id="palette-list" aria-label="Results" class="palette-list">
        {entries.map((e, i) => (
          <div
            role="option"
            id={`palette-${i}`}
            aria-selected={i === active}
            class={"option" + (i === active ? " active" : "")}
            onClick={() => run_(e)}
            onPointerMove={() => setActive(i)}
          >
            <Icon name={e.icon} />
            <Marked text={e.text} query={text} />
            {e.where && <bdi class="where">{e.where}</bdi>}
            <span class="text-3">{e.kind}</span>
          </div>
        ))}
        {!entries.length && <p class="text-3 pad">{T.nothingFound}</p>}
      </div>
    </Dialog>
  );
}

export function Sheet() {
  return (
    <Dialog label="Keyboard shortcuts" close={() => (sheet.value = false)} class="sheet">
      <h2>Keyboard shortcuts</h2>
      <dl class="keys">
        {KEYS.filter(([k]) => !onefile || !SERVED.includes(k)).map(([k, t]) => (
          <>
            <dt>
              {k.split(" ").map((x) => (
                <kbd>{x}</kbd>
              ))}
            </dt>
            <dd>{t}</dd>
          </>
        ))}
      </dl>
      <Button label="close" text="Close" onClick={() => (sheet.value = false)} />
    </Dialog>
  );
}
