/* markdown.tsx - Markdown as elements, which clean.ts makes when its libraries and the second part are there. */
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { library, loaded } from "./env";

export function Markdown({ source, class: c }: { source: string; class?: string }) {
  const ref = useRef<HTMLDivElement>(null);
  const [ready, setReady] = useState(!!(loaded("markdown") && loaded("more")));
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    if (!ready)
      Promise.all([library("markdown"), library("more")]).then(
        () => setReady(true),
        () => setFailed(true),
      );
  }, []);
  useLayoutEffect(() => {
    if (!ready) return;
    try {
      ref.current!.replaceChildren(loaded("more").clean(source));
    } catch {
      setFailed(true);
    }
  }, [ready, source]);
  if (failed) return <pre class="raw">{source}</pre>;
  return <div class={"md " + (c ?? "")} ref={ref} />;
}
