/* hint.tsx - what to do about an error of a database, as far as its message tells. */

const HINTS: [RegExp, string][] = [
  [
    /no such table|(table|relation) .*(does not|doesn't) exist/i,
    "The database has no such table: is it the right one, and is it filled?",
  ],
  [/no such column|column .*does not exist/i, "The query names a column that its tables do not have."],
  [
    /connect|refused|unreachable|no such host/,
    "The database cannot be reached: is it running, and is the connection right?",
  ],
  [/unable to open/, "The file of the database cannot be opened."],
];

export function Hint({ message }: { message: string }) {
  const found = HINTS.find(([what]) => what.test(message));
  return found ? <p class="text-2">{found[1]}</p> : null;
}
