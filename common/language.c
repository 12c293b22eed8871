/* language.c - see language.h. */
#include "common/language.h"

static const mg_language languages[] = {
    {"ar", "arabic", false},     {"ca", "catalan", true},    {"da", "danish", false},
    {"de", "german", false},     {"el", "greek", false},     {"en", "english", false},
    {"es", "spanish", false},    {"eu", "basque", false},    {"fi", "finnish", false},
    {"fr", "french", true},      {"ga", "irish", false},     {"hi", "hindi", false},
    {"hu", "hungarian", false},  {"hy", "armenian", false},  {"id", "indonesian", false},
    {"it", "italian", true},     {"lt", "lithuanian", false}, {"ne", "nepali", false},
    {"nl", "dutch", false},      {"no", "norwegian", false}, {"pt", "portuguese", false},
    {"ro", "romanian", false},   {"ru", "russian", false},   {"sr", "serbian", false},
    {"sv", "swedish", false},    {"ta", "tamil", false},     {"tr", "turkish", false},
    {"yi", "yiddish", false},
};

/* Codes for what one of the stemmers also serves. */
static const struct {
    const char *code, *same_as;
} aliases[] = {{"nb", "no"}, {"nn", "no"}};

const mg_language *mg_languages(size_t *n)
{
    *n = MG_COUNT(languages);
    return languages;
}

const mg_language *mg_language_find(mg_span name)
{
    mg_span tag = name;
    for (size_t i = 0; i < name.n; i++)
        if (name.p[i] == '-' || name.p[i] == '_') {
            tag.n = i;
            break;
        }
    for (size_t i = 0; i < MG_COUNT(aliases); i++)
        if (mg_span_eq_nocase(tag, mg_span_str(aliases[i].code))) tag = mg_span_str(aliases[i].same_as);
    for (size_t i = 0; i < MG_COUNT(languages); i++)
        if (mg_span_eq_nocase(tag, mg_span_str(languages[i].code)) ||
            mg_span_eq_nocase(name, mg_span_str(languages[i].name)))
            return &languages[i];
    return NULL;
}
