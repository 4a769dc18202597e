/* resultmenus.ts - menus over results: of a result, of a group, and what can be saved (page.md 3.3). */
import { copy, download } from "./env";
import { csv, fileName, groupMarkdown, resultJson, resultMarkdown, resultRows } from "./export";
import { dimensions, valueOf, type By, type Expression, type Group, type Result, type Tree } from "./results";
import type { Items, MenuItem } from "./ui";

const IS = ["equal", "not_equal"];
export const expression = (operator: string, by: By, value: string): Expression => ({
  operator,
  type: by.type,
  ...(by.value !== undefined ? { key: by.value } : {}),
  value,
});

/* What can be filtered by in the cells of a result. */
export const facts = (r: Result): [string, string, By][] =>
  [
    ...["status", "reason", "resource"].map((type): [string, string, By] => [
      type,
      valueOf(r, { type }) ?? "",
      { type },
    ]),
    ...dimensions(r).map(([k, v]): [string, string, By] => [k, v, { type: "dimension", value: k }]),
  ].filter(([, v]) => v);

type Add = (e: Expression) => void;

export const ofResult = (r: Result, show: (r: Result) => void, add: Add): Items => [
  { label: "Show", icon: "expand", act: () => show(r) },
  { label: "Copy as Markdown", icon: "copy", act: () => copy(resultMarkdown(r)) },
  null,
  ...facts(r).flatMap(([k, v, by]) =>
    IS.map((is) => ({
      label: `${k} ${is === IS[0] ? "is" : "is not"} ${v.slice(0, 40)}`,
      icon: "filter",
      act: () => add(expression(is, by, v)),
    })),
  ),
];

export function ofGroup(g: Group, add: Add): Items {
  /* What has no value is all that is not "*". */
  const value = g.panel?.name || g.value,
    none = +!value;
  return [
    { label: "Only this", icon: "filter", act: () => add(expression(IS[none], g.by, value || "*")) },
    { label: "All but this", icon: "filter", act: () => add(expression(IS[1 - none], g.by, value || "*")) },
    { label: "Copy the name", icon: "copy", act: () => copy(g.panel?.name ?? g.title) },
  ];
}

/* What can be saved of a benchmark. `left`: the results that pass the filter. */
export function ofResults(
  name: string,
  t: Tree,
  left: Result[],
  filtered: boolean,
  root: Group,
  isOpen: (g: Group, depth: number) => boolean,
): Items {
  const save = (label: string, ext: string, type: string, make: () => string): MenuItem => ({
    label,
    icon: "download",
    act: () => download(fileName(name, "results", ext), type, make()),
  });
  return [
    save(filtered ? `CSV of the ${left.length.toLocaleString()} filtered` : "CSV", "csv", "text/csv", () =>
      csv(resultRows(t, left)),
    ),
    ...(filtered ? [save("CSV of everything", "csv", "text/csv", () => csv(resultRows(t, t.results)))] : []),
    save("CSV for spreadsheets", "csv", "text/csv", () => "\ufeff" + csv(resultRows(t, left), true)),
    save("JSON", "json", "application/json", () => resultJson(t, left)),
    {
      label: "Copy what is open as Markdown",
      icon: "copy",
      act: () => copy(groupMarkdown(root, (g) => g === root || isOpen(g, 1))),
    },
  ];
}
