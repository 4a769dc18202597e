#!/usr/bin/env bash
# runs recorded by several programs at once, into SQLite, PostgreSQL and through PgBouncer; asked by command and HTTP
# shellcheck source=tests/compat/servers
. "$(dirname "$0")/servers"

cp -r "$here/../golden/suites/own-history/mods/shop" "$work/shop"
python3 - "$work/shop.db" "$here/../golden/suites/own-history/shop.sql" <<'END'
import sqlite3, sys
sqlite3.connect(sys.argv[1]).executescript(open(sys.argv[2]).read())
END
cd "$work/shop"
record() { "$bin" benchmark run daily --record --output none --database "sqlite://$work/shop.db" "$@" || [ $? = 1 ]; }
history() { local sub=$1; shift; "$bin" history "$sub" --history "$store" "$@"; }
lines() { # <what> <wanted>: compares standard input
    local what=$1 got
    got=$(cat)
    [ "$got" = "$2" ] || { echo "$what in $store: $got, not $2"; return 1; }
}

# Each of them is there, whole and one after the other, whatever the others do.
at_once() {
    local pids=() pid i
    for i in 1 2 3 4 5 6; do
        record --history "$store" --label "n=$i" --var "front=$([ $((i % 2)) = 0 ] && echo shut || echo ajar)" &
        pids+=($!)
    done
    for pid in "${pids[@]}"; do wait "$pid"; done
    history list --output csv | tail -n +2 | wc -l | lines "runs" 6
    history check | lines "check" "the history is sound"
    history open --output csv --header=false | cut -d, -f2,5 | sort -u | grep -c back | lines "open" 1
    history show label=n=3 --output json | python3 -c 'import json,sys; d=json.load(sys.stdin); print(d["runs"][0]["labels"], [b["name"] for b in d["benchmarks"]])' |
        lines "one run" "{'n': '3'} ['shop.benchmark.daily', 'shop.benchmark.doors']"
    history trend doors --output line | grep -c RECORD | lines "points" 6
history diff --output csv >/dev/null
    history prune --keep 0m >/dev/null
    history check | lines "check after prune" "the history is sound"
    [ ! -d .powerpipe/pending ] || [ -z "$(ls .powerpipe/pending)" ]
}

store=sqlite://$work/history.db at_once

# ---- over HTTP: with ETags, an error of the question as one, and null without a store
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$bin" server --port "$port" --database "sqlite://$work/shop.db" --watch=false >"$work/server.log" 2>&1 &
servers+=($!)
ask() { curl -fsS --max-time 10 "http://127.0.0.1:$port/-/history/$1"; }
until_true "the server answers" ask runs.json
store=http
ask runs.json | lines "without a store" null
record --label env=one
record --var front=ajar
ask runs.json | python3 -c 'import json,sys; print([(r["id"], r["new"], r["fixed"]) for r in json.load(sys.stdin)])' | lines "runs" "[(2, 1, 0), (1, None, None)]"
ask 'trend.json?benchmark=doors' | python3 -c 'import json,sys; print([p["alarm"] for p in json.load(sys.stdin)])' | lines "trend" "[1, 2]"
ask 'open.json?severity=high&limit=1' | python3 -c 'import json,sys; print(len(json.load(sys.stdin)))' | lines "open" 1
ask 'results.json?run=1' | python3 -c 'import json,sys; print(sorted(r["resource"] + " " + r["status"] for r in json.load(sys.stdin)["results"]))' |
    lines "results" "['back alarm', 'cellar ok', 'front ok', 'hall ok']"
tag=$(curl -si "http://127.0.0.1:$port/-/history/runs.json" | tr -d '\r' | sed -n 's/^ETag: //p')
curl -s -o /dev/null -w '%{http_code}' -H "If-None-Match: $tag" "http://127.0.0.1:$port/-/history/runs.json" | lines "a tag" 304
curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$port/-/history/runs.json?since=never" | lines "a bad question" 400
curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$port/-/history/nothing.json" | lines "no view" 400
curl -s -o /dev/null -w '%{http_code}' -X POST "http://127.0.0.1:$port/-/history/runs.json" | lines "a method" 405

# ---- PostgreSQL, and a pooler that gives each transaction another connection
pg=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -1)
[ -n "$pg" ] || lacks PostgreSQL
own postgres "$work/pg"
become postgres "$pg/initdb" -D "$work/pg/data" -U golden -A trust -E UTF8 --no-sync --no-instructions >/dev/null
become postgres "$pg/postgres" -D "$work/pg/data" -k "$work/pg" -c listen_addresses= -c fsync=off >>"$work/pg/log" 2>&1 &
servers+=($!)
until_true "PostgreSQL starts" psql -qXAt -h "$work/pg" -U golden postgres -c 'select 1'
psql -qXAt -h "$work/pg" -U golden postgres -c 'create database pooled'
store="postgres://golden@/postgres?host=$work/pg" at_once

command -v pgbouncer >/dev/null || lacks PgBouncer
own postgres "$work/pool"
echo '"golden" ""' >"$work/pool/users"
cat >"$work/pool/ini" <<END
[databases]
* = host=$work/pg
[pgbouncer]
listen_port = 6432
listen_addr =
unix_socket_dir = $work/pool
auth_type = any
auth_file = $work/pool/users
pool_mode = transaction
default_pool_size = 3
END
sed -i "s|^\* = .*|* = host=$work/pg user=golden|" "$work/pool/ini"
become postgres "$(command -v pgbouncer)" "$work/pool/ini" >"$work/pool.log" 2>&1 &
servers+=($!)
until_true "PgBouncer starts" psql -qXAt -h "$work/pool" -p 6432 -U golden pooled -c 'select 1'
store="postgres://golden@/pooled?host=$work/pool&port=6432" at_once
