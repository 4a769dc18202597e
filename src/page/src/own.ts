/* own.ts - tables whose keys come from data: only their own members count, never what every object inherits ("constructor",
 * "__proto__"). Tables of the page's own words have no prototype (`__proto__: null`), any other is read with own(). */

export type Table<T> = Readonly<Record<string, T | undefined>>;

/* The member of that name; also of what should be an object and is not. */
export const own = <T>(o: Table<T> | null | undefined, key: string): T | undefined =>
  o != null && Object.hasOwn(o, key) ? o[key] : undefined;

/* As JSON, a copy with another member of that name, or without it if the value is none; null: nothing is left. */
export function put(o: object | null, key: string, value: unknown): string | null {
  const text = JSON.stringify({ ...o, [key]: value || undefined });
  return text === "{}" ? null : text;
}
