#!/usr/bin/env bash
# whole runs on a MySQL: results, limits, errors, a server that dies
# shellcheck source=tests/compat/servers
. "$(dirname "$0")/servers"
[ -x /usr/sbin/mariadbd ] || lacks MariaDB
own mysql "$work/my"
become mysql mariadb-install-db --no-defaults --datadir="$work/my/data" --skip-test-db \
    --auth-root-authentication-method=normal >"$work/my.log" 2>&1 || { cat "$work/my.log"; exit 1; }
sql() { mariadb --no-defaults -S "$work/my/sock" -u root -N -B "$@"; }
serve() { # <name of data and socket>
    become mysql /usr/sbin/mariadbd --no-defaults --datadir="$work/my/$1" --socket="$work/my/$2" \
        --tmpdir="$work/my" --skip-networking --skip-log-bin --innodb-flush-log-at-trx-commit=0 \
        --character-set-server=utf8mb4 >>"$work/my.log" 2>&1 &
    servers+=($!)
}
start() {
    servers=()
    serve data sock
    until_true "MariaDB starts" sql -e 'select 1'
}
start
url="mysql://root@unix($work/my/sock)/shop"
sql <<'SQL'
create database shop;
create user 'locked'@'localhost' identified by 'p@/w';

use shop;
create table seen (id int, t varchar(20), d datetime, n decimal(8, 2));
insert into seen select seq, concat('ü, "', seq), '2024-02-29 13:37:00', seq / 4 from seq_1_to_2000;
insert into seen values (null, null, null, null);
create table hidden (id int);
grant select on shop.seen to 'locked'@'localhost';
SQL

# ---- what another client reads
run 0 query run "select id, t, cast(n as char) as n from seen order by id" --database "$url" --output csv --header=false
sql -e "select id, t, cast(n as char) as n from shop.seen order by id" >"$work/want"
python3 -c 'import csv, sys
a = list(csv.reader(open(sys.argv[1])))
b = [["" if c == "NULL" else c for c in line.rstrip("\n").split("\t")] for line in open(sys.argv[2])]
assert a == b and len(a) == 2001, (a[:2], b[:2])' "$work/out" "$work/want"
answers "select d from seen where id = 1" "$url?loc=Asia%2FTokyo" 2024-02-29T13:37:00+09:00
answers "select 1 as a" "$url" 1 --search-path nowhere # search paths are PostgreSQL's

# ---- errors
locked="mysql://locked:p@/w@unix($work/my/sock)"
answers "select count(*) as n from seen" "$locked/shop" 2001
refuses 41 "select * from hidden" "$locked/shop" \
    "Error 1142 (42000): SELECT command denied to user 'locked'@'localhost' for table \`shop\`.\`hidden\`"
refuses 41 "select 1" "$locked/mysql" "Error 1044 (42000): Access denied for user 'locked'@'localhost' to database 'mysql'"
refuses 41 "select 1" "mysql://locked:no@unix($work/my/sock)/shop" \
    "Error 1045 (28000): Access denied for user 'locked'@'localhost' (using password: YES)"
refuses 41 "select 1" "mysql://root@unix($work/my/sock)/nope" "Error 1049 (42000): Unknown database 'nope'"
refuses 41 "select 1" "mysql://root@unix($work/my/none)/shop" "dial unix $work/my/none: connect: no such file or directory"
refuses 41 "select * from nope" "$url" "Error 1146 (42S02): Table 'shop.nope' doesn't exist"
refuses 41 "select cast('a' as int) from nope where" "$url" "Error 1064 (42000): You have an error in your SQL syntax; check the manual that corresponds to your MariaDB server version for the right syntax to use near '' at line 1"
refuses 41 "select seq, if(seq < 1500, 1, (select 1 union select 2)) as n from seq_1_to_2000" "$url" "Error 1242 (21000): Subquery returns more than 1 row"
[ ! -s "$work/out" ] # a query that fails late has written nothing
refuses 255 "select 1" "mysql://root@localhost/shop" \
    "unable to connect to Backend: could not connect to mysql backend: default addr for network 'localhost' unknown"

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
  sql = "select sleep(600), 'r' as resource, 'ok' as status, 'late' as reason"
}
control "third" {
  sql = "select 'r' as resource, 'ok' as status, 'fine' as reason"
}
HCL
export PP_VAR_database=$url
sleeper() { sql -e "select id from information_schema.processlist where info like 'select sleep(600)%'"; }
sleeping() { [ -n "$(sleeper)" ]; }
run 2 control run second --output json --progress=false --query-timeout 1
errors >"$work/got"
grep -qE '^second \| control execution timed out after running for [0-9.]+s \| no rows$' "$work/got" || { cat "$work/got"; exit 1; }
[ -z "$(sleeper)" ]

lose() { # <command...>: while the second control runs, end what the command ends
    "$bin" benchmark run b --output json --progress=false --max-parallel 1 >"$work/out" 2>"$work/err" &
    local child=$! code=0
    until_true "the second control runs" sleeping
    "$@"
    wait "$child" || code=$?
    [ "$code" = 2 ] || { echo "exit code $code, not 2"; cat "$work/err"; return 1; }
    errors
}
terminate() { sql -e "kill $(sleeper)"; }
lose terminate >"$work/got"
sed -i 's/^second | \(Error 1927.*\|Error 1317.*\|invalid connection\) | /second | lost | /' "$work/got"
diff -u - "$work/got" <<'WANT'
first | - | 1
second | lost | no rows
third | - | 1
WANT
murder() {
    kill -9 "${servers[0]}"
    wait "${servers[0]}" 2>/dev/null || true
}
lose murder >"$work/got"
sed -n 1,2p "$work/got" | diff -u <(printf 'first | - | 1\nsecond | invalid connection | no rows\n') -
# A dying process closes one socket after the other: it may still be reached.
grep -qE '^third \| (dial unix .*: connect: connection refused|invalid connection) \| no rows$' "$work/got" || { cat "$work/got"; exit 1; }
start
answers "select 1 as a" "$url" 1

# ---- two servers behind a balancer, which sends every connection to the next one: no statement of others is killed
become mysql mariadb-install-db --no-defaults --datadir="$work/my/second" --skip-test-db \
    --auth-root-authentication-method=normal >>"$work/my.log" 2>&1
serve second sock2
sql2() { mariadb --no-defaults -S "$work/my/sock2" -u root -N -B "$@"; }
until_true "the second MariaDB starts" sql2 -e 'create database if not exists shop'
cat >"$work/balancer.py" <<'PY'
import itertools, socket, sys, threading
def copy(a, b):
    try:
        while data := a.recv(65536):
            b.sendall(data)
    except OSError:
        pass
    for s in (a, b):
        try:
            s.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
front = socket.socket(socket.AF_UNIX)
front.bind(sys.argv[1])
front.listen()
for server in itertools.cycle(sys.argv[2:]):
    client, back = front.accept()[0], socket.socket(socket.AF_UNIX)
    back.connect(server)
    for pair in ((client, back), (back, client)):
        threading.Thread(target=copy, args=pair, daemon=True).start()
PY
python3 "$work/balancer.py" "$work/my/balancer" "$work/my/sock" "$work/my/sock2" &
servers+=($!)
until_true "the balancer starts" test -S "$work/my/balancer"
export PP_VAR_database="mysql://root@unix($work/my/balancer)/shop"
theirs() { sql2 -e "select id from information_schema.processlist where info like 'select sleep(4)%'"; }
others() { [ -n "$(theirs)" ]; }
next_id() { echo $(($("$1" -e 'select connection_id()') + 1)); }
# The session of somebody else on the second server has the number that ours will get on the first.
for other in "select sleep(4), 'somebody else'" "select sleep(4)"; do
    ahead=$(next_id sql)
    while [ "$(next_id sql2)" -lt $((ahead + 10)) ]; do :; done
    sql2 -e "$other" >"$work/other" &
    child=$!
    until_true "another session runs" others
    want=$(theirs) ours=0
    while [ "$ours" -lt "$want" ]; do ours=$(next_id sql); done
    [ "$ours" = "$want" ] || { echo "ours is $ours, theirs is $want"; exit 1; }
    run 2 control run second --output json --progress=false --query-timeout 1
    errors >"$work/got"
    grep -q '^second | control execution timed out' "$work/got" || { cat "$work/got"; exit 1; }
    wait "$child"
    [ "$(head -c 1 "$work/other")" = 0 ] || { echo "the statement of another session was killed"; exit 1; } # 1: interrupted
done
