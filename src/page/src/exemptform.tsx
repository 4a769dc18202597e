/* exemptform.tsx - "exempt until ... because ...": a form on a result (serving.md 6.9). A part of its own. */
import { useState } from "preact/hooks";
import { loaded, copy, announce } from "./env";
import { cell, titleOf, type Result } from "./results";
import { line } from "./exempt";
import type * as more from "./exempting";
import { Button } from "./ui";
import { adopt } from "./sheet";

declare const PART_CSS: string;
adopt(PART_CSS);

const DAYS = 90; /* that are proposed */

/* A day so many days after "2026-03-01". */
const later = (day: string, n: number): string =>
  new Date(Date.parse(day + "T00:00:00Z") + n * 86400000).toISOString().slice(0, 10);

export function ExemptForm({ r, close }: { r: Result; close: () => void }) {
  const { exemptions, exempt } = loaded("more").exempting as typeof more;
  const now = exemptions.value!;
  const [resource, setResource] = useState(cell(r, "resource") || "*");
  const [reason, setReason] = useState(r.exempted?.[1] ?? "");
  const [until, setUntil] = useState(later(now.today, DAYS));
  const [endless, setEndless] = useState(false);
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  const x = { control: r.check.panel.name, resource, reason: reason.trim(), until: endless ? null : until };
  const ready = !!x.resource && !!x.reason && (endless || (!!until && until >= now.today));
  const put = async (e: Event): Promise<void> => {
    e.preventDefault();
    if (!ready || busy) return;
    setBusy(true);
    const said = await exempt(x);
    setBusy(false);
    setWrong(said);
    if (said) return;
    announce("exempted");
    close();
  };
  const written = line(now.file, x, now.exemptions.some((e) => e.by || e.at) ? 6 : 4);
  return (
    <form class="exempt" aria-label={`Exempt a result of ${titleOf(r.check.panel)}`} onSubmit={put}>
      <label>
        <span>Resource, * stands for anything</span>
        <input type="text" value={resource} onInput={(e) => setResource(e.currentTarget.value)} required />
      </label>
      <label>
        <span>Because</span>
        <textarea
          rows={3}
          value={reason}
          onInput={(e) => setReason(e.currentTarget.value)}
          required
          ref={(el) => {
            if (el && !el.dataset.seen) {
              el.dataset.seen = "1";
              el.focus();
            }
          }}
        />
      </label>
      <div class="exempt-until">
        <label>
          <span>Until</span>
          <input
            type="date"
            value={until}
            min={now.today}
            disabled={endless}
            onInput={(e) => setUntil(e.currentTarget.value)}
          />
        </label>
        <label class="check">
          <input type="checkbox" checked={endless} onChange={() => setEndless(!endless)} /> without end
        </label>
      </div>
      {now.wrong && (
        <p class="input-error" role="alert">
          {now.file}: {now.wrong}
        </p>
      )}
      {wrong && (
        <p class="input-error" role="alert">
          {wrong}
        </p>
      )}
      {now.may ? (
        <p class="exempt-acts">
          <button type="submit" class="button primary" disabled={!ready || busy}>
            Exempt
          </button>
          <Button label="cancel" text="Cancel" onClick={close} />
          {now.who && <span class="text-3">as {now.who}</span>}
        </p>
      ) : (
        <>
          <p class="text-2 t-sm">You may not write here. This line belongs into {now.file}:</p>
          <pre class="code">{written}</pre>
          <p class="exempt-acts">
            <Button icon="copy" label="copy" text="Copy the line" onClick={() => copy(written)} />
            <Button label="cancel" text="Close" onClick={close} />
          </p>
        </>
      )}
    </form>
  );
}
