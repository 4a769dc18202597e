/* worker.ts - work that would freeze the tab: the connection, parsing of files, and layouts of graphs. */
import { fromSnapshot, parseJson } from "./protocol";
import { available, connect, reconnect, send } from "./link";
import { cut } from "./slices";

interface Job {
  id: number;
  kind: "connect" | "reconnect" | "send" | "available" | "snapshot" | "layout";
  text?: string; /* the address, or what is sent */
  file?: Blob;
  graph?: any;
  library?: string;
}

async function perform(job: Job): Promise<unknown> {
  if (job.kind === "available") return available;
  if (job.kind === "layout") {
    if (!(globalThis as any).plVendor?.graph) importScripts(job.library!);
    return (globalThis as any).plVendor.graph.layout(job.graph);
  }
  const read = fromSnapshot(parseJson(await job.file!.text()));
  for (const slice of cut(read)) postMessage({ id: job.id, slice });
  return read;
}

onmessage = async (e: MessageEvent<Job>) => {
  const job = e.data;
  if (job.kind === "connect") connect(job.text);
  else if (job.kind === "reconnect") reconnect();
  else if (job.kind === "send") send(job.text!);
  else
    try {
      postMessage({ id: job.id, result: await perform(job) });
    } catch (x) {
      postMessage({ id: job.id, error: x instanceof Error ? x.message : String(x) });
    }
};
