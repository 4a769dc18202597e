#!/usr/bin/env bash
# bash, zsh and fish complete what is typed
set -euo pipefail
missing=
for program in python3 zsh fish; do
    command -v $program >/dev/null || missing="$missing $program"
done
if [ -n "$missing" ]; then
    echo "not installed:$missing: skipped"
    [ "${CI:-}" != true ]
    exit
fi
bin=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/mod"
cat >"$work/mod/mod.pp" <<'HCL'
mod "shop" {
}
variable "region" {
  default = "north"
}
variable "stage" {
  type    = string
  default = "production"
  enum    = ["production", "staging"]
}
variable "loud" {
  type    = bool
  default = false
}
query "monday" {
  sql = "select $1 as a, $2 as b"
  param "first" {
    description = "The one that comes first."
  }
  param "second" {
    default = "moon"
  }
}
locals {
  tags = {
    service = "desk"
  }
}
control "open" {
  query = query.monday
  tags  = local.tags
}
benchmark "daily" {
  title    = "What is done each day"
  children = [control.open]
}
dashboard "floor" {
  input "aisle" {
    type = "text"
  }
}
HCL
cat >"$work/rows" <<'ROWS'
control sh|show
mod ins|install
query run mon|monday
benchmark run da|daily
query run monday --outp|--output
query run monday --output js|json
query run monday --output=js|--output=json
query run monday --var re|region=
query run monday --var=re|--var=region=
query run monday --var region=|north
query run monday --var stage=st|staging
query run monday --var=stage=p|production
query run monday --var loud=t|true
query run monday --arg second=m|moon
benchmark run daily --tag ser|service=
benchmark run daily --tag service=|desk
benchmark run daily --tag service!=d|desk
query run monday --arg fi|first=
query run monday --arg=sec|--arg=second=
control run open --arg fi|first=
dashboard run floor --arg ai|aisle=
benchmark run daily --status al|alarm
benchmark run daily --status ok,al|ok,alarm
benchmark run daily --severity=cri|--severity=critical
benchmark run daily --group-by dim|dimension:
ROWS
cat >"$work/look.py" <<'PY'
# Type each line into a shell on a terminal, press Tab, and let the shell print its line: how fast
# the machine is does not matter, since each step waits for what it needs to see.
import os, pty, re, subprocess, sys

work, rows = sys.argv[1], [r.split("|") for r in open(sys.argv[2]).read().split("\n") if r]
os.chdir(os.path.join(work, "mod"))
STARTS = {
    "bash": (["bash", "--norc", "--noprofile", "-i"], """
bind 'set bell-style none'; bind 'set enable-bracketed-paste off'
show() { printf '\\n<%s>\\n' "$READLINE_LINE"; READLINE_LINE=; }
bind -x '"\\C-x": show'
source <(pipelite completion bash)
"""),
    "zsh": (["zsh", "-f", "-i"], """
unsetopt zle_bracketed_paste beep; zle_bracketed_paste=()
autoload -Uz compinit; compinit -D -u
show() { print -r -- ""; print -r -- "<$BUFFER>"; BUFFER=; }
zle -N show; bindkey '^X' show
source <(pipelite completion zsh)
"""),
}


def start_of(typed, want):
    """Where what is wanted begins: at the last word, or where it has no = of its own behind that of the word."""
    blank, equals = typed.rfind(" ") + 1, typed.rfind("=") + 1
    return equals if equals > blank and "=" not in want else blank


def play(shell):
    argv, start = STARTS[shell]
    failed = 0
    child, terminal = pty.fork()
    if child == 0:
        os.environ.update(TERM="dumb", PS1="$ ", HISTFILE="")
        os.execvp(argv[0], argv)
    seen = b""

    def until(pattern):
        nonlocal seen
        while not (found := re.search(pattern, seen)):
            try:
                piece = os.read(terminal, 65536)
            except OSError:
                piece = b""
            if not piece:
                sys.exit("%s: no %r in %r" % (shell, pattern, seen[-800:]))
            seen += piece
        seen = seen[found.end():]
        return found

    for line in start.strip().split("\n"):
        os.write(terminal, line.encode() + b"\n")
    os.write(terminal, b"echo ready'.'\n")
    until(rb"ready\.\r")
    for typed, want in rows:
        os.write(terminal, b"pipelite " + typed.encode() + b"\t\x18")
        got = until(rb"<(pipelite [^>]*)>\r").group(1).decode()
        want = "pipelite " + typed[: start_of(typed, want)] + want
        want += "" if want[-1] in "=:" else " "
        if got != want:
            print("%s: %r became %r, not %r" % (shell, typed, got, want))
            failed += 1
    os.write(terminal, b"exit\n")
    while True:
        try:
            if not os.read(terminal, 65536):
                break
        except OSError:
            break
    os.waitpid(child, 0)
    return failed


def ask_fish():
    script = "pipelite completion fish | source\n" + "".join(
        "echo '<'; complete -C 'pipelite %s'\n" % typed for typed, _ in rows)
    answers = subprocess.run(["fish", "-c", script], capture_output=True, text=True).stdout.split("<\n")[1:]
    failed = len(answers) != len(rows)
    for (typed, want), answer in zip(rows, answers):
        got = [line.split("\t")[0] for line in answer.split("\n") if line]
        want = typed[typed.rfind(" ") + 1 : start_of(typed, want)] + want
        if want not in got:
            print("fish: %r has %r, not %r" % (typed, got, want))
            failed += 1
    return failed


sys.exit(1 if play("bash") + play("zsh") + ask_fish() else 0)
PY
export HOME=$work POWERPIPE_INDEX=off
# Under its own name, wherever the program is.
mkdir "$work/bin"
ln -s "$bin" "$work/bin/pipelite"
PATH=$work/bin:$PATH timeout 300 python3 "$work/look.py" "$work" "$work/rows"
