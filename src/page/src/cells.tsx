/* cells.tsx - one cell of a table, by what it holds (page.md 5). */
import { useState } from "preact/hooks";
import type { Cell, Table } from "./types";
import { cellLink, formatTime, show, type Kind } from "./values";
import { interpolate } from "./env";
import { DataLink, Icon, Mark, More } from "./ui";
import { WORD } from "./texts";

/* What a column is called. */
export const titled = (t: Table, c: number): string => t.columns[c].original_name ?? t.columns[c].name;

/* Timestamps that are the only times of a table say how long ago they are. */
export const aged = (kinds: Kind[]): boolean =>
  kinds.filter((k) => k === "time" || k === "date").length === 1;

/* What tells names of resources apart is their end: of a text without blanks the beginning is cut. */
export function Cut({ text }: { text: string }) {
  if (text.length < 20 || /\s/.test(text)) return <bdi>{text}</bdi>;
  return (
    <span class="cut">
      <bdi dir="ltr">{text}</bdi>
    </span>
  );
}

/* `urls`: a text that holds an address anywhere leads to it, as in detections. `full`: nothing is folded. */
export function CellView({
  value,
  kind,
  href,
  row,
  folded,
  line,
  full,
  age,
  urls,
}: {
  value: Cell;
  kind: Kind;
  href?: string;
  row?: () => Map<string, Cell>;
  folded?: boolean;
  line?: boolean /* JSON is one line until it is clicked */;
  full?: boolean;
  age?: boolean;
  urls?: boolean;
}) {
  let body;
  const s = typeof value === "string" ? value : "";
  if (value === null || value === undefined) body = <span class="null">null</span>;
  else if (kind === "status")
    body = (
      <span class="cell-status">
        <Mark status={s} quiet /> {WORD[s] ?? s}
      </span>
    );
  else if ((typeof value === "object" && kind !== "number") || (kind === "json" && s))
    body = folded ? (
      <code class="one">{s || JSON.stringify(value)}</code>
    ) : (
      <Json value={value} full={full} line={line} />
    );
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
    ) : kind === "text" && line ? (
      <Cut text={show(value, kind)} />
    ) : (
      <bdi>{show(value, kind)}</bdi>
    );
  }
  if (!href || !row) return body;
  try {
    return <DataLink href={interpolate(href, row())}>{body}</DataLink>;
  } catch {
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

function Json({ value, full, line }: { value: unknown; full?: boolean; line?: boolean }) {
  const [whole, setWhole] = useState(false);
  if (line && !whole)
    return (
      <code class="one" onClick={() => setWhole(true)}>
        {typeof value === "string" ? value : JSON.stringify(value)}
      </code>
    );
  let text: string;
  try {
    text = JSON.stringify(typeof value === "string" ? JSON.parse(value) : value, null, 2);
  } catch {
    text = String(value);
  }
  return <Lines text={text} full={full || whole} />;
}

function Lines({ text, full }: { text: string; full?: boolean }) {
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
