/* search.c - search from C.
 *   cc -o search search.c $(pkg-config --cflags --libs morgue)
 *   ./search INDEX QUERY */
#include <morgue.h>
#include <stdio.h>

static void print_hit(const morgue_hit *hit)
{
    printf("%u. %s (%s)\n", hit->rank, hit->title, hit->date);
    for (size_t i = 0; i < hit->n_passages; i++) {
        const morgue_passage *p = hit->passages[i];
        size_t at = 0;
        printf("   ");
        for (size_t k = 0; k < p->n_highlights; k++) {
            morgue_range mark = p->highlights[k];
            printf("%.*s[%.*s]", (int)(mark.start - at), p->text + at, (int)(mark.end - mark.start), p->text + mark.start);
            at = mark.end;
        }
        printf("%s\n", p->text + at);
    }
}

int main(int argc, char **argv)
{
    morgue *archive = NULL;
    morgue_answer *answer = NULL;
    morgue_request *request = morgue_request_new();
    morgue_error error = MORGUE_ERROR_INIT;
    if (argc != 3 || !request) return 2;
    const char *where = argv[1];

    if (morgue_open(&where, 1, &archive, &error) || morgue_request_set(request, "limit", "3", &error) ||
        morgue_request_set(request, "timeline", "year", &error) || morgue_request_set(request, "timeout", "5000", &error) ||
        morgue_search(archive, argv[2], request, &answer, &error)) {
        fprintf(stderr, "%s\n", error.message);
    } else {
        const morgue_summary *found = morgue_answer_summary(answer);
        printf("%u articles match %s\n", found->estimate, found->interpreted);
        for (size_t i = 0; i < found->n_hits; i++) {
            const morgue_hit *hit;
            if (morgue_answer_hit(answer, i, &hit, &error)) break;
            print_hit(hit);
        }
        const morgue_counts *years = found->timeline;
        for (size_t i = 0; i < years->n; i++)
            if (years->buckets[i].count) printf("%s: %u\n", years->buckets[i].value, years->buckets[i].count);
    }
    morgue_answer_free(answer);
    morgue_request_free(request);
    morgue_close(archive);
    return error.code ? 2 : 0;
}
