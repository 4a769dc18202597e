#!/usr/bin/env bash
# started as powerpipe it says powerpipe, and hides what only we have
set -euo pipefail
bin=$1 mod=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ln -s "$(realpath "$bin")" "$work/powerpipe"
export PATH=$work:$PATH HOME=$work
cd "$mod"

[ "$(powerpipe --version)" = "Powerpipe v1.5.2" ]
powerpipe --help >"$work/help"
grep -q 'powerpipe \[command\]' "$work/help"
! grep -qi pipelite "$work/help"
! grep -qE '^ +index ' "$work/help"
"$bin" --help | grep -qE '^ +index '

# Both names list the same.
powerpipe benchmark list >"$work/a"
"$bin" benchmark list >"$work/b"
cmp "$work/a" "$work/b"
