/* language.c - see language.h. */
#include "common/language.h"

static const mg_language languages[] = {
    {"ar", "arabic", false, false},      {"ca", "catalan", true, false},      {"da", "danish", false, false},
    {"de", "german", false, false},      {"el", "greek", false, false},       {"en", "english", false, false},
    {"es", "spanish", false, false},     {"eu", "basque", false, false},      {"fi", "finnish", false, false},
    {"fr", "french", true, false},       {"ga", "irish", false, true},        {"hi", "hindi", false, false},
    {"hu", "hungarian", false, false},   {"hy", "armenian", false, false},    {"id", "indonesian", false, true},
    {"it", "italian", true, false},      {"lt", "lithuanian", false, false},  {"ne", "nepali", false, false},
    {"nl", "dutch", false, false},       {"no", "norwegian", false, false},   {"pt", "portuguese", false, false},
    {"ro", "romanian", false, false},    {"ru", "russian", false, false},     {"sr", "serbian", false, true},
    {"sv", "swedish", false, false},     {"ta", "tamil", false, false},       {"tr", "turkish", false, true},
    {"yi", "yiddish", false, false},
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
