#!/usr/bin/env bash
# A terminal shows how far a run is, in its width, and is put back however the run ends
set -euo pipefail
if ! command -v python3 >/dev/null; then
    echo "python3 is not installed: skipped"
    [ "${CI:-}" != true ]
    exit
fi
bin=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME=$work POWERPIPE_INDEX=off TERM=xterm
cd "$work"
cat >mod.pp <<'HCL'
mod "slow" {
  database = "sqlite://slow.db"
}
benchmark "b" {
  title    = "Both"
  children = [control.quick, control.slow]
}
control "quick" {
  sql = "select 'r' as resource, 'ok' as status, 'fine' as reason"
}
dashboard "d" {
  card {
    sql = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) as n from n"
  }
}
control "slow" {
  sql = "with recursive n(i) as (select 1 union all select i + 1 from n) select 'r' as resource, 'ok' as status, count(*) as reason from n"
}
HCL
cat >look.py <<'PY'
# Run pipelite on a terminal of our own. Each step waits for what it needs to see, so that it does
# not matter how fast the machine is.
import fcntl, os, pty, re, signal, struct, sys, termios, time

ESCAPES = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]")
HIDE, SHOW = b"\x1b[?25l", b"\x1b[?25h"


class Run:
    # `out`: where the output goes instead of the terminal.
    def __init__(self, columns, *argv, out=None, program=sys.argv[1]):
        self.seen = b""
        ready, go = os.pipe()
        self.child, self.terminal = pty.fork()
        if self.child == 0:
            os.read(ready, 1)
            if out:
                os.dup2(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 1)
            os.execv(program, [program, *argv])
        self.resize(columns)
        os.write(go, b"x")

    def resize(self, columns):
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))

    def read(self):
        try:
            piece = os.read(self.terminal, 65536)
        except OSError:
            piece = b""
        self.seen += piece
        return piece

    def until(self, what, start=0):
        while what not in self.seen[start:]:
            if not self.read():
                sys.exit("%r was not shown: %r" % (what, self.seen[-600:]))
        return len(self.seen)

    def interrupt(self):
        os.kill(self.child, signal.SIGINT)

    def end(self, code):
        while self.read():
            pass
        got = os.waitstatus_to_exitcode(os.waitpid(self.child, 0)[1])
        if got != code:
            sys.exit("exit code %d, not %d: %r" % (got, code, self.seen[-600:]))
        if self.seen.rfind(HIDE) > self.seen.rfind(SHOW):
            sys.exit("the cursor is hidden: %r" % self.seen[-600:])
        return self.seen

    def spinner_lines(self):
        return [ESCAPES.sub(b"", l).decode() for l in re.findall(rb"\r\x1b\[K([^\r\n]+)", self.seen)]


def widths(lines):
    return max([len(l) for l in lines] or [0])


check = ["benchmark", "run", "b", "--max-parallel", "1"]

# How far it is, then the result of what is complete.
run = Run(120, *check, "--output", "json")
run.until("Running 2 controls. (1 complete, 1 running, 0 pending, 0 errors)".encode())
assert HIDE in run.seen, run.seen
run.interrupt()
seen = run.end(2)
after = seen[seen.rfind(SHOW):]
assert b'"reason": "fine"' in after and b'"run_error": "execution cancelled"' in after, after
assert widths(run.spinner_lines()) <= 120

# A narrow terminal cuts the line, one that grows shows all of it.
run = Run(30, *check)
at = run.until("Running 2 controls. (1  …".encode())
assert widths(run.spinner_lines()) <= 30, run.spinner_lines()
run.resize(100)
run.until(b"0 errors)", at)
run.interrupt()
run.end(2)

# A file is being written: it says so, and that is gone before the next words.
run = Run(100, *check, "--export", "b.csv", "--export", "b.json")
run.until(b"1 running")
run.interrupt()
seen = run.end(2)
assert b"Exporting 1 of 2" in seen and b"Exporting 2 of 2" in seen, seen
assert b"File exported to" in seen[seen.rfind(SHOW):], seen

# The output goes into a pipe: the terminal shows how far it is, and the file has the result alone.
run = Run(120, *check, "--output", "csv", out="piped")
run.until("Running 2 controls. (1 complete, 1 running, 0 pending, 0 errors)".encode())
run.interrupt()
run.end(2)
piped = open("piped", "rb").read()
assert piped.startswith(b"group_id,") and b"\x1b" not in piped, piped

# A query and a dashboard, too, at each width, and when that changes.
endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) as n from n"
for out in None, "piped":
    for width in 40, 80, 200:
        run = Run(width, "query", "run", endless, "--output", "csv", out=out)
        run.until(b"Running query. (")
        assert HIDE in run.seen
        run.resize(12)
        at = run.until("Runni …".encode())
        run.resize(width)
        run.until(b"Running query. (", at)
        assert widths(run.spinner_lines()) <= width, run.spinner_lines()
        run.interrupt()
        run.end(130)
    assert out is None or open(out, "rb").read() == b""
run = Run(80, "dashboard", "run", "d", "--output", "snapshot", out="piped")
run.until(b"Running dashboard. (")
run.interrupt()
run.end(255)
# Two interrupts at once: the cursor is there again, though the output is no terminal.
run = Run(80, "query", "run", endless, "--output", "csv", out="piped")
run.until(b"Running query. (")
run.interrupt()
run.interrupt()
while run.read():
    pass
os.waitpid(run.child, 0)
assert run.seen.rfind(HIDE) < run.seen.rfind(SHOW), run.seen[-600:]
# Not for what is quick, nor when it is turned off, nor on a terminal without escapes.
seen = Run(80, "query", "run", "select 1 as one", "--output", "csv").end(0)
assert b"Running" not in seen and b"\x1b" not in seen, seen
some = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 3000000) select count(*) as n from n"
seen = Run(80, "query", "run", some, "--output", "csv", "--progress=false").end(0)
assert b"Running" not in seen, seen
os.environ["TERM"] = "dumb"
seen = Run(80, "query", "run", some, "--output", "csv").end(0)
assert b"Running" not in seen and b"\x1b" not in seen, seen
os.environ["TERM"] = "xterm"
os.symlink(sys.argv[1], "powerpipe")
seen = Run(80, "query", "run", some, "--output", "csv", program="./powerpipe").end(0)
assert b"Running" not in seen, seen

# Without progress there is only the word that it begins.
run = Run(100, *check, "--progress=false")
at = run.until("Starting controls…".encode())
run.until("Starting controls…".encode(), at)
run.interrupt()
seen = run.end(2)
assert b"Running" not in seen, seen

# The second one ends it at once, though its output is not read: signals come until one is the second.
wide = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 300000) select i from n"
run = Run(100, "query", "run", wide, "--output", "csv")
run.until(b"\n100")
while True:
    run.interrupt()
    child, status = os.waitpid(run.child, os.WNOHANG)
    if child:
        break
    time.sleep(0.01)
assert os.waitstatus_to_exitcode(status) == 130, status
while run.read():
    pass
assert b"\n300000" not in run.seen
PY
python3 look.py "$bin"

# Not on a terminal: the result and nothing else.
"$bin" benchmark run b --where "name = 'quick'" --output csv >out 2>err
head -n 1 out | grep -q '^group_id,'
[ ! -s err ]
[ "$(wc -l <out)" = 2 ]
