/* graphview.tsx - graphs: laid out in a worker, drawn as SVG, with pan, zoom, folding and search (page.md 4.4). */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { fold, shown, type Category, type GNode, type Graph } from "./graph";
import type { Laid } from "./layout";
import { layGraph } from "./work";
import { color } from "./color";
import { plain } from "./values";
import { interpolate, TemplateError } from "./template";
import { ModIcon } from "./modicon";
import { Button, DataLink, Empty, Side } from "./ui";

const MANY = 400;

const hue = (c: Category | undefined, all: Category[]): string =>
  c
    ? (color(c.color) ??
      `var(--series-${
        (Math.max(
          0,
          all.findIndex((x) => x.name === c.name),
        ) %
          8) +
        1
      })`)
    : "var(--text-3)";

export function hrefOf(n: GNode): string | null {
  if (!n.category?.href || n.folded) return null;
  try {
    const row = new Map(n.row);
    if (!row.has("properties")) row.set("properties", Object.fromEntries(n.properties));
    return interpolate(n.category.href, row);
  } catch (e) {
    if (e instanceof TemplateError) return null;
    throw e;
  }
}

export function Properties({ node, close }: { node: GNode; close: () => void }) {
  const to = hrefOf(node);
  return (
    <Side title={node.title} close={close}>
      {node.category && <p class="text-2">{node.category.title}</p>}
      {to && (
        <p>
          <DataLink href={to}>Open {node.title}</DataLink>
        </p>
      )}
      <dl class="facts">
        {shown(node).map(([k, v]) => {
          const t = node.category?.properties.get(k)?.href;
          let link: string | null = null;
          try {
            link = t ? interpolate(t, node.row) : null;
          } catch {
            link = null;
          }
          return (
            <>
              <dt>
                <bdi>{k}</bdi>
              </dt>
              <dd>
                <DataLink href={link}>
                  <bdi>{typeof v === "object" ? JSON.stringify(v, null, 2) : plain(v)}</bdi>
                </DataLink>
              </dd>
            </>
          );
        })}
      </dl>
      {node.folded && (
        <ul class="plain">
          {node.folded.map((f) => (
            <li>
              <bdi>{f.title}</bdi>
            </li>
          ))}
        </ul>
      )}
    </Side>
  );
}

const W = 168,
  H = 36;

/* What a node says while the pointer or the focus is on it: its properties, or what is folded in it. */
function NodeTip({ node, x, y, id }: { node: GNode; x: number; y: number; id: string }) {
  const rows = node.folded
    ? node.folded.map((f) => [f.title, ""] as [string, string])
    : shown(node).map(
        ([k, v]) => [k, typeof v === "object" ? JSON.stringify(v) : plain(v)] as [string, string],
      );
  return (
    <div class="tip" role="tooltip" id={id} style={{ left: x + "px", top: y + "px" }}>
      <div class="tip-head">
        <bdi>{node.title}</bdi>
      </div>
      {rows.slice(0, 12).map(([k, v]) => (
        <div class="tip-row">
          <bdi>{k}</bdi>
          <b>
            <bdi>{v.slice(0, 60)}</bdi>
          </b>
        </div>
      ))}
      {rows.length > 12 && <div class="text-3">{rows.length - 12} more</div>}
    </div>
  );
}

export function GraphView({ graph, direction, label }: { graph: Graph; direction: unknown; label: string }) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [sure, setSure] = useState(false);
  const [picked, setPicked] = useState<GNode | null>(null);
  const [hover, setHover] = useState<string | null>(null);
  const [find, setFind] = useState("");
  const [laid, setLaid] = useState<{ g: Graph; at: Laid } | null>(null);
  const [failed, setFailed] = useState("");
  const [view, setView] = useState({ x: 0, y: 0, k: 1 });
  const box = useRef<HTMLDivElement>(null);
  const folded = useMemo(() => fold(graph, open), [graph, open]);
  const dir =
    direction === "left_right" || direction === "LR"
      ? "LR"
      : direction === "right_left" || direction === "RL"
        ? "RL"
        : direction === "bottom_up" || direction === "BT"
          ? "BT"
          : "TB";
  const many = folded.nodes.length > MANY && !sure;

  useEffect(() => {
    if (many || !folded.nodes.length) return;
    let live = true;
    layGraph({
      direction: dir,
      nodes: folded.nodes.map((n) => ({ id: n.id, width: W, height: H })),
      edges: folded.edges.map((e) => ({
        from: e.from,
        to: e.to,
        label: e.title ? Math.min(120, e.title.length * 6 + 8) : 0,
      })),
    }).then(
      (at) => live && setLaid({ g: folded, at }),
      (e) => live && setFailed(e.message),
    );
    return () => {
      live = false;
    };
  }, [folded, dir, many]);

  /* All of it, in the middle; what would be smaller than `least` then begins at the edge. */
  const fit = (least = 0): void => {
    const el = box.current;
    if (!el || !laid) return;
    const { width, height } = laid.at;
    const k = Math.max(least, Math.min(1, el.clientWidth / width, el.clientHeight / height));
    setView({
      k,
      x: Math.max(0, (el.clientWidth - width * k) / 2),
      y: Math.max(0, (el.clientHeight - height * k) / 2),
    });
  };
  useEffect(
    () => fit((box.current?.clientWidth ?? 0) < 600 ? 0.6 : 0),
    [laid],
  ); /* on a phone all of it would be too small to read */
  const zoom = (factor: number, cx?: number, cy?: number): void =>
    setView((v) => {
      const el = box.current!;
      const x = cx ?? el.clientWidth / 2,
        y = cy ?? el.clientHeight / 2;
      const k = Math.max(0.1, Math.min(4, v.k * factor));
      return { k, x: x - ((x - v.x) * k) / v.k, y: y - ((y - v.y) * k) / v.k };
    });
  useEffect(() => {
    const el = box.current;
    if (!el) return;
    const wheel = (e: WheelEvent): void => {
      if (!e.ctrlKey && !e.metaKey) return;
      e.preventDefault();
      const b = el.getBoundingClientRect();
      zoom(e.deltaY < 0 ? 1.15 : 1 / 1.15, e.clientX - b.left, e.clientY - b.top);
    };
    el.addEventListener("wheel", wheel, { passive: false });
    return () => el.removeEventListener("wheel", wheel);
  }, [laid !== null]);

  const near = useMemo(() => {
    if (!hover) return null;
    const s = new Set([hover]);
    for (const e of laid?.g.edges ?? []) if (e.from === hover || e.to === hover) s.add(e.from).add(e.to);
    return s;
  }, [hover, laid]);
  const found = useMemo(() => {
    const w = find.toLowerCase().trim();
    return w
      ? new Set(
          (laid?.g.nodes ?? [])
            .filter((n) => n.title.toLowerCase().includes(w) || n.id.toLowerCase().includes(w))
            .map((n) => n.id),
        )
      : null;
  }, [find, laid]);

  if (!graph.nodes.length) return <p class="text-3 pad">No rows</p>;
  if (many)
    return (
      <Empty title={`${folded.nodes.length} nodes`} text="Drawing this many takes a while.">
        <Button label="draw" text="Draw them" onClick={() => setSure(true)} />
      </Empty>
    );
  if (failed) return <p class="text-2 pad">This graph cannot be laid out: {failed}</p>;

  const drag = (e: PointerEvent): void => {
    if (e.button !== 0 || (e.target as Element).closest("[data-node]")) return;
    const start = { x: e.clientX, y: e.clientY },
      v = view;
    const el = e.currentTarget as HTMLElement;
    el.setPointerCapture(e.pointerId);
    const moved = (m: PointerEvent): void =>
      setView({ ...v, x: v.x + m.clientX - start.x, y: v.y + m.clientY - start.y });
    el.addEventListener("pointermove", moved);
    el.addEventListener("pointerup", () => el.removeEventListener("pointermove", moved), { once: true });
    el.addEventListener("pointercancel", () => el.removeEventListener("pointermove", moved), { once: true });
  };
  const keys = (e: KeyboardEvent): void => {
    const step = 40;
    const by: Record<string, [number, number]> = {
      ArrowLeft: [step, 0],
      ArrowRight: [-step, 0],
      ArrowUp: [0, step],
      ArrowDown: [0, -step],
    };
    if (by[e.key] && e.target === e.currentTarget)
      setView({ ...view, x: view.x + by[e.key][0], y: view.y + by[e.key][1] });
    else if (e.key === "+" || e.key === "=") zoom(1.25);
    else if (e.key === "-") zoom(0.8);
    else if (e.key === "0") fit();
    else return;
    e.preventDefault();
    e.stopPropagation();
  };
  const press = (n: GNode): void => {
    if (n.folded) setOpen(new Set([...open, n.id]));
    else setPicked(n);
  };
  const over = hover !== null && laid ? laid.g.nodes.find((n) => n.id === hover) : undefined;
  const tipId = `tip-${label.replace(/[^\w]/g, "-")}`;
  const height = Math.max(220, Math.min(innerHeight * 0.6, (laid?.at.height ?? 300) + 24));
  return (
    <div class="graph-box">
      <div class="graph-tools no-print">
        <input
          type="search"
          class="small"
          aria-label={`Search a node of ${label}`}
          placeholder="Search nodes"
          value={find}
          onInput={(e) => setFind(e.currentTarget.value)}
        />
        {open.size > 0 && <Button label="fold" text="Fold again" onClick={() => setOpen(new Set())} />}
        <Button icon="plus" label="Larger" onClick={() => zoom(1.25)} />
        <Button icon="minus" label="Smaller" onClick={() => zoom(0.8)} />
        <Button icon="fit" label="Fit" onClick={() => fit()} />
      </div>
      <div
        class="graph"
        ref={box}
        style={{ height: height + "px" }}
        onPointerDown={drag}
        onKeyDown={keys}
        tabIndex={0}
        role="group"
        aria-label={`${label}: ${folded.nodes.length} nodes, ${folded.edges.length} edges`}
      >
        {laid && (
          <svg class="graph-svg" width="100%" height="100%">
            <defs>
              <marker
                id="arrow"
                viewBox="0 0 8 8"
                refX="7"
                refY="4"
                markerWidth="7"
                markerHeight="7"
                orient="auto-start-reverse"
              >
                <path d="M0 0.5L7.5 4 0 7.5z" class="arrow" />
              </marker>
            </defs>
            <g transform={`translate(${view.x} ${view.y}) scale(${view.k})`}>
              {laid.g.edges.map((e, i) => {
                const p = laid.at.edges[i];
                if (!p?.length) return null;
                const mid = p[Math.floor(p.length / 2)];
                const faint =
                  near && !(near.has(e.from) && near.has(e.to) && (e.from === hover || e.to === hover));
                return (
                  <g
                    class={"edge" + (faint ? " faint" : "")}
                    style={{ color: e.category ? hue(e.category, graph.categories) : undefined }}
                  >
                    <path d={curve(p)} marker-end="url(#arrow)" />
                    {e.title && (
                      <text x={mid.x} y={mid.y + 3} text-anchor="middle">
                        {e.title.slice(0, 24)}
                        <title>{e.title}</title>
                      </text>
                    )}
                  </g>
                );
              })}
              {laid.g.nodes.map((n) => {
                const at = laid.at.nodes.get(n.id)!;
                const faint = (near && !near.has(n.id)) || (found && !found.has(n.id));
                return (
                  <foreignObject
                    x={at.x - W / 2}
                    y={at.y - H / 2}
                    width={W}
                    height={H}
                    class={faint ? "faint" : ""}
                  >
                    <button
                      type="button"
                      data-node
                      class={"node" + (n.folded ? " folded" : "") + (found?.has(n.id) ? " found" : "")}
                      style={{ "--hue": hue(n.category, graph.categories) } as any}
                      onClick={() => press(n)}
                      aria-describedby={hover === n.id ? tipId : undefined}
                      onMouseEnter={() => setHover(n.id)}
                      onMouseLeave={() => setHover(null)}
                      onFocus={() => setHover(n.id)}
                      onBlur={() => setHover(null)}
                    >
                      <span class="node-icon">
                        <ModIcon icon={(n.folded && n.category?.fold?.icon) || n.category?.icon} />
                      </span>
                      <span class="node-text">
                        <bdi>{n.title}</bdi>
                        {n.folded ? (
                          <small>{n.folded.length} folded</small>
                        ) : (
                          n.category && <small>{n.category.title}</small>
                        )}
                      </span>
                    </button>
                  </foreignObject>
                );
              })}
            </g>
          </svg>
        )}
      </div>
      {over && !picked && (
        <NodeTip
          node={over}
          id={tipId}
          x={Math.max(
            0,
            Math.min(
              laid!.at.nodes.get(over.id)!.x * view.k + view.x - (W * view.k) / 2,
              (box.current?.clientWidth ?? 0) - 240,
            ),
          )}
          y={(box.current?.offsetTop ?? 0) + (laid!.at.nodes.get(over.id)!.y + H / 2) * view.k + view.y + 6}
        />
      )}
      {graph.categories.length > 1 && (
        <ul class="legend">
          {graph.categories.map((c) => (
            <li>
              <span class="dot" style={{ background: hue(c, graph.categories) }} />
              {c.title}
            </li>
          ))}
        </ul>
      )}
      {picked && <Properties node={picked} close={() => setPicked(null)} />}
    </div>
  );
}

function curve(p: { x: number; y: number }[]): string {
  if (p.length < 3) return "M" + p.map((q) => `${q.x} ${q.y}`).join("L");
  let d = `M${p[0].x} ${p[0].y}`;
  for (let i = 1; i < p.length - 1; i++) {
    const mx = i === p.length - 2 ? p[i + 1].x : (p[i].x + p[i + 1].x) / 2,
      my = i === p.length - 2 ? p[i + 1].y : (p[i].y + p[i + 1].y) / 2;
    d += `Q${p[i].x} ${p[i].y} ${mx} ${my}`;
  }
  return d;
}
