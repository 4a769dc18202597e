#!/usr/bin/env bash
# whole runs on a PostgreSQL: results, limits, search paths, errors, a server that dies
# shellcheck source=tests/compat/servers
. "$(dirname "$0")/servers"
pg=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -1)
[ -n "$pg" ] || lacks PostgreSQL
own postgres "$work/pg"
become postgres "$pg/initdb" -D "$work/pg/data" -U golden -A trust -E UTF8 --no-sync --no-instructions >/dev/null
printf 'local all locked scram-sha-256\nlocal all all trust\n' >"$work/pg/data/pg_hba.conf"
sql() { psql -qXAt -h "$work/pg" -U golden "${db:-postgres}" -v ON_ERROR_STOP=1 "$@"; }
start() {
    become postgres "$pg/postgres" -D "$work/pg/data" -k "$work/pg" -c listen_addresses= -c fsync=off \
        -c log_connections=on -c timezone=UTC >>"$work/pg/log" 2>&1 &
    servers=($!)
    until_true "PostgreSQL starts" sql -c 'select 1'
}
start
url=postgres://golden@/postgres?host=$work/pg
at="$work/pg/.s.PGSQL.5432 ($work/pg)"

cat >"$work/set-up.sql" <<'SQL'
create role locked login password 'p@ss';
create role reader login;
create schema east; create schema west;
create table east.place as select 'east' as name;
create table west.place as select 'west' as name;
create table public.place as select 'public' as name;
grant usage on schema east to reader;
SQL
sql -f "$work/set-up.sql"
sql -c "create database latin encoding latin1 lc_collate 'C' lc_ctype 'C' template template0"

# ---- what another client reads
rows="select g as n, g / 3.0 as d, 'a \"b\", ' || chr(228) as t, g % 2 = 0 as b, null as nothing, date '2024-02-29' + g as day from generate_series(1, 2000) g"
run 0 query run "select n, d::text, t, nothing, to_char(day, 'YYYY-MM-DD') as day from ($rows) r" --database "$url" --output csv
sql --csv -P tuples_only=off -c "select n, d::text, t, nothing, to_char(day, 'YYYY-MM-DD') as day from ($rows) r" >"$work/want"
python3 -c 'import csv, sys
a, b = (list(csv.reader(open(f))) for f in sys.argv[1:])
assert a == b and len(a) == 2001, (a[:2], b[:2])' "$work/out" "$work/want"
answers "select 'h' || chr(233) as t" "postgres://golden@/latin?host=$work/pg" hé

# ---- search paths
answers "select name from place" "$url" public
answers "select name from place" "$url" west --search-path west
answers "select name from place" "$url" east --search-path-prefix east
answers "show search_path" "$url" '"east, ""$user"", public"' --search-path-prefix east
refuses 41 "select name from place" "$url" 'relation "place" does not exist (SQLSTATE 42P01)' --search-path nowhere

# ---- errors of a statement
refuses 41 "select nope" "$url" 'column "nope" does not exist (SQLSTATE 42703)'
refuses 41 "selec 1" "$url" 'syntax error at or near "selec" (SQLSTATE 42601)'
refuses 41 "select * from east.place" "postgres://reader@/postgres?host=$work/pg" 'permission denied for table place (SQLSTATE 42501)'
refuses 41 "select convert_from('\\xff', 'UTF8')" "$url" 'invalid byte sequence for encoding "UTF8": 0xff (SQLSTATE 22021)'
refuses 41 "select chr(8364) as euro" "postgres://golden@/latin?host=$work/pg" 'requested character too large for encoding: 8364 (SQLSTATE 54000)'
refuses 41 "select g, 1 / (1500 - g) from generate_series(1, 2000) g" "$url" 'division by zero (SQLSTATE 22012)'
[ ! -s "$work/out" ] # a query that fails late has written nothing

# ---- errors of a connection
both() { printf 'failed to connect to `user=%s database=%s`:\n\t%s: %s\n\t%s: %s' "$1" "$2" "$at" "$3" "$at" "$3"; }
once() { printf 'failed to connect to `user=%s database=%s`: %s: %s' "$1" "$2" "$at" "$3"; }
refuses 255 "select 1" "postgres://locked:no@/postgres?host=$work/pg" \
    "$(once locked postgres 'failed SASL auth: FATAL: password authentication failed for user "locked" (SQLSTATE 28P01)')"
answers "select current_user as u" "postgres://locked:p%40ss@/postgres?host=$work/pg" locked
PGPASSWORD=p@ss answers "select current_user as u" "postgres://locked@/postgres?host=$work/pg" locked
refuses 255 "select 1" "postgres://nobody@/postgres?host=$work/pg" \
    "$(once nobody postgres 'server error: FATAL: role "nobody" does not exist (SQLSTATE 28000)')"
refuses 255 "select 1" "postgres://golden@/nope?host=$work/pg" \
    "$(once golden nope 'server error: FATAL: database "nope" does not exist (SQLSTATE 3D000)')"

# ---- a benchmark: limits, a lost connection, a server that dies
mkdir "$work/ws"
cd "$work/ws"
cat >mod.pp <<'HCL'
mod "ward" {
  database = var.database
}
variable "database" {
  type = string
}
benchmark "b" {
  children = [control.first, control.second, control.third]
}
control "first" {
  sql = "select 'r' as resource, 'ok' as status, 'fine' as reason"
}
control "second" {
  sql = "select pg_sleep(600), 'r' as resource, 'ok' as status, 'late' as reason"
}
control "third" {
  sql = "select 'r' as resource, 'ok' as status, 'fine' as reason"
}
benchmark "wide" {
  children = [control.w1, control.w2, control.w3, control.w4, control.w5, control.w6]
}
HCL
for i in 1 2 3 4 5 6; do
    printf 'control "w%d" {\n  sql = "select pg_sleep(0.05), %s as resource, %s as status, %s as reason"\n}\n' \
        $i "'r'" "'ok'" "'-'" >>mod.pp
done
export PP_VAR_database=$url
run 2 control run second --output json --progress=false --query-timeout 1
errors >"$work/got"
grep -qE '^second \| control execution timed out after running for [0-9.]+s \| no rows$' "$work/got" || { cat "$work/got"; exit 1; }
[ "$(sql -c "select count(*) from pg_stat_activity where query like '%sleep(600)%' and pid <> pg_backend_pid()")" = 0 ]

before=$(grep -c 'connection authorized' "$work/pg/log")
run 0 benchmark run wide --output json --progress=false --max-parallel 2
after=$(grep -c 'connection authorized' "$work/pg/log")
[ $((after - before)) -le 2 ] || { echo "$((after - before)) connections where 2 are allowed"; exit 1; }

sleeping() { [ "$(sql -c "select count(*) from pg_stat_activity where query like 'select pg_sleep(600)%'")" = 1 ]; }
lose() { # <command...>: while the second control runs, end what the command ends
    "$bin" benchmark run b --output json --progress=false --max-parallel 1 >"$work/out" 2>"$work/err" &
    local child=$! code=0
    until_true "the second control runs" sleeping
    "$@"
    wait "$child" || code=$?
    [ "$code" = 2 ] || { echo "exit code $code, not 2"; cat "$work/err"; return 1; }
    errors
}
terminate() { sql -c "select pg_terminate_backend(pid) from pg_stat_activity where query like 'select pg_sleep(600)%'" >/dev/null; }
lose terminate >"$work/got"
diff -u - "$work/got" <<'WANT'
first | - | 1
second | FATAL: terminating connection due to administrator command (SQLSTATE 57P01) | no rows
third | - | 1
WANT
murder() { # of the process that serves us and the one that starts such; the others end with these
    local backends
    backends=$(sql -c "select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()")
    kill -STOP "${servers[0]}"
    # shellcheck disable=SC2086  # a list of numbers
    kill -9 $backends "${servers[0]}"
    wait "${servers[0]}" 2>/dev/null || true
}
lose murder >"$work/got"
sed -n 1,2p "$work/got" | diff -u <(printf 'first | - | 1\nsecond | unexpected EOF | no rows\n') -
grep -q '^third | failed to connect to `user=golden database=postgres`' "$work/got"
rm -f "$work/pg/data/postmaster.pid" "$work"/pg/.s.PGSQL.5432*
start
answers "select 1 as a" "$url" 1

# ---- behind a pooler: a server connection is lent for a transaction
command -v pgbouncer >/dev/null || lacks PgBouncer
own postgres "$work/pool"
cat >"$work/pool/ini" <<INI
[databases]
postgres = host=$work/pg
[pgbouncer]
listen_addr =
unix_socket_dir = $work/pool
auth_type = any
pool_mode = transaction
default_pool_size = 3
max_client_conn = 50
INI
sed -i "s|host=.*|& user=golden|" "$work/pool/ini"
become postgres "$(command -v pgbouncer)" "$work/pool/ini" >"$work/pool.log" 2>&1 &
servers+=($!)
pool=postgres://golden@/postgres?host=$work/pool\&port=6432
until_true "PgBouncer starts" psql -qXAt -h "$work/pool" -p 6432 -U golden postgres -c 'select 1'
mkdir "$work/behind"
cd "$work/behind"
python3 - >mod.pp <<'PY'
names = ["c%d" % i for i in range(200)]
print('mod "names" {\n}\nbenchmark "all" {\n  children = [%s]\n}' % ", ".join("control." + n for n in names))
for i, name in enumerate(names):  # statements differ in their parameters, and every fourth has an error of its own
    print(f"""control "{name}" {{
  sql  = "select $1::text as resource, 'ok' as status, ($2::int + {i})::text{" || $3" if i % 2 else ""} as reason, 1 / $2::int as d"
  args = ["{name}", {0 if i % 4 == 3 else 1}{', "-"' if i % 2 else ''}]
}}""")
PY
run 2 benchmark run all --database "$pool" --output json --progress=false --max-parallel 10
python3 - "$work/out" <<'PY'
import json, sys
def walk(group):
    yield from group.get("controls") or []
    for g in group.get("groups") or []:
        yield from walk(g)
wrong, n = [], 0
for c in walk(json.load(open(sys.argv[1]))):
    name, n = c["control_id"].split(".")[-1], n + 1
    i = int(name[1:])
    want = ("division by zero (SQLSTATE 22012)", None) if i % 4 == 3 else ("", [[name, "%d%s" % (i + 1, "-" if i % 2 else "")]])
    rows = c["results"] and [[r["resource"], r["reason"]] for r in c["results"]]
    if (c.get("run_error") or "", rows) != want:
        wrong.append((name, c.get("run_error"), rows))
assert n == 200 and not wrong, (n, len(wrong), wrong[:5])
PY
# A server that sets a search path there says that it cannot work; without a pooler it says nothing.
printf 'dashboard "paths" {\n  table {\n    sql = "select name from place"\n  }\n}\n' >paths.pp
for case in "$pool|1" "$url|0"; do
    POWERPIPE_LOG_LEVEL=warn "$bin" server --socket "$work/server.sock" --database "${case%|*}" 2>"$work/server.log" >/dev/null &
    servers+=($!)
    until_true "the server starts" test -S "$work/server.sock"
    curl -sS --unix-socket "$work/server.sock" -o "$work/got" "http://localhost/-/run/names.dashboard.paths.json?search_path_prefix=east"
    sleep 1.5 # it looks once a second
    [ "$(grep -c "^Warning: search path behind a pooler" "$work/server.log")" = "${case#*|}" ] || { cat "$work/server.log"; exit 1; }
    kill "${servers[-1]}" && wait "${servers[-1]}" 2>/dev/null || true
done
cd "$work/ws"

# ---- plugins that a mod requires of a Steampipe
sed -i 's/^  database = var.database$/&\n  require {\n    plugin "aws" {\n      min_version = "1.2"\n    }\n    plugin "turbot\/gcp" {\n      min_version = "1.0.0"\n    }\n    plugin "own" {\n      min_version = "3.0.0"\n    }\n  }/' mod.pp
lacking() { echo "Warning: ${2:-Steampipe} backend '${3:-$url}' does not provide a plugin which satisfies requirement '$1' - required by 'ward'"; }
lacking_all() { for plugin in aws@1.2 turbot/gcp@1.0.0 own@3.0.0; do lacking "$plugin" PostgreSQL "$1"; done; }
run 0 control run first --output none
says err "$(lacking_all "$url")" # V12: no Steampipe, no plugins
sql -c "create schema steampipe_internal" -c "create table steampipe_internal.steampipe_connection (name text, plugin text)" \
    -c "insert into steampipe_internal.steampipe_connection values ('a', 'hub.steampipe.io/plugins/turbot/aws@latest'), ('b', 'hub.steampipe.io/plugins/turbot/aws@latest')"
run 0 control run first --output none
says err "$(lacking turbot/gcp@1.0.0)
$(lacking own@3.0.0)"
sql -c "create table steampipe_internal.steampipe_plugin (plugin_instance text, plugin text, version text)" \
    -c "insert into steampipe_internal.steampipe_plugin values ('aws', 'hub.steampipe.io/plugins/turbot/aws@latest', '1.2.0-rc.1'), ('gcp', 'hub.steampipe.io/plugins/turbot/gcp@0', '0.9.9'), ('own', 'local/own', 'local')"
run 0 control run first --output none
says err "$(lacking turbot/gcp@1.0.0)"
sql -c "update steampipe_internal.steampipe_plugin set version = '1.1.9' where plugin like '%/aws%'"
PP_VAR_database=postgres://locked:p%40ss@/postgres?host=$work/pg run 0 control run first --output none # it may not read the tables
says err "$(lacking_all "postgres://locked:xxxxx@/postgres?host=$work/pg")"
run 0 control run first --output none
says err "$(lacking aws@1.2)
$(lacking turbot/gcp@1.0.0)"
# An install asks before it contacts anybody: missing and too old plugins end it, --force does not ask.
absent() { echo "Steampipe does not provide a plugin which satisfies requirement '$1' - required by 'ward'"; }
run 62 mod install --database "$url"
for plugin in aws@1.2 turbot/gcp@1.0.0; do grep -qF "$(absent $plugin)" "$work/err" || { cat "$work/err"; exit 1; }; done
if grep -qF "$(absent own@3.0.0)" "$work/err"; then echo "a plugin of one's own has no version"; exit 1; fi
run 0 mod install --database "$url" --force
run 0 mod update # it does not ask
sql -c "update steampipe_internal.steampipe_plugin set version = '2.0.0' where version <> 'local'"
run 0 mod install --database "$url"
run 0 mod install --database "postgres://golden@/template1?host=$work/pg" # no Steampipe: nothing is required of it
run 0 mod install --database "postgres://golden@127.0.0.1:1/postgres"     # nothing answers
sql -c "update steampipe_internal.steampipe_plugin set version = '1.1.9' where plugin like '%/aws%'" \
    -c "update steampipe_internal.steampipe_plugin set version = '0.9.9' where plugin like '%/gcp%'"

# ---- real mods
cd "$here/../.."
tests/tools/corpora ../shared
mod=$here/../../build/corpora/six-mods/.powerpipe/mods/github.com/turbot/steampipe-mod-aws-compliance@v1.13.0
[ -d "$mod" ] || exit 0
cd "$mod"
PP_VAR_database=postgres://golden@/template1?host=$work/pg
run 2 benchmark run all_controls --output json --progress=false
errors >"$work/got" # one for each control, of one shape
[ "$(sort -u "$work/got" | wc -l)" = 679 ]
[ "$(grep -cE '^[a-z0-9_]+ \| relation "[a-z0-9_]+" does not exist \(SQLSTATE 42P01\) \| no rows$' "$work/got")" = 679 ]
python3 -c 'import json, sys; assert json.load(sys.stdin)["summary"]["status"] == {"alarm": 0, "ok": 0, "info": 0, "skip": 0, "error": 679}' <"$work/out"

PP_VAR_database=$url
run 0 query list --output json
mv "$work/out" "$work/queries.json"
run 0 benchmark run pci_dss_v321 --dry-run --output json --progress=false
errors | cut -d' ' -f1 >"$work/names"
python3 "$here/fake_tables.py" "$work/queries.json" "$work/names" -h "$work/pg" -U golden postgres
run 2 benchmark run pci_dss_v321 --output json --progress=false
errors | sort -u >"$work/got"
python3 -c '
import json, sys
counts = json.load(sys.stdin)["summary"]["status"]
print(counts)
assert counts["alarm"] >= 50 and counts["ok"] >= 30 and counts["skip"] >= 5' <"$work/out"
# What fails does so on the plain values of the row, or has a type that the maker of tables does not find out.
[ "$(grep -vc ' | - | ' "$work/got")" -le 15 ] || { grep -v ' | - | ' "$work/got"; exit 1; }
