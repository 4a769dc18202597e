/* worker.ts - work that would freeze the tab: parsing of large messages and files, and layouts of graphs. */
import { decode, fromSnapshot, parseJson } from "./protocol";
import { layout } from "./layout";
import { cut } from "./slices";

interface Job {
  id: number;
  kind: "message" | "snapshot" | "layout";
  text?: string;
  file?: Blob;
  graph?: any;
  library?: string;
}

onmessage = async (e: MessageEvent<Job>) => {
  const job = e.data;
  try {
    let result: unknown;
    if (job.kind !== "layout") {
      const read = job.kind === "message" ? decode(parseJson(job.text!)) : fromSnapshot(parseJson(await job.file!.text()));
      for (const slice of cut(read)) postMessage({ id: job.id, slice });
      result = read;
    } else {
      if (!(globalThis as any).plVendor?.graph) importScripts(job.library!);
      result = layout(job.graph);
    }
    postMessage({ id: job.id, result });
  } catch (x) {
    postMessage({ id: job.id, error: x instanceof Error ? x.message : String(x) });
  }
};
