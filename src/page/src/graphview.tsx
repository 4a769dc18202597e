/* graphview.tsx - graphs: laid out in a worker, drawn as SVG, with pan, zoom, folding and search (page.md 4.4). */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { fold, pathsThrough, shown, type Category, type GEdge, type GNode, type Graph } from "./graph";
import type { Laid } from "./layout";
import { layGraph } from "./work";
import { printing } from "./env";
import { color } from "./color";
import { link as safeLink, plain } from "./values";
import { Cut } from "./cells";
import { interpolate } from "./template";
import { ModIcon } from "./modicon";
import { Button, DataLink, Empty } from "./ui";
import { Side } from "./side";

export const MANY = 400;

/* Many nodes are drawn when the reader says so. */
export function Ask({ n, draw }: { n: number; draw: () => void }) {
  return (
    <Empty title={`${n} nodes`} text="Drawing this many takes a while.">
      <Button label="draw" text="Draw them" onClick={draw} />
    </Empty>
  );
}

/* What an edge says on hover. */
export const edgeText = (e: GEdge, names: Map<string, GNode>): string =>
  [
    `${names.get(e.from)?.title ?? e.from} → ${names.get(e.to)?.title ?? e.to}`,
    e.title,
    ...shown(e).map(([k, v]) => `${k}: ${plain(v)}`),
  ]
    .filter(Boolean)
    .join("\n");

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
    return interpolate(n.category.href, row) || null;
  } catch {
    return null;
  }
}

/* What templates of properties are given: the properties, and the columns of the row where these have no such name. */
const inputOf = (n: GNode): Map<string, unknown> =>
  new Map<string, unknown>([...n.row, ["properties", Object.fromEntries(n.properties)], ...n.properties]);

/* The colour of an edge: that of its category, else that of what it leads to. */
const edgeHue = (e: GEdge, to: GNode | undefined): string | undefined =>
  (color(e.category?.color) ?? color(to?.category?.color)) || undefined;

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
            link = t ? interpolate(t, inputOf(node)) : null;
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
  const [edge, setEdge] = useState<{ e: GEdge; x: number; y: number } | null>(null);
  const [find, setFind] = useState("");
  const [laid, setLaid] = useState<{ g: Graph; at: Laid } | null>(null);
  const [failed, setFailed] = useState("");
  const [view, setView] = useState({ x: 0, y: 0, k: 1 });
  const box = useRef<HTMLDivElement>(null);
  const fingers = useRef(new Map<number, { x: number; y: number }>());
  const from = useRef({ view, x: 0, y: 0, far: 0 });
  const move = useRef<(() => void) | null>(null);
  const hit = useRef(0); /* which of the nodes that were found is next */
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

  /* All of it, in the middle; of what would be smaller than `least` the part with its first root. */
  const fit = (least = 0): void => {
    const el = box.current;
    if (!el || !laid) return;
    const { width, height } = laid.at;
    const k = Math.max(least, Math.min(1, el.clientWidth / width, el.clientHeight / height));
    const ends = new Set(laid.g.edges.map((e) => e.to));
    const root = laid.at.nodes.get((laid.g.nodes.find((n) => !ends.has(n.id)) ?? laid.g.nodes[0]).id)!;
    const along = (room: number, size: number, at: number): number =>
      size <= room ? (room - size) / 2 : Math.max(room - size, Math.min(0, room / 2 - at));
    setView({
      k,
      x: along(el.clientWidth, width * k, root.x * k),
      y: along(el.clientHeight, height * k, root.y * k),
    });
  };
  useEffect(() => fit(0.6), [laid]); /* smaller letters could not be read */
  /* This node comes to the middle. */
  const centre = (id: string): void => {
    const el = box.current!,
      at = laid!.at.nodes.get(id)!;
    setView((v) => {
      const k = Math.max(v.k, 0.6);
      return { k, x: el.clientWidth / 2 - at.x * k, y: el.clientHeight / 2 - at.y * k };
    });
  };
  /* What has the focus is in sight. */
  const reveal = (id: string): void => {
    const el = box.current!,
      at = laid!.at.nodes.get(id)!;
    el.scrollTo(0, 0); /* the browser scrolls what it cannot see to scroll */
    const x = at.x * view.k + view.x,
      y = at.y * view.k + view.y;
    if (x < 0 || y < 0 || x > el.clientWidth || y > el.clientHeight) centre(id);
  };
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
    /* Two fingers are for the graph, one scrolls the page. */
    const two = (e: TouchEvent): void => void (e.touches.length > 1 && e.cancelable && e.preventDefault());
    el.addEventListener("wheel", wheel, { passive: false });
    el.addEventListener("touchstart", two, { passive: false });
    el.addEventListener("touchmove", two, { passive: false });
    return () => {
      el.removeEventListener("wheel", wheel);
      el.removeEventListener("touchstart", two);
      el.removeEventListener("touchmove", two);
    };
  }, [laid !== null]);

  const near = useMemo(() => (hover && laid ? pathsThrough(laid.g, hover) : null), [hover, laid]);
  const names = useMemo(() => new Map((laid?.g.nodes ?? []).map((n) => [n.id, n])), [laid]);
  const found = useMemo(() => {
    const w = find.toLowerCase().trim();
    return w
      ? new Set(
          (laid?.g.nodes ?? [])
            .filter((n) =>
              [n, ...(n.folded ?? [])].some(
                (m) => m.title.toLowerCase().includes(w) || m.id.toLowerCase().includes(w),
              ),
            )
            .map((n) => n.id),
        )
      : null;
  }, [find, laid]);

  if (!graph.nodes.length) return <p class="text-3 pad">No rows</p>;
  if (many) return <Ask n={folded.nodes.length} draw={() => setSure(true)} />;
  if (failed) return <p class="text-2 pad">This graph cannot be laid out: {failed}</p>;

  /* One pointer moves the graph, two move and zoom it. A pointer that goes down on a node is a click, until a second comes. */
  const drag = (e: PointerEvent): void => {
    if (e.button !== 0) return;
    const el = e.currentTarget as HTMLElement,
      b = el.getBoundingClientRect();
    const at = { x: e.clientX - b.left, y: e.clientY - b.top };
    const onNode = !!(e.target as Element).closest("[data-node]");
    fingers.current.set(e.pointerId, at);
    if (fingers.current.size > 2 || (fingers.current.size === 1 && onNode)) return;
    const middle = (): { x: number; y: number; far: number } => {
      const [p, q = p] = [...fingers.current.values()];
      return { x: (p.x + q.x) / 2, y: (p.y + q.y) / 2, far: Math.hypot(p.x - q.x, p.y - q.y) };
    };
    from.current = { view, ...middle() };
    if (!onNode) el.setPointerCapture(e.pointerId);
    move.current = () => {
      const m = middle(),
        f = from.current;
      const k = f.far ? Math.max(0.1, Math.min(4, (f.view.k * m.far) / f.far)) : f.view.k;
      setView({ k, x: m.x - ((f.x - f.view.x) * k) / f.view.k, y: m.y - ((f.y - f.view.y) * k) / f.view.k });
    };
  };
  const moved = (e: PointerEvent): void => {
    const p = fingers.current.get(e.pointerId);
    if (!p) return;
    const b = (e.currentTarget as HTMLElement).getBoundingClientRect();
    p.x = e.clientX - b.left;
    p.y = e.clientY - b.top;
    move.current?.();
  };
  const lifted = (e: PointerEvent): void => {
    fingers.current.delete(e.pointerId);
    move.current = null;
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
          onInput={(e) => {
            setFind(e.currentTarget.value);
            hit.current = 0;
          }}
          onKeyDown={(e) => {
            if (e.key !== "Enter" || !found?.size) return;
            centre([...found][hit.current++ % found.size]);
          }}
        />
        {found && (
          <span class="text-3 t-xs" role="status">
            {found.size} found
          </span>
        )}
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
        onPointerMove={moved}
        onPointerUp={lifted}
        onPointerCancel={lifted}
        onKeyDown={keys}
        tabIndex={0}
        role="group"
        aria-label={`${label}: ${folded.nodes.length} nodes, ${folded.edges.length} edges`}
      >
        {laid && (
          <svg
            class="graph-svg"
            {...(printing.value
              ? {
                  viewBox: `0 0 ${laid.at.width} ${laid.at.height}`,
                  style: { maxWidth: laid.at.width + "px" },
                }
              : { width: "100%", height: "100%" })}
          >
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
            <g transform={printing.value ? undefined : `translate(${view.x} ${view.y}) scale(${view.k})`}>
              {laid.g.edges.map((e, i) => {
                const p = laid.at.edges[i];
                if (!p?.length) return null;
                const mid = p[Math.floor(p.length / 2)];
                const faint = near && !(near.has(e.from) && near.has(e.to));
                return (
                  <g
                    class={"edge" + (faint ? " faint" : "")}
                    onPointerMove={(m) => {
                      const b = box.current!.getBoundingClientRect();
                      setEdge({ e, x: m.clientX - b.left, y: m.clientY - b.top });
                    }}
                    onPointerLeave={() => setEdge(null)}
                    style={{ color: edgeHue(e, names.get(e.to)) }}
                  >
                    <path
                      d={curve(p)}
                      marker-end="url(#arrow)"
                      style={{ stroke: edgeHue(e, names.get(e.to)) }}
                    />
                    <path d={curve(p)} class="hit" />
                    {e.title && (
                      <text x={mid.x} y={mid.y + 3} text-anchor="middle">
                        {e.title.slice(0, 24)}
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
                    <Node
                      n={n}
                      hue={hue(n.category, graph.categories)}
                      found={!!found?.has(n.id)}
                      tip={hover === n.id ? tipId : undefined}
                      press={() => press(n)}
                      enter={() => setHover(n.id)}
                      leave={() => setHover(null)}
                      focus={(e) => {
                        setHover(n.id);
                        if ((e.target as HTMLElement).matches(":focus-visible")) reveal(n.id);
                      }}
                    />
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
      {edge && (
        <div
          class="tip"
          role="tooltip"
          style={{
            left: Math.max(0, Math.min(edge.x + 12, (box.current?.clientWidth ?? 0) - 240)) + "px",
            top: (box.current?.offsetTop ?? 0) + edge.y + 12 + "px",
          }}
        >
          {edgeText(edge.e, names)
            .split("\n")
            .map((line) => (
              <div>
                <bdi>{line}</bdi>
              </div>
            ))}
        </div>
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

interface NodeProps {
  n: GNode;
  hue: string;
  found: boolean;
  tip?: string; /* the id of what describes it */
  press: () => void;
  enter: () => void;
  leave: () => void;
  focus: (e: FocusEvent) => void;
}

/* A node that leads somewhere is a link, with its properties behind a button; any other is the button itself. */
function Node({ n, hue, found, tip, press, enter, leave, focus }: NodeProps) {
  const to = n.folded ? null : hrefOf(n);
  const look = {
    class: "node" + (n.folded ? " folded" : "") + (found ? " found" : ""),
    style: { "--hue": hue } as any,
    "aria-describedby": tip,
  };
  const inner = (
    <>
      <span class="node-icon">
        <ModIcon icon={(n.folded && n.category?.fold?.icon) || n.category?.icon} />
      </span>
      <span class="node-text">
        <Cut text={n.title} />
        {n.folded ? (
          <small>{n.folded.length} folded</small>
        ) : (
          n.category && n.category.title !== n.title && <small>{n.category.title}</small>
        )}
      </span>
    </>
  );
  return (
    <div
      class="node-box"
      data-node
      onMouseEnter={enter}
      onMouseLeave={leave}
      onFocusIn={focus}
      onFocusOut={leave}
    >
      {safeLink(to) ? (
        <>
          <DataLink href={to} {...look} draggable={false}>
            {inner}
          </DataLink>
          <Button icon="more" label={`Properties of ${n.title}`} class="node-more" onClick={press} />
        </>
      ) : (
        <button type="button" {...look} onClick={press}>
          {inner}
        </button>
      )}
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
