/* floor_sqlite.c - the least that running statements on SQLite takes.
 *
 *   floor_sqlite FILE each N      prepare, step and print N statements as the controls of
 *                                 run.c have them
 *   floor_sqlite FILE wide N      the same with ten rows of 200 bytes each
 *   floor_sqlite FILE rows SQL    step through a result and copy its cells to the output */
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void run(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
        exit(1);
    while (sqlite3_step(statement) == SQLITE_ROW) {
        for (int i = 0, n = sqlite3_column_count(statement); i < n; i++) {
            const unsigned char *text = sqlite3_column_text(statement, i);
            fwrite(text ? (const char *)text : "", 1, (size_t)sqlite3_column_bytes(statement, i),
                   stdout);
            putchar_unlocked(i + 1 < n ? ',' : '\n');
        }
    }
    sqlite3_finalize(statement);
}

int main(int argc, char **argv)
{
    sqlite3 *db;
    if (argc != 4 || sqlite3_open_v2(argv[1], &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
        return 1;
    bool rows = strcmp(argv[2], "rows") == 0, wide = strcmp(argv[2], "wide") == 0;
    if (rows)
        run(db, argv[3]);
    for (int i = 0, n = rows ? 0 : atoi(argv[3]); i < n; i++) {
        char sql[500];
        if (wide)
            snprintf(sql, sizeof sql,
                     "with recursive n(i) as (select 1 union all select i + 1 from n where i < 10) "
                     "select case i %% 2 when 0 then 'ok' else 'alarm' end as status, "
                     "printf('%%0130d', i) as reason, printf('%%040d', i) as resource, "
                     "printf('%%015d', i) as region, printf('%%015d', %d) as account from n",
                     i);
        else
            snprintf(sql, sizeof sql,
                     "select 'ok' as status, 'r%d' as resource, 'fine' as reason, %d as n", i, i);
        run(db, sql);
    }
    sqlite3_close(db);
    return 0;
}
