/* color.ts - colours of a mod: hexadecimal, names of CSS, our own names; anything else is none. Pure. */
const NAMED = new Set(
  (
    "aqua aquamarine azure beige bisque black blue blueviolet brown burlywood cadetblue chartreuse chocolate coral cornflowerblue " +
    "crimson cyan darkblue darkcyan darkgoldenrod darkgray darkgreen darkgrey darkkhaki darkmagenta darkolivegreen darkorange darkorchid darkred darksalmon " +
    "darkseagreen darkslateblue darkslategray darkturquoise darkviolet deeppink deepskyblue dimgray dimgrey dodgerblue firebrick forestgreen fuchsia gainsboro " +
    "gold goldenrod gray green greenyellow grey honeydew hotpink indianred indigo ivory khaki lavender lawngreen lightblue lightcoral lightgray lightgreen lightgrey " +
    "lightpink lightsalmon lightseagreen lightskyblue lightslategray lightsteelblue lightyellow lime limegreen linen magenta maroon mediumblue mediumorchid " +
    "mediumpurple mediumseagreen mediumslateblue mediumturquoise mediumvioletred midnightblue navy olive olivedrab orange orangered orchid palegreen paleturquoise " +
    "palevioletred peachpuff peru pink plum powderblue purple rebeccapurple red rosybrown royalblue saddlebrown salmon sandybrown seagreen sienna silver skyblue " +
    "slateblue slategray snow springgreen steelblue tan teal thistle tomato turquoise violet wheat white yellow yellowgreen"
  ).split(" "),
);
const OWN: Record<string, string> = {
  alert: "var(--alarm)",
  info: "var(--info)",
  ok: "var(--ok)",
  alarm: "var(--alarm)",
  error: "var(--error)",
  skip: "var(--skip)",
};

export function color(v: unknown): string | null {
  if (typeof v !== "string") return null;
  const c = v.trim().toLowerCase();
  if (Object.hasOwn(OWN, c)) return OWN[c];
  if (/^#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/.test(c)) return c;
  if (/^(rgb|hsl)a?\([\d\s.,%/+-]+(deg[\d\s.,%/+-]*)?\)$/.test(c) && c.length < 60) return c;
  return NAMED.has(c) ? c : null;
}
