#!/usr/bin/env bash
# what is installed has manual pages and completions, and uninstalling leaves nothing
set -euo pipefail
bin=$1
prefix=$(dirname "$(dirname "$bin")")
root=$(realpath "$(dirname "$0")/../..")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for file in bin/pipelite lib/libpipelite.a lib/pkgconfig/pipelite.pc include/pipelite/base.h share/doc/pipelite/LICENSE \
    share/man/man1/pipelite.1.gz share/man/man1/pipelite-benchmark-run.1.gz \
    share/bash-completion/completions/pipelite share/zsh/site-functions/_pipelite share/fish/vendor_completions.d/pipelite.fish; do
    [ -s "$prefix/$file" ] || { echo "$file is not installed"; exit 1; }
done
[ "$("$bin" man query run | head -1 | cut -d' ' -f2)" = '"pipelite\-query\-run"' ] || { echo "a page per command"; exit 1; }
if "$bin" man nonsense 2>/dev/null; then echo "a page of nothing"; exit 1; fi
if readelf -S "$bin" | grep -q '\.debug_info'; then echo "the program is not stripped"; exit 1; fi

cp -r "$prefix" "$work/there"
"$root/tests/tools/install-tree" --remove "$work" /there
left=$(find "$work/there" -type f)
[ -z "$left" ] || { echo "left behind: $left"; exit 1; }
if "$root/tests/tools/install-tree" --remove "$work" /there 2>/dev/null; then echo "removed twice"; exit 1; fi
