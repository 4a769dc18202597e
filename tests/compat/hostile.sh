#!/usr/bin/env bash
# what data have in them reaches no terminal, in any text for people; formats for programs and pipes keep every byte
set -euo pipefail
if ! command -v python3 >/dev/null; then
    echo "python3 is not installed: skipped"
    [ "${CI:-}" != true ]
    exit
fi
bin=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/home" "$work/bin" "$work/mod"
ln -s "$bin" "$work/bin/pipelite"
ln -s "$bin" "$work/bin/powerpipe"
cat >"$work/hostile.py" <<'PY'
import fcntl, os, pty, re, struct, subprocess, sys, termios

work = sys.argv[1]
# A colour, the cursor, a title, the beginning of the line, DEL, C1 as a character, an override, an isolate, and a byte that is no UTF-8.
PARTS = ["\x1b[8m", "\x1b[2J", "\x1b]0;pwn\x07", "\rOK", "\x08", "\x7f", "\u009b31m", "\u0085", "\u202e", "\u2066"]
EVIL = "".join("%s.%d" % (p, i) for i, p in enumerate(PARTS)) + "\udcff!"
BAD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
LINE = re.compile("\x1b\\[\\?25[lh]|\r\x1b\\[K(. Initializing)?")     # our own: a line of progress
OWN = re.compile("\x1b\\[[0-9;]*m")                # and colours, which differ from those of the data
SQL = "select " + " || ".join("char(%d)" % ord(c) if ord(c) < 0xd800 or ord(c) > 0xdfff else "x'%02x'" % (ord(c) & 0xff) for c in EVIL)
HCL = "".join("\\u%04x" % ord(c) if not c.isalnum() else c for c in EVIL[:-2]) + "!"


def put(path, text):
    with open(os.path.join(work, path), "w", encoding="utf-8", errors="surrogateescape") as f:
        f.write(text)


put("mod/mod.pp", '''
mod "evil" {
  title    = "%(h)s"
  database = "sqlite://x.db"
}
variable "v" {
  description = "%(h)s"
  default     = "%(h)s"
}
benchmark "b" {
  title       = "%(h)s"
  description = "%(h)s"
  tags        = { "%(h)s" = "%(h)s" }
  children    = [control.rows, control.broken]
}
control "rows" {
  title       = "%(h)s"
  description = "%(h)s"
  severity    = "high"
  sql         = "%(sql)s as resource, 'alarm' as status, %(col)s as reason, %(col)s as region, %(col)s as account"
}
control "broken" {
  title = "%(h)s"
  sql   = "select nothing as \\"%(h)s\\" from \\"%(h)s\\""
}
query "q" {
  title = "%(h)s"
  sql   = "%(sql)s as a, 1 as \\"%(h)s\\""
}
query "fails" {
  sql = "select * from \\"%(h)s\\""
}
detection "d" {
  title = "%(h)s"
  sql   = "%(sql)s as a, %(col)s as b"
}
dashboard "dash" {
  title = "%(h)s"
  table {
    sql = "select * from \\"%(h)s\\""
  }
}
''' % {"h": HCL, "sql": SQL, "col": SQL[len("select "):]})
os.mkdir(os.path.join(work, "wrong"))
put("wrong/mod.pp", 'mod "wrong" {\n  titel = "%s"\n}\n# %s\nquery "q" {\n  sql = nope.%s\n}\n' % (EVIL[:-2], EVIL, "x"))
os.mkdir(os.path.join(work, "types"))
put("types/mod.pp", 'mod "types" {}\nvariable "n" {\n  type = number\n  default = "%s"\n}\ncontrol "c" {\n  sql = "select 1"\n  title = 1 + "%s"\n}\n' % (HCL, HCL))


def run(name, where, argv, terminal, **environment):
    env = {"HOME": work + "/home", "PATH": os.environ["PATH"], "POWERPIPE_INDEX": "off", "TERM": "xterm", **environment}
    argv = [work + "/bin/" + name] + argv
    if not terminal:
        got = subprocess.run(argv, cwd=work + "/" + where, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return got.stdout.decode("utf-8", "surrogateescape")
    child, fd = pty.fork()
    if child == 0:
        os.chdir(work + "/" + where)
        os.execve(argv[0], argv, env)
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
    seen = b""
    while True:
        try:
            piece = os.read(fd, 65536)
        except OSError:
            piece = b""
        if not piece:
            break
        seen += piece
    os.waitpid(child, 0)
    os.close(fd)
    return seen.decode("utf-8", "surrogateescape").replace("\r\n", "\n")


PEOPLE = [
    ["benchmark", "run", "b", "--output", "text"], ["benchmark", "run", "b", "--output", "brief"], ["benchmark", "run", "b", "--output", "md"],
    ["benchmark", "run", "b", "--output", "html"], ["benchmark", "run", "b", "--dry-run"], ["control", "run", "rows"],
    ["control", "run", "broken"], ["detection", "run", "d"], ["query", "run", "q", "--output", "table"],
    ["query", "run", "q", "--output", "line"], ["query", "run", "fails", "--output", "table"], ["query", "run", "fails", "--output", "csv"],
    ["query", "run", "select 1 as x from \"" + EVIL[:-2] + "\"", "--output", "table"], ["control", "run", EVIL], ["control", "run", "rows", "--arg", EVIL],
    ["dashboard", "run", "dash", "--output", "none"], ["mod", "list"], ["variable", "list"], ["benchmark", "list"], [EVIL], ["query", EVIL],
    ["benchmark", "run", "b", "--tag", EVIL + "=" + EVIL], ["benchmark", "run", "b", "--where", EVIL], ["benchmark", "run", "b", "--output", EVIL],
    ["benchmark", "run", "b", "--mod-location", EVIL], ["benchmark", "run", "b", "--var", EVIL + "=1"], ["help", EVIL],
    ["benchmark", "run", "b", "--export", EVIL + "/x.csv"], ["query", "run", "q", "--database", "sqlite:///" + EVIL, "--output", "line"],
] + [[noun, "show", name, "--output", form] for noun, name in (("benchmark", "b"), ("control", "rows"), ("query", "q"), ("variable", "v"), ("mod", "evil"),
     ("dashboard", "dash"), ("detection", "d")) for form in ("pretty", "plain")]
OWN_FORMATS = [["benchmark", "run", "b", "--output", form] for form in ("junit", "nunit3")]
PROGRAMS = [["benchmark", "run", "b", "--output", form] for form in ("csv", "json", "snapshot")] + [
    ["query", "run", "q", "--output", form] for form in ("csv", "json", "snapshot")] + [
    ["detection", "run", "d", "--output", "json"], ["benchmark", "show", "b", "--output", "json"], ["benchmark", "show", "b", "--output", "yaml"],
    ["benchmark", "list", "--output", "yaml"]]
COLORS = [{}, {"NO_COLOR": "1"}, {"TERM": "dumb"}]
FLAGS = [[], ["--color", "always"], ["--color", "never"]]
QUIET = {"run": ["--progress=false"]}
wrong = []


def check(name, where, argv, flag, environment):
    full = argv + (["--progress=false"] if "run" in argv[:2] else []) + flag
    seen = LINE.sub("", run(name, where, full, True, **environment))
    bare = OWN.sub("", seen)
    bad = BAD.search(bare) or re.search(r"\x1b\[(8m|2J)", seen)
    if bad:
        wrong.append((name, full, environment, "shows", bad.string[max(0, bad.start() - 60):bad.end() + 60]))
    colored = seen != bare
    plain = environment or flag == ["--color", "never"]
    if name == "pipelite" and plain and flag != ["--color", "always"] and colored:
        wrong.append((name, full, environment, "is coloured", seen[-300:]))


def stable(text):
    for pattern in r'"(start|end)_time": ?"[^"]*"', r"sql_[0-9a-z]{8}|\[[0-9a-z]{8}\]", r"[0-9.]+ ?ms", r"20\d\d-\d\d-\d\d[T ][0-9:.]+Z?":
        text = re.sub(pattern, "", text)
    return text


for name in "pipelite", "powerpipe":
    for i, argv in enumerate(PEOPLE + (OWN_FORMATS if name == "pipelite" else [])):
        # every text with every way to switch colours off; the others with fewer, because each is a process
        ways = [(e, f) for e in COLORS for f in FLAGS] if i < 12 else [(COLORS[i % 3], FLAGS[0]), ({}, FLAGS[1 + i % 2])]
        for environment, flag in ways:
            check(name, "mod", argv, flag, environment)
    for where in "wrong", "types":
        for argv in ["benchmark", "list"], ["query", "run", "q"], ["check"]:
            for environment in COLORS:
                check(name, where, argv, [], environment)
    # what programs read is the same on a terminal and in a pipe
    for argv in PROGRAMS:
        full = argv + (["--progress=false"] if "run" in argv else [])
        plain = {} if name == "powerpipe" else {"NO_COLOR": "1"}
        seen, piped = LINE.sub("", run(name, "mod", full, True, **plain)), run(name, "mod", full, False, **plain)
        if stable(seen.replace("\r\n", "\n")) != stable(piped.replace("\r\n", "\n")):
            wrong.append((name, full, "differs on a terminal", seen[-500:], piped[-500:]))
# a pipe gets every byte, with colours or without
for argv in PEOPLE[0], PEOPLE[1], PEOPLE[2], PEOPLE[9]:
    for flag in FLAGS:
        seen = run("pipelite", "mod", argv + flag + ["--progress=false"], False)
        if "\u009b31m" not in seen or "\u202e" not in seen:
            wrong.append((argv, flag, "a pipe lost data", seen[-500:]))
for row in wrong[:12]:
    print(row, file=sys.stderr)
sys.exit("%d texts are wrong" % len(wrong) if wrong else 0)
PY
python3 "$work/hostile.py" "$work"
