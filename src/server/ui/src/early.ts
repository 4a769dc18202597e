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

function row(list: List, item: Item, prefix: string, starred: boolean): HTMLElement {
  const kind = kindName(item);
  return element(
    "div",
    { class: "row" },
    element(
      "a",
      { class: "row-link", href: `${prefix}/${item.name}` },
      icon(kind),
      element("span", { class: "row-title" }, bdi(titleOf(item))),
      element("span", { class: "row-kind" }, KIND[kind]),
    ),
    element("span", { class: "row-tags" }, ...rowTags(list, item).map(tag)),
    star(item, starred),
  );
}

/* Starred, or opened recently: links in a line. */
function strip(word: string, items: Item[], prefix: string): Node[] {
  if (!items.length) return [];
  const links = items.map((i) => element("a", { href: `${prefix}/${i.name}` }, titleOf(i)));
  return [element("p", {}, element("span", { class: "text-3" }, word), ...links)];
}

/* Draw the rows of `list` into `main`. `stars`, `recents`: names that the browser keeps. */
export function drawRows(
  main: HTMLElement,
  list: List,
  prefix: string,
  stars: string[],
  recents: string[],
): void {
  const tops = list.items.flatMap((item, i) => (item.top ? [i] : []));
  const rows = rowsOf(group(list, tops, "mod"));
  const height = rowHeight();
  const [places, end] = placesOf(rows, height);
  const named = (names: string[]): Item[] =>
    names.map((n) => list.items.find((i) => i.name === n)).filter((i): i is Item => !!i);
  const strips = [...strip("Starred", named(stars), prefix), ...strip("Recent", named(recents), prefix)];
  const box = element("div", { class: "rows" });
  box.style.height = end + "px";
  for (let i = 0; i < rows.length && places[i] < innerHeight + AHEAD; i++) {
    const r = rows[i];
    if ("head" in r)
      box.append(
        placed(
          element(
            "h2",
            { class: "row-head" },
            bdi(r.head),
            " ",
            element("span", { class: "text-3" }, String(r.n)),
          ),
          places[i],
        ),
      );
    else {
      const item = list.items[r.item];
      box.append(placed(row(list, item, prefix, stars.includes(item.name)), places[i], height));
    }
  }
  main.classList.remove("ghosts");
  main.replaceChildren(
    element("p", { class: "list-count", role: "status" }, countOf(tops.length, tops.length)),
    ...(strips.length ? [element("div", { class: "strip" }, ...strips)] : []),
    box,
  );
}
