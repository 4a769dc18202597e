/* main.tsx - the page begins here. */
import { render } from "preact";
import { signal } from "@preact/signals";
import { useEffect, useLayoutEffect } from "preact/hooks";
import { at, params } from "./nav";
import { embedded, first, library, onefile } from "./env";
import { listIndex, snapshot, start } from "./store";
import { Connection, Header, Layers } from "./frame";
import { Home, typed } from "./home";
import { RunScreen } from "./runscreen";
import { More, replay } from "./ui";
import * as shared from "./shared";

/* The second part of the application uses these modules as they are here. */
(globalThis as any).plApp = shared;

/* What takes files comes with the second part of the application, at the latest when something is dragged over the page. */
const dropping = signal(false);
if (!onefile) addEventListener("dragenter", () => (dropping.value = true), { once: true });

function Screen() {
  const { screen } = at.value;
  if (onefile) return <RunScreen />;
  switch (screen) {
    case "home":
      return <Home />;
    case "problems":
      return <More part="ProblemsScreen" />;
    case "compare":
      return <More part="CompareScreen" />;
    case "snapshot":
      return snapshot.value ? <RunScreen /> : <More part="NoSnapshot" />;
    case "run":
      return <RunScreen />;
  }
}

function Page() {
  const kiosk = embedded || !!params.value.get("kiosk");
  const wanted = params.value.get("snapshot");
  useEffect(() => {
    if (wanted && !onefile) library("more").then((more) => more.openAddress(wanted));
  }, [wanted]);
  useLayoutEffect(() => {
    if (at.value.screen !== "home") typed.value = null;
  }, [at.value.screen]);
  return (
    <>
      {!kiosk && <Header />}
      {params.value.get("play") && <More from="views" part="Player" />}
      <Connection />
      <Screen />
      {dropping.value && <More part="Dropping" />}
      <Layers />
    </>
  );
}

/* The frame of index.html goes with its rows, and what comes instead looks the same. The row that has the focus keeps it, and
 * the keys that were pressed are for what is there now. */
const app = document.getElementById("app")!;
const focused = document.activeElement?.getAttribute("href");
app.replaceChildren();
start();
render(<Page />, app);
if (focused) document.querySelector<HTMLElement>(`a.row-link[href="${CSS.escape(focused)}"]`)?.focus();
if (!onefile) replay(first.take());

/* When there is time: what the first search and the first click need is there then. */
function later(): void {
  listIndex.peek().prepare();
  library("more").then(
    () => (dropping.value = true),
    () => {},
  );
}
if (!onefile) setTimeout(later, 600);
