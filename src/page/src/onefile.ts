/* onefile.ts - the start of the single file: unpack its parts in order and run them. The policy of the
 * file lists the hashes of these parts, so nothing else can run. */
import * as icons from "./icons";
import * as list from "./list";

async function unpack(node: Element): Promise<Uint8Array> {
  const text = atob(node.textContent!.trim());
  const packed = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) packed[i] = text.charCodeAt(i);
  const plain = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(plain).arrayBuffer());
}

(globalThis as any).plFirst = { modules: { list, icons } };

async function start(): Promise<void> {
  const text = new TextDecoder();
  /* All are unpacked at once, and then run in their order. */
  const parts = [...document.querySelectorAll('script[type="application/gzip"]')].map(
    (node) => [node, unpack(node)] as const,
  );
  for (const [node, bytes] of parts) {
    const kind = node.getAttribute("data-kind");
    if (kind === "snapshot") {
      (globalThis as any).plSnapshot = text.decode(await bytes);
    } else if (kind === "icons") {
      Object.assign(((globalThis as any).plVendor ||= {}), JSON.parse(text.decode(await bytes)));
    } else {
      const made = document.createElement(kind === "css" ? "style" : "script");
      if (kind === "module") (made as HTMLScriptElement).type = "module";
      made.textContent = text.decode(await bytes);
      document.head.append(made);
    }
    node.remove();
  }
}

start().catch((e) => {
  document.getElementById("app")!.textContent = "This file cannot be unpacked: " + e.message;
});
