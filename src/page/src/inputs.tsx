/* inputs.tsx - inputs of dashboards (server.md 10.4, page.md 4.5). Values are text: several joined by commas, ranges as JSON. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Panel } from "./types";
import { given, inputs, panel as panelOf, run, setInput } from "./store";
import { onefile } from "./env";
import { formatTime, plain, utc } from "./values";
import { tame } from "./url";
import { Button, Icon } from "./ui";
import { isFinal } from "./apply";
import { keyOf } from "./given";
import { Tabled } from "./panels";

export interface Option {
  value: string;
  label: string;
  tags: [string, string][];
}

export function optionsOf(p: Panel): Option[] {
  const t = p.data;
  if (t && t.n) {
    const at = (n: string): number => t.columns.findIndex((c) => c.name === n);
    const value = at("value"),
      label = at("label"),
      tags = at("tags");
    const v = value >= 0 ? value : label >= 0 ? label : 0;
    const l = label >= 0 ? label : v;
    return Array.from({ length: t.n }, (_, r) => ({
      value: plain(t.cols[v][r]),
      label: plain(t.cols[l][r]) || plain(t.cols[v][r]),
      tags: tags < 0 ? [] : tagsOf(t.cols[tags][r]),
    }));
  }
  const fixed = p.properties.options;
  return Array.isArray(fixed)
    ? fixed
        .filter((o) => o && typeof o.name === "string")
        .map((o) => ({ value: o.name, label: String(o.label || o.name), tags: [] }))
    : [];
}

function tagsOf(v: unknown): [string, string][] {
  let o = v;
  if (typeof v === "string")
    try {
      o = JSON.parse(v);
    } catch {
      return [];
    }
  return typeof o === "object" && o !== null
    ? Object.entries(o)
        .map(([k, x]) => [k, plain(x)] as [string, string])
        .filter(([, x]) => x)
        .slice(0, 4)
    : [];
}

export const inputType = (p: Panel): string => p.display_type ?? "select";

export function InputView({ panel, bare }: { panel: Panel; bare?: boolean }) {
  const p = panelOf(panel.name) ?? panel;
  const key = keyOf(p);
  const value = inputs.value.get(key) ?? "";
  const type = inputType(p);
  const id = "in-" + p.name.replace(/[^\w]/g, "-");
  const label = p.properties.label || p.title || p.properties.name || "Input";
  const fixed = onefile || run.value.run.snapshot;
  if (type === "hidden") return null;
  const set = (v: string): void => setInput(key, v || null);
  if (type === "table" && p.data)
    return (
      <div class="input in-panel" id={"panel-" + p.name}>
        <span class="text-2 t-sm">{label}</span>
        <Tabled p={p} t={p.data} />
      </div>
    );
  let control;
  if (fixed)
    control = (
      <output id={id} class="fixed-input">
        <bdi>{fixedText(p, type, value) || "–"}</bdi>
      </output>
    );
  else if (type === "text")
    control = <TextInput id={id} value={value} placeholder={p.properties.placeholder} set={set} />;
  else if (type === "date" || type === "datetime" || type === "time")
    control = <Native id={id} type={type} value={value} set={set} />;
  else if (type === "date_range" || type === "datetime_range")
    control = <Range id={id} type={type} value={value} set={set} label={label} />;
  else
    control = (
      <Choice
        id={id}
        panel={p}
        value={value}
        set={set}
        many={type.startsWith("multi")}
        free={type.endsWith("combo")}
        label={label}
      />
    );
  return (
    <div class={"input" + (bare ? "" : " in-panel")} id={"panel-" + p.name}>
      <label for={id}>{label}</label>
      {control}
      {p.status === "error" && (
        <span class="input-error" role="alert">
          {p.error ?? "this input failed"}
        </span>
      )}
    </div>
  );
}

/* What a snapshot says of an input: labels instead of values, ranges in words. */
export function fixedText(p: Panel, type: string, value: string): string {
  if (!value) return "";
  if (type.endsWith("_range")) {
    const r = rangeOf(value);
    const end = (v: string | null | undefined): string =>
      v ? formatTime(v, type === "date_range" ? "date" : "time") : "…";
    return (
      RELATIVE.find(([v]) => v === r.relative)?.[1] ??
      (r.from || r.to ? `${end(r.from)} to ${end(r.to)}` : "")
    );
  }
  if (type === "datetime") return formatTime(value, "time");
  if (type === "date") return formatTime(value, "date");
  if (type === "text" || type === "time") return value;
  const labels = new Map(
    optionsOf(p).map((o) => [o.value, [o.label, ...o.tags.map(([, v]) => v)].join(" · ")]),
  );
  return (type.startsWith("multi") ? value.split(",") : [value]).map((v) => labels.get(v) ?? v).join(", ");
}

function TextInput({
  id,
  value,
  placeholder,
  set,
}: {
  id: string;
  value: string;
  placeholder?: string;
  set: (v: string) => void;
}) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  return (
    <input
      id={id}
      type="text"
      value={text}
      placeholder={typeof placeholder === "string" ? placeholder : ""}
      onInput={(e) => setText(e.currentTarget.value)}
      onBlur={() => text !== value && set(text)}
      onKeyDown={(e) => e.key === "Enter" && set(text)}
    />
  );
}

/* "2025-03-01T10:00:00Z" to what a native field of the zone that times are shown in takes, and back. */
function local(value: string): string {
  const d = new Date(value);
  if (Number.isNaN(d.getTime())) return "";
  if (utc.value) return d.toISOString().slice(0, 16);
  const two = (n: number): string => String(n).padStart(2, "0");
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}T${two(d.getHours())}:${two(d.getMinutes())}`;
}

const moment = (field: string): string => new Date(field + (utc.value ? "Z" : "")).toISOString();

/* A native field of the browser. While one types in it, half of a date is a date, too ("2" as a year): what is typed counts
 * with Enter or when the field is left, what is picked at once. */
function Field({
  value,
  set,
  ...rest
}: {
  value: string;
  set: (v: string) => void;
  id?: string;
  type: string;
  "aria-label"?: string;
}) {
  const [text, setText] = useState(value);
  const typed = useRef(false);
  useEffect(() => setText(value), [value]);
  const commit = (el: HTMLInputElement): void => {
    typed.current = false;
    if (el.value !== value) set(el.value);
  };
  return (
    <input
      {...(rest as { type: "date" })}
      value={text}
      onKeyDown={(e) => {
        if (e.key === "Enter") commit(e.currentTarget);
        else if (e.key !== "Tab") typed.current = true;
      }}
      onInput={(e) => setText(e.currentTarget.value)}
      onChange={(e) => typed.current || commit(e.currentTarget)}
      onBlur={(e) => typed.current && commit(e.currentTarget)}
    />
  );
}

function Native({
  id,
  type,
  value,
  set,
}: {
  id: string;
  type: "date" | "datetime" | "time";
  value: string;
  set: (v: string) => void;
}) {
  if (type === "datetime")
    return <Field id={id} type="datetime-local" value={local(value)} set={(v) => set(v && moment(v))} />;
  return <Field id={id} type={type} value={value.slice(0, type === "date" ? 10 : 8)} set={set} />;
}

export const RELATIVE: [string, string][] = [
  ["15m", "Last 15 minutes"],
  ["1h", "Last hour"],
  ["24h", "Last 24 hours"],
  ["7d", "Last 7 days"],
  ["30d", "Last 30 days"],
  ["90d", "Last 90 days"],
];

function rangeOf(value: string): { from?: string; to?: string | null; relative?: string } {
  try {
    const v = value ? JSON.parse(value, tame) : {};
    return typeof v === "object" && v !== null ? v : {};
  } catch {
    return {};
  }
}

export function Range({
  id,
  type,
  value,
  set,
  label,
}: {
  id: string;
  type: string;
  value: string;
  set: (v: string) => void;
  label: string;
}) {
  const r = rangeOf(value);
  const native = type === "date_range" ? "date" : "datetime-local";
  const read = (v?: string | null): string => (!v ? "" : type === "date_range" ? v.slice(0, 10) : local(v));
  const write = (v: string): string | null => (!v ? null : type === "date_range" ? v : moment(v));
  const put = (from: string | null, to: string | null): void =>
    set(from || to ? JSON.stringify({ from, to }) : "");
  const relative = (rel: string): void => {
    if (!rel) return;
    const n =
      Number(rel.slice(0, -1)) * { m: 60000, h: 3600000, d: 86400000 }[rel.slice(-1) as "m" | "h" | "d"];
    const from = new Date(Date.now() - n).toISOString();
    set(JSON.stringify({ from: type === "date_range" ? from.slice(0, 10) : from, to: null, relative: rel }));
  };
  return (
    <span class="range">
      <select id={id} value={r.relative ?? ""} onChange={(e) => relative(e.currentTarget.value)}>
        <option value="">{r.from || r.to ? "From … to" : "Any time"}</option>
        {RELATIVE.map(([v, t]) => (
          <option value={v} selected={v === r.relative}>
            {t}
          </option>
        ))}
      </select>
      {!r.relative && (
        <>
          <Field
            type={native}
            aria-label={`${label} from`}
            value={read(r.from)}
            set={(v) => put(write(v), r.to ?? null)}
          />
          <Field
            type={native}
            aria-label={`${label} to`}
            value={read(r.to)}
            set={(v) => put(r.from ?? null, write(v))}
          />
        </>
      )}
      {(r.from || r.to) && <Button icon="close" label={`Clear ${label}`} onClick={() => set("")} />}
    </span>
  );
}

/* What tells options of one label apart: the values of their tags. */
function Tags({ of: o }: { of?: Option }) {
  if (!o?.tags.length) return null;
  return (
    <span class="option-tags">
      {o.tags.map(([k, v]) => (
        <span class="tag" title={`${k}: ${v}`}>
          {v}
        </span>
      ))}
    </span>
  );
}
const longAs = (o: Option): number => o.tags.reduce((n, [, v]) => n + v.length + 3, o.label.length);

/* One control for select, multiselect, combo and multicombo: the combobox of the ARIA patterns. */
function Choice({
  id,
  panel: p,
  value,
  set,
  many,
  free,
  label,
}: {
  id: string;
  panel: Panel;
  value: string;
  set: (v: string) => void;
  many: boolean;
  free: boolean;
  label: string;
}) {
  const options = useMemo(() => optionsOf(p), [p.data, p.properties.options]);
  const known = useMemo(() => new Map(options.map((o) => [o.value, o])), [options]);
  const ready =
    isFinal(p.status) ||
    options.length > 0; /* while it runs again the old ones serve: a disabled field would lose keys */
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const placeholder = typeof p.properties.placeholder === "string" ? p.properties.placeholder : "";
  const values = many ? value.split(",").filter(Boolean) : value ? [value] : [];
  const valid = values.filter((v) => free || known.has(v));

  /* Without a placeholder the first option is the value. */
  const may = run.value && given.mayChoose(p);
  useEffect(() => {
    /* Another input may have got its value since this was drawn. */
    if (given.mayChoose(p) && !placeholder && !value && options.length)
      setInput(keyOf(p), options[0].value, true);
  }, [may, options, value]);
  /* Options are where they are scrolled to and so give the list no width: one that is not seen does. */
  const widest = useMemo(
    () =>
      options.reduce<Option | null>(
        (a, o) => (a && longAs(a) >= longAs(o) ? a : o),
        free ? { value: "", label: `Use "${text}"`, tags: [] } : null,
      ),
    [options, free && text],
  );
  const lower = text.toLowerCase();
  const fit = useMemo(
    () =>
      lower
        ? options.filter(
            (o) => o.label.toLowerCase().includes(lower) || o.value.toLowerCase().includes(lower),
          )
        : options,
    [options, lower],
  );
  const offered =
    free && text && !known.has(text)
      ? [{ value: text, label: `Use "${text}"`, tags: [] as [string, string][] }, ...fit]
      : fit;
  const ROW = 28,
    VIEW = 8;
  const [top, setTop] = useState(0);
  const from = Math.max(0, Math.floor(top / ROW) - 4),
    to = Math.min(offered.length, from + VIEW + 10);

  useEffect(() => {
    if (!open) return;
    const outside = (e: Event): void => void (!box.current!.contains(e.target as Node) && setOpen(false));
    addEventListener("pointerdown", outside, true);
    return () => removeEventListener("pointerdown", outside, true);
  }, [open]);
  const reveal = (i: number): void => {
    const el = list.current;
    if (!el) return;
    if (i * ROW < el.scrollTop) el.scrollTop = i * ROW;
    else if ((i + 1) * ROW > el.scrollTop + el.clientHeight) el.scrollTop = (i + 1) * ROW - el.clientHeight;
    setTop(el.scrollTop);
  };
  /* The list opens at what is picked. */
  const unfold = (): void => {
    if (open) return;
    const at = text
      ? 0
      : Math.max(
          0,
          options.findIndex((o) => o.value === valid[0]),
        );
    setOpen(true);
    setActive(at);
    requestAnimationFrame(() => reveal(at));
  };
  const pick = (o: Option): void => {
    if (many)
      set((valid.includes(o.value) ? valid.filter((v) => v !== o.value) : [...valid, o.value]).join(","));
    else {
      set(o.value);
      setOpen(false);
    }
    setText("");
  };
  const keys = (e: KeyboardEvent): void => {
    const last = offered.length - 1;
    if (!open && /^(Arrow(Up|Down)|Page(Up|Down)|Enter)$/.test(e.key)) {
      e.preventDefault();
      unfold();
      return;
    }
    const to =
      e.key === "ArrowDown"
        ? Math.min(last, active + 1)
        : e.key === "ArrowUp"
          ? Math.max(0, active - 1)
          : e.key === "PageDown"
            ? Math.min(last, active + VIEW)
            : e.key === "PageUp"
              ? Math.max(0, active - VIEW)
              : null;
    if (to !== null) {
      e.preventDefault();
      setActive(to);
      requestAnimationFrame(() => reveal(to));
    } else if (e.key === "Enter") {
      e.preventDefault();
      if (offered[active]) pick(offered[active]);
    } else if (e.key === "Escape" && open) {
      e.stopPropagation();
      setOpen(false);
      setText("");
    } else if (e.key === "Backspace" && many && !text && valid.length) set(valid.slice(0, -1).join(","));
    else if (e.key === "Tab") setOpen(false);
  };
  const chosen = many ? undefined : known.get(value);
  const show = chosen?.label ?? (free && !many ? value : "");
  return (
    <div class={"combo" + (open ? " open" : "")} ref={box}>
      {many &&
        valid.map((v) => (
          <span class="chip">
            <bdi>{known.get(v)?.label ?? v}</bdi>
            <Tags of={known.get(v)} />
            <Button
              icon="close"
              label={`Remove ${known.get(v)?.label ?? v}`}
              onClick={() => set(valid.filter((x) => x !== v).join(","))}
            />
          </span>
        ))}
      <input
        id={id}
        role="combobox"
        aria-expanded={open}
        aria-controls={id + "-list"}
        aria-autocomplete="list"
        aria-activedescendant={open && offered[active] ? `${id}-${active}` : undefined}
        autocomplete="off"
        disabled={!ready}
        placeholder={
          !ready ? "Loading" : many && valid.length ? "" : placeholder || show || (many ? "Any" : "Choose")
        }
        value={open ? text : show}
        size={Math.max(12, Math.min(48, show.length))}
        onInput={(e) => {
          setText(e.currentTarget.value);
          setActive(0);
          setOpen(true);
          requestAnimationFrame(() => reveal(0));
        }}
        onClick={unfold}
        onKeyDown={keys}
        onBlur={(e) => {
          if (!box.current!.contains(e.relatedTarget as Node)) {
            if (free && text) set(many ? [...valid.filter((v) => v !== text), text].join(",") : text);
            setOpen(false);
            setText("");
          }
        }}
      />
      {!open && <Tags of={chosen} />}
      {value && placeholder && !many ? (
        <Button icon="close" label={`Clear ${label}`} onClick={() => set("")} />
      ) : (
        <Icon name="down" class="combo-arrow" />
      )}
      {open && (
        <div
          class="options"
          role="listbox"
          id={id + "-list"}
          aria-label={label}
          aria-multiselectable={many}
          ref={list}
          onMouseDown={(e) => e.preventDefault()} /* the field keeps the focus */
          onScroll={(e) => setTop(e.currentTarget.scrollTop)}
          style={{ maxHeight: ROW * VIEW + 2 + "px" }}
        >
          <div class="options-room" style={{ height: offered.length * ROW + "px" }} role="presentation">
            {widest && (
              <div class="option widest" aria-hidden="true">
                {many && <Icon name="benchmark" class="check" />}
                <bdi>{widest.label}</bdi>
                <Tags of={widest} />
              </div>
            )}
            {offered.slice(from, to).map((o, k) => {
              const i = from + k,
                on = valid.includes(o.value);
              return (
                <div
                  role="option"
                  id={`${id}-${i}`}
                  aria-selected={on}
                  aria-setsize={offered.length}
                  aria-posinset={i + 1}
                  class={"option" + (i === active ? " active" : "")}
                  style={{ top: i * ROW + "px" }}
                  onClick={() => pick(o)} /* a finger that scrolls the list picks nothing */
                  onPointerEnter={() => setActive(i)}
                >
                  {many && <Icon name="benchmark" class={on ? "check" : "check off"} />}
                  <bdi>{o.label}</bdi>
                  <Tags of={o} />
                </div>
              );
            })}
          </div>
          {!offered.length && <div class="text-3 pad">{options.length ? "Nothing fits" : "No options"}</div>}
        </div>
      )}
    </div>
  );
}
