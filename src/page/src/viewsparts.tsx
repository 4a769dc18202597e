/* viewsparts.tsx - views on Home, saving one, and the playlist of a screen on the wall (page.md 3.1, 3.7). A part of its
 * own. */
import { useEffect, useState } from "preact/hooks";
import { announce, copy } from "./env";
import { address, onLink, params, set } from "./nav";
import { title } from "./store";
import { Params } from "./url";
import * as views from "./views";
import type { View } from "./views";
import { Dialog } from "./dialog";
import { Button } from "./ui";
import { adopt } from "./sheet";

declare const PART_CSS: string;
adopt(PART_CSS);

function ViewLink({ v }: { v: View }) {
  const [p, q] = v.address.split("?");
  const to = Params.parse(q ?? "");
  return (
    <a href={address(p, to)} onClick={(e) => onLink(e, p, to)}>
      <bdi>{v.name}</bdi>
    </a>
  );
}

/* The strip of Home: pinned views, the user's own, playlists. */
export function HomeViews() {
  useEffect(() => void views.fetchShared(), []);
  const pinned = views.shared.value.filter((v) => v.pinned);
  const lists = views.playlists(views.shared.value);
  const own = views.own.value;
  if (!pinned.length && !own.length && !lists.length) return null;
  return (
    <div class="strip views">
      {(pinned.length > 0 || own.length > 0) && (
        <p>
          <span class="text-3">Views</span>
          {pinned.map((v) => (
            <ViewLink v={v} />
          ))}
          {own.map((v) => (
            <span class="own-view">
              <ViewLink v={v} />
              <Button icon="close" label={`Forget the view ${v.name}`} onClick={() => views.forget(v.name)} />
            </span>
          ))}
        </p>
      )}
      {lists.length > 0 && (
        <p>
          <span class="text-3">Playlists</span>
          {lists.map((name) => {
            const to = new Params([
              ["play", name],
              ["kiosk", "1"],
            ]);
            return (
              <a href={address("/", to)} onClick={(e) => onLink(e, "/", to)}>
                <bdi>{name}</bdi>
              </a>
            );
          })}
        </p>
      )}
    </div>
  );
}

/* A name for what is on screen; and the line that makes it everybody's. */
export function SaveView({ close }: { close: () => void }) {
  const [name, setName] = useState(document.title);
  const v: View = { name: name.trim(), address: views.present() };
  const put = (): void => {
    if (!v.name) return;
    views.save(v);
    announce("saved");
    close();
  };
  return (
    <Dialog label="Save as a view" close={close} class="builder">
      <h2>Save as a view</h2>
      <p class="text-2">The view is on Home of this browser: what is open, filtered and chosen now.</p>
      <div class="builder-line">
        <input
          type="text"
          aria-label="Name"
          value={name}
          onInput={(e) => setName(e.currentTarget.value)}
          onKeyDown={(e) => e.key === "Enter" && put()}
        />
        <Button label="save" text="Save" class="primary" disabled={!v.name} onClick={put} />
      </div>
      <p class="text-2 t-sm">For everybody, this belongs into the file of --views:</p>
      <pre class="code">{JSON.stringify({ ...v, pinned: true })}</pre>
      <Button
        icon="copy"
        label="copy"
        text="Copy the line"
        onClick={() => copy(JSON.stringify({ ...v, pinned: true }))}
      />
    </Dialog>
  );
}

/* Shows the views of a playlist one after the other, for ever. It ends when somebody leaves the kiosk. */
export function Player() {
  const name = params.value.get("play")!;
  const kiosk = !!params.value.get("kiosk");
  const [turn, setTurn] = useState(0);
  const [ready, setReady] = useState(false);
  useEffect(() => {
    setTurn(0);
    views.fetchShared().then(() => setReady(true));
  }, [name]);
  const all = views.shared.value.filter((v) => v.playlist === name);
  const v = all[turn % (all.length || 1)];
  useEffect(() => {
    if (!kiosk) set({ play: null }, true);
  }, [kiosk]);
  useEffect(() => {
    if (!v || !kiosk) return;
    views.open(v, { kiosk: "1", play: name }, true);
    /* Somebody may have changed the file meanwhile. */
    const next = window.setTimeout(
      () => views.fetchShared().then(() => setTurn(turn + 1)),
      (v.seconds ?? 30) * 1000,
    );
    return () => clearTimeout(next);
  }, [v?.address, turn, kiosk, name]);
  return ready && !all.length ? (
    <p class="banner" role="alert">
      {title.value} has no playlist “{name}”.
    </p>
  ) : null;
}
