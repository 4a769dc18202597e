/* link.ts - the connection with the server (page.md 7), in the worker: what comes is read there, so that the largest
 * message does not hold up the page. A lost connection is tried again for ever. */
import { decode, parseJson } from "./protocol";
import { cut, known } from "./slices";

const DELAYS = [0, 1, 2, 4, 8, 15];
let url = "",
  socket: WebSocket | null = null,
  tries = 0,
  timer = 0,
  since = 0; /* when the connection opened */
/* The list of dashboards as a message: the page has a shorter one, but for servers that have none. */
export let available: unknown = null;

export function send(text: string): void {
  if (socket?.readyState === WebSocket.OPEN) socket.send(text);
}

function take(text: string): void {
  const d = known(decode(parseJson(text)));
  if (d.action === "available_dashboards") {
    available = d.rest;
    d.rest = {};
  }
  for (const slice of cut(d)) postMessage({ id: 0, slice });
  postMessage({ id: 0, result: d });
}

export function connect(to = url): void {
  url = to;
  clearTimeout(timer);
  if (socket) return;
  const s = (socket = new WebSocket(url));
  s.onopen = () => {
    since = Date.now();
    send('{"action":"get_server_metadata"}');
    send('{"action":"get_available_dashboards"}');
    postMessage({ link: { state: "open", retryAt: 0 } });
  };
  s.onmessage = (e) => {
    if (typeof e.data !== "string" || !e.data) return;
    try {
      take(e.data);
    } catch (x) {
      console.warn("a message was dropped:", x instanceof Error ? x.message : x);
    }
  };
  s.onclose = () => {
    socket = null;
    /* A server that takes connections and drops them at once counts as one that does not answer. */
    if (since && Date.now() - since > 1000) tries = 0;
    since = 0;
    const wait = DELAYS[Math.min(tries++, DELAYS.length - 1)] * 1000 * (1 + Math.random() * 0.2);
    postMessage({ link: { state: "lost", retryAt: Date.now() + wait } });
    timer = self.setTimeout(connect, wait);
  };
}

export function reconnect(): void {
  tries = Math.min(tries, 1);
  connect();
}
