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
for library in "$prefix"/lib/libpipelite*.a; do
    if readelf -S "$library" 2>/dev/null | grep -q '\.debug_info'; then echo "$library is not stripped"; exit 1; fi
done
grep -q '^Libs.private: .' "$prefix/lib/pkgconfig/pipelite.pc" || { echo "the package does not name its own libraries"; exit 1; }

# Where nothing is installed that building needs, make says so, and how to get it.
printf '#!/bin/sh\nexit 1\n' >"$work/cc"
chmod +x "$work/cc"
if said=$("$root/tests/tools/missing-headers" "$work/cc" 2>&1); then echo "nothing is missing"; exit 1; fi
case $said in *libmimalloc-dev*"'make deps'"*) ;; *) echo "what is missing is not said: $said"; exit 1 ;; esac

cp -r "$prefix" "$work/there"
"$root/tests/tools/install-tree" --remove "$work" /there
left=$(find "$work/there" -type f)
[ -z "$left" ] || { echo "left behind: $left"; exit 1; }
if "$root/tests/tools/install-tree" --remove "$work" /there 2>/dev/null; then echo "removed twice"; exit 1; fi
