#!/usr/bin/env bash
# text fits terminals of 40, 80 and 200 columns; questions hide what is sensitive and leave the terminal as it was
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
mkdir -p "$work/ask" "$work/wide"
cat >"$work/ask/mod.pp" <<'HCL'
mod "ask" {
  database = "sqlite://ask.db"
}
variable "region" {
  type        = string
  description = "Region to look at."
}
variable "token" {
  type      = string
  sensitive = true
}
query "q" {
  sql = "select '${var.region}' as region, '${var.token}' as token"
}
HCL
cat >"$work/wide/mod.pp" <<'HCL'
mod "wide" {
  database = "sqlite://wide.db"
}
benchmark "b" {
  title    = "A benchmark with a title that is longer than forty columns are wide"
  children = [control.c]
}
control "c" {
  title = "A control with a title that is longer than forty columns are wide"
  sql   = "select 'a resource' as resource, 'alarm' as status, 'a reason that goes on for longer than eighty columns are wide, and then a little more' as reason"
}
HCL
cat >"$work/look.py" <<'PY'
# Each step waits for what it needs to see: how fast the machine is does not matter.
import fcntl, os, pty, re, struct, sys, termios, unicodedata

TIOCGPTN = 0x80045430  # Linux: the number of the other end
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Run:
    def __init__(self, folder, columns, *argv):
        self.seen = b""
        ready, go = os.pipe()
        self.child, self.terminal = pty.fork()
        if self.child == 0:
            os.read(ready, 1)
            os.chdir(os.path.join(sys.argv[2], folder))
            os.execv(sys.argv[1], [sys.argv[1], *argv])
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        os.write(go, b"x")

    def read(self):
        try:
            piece = os.read(self.terminal, 65536)
        except OSError:
            piece = b""
        self.seen += piece
        return piece

    def until(self, what):
        while what not in self.seen:
            if not self.read():
                sys.exit("%r was not shown: %r" % (what, self.seen[-600:]))

    def echoes(self):
        return bool(termios.tcgetattr(self.terminal)[3] & termios.ECHO)

    def write(self, text):
        os.write(self.terminal, text)

    def end(self, code):
        while self.read():
            pass
        got = os.waitstatus_to_exitcode(os.waitpid(self.child, 0)[1])
        if got != code:
            sys.exit("exit code %d, not %d: %r" % (got, code, self.seen[-600:]))
        return self.seen.decode()


def columns(line):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


for width in 40, 80, 200:
    run = Run("wide", width, "benchmark", "run", "b", "--progress=false")
    lines = [ESCAPES.sub("", l) for l in re.split(r"[\r\n]+", run.end(1))]
    widest = max(columns(l) for l in lines)
    assert width - 8 <= widest <= width, (width, widest, lines)

# Type and description are shown; a sensitive answer is not.
for width in 40, 80, 200:
    run = Run("ask", width, "query", "run", "q", "--output", "csv")
    run.until(b"value: ")
    assert run.echoes()
    run.write(b"north\n")
    run.until(b"not shown: ")
    assert not run.echoes()
    run.write(b"secret\n")
    seen = run.end(0)
    before, after = seen.split("not shown: ")
    assert "(string): Region to look at." in ESCAPES.sub("", before), before
    assert after.split() == ["region,token", "north,secret"], after

# Ctrl-C at a hidden question: the terminal echoes again. The other end is held open, so that the
# state of the terminal can be asked for when the program is gone.
run = Run("ask", 80, "query", "run", "q", "--output", "csv")
number = struct.unpack("I", fcntl.ioctl(run.terminal, TIOCGPTN, b"\0" * 4))[0]
held = os.open("/dev/pts/%d" % number, os.O_RDWR | os.O_NOCTTY)
run.until(b"value: ")
run.write(b"north\n")
run.until(b"not shown: ")
assert not run.echoes()
run.write(b"\x03")
status = os.waitpid(run.child, 0)[1]
assert os.waitstatus_to_exitcode(status) == 255, status
assert run.echoes()
os.close(held)
PY
python3 "$work/look.py" "$bin" "$work"

# Without a terminal each missing value is reported, with its type and how to give it.
cd "$work/ask"
! "$bin" query run q --output csv </dev/null >out 2>err
[ ! -s out ]
[ "$(grep -c 'no value for a variable' err)" = 2 ]
grep -q "'region' is a string, 'Region to look at.': give --var region=" err
! grep -q $'\e' err
