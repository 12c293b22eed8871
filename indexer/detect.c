/* detect.c - see detect.h.
 *
 * CLD2 has a C++ interface only, but the functions needed take and give plain C types, so they are
 * declared here by the names that the C++ ABI (Itanium, all of Debian's Linux ports) gives them. They
 * throw nothing. */
#include "indexer/detect.h"

#include "common/utf8.h"

/* Bytes: mostly the beginning tells, which saves two thirds of the work. */
#define FIRST_LOOK ((size_t)384)
#define SECOND_LOOK ((size_t)1024)
#define SURE 80 /* percent of the text that a first look must find in one language */

/* CLD2::DetectLanguageSummary(const char *, int, bool, Language *, int *, int *, bool *): the three best
 * languages, their share of the text in percent. Returns the best. */
int cld2_detect(const char *text, int length, bool plain_text, int languages[3], int percents[3], int *text_bytes,
                bool *reliable) __asm__("_ZN4CLD221DetectLanguageSummaryEPKcibPNS_8LanguageEPiS4_Pb");

/* CLD2::LanguageCode(Language): static. */
const char *cld2_code(int language) __asm__("_ZN4CLD212LanguageCodeENS_8LanguageE");

typedef struct {
    int language;
    int percent; /* of the text that is in it */
    bool reliable;
} guess;

static guess look(mg_span text, size_t bytes)
{
    int languages[3], percents[3], looked_at = 0;
    guess g = {0};
    text.n = mg_utf8_floor(text, bytes);
    cld2_detect(text.p ? text.p : "", (int)text.n, true, languages, percents, &looked_at, &g.reliable);
    g.language = languages[0];
    g.percent = percents[0];
    return g;
}

mg_span mg_detect_language(mg_span text)
{
    /* CLD2's own codes where they are not ISO 639-1's. */
    static const struct {
        const char *cld2, *iso;
    } renamed[] = {{"iw", "he"}, {"zh-Hant", "zh"}, {"nb", "no"}, {"nn", "no"}, {"un", ""}};
    guess g = look(text, FIRST_LOOK);
    if ((!g.reliable || g.percent < SURE) && text.n > FIRST_LOOK) g = look(text, SECOND_LOOK);
    /* Its best guess at a short text is mostly right though it calls it unreliable; a guess at less
     * than most of the text is not worth having. */
    if (!g.reliable && g.percent < 60) return (mg_span){NULL, 0};
    mg_span code = mg_span_str(cld2_code(g.language));
    for (size_t i = 0; i < MG_COUNT(renamed); i++)
        if (mg_span_eq(code, mg_span_str(renamed[i].cld2))) code = mg_span_str(renamed[i].iso);
    return code;
}
