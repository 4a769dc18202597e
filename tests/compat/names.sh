#!/usr/bin/env bash
# names of mods are no paths: what is exported stays in the folder
set -euo pipefail
bin=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME=$work/home POWERPIPE_INDEX=off
mkdir -p "$work/home" "$work/out/ws" "$work/snapshots"
cd "$work/out/ws"
cat >main.pp <<'HCL'
control "c" {
  sql = "select 'ok' as status, 'r' as resource, 'x' as reason"
}
benchmark "b" {
  children = [control.c]
}
HCL
failed=0
for name in ../evil ../../evil /evil .hidden 'a\\b' 'a\u0000b' 'a\nb'; do
    printf 'mod "%s" {\n  title = "m"\n}\n' "$name" >mod.pp
    "$bin" benchmark run b --export json --database sqlite://x.db --snapshot --snapshot-location "$work/snapshots" \
        >/dev/null 2>&1 || { echo "$name: status $?"; failed=1; }
    for folder in . "$work/snapshots"; do
        [ "$(find "$folder" -maxdepth 1 -type f -name '[!.]*b.[0-9]*T[0-9]*.*' | wc -l)" = 1 ] ||
            { echo "$name: no file in $folder"; failed=1; }
    done
    rm -f ./*.json "$work"/snapshots/*
    [ -z "$(find "$work" -newer mod.pp -type f ! -path '*/ws/*' ! -path '*/home/*')" ] || { echo "$name: a file elsewhere"; failed=1; }
done
exit $failed
