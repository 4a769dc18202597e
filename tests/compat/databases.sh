#!/usr/bin/env bash
# which database is asked, and with which values, under both names
# shellcheck source=tests/compat/servers
. "$(dirname "$0")/servers"
mkdir "$work/names"
ln -s "$bin" "$work/names/powerpipe"
ln -s "$bin" "$work/names/pipelite"

# ---- an empty `database` is no other database
mkdir "$work/ws"
cd "$work/ws"
cat >mod.pp <<'HCL'
mod "shop" {
  database = var.own
}
variable "own" {
  default = "sqlite://:memory:"
}
variable "none" {
  default = ""
}
locals {
  none = var.none
}
query "q" {
  database = local.none
  sql      = "select 'ok' as status, 'r' as resource, 'found' as reason"
}
query "plain" {
  sql = "select 'ok' as status, 'r' as resource, 'found' as reason"
}
control "literal" {
  database = ""
  query    = query.plain
}
control "of_query" {
  query = query.q
}
control "null" {
  database = null
  query    = query.plain
}
detection "d" {
  database = var.none
  query    = query.plain
}
dashboard "card" {
  card {
    database = ""
    sql      = "select 1 as found"
  }
}
dashboard "table" {
  container {
    table {
      query = query.q
    }
  }
}
HCL
text="could not evaluate backend: '': unknown backend"
empty() { # <exit codes of both names> <line of mod.pp> <argument...>: refused, with its place as pipelite; no rows
    local code=${1%/*} last=${1#*/} line=$2 name
    shift 2
    for name in powerpipe pipelite; do
        [ "$name" = powerpipe ] || code=$last
        bin=$work/names/$name run "$code" "$@"
        grep -qF "$text" "$work/out" "$work/err" || { echo "$name $*"; cat "$work/out" "$work/err"; exit 1; }
        if grep -qE '"found": 1|"reason": "found"|,found' "$work/out"; then echo "$name $*: rows of another database"; exit 1; fi
    done
    grep -qF "/ws/mod.pp:$line)" "$work/err" || { echo "$*: no place"; cat "$work/err"; exit 1; }
}
empty 2 21 control run literal --output csv
empty 2 14 control run of_query --output json
empty 21 14 query run q --output csv
empty 21 14 query run q --output csv --database sqlite://:memory: # the query's own comes first, as any other
empty 2 32 detection run d --output json
empty 255/2 37 dashboard run card
empty 255/2 14 dashboard run table
empty 250 2 control run null --output csv --var own=
PP_VAR_own='' empty 255 2 query run plain --output csv
for name in powerpipe pipelite; do
    export bin=$work/names/$name
    run 0 control run null --output csv --header=false --progress=false # null is not set
    grep -q found "$work/out"
    run 0 control run literal --output csv --database sqlite://:memory: # a control is asked of what the run names
    run 0 control run null --output csv --database ""                   # as if it were not given
    run 0 query list
done

# ---- $1, $2 of SQLite
cat >mod.pp <<'HCL'
mod "shop" {
  database = "sqlite://:memory:"
}
query "turned" {
  sql = "select $2 as second, $1 as first"
  param "first" {
    default = "a"
  }
  param "second" {
    default = "b"
  }
}
HCL
bin=$work/names/pipelite run 0 query run turned --output csv --header=false
says out b,a
bin=$work/names/powerpipe run 0 query run turned --output csv --header=false # as recorded
says out a,b

# ---- decimals and UUIDs of DuckDB
id=6d8b5c2e-9f0a-4b1c-8d7e-0123456789ab
sql="select 2::decimal(10,2) as d, '$id'::uuid as u, [1.5::decimal(3,2)] as l, sum(7) as s"
code=0
"$bin" query run "$sql" --database duckdb:// --output snapshot >"$work/out" 2>"$work/err" || code=$?
if ! grep -q 'cannot load the client library of DuckDB' "$work/err"; then
    row() { # <name>: the row of the snapshot
        bin=$work/names/$1 run 0 query run "$sql" --database duckdb:// --output snapshot
        python3 -c 'import json, sys
for p in json.load(sys.stdin)["panels"].values():
    for row in (p.get("data") or {}).get("rows") or []:
        print(json.dumps(row, sort_keys=True))' <"$work/out" | sort -u
    }
    [ "$(row pipelite)" = "{\"d\": 2.0, \"l\": [1.5], \"s\": 7, \"u\": \"$id\"}" ] || { row pipelite; exit 1; }
    row powerpipe | grep -qF '{"d": {"Scale": 2, "Value": 200, "Width": 10}' || { row powerpipe; exit 1; }
    bin=$work/names/pipelite run 0 query run "$sql" --database duckdb:// --output csv --header=false
    says out "2,$id,[1.5],7"
fi

# ---- every control of the demo finds what it is for
cp -r "$demo" "$work/fleet"
cd "$work/fleet"
rm -f fleet.db
python3 -c 'import sqlite3
db = sqlite3.connect("fleet.db")
db.executescript(open("fleet.sql").read())'
for name in powerpipe pipelite; do
    bin=$work/names/$name run 2 benchmark run all --output json --progress=false
    python3 - "$work/out" >"$work/got" <<'PY'
import json, sys
found = {}
def walk(group):
    for c in group.get("controls") or []:
        rows = c["results"] or []
        found[c["control_id"].replace("control.", "")] = [len(rows)] + [sum(r["status"] == s for r in rows) for s in ("alarm", "error")]
    for g in group.get("groups") or []:
        walk(g)
walk(json.load(open(sys.argv[1])))
for name in sorted(found):
    print(name, *found[name])
PY
    diff -u "$here/demo.expect" "$work/got"
done
