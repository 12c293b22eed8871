/* index_fts5.c - a peer: index_fts5 PACKED DIR. SQLite's FTS5 with English stems, the text kept, in one transaction, then
 * optimized to one segment. Prints the number of articles, and the seconds that optimizing took.
 * index_fts5 DIR WORD find: prints how many articles of a finished index hold the word. */
#include "tests/bench/packed.h"

#include <sqlite3.h>
#include <sys/stat.h>
#include <time.h>

/* More memory than SQLite takes by itself: larger segments, fewer merges; without it, it takes half as long again or more. */
static const char setup[] = "PRAGMA cache_size = -262144;"
                            "CREATE VIRTUAL TABLE article USING fts5(id UNINDEXED, date UNINDEXED, title, body,"
                            "                                        tokenize = 'porter unicode61');"
                            "INSERT INTO article(article, rank) VALUES('hashsize', 67108864);"
                            "BEGIN";

static const char finish[] = "INSERT INTO article(article) VALUES('optimize'); COMMIT";

static void check(sqlite3 *db, int result)
{
    if (result == SQLITE_OK || result == SQLITE_DONE) return;
    fprintf(stderr, "index_fts5: %s\n", sqlite3_errmsg(db));
    exit(2);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static unsigned insert_all(sqlite3 *db, FILE *in)
{
    packed_article article = {0};
    sqlite3_stmt *insert;
    unsigned articles = 0;
    check(db, sqlite3_prepare_v2(db, "INSERT INTO article VALUES(?,?,?,?)", -1, &insert, NULL));
    for (; packed_next(in, &article); articles++) {
        for (int i = 0; i < PACKED_FIELDS; i++)
            check(db, sqlite3_bind_text(insert, i + 1, article.field[i].n ? article.field[i].p : "",
                                        (int)article.field[i].n, SQLITE_STATIC));
        check(db, sqlite3_step(insert));
        check(db, sqlite3_reset(insert));
    }
    check(db, sqlite3_finalize(insert));
    return articles;
}

static void index_to(const char *packed, const char *dir)
{
    FILE *in = fopen(packed, "rb");
    char path[4096];
    sqlite3 *db;
    if (!in || mkdir(dir, 0777) != 0) exit(2);
    snprintf(path, sizeof path, "%s/fts5.db", dir);
    check(NULL, sqlite3_open(path, &db));
    check(db, sqlite3_exec(db, setup, NULL, NULL, NULL));
    unsigned articles = insert_all(db, in);
    double start = now();
    check(db, sqlite3_exec(db, finish, NULL, NULL, NULL));
    printf("%u %.3f\n", articles, now() - start);
    check(db, sqlite3_close(db));
    fclose(in);
}

static void find(const char *dir, const char *word)
{
    char path[4096];
    sqlite3 *db;
    sqlite3_stmt *count;
    snprintf(path, sizeof path, "%s/fts5.db", dir);
    check(NULL, sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL));
    check(db, sqlite3_prepare_v2(db, "SELECT count(*) FROM article WHERE article MATCH ?", -1, &count, NULL));
    check(db, sqlite3_bind_text(count, 1, word, -1, SQLITE_STATIC));
    if (sqlite3_step(count) != SQLITE_ROW) check(db, SQLITE_ERROR);
    printf("%d\n", sqlite3_column_int(count, 0));
    check(db, sqlite3_finalize(count));
    check(db, sqlite3_close(db));
}

int main(int argc, char **argv)
{
    if (argc == 3) index_to(argv[1], argv[2]);
    else if (argc == 4) find(argv[1], argv[2]);
    else return 2;
}
