/* work.ts - workers: one for the connection, another for jobs that would hold it up; done in the page where there is none. */
import { onefile, library, libraryUrl, workerUrl } from "./env";
import type { Decoded } from "./apply";
import type { Laid, ToLay } from "./layout";
import { Pieces } from "./slices";
import type { Run } from "./types";

interface Waiting {
  done: (v: any) => void;
  failed: (e: Error) => void;
  pieces: Pieces;
}

/* A worker, and what is waited for from it by number. `failed`: the worker is gone. */
class Jobs {
  waiting = new Map<number, Waiting>();
  private count = 0;
  constructor(
    private worker: Worker,
    failed: () => void,
    other?: (data: any) => void,
  ) {
    worker.onmessage = ({ data }) => {
      const w = this.waiting.get(data.id);
      if (data.link) other!(data.link);
      else if (data.slice) w?.pieces.add(data.slice);
      else {
        if (data.id) this.waiting.delete(data.id);
        if (data.error !== undefined) w?.failed(new Error(data.error));
        else w?.done(w.pieces.join(data.result));
      }
    };
    worker.onerror = () => {
      worker.terminate();
      for (const w of this.waiting.values()) w.failed(new Error("the worker failed"));
      failed();
    };
  }
  tell(job: object): void {
    this.worker.postMessage(job);
  }
  ask<T>(job: object): Promise<T> {
    const id = ++this.count;
    return new Promise<T>((done, failed) => {
      this.waiting.set(id, { done, failed, pieces: new Pieces() });
      this.tell({ id, ...job });
    });
  }
}

/* ---- the connection */

let line: Jobs | null = null;

/* Messages go to `take` in their order, changes of the connection to `changed`. */
export function connect(
  url: string,
  take: (d: Decoded) => void,
  changed: (link: { state: "open" | "lost"; retryAt: number }) => void,
): void {
  line = new Jobs(
    new Worker(workerUrl),
    () => {
      changed({ state: "lost", retryAt: Date.now() + 4000 });
      setTimeout(connect, 4000, url, take, changed);
    },
    changed,
  );
  line.waiting.set(0, { done: take, failed: () => {}, pieces: new Pieces() });
  line.tell({ kind: "connect", text: url });
}
export const reconnect = (): void => line?.tell({ kind: "reconnect" });
export const send = (message: object): void => line?.tell({ kind: "send", text: JSON.stringify(message) });
export const available = (): Promise<unknown> => line!.ask({ kind: "available" });

/* ---- jobs */

let jobs: Jobs | null = null;
const ask = <T>(job: object): Promise<T> =>
  (jobs ??= new Jobs(new Worker(workerUrl), () => (jobs = null))).ask<T>(job);

export async function readSnapshot(file: Blob): Promise<Run> {
  if (file.size > 500 * 1024 * 1024) throw new Error("this file is larger than 500 MB");
  return onefile ? (await library("more")).read(await file.text()) : ask<Run>({ kind: "snapshot", file });
}

export async function layGraph(graph: ToLay): Promise<Laid> {
  return onefile
    ? (await library("graph")).layout(graph)
    : ask<Laid>({ kind: "layout", graph, library: libraryUrl("graph") });
}
