/* runtools.tsx - the bar of inputs, the rail of contents, the search path, the kiosk, saving what is open. */
import { useEffect, useState } from "preact/hooks";
import { absolute, sent, inputs, link, metadata, run, runTick, supports } from "./store";
import { toExpression, type Expression } from "./results";
import { at, params, set } from "./nav";
import { base, download, onefile, printing } from "./env";
import { toSnapshot } from "./protocol";
import { fileName } from "./export";
import { nameOf, topInputs } from "./panels";
import { KEPT } from "./kept";
import { fixedText, InputView, inputType, optionsOf, Range } from "./inputs";
import { keyOf } from "./given";
import { fileError, reading } from "./screens";
import { Params } from "./url";
import type { Panel } from "./types";
import { Dialog } from "./dialog";
import { Button, Icon } from "./ui";
import { utc } from "./values";

export function saveSnapshot(): void {
  const r = run.peek().run;
  const view: Record<string, any> = Object.create(null); /* any name may be a key */
  for (const [param, key] of Object.entries(KEPT))
    for (const [n, v] of Object.entries(params.peek().json<Record<string, unknown>>(param) ?? {}))
      (view[n] ??= {})[key] = v;
  const s = toSnapshot(r, view);
  const range = params.peek().json<object>("datetime_range"),
    prefix = params.peek().get("search_path_prefix");
  if (range && !r.snapshot) s.metadata.datetime_range = absolute(range);
  if (prefix && !r.snapshot) s.metadata.search_path_prefix = prefix.split(",");
  const name = r.layout?.name ?? r.root;
  download(
    fileName(name, "snapshot", "pps").replace("_snapshot_", "."),
    "application/json",
    JSON.stringify(s),
  );
}

/* One HTML file of what is open. The server makes it: it runs once more with the same inputs, path and range. */
export async function savePage(): Promise<void> {
  const q = params.peek();
  const name = run.peek().run.layout?.name ?? at.peek().name;
  const range = q.json<object>("datetime_range");
  const asked = new Params(q.list.filter(([n]) => n === "search_path_prefix")).with({
    ...sent(q.inputs()),
    ...(range ? { ...absolute(range) } : {}),
  });
  fileError.value = "";
  reading.value = "the file";
  try {
    const r = await fetch(`${base}/-/run/${encodeURIComponent(name)}.html${asked}`);
    const made = await r.text();
    /* Other servers answer with a page of theirs. */
    if (!r.ok || !made.includes('name="pipelite-onefile"'))
      throw new Error(/^\{"error":/.test(made) ? JSON.parse(made).error : `the server says ${r.status}`);
    download(fileName(name, "page", "html"), "text/html", made);
  } catch (e) {
    fileError.value = `The file cannot be made: ${(e as Error).message}`;
  }
  reading.value = "";
}

export function InputsBar() {
  const r = run.value.run;
  const [open, setOpen] = useState(false);
  const [path, setPath] = useState(false);
  const tops = r.layout && r.layout.panel_type === "dashboard" ? topInputs(r.layout) : [];
  const s = supports.value;
  const live = !onefile && !r.snapshot;
  const showPath = live && (s.searchPath || params.value.get("search_path_prefix")),
    showTime = live && (s.timeRange || params.value.get("datetime_range"));
  if (!tops.length && !showTime && !showPath) return null;
  if (!tops.length && !showTime && showPath)
    return (
      <div class="inputs-bar slim no-print">
        <Button
          icon="columns"
          label="Search path"
          text={<>Search path: {params.value.get("search_path_prefix") || "default"}</>}
          onClick={() => setPath(true)}
        />
        {path && <PathDialog close={() => setPath(false)} />}
      </div>
    );
  const set_ = tops.filter((p) => inputs.value.get(String(p.properties.unqualified_name))).length;
  return (
    <div class={"inputs-bar" + (open ? " open" : "")} role="group" aria-label="Inputs">
      <button type="button" class="inputs-fold" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon name="chevron" class={open ? "chevron open" : "chevron"} /> Inputs{" "}
        <span class="text-3">
          {set_} of {tops.length} set
        </span>
      </button>
      <div class="inputs-row">
        {tops.map((p) => (
          <InputView panel={p} bare key={p.name} />
        ))}
        {showTime && (
          <div class="input">
            <label for="in-time-range">Time range</label>
            <Range
              id="in-time-range"
              type="datetime_range"
              label="Time range"
              value={params.value.get("datetime_range") ?? ""}
              set={(v) => set({ datetime_range: v || null })}
            />
          </div>
        )}
        {showPath && (
          <Button
            icon="columns"
            label="Search path"
            text={<>Search path: {params.value.get("search_path_prefix") || "default"}</>}
            onClick={() => setPath(true)}
          />
        )}
      </div>
      {path && <PathDialog close={() => setPath(false)} />}
    </div>
  );
}

function PathDialog({ close }: { close: () => void }) {
  const known = metadata.value?.search_path;
  const all = [...new Set([...(known?.resolved_search_path ?? []), ...(known?.original_search_path ?? [])])];
  const [text, setText] = useState(params.value.get("search_path_prefix") ?? "");
  const chosen = text
    .split(",")
    .map((x) => x.trim())
    .filter(Boolean);
  const put = (): void => {
    set({ search_path_prefix: chosen.join(",") || null });
    close();
  };
  return (
    <Dialog label="Search path" close={close} class="builder">
      <h2>Search path</h2>
      <p class="text-2">These schemas are searched first.</p>
      <input
        type="text"
        aria-label="Schemas, separated by commas"
        value={text}
        onInput={(e) => setText(e.currentTarget.value)}
        onKeyDown={(e) => e.key === "Enter" && put()}
      />
      <ul class="pick">
        {all.map((s) => (
          <li>
            <button
              type="button"
              aria-pressed={chosen.includes(s)}
              onClick={() =>
                setText((chosen.includes(s) ? chosen.filter((x) => x !== s) : [...chosen, s]).join(","))
              }
            >
              <bdi>{s}</bdi>
              {chosen.includes(s) && <Icon name="benchmark" />}
            </button>
          </li>
        ))}
      </ul>
      <div class="builder-line">
        <Button label="default" text="Default" onClick={() => setText("")} />
        <Button label="apply" text="Apply" class="primary" onClick={put} />
      </div>
    </Dialog>
  );
}

/* "severity is high, status is alarm or error" */
function inWords(e: Expression): string {
  if (e.expressions) return e.expressions.map(inWords).join(e.operator === "or" ? " or " : ", ");
  const name = (v: unknown): string => run.value.run.panels.get(String(v))?.title ?? String(v);
  const values = (Array.isArray(e.value) ? e.value : [e.value]).map(name).join(" or ");
  return `${e.key ?? e.type} ${e.operator.startsWith("not") ? "is not" : "is"} ${values}`;
}

const ZONED: Intl.DateTimeFormatOptions = { dateStyle: "medium", timeStyle: "long" }; /* with the zone */

const far = new Date(2025, 0).getTimezoneOffset() || new Date(2025, 6).getTimezoneOffset();
const zoneName = (form: "short" | "long"): string =>
  new Intl.DateTimeFormat(undefined, { timeZoneName: form })
    .formatToParts()
    .find((p) => p.type === "timeZoneName")!.value;

/* The zone of times, and the switch between that of the reader and UTC; nothing where these are the same. */
export function Zone() {
  if (!far) return null;
  return (
    <button
      type="button"
      class="button"
      title={`Times are of ${utc.value ? "UTC" : zoneName("long")}`}
      onClick={() => (utc.value = !utc.value)}
    >
      <span class="off-screen">Zone of times: </span>
      {utc.value ? "UTC" : zoneName("short")}
    </button>
  );
}

/* What an auditor asks of a sheet of paper: of what, when, with what, and what was left out. */
export function PrintHead() {
  if (!printing.value) return null;
  const r = run.value.run;
  const panels = [...r.panels.values()];
  const filters = Object.values(params.value.json<Record<string, unknown>>("where") ?? {})
    .map((e) => inWords(toExpression(e)))
    .filter(Boolean);
  return (
    <div class="print-only print-head">
      <p>
        {[
          metadata.value?.mod?.title,
          r.end &&
            new Date(r.end).toLocaleString(undefined, { ...ZONED, ...(utc.value && { timeZone: "UTC" }) }),
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
      {[...inputs.value].map(([k, v]) => {
        const p = panels.find((x) => x.properties.unqualified_name === k);
        const label = p ? String(p.properties.label ?? nameOf(p)) : k.slice(6);
        return (
          <p>
            {label.replace(/\s*:\s*$/, "")}: {p ? fixedText(p, inputType(p), v) : v}
          </p>
        );
      })}
      {filters.length > 0 && <p>Only results where {filters.join("; ")}</p>}
    </div>
  );
}

/* Headings and titled containers, when there are three or more. */
export function Rail({ tick }: { tick: unknown }) {
  const [items, setItems] = useState<{ id: string; text: string; el: Element }[]>([]);
  const [current, setCurrent] = useState(0);
  useEffect(() => {
    let timer = 0;
    const read = (): void => {
      const found = [...document.querySelectorAll(".run .section-title, .run .md-h1, .run .md-h2")]
        .filter((e) => !e.closest(".side"))
        .slice(0, 40);
      setItems((old) =>
        old.length === found.length &&
        old.every((x, i) => x.el === found[i] && x.text === found[i].textContent)
          ? old
          : found.map((el, i) => ({ id: String(i), text: el.textContent ?? "", el })),
      );
    };
    const later = (): void => {
      clearTimeout(timer);
      timer = window.setTimeout(read, 120);
    };
    /* Headings of texts come when the library for Markdown has, which may be after the run. */
    const content = document.querySelector(".run-content");
    const watch = new MutationObserver(later);
    if (content) watch.observe(content, { childList: true, subtree: true });
    later();
    return () => {
      watch.disconnect();
      clearTimeout(timer);
    };
  }, [tick]);
  useEffect(() => {
    const see = (): void => {
      let i = 0;
      items.forEach((x, n) => x.el.isConnected && x.el.getBoundingClientRect().top < 160 && (i = n));
      setCurrent(i);
    };
    see();
    addEventListener("scroll", see, { passive: true });
    return () => removeEventListener("scroll", see);
  }, [items]);
  if (items.length < 3) return null;
  return (
    <nav class="rail no-print" aria-label="Contents">
      {items.map((x, i) => (
        <button
          type="button"
          class={i === current ? "on" : ""}
          aria-current={i === current ? "location" : undefined}
          onClick={() => {
            const el = x.el as HTMLElement;
            el.scrollIntoView({ block: "start", behavior: "auto" });
            el.tabIndex = -1;
            el.focus({ preventScroll: true });
          }}
        >
          <bdi>{x.text}</bdi>
        </button>
      ))}
    </nav>
  );
}

/* Does an input have another value than the page chooses by itself? One without a value that is waited for is shown, too. */
function changed(p: Panel, waited: boolean): boolean {
  const value = inputs.value.get(keyOf(p));
  return value ? !!p.properties.placeholder || value !== optionsOf(p)[0]?.value : waited;
}

/* While a screen hangs on a wall: the pointer hides, inputs are hidden unless they were changed, and the page is loaded anew
 * every night. */
export function Kiosk() {
  runTick.value;
  const r = run.value.run;
  const waited = [...r.panels.values()].some((p) => p.status === "blocked");
  /* Letters can be read from afar: a screen shows about as much as a window of 1,600 pixels. */
  useEffect(() => {
    const root = document.documentElement;
    const scale = (): void =>
      void root.style.setProperty("zoom", String(Math.max(1, Math.min(4, outerWidth / 1600))));
    scale();
    addEventListener("resize", scale);
    return () => {
      removeEventListener("resize", scale);
      root.style.removeProperty("zoom");
    };
  }, []);
  useEffect(() => {
    let t = 0;
    const moved = (): void => {
      document.documentElement.classList.remove("no-cursor");
      clearTimeout(t);
      t = window.setTimeout(() => document.documentElement.classList.add("no-cursor"), 5000);
    };
    moved();
    addEventListener("pointermove", moved);
    /* Once a night, against leaks of browsers. */
    const night = new Date();
    night.setHours(27, Math.floor(Math.random() * 30), 0, 0);
    let again = 0;
    const anew = (): void => {
      /* Without the server there would be nothing but the browser's own page, for ever. */
      if (link.peek().state === "open") location.reload();
      else again = window.setTimeout(anew, 60000);
    };
    again = window.setTimeout(anew, night.getTime() - Date.now());
    return () => {
      removeEventListener("pointermove", moved);
      clearTimeout(t);
      clearTimeout(again);
      document.documentElement.classList.remove("no-cursor");
    };
  }, []);
  return (
    <div class="inputs-row">
      {r.layout?.panel_type === "dashboard" &&
        topInputs(r.layout).map((p) => (
          <div key={p.name} hidden={!changed(p, waited)}>
            <InputView panel={p} bare />
          </div>
        ))}
    </div>
  );
}
