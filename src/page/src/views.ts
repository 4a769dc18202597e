/* views.ts - views: an address of this page with a name. Those of the server are for everybody, others are kept by the
 * browser (serving.md 6.10). */
import { signal } from "@preact/signals";
import { base, has, store, stored } from "./env";
import { go, params, path } from "./nav";
import { Params } from "./url";

export interface View {
  name: string;
  address: string; /* "/mod.benchmark.x?where=..." */
  pinned?: boolean; /* on Home */
  playlist?: string | null;
  seconds?: number; /* that it stays in its playlist */
}

const isView = (v: any): v is View => typeof v?.name === "string" && /^\/(?![/\\])/.test(v?.address);
const sound = (all: unknown): View[] => (Array.isArray(all) ? all.filter(isView) : []);

export const own = signal<View[]>(sound(stored<unknown>("views", [])));
export const shared = signal<View[]>([]);
let asked: Promise<void> | null = null;

/* Those of the server; asked for once per visit of Home, and by a playlist. */
export function fetchShared(): Promise<void> {
  if (!has("views")) return Promise.resolve();
  return (asked ??= fetch(base + "/-/views.json")
    .then(async (r) => {
      if (r.ok) shared.value = sound(await r.json());
    })
    .catch(() => {})
    .finally(() => (asked = null)));
}

function keepOwn(all: View[]): void {
  own.value = all;
  store("views", all);
}
export const save = (v: View): void => keepOwn([...own.peek().filter((x) => x.name !== v.name), v]);
export const forget = (name: string): void => keepOwn(own.peek().filter((x) => x.name !== name));

/* What is on screen now, without how it is shown. */
export const present = (): string => path.peek() + params.peek().with({ kiosk: null, play: null }).toString();

export function open(v: View, more: Record<string, string | null> = {}, replace = false): void {
  const [p, q] = v.address.split("?");
  go(p, Params.parse(q ?? "").with(more), replace);
}

/* The names of playlists, in the order of the file. */
export const playlists = (all: View[]): string[] => [
  ...new Set(all.map((v) => v.playlist).filter((p): p is string => !!p)),
];
