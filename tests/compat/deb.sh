#!/usr/bin/env bash
# the Debian package is one that lintian accepts, with what is installed and nothing of this machine
set -euo pipefail
for tool in lintian dpkg-deb dpkg-shlibdeps; do
    command -v $tool >/dev/null || { echo "skipped: there is no $tool"; exit 0; }
done
bin=$(realpath "$1")
build=$(realpath "$(dirname "$bin")/../../../..")
root=$(realpath "$(dirname "$0")/../..")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$root"
version=$("$bin" --version | sed 's/.* v//')
deb=$(tests/tools/build-deb "$build" /nonexistent "$version" | tail -n 1)
lintian --fail-on error,warning --allow-root "$deb" >"$work/lintian" 2>&1 || { cat "$work/lintian"; exit 1; }
for library in libc6 libmimalloc; do
    dpkg-deb --field "$deb" Depends | grep -q $library || { echo "it does not depend on $library"; exit 1; }
done
dpkg-deb --extract "$deb" "$work/tree"
[ "$("$work/tree/usr/bin/pipelite" --version)" = "$("$bin" --version)" ] || { echo "another program"; exit 1; }
for file in usr/share/man/man1/pipelite.1.gz usr/share/bash-completion/completions/pipelite usr/share/doc/pipelite/copyright; do
    [ -s "$work/tree/$file" ] || { echo "$file is not in it"; exit 1; }
done
if grep -rlF "$root" "$work/tree"; then echo "names a folder of this machine"; exit 1; fi
