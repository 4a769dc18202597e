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
[ "$n" -ge 34 ] || { echo "only $n examples"; failed=1; }
"$bin" query run --help | grep -q '^Environment:'
"$bin" query run --help | grep -q 'mysql://user'
"$bin" benchmark run --help | grep -q 'benchmark-timeout int .*seconds, 0: no limit'
mkdir -p "$work/bin"
ln -s "$bin" "$work/bin/powerpipe"
! "$work/bin/powerpipe" query run --help | grep -q '^Examples:'
exit $failed
