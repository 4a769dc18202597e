/* screens.tsx - opening snapshots (page.md 3.5). */
import { useEffect, useState } from "preact/hooks";
import { signal } from "@preact/signals";
import { params } from "./nav";
import { openSnapshot } from "./store";
import { loggedOut } from "./upkeep";
import { route } from "./url";
import { readSnapshot } from "./work";
import { savingView } from "./saving";
import { Button, Empty, Icon, More } from "./ui";

/* ---- opening files */

export const fileError = signal("");
export const reading = signal("");

/* The worker hands over the words of an error only. */
export const why = (e: any): string => (/JSON/.test(e.message) ? "it is not JSON" : e.message);

export async function openFile(file: File): Promise<void> {
  fileError.value = "";
  reading.value = file.name;
  try {
    openSnapshot(await readSnapshot(file), file.name);
  } catch (e) {
    fileError.value = `${file.name} cannot be opened: ${why(e)}`;
  }
  reading.value = "";
}

export function pickFile(then: (f: File) => void = openFile): void {
  const i = document.createElement("input");
  i.type = "file";
  i.accept = ".pps,.sps,.json";
  i.hidden = true;
  i.onchange = () => {
    i.remove();
    if (i.files?.[0]) then(i.files[0]);
  };
  i.oncancel = () => i.remove();
  document.body.append(i); /* one that is in no document may be collected before anybody has chosen */
  i.click();
}

/* ?snapshot=<address on this host> */
export async function openAddress(address: string): Promise<void> {
  let url: URL | null = null;
  try {
    url = new URL(address, location.href);
  } catch {
    /* it is none */
  }
  if (url?.origin !== location.origin) {
    fileError.value = "Snapshots are read from this host only.";
    return;
  }
  fileError.value = "";
  reading.value = url.pathname;
  try {
    const r = await fetch(url, { credentials: "same-origin" });
    if (!r.ok) throw new Error(`the server says ${r.status}`);
    const read = await readSnapshot(await r.blob());
    const { name } = route(url.pathname.replace(/^.*\//, "/snapshot/"));
    if (params.peek().get("snapshot") === address) openSnapshot(read, name, params.peek());
  } catch (e) {
    fileError.value = `${url.pathname} cannot be opened: ${why(e)}`;
  }
  reading.value = "";
}

export function Dropping() {
  const [over, setOver] = useState(false);
  useEffect(() => {
    let depth = 0;
    const has = (e: DragEvent): boolean => !!e.dataTransfer && [...e.dataTransfer.types].includes("Files");
    const enter = (e: DragEvent): void => {
      if (has(e)) {
        depth++;
        setOver(true);
        e.preventDefault();
      }
    };
    const leave = (e: DragEvent): void => {
      if (has(e) && --depth <= 0) {
        depth = 0;
        setOver(false);
      }
    };
    const stay = (e: DragEvent): void => {
      if (has(e)) e.preventDefault();
    };
    const drop = (e: DragEvent): void => {
      if (!has(e)) return;
      e.preventDefault();
      depth = 0;
      setOver(false);
      const f = e.dataTransfer!.files[0];
      if (f) (dropTo.peek() ?? openFile)(f);
    };
    addEventListener("dragenter", enter);
    addEventListener("dragleave", leave);
    addEventListener("dragover", stay);
    addEventListener("drop", drop);
    return () => {
      removeEventListener("dragenter", enter);
      removeEventListener("dragleave", leave);
      removeEventListener("dragover", stay);
      removeEventListener("drop", drop);
    };
  }, []);
  return (
    <>
      {savingView.value && (
        <More keys from="views" part="SaveView" close={() => (savingView.value = false)} />
      )}
      {over && (
        <div class="dropping">
          <p>Drop a snapshot to open it</p>
        </div>
      )}
      {reading.value && (
        <div class="thin-line" role="status">
          <span class="off-screen">Reading {reading.value}</span>
        </div>
      )}
      {loggedOut.value && (
        <div class="banner floating" role="alert">
          <Icon name="warning" />
          <span class="banner-text">The server asks for a login; what is here may be old.</span>
          <Button label="log in" text="Log in" onClick={() => location.reload()} />
        </div>
      )}
      {fileError.value && (
        <div class="banner error floating" role="alert">
          <Icon name="warning" />
          <span class="banner-text">{fileError.value}</span>
          <Button icon="close" label="Close" onClick={() => (fileError.value = "")} />
        </div>
      )}
    </>
  );
}
export const dropTo = signal<((f: File) => void) | null>(null);

export function NoSnapshot() {
  /* One that an address names is on its way, or its error is shown. */
  if (params.value.get("snapshot")) return <main class="page" id="main" aria-busy={!!reading.value} />;
  return (
    <main class="page" id="main" tabIndex={-1}>
      <h1>Snapshot</h1>
      <Empty
        title="This snapshot is not open any more"
        text="A snapshot stays in the tab that opened it; nothing is uploaded."
      >
        <p>
          <Button icon="file" label="open" text="Open a file" class="primary" onClick={() => pickFile()} />
        </p>
      </Empty>
    </main>
  );
}
