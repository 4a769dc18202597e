/* home.tsx - finding what to open (page.md 3.1). */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { signal } from "@preact/signals";
import { list, listIndex, listState, problems, workspaceError, title } from "./store";
import { at, go, onLink, params, set, type, address } from "./nav";
import { announce, has, recents, stars, stored, toggleStar } from "./env";
import {
  AHEAD,
  countOf,
  group,
  HEAD,
  kindName,
  placesOf,
  rowHeight,
  rowsOf,
  rowTags,
  shortName,
  titleOf,
  type Row,
} from "./list";
import { facet, find, marks, tagKeys, trunksOf, type Filter, type Index } from "./search";
import { Button, Empty, Go, Icon, More } from "./ui";
import { KIND, T } from "./texts";
import type { Params } from "./url";

/* What is being typed, before the address has it. */
export const typed = signal<string | null>(null);
export const query = (): string => (typed.value ?? params.value.get("search")) || "";

export function filterOf(): Filter {
  const q = params.value;
  return {
    search: query(),
    kind: q.get("kind") ?? "",
    all: q.get("dashboard_display") === "all",
    facets: q
      .all("facet")
      .map((f) => {
        const i = f.indexOf(":");
        return [f.slice(0, i), f.slice(i + 1)] as [string, string];
      })
      .filter((f) => f[0]),
  };
}

export function Marked({ text, query: q }: { text: string; query: string }) {
  const hits = q ? marks(text, q) : [];
  if (!hits.length) return <bdi>{text}</bdi>;
  const out = [];
  let last = 0;
  for (const [a, b] of hits) {
    out.push(text.slice(last, a), <mark>{text.slice(a, b)}</mark>);
    last = b;
  }
  return (
    <bdi>
      {out}
      {text.slice(last)}
    </bdi>
  );
}

export function Search({ focusable }: { focusable?: boolean }) {
  const home = at.value.screen === "home";
  return (
    <label class="search">
      <Icon name="search" />
      <input
        id="search"
        type="search"
        aria-label={T.search}
        placeholder={T.search}
        value={query()}
        autocomplete="off"
        spellcheck={false}
        tabIndex={focusable === false ? -1 : 0}
        onInput={(e) => {
          const v = e.currentTarget.value;
          typed.value = v;
          if (!home) go("/", params.peek().shared().with({ search: v }));
          else type({ search: v });
        }}
        onKeyDown={(e) => {
          if (e.key === "Enter" || e.key === "ArrowDown") {
            e.preventDefault();
            const first = document.querySelector<HTMLAnchorElement>(".list a.row-link");
            if (e.key === "Enter") first?.click();
            else first?.focus();
          } else if (e.key === "Escape" && query()) {
            e.preventDefault();
            e.stopPropagation();
            typed.value = "";
            set({ search: null }, true);
          }
        }}
      />
      <kbd class="no-touch">/</kbd>
    </label>
  );
}

/* An older state may be shown; why it is, stands there. */
export function ProblemsBanner() {
  const wrong = workspaceError.value || problems.value?.problems.some((x) => x.severity === "error");
  return wrong ? <More part="Banner" /> : null;
}

function Facet({
  ix,
  f,
  found,
  name,
  label,
}: {
  ix: Index;
  f: Filter;
  found: number[];
  name: string;
  label: string;
}) {
  const [all, setAll] = useState(false);
  const values = useMemo(() => facet(ix, f, name, found), [found, name]);
  if (!values.length || (name !== "kind" && values.length < 2 && !f.facets.some((x) => x[0] === name)))
    return null;
  const on = (v: string): boolean =>
    name === "kind" ? f.kind.includes(v) : f.facets.some((x) => x[0] === name && x[1] === v);
  const pick = (v: string): void => {
    if (name === "kind")
      set({
        kind: Object.keys(KIND)
          .filter((k) => on(k) !== (k === v))
          .join(),
      });
    else
      set({
        facet: on(v)
          ? f.facets.filter((x) => !(x[0] === name && x[1] === v)).map((x) => x.join(":"))
          : [...f.facets, [name, v]].map((x) => x.join(":")),
      });
  };
  const shown = all ? values : values.slice(0, 8);
  return (
    <fieldset class="facet">
      <legend>{label}</legend>
      {shown.map(([v, n]) => (
        <label class={on(v) ? "on" : ""}>
          <input type="checkbox" checked={on(v)} onChange={() => pick(v)} />
          <bdi>{name === "kind" ? (KIND[v] ?? v) : v}</bdi>
          <span class="count">{n}</span>
        </label>
      ))}
      {values.length > 8 && (
        <button type="button" class="link" onClick={() => setAll(!all)}>
          {all ? "fewer" : `${values.length - 8} more`}
        </button>
      )}
    </fieldset>
  );
}

const SCROLLED = 500; /* pixels above and below the window whose rows are there once it was scrolled */

export function Home() {
  const ix = listIndex.value,
    l = list.value,
    f = filterOf();
  const lift = useMemo(() => {
    const m = new Map<string, number>();
    recents.value.forEach((n) => m.set(n, 1));
    stars.value.forEach((n) => m.set(n, 2));
    return m;
  }, [recents.value, stars.value]);
  const key = JSON.stringify(f);
  const found = useMemo(() => find(ix, f, undefined, lift), [ix, key, lift]);
  const keys = useMemo(
    () =>
      tagKeys(l)
        .map((k) => k[0])
        .filter((k) => k !== "mod"),
    [l],
  );
  const q = params.value;
  const by =
    q.get("group_by") === "tag" ? "tag:" + (q.get("tag") ?? "service") : (q.get("group_by") ?? "mod");
  const sorted = !!f.search;
  const groups = useMemo(() => group(l, found, sorted ? "none" : by), [l, found, by, sorted]);
  const rows = useMemo(() => rowsOf(groups), [groups]);
  const position = useMemo(() => new Map(l.items.map((it, i) => [it.name, i])), [l]);
  const [side, setSide] = useState(false);
  useEffect(() => {
    if (at.value.screen === "home") document.title = title.value;
  }, [title.value]);

  const nested = l.items.length - l.items.filter((i) => i.top).length;
  const said = countOf(found.length, f.all || f.search ? l.items.length : l.items.length - nested);
  useEffect(() => {
    if (f.search) announce(said);
  }, [said, !f.search]);

  if (listState.value === "none") return <Connecting />;
  if (listState.value === "failed" && !l.items.length)
    return (
      <main class="page" id="main" tabIndex={-1}>
        <h1>{title.value}</h1>
        <Empty
          title="The list cannot be had"
          text="The server does not answer. The page tries again by itself."
        />
      </main>
    );
  const recent = recents.value.map((n) => position.get(n)).filter((n): n is number => n !== undefined);
  const starred = stars.value.map((n) => position.get(n)).filter((n): n is number => n !== undefined);
  const grouping = (v: string): void =>
    set(
      v.startsWith("tag:")
        ? { group_by: "tag", tag: v.slice(4) }
        : { group_by: v === "mod" ? null : v, tag: null },
    );
  return (
    <div class="home">
      <ProblemsBanner />
      <div class="home-body">
        <nav class={"facets" + (side ? " open" : "")} aria-label="Filter the list">
          <Button
            class="facets-toggle"
            icon="filter"
            label="filter"
            text={f.facets.length || f.kind ? `Filter (${f.facets.length + (f.kind ? 1 : 0)})` : "Filter"}
            expanded={side}
            onClick={() => setSide(!side)}
          />
          <div class="facets-body">
            <label class="group-by">
              <span>Group by</span>
              <select value={by} onChange={(e) => grouping(e.currentTarget.value)}>
                <option value="mod" selected={by === "mod"}>
                  Mod
                </option>
                {keys.map((k) => (
                  <option value={"tag:" + k} selected={by === "tag:" + k}>
                    {k}
                  </option>
                ))}
                <option value="none" selected={by === "none"}>
                  Nothing
                </option>
              </select>
            </label>
            <Facet ix={ix} f={f} found={found} name="kind" label="Kind" />
            {keys.slice(0, 4).map((k) => (
              <Facet ix={ix} f={f} found={found} name={k} label={k} />
            ))}
            {nested > 0 && (
              <fieldset class="facet">
                <legend>Nested benchmarks</legend>
                <label>
                  <input
                    type="checkbox"
                    checked={f.all}
                    onChange={() => set({ dashboard_display: f.all ? null : "all" })}
                  />
                  <span>Show</span>
                  <span class="count">{nested}</span>
                </label>
              </fieldset>
            )}
            {(f.facets.length > 0 || f.kind) && (
              <Button label="clear" text="Clear filters" onClick={() => set({ facet: null, kind: null })} />
            )}
          </div>
        </nav>
        <main class="list" id="main" tabIndex={-1}>
          <h1 class="off-screen">{title.value}</h1>
          <p class="list-count">{said}</p>
          {!f.search && (has("views") || stored<unknown[]>("views", []).length > 0) && (
            <More from="views" part="HomeViews" />
          )}
          {!f.search && !f.kind && !f.facets.length && (recent.length > 0 || starred.length > 0) && (
            <div class="strip">
              {starred.length > 0 && (
                <p>
                  <span class="text-3">Starred</span>
                  {starred.map((i) => (
                    <Go to={"/" + l.items[i].name} params={q.shared()}>
                      {titleOf(l.items[i])}
                    </Go>
                  ))}
                </p>
              )}
              {recent.length > 0 && (
                <p>
                  <span class="text-3">Recent</span>
                  {recent.map((i) => (
                    <Go to={"/" + l.items[i].name} params={q.shared()}>
                      {titleOf(l.items[i])}
                    </Go>
                  ))}
                </p>
              )}
            </div>
          )}
          {!l.items.length ? (
            <Empty title={T.noItems} text={T.noItemsHow}>
              <p>
                <code>pipelite mod init</code>
                <br />
                <code>pipelite mod install github.com/turbot/steampipe-mod-aws-compliance</code>
              </p>
            </Empty>
          ) : !found.length ? (
            <Empty
              title={`${T.nothingFound}${f.search ? ` "${f.search}"` : ""}`}
              text={`${l.items.length} items are hidden by the search and the filters.`}
            >
              <Button
                label="clear"
                text="Clear all"
                onClick={() => {
                  typed.value = "";
                  set({ search: null, facet: null, kind: null });
                }}
              />
            </Empty>
          ) : (
            <Rows rows={rows} ix={ix} query={f.search} nested={f.all || !!f.search} />
          )}
        </main>
      </div>
    </div>
  );
}

function Rows({ rows, ix, query: q, nested }: { rows: Row[]; ix: Index; query: string; nested: boolean }) {
  const box = useRef<HTMLDivElement>(null);
  const h = rowHeight();
  const [tops, y] = useMemo(() => placesOf(rows, h), [rows, h]);
  const [seen, setSeen] = useState(0);
  useEffect(() => {
    const see = (): void =>
      setSeen(Math.max(0, Math.floor(-(box.current?.getBoundingClientRect().top ?? 0) / 100) * 100));
    see();
    addEventListener("scroll", see, { passive: true });
    addEventListener("resize", see);
    return () => {
      removeEventListener("scroll", see);
      removeEventListener("resize", see);
    };
  }, [rows.length]);
  /* A shorter list is seen at once, before the window has been scrolled to its end. */
  const top = Math.min(seen, Math.max(0, y - innerHeight));
  const first = lower(tops, top - SCROLLED - HEAD),
    last = Math.min(rows.length, lower(tops, top + innerHeight + (top ? SCROLLED : AHEAD)) + 1);
  const shared = params.value.shared();
  const keys = (e: KeyboardEvent): void => {
    const step = e.key === "ArrowDown" || e.key === "j" ? 1 : e.key === "ArrowUp" || e.key === "k" ? -1 : 0;
    if (!step || e.ctrlKey || e.metaKey) return;
    const all = [...box.current!.querySelectorAll<HTMLElement>("a.row-link")];
    const i = all.indexOf(document.activeElement as HTMLElement);
    if (i < 0) return;
    e.preventDefault();
    e.stopPropagation();
    if (i + step < 0) document.getElementById("search")?.focus();
    else all[i + step]?.focus();
  };
  /* An element stays at its place in the list: a search changes what it says, which costs half of making others. */
  return (
    <div
      class={"head" in rows[0] ? "rows grouped" : "rows"}
      ref={box}
      style={{ height: y + "px" }}
      onKeyDown={keys}
    >
      {rows.slice(first, last).map((r, k) => {
        const i = first + k;
        return "head" in r ? (
          <h2 class="row-head" style={{ top: tops[i] + "px" }} key={"h" + i}>
            <bdi>{r.head}</bdi> <span class="text-3">{r.n}</span>
          </h2>
        ) : (
          <ItemRow
            key={i}
            ix={ix}
            i={r.item}
            shared={shared}
            top={tops[i]}
            height={h}
            query={q}
            nested={nested}
          />
        );
      })}
    </div>
  );
}

function lower(a: number[], x: number): number {
  let lo = 0,
    hi = a.length;
  while (lo < hi) {
    const m = (lo + hi) >> 1;
    if (a[m] < x) lo = m + 1;
    else hi = m;
  }
  return lo;
}

function ItemRow({
  ix,
  i,
  shared: p,
  top,
  height,
  query: q,
  nested,
}: {
  ix: Index;
  i: number;
  shared: Params;
  top: number;
  height: number;
  query: string;
  nested: boolean;
}) {
  const item = ix.list.items[i];
  const to = "/" + item.name;
  const trunks = nested && !item.top ? trunksOf(ix.parents, i) : [];
  const shown = rowTags(ix.list, item);
  const star = stars.value.includes(item.name);
  const crumbs = trunks.map((t) => t.map((n) => titleOf(ix.list.items[n])).join(" › "));
  return (
    <div class="row" style={{ top: top + "px", height: height + "px" }}>
      <a
        class="row-link"
        href={address(to, p)}
        onClick={(e) => {
          typed.value = null;
          onLink(e, to, p);
        }}
      >
        <Icon name={kindName(item)} />
        <span class="row-title">
          <Marked text={item.title || shortName(item.name)} query={q} />
        </span>
        {crumbs.length > 0 && (
          <span class="crumbs" title={crumbs.join("\n")}>
            {crumbs.map((c) => (
              <bdi>› {c} </bdi>
            ))}
          </span>
        )}
        <span class="row-kind">{KIND[kindName(item)]}</span>
      </a>
      <span class="row-tags">
        {shown.map(([k, v]) => (
          <button
            type="button"
            class="tag"
            title={`${k}=${v}`}
            tabIndex={-1}
            onClick={() => set({ facet: [...new Set([...params.peek().all("facet"), `${k}:${v}`])] })}
          >
            <bdi>{v}</bdi>
          </button>
        ))}
      </span>
      <Button
        icon="star"
        class={"star" + (star ? " on" : "")}
        label={star ? `Remove the star of ${titleOf(item)}` : `Star ${titleOf(item)}`}
        pressed={star}
        onClick={() => toggleStar(item.name)}
      />
    </div>
  );
}

/* The frame at once, with the titles of the last visit. */
function Connecting() {
  let titles: [string, string][] = [];
  try {
    titles = JSON.parse(sessionStorage.getItem("pipelite.titles") ?? "[]");
  } catch {
    titles = [];
  }
  return (
    <div class="home-body">
      <div class="facets" />
      <main class={"list connecting" + (titles.length ? "" : " ghosts")} id="main" aria-busy="true">
        <div class="thin-line" />
        {titles.slice(0, 30).map(([n, t]) => (
          <div class="ghost-row">{t || shortName(n)}</div>
        ))}
      </main>
    </div>
  );
}
