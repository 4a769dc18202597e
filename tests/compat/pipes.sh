#!/usr/bin/env bash
# what needs Turbot Pipes says so: snapshots with 22 or 2, databases like any that cannot be opened
# shellcheck source=tests/compat/servers
. "$(dirname "$0")/servers"
mkdir "$work/ws" "$work/config"
cd "$work/ws"
cat >mod.pp <<'HCL'
mod "ward" {
  database = "sqlite://:memory:"
}
query "q" {
  sql = "select 1 as a"
}
control "c" {
  sql = "select 'r' as resource, 'ok' as status, '-' as reason"
}
control "away" {
  database = "acme/dev"
  sql      = "select 'r' as resource, 'ok' as status, '-' as reason"
}
control "cloud" {
  database = connection.postgres.cloud
  sql      = "select 'r' as resource, 'ok' as status, '-' as reason"
}
benchmark "b" {
  children = [control.c, control.away, control.cloud]
}
detection "d" {
  sql = "select 1 as a"
}
dashboard "p" {
  card {
    sql = "select 1 as a"
  }
}
HCL
printf 'connection "postgres" "cloud" {\n  pipes {\n    org = "acme"\n  }\n}\n' >"$work/config/c.ppc"
export POWERPIPE_CONFIG_PATH=$work/config
login="Not authenticated for Turbot Pipes."

# ---- without a token
refused() { # <exit code> <argument...>
    run "$@"
    grep -q "^Error: $login\$" "$work/err" || { cat "$work/err"; return 1; }
}
refused 255 query run q --snapshot
refused 255 dashboard run p --share
refused 255 detection run d --snapshot --snapshot-location acme/dev
refused 254 control run c --share
refused 254 benchmark run b --snapshot --snapshot-location acme/dev
refused 255 query run q --database acme/dev

# ---- with one: the result comes first, nothing is lost
failed="Error: failed to publish snapshot to acme/dev: this version saves snapshots in local directories only"
publishes() { # <exit code> <text of the output> <argument...>
    local code=$1 text=$2
    shift 2
    run "$code" "$@" --pipes-token t --snapshot-location acme/dev --progress=false
    says err "$failed"
    grep -q "$text" "$work/out"
}
publishes 22 '^1$' query run q --output csv --snapshot
publishes 22 '"ward.dashboard.p"' dashboard run p --share
publishes 22 '"a": 1' detection run d --output json --snapshot
publishes 2 '"status": "ok"' control run c --output json --snapshot

# ---- databases
spoken="which this version does not speak to"
run 2 benchmark run b --output json --progress=false
errors | sed 's/\x1b\[[0-9]*m//g' >"$work/got"
diff -u - "$work/got" <<WANT
c | - | 1
away | $login Please run pipelite login or setup a token. | no rows
cloud | connection 'postgres.cloud' takes its credentials from Turbot Pipes, $spoken | no rows
WANT
unspoken="cannot use the Turbot Pipes workspace 'acme/dev' as a database: this version does not speak to Turbot Pipes"
PIPES_TOKEN=t run 2 control run away --output json --progress=false
errors >"$work/got"
says got "away | $unspoken | no rows"
PIPES_TOKEN=t run 255 query run q --database acme/dev
says err "Error: $unspoken"
sed -i 's/sqlite:\/\/:memory:/acme\/dev/' mod.pp
PIPES_TOKEN=t run 250 control run c --output none
says err "Error: $unspoken"
PIPES_TOKEN=t run 255 dashboard run p
says err "Error: $unspoken"
