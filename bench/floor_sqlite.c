/* floor_sqlite.c - the least that running statements on SQLite takes.
 *
 *   floor_sqlite FILE each N      prepare, step and print N statements as the controls of
 *                                 run.c have them
 *   floor_sqlite FILE rows SQL    step through a result and copy its cells to the output */
#include <sqlite3.h>
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
    if (strcmp(argv[2], "rows") == 0)
        run(db, argv[3]);
    for (int i = 0, n = strcmp(argv[2], "each") == 0 ? atoi(argv[3]) : 0; i < n; i++) {
        char sql[160];
        snprintf(sql, sizeof sql,
                 "select 'ok' as status, 'r%d' as resource, 'fine' as reason, %d as n", i, i);
        run(db, sql);
    }
    sqlite3_close(db);
    return 0;
}
