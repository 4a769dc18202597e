"""Frames of RFC 6455, and one played row of them.

A row is (what, want, steps): bytes that are sent after the handshake, or END. Want lists what comes, in any order but a close, which is
last; " or " stands between outcomes. What may come:

    list            the list of dashboards: a message that asks for it was read whole
    pong:text       a pong with this payload
    close 1002      a close frame with this code, after which the server ends the connection
    end             the connection ends without a close frame
    nothing         none of these, and the connection lives

A connection that lives must answer a ping, and a close with code 1000 by the same, and end.
"""
import base64, hashlib, json, os, socket, struct, time

from wire_world import END, PATIENCE, Wire, Wrong, head_of

ASK = '{"action":"get_available_dashboards"}'
KEY = "dGhlIHNhbXBsZSBub25jZQ=="
TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


def masked(data, mask):
    n = len(data)
    key = int.from_bytes((mask * (n // 4 + 1))[:n], "big")
    return (int.from_bytes(data, "big") ^ key).to_bytes(n, "big")


def frame(op, data=b"", fin=1, rsv=0, mask=None, form=None, size=None):
    """One frame of a client. form: how the length is written (7, 16 or 64 bits); size: a length that is not that of the data; mask b"": none."""
    data = data.encode() if isinstance(data, str) else data
    n = len(data) if size is None else size
    mask = os.urandom(4) if mask is None else mask
    form = form or (7 if n < 126 else 16 if n < 65536 else 64)
    bit = 0x80 if mask else 0
    head = bytes([fin << 7 | rsv << 4 | op])
    head += bytes([bit | n]) if form == 7 else struct.pack(">BH", bit | 126, n) if form == 16 else struct.pack(">BQ", bit | 127, n)
    return head + mask + (masked(data, mask) if mask else data)


def padded(n, filler="*"):
    """A message of `n` bytes that asks for the list."""
    head = ASK[:-1] + ',"x":"'
    fill = n - len(head.encode()) - 2
    size = len(filler.encode())
    return (head + filler * (fill // size) + "." * (fill % size) + '"}').encode()


def with_text(text):
    """A message that asks for the list and has these bytes in a string."""
    return ASK[:-1].encode() + b',"x":"' + text + b'"}'


def close(code=None, reason=b"", **how):
    reason = reason.encode() if isinstance(reason, str) else reason
    return frame(CLOSE, b"" if code is None else struct.pack(">H", code) + reason, **how)


def fragments(data, n, op=TEXT):
    """The message in frames of `n` bytes."""
    parts = [data[i:i + n] for i in range(0, len(data), n)]
    return b"".join(frame(0 if i else op, p, fin=i == len(parts) - 1) for i, p in enumerate(parts))


def handshake(*lines, target="/ws", method="GET", version="HTTP/1.1", without=(), **instead):
    """A request for an upgrade; `instead` replaces values, `without` leaves lines out."""
    fields = {"Host": "localhost", "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Key": KEY, "Sec-WebSocket-Version": "13"}
    fields.update({k.replace("_", "-"): v for k, v in instead.items()})
    text = [f"{method} {target} {version}", *(f"{k}: {v}" for k, v in fields.items() if k not in without), *lines, "", ""]
    return "\r\n".join(text).encode("latin-1")


def check_accept(head, key=KEY):
    """The answer to a handshake is as RFC 6455 4.2.2 has it, and agrees to nothing that was not wanted."""
    status, fields = head_of(head)
    if status != 101:
        return status
    want = base64.b64encode(hashlib.sha1((key + GUID).encode()).digest())
    if fields.get(b"sec-websocket-accept") != want:
        raise Wrong("another Sec-WebSocket-Accept")
    if fields.get(b"upgrade", b"").lower() != b"websocket" or b"upgrade" not in fields.get(b"connection", b"").lower():
        raise Wrong("Upgrade or Connection is not right")
    for name in (b"sec-websocket-extensions", b"content-length", b"transfer-encoding"):
        if name in fields:
            raise Wrong(f"{name.decode()} in the answer")
    return status


def greeted(port):
    """A socket that is a WebSocket and whose client has little room for what comes."""
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    s.connect(("127.0.0.1", port))
    s.sendall(handshake())
    s.recv(4096)
    return s


class Session:
    """The play of one row: a WebSocket, what comes over it, and its end."""

    def __init__(self, port, row, how, seed):
        self.what, self.want, self.steps = row[0], row[1], row[2:]
        self.port, self.how, self.seed, self.events = port, how, seed, []
        self.allowed = [self.parts(o) for o in self.want.split(" or ")]

    @staticmethod
    def parts(outcome):
        words = outcome.split(" ")
        out, at = [], 0
        while at < len(words):
            step = 2 if words[at] == "close" and at + 1 < len(words) else 1
            out.append(" ".join(words[at:at + step]))
            at += step
        return [x for x in out if x != "nothing"]

    def head(self):
        """Read the answer to the handshake."""
        until = time.monotonic() + PATIENCE
        while b"\r\n\r\n" not in self.wire.buffer:
            if not self.wire.more(until):
                raise Wrong(f"no answer to the handshake: {self.wire.buffer[:100]!r}")
        head, _, self.wire.buffer = self.wire.buffer.partition(b"\r\n\r\n")
        return check_accept(head)

    def parse(self):
        while (got := self.take()):
            op, data = got
            if op == CLOSE:
                if len(data) == 1:
                    raise Wrong("a close with one byte")
                data[2:].decode()
                self.events.append(f"close {struct.unpack('>H', data[:2])[0]}" if data else "close")
                self.wire.send(frame(CLOSE, data[:2]))
            elif op == PONG:
                self.events.append("pong:" + data.decode("latin-1"))
            elif op == TEXT:
                action = json.loads(data).get("action")
                self.events.append({"available_dashboards": "list", "get_available_dashboards": "list"}.get(action, action))
            elif op != PING:
                raise Wrong(f"a frame of opcode {op}")

    def take(self):
        """(opcode, payload) of the next message or control frame; None: not yet."""
        b = self.wire.buffer
        if len(b) < 2:
            return None
        n, at = b[1], 2
        if b[0] & 0x70 or n & 0x80:
            raise Wrong("reserved bits or a mask from the server")
        if n >= 126:
            width = 2 if n == 126 else 8
            if len(b) < 2 + width:
                return None
            n, at = int.from_bytes(b[2:2 + width], "big"), 2 + width
        if len(b) < at + n:
            return None
        op, fin, data, self.wire.buffer = b[0] & 15, b[0] & 0x80, b[at:at + n], b[at + n:]
        if op >= 8:
            return op, data
        self.message = (op, b"") if op else self.message
        self.message = (self.message[0], self.message[1] + data)
        return self.message if fin else self.take()

    def wait(self, done, seconds=PATIENCE):
        until = time.monotonic() + seconds
        self.parse()
        while not done() and self.wire.more(until):
            self.parse()

    def is_closed(self):
        return bool(self.events) and self.events[-1].startswith("close")

    def has(self, outcome):
        return sorted(self.events) == sorted(outcome)

    def result(self):
        self.wire.send(handshake())
        if (status := self.head()) != 101:
            return f"handshake {status}"
        for step in self.steps:
            if step is END:
                self.wire.no_more()
            elif not self.wire.send(step):
                break
        alive = [o for o in self.allowed if "end" not in o and not any(x.startswith("close") for x in o)]
        self.wait(lambda: self.is_closed() or any(self.has(o) for o in alive))
        if self.wire.ended and not self.is_closed():
            return self.said("end")
        if not self.is_closed() and alive and not self.wire.broken:
            return self.lives()
        self.wait(lambda: False)
        return self.said() if self.wire.ended else self.said("hangs")

    def lives(self):
        """A ping is answered, and a close, after which the connection ends."""
        self.wire.send(frame(PING, "alive?"))
        self.wait(lambda: "pong:alive?" in self.events or self.is_closed())
        if self.is_closed() or self.wire.ended:
            return self.said("" if self.is_closed() else "end")
        if "pong:alive?" not in self.events:
            return self.said("hangs")
        self.wire.send(close(1000))
        self.wait(lambda: False)
        before = [e for e in self.events if e != "pong:alive?"]
        if not self.wire.ended or before[-1:] != ["close 1000"]:
            return self.said("does not end")
        self.events = before[:-1]
        return self.said()

    def said(self, more=""):
        return " ".join(sorted(e for e in self.events if not e.startswith("close")) + [e for e in self.events if e.startswith("close")] +
                        ([more] if more else [])) or "nothing"

    def verdict(self):
        try:
            with Wire(self.port, self.how, self.seed) as self.wire:
                got = self.result()
        except Wrong as e:
            got = f"a bad answer: {e}"
        except (OSError, ValueError) as e:
            got = f"{type(e).__name__} {e}"
        allowed = {" ".join(sorted(e for e in o if not e.startswith("close") and e != "end") + [e for e in o if e.startswith("close") or e == "end"])
                   or "nothing" for o in self.allowed}
        return None if got in allowed else got


class Greeting:
    """The play of a row of handshakes: want is the status, "closed", or "101" which must live."""

    def __init__(self, port, row, how, seed):
        self.row, self.port, self.how, self.seed = row, port, how, seed

    def verdict(self):
        session = Session(self.port, ("", "nothing"), self.how, self.seed)
        try:
            with Wire(self.port, self.how, self.seed) as session.wire:
                session.wire.send(self.row[2])
                got = str(session.head())
                if got == "101" and (left := session.lives()) != "nothing":
                    got = f"101, then {left}"
        except Wrong as e:
            got = "closed" if session.wire.ended and not session.wire.buffer else f"a bad answer: {e}"
        except (OSError, ValueError) as e:
            got = f"{type(e).__name__} {e}"
        return None if got in self.row[1].split(" or ") else got
