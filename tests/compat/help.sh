#!/usr/bin/env bash
# the examples of the help run on the demo workspace
set -euo pipefail
if ! command -v python3 >/dev/null; then
    echo "python3 is not installed: skipped"
    [ "${CI:-}" != true ]
    exit
fi
bin=$(realpath "$1") demo=$(realpath "$2")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$demo" "$work/demo"
cd "$work/demo"
rm -f fleet.db # of somebody who tried the demo where it is
python3 -c 'import sqlite3; sqlite3.connect("fleet.db").executescript(open("fleet.sql").read())'
export HOME=$work POWERPIPE_INDEX=off
failed=0 n=0
for noun in benchmark control dashboard detection query variable; do
    for verb in list show run; do
        [ "$noun $verb" != "variable run" ] || continue
        while IFS= read -r line; do
            status=0
            (eval "timeout 60 \"$bin\" ${line#  pipelite }") >out 2>err </dev/null || status=$?
            # 1 and 2: the demo has alarms and errors
            if [ $status -gt 2 ]; then
                echo "$line: exit code $status"
                cat err
                failed=1
            fi
            n=$((n + 1))
        done < <("$bin" "$noun" "$verb" --help | sed -n '/^Examples:/,/^$/p' | grep '^  pipelite')
    done
done
# Those about mods and the index, but for what needs a network.
while read -r command; do
    while IFS= read -r line; do
        case $line in *"mod outdated"*) n=$((n + 1)); continue ;; esac
        line=${line//\/srv\/mods/../vendored-too}
        status=0
        (eval "timeout 60 \"$bin\" ${line#  pipelite }") >out 2>err </dev/null || status=$?
        if [ $status -gt 1 ]; then
            echo "$line: exit code $status"
            cat err
            failed=1
        fi
        n=$((n + 1))
    done < <("$bin" $command --help | sed -n '/^Examples:/,/^$/p' | grep '^  pipelite')
done <<'COMMANDS'
mod clean
mod outdated
mod show
mod tree
mod vendor
mod verify
mod why
index build
index dump
index stats
index verify
completion
man
COMMANDS
# Every command of the help has examples, in its text or after its flags, or is a group of others.
"$bin" man | sed -n 's/^\.SS pipelite //p' | sed 's/\\-/-/g' | while read -r command; do
    "$bin" $command --help >out
    grep -q '^Available Commands:' out || grep -q 'pipelite '"$command" <(sed '/^Usage:/,/^$/d' out) ||
        case $command in help | login) ;; *) echo "no example: $command"; touch failed ;; esac
done
[ ! -e failed ] || failed=1
# The manual page of a command has them, and what it ends with.
for heading in EXAMPLES ENVIRONMENT FILES 'EXIT STATUS'; do
    for command in "benchmark run" "mod tree" "index dump"; do
        "$bin" man $command | grep -q "^\.SH $heading" || { echo "$command has no $heading"; failed=1; }
    done
done
[ "$n" -ge 54 ] || { echo "only $n examples"; failed=1; }
"$bin" query run --help | grep -q '^Environment:'
"$bin" query run --help | grep -q 'mysql://user'
"$bin" benchmark run --help | grep -q 'benchmark-timeout int .*seconds, 0: no limit'
# What may be meant is written so that the command takes it.
for row in "host_has_owner ownership.control.host_has_owner" "account_mfa_enable account_mfa_enabled"; do
    said=$("$bin" control show "${row% *}" 2>&1 || true)
    [[ $said == *"did you mean '${row#* }'?"* ]] || { echo "$row: $said"; failed=1; }
done
mkdir -p "$work/bin"
ln -s "$bin" "$work/bin/powerpipe"
! "$work/bin/powerpipe" query run --help | grep -q '^Examples:'
exit $failed
