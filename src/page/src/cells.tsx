/* cells.tsx - one cell of a table, by what it holds (page.md 5). */
import { useState } from "preact/hooks";
import type { Cell, Table } from "./types";
import { cellLink, formatTime, show, type Kind } from "./values";
import { interpolate, TemplateError } from "./template";
import { DataLink, Icon, Mark, More } from "./ui";
import { WORD } from "./texts";

/* What a column is called. */
export const titled = (t: Table, c: number): string => t.columns[c].original_name ?? t.columns[c].name;

/* Timestamps that are the only times of a table say how long ago they are. */
export const aged = (kinds: Kind[]): boolean =>
  kinds.filter((k) => k === "time" || k === "date").length === 1;

/* `urls`: a text that holds an address anywhere leads to it, as in detections. `full`: nothing is folded. */
export function CellView({
  value,
  kind,
  href,
  row,
  folded,
  full,
  age,
  urls,
}: {
  value: Cell;
  kind: Kind;
  href?: string;
  row?: () => Map<string, Cell>;
  folded?: boolean;
  full?: boolean;
  age?: boolean;
  urls?: boolean;
}) {
  if (value === null || value === undefined) return <span class="null">null</span>;
  let body;
  const s = typeof value === "string" ? value : "";
  if (kind === "status")
    body = (
      <span class="cell-status">
        <Mark status={s} quiet /> {WORD[s] ?? s}
      </span>
    );
  else if (typeof value === "object" && kind !== "number")
    body = folded ? <code class="one">{JSON.stringify(value)}</code> : <Json value={value} full={full} />;
  else if (kind === "json" && s)
    body = folded ? <code class="one">{s}</code> : <Json value={s} full={full} />;
  else if (kind === "date" || kind === "time")
    body = (
      <time dateTime={s} title={String(value)}>
        {formatTime(value, kind)}
        {age && kind === "time" && <More part="Age" at={value} />}
      </time>
    );
  else {
    const inner = urls ? /https?:\/\/[^\s"'<>]+/.exec(s)?.[0] : undefined;
    const l = !href && s ? (cellLink(s) ?? (inner ? { href: inner, label: s } : null)) : null;
    body = l ? (
      <DataLink href={l.href} title={l.href}>
        {l.label}
      </DataLink>
    ) : (
      <bdi>{show(value, kind)}</bdi>
    );
  }
  if (!href || !row) return body;
  try {
    const to = interpolate(href, row());
    return to === null ? body : <DataLink href={to}>{body}</DataLink>;
  } catch (e) {
    if (!(e instanceof TemplateError)) throw e;
    return (
      <>
        {body} <NoLink template={href} />
      </>
    );
  }
}

/* In place of a link that cannot be worked out. */
export function NoLink({ template }: { template: string }) {
  const why = `This link cannot be shown: ${template}`;
  return (
    <span role="img" title={why} aria-label={why}>
      <Icon name="warning" class="note" />
    </span>
  );
}

function Json({ value, full }: { value: unknown; full?: boolean }) {
  let text: string;
  try {
    text = JSON.stringify(typeof value === "string" ? JSON.parse(value) : value, null, 2);
  } catch {
    text = String(value);
  }
  const lines = text.split("\n");
  const [open, setOpen] = useState(full || lines.length <= 6);
  return (
    <span class="json">
      <code>{open ? text : lines.slice(0, 5).join("\n") + "\n…"}</code>
      {!full && lines.length > 6 && (
        <button
          type="button"
          class="link"
          onClick={(e) => {
            e.stopPropagation();
            setOpen(!open);
          }}
        >
          {open ? "less" : `all ${lines.length} lines`}
        </button>
      )}
    </span>
  );
}
