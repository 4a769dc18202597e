#!/usr/bin/env bash
# shells complete commands, flags and names; the manual page is well formed
set -euo pipefail
bin=$1 demo=$2
for shell in bash zsh fish; do
    "$bin" completion "$shell" | grep -q pipelite
done
"$bin" completion bash | bash -n
! "$bin" completion csh 2>/dev/null
cd "$demo"
PATH=$(dirname "$bin"):$PATH bash -c '
    set -eu
    source <(pipelite completion bash)
    COMP_WORDS=(pipelite control sh) COMP_CWORD=2
    _pipelite_complete
    [ "${COMPREPLY[*]}" = show ]
    COMP_WORDS=(pipelite control show "") COMP_CWORD=3
    _pipelite_complete
    [ "${#COMPREPLY[@]}" -ge 40 ]
    first=${COMPREPLY[0]}
    COMP_WORDS=(pipelite control show "$first") COMP_CWORD=3
    _pipelite_complete
    [[ " ${COMPREPLY[*]} " = *" $first "* ]]
    compopt() { :; }
    COMP_WORDS=(pipelite benchmark run x --output = js) COMP_CWORD=6
    _pipelite_complete
    [ "${COMPREPLY[*]}" = json ]
    COMP_WORDS=(pipelite benchmark run x --output =) COMP_CWORD=5
    _pipelite_complete
    [[ " ${COMPREPLY[*]} " = *" csv "* ]]
    COMP_WORDS=(pipelite benchmark run x --var "") COMP_CWORD=5
    _pipelite_complete
    [[ "${COMPREPLY[0]}" = *= ]]
'
odd=$(mktemp -d)
trap 'rm -rf "$odd"' EXIT
cat >"$odd/mod.pp" <<'HCL'
mod "odd" {
}
query "x`touch PWN`" {
  sql = "select 1"
}
query "y$(id)" {
  sql = "select 1"
}
query "plain" {
  sql   = "select 1"
  title = "A `title` $(of) words"
}
HCL
(cd "$odd" && "$bin" __complete query run "" >got 2>/dev/null)
printf 'plain\tA title (of) words\n:4\n' | diff - "$odd/got"
page=$("$bin" man)
grep -q '^\.SS pipelite benchmark run' <<<"$page"
grep -q '^\.B \\-\\-max\\-parallel' <<<"$page"
if command -v man >/dev/null; then
    ! man --warnings -l - <<<"$page" 2>&1 >/dev/null | grep .
fi
