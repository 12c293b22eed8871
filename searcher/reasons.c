/* reasons.c - see reasons.h. */
#include "searcher/reasons.h"

static const struct {
    const char *code, *why, *words;
} lists[] = {
    {"de", " warum weshalb wieso ",
     "aufgrund befürchten begründen daher deshalb deswegen folge grund infolge ursache verhindern vermeiden verursachen "
     "wegen weil"},
    {"en", " why ",
     "account aim attribute avoid because blame cause concern due explain fail fear force ground lack lead led owing prevent "
     "purpose reason reflect result therefore thus"},
    {"fr", " pourquoi ",
     "car causer cause crainte craindre donc empêcher expliquer grâce parce puisque raison résultat résulter éviter"},
    {"it", " perché ", "causa causare dovuto evitare impedire motivo perché perciò poiché quindi ragione risultato temere"},
    {"nl", " waarom ", "daarom doordat dus gevolg omdat oorzaak reden vanwege veroorzaken vermijden voorkomen vrezen want wegens"},
};

bool mg_asks_why(const mg_language *language, mg_span word)
{
    for (size_t i = 0; i < MG_COUNT(lists); i++) {
        if (strcmp(lists[i].code, language->code) != 0) continue;
        mg_span why = mg_span_str(lists[i].why);
        size_t at = word.n ? mg_span_find_span(why, 0, word) : why.n;
        return at < why.n && why.p[at - 1] == ' ' && why.p[at + word.n] == ' ';
    }
    return false;
}

mg_span mg_reason_words(const mg_language *language)
{
    for (size_t i = 0; i < MG_COUNT(lists); i++)
        if (strcmp(lists[i].code, language->code) == 0) return mg_span_str(lists[i].words);
    return (mg_span){0};
}
