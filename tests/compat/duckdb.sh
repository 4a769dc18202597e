#!/usr/bin/env bash
# whole runs on DuckDB: results, errors, and what Tailpipe hands over
# shellcheck source=tests/compat/servers
. "$(dirname "$0")/servers"
code=0
"$bin" query run "select 1 as a" --database "duckdb://$work/first.duckdb" --output csv >"$work/out" 2>"$work/err" || code=$?
if grep -q 'cannot load the client library of DuckDB' "$work/err"; then lacks DuckDB; fi
[ "$code" = 0 ] || { cat "$work/err"; exit 1; }

# ---- results
url=duckdb://$work/d.duckdb
run 0 query run "create table t as select i, i / 4 as q, 'ü, \"' || i as t, [i, i + 1] as l from range(2000) r(i)" \
    --database "$url" --output csv
run 0 query run "select * from t order by i" --database "$url" --output json
python3 -c 'import json, sys
rows = json.load(sys.stdin)["rows"]
assert len(rows) == 2000 and rows[7]["t"] == "ü, \"7", rows[7]' <"$work/out"
run 0 query run "select i, t from t order by i" --database "$url" --output csv
python3 -c 'import csv, sys
rows = list(csv.reader(sys.stdin))
assert len(rows) == 2001 and rows[8] == ["7", "ü, \"7"], rows[8]' <"$work/out"
answers "select sum(i)::bigint as s from t" "$url?access_mode=READ_ONLY&threads=1" 1999000
answers "select 1 as a" "$url" 1 --search-path nowhere # search paths are PostgreSQL's
answers "select 1 as a" sqlite://:memory: 1 --search-path-prefix nowhere

# ---- errors
reason="unable to connect to Backend: could not connect to duckdb backend: could not open database: IO Error:"
refuses 255 "select 1" "duckdb://$work/none/x.duckdb" \
    "$reason Cannot open file \"$work/none/x.duckdb\": No such file or directory"
refuses 255 "select 1" "duckdb://$work/y.duckdb?access_mode=READ_ONLY" \
    "$reason Cannot open database \"$work/y.duckdb\" in read-only mode: database does not exist"
head -c 20000 /dev/zero | tr '\0' x >"$work/text"
refuses 255 "select 1" "duckdb://$work/text" \
    "$reason The file \"$work/text\" exists, but it is not a valid DuckDB database file!"
refuses 41 "insert into t (i) values (1)" "$url?access_mode=READ_ONLY" \
    'Invalid Input Error: Cannot execute statement of type "INSERT" on database "d" which is attached in read-only mode!'
refuses 41 "select i, error('late') as e from t" "$url" 'Invalid Input Error: late'
[ ! -s "$work/out" ]
refuses 41 "selec 1" "$url" 'Parser Error: syntax error at or near "selec"

LINE 1: selec 1
        ^'

# ---- Tailpipe: what is asked, what is answered, and which cannot
mkdir "$work/ws" "$work/bin" "$work/config"
cd "$work/ws"
cat >"$work/config/c.ppc" <<'HCL'
connection "tailpipe" "logs" {
  from       = "2025-01-02"
  indexes    = ["a", "b"]
  partitions = ["p.q"]
}
connection "tailpipe" "old" {
  to = "2025-01-02T03:04:05+01:00"
}
HCL
export POWERPIPE_CONFIG_PATH=$work/config
cat >mod.pp <<'HCL'
mod "watch" {
  database = connection.tailpipe.logs
}
benchmark "b" {
  children = [control.first, control.second, control.old]
}
control "first" {
  sql = "select 'r' as resource, 'ok' as status, word as reason from said"
}
control "second" {
  sql = "select 'r' as resource, 'ok' as status, word as reason from said"
}
control "old" {
  database = connection.tailpipe.old
  sql      = "select 'r' as resource, 'ok' as status, count(*) as reason from t"
}
detection "d" {
  sql = "select word from said"
}
HCL
usual=$PATH
answer() { # <shell line>: the Tailpipe of this test, which notes how it was asked, a line in one write: two are asked at a time
    printf '#!/bin/sh\necho "$(printf "<%%s>" "$@")" >>%s/asked\n%s\n' "$work" "$1" >"$work/bin/tailpipe"
    chmod +x "$work/bin/tailpipe"
    export PATH=$work/bin:$usual
}
[ -z "$(command -v tailpipe)" ] || PATH=/usr/bin:/bin
missing="there is no program 'tailpipe' in PATH: install Tailpipe"
run 250 control run first --output none
says err "Error: cannot run 'tailpipe connect' for connection 'tailpipe.logs': $missing"

answer "case \"\$*\" in
*index*) echo \"create table said as select 'new' as word\" >$work/init.sql; echo '{\"init_script_path\": \"$work/init.sql\"}' ;;
*) echo '{\"database_filepath\": \"$work/d.duckdb\"}' ;;
esac"
run 0 benchmark run b --output json --progress=false
errors >"$work/got"
printf '%s | - | 1\n' first second old | diff -u - "$work/got"
grep -c '"reason": "new"' "$work/out" | grep -qx 2
[ ! -e "$work/init.sql" ] # it is removed at the end
sort "$work/asked" | diff -u - <(sort <<'WANT'
<connect><--output><json><--from><2025-01-02T00:00:00Z><--index><"a,b"><--partition><"p.q">
<connect><--output><json><--to><2025-01-02T02:04:05Z>
WANT
)
run 0 detection run d --output json --progress=false
grep -q '"new"' "$work/out"
answers "select word from said" connection.tailpipe.logs new
answers "select count(*) as n from t" connection.tailpipe.old 2000

failed="'tailpipe connect' failed for connection 'tailpipe.logs':"
answer "echo '{\"error\": \"no partition p.q\"}'"
run 250 control run first --output none
says err "Error: $failed no partition p.q"
answer 'echo "Error: it is broken" >&2; exit 3'
run 250 control run second --output none
says err "Error: $failed Error: it is broken"
run 255 query run "select 1 as a" --output csv
says err "Error: $failed Error: it is broken"
answer "echo ready"
run 250 detection run d --output json
says err "Error: $failed its answer names no database"
answer "echo '{\"database_filepath\": \"$work/none/x.duckdb\"}'"
run 250 control run first --output none
says err "Error: $reason Cannot open file \"$work/none/x.duckdb\": No such file or directory"

# A control's own database fails that control.
sed -i 's/^  database = connection.tailpipe.logs$/  database = connection.duckdb.plain/' mod.pp
printf 'connection "duckdb" "plain" {\n  file_name = "%s/d.duckdb"\n}\n' "$work" >>"$work/config/c.ppc"
answer 'exit 1'
run 2 control run old --output json --progress=false
errors >"$work/got"
says got "old | 'tailpipe connect' failed for connection 'tailpipe.old': its answer names no database | no rows"
