/* generate.c - a synthetic news archive to time indexing on: generate ARTICLES SEED DIR
 *
 * Writes DIR/0001.sgml and so on, TREC records, 1,000 a file, 150 articles a day from 1994 on. Same seed, same
 * bytes; newsroom.h says what the articles are like. */
#include "tests/bench/newsroom.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

enum { PER_FILE = 1000, PER_DAY = 150 };

static void put_text(mg_span text, FILE *out)
{
    fputs("<TEXT>\n", out);
    for (size_t at = 0, end; at < text.n; at = end + 2) {
        end = mg_span_find_span(text, at, MG_SPAN("\n\n"));
        fprintf(out, "<P>%.*s</P>\n", (int)(end - at), text.p + at);
    }
    fputs("</TEXT>\n", out);
}

static void put_article(const news *n, FILE *out, uint32_t number_of_day, const struct tm *day)
{
    char docno[32], date[64];
    strftime(docno, sizeof docno, "MG%y%m%d", day);
    strftime(date, sizeof date, "%B %d, %Y, %A", day);
    fprintf(out, "<DOC>\n<DOCNO>%s-%04u</DOCNO>\n<DATE>%s</DATE>\n", docno, number_of_day + 1, date);
    fprintf(out, "<HEADLINE>\n%s\n</HEADLINE>\n<BYLINE>By %s</BYLINE>\n", n->headline.p, n->reporter.p);
    put_text(mg_buf_span(&n->text), out);
    fputs("</DOC>\n", out);
}

static FILE *open_file(const char *dir, uint32_t n)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%04u.sgml", dir, n);
    FILE *out = fopen(path, "wx");
    if (!out) perror(path);
    return out;
}

static bool write_archive(newsroom *w, uint32_t articles, const char *dir)
{
    const time_t first_day = 757382400; /* 1 January 1994 */
    FILE *out = NULL;
    news article = {.text = MG_BUF_INIT};
    for (uint32_t i = 0; i < articles; i++) {
        if (i % PER_FILE == 0) {
            if (out && fclose(out) != 0) return perror(dir), false;
            if (!(out = open_file(dir, i / PER_FILE + 1))) return false;
        }
        if (i % PER_DAY == 0) newsroom_next_day(w);
        time_t at = first_day + (time_t)(i / PER_DAY) * 86400;
        struct tm day;
        gmtime_r(&at, &day);
        newsroom_write(w, &article);
        put_article(&article, out, i % PER_DAY, &day);
    }
    news_dispose(&article);
    if (out && fclose(out) != 0) return perror(dir), false;
    return true;
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "Usage: generate ARTICLES SEED DIR (which must not exist)\n");
        return 2;
    }
    uint32_t articles = (uint32_t)strtoul(argv[1], NULL, 10);
    if (mkdir(argv[3], 0777) != 0) {
        perror(argv[3]);
        return 2;
    }
    newsroom *w = newsroom_open(strtoull(argv[2], NULL, 10));
    bool ok = w && write_archive(w, articles, argv[3]);
    free(w);
    return ok ? 0 : 2;
}
