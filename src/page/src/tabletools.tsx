/* tabletools.tsx - one row with every column in full, and tables of type "line". */
import { useMemo, useState } from "preact/hooks";
import type { Cell, Table } from "./types";
import { copy, now, printing } from "./env";
import { tableJson } from "./export";
import { age, kindsOf, plain, type Kind } from "./values";
import { rowOf } from "./apply";
import { aged, CellView, titled } from "./cells";
import type { ColumnSettings } from "./table";
import { Button } from "./ui";
import { Side } from "./side";
import { T } from "./texts";
import { own } from "./own";

/* How long ago, or how soon, a moment is. */
export function Age({ at }: { at: Cell }) {
  const t = (typeof at === "number" ? new Date(at > 1e11 ? at : at * 1000) : new Date(String(at))).getTime();
  if (Number.isNaN(t)) return null;
  const young = Math.abs(Date.now() - t) < 3600000;
  const past = (young ? now.value : Date.now()) - t;
  return <span class="text-3"> {past > -1000 ? age(past) : "in " + age(-past).replace(" ago", "")}</span>;
}

export function RowSide({
  t,
  kinds,
  row,
  settings,
  links,
  chip,
  close,
}: {
  t: Table;
  kinds: Kind[];
  row: number;
  settings: (c: number) => { href?: string };
  links: boolean;
  chip: (c: number, not: boolean) => void;
  close: () => void;
}) {
  return (
    <Side
      title="Row"
      close={close}
      actions={
        <Button icon="copy" label="Copy as JSON" onClick={() => copy(tableJson(t, undefined, [row]))} />
      }
    >
      <dl class="facts">
        {t.columns.map((_, i) => (
          <>
            <dt>
              <bdi>{titled(t, i)}</bdi>
            </dt>
            <dd>
              <span class={`kind-${kinds[i]} left`}>
                <CellView
                  value={t.cols[i][row]}
                  kind={kinds[i]}
                  href={links ? settings(i).href : undefined}
                  row={() => rowOf(t, row)}
                  age={aged(kinds)}
                  full
                />
              </span>
              <span class="fact-tools">
                <Button
                  icon="copy"
                  label={`Copy ${titled(t, i)}`}
                  onClick={() => copy(plain(t.cols[i][row]))}
                />
                <Button
                  icon="plus"
                  label={`Only rows where ${titled(t, i)} is this`}
                  onClick={() => chip(i, false)}
                />
                <Button
                  icon="minus"
                  label={`No rows where ${titled(t, i)} is this`}
                  onClick={() => chip(i, true)}
                />
              </span>
            </dd>
          </>
        ))}
      </dl>
    </Side>
  );
}

/* Keys and values per row. */
export function LineTable({ table: t, settings = {} }: { table: Table; settings?: ColumnSettings }) {
  const kinds = useMemo(() => kindsOf(t), [t]);
  const setting = (c: number) => own(settings, titled(t, c)) ?? own(settings, t.columns[c].name) ?? {};
  const columns = t.columns.map((_, i) => i).filter((i) => setting(i).display !== "none");
  const [most, setMost] = useState(50);
  if (!t.n) return <p class="text-3 pad">{T.noRows}</p>;
  return (
    <div class="lines">
      {Array.from({ length: Math.min(t.n, printing.value ? 5000 : most) }, (_, r) => (
        <dl class="facts" key={r}>
          {columns.map((c) => (
            <>
              <dt>
                <bdi>{titled(t, c)}</bdi>
              </dt>
              <dd>
                <span class={`kind-${kinds[c]} left`}>
                  <CellView
                    value={t.cols[c][r]}
                    kind={kinds[c]}
                    href={setting(c).href}
                    row={() => rowOf(t, r)}
                    age={aged(kinds)}
                  />
                </span>
              </dd>
            </>
          ))}
        </dl>
      ))}
      {t.n > most && <Button label="more" text={`Show more of ${t.n}`} onClick={() => setMost(most + 200)} />}
    </div>
  );
}
