/* kept.ts - what the address keeps of one panel: each parameter holds JSON, the name of a panel to its value. What it does not
 * say, a snapshot may. */
import { useState } from "preact/hooks";
import { params, set } from "./nav";
import { run } from "./store";
import { own, put } from "./own";

/* Parameters, and what the views of a snapshot call them. */
export const KEPT = {
  where: "filter_by",
  grouping: "group_by",
  table: "table",
  sort: "sort",
  find: "find",
  open: "open",
  result: "result",
  matrix: "matrix",
  folded: "folded",
} as const;
export type Kept = keyof typeof KEPT;

export const kept = (param: Kept, name: string): unknown =>
  own(params.value.json<Record<string, unknown>>(param), name) ??
  (own(run.value.run.view, name) as any)?.[KEPT[param]];

/* The parameter with this value for this panel; without one that of the snapshot would count again, so it is kept empty. */
export const keptWith = (param: Kept, name: string, value: unknown): Record<string, string | null> => ({
  [param]: put(params.peek().json(param), name, value),
});

export const keep = (param: Kept, name: string, value: unknown, replace = false): void =>
  set(keptWith(param, name, value), replace);

/* State that the address keeps; of what has no name it is that of the component. */
export function useKept(param: Kept, name: string | undefined): [unknown, (value: unknown) => void] {
  const [mine, setMine] = useState<unknown>(undefined);
  return name ? [kept(param, name), (v) => keep(param, name, v)] : [mine, setMine];
}
