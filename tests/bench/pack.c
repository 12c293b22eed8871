/* pack.c - articles as `morgue-index --extract` prints them to the file that the peers read (packed.h): pack < JSONL > PACKED.
 * Says on stderr how many articles it packed, and how many bytes of title and body. */
#include <arpa/inet.h>
#include <jansson.h>
#include <stdlib.h>

/* Returns the bytes of the value; a key that is absent is empty. */
static size_t put(const json_t *article, const char *key)
{
    const json_t *value = json_object_get(article, key);
    size_t n = value ? json_string_length(value) : 0;
    uint32_t length = htonl((uint32_t)n);
    fwrite(&length, sizeof length, 1, stdout);
    if (n) fwrite(json_string_value(value), 1, n, stdout);
    return n;
}

int main(void)
{
    char *line = NULL;
    size_t room = 0, articles = 0, text = 0;
    for (ssize_t n; (n = getline(&line, &room, stdin)) > 0; articles++) {
        json_error_t error;
        json_t *article = json_loadb(line, (size_t)n, JSON_ALLOW_NUL, &error);
        if (!article) {
            fprintf(stderr, "pack: line %zu: %s\n", articles + 1, error.text);
            return 2;
        }
        put(article, "id");
        put(article, "date");
        text += put(article, "title");
        text += put(article, "body");
        json_decref(article);
    }
    free(line);
    fprintf(stderr, "%zu %zu\n", articles, text);
    return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 2;
}
