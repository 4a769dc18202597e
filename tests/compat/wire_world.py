"""What the tables of the wire share: a server, a connection that sends in pieces, a strict reader of replies, and the play of a row.

A row is (what, want, steps): a sentence, what may come, and what is sent. Steps are bytes, END (the client sends no more) and AWAIT (the
client waits for a reply before it goes on). Want is one or more outcomes, " or " between them:

    200             answered, and the connection takes a next request, which is answered as that one
    200 404         two replies, in this order
    200- 200        the first one without a body, as to HEAD; 200-! closes
    400!            answered, and closed by the server
    closed          closed without an answer
    200 * 30        thirty replies

What never is right: a reply more (two were read in one), a reply less or an open connection in silence (it hangs).
"""
import os, random, re, shutil, signal, socket, ssl, subprocess, tempfile, time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

PATIENCE = 4 * float(os.environ.get("PL_PATIENCE", "1"))
END, AWAIT = object(), object()
PROBE = b"GET /api/v0/service HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
HOW = ("at once", "in pieces", "byte by byte")
MOD = """mod "m" {
  title = "M"
}
dashboard "d" {
  title = "D"
  card {
    sql = "select 1 as n"
  }
}
"""


CONTEXT = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
CONTEXT.check_hostname, CONTEXT.verify_mode = False, ssl.CERT_NONE
over_tls = set()                                           # ports of servers that speak TLS


class Wrong(Exception):
    """The server wrote what no server may write."""


class Server:
    """A server of `binary` over a small mod, on a port that the kernel chose."""

    def __init__(self, binary, *flags, database=True, tls=False):
        self.root = Path(tempfile.mkdtemp(prefix="wire-"))
        if tls:
            flags += ("--tls-cert", f"{self.root}/cert.pem", "--tls-key", f"{self.root}/key.pem")
            subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-keyout",
                            f"{self.root}/key.pem", "-out", f"{self.root}/cert.pem"], check=True, capture_output=True)
        (self.root / "mod.pp").write_text(MOD)
        self.log = open(self.root / "log", "wb")
        env = {"PATH": os.environ["PATH"], "HOME": str(self.root), "LANG": "C.UTF-8", "POWERPIPE_INSTALL_DIR": str(self.root / "home"),
               **{k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")}}
        for _ in range(5):
            with socket.socket() as s:
                s.bind(("127.0.0.1", 0))
                self.port = s.getsockname()[1]
            if tls:
                over_tls.add(self.port)
            self.process = subprocess.Popen([str(binary), "server", "--port", str(self.port), "--ui", "off", *flags,
                                             *(["--database", f"sqlite://{self.root}/t.db"] if database else [])], cwd=self.root, env=env, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
            if self.starts():
                return
        raise SystemExit("the server does not start: " + (self.root / "log").read_text(errors="replace")[-1000:])

    def starts(self):
        end = time.monotonic() + 15 * PATIENCE
        while time.monotonic() < end and self.process.poll() is None:
            try:
                if b" 200 " in ask(self.port, b"GET /-/readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"):
                    return True
            except OSError:
                pass
            time.sleep(0.02)
        return False

    def cpu(self):
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self):
        """MB that are resident."""
        return int(re.search(r"VmRSS:\s*(\d+)", Path(f"/proc/{self.process.pid}/status").read_text())[1]) / 1024

    def end(self):
        """Ends it; what is wrong with its end, or None."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            status = self.process.wait(15 * PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            status = "no end: SIGINT did nothing"
        self.log.close()
        text = (self.root / "log").read_text(errors="replace")
        shutil.rmtree(self.root, ignore_errors=True)
        return None if status == 0 else f"the server ended with {status}: {text[-1500:]}"


def connect(port, wait):
    s = socket.create_connection(("127.0.0.1", port), wait)
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return s


def connected(port, wait):
    s = connect(port, wait)
    return CONTEXT.wrap_socket(s) if port in over_tls else s


def ask(port, request, wait=None):
    """All bytes that come for `request` until the end."""
    out = b""
    with connected(port, wait or PATIENCE) as s:
        s.sendall(request)
        while True:
            part = s.recv(1 << 16)
            if not part:
                return out
            out += part


def pieces(data, how, rng):
    """Cut `data` as HOW says; long ones are cut finely at both ends alone."""
    if how == "at once" or len(data) < 2:
        return [data]
    if how == "in pieces":
        cuts = sorted({rng.randrange(1, len(data)) for _ in range(rng.randrange(1, 9))})
    elif len(data) <= 700:
        cuts = range(1, len(data))
    else:
        cuts = [*range(1, 200), *range(200, len(data) - 200, 40000), *range(len(data) - 200, len(data))]
    return [data[a:b] for a, b in zip([0, *cuts], [*cuts, len(data)])]


class Wire:
    """One connection: sends in pieces, keeps what came."""

    def __init__(self, port, how="at once", seed=0):
        self.how, self.rng, self.buffer, self.ended, self.broken = how, random.Random(seed), b"", False, False
        self.s = connected(port, PATIENCE)

    def send(self, data):
        """False: the server takes no more."""
        try:
            self.s.settimeout(PATIENCE * 3)
            for i, piece in enumerate(pieces(data, self.how, self.rng)):
                if i:
                    time.sleep(0.0002)
                self.s.sendall(piece)
            return True
        except OSError:
            self.broken = True
            return False

    def no_more(self):
        try:
            self.s.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        self.broken = True

    def more(self, until):
        """Read something; False when nothing came before `until` or the server has ended."""
        if self.ended:
            return False
        self.s.settimeout(max(0.001, until - time.monotonic()))
        try:
            part = self.s.recv(1 << 18)
        except socket.timeout:
            return False
        except OSError:
            part = b""
        self.ended = not part
        self.buffer += part
        return bool(part)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.s.close()


STATUS_LINE = re.compile(rb"HTTP/1\.1 ([1-5]\d\d) [\t\x20-\x7e]*$")
FIELD = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*([\x20-\x7e\x80-\xff\t]*)$")


def head_of(text):
    """(status, {name: value}) of a reply, which must be as RFC 9112 has it."""
    first, *lines = text.split(b"\r\n")
    status = STATUS_LINE.match(first)
    if not status:
        raise Wrong(f"status line {first[:60]!r}")
    fields = {}
    for line in lines:
        field = FIELD.match(line)
        if not field:
            raise Wrong(f"field {line[:60]!r}")
        name = field[1].lower()
        if name in fields and name in (b"content-length", b"transfer-encoding", b"host", b"location"):
            raise Wrong(f"twice: {name!r}")
        fields[name] = field[2].strip()
    return int(status[1]), fields


def take_reply(buffer, ended, bodiless):
    """(status, fields, body, rest) of the first reply in `buffer`; None: it has not come whole."""
    end = buffer.find(b"\r\n\r\n")
    if end < 0:
        return None
    status, fields = head_of(buffer[:end])
    rest = buffer[end + 4:]
    if bodiless or status < 200 or status in (204, 304):
        return status, fields, b"", rest
    if b"transfer-encoding" in fields:
        return (status, fields, *got) if (got := take_chunks(rest)) else None
    length = fields.get(b"content-length")
    if length is None:
        return (status, fields, rest, b"") if ended else None
    if not length.isdigit():
        raise Wrong(f"Content-Length {length!r}")
    return (status, fields, rest[:int(length)], rest[int(length):]) if len(rest) >= int(length) else None


def take_chunks(rest):
    body = b""
    while True:
        line, mark, rest = rest.partition(b"\r\n")
        if not mark:
            return None
        n = int(line, 16)
        if len(rest) < n + 2:
            return None
        if rest[n:n + 2] != b"\r\n":
            raise Wrong("a chunk without an end")
        body, rest = body + rest[:n], rest[n + 2:]
        if n == 0:
            return body, rest


def outcomes(want):
    """The outcomes that a row allows: lists of statuses, the last with "!" if it closes; [] is "closed"."""
    out = []
    for one in want.split(" or "):
        if " * " in one:
            status, n = one.split(" * ")
            out.append([status] * int(n))
        else:
            out.append([] if one == "closed" else one.split())
    return out


class Play:
    """The play of one row over one connection."""

    def __init__(self, port, row, how, seed):
        self.what, want, self.steps = row[0], row[1], row[2:]
        self.allowed = outcomes(want)
        self.bare = ["-" in x for x in max(self.allowed, key=len)]  # replies without a body
        self.allowed = [tuple(x.replace("-", "") for x in o) for o in self.allowed]
        self.open = {o for o in self.allowed if o and not o[-1].endswith("!")}
        self.port, self.how, self.seed, self.replies, self.probed = port, how, seed, [], False

    def parse(self):
        while True:
            final = sum(x >= 200 for x, _ in self.replies)
            got = take_reply(self.wire.buffer, self.wire.ended, final < len(self.bare) and self.bare[final])
            if not got:
                return
            status, _, body, self.wire.buffer = got
            self.replies.append((status, body))

    def wait(self, done, seconds=PATIENCE):
        until = time.monotonic() + seconds
        self.parse()
        while not done() and self.wire.more(until):
            self.parse()
        self.parse()

    def run_steps(self):
        for step in self.steps:
            if step is END:
                self.wire.no_more()
            elif step is AWAIT:
                n = len(self.replies)
                self.wait(lambda: len(self.replies) > n)
                if self.replies and self.replies[-1][0] >= 200:
                    return
            elif not self.wire.send(step):
                return

    def result(self):
        """As an outcome is written."""
        self.run_steps()
        seen = lambda: tuple(str(x) for x, _ in self.replies)  # noqa: E731
        self.wait(lambda: seen() in self.open)
        if seen() in self.open and not self.wire.ended and not self.wire.broken:
            self.probed = self.wire.send(PROBE)
            self.wait(lambda: False)
        statuses = list(seen())
        if not self.wire.ended:
            return " ".join(statuses + ["hangs"])
        if self.probed and statuses and self.replies[-1] == (200, b'{"status":"UP"}'):
            return " ".join(statuses[:-1])
        if self.wire.buffer:
            return " ".join(statuses + [f"half a reply: {self.wire.buffer[:80]!r}"])
        return " ".join(statuses) + "!" if statuses else "closed"

    def verdict(self):
        """None, or what is wrong."""
        try:
            with Wire(self.port, self.how, self.seed) as self.wire:
                got = self.result()
        except Wrong as e:
            got = f"a bad reply: {e}"
        except OSError as e:
            got = f"{type(e).__name__} {e}"
        return None if got in {" ".join(o) or "closed" for o in self.allowed} else got


def shortened(text, most=200):
    return text if len(text) <= most else text[:most] + f" ... ({len(text)} characters)"


def play_all(port, rows, player, seed, threads=24, ways=HOW):
    """Play all rows in all ways of sending; the lines that say what failed."""
    work = [(row, how, seed + i) for i, row in enumerate(rows) for how in ways]
    random.Random(seed).shuffle(work)
    names = [row[0] for row in rows]
    assert len(set(names)) == len(names), f"two rows of one name: {[n for n in names if names.count(n) > 1][:3]}"
    with ThreadPoolExecutor(threads) as pool:
        results = list(pool.map(lambda w: player(port, *w).verdict(), work))
    wrong = {}
    for (row, how, _), got in zip(work, results):
        if got is not None:
            wrong.setdefault((row[0], row[1], got), []).append(how)
    return [f"{what}: want {want}, got {shortened(got)} ({', '.join(sorted(hows))})" for (what, want, got), hows in sorted(wrong.items())]
