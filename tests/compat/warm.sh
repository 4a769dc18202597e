#!/usr/bin/env bash
# a command says the same from its files and from the index that it saved
set -euo pipefail
bin=$(realpath "$1") demo=$(realpath "$2")
here=$(realpath "$(dirname "$0")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME=$work NO_COLOR=1

say() { # <index> <out> <argument...>: output, errors and exit code
    local index=$1 out=$2 code=0
    shift 2
    POWERPIPE_INDEX=$index "$bin" "$@" >"$out" 2>"$out.err" || code=$?
    echo "$code" >>"$out"
}
kinds="benchmark card chart container control dashboard detection flow graph hierarchy image query table text variable"

for mod in "$demo"/../*/ "$demo"/../mod-dependencies/*/; do
    cd "$mod"
    index=$work/index-$(basename "$mod")
    for kind in $kinds; do
        say off "$work/cold" "$kind" list
        say "$index" "$work/first" "$kind" list
        say "$index" "$work/second" "$kind" list
        for run in first second; do
            cmp "$work/cold" "$work/$run"
            cmp "$work/cold.err" "$work/$run.err"
        done
    done
    for what in dump verify; do
        say off "$work/cold" index "$what"
        say "$index" "$work/first" index "$what"
        say "$index" "$work/second" index "$what"
        sed -i "s/the saved index/the index/" "$work/first" "$work/second"
        cmp "$work/cold" "$work/first"
        cmp "$work/cold" "$work/second"
    done
done

# The demo is old enough to be trusted without reading it, and large enough to be mapped.
cd "$demo"
POWERPIPE_INDEX=$work/index-demo "$bin" index stats | grep -qx 'index *mapped'
POWERPIPE_INDEX=$work/index-demo "$bin" index stats | grep -qx 'read_bytes *0'

# The same for every recording that passes: the judge runs a program that runs ours twice.
judge=$here/../../../shared/golden/run
[ -x "$judge" ] || exit 0
cat >"$work/twice" <<END
#!/usr/bin/env bash
run() { exec -a powerpipe "$bin" "\$@"; }
[ -t 1 ] && run "\$@"
export POWERPIPE_INDEX=\$HOME/.saved
t=\$(mktemp -d)
cat >"\$t/in"
(run "\$@") <"\$t/in" >"\$t/out1" 2>"\$t/err1"; code1=\$?
(run "\$@") <"\$t/in" >"\$t/out2" 2>"\$t/err2"; code2=\$?
cat "\$t/out2"
cat "\$t/err2" >&2
cmp "\$t/out1" "\$t/out2" >&2 && cmp "\$t/err1" "\$t/err2" >&2 && [ \$code1 = \$code2 ] || code2=99
rm -rf "\$t"
exit \$code2
END
chmod +x "$work/twice"
for suite in lang-mods lang-resources lang-variables errors-syntax errors-dependencies six-mods; do
    set -- "$@" --suite "$suite"
done
shift 2
"$judge" --bin "$work/twice" --jobs 2 --without load,run,server,mods \
    --finished "$here/../golden/finished.txt" "$@" >"$work/judged" 2>&1 ||
    # lines of other suites match no case here: failures alone count
    { grep FAIL "$work/judged" && { cat "$work/judged"; exit 1; }; }
grep -qE '^[1-9][0-9]* passed, 0 failed' "$work/judged" || { cat "$work/judged"; exit 1; }
