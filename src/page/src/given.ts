/* given.ts - which values of inputs the server has, and when the page may choose one itself (server.md 5.7, 10.4). No I/O: a
 * model test drives it through random orders of messages.
 *
 * An input depends on others, so its options belong to one combination of values. While a change is under way, options of
 * the former combination are on screen: the page must not choose from them.
 *
 *     select_dashboard           -> execution_started, with exactly the values that were sent
 *     input_changed, it had one  -> input_values_cleared, execution_started with the others
 *     input_changed, it had none -> the open execution goes on with it
 *
 * While an execution is awaited nothing is sent: which execution a value would reach is not known, and a selection of all
 * values would keep those that the server is about to clear. Changes wait in their order. */
import { timeless } from "./url";
import { apply, type Applied, type Decoded } from "./apply";
import type { Panel, Run } from "./types";

export const keyOf = (p: Panel): string =>
  typeof p.properties.unqualified_name === "string"
    ? p.properties.unqualified_name
    : "input." + p.name.split(".").pop();

type Values = ReadonlyMap<string, string>;

const PATIENCE = 10000; /* an execution that has not begun by then (ms) holds up nothing any more */

/* What to tell the server: the one input that has another value, or, if null, a new selection; with these values. */
export interface Change {
  input: string | null;
  values: Values;
}

export class Given {
  private sent: Values = new Map();
  private later: Values[] = [];
  private awaited: Map<string, string> | null = null; /* the values of the execution that was asked for */
  private since = 0;
  private replaced = ""; /* the execution in whose place it was asked for: that it ends is no news */

  get waits(): boolean {
    return !!this.awaited && Date.now() - this.since < PATIENCE;
  }

  /* The server is asked for an execution with these values. */
  asked(run: Run, values: Values): void {
    this.later = [];
    this.sent = values;
    this.wait(run);
  }

  private wait(run: Run): void {
    this.awaited = new Map(this.sent);
    this.since = Date.now();
    this.replaced = run.id;
  }

  /* The inputs have these values now. */
  put(values: Values): void {
    this.later.push(values);
  }

  /* What to tell the server next; null: nothing now. */
  next(run: Run): Change | null {
    while (this.later.length && !this.waits) {
      const values = this.later.shift()!;
      const changed = [...new Map([...values, ...this.sent]).keys()].filter(
        (k) => this.sent.get(k) !== values.get(k),
      );
      if (!changed.length) continue;
      const input = changed[0];
      const had = this.sent.has(input);
      const one = changed.length === 1 && values.has(input) && !!run.id;
      this.sent = values;
      /* An input that had no value is given to the execution that waits for it. */
      if (had || !one) this.wait(run);
      return { input: one ? input : null, values };
    }
    return null;
  }

  /* A message of an execution; null: it changes nothing. */
  take(run: Run, d: Decoded): Applied | null {
    if (d.action === "execution_started") this.replaced = "";
    if (d.action === "execution_error") this.awaited = null;
    if (d.execution === this.replaced && this.replaced && !d.cleared) return null;
    const done = apply(run, d);
    if (done?.cleared) this.clear(run, done.cleared, done.changed);
    if (d.action === "execution_started" && this.awaited && same(done!.run, this.awaited))
      this.awaited = null;
    return done;
  }

  /* Changes that wait lose the inputs that were cleared, as the address does. */
  private clear(run: Run, names: string[], changed: Set<string>): void {
    const without = (values: Values): Map<string, string> =>
      new Map([...values].filter(([k]) => !names.includes(k)));
    this.later = this.later.map(without);
    this.sent = without(this.sent);
    if (this.awaited) this.awaited = without(this.awaited);
    for (const [name, p] of run.panels)
      if (p.panel_type === "input" && p.data && names.includes(keyOf(p))) {
        run.panels.set(name, { ...p, former: true });
        changed.add(name);
      }
  }

  /* May the page choose the first option of the input `p`? Its data came after the last time that it was cleared, and no
   * change is under way. */
  mayChoose(p: Panel): boolean {
    return !this.waits && !this.later.length && !p.former && p.status === "complete";
  }
}

/* Has the execution these values of its inputs? */
function same(run: Run, values: Values): boolean {
  for (const p of run.panels.values()) {
    if (p.panel_type !== "input") continue;
    const key = keyOf(p);
    const given = Object.hasOwn(run.inputs, key) ? run.inputs[key] : null;
    if (timeless(values.get(key) ?? "") !== timeless(String(given ?? ""))) return false;
  }
  return true;
}
