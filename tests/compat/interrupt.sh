#!/usr/bin/env bash
# Ctrl-C ends statements and shows what is complete; a second one leaves no half of a file
set -euo pipefail
if ! command -v python3 >/dev/null; then
    echo "python3 is not installed: skipped"
    [ "${CI:-}" != true ]
    exit
fi
bin=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME=$work POWERPIPE_INDEX=off
cd "$work"
cat >mod.pp <<'HCL'
mod "slow" {
  database = "sqlite://slow.db"
}
benchmark "b" {
  children = [control.quick, control.slow]
}
control "quick" {
  sql = "select 'r' as resource, 'ok' as status, 'fine' as reason"
}
control "slow" {
  sql = "with recursive n(i) as (select 1 union all select i + 1 from n) select 'r' as resource, 'ok' as status, count(*) as reason from n"
}
HCL
endless="with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"
wide="with recursive n(i) as (select 1 union all select i + 1 from n where i < 100000) select i, 'a text of some length' as t from n"

begin() { # <argument...>: a child that gets SIGINT, which background jobs of scripts ignore
    python3 -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])' "$bin" "$@" &
    child=$!
}
ended() { # <wanted exit code> <what>
    local code=0
    wait "$child" || code=$?
    [ "$code" = "$1" ] || { echo "$2: exit code $code, not $1"; cat "$work/err"; return 1; }
}
until_true() { # <what> <command...>: at most a minute
    local what=$1 i
    shift
    for ((i = 0; i < 1200; i++)); do
        "$@" && return
        sleep 0.05
    done
    echo "$what: not within a minute"
    return 1
}
busy() { # its statement runs: nothing before it takes a fifth of a second
    local stat
    read -r -a stat 2>/dev/null <"/proc/$child/stat" && [ $((stat[13] + stat[14])) -ge 20 ]
}
interrupt() {
    kill -INT "$child" 2>/dev/null || true
}

echo old >b.csv
begin benchmark run b --output json --export b.csv --progress=false >out 2>err
until_true "the benchmark runs" busy
interrupt
ended 2 "a benchmark"
grep -q '"reason": "fine"' out
grep -q '"run_error": "execution cancelled"' out
grep -q ',fine,r,ok,' b.csv

echo old >q.csv
begin query run "$endless" --output csv --export q.csv >out 2>err
until_true "the query runs" busy
interrupt
ended 130 "a query"
[ ! -s out ]
grep -qx 'Error: execution cancelled' err
[ "$(cat q.csv)" = old ]

# Whoever reads the output is slow: the first one waits for it, those that come then do not.
mkfifo pipe
exec 9<>pipe
full() { # the output waits for its reader
    python3 -c 'import fcntl, struct, termios
n = fcntl.ioctl(9, termios.FIONREAD, struct.pack("i", 0))
raise SystemExit(struct.unpack("i", n)[0] < 60000)'
}
begin query run "$wide" --output csv --export q.csv >pipe 2>err
until_true "the pipe is full" full
interrupt
gone() { [ -z "$(jobs -rp)" ] || { interrupt && false; }; }
until_true "the second one ends it" gone
ended 130 "the second one"
exec 9>&-
[ "$(cat q.csv)" = old ]

# The second one while a file is written, to a disk that is slow.
begin query run "${wide/100000/3000000}" --output none --export q.csv >out 2>err
for ((i = 0; i < 3000; i++)); do
    compgen -G 'q.csv.*' >/dev/null && break
    sleep 0.005
done
interrupt
sleep 0.01
interrupt
code=0
wait "$child" || code=$?
if compgen -G 'q.csv.*'; then
    echo "half of an export is left"
    exit 1
fi
case $code in
130) [ "$(cat q.csv)" = old ] ;;
0) [ "$(wc -l <q.csv)" = 3000001 ] ;; # it was faster
*) echo "while it exports: exit code $code" && exit 1 ;;
esac

# SIGTERM ends it by the signal, in the middle of an export and before.
for name in TERM HUP; do
    echo old >q.csv
    begin query run "${wide/100000/3000000}" --output none --export q.csv >out 2>err
    for ((i = 0; i < 3000; i++)); do
        compgen -G 'q.csv.*' >/dev/null && break
        sleep 0.005
    done
    kill -"$name" "$child" 2>/dev/null || true
    code=0
    wait "$child" || code=$?
    if compgen -G 'q.csv.*'; then
        echo "SIG$name leaves half of an export"
        exit 1
    fi
    [ "$code" = 0 ] || [ "$code" = $((128 + $(kill -l "$name"))) ] || { echo "SIG$name: exit code $code" && exit 1; }
    begin query run "$endless" --output csv >out 2>err
    until_true "the query runs" busy
    kill -"$name" "$child"
    ended $((128 + $(kill -l "$name"))) "SIG$name while a query runs"
done
