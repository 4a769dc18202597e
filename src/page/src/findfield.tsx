/* findfield.tsx - a free search that the address keeps, written to it after a pause. */
import { useEffect, useRef, useState } from "preact/hooks";
import { type } from "./nav";
import { kept, keptWith } from "./kept";

export function FindField({ id, label, class: c }: { id: string; label: string; class?: string }) {
  const there = String(kept("find", id) ?? "");
  const [text, setText] = useState(there);
  const typing = useRef(0);
  /* The address changed by itself. */
  useEffect(() => {
    if (Date.now() - typing.current > 1000) setText(there);
  }, [there]);
  const put = (v: string): void => {
    typing.current = Date.now();
    setText(v);
    type(keptWith("find", id, v));
  };
  return (
    <input
      type="search"
      class={`small ${c ?? ""}`}
      aria-label={label}
      placeholder={label}
      value={text}
      onInput={(e) => put(e.currentTarget.value)}
      onKeyDown={(e) => {
        if (e.key !== "Escape" || !text) return;
        e.stopPropagation();
        put("");
      }}
    />
  );
}
