/* side.tsx - what lies over the page at the right, or in its middle. */
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Button, useLayer } from "./ui";

export function Side({
  title,
  close,
  children,
  wide,
  actions,
}: {
  title: ComponentChildren;
  close: () => void;
  children: ComponentChildren;
  wide?: boolean;
  actions?: ComponentChildren;
}) {
  const ref = useRef<HTMLElement>(null);
  useLayer(close);
  useLayoutEffect(() => {
    ref.current!.focus({ preventScroll: true });
  }, []);
  return (
    <section
      class={"side" + (wide ? " wide" : "")}
      role="dialog"
      aria-label={typeof title === "string" ? title : "details"}
      tabIndex={-1}
      ref={ref}
      data-menu
    >
      <div class="side-head">
        <h2>{title}</h2>
        {actions}
        <Button icon="close" label="Close" onClick={close} />
      </div>
      <div class="side-body">{children}</div>
    </section>
  );
}
