#!/usr/bin/env bash
# the workspace as a database: the lint mod finds what is wrong with a mod, and nothing is written
set -euo pipefail
bin=$(realpath "$1")
lint=$(realpath "$(dirname "$0")/../mods/lint")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME=$work/home POWERPIPE_UPDATE_CHECK=false
mkdir -p "$work/home" "$work/ws"
cp -r "$lint" "$work/lint"
cd "$work/ws"
printf 'mod "shop" {\n}\n' >mod.pp
cat >shop.pp <<'HCL'
variable "region" {
  description = "Used."
  default     = "eu"
}
variable "left_over" {
  default = 1
}
query "unused" {
  sql = "select 1"
}
control "rated" {
  title       = "Rated in ${var.region}"
  description = "As it should be."
  severity    = "high"
  sql         = "select 'ok' as status, 'r' as resource, 'x' as reason"
}
control "bare" {
  query = query.used
}
query "used" {
  sql = "select 2"
}
benchmark "all" {
  children = [control.rated, control.bare]
}
dashboard "d" {
  title = "D"
}
HCL
"$bin" mod install ../lint >/dev/null
"$bin" benchmark run lint.benchmark.lint --output csv --progress=false >out.csv || [ $? = 1 ]
alarms() { # the resources in alarm of a control
    awk -F, -v id="lint.control.$1" '$0 ~ id && /,alarm,/' out.csv | grep -o 'shop\.[a-z]*\.[a-z_]*' | sort -u | tr '\n' ' '
}
failed=0
expect() {
    [ "$(alarms "$1")" = "$2" ] || { echo "$1: '$(alarms "$1")', not '$2'"; failed=1; }
}
expect query_is_used 'shop.query.unused '
expect variable_is_used 'shop.var.left_over '
expect variable_has_description 'shop.var.left_over '
expect dashboard_has_documentation 'shop.dashboard.d '
expect control_has_title 'shop.control.bare '
expect control_has_severity 'shop.control.bare '
[ $failed = 0 ] || cat out.csv
# the mod has no fault of its own
"$bin" benchmark run lint --mod-location "$lint" --output none --progress=false || failed=1
# no history, no rows; and why
why=$("$bin" query run 'select * from history_open' --database history:// 2>&1 || true)
[[ $why == *"there is no history in '"*"history.db': record a run"* ]] || { echo "no history: $why"; failed=1; }
# with a history there are dashboards about it, unless they are not wanted; never under the other name
"$bin" benchmark run all --record --database sqlite://x.db --output none --progress=false || true
ln -s "$bin" "$work/powerpipe"
serve() { # <program> <flag...>: is the mod of dashboards put there?
    rm -rf .powerpipe/own
    local port program=$1
    shift
    port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    "$program" server --port "$port" "$@" >"$work/log" 2>&1 &
    for _ in $(seq 100); do
        grep -q "Dashboard server started" "$work/log" && break
        sleep 0.1
    done
    kill $!
    wait $! || true
    [ -f .powerpipe/own/pipelite_history@v1.0.0/mod.pp ]
}
serve "$work/powerpipe" && { echo "powerpipe has them"; failed=1; }
serve "$bin" --history-dashboards=false && { echo "they were not wanted"; failed=1; }
serve "$bin" || { echo "no dashboards"; cat "$work/log"; failed=1; }
export POWERPIPE_HISTORY=sqlite://$work/ws/.powerpipe/history.db
for dashboard in compliance_over_time open_findings_by_age fixed_this_quarter flapping_findings; do
    "$bin" dashboard run "$dashboard" --mod-location "$work/ws/.powerpipe/own/pipelite_history@v1.0.0" --output snapshot >board.json &&
        ! grep -q '"status": *"error"' board.json || { echo "$dashboard"; failed=1; }
done
"$bin" dashboard run a_control --arg control=shop.control.bare --mod-location "$work/ws/.powerpipe/own/pipelite_history@v1.0.0" --output snapshot >board.json &&
    ! grep -q '"status": *"error"' board.json || { echo a_control; failed=1; }
exit $failed
