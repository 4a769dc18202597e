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
exit $failed
