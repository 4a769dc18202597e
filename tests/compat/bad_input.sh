#!/usr/bin/env bash
# wrong commands, wrong databases and wrong data: a clear text, the right exit code, old files kept
set -euo pipefail
bin=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME=$work POWERPIPE_INDEX=off POWERPIPE_DISPLAY_WIDTH=200
mkdir "$work/ws"
cd "$work/ws"
cat >mod.pp <<'HCL'
mod "m" {
  database = "sqlite://x.db"
}
HCL
ok="'r' as resource, 'ok' as status, 'fine' as reason"
{
    control() { # <name> <sql> [<more>]
        printf 'control "%s" {\n  sql = "%s"\n%s\n}\n' "$1" "$2" "${3-}"
    }
    control good "select $ok"
    control alarms "select 'r' as resource, 'alarm' as status, 'bad' as reason"
    control no_table "select * from nowhere"
    control no_sql_text ""
    control blanks "  -- nothing at all"
    control odd_status "select $ok union all select 'r', 'OK', 'shouts'"
    control null_status "select 'r' as resource, null as status, 'x' as reason"
    control no_status "select 'r' as resource, 'x' as reason"
    control one_column "select 1 as one"
    control no_rows "select 1 as one where 1 = 0"
    control args "select \$1 as resource, 'ok' as status, 'x' as reason" '  param "p" {}'
    control unknown_arg "select \$1 as resource, 'ok' as status, 'x' as reason" '  args = [1, query.none.title]'
    control default_arg "select \$1 as resource, 'ok' as status, 'x' as reason" '  args = { p = local.none }
  param "p" { default = "instead" }'
    control known_arg "select \$1 as resource, 'ok' as status, 'x' as reason" '  args = [query.two.title]'
    control late "with recursive n(i) as (select 1 union all select i + 1 from n where i < 3) select i as resource, 'ok' as status, case when i = 3 then abs(-9223372036854775807 - 1) else i end as reason from n"
    control nul "select cast(x'610062' as text) as resource, 'ok' as status, cast(x'ff00fe' as text) as reason"
    control nan "select 9e999 as resource, 'ok' as status, -9e999 as reason"
    control null_reason "select 'r' as resource, 'ok' as status, null as reason"
    for url in oracle://h postgres://u@127.0.0.1:1/d 'mysql://u@tcp(127.0.0.1:1)/d' connection.sqlite.none; do
        name=${url%%:*}
        control "on_${name//./_}" "select $ok" "  database = \"$url\""
    done
    for name in query.none.title local.none; do
        control "on_${name//./_}" "select $ok" "  database = $name"
    done
    control late_database "select $ok" "  database = query.where.title"
    cat <<'HCL'
benchmark "good" { children = [control.good] }
benchmark "alarms" { children = [control.alarms, control.good] }
benchmark "errors" { children = [control.no_table] }
benchmark "mixed" { children = [control.good, control.no_table, control.odd_status, control.no_rows] }
detection "found" { sql = "select 1 as a" }
detection "broken" { sql = "select * from nowhere" }
benchmark "detections" {
  type     = "detection"
  children = [detection.found, detection.broken]
}
detection "unknown_arg" {
  sql  = "select $1 as a"
  args = [local.none]
}
query "where" {
  title = "sqlite://later.db"
  sql   = "select 1"
}
query "two" {
  title = "not read yet"
  sql = "select $1 as a, $2 as b"
  param "a" {}
  param "b" {}
}
dashboard "circle" {
  with "a" {
    sql  = "select $1 as x"
    args = [with.b.rows[0].x]
  }
  with "b" {
    sql  = "select $1 as x"
    args = [with.a.rows[0].x]
  }
}
dashboard "fails" {
  card { sql = "selec 1" }
}
dashboard "asks" {
  input "i" { type = "text" }
  card {
    sql  = "select $1 as x"
    args = [self.input.i.value]
  }
}
HCL
} >a.pp

failed=0
complain() {
    failed=1
    echo "$*"
    sed 's/^/  stderr: /' "$work/err"
    sed 's/^/  stdout: /' "$work/out" | head -c 2000
}
row() { # <exit code> <a part of what both streams say> <argument...>
    local want=$1 part=$2 code=0
    shift 2
    "$bin" "$@" >"$work/out" 2>"$work/err" </dev/null || code=$?
    [ "$code" = "$want" ] || complain "exit code $code, not $want: $*"
    [ -z "$part" ] || cat "$work/out" "$work/err" | tr '\0' '@' | grep -aqF -- "$part" || complain "the output lacks '$part': $*"
}
run() { # <exit code> <part> <control>: as text
    row "$1" "$2" control run "$3" --progress=false
}

# ---- databases
run 2 "could not evaluate backend: 'oracle://h': unknown backend" on_oracle
run 2 "dial tcp 127.0.0.1:1: connect: connection refused" on_postgres
run 2 "127.0.0.1:1: connect: connection refused" on_mysql
for name in connection.sqlite.none query.none.title local.none; do # L18
    run 2 "could not evaluate backend: '$name': unknown backend" "on_${name//./_}"
done
for url in oracle://h 'just words'; do
    row 250 "could not evaluate backend: '$url': unknown backend" benchmark run good --database "$url"
    row 255 "could not evaluate backend: '$url': unknown backend" query run "select 1" --database "$url"
done
row 250 "connect: connection refused" benchmark run good --database postgres://u@127.0.0.1:1/d
row 0 "good" benchmark run good --dry-run --database postgres://u@127.0.0.1:1/d # it needs none
row 255 "connect: connection refused" query run "select 1" --database postgres://u@127.0.0.1:1/d
row 255 "connect: connection refused" dashboard run fails --database postgres://u@127.0.0.1:1/d
row 254 "connection 'connection.x.y' not found" benchmark run good --database connection.x.y
row 255 "connection 'connection.x.y' not found" query run "select 1" --database connection.x.y
run 0 "OK   : fine" late_database
[ -e later.db ] || complain "a reference to what is read later is no database"
# without its client libraries beside it
mkdir "$work/alone"
cp "$bin" "$work/alone/pipelite"
if ! ldconfig -p 2>/dev/null | grep -q libduckdb; then
    (bin=$work/alone/pipelite row 250 "cannot load the client library of DuckDB, 'libduckdb.so': install " \
        benchmark run good --database duckdb://x.duckdb
        exit $failed) || failed=1
fi

# ---- what controls say
run 0 "OK   : fine" good
run 1 "ALARM: bad" alarms
run 2 "ERROR: no such table: nowhere" no_table
run 2 "getResolvedQuery faiuled - no sql set for 'm.control.no_sql_text'" no_sql_text
run 0 "TOTAL" blanks
row 2 "invalid control status 'OK'" control run odd_status --output csv --progress=false
row 2 '"error": 1' control run odd_status --output json --progress=false
grep -q '"ok": 0' "$work/out" || complain "rows before the one that breaks the contract count"
row 2 "invalid control status '<nil>'" control run null_status --output csv --progress=false
row 2 "control result is missing required column: [status]" control run no_status --output csv --progress=false
row 2 "control result is missing required columns: [reason resource status]" control run one_column --output csv --progress=false
run 0 "TOTAL" no_rows
row 2 "failed to resolve args for m.control.args: p" control run args --output csv --progress=false
run 2 "cannot resolve runtime dependency args.1->query.none.title" unknown_arg # L10
row 0 "not read yet" control run unknown_arg --arg "not read yet" --arg 2 --output csv --progress=false
row 0 "instead" control run default_arg --output csv --progress=false
row 0 "not read yet" control run known_arg --output csv --progress=false
row 255 "cannot resolve runtime dependency args.0->local.none" detection run unknown_arg
row 2 "integer overflow" control run late --output csv --progress=false
[ "$(grep -c ',ok,' "$work/out")" = 2 ] || complain "the rows before the error are kept"
row 0 "<nil>" control run null_reason --output csv --progress=false
row 0 "+Inf" control run nan --output csv --progress=false
row 0 '"status": "ok"' control run nul --output json --progress=false
row 0 "a@b" control run nul --output csv --progress=false
# each format ends in the same way
for format in text brief csv json md html snapshot none; do
    row 2 "" benchmark run mixed --output $format --progress=false
    row 0 "" benchmark run good --output $format --progress=false
done

# ---- targets
row 250 "'benchmark.none' not found in mod.m" benchmark run none
row 250 "not found in mod.m" control run none
row 250 "target 'query.two' is not of the expected type" control run query.two
row 255 "which benchmark? Its name is missing" benchmark run
row 250 "cannot execute 'all' with other benchmarks" benchmark run all good
row 250 "benchmarks do not support query args" benchmark run "good(1)" alarms
row 250 "cannot mix positional and named args" control run args --arg p=1 --arg 2
row 255 "has no param 'q'" control run args --arg q=1
row 250 "both command line args and query invocation args are set" control run "args(1)" --arg p=1
row 255 "'query.none' not found in mod.m" query run query.none
row 21 "m.query.two needs values of its params: --arg a=... --arg b=..." query run query.two
row 21 "no sql set" query run ""
row 0 "" query run "   "
row 0 "" query run "/* nothing */"
row 41 "no such table: nowhere" query run "select * from nowhere"
row 255 "Cycle error: with.a -> with.b -> with.a" dashboard run circle
row 255 "input 'input.i' must be provided using '--arg name=value'" dashboard run asks
row 2 'm.card.dashboard_fails_anonymous_card_0: near "selec": syntax error' dashboard run fails --output snapshot
row 255 "'dashboard.none' not found in mod.m" dashboard run none

# ---- several at once: the worst of all decides
row 2 "" benchmark run errors alarms good --progress=false
row 2 "" benchmark run good alarms errors --progress=false
row 1 "" benchmark run alarms good --progress=false
row 2 "no such table: nowhere" benchmark run detections --progress=false
row 2 "no such table: nowhere" detection run broken --progress=false
row 0 "" detection run found --progress=false
row 2 "" benchmark run good detections --progress=false
row 2 "" benchmark run detections good --progress=false

# ---- flags
row 255 "invalid value 'xml' for --output: did you mean 'html'? there are: brief, csv, html, json, md, none, pps, snapshot, text, asff, junit, nunit3, sarif" benchmark run good --output xml
row 255 "invalid value 'xml' for --output" query run "select 1" --output xml
row 255 "unknown flag: --nothing" benchmark run good --nothing
row 254 "only 1 of '--where' and '--tag' may be set" benchmark run good --where "a = 'b'" --tag a=b
row 254 "only 1 of 'share' and 'snapshot' may be set" benchmark run good --share --snapshot
row 254 "only one of --search-path or --search-path-prefix may be set" benchmark run good --search-path a --search-path-prefix b
row 255 "only one of --search-path or --search-path-prefix may be set" query run "select 1" --search-path a --search-path-prefix b
row 254 "'--separator' can be 1 character long at most" benchmark run good --separator ab
row 254 "/no/where does not exist" benchmark run good --snapshot --snapshot-location ./no/where
row 254 "snapshot tags must be specified '--snapshot-tag key=value'" benchmark run good --snapshot --snapshot-location . --snapshot-tag a
row 255 "failed to parse 'where' property" benchmark run good --where "a ="
row 250 "controls have no column 'a'" benchmark run good --where "a = 'b' or c = 'd'"
row 255 "expected" benchmark run good --where "title = 'b' or"
for separator in "" '"' $'\n'; do
    row 255 "separator" query run "select 1" --output csv --separator "$separator"
done
row 250 "invalid output format: 'csv'" benchmark run detections --output csv
row 250 "invalid export format: 'foo'" benchmark run good --export foo
row 250 "invalid export formats: 'foo','bar'" benchmark run good --export foo,bar
row 250 "invalid export format: ' csv'" benchmark run good --export " csv"
row 250 "combination of named and unnamed exports is not supported" benchmark run good --export csv,a.json

# ---- files
mkdir full.csv
row 250 "cannot export to 'nowhere/x.csv': no such file or directory" benchmark run good --export nowhere/x.csv --progress=false
row 250 "cannot export to 'full.csv': is a directory" benchmark run good --export full.csv --progress=false
row 255 "cannot export to 'nowhere/x.csv': no such file or directory" query run "select 1" --export nowhere/x.csv --progress=false
# The real program finds out afterwards.
own=$bin bin=$work/powerpipe
ln -sf "$own" "$bin"
row 2 "no such file or directory" benchmark run good --export nowhere/x.csv --progress=false
grep -q "OK   : fine" "$work/out" || complain "the result is shown all the same"
row 2 "is a directory" benchmark run good --export full.csv --progress=false
row 2 "no such file or directory" benchmark run good --export nowhere/x.csv,kept.json --output none --progress=false
[ -s kept.json ] || complain "the other export is there"
row 255 "no such file or directory" query run "select 1" --export nowhere/x.csv --progress=false
bin=$own
echo old >old.csv
limited() { # <exit code> <part of the message> <argument...>: no file may grow
    local want=$1 part=$2 code=0
    shift 2
    { (ulimit -f 0 && exec "$bin" "$@" 2>&1 </dev/null) || code=$?; [ "$code" = "$want" ] || echo "exit code $code"; } |
        cat >"$work/out"
    : >"$work/err"
    grep -qF -- "$part" "$work/out" && ! grep -q '^exit code' "$work/out" || complain "no file may grow: $*"
    [ "$(echo old.csv*)" = old.csv ] && [ "$(cat old.csv)" = old ] || complain "the old file is kept alone"
}
limited 2 "file too large" benchmark run good --export old.csv --output none
limited 255 "file too large" query run "select 1 as a" --export old.csv --output none
limited 0 "200000,much" query run "with recursive c(i) as (select 1 union all select i + 1 from c where i < 200000) select i, 'much' as t from c" --output csv # rows wait in memory then
for command in "benchmark run good" "query run two(1,2)" "control run good"; do
    code=0 # shellcheck disable=SC2086  # words
    "$bin" $command --output csv --progress=false >/dev/full 2>"$work/err" || code=$?
    : >"$work/out"
    { [ "$code" = 2 ] || [ "$code" = 255 ]; } && grep -q "No space left on device" "$work/err" || complain "a full device: $command"
done
row 41 "no such table" query run "select * from nowhere" --export old.csv --progress=false
[ "$(cat old.csv)" = old ] || complain "a query that failed leaves the old file"
row 0 "" query run "select 1 as a union all select 2" --export two.csv,two.json,two.pps --output none --progress=false
[ "$(cat two.csv)" = $'a\n1\n2' ] || complain "two exports: csv"
[ "$(grep -c '"a": "[12]"' two.json)" = 2 ] || complain "two exports: json"
grep -q '"rows":\[{"a":1},{"a":2}\]' two.pps || complain "two exports: snapshot"
row 0 "" benchmark run good --output brief --export b.json,a.csv
[ "$(grep -oE '[ab]\.(json|csv)' "$work/out" | tr '\n' ' ')" = "b.json a.csv " ] || complain "O11: files are reported as given"
row 0 '"a": "+Inf"' query run "select 9e999 as a" --output json # no declared type: a text (Q3)
row 0 '"a": null' query run "select 9e999 as a" --output snapshot

[ ! -e "$HOME/.powerpipe/check" ] || complain "C18: templates of the built-in formats were written"

# ---- mods
cp mod.pp kept
printf 'mod "m" {\n  title    = local.none\n  database = local.none\n}\n' >mod.pp # L9
row 250 "mod.pp:3,19-24)" benchmark run good
row 0 "m.control.good" control list
row 0 "" benchmark run good --database sqlite://x.db
mv kept mod.pp
rm mod.pp
row 250 "mod definition" benchmark run good
row 255 "mod definition" query run query.two
row 0 "1" query run "select 1 as a" --output csv --database sqlite://x.db
exit $failed
