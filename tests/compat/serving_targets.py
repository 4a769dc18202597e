"""Request targets as bytes on the wire, and what they reach: escapes, dots, slashes, queries, the base path."""
from serving_world import *  # noqa: F401,F403
import random

INDEX, CLOSED = "the page", "closed"
FILES = ["index.html", "a.txt", "a b.txt", "ü.txt", "x%2fy.txt", "%2e.txt", "q?r.txt", "p+q.txt", "back\\slash.txt", "sub/c.txt"]

# target -> the file that answers, a status, INDEX, or CLOSED: 403 of the library, or no answer at all
TARGETS = [
    ("plain", b"/a.txt", "a.txt"),
    ("an escaped letter", b"/%61.txt", "a.txt"),
    ("an escaped blank", b"/a%20b.txt", "a b.txt"),
    ("UTF-8, escaped", b"/%C3%BC.txt", "ü.txt"),
    ("UTF-8, small digits", b"/%c3%bc.txt", "ü.txt"),
    ("UTF-8, raw", "/ü.txt".encode(), "ü.txt"),
    ("an escaped slash is a slash", b"/sub%2Fc.txt", "sub/c.txt"),
    ("escapes are decoded once: a slash", b"/x%252fy.txt", "x%2fy.txt"),
    ("escapes are decoded once: a dot", b"/%252e.txt", "%2e.txt"),
    ("escapes are decoded once: a way up", b"/%252e%252e/secret.txt", INDEX),
    ("an escaped question mark begins no query", b"/q%3fr.txt", "q?r.txt"),
    ("a question mark does", b"/a.txt?r.txt", "a.txt"),
    ("an escaped plus", b"/p%2bq.txt", "p+q.txt"),
    ("an escaped backslash is no slash", b"/back%5cslash.txt", "back\\slash.txt"),
    ("two slashes are one", b"//sub//c.txt", "sub/c.txt"),
    ("no host is in the target", b"//a.txt", "a.txt"),
    ("one dot", b"/./sub/./c.txt", "sub/c.txt"),
    ("two dots inside", b"/sub/../a.txt", "a.txt"),
    ("two dots inside, escaped", b"/sub/%2e%2e/a.txt", "a.txt"),
    ("up", b"/../secret.txt", INDEX),
    ("up, escaped", b"/%2e%2e/secret.txt", INDEX),
    ("up, escaped with its slash", b"/..%2fsecret.txt", INDEX),
    ("down and up", b"/sub/%2e%2e%2f%2e%2e%2fsecret.txt", INDEX),
    ("up by a backslash", b"/..%5csecret.txt", INDEX),
    ("up in overlong UTF-8, two bytes", b"/%c0%ae%c0%ae/secret.txt", INDEX),
    ("up in overlong UTF-8, three bytes", b"/%e0%80%ae%e0%80%ae/secret.txt", INDEX),
    ("an overlong slash", b"/..%c0%afsecret.txt", INDEX),
    ("not UTF-8", b"/%ff", INDEX),
    ("three dots", b"/.../a.txt", INDEX),
    ("a NUL ends nothing", b"/a.txt%00", 400),
    ("a NUL before a suffix", b"/a.txt%00.html", 400),
    ("a NUL in the query", b"/a.txt?a=%00", 400),
    ("a percent sign alone", b"/%", 400),
    ("half an escape", b"/a.txt%4", 400),
    ("no digits", b"/%zz", 400),
    ("one digit", b"/%4z", 400),
    ("the escape of scripts", b"/%u0041", 400),
    ("half an escape in the query", b"/a.txt?a=%4", 400),
    ("another server's", b"http://localhost/a.txt", "a.txt"),
    ("no slash", b"a.txt", 400),
    ("a star", b"*", 400),
    ("empty", b"", 400),
    ("queries of nothing", b"/a.txt?&&&", "a.txt"),
    ("a way up in the query", b"/a.txt?/../../secret.txt", "a.txt"),
    ("long", b"/" + b"a" * 3000, INDEX),
    ("long, in escapes", b"/" + b"%61" * 15000, INDEX),
    ("a long query", b"/a.txt?" + b"x" * 50000, "a.txt"),
    ("too long", b"/" + b"a" * 70000, 431),
    ("a folder", b"/sub", INDEX),
    ("a file is no folder", b"/a.txt/", INDEX),
    ("a route", b"/healthz", 200),
    ("a route, escaped", b"/%68ealthz", 200),
    ("a route and a query", b"/healthz?a=b", 200),
    ("a route and an escaped query", b"/healthz%3fa=b", INDEX),
    ("a route by dots", b"/-/%2e%2e/healthz", 200),
    # Never the end of a line: in a path they are refused, in a query they are part of a value.
    ("a line feed", b"/a.txt%0a", 400),
    ("a return", b"/a.txt%0d", 400),
    ("a return and a line feed", b"/a.txt%0D%0A", 400),
    ("a line feed in the query", b"/a.txt?a=%0ab", "a.txt"),
    ("a header in the path", b"/healthz%0aX-Forwarded-User:eve,", 400),
    ("a header in the query", b"/-/list.json?%0aX-Forwarded-User:eve,", 200),
    ("two headers", b"/healthz%0d%0aX-Forwarded-User:eve%0d%0aX:y", 400),
    ("a host", b"/healthz%0aHost:evil.example", 400),
    ("a second request", b"/healthz%0a%0aGET", 400),
]

# With the base path /x/y
BELOW = [
    ("a file", b"/x/y/a.txt", "a.txt"),
    ("escaped", b"/%78%2Fy%2fa.txt", "a.txt"),
    ("escaped twice", b"/%2578/y/a.txt", 404),
    ("two slashes", b"//x//y//a.txt", "a.txt"),
    ("out and in again", b"/x/y/../y/a.txt", "a.txt"),
    ("in by dots", b"/q/%2e%2e/x/y/a.txt", "a.txt"),
    ("out by dots", b"/x/y/../a.txt", 404),
    ("out by escaped dots", b"/x/y/%2e%2e/a.txt", 404),
    ("out of all", b"/x/y/../../../secret.txt", 404),
    ("out of all inside", b"/x/y/sub/..%2f..%5c../secret.txt", INDEX),
    ("another case", b"/X/y/a.txt", 404),
    ("a longer name", b"/x/ya.txt", 404),
    ("the root", b"/", 404),
    ("a part of it", b"/x/", 404),
    ("no route at the root", b"/-/list.json", 404),
    ("a probe at the root", b"/healthz", 200),
    ("a probe by dots", b"/x/y/%2e%2e/../healthz", 200),
    ("no slash behind it", b"/x/y", (301, b"/x/y/")),
    ("no slash, with a query", b"/x/y?input.a=b%26c&d", (301, b"/x/y/?input.a=b%26c&d")),
    ("a socket with a slash", b"/x/y/ws/?a=b", (301, b"/x/y/ws?a=b")),
    ("a service with a slash", b"/x/y/api/v0/service/", (301, b"/x/y/api/v0/service")),
    ("text in a redirect is escaped", b"/x/y/api/%3cb%20%22%3e/service/", (301, b"/x/y/api/%3Cb%20%22%3E/service")),
    ("a line feed", b"/x/y%0a/", 400),
    ("a NUL", b"/x/y%00/", 400),
]


def exchange(port, lines):
    """What comes until the connection is closed."""
    out = b""
    with socket.create_connection(("127.0.0.1", port), timeout=LIMIT) as s, contextlib.suppress(ConnectionError):
        s.sendall(b"\r\n".join(lines) + b"\r\n\r\n")
        while got := s.recv(1 << 16):
            out += got
    return out


def ask(port, target, *more):
    return exchange(port, [b"GET " + target + b" HTTP/1.1", b"Host: localhost", b"Connection: close", *more])


def read_answer(answer):
    """Like the right column of the tables."""
    head, _, body = answer.partition(b"\r\n\r\n")
    status = int(head[9:12] or 0)
    if status == 301:
        assert b"<" not in body.replace(b'<a href="', b"").replace(b"</a>", b"")
        return status, re.search(rb"Location: (.*?)\r", head)[1]
    if status == 403 and head.startswith(b"HTTP/1.0") or not status:
        return CLOSED
    if body.startswith(b"FILE "):
        return INDEX if body == b"FILE index.html" else body[5:].decode()
    return status


@contextlib.contextmanager
def serving(*flags):
    page = Path(tempfile.mkdtemp(dir=work)) / "page"
    for name in FILES:
        (page / name).parent.mkdir(parents=True, exist_ok=True)
        (page / name).write_text("FILE " + name)
    (page.parent / "secret.txt").write_text("FILE secret")
    with Server("--ui", str(page), "--trusted-proxy", "127.0.0.1/32", "--access-log", "-", *flags) as s:
        yield s


def play(s, rows):
    got = [(what, target[:60], read_answer(ask(s.port, target))) for what, target, _ in rows]
    wrong = [(g, want) for g, (_, _, want) in zip(got, rows) if g[2] != want]
    assert not wrong, wrong
    assert s.get("/healthz")[0] == 200


@test
def targets_reach_what_they_name():
    with serving() as s:
        play(s, TARGETS)
        assert not [x for x in s.lines() if x.get("user")], "a header of the target was believed"


@test
def targets_below_a_base_path():
    with serving("--base-path", "/x/y") as s:
        play(s, BELOW)


@test
def a_target_brings_no_header():
    upgrade = [b"Host: localhost", b"Origin: http://evil.example", b"Connection: Upgrade", b"Upgrade: websocket",
               b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==", b"Sec-WebSocket-Version: 13"]
    with serving() as s:
        for target, want in ((b"/ws?%0aX-Forwarded-Host:evil.example,", b" 403 "), (b"/ws%0aOrigin:http://localhost,", b" 400 "), (b"/ws?%0d%0aX:y", b" 403 ")):
            assert want in exchange(s.port, [b"GET " + target + b" HTTP/1.1", *upgrade, b"Connection: close"])[:20], target


@test
def request_lines_and_hosts():
    with serving() as s:
        for line, more, want in ((b"GET /a.txt HTTP/1.1", [], "a.txt"), (b"GET /a.txt HTTP/1.0", [], "a.txt"), (b"GET /a.txt", [], 400),
                                 (b"GET /a.txt HTTP/2.7", [], 505), (b"GET /a.txt FTP", [], 400), (b"GET /a.txt HTTP/1.1 x", [], 400),
                                 (b"GET /a.txt HTTP/1.1", [b"Host: localhost"], 400), (b"GET /a.txt HTTP/1.1", [b"Host: evil.example"], 400)):
            got = read_answer(exchange(s.port, [line, b"Host: localhost", *more, b"Connection: close"]))
            assert got == want, (line, more, got)


PIECES = [b"/", b"/", b".", b"..", b"%2e", b"%2E%2e", b"%2f", b"%5c", b"\\", b"%25", b"%252e", b"%c0%ae", b"%00", b"%0a", b"%0d", b"%", b"%4",
          b"?", b"&", b";", b"#", b"+", b"a.txt", b"sub", b"secret.txt", b"x", b"y", b"x/y", b"page", b"up", b"%c3", b"\xff", b"-/", b"ui/", b"run/",
          b"api/v0/service/", b"healthz", b"X-Forwarded-User:eve,"]


@test
def targets_at_random_stay_inside():
    """Any pieces in any order: an answer or the end, never the file outside, never a header. The seed is fixed."""
    dice = random.Random(13)
    with serving("--base-path", "/x/y") as s:
        (s.root / "mod").joinpath("secret.txt").write_text("FILE secret")
        for _ in range(1500):
            target = dice.choice([b"/", b"/x/y/", b"/x/y"]) + b"".join(dice.choices(PIECES, k=dice.randrange(9)))
            answer = ask(s.port, target)
            assert not answer or answer.startswith((b"HTTP/1.1 ", b"HTTP/1.0 403 ")), (target, answer[:100])
            assert b"FILE secret" not in answer, target
        assert not [x for x in s.lines() if x.get("user")], "a header of the target was believed"
        assert s.get("/healthz")[0] == 200
