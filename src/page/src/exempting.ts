/* exempting.ts - the exemptions that a server shows: fetched, followed, applied to the results of its runs, and written
 * (serving.md 6.9). */
import { effect, signal } from "@preact/signals";
import { base, has } from "./env";
import { at } from "./nav";
import { list, metadata, run, runTick } from "./store";
import { exempting } from "./results";
import { Finder, type Listed } from "./exempt";
import type { Exemption, Panel } from "./types";

export interface Exemptions {
  file: string;
  today: string;
  may: boolean; /* may this client write? */
  who: string | null;
  wrong: string | null; /* why the file cannot be used as it is now; the list is of before */
  exemptions: Listed[];
}

export const exemptions = signal<Exemptions | null>(null);
const url = base + "/-/exemptions.json";
const EVERY = 15000;

/* Rows of a control that are exempted now. */
function ofPanel(finder: Finder, p: Panel): Exemption[] | undefined {
  if (run.peek().run.snapshot || p.panel_type !== "control" || !p.data) return undefined;
  const column = (name: string): number => p.data!.columns.findIndex((c) => c.name === name);
  const [status, resource] = [column("status"), column("resource")];
  const out: Exemption[] = [];
  for (let row = 0; row < p.data.n && status >= 0; row++) {
    const s = p.data.cols[status][row];
    if (s !== "alarm" && s !== "error") continue;
    const x = finder.find(p.name, resource < 0 ? "" : String(p.data.cols[resource][row] ?? ""));
    if (x) out.push([row, x.reason, x.until ?? "", x.by ?? ""]);
  }
  return out;
}

let etag = "";
function take(r: Response, body: Exemptions): void {
  if (!Array.isArray(body?.exemptions)) return;
  etag = r.headers.get("etag") ?? "";
  const mod = metadata.peek()?.mod?.short_name ?? list.peek().mods[0]?.[0] ?? "";
  const finder = new Finder(body.exemptions, body.today, mod);
  exempting.of = (p) => ofPanel(finder, p);
  exemptions.value = body;
  runTick.value++;
}

async function look(): Promise<void> {
  try {
    const r = await fetch(url, { headers: etag ? { "If-None-Match": etag } : {} });
    if (r.ok) take(r, await r.json());
  } catch {
    /* with the next look */
  }
}

/* The text of the refusal; nothing: it is written. */
export async function exempt(x: Pick<Listed, "control" | "resource" | "reason" | "until">): Promise<string> {
  try {
    const r = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(x),
    });
    const body = await r.json();
    if (!r.ok) return String(body.error ?? `the server says ${r.status}`);
    take(r, body);
    return "";
  } catch (e) {
    return `the server cannot be reached: ${(e as Error).message}`;
  }
}

export function followExemptions(): void {
  if (!has("exemptions")) return;
  setInterval(() => !document.hidden && at.peek().screen === "run" && look(), EVERY);
  effect(() => {
    if (at.value.screen === "run") look();
  });
}
