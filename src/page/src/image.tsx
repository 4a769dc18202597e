/* image.tsx - images: an address, or the first row of data (server.md 10.5). */
import { useState } from "preact/hooks";
import type { Panel } from "./types";
import { Tabled } from "./panels";
import { imageSource } from "./images";
import { plain } from "./values";

export function ImageView({ p }: { p: Panel }) {
  const t = p.data;
  if (p.display_type === "table" && t) return <Tabled p={p} t={t} />;
  let src: unknown = p.properties.src,
    alt: unknown = p.properties.alt ?? p.title ?? "";
  if (t && t.n) {
    const at = (n: string): number => t.columns.findIndex((c) => c.name === n);
    if (at("src") >= 0) {
      src = t.cols[at("src")][0];
      if (at("alt") >= 0) alt = t.cols[at("alt")][0];
    } else {
      src = t.cols[0][0];
      alt = t.columns[0].name;
    }
  }
  const safe = imageSource(src);
  const [failed, setFailed] = useState(false);
  if (!safe || failed)
    return (
      <p class="text-2 pad">
        {safe ? "This image cannot be loaded" : "This image has no address that may be shown"}
        {alt ? `: ${plain(alt)}` : ""}
      </p>
    );
  return (
    <img
      class="image"
      src={safe}
      alt={plain(alt)}
      referrerpolicy="no-referrer"
      onError={() => setFailed(true)}
    />
  );
}
