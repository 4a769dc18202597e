/* sortheads.tsx - heads over the groups of results, by which they are sorted (page.md 3.3). */
import type { Tree } from "./results";
import { COUNTED } from "./resultstree";
import { Icon } from "./ui";
import { WORD } from "./texts";

/* Heads by which groups are sorted: down, up, as they were. */
export function SortHeads({
  t,
  by,
  down,
  sort,
}: {
  t: Tree;
  by: string;
  down: boolean;
  sort: (by: string | null, down: boolean) => void;
}) {
  const head = (key: string, text: string, c: string, first = true) => (
    <button
      type="button"
      class={c}
      aria-label={`Sort by ${text}${by === key ? (down ? ", descending" : ", ascending") : ""}`}
      aria-pressed={by === key}
      onClick={() => (by !== key ? sort(key, first) : down === first ? sort(key, !first) : sort(null, true))}
    >
      {text}
      {by === key && <Icon name="down" class={down ? "" : "up"} />}
    </button>
  );
  return (
    <div class="tree-heads no-print" role="group" aria-label="Sort groups">
      {head("title", "Name", "tree-title", false)}
      {t.severities && head("severe", "Severe", "tree-severe")}
      {COUNTED.map((s) => head(s, WORD[s], `tree-count s-${s}`))}
      {head("pass", "Passed", "tree-pass", false)}
      <span class="bar" />
    </div>
  );
}
