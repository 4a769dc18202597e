#!/usr/bin/env bash
# random runs, of which the history keeps what a plain model of its rules keeps
# shellcheck source=tests/compat/servers
. "$(dirname "$0")/servers"
model() { python3 "$here/history_model.py" "${PL_HISTORY_PLAY:?the program of history_play.c}" "$@"; }

model "sqlite://$work/history/history.db" 500 1

pg=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -1)
[ -n "$pg" ] || lacks PostgreSQL
own postgres "$work/pg"
become postgres "$pg/initdb" -D "$work/pg/data" -U golden -A trust -E UTF8 --no-sync --no-instructions >/dev/null
become postgres "$pg/postgres" -D "$work/pg/data" -k "$work/pg" -c listen_addresses= -c fsync=off >>"$work/pg/log" 2>&1 &
servers=($!)
until_true "PostgreSQL starts" psql -qXAt -h "$work/pg" -U golden postgres -c 'select 1'
model "postgres://golden@/postgres?host=$work/pg" 100 2
