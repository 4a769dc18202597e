/* early.ts - the rows of Home that are in sight, drawn as soon as the list has come: the application takes a while longer. They
 * are the elements that home.tsx makes, so nothing moves when it takes over, and their links lead where they say. */
import { ROW_ICONS } from "./icons";
import { AHEAD, countOf, group, kindName, placesOf, rowHeight, rowsOf, rowTags, titleOf } from "./list";
import { KIND } from "./texts";
import type { Item, List } from "./types";

type Attributes = Record<string, string>;

function element(tag: string, attributes: Attributes, ...inside: (Node | string)[]): HTMLElement {
  const svg = tag === "svg" || tag === "path";
  const e = (
    svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag)
  ) as HTMLElement;
  for (const name in attributes) e.setAttribute(name, attributes[name]);
  e.append(...inside);
  return e;
}

/* At its place among the rows: the policy allows no style in an attribute that is parsed. */
function placed(e: HTMLElement, top: number, height?: number): HTMLElement {
  e.style.top = top + "px";
  if (height) e.style.height = height + "px";
  return e;
}

const bdi = (text: string): HTMLElement => element("bdi", {}, text);
const icon = (name: string): Node =>
  element(
    "svg",
    {
      class: "icon ",
      viewBox: "0 0 24 24",
      fill: "none",
      stroke: "currentColor",
      "stroke-width": "1.5",
      "stroke-linecap": "round",
      "stroke-linejoin": "round",
      "aria-hidden": "true",
    },
    element("path", { d: ROW_ICONS[name], "stroke-width": "1.5" }),
  );

function star(item: Item, on: boolean): Node {
  const label = `${on ? "Remove the star of" : "Star"} ${titleOf(item)}`;
  return element(
    "button",
    {
      type: "button",
      class: `button only-icon star${on ? " on" : ""}`,
      "aria-label": label,
      title: label,
      "aria-pressed": String(on),
    },
    icon("star"),
  );
}

const tag = ([key, value]: [string, string]): Node =>
  element("button", { type: "button", class: "tag", title: `${key}=${value}`, tabindex: "-1" }, bdi(value));

const heading = (text: string, n: number): HTMLElement =>
  element("h2", { class: "row-head" }, bdi(text), " ", element("span", { class: "text-3" }, String(n)));

/* What the browser keeps, and what addresses begin with. */
export interface Kept {
  prefix: string;
  stars: string[];
  recents: string[];
}

function row(list: List, item: Item, kept: Kept): HTMLElement {
  const kind = kindName(item);
  return element(
    "div",
    { class: "row" },
    element(
      "a",
      { class: "row-link", href: `${kept.prefix}/${item.name}` },
      icon(kind),
      element("span", { class: "row-title" }, bdi(titleOf(item))),
      element("span", { class: "row-kind" }, KIND[kind] ?? kind),
    ),
    element("span", { class: "row-tags" }, ...rowTags(list, item).map(tag)),
    star(item, kept.stars.includes(item.name)),
  );
}

/* Links to what was starred or opened recently, each in a line. */
function strip(list: List, kept: Kept): Node[] {
  const line = (word: string, names: string[]): Node[] => {
    const items = names.map((n) => list.items.find((i) => i.name === n)).filter((i): i is Item => !!i);
    const links = items.map((i) => element("a", { href: `${kept.prefix}/${i.name}` }, titleOf(i)));
    return links.length ? [element("p", {}, element("span", { class: "text-3" }, word), ...links)] : [];
  };
  const lines = [...line("Starred", kept.stars), ...line("Recent", kept.recents)];
  return lines.length ? [element("div", { class: "strip" }, ...lines)] : [];
}

/* Draw the rows of `list` into `main`, which is at the top of the window. */
export function drawRows(main: HTMLElement, list: List, kept: Kept): void {
  const tops = list.items.flatMap((item, i) => (item.top ? [i] : []));
  const rows = rowsOf(group(list, tops, "mod"));
  const height = rowHeight();
  const [places, end] = placesOf(rows, height);
  const box = element("div", { class: rows[0] && "head" in rows[0] ? "rows grouped" : "rows" });
  box.style.height = end + "px";
  for (let i = 0; i < rows.length && places[i] < innerHeight + AHEAD; i++) {
    const r = rows[i];
    if ("head" in r) box.append(placed(heading(r.head, r.n), places[i]));
    else box.append(placed(row(list, list.items[r.item], kept), places[i], height));
  }
  main.classList.remove("ghosts");
  const count = element("p", { class: "list-count" }, countOf(tops.length, tops.length));
  main.replaceChildren(count, ...strip(list, kept), box);
}
