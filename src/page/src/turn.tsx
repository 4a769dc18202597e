/* turn.tsx - heavy panels are drawn one after the other, each in a task of its own: first those near the window, then the
 * others while nothing else is to do. On paper all are drawn at once. */
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { printing } from "./env";

interface Turn {
  near: boolean;
  draw: () => void;
}

const waiting = new Map<Element, Turn>();
let planned: "" | "soon" | "idle" = "";

const whenIdle: (f: () => void) => unknown =
  (globalThis as any).requestIdleCallback?.bind(globalThis) ?? ((f: () => void) => setTimeout(f, 60));

const nextOf = (near: boolean): [Element, Turn] | undefined => [...waiting].find(([, t]) => t.near === near);

function plan(): void {
  const soon = !!nextOf(true);
  if (!waiting.size || planned === "soon" || (planned === "idle" && !soon)) return;
  planned = soon ? "soon" : "idle";
  if (soon) setTimeout(drawNext);
  else whenIdle(() => planned === "idle" && drawNext());
}

function drawNext(): void {
  planned = "";
  const next = nextOf(true) ?? nextOf(false);
  if (!next) return;
  leave(next[0]);
  next[1].draw();
  plan();
}

const sight = new IntersectionObserver(
  (all) => {
    for (const e of all) {
      const turn = waiting.get(e.target);
      if (turn) turn.near = e.isIntersecting;
    }
    plan();
  },
  { rootMargin: "300px 0px" },
);

function leave(el: Element): void {
  waiting.delete(el);
  sight.unobserve(el);
}

/* A box of the height that its content will have, until it is its turn. */
export function InTurn({ height, children }: { height: number; children: () => ComponentChildren }) {
  const ref = useRef<HTMLDivElement>(null);
  const [drawn, setDrawn] = useState(false);
  const on = drawn || printing.value;
  useLayoutEffect(() => {
    const el = ref.current;
    if (!el) return;
    waiting.set(el, { near: false, draw: () => setDrawn(true) });
    sight.observe(el);
    return () => leave(el);
  }, [on]);
  return on ? <>{children()}</> : <div class="skeleton" ref={ref} style={{ height: height + "px" }} />;
}
