/* work.ts - jobs for the worker; done in the page where there is none. */
import { onefile, library, libraryUrl, workerUrl } from "./env";
import { decode, fromSnapshot, parseJson, type Decoded } from "./protocol";
import { layout, type Laid, type ToLay } from "./layout";
import { Pieces } from "./slices";
import type { Run } from "./types";

let worker: Worker | null = null;
let count = 0;
const waiting = new Map<number, { done: (v: any) => void; failed: (e: Error) => void; pieces: Pieces }>();

function start(): Worker | null {
  if (onefile || !workerUrl) return null;
  if (!worker) {
    worker = new Worker(workerUrl);
    worker.onmessage = (e) => {
      const w = waiting.get(e.data.id);
      if (e.data.slice) {
        w?.pieces.add(e.data.slice);
        return;
      }
      waiting.delete(e.data.id);
      if (e.data.error !== undefined) w?.failed(new Error(e.data.error));
      else w?.done(w.pieces.join(e.data.result));
    };
    worker.onerror = () => {
      for (const w of waiting.values()) w.failed(new Error("the worker failed"));
      waiting.clear();
      worker = null;
    };
  }
  return worker;
}

function ask<T>(job: object): Promise<T> | null {
  const w = start();
  if (!w) return null;
  const id = ++count;
  return new Promise<T>((done, failed) => {
    waiting.set(id, { done, failed, pieces: new Pieces() });
    w.postMessage({ id, ...job });
  });
}

const LARGE = 256 * 1024;

/* Messages keep their order: while a large one is being decoded, those behind it wait. */
let chain: Promise<void> | null = null;
export function receive(text: string, take: (d: Decoded) => void): void {
  if (text.length < LARGE && !chain) {
    take(decode(parseJson(text)));
    return;
  }
  const job = text.length < LARGE ? null : ask<Decoded>({ kind: "message", text });
  const one = (chain ?? Promise.resolve()).then(async () => take(job ? await job : decode(parseJson(text)))).catch((e) => console.warn("a message was dropped:", e.message));
  const mine: Promise<void> = one.then(() => {
    if (chain === mine) chain = null;
  });
  chain = mine;
}

export async function readSnapshot(file: Blob): Promise<Run> {
  if (file.size > 500 * 1024 * 1024) throw new Error("this file is larger than 500 MB");
  return (await ask<Run>({ kind: "snapshot", file })) ?? fromSnapshot(parseJson(await file.text()));
}

export async function layGraph(graph: ToLay): Promise<Laid> {
  const job = ask<Laid>({ kind: "layout", graph, library: onefile ? "" : libraryUrl("graph") });
  if (job) return job;
  await library("graph");
  return layout(graph);
}
