/* runmenus.ts - the menus of what is open, and of the page. */
import { go, params, set } from "./nav";
import { copy, onefile } from "./env";
import { palette, sheet } from "./frame";
import { savePage, saveSnapshot } from "./runtools";
import { savingView } from "./saving";
import { pickFile } from "./screens";
import type { Panel } from "./types";
import type { Items } from "./ui";

/* `live`: of a server, not of a file. */
export const ofRun = (name: string, live: boolean, root?: Panel): Items => [
  { label: "Save as a snapshot", icon: "file", act: saveSnapshot },
  ...(live
    ? [
        { label: "Save as one HTML file", icon: "download", act: savePage },
        { label: "Save as a view", icon: "star", act: () => void (savingView.value = true) },
      ]
    : []),
  { label: "Print", icon: "print", act: () => print() },
  { label: "Copy the link", icon: "link", hint: "c", act: () => copy(location.href) },
  ...(!onefile
    ? [{ label: "Compare with a snapshot", icon: "columns", act: () => go("/compare", params.peek()) }]
    : []),
  ...(live
    ? [
        {
          label: "Kiosk",
          icon: "fit",
          hint: ".",
          act: () => set({ kiosk: params.peek().get("kiosk") ? null : "1" }),
        },
      ]
    : []),
  null,
  ...(root?.documentation
    ? [{ label: "Documentation", icon: "help", act: () => set({ panel: name, tab: "documentation" }) }]
    : []),
  ...(root?.source_definition
    ? [{ label: "Definition", icon: "file", act: () => set({ panel: name, tab: "definition" }) }]
    : []),
];

/* `errors`: of the workspace. */
export const ofPage = (errors: number): Items => [
  ...(onefile
    ? []
    : [
        { label: "Open a snapshot", icon: "file", hint: "g s", act: () => pickFile() },
        {
          label: "Compare two snapshots",
          icon: "columns",
          act: () => go("/compare", params.peek().shared()),
        },
        {
          label: errors ? `Problems (${errors})` : "Problems",
          icon: "warning",
          hint: "g p",
          act: () => go("/problems", params.peek().shared()),
        },
        null,
      ]),
  { label: "Palette", icon: "search", hint: "Ctrl K", act: () => (palette.value = true) },
  { label: "Keyboard shortcuts", icon: "help", hint: "?", act: () => (sheet.value = true) },
];
