#!/usr/bin/env bash
# YAML is read by a YAML parser, and says what JSON says
set -euo pipefail
# Debian's package serves Debian's interpreter, which need not be the first one in the path.
python=python3
$python -c 'import yaml' 2>/dev/null || python=/usr/bin/python3
if ! $python -c 'import yaml' 2>/dev/null; then
    echo "python3-yaml is not installed: skipped"
    [ "${CI:-}" != true ]
    exit
fi
bin=$(realpath "$1") demo=$(realpath "$2")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/odd"
cat >"$work/odd/mod.pp" <<'HCL'
mod "odd" {
  title = "yes"
}
query "plain" {
  title       = "no: # it's \"quoted\""
  description = <<-EOT
    - two
      lines	and a tab
  EOT
  sql         = "select 1 as \"null\"\n"
  tags        = { on = "off", "1" = "2.0", "~" = "", " lead" = "trail ", "{" = "[", "é☃" = "\u0085\u2028" }
}
control "c" {
  title    = "0x1F"
  severity = "1e3"
  sql      = "select 'x' as resource"
  documentation = "| not a block"
}
HCL
cat >"$work/same.py" <<'PY'
import json, sys, yaml


class Loader(yaml.SafeLoader):
    pass


# What looks like a date or a time is text here, as it is in JSON.
Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rules if tag != "tag:yaml.org,2002:timestamp"]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
decoded = yaml.load(open("yaml", encoding="utf-8"), Loader)
wanted = json.load(open("json", encoding="utf-8"))
if decoded != wanted:
    sys.exit("YAML says %r\nJSON says %r" % (decoded, wanted))
PY
export HOME=$work POWERPIPE_INDEX=off
cd "$work"
n=0
for mod in "$demo" "$work/odd"; do
    for noun in mod benchmark control dashboard detection query variable; do
        for verb in list show; do
            names=("")
            if [ $verb = show ]; then
                [ $noun != mod ] || continue
                mapfile -t names < <("$bin" $noun list --output json --mod-location "$mod" |
                    python3 -c 'import json, sys; print("\n".join(r["qualified_name"] for r in json.load(sys.stdin)[:3]))')
            fi
            for name in "${names[@]}"; do
                [ $verb = list ] || [ -n "$name" ] || continue
                for output in yaml json; do
                    "$bin" $noun $verb ${name:+"$name"} --output $output --mod-location "$mod" >$output 2>err ||
                        { echo "$noun $verb $name --output $output"; cat err; exit 1; }
                done
                ! grep -q $'\e' yaml
                $python same.py || { echo "$noun $verb $name"; exit 1; }
                n=$((n + 1))
            done
        done
    done
done
[ $n -ge 20 ] || { echo "only $n outputs"; exit 1; }
