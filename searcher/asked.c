/* asked.c - see asked.h. */
#include "searcher/asked.h"

#include "common/utf8.h"

#include <unicode/uchar.h>

/* So many words from its begin on a query may ask by, or by the word behind one of them ("By how much"). */
#define BEGIN 2

/* What asks, each word between blanks: one of `words`, behind one of `before` where those are given. */
static const struct {
    const char *code;
    mg_asked asked;
    const char *before, *words;
} questions[] = {
    {"de", MG_ASKED_WHY, NULL, " warum weshalb wieso "},
    {"de", MG_ASKED_WHEN, NULL, " wann "},
    {"de", MG_ASKED_WHO, NULL, " wem wen wer wessen "},
    {"de", MG_ASKED_HOW_MUCH, NULL, " wieviel wieviele "},
    {"de", MG_ASKED_HOW_MUCH, " wie ", " alt groß hoch lang lange oft schnell stark tief viel viele weit "},
    {"en", MG_ASKED_WHY, NULL, " why "},
    {"en", MG_ASKED_WHEN, NULL, " when "},
    {"en", MG_ASKED_WHEN, " what which ", " century date day decade month time week year "},
    {"en", MG_ASKED_WHO, NULL, " who whom whose "},
    {"en", MG_ASKED_HOW_MUCH, " how ",
     " big deep far fast frequently heavy high large long many much often old strong tall wide "},
    {"en", MG_ASKED_HOW_MUCH, " what which ", " amount number percentage price proportion rate share "},
    {"es", MG_ASKED_WHEN, NULL, " cuándo "},
    {"es", MG_ASKED_WHO, NULL, " quién quiénes "},
    {"es", MG_ASKED_HOW_MUCH, NULL, " cuánta cuántas cuánto cuántos "},
    {"fr", MG_ASKED_WHY, NULL, " pourquoi "},
    {"fr", MG_ASKED_WHEN, NULL, " quand "},
    {"fr", MG_ASKED_WHO, NULL, " qui "},
    {"fr", MG_ASKED_HOW_MUCH, NULL, " combien "},
    {"it", MG_ASKED_WHY, NULL, " perché "},
    {"it", MG_ASKED_WHEN, NULL, " quando "},
    {"it", MG_ASKED_WHO, NULL, " chi "},
    {"it", MG_ASKED_HOW_MUCH, NULL, " quanta quante quanti quanto "},
    {"nl", MG_ASKED_WHY, NULL, " waarom "},
    {"nl", MG_ASKED_WHEN, NULL, " wanneer "},
    {"nl", MG_ASKED_WHO, NULL, " wie "},
    {"nl", MG_ASKED_HOW_MUCH, NULL, " hoeveel "},
    {"nl", MG_ASKED_HOW_MUCH, " hoe ", " groot hoog lang oud snel sterk vaak veel ver "},
    {"pt", MG_ASKED_WHEN, NULL, " quando "},
    {"pt", MG_ASKED_WHO, NULL, " quem "},
    {"pt", MG_ASKED_HOW_MUCH, NULL, " quanta quantas quanto quantos "},
};

/* What answers. "May" is left out: it seldom is the month. */
static const struct {
    const char *code;
    mg_asked asked;
    const char *words;
} answers[] = {
    {"de", MG_ASKED_WHY,
     "aufgrund befürchten begründen daher deshalb deswegen folge grund infolge ursache verhindern vermeiden verursachen "
     "wegen weil"},
    {"de", MG_ASKED_WHEN,
     "januar februar märz april juni juli august september oktober november dezember montag dienstag mittwoch donnerstag "
     "freitag samstag sonnabend sonntag heute gestern morgen tag woche monat jahr"},
    {"en", MG_ASKED_WHY,
     "account aim argue attribute avoid because blame cause cite concern due effort explain fail fear force ground hope justify "
     "lack lead led objective owing prevent purpose reason reflect result therefore thus want worry"},
    {"en", MG_ASKED_WHEN,
     "january february march april june july august september october november december jan feb mar apr jun jul aug sept oct nov "
     "dec monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow day week month year"},
    {"es", MG_ASKED_WHEN,
     "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre lunes martes miércoles jueves "
     "viernes sábado domingo hoy ayer mañana día semana mes año"},
    {"fr", MG_ASKED_WHY,
     "car causer cause crainte craindre donc empêcher expliquer grâce parce puisque raison résultat résulter éviter"},
    {"fr", MG_ASKED_WHEN,
     "janvier février mars avril mai juin juillet août septembre octobre novembre décembre lundi mardi mercredi jeudi vendredi "
     "samedi dimanche aujourd'hui hier demain jour semaine mois an année"},
    {"it", MG_ASKED_WHY, "causa causare dovuto evitare impedire motivo perché perciò poiché quindi ragione risultato temere"},
    {"it", MG_ASKED_WHEN,
     "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre lunedì martedì mercoledì "
     "giovedì venerdì sabato domenica oggi ieri domani giorno settimana mese anno"},
    {"nl", MG_ASKED_WHY, "daarom doordat dus gevolg omdat oorzaak reden vanwege veroorzaken vermijden voorkomen vrezen want wegens"},
    {"nl", MG_ASKED_WHEN,
     "januari februari maart april mei juni juli augustus september oktober november december maandag dinsdag woensdag donderdag "
     "vrijdag zaterdag zondag vandaag gisteren morgen dag week maand jaar"},
    {"pt", MG_ASKED_WHEN,
     "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro segunda-feira terça-feira "
     "quarta-feira quinta-feira sexta-feira sábado domingo hoje ontem amanhã dia semana mês ano"},
};

static bool is_in(const char *list, mg_span word)
{
    mg_span words = mg_span_str(list);
    for (size_t at = 0; word.n && (at = mg_span_find_span(words, at, word)) < words.n; at++)
        if (words.p[at - 1] == ' ' && words.p[at + word.n] == ' ') return true;
    return false;
}

mg_asked mg_asked_by(const mg_language *language, size_t place, mg_span before, mg_span word)
{
    for (size_t i = 0; i < MG_COUNT(questions); i++) {
        if (strcmp(questions[i].code, language->code) != 0 || !is_in(questions[i].words, word)) continue;
        if (questions[i].before ? is_in(questions[i].before, before) && place <= BEGIN
                                : place < BEGIN || questions[i].asked == MG_ASKED_WHY)
            return questions[i].asked;
    }
    return MG_ASKED_NOTHING;
}

mg_span mg_answer_words(const mg_language *language, mg_asked asked)
{
    for (size_t i = 0; i < MG_COUNT(answers); i++)
        if (answers[i].asked == asked && strcmp(answers[i].code, language->code) == 0) return mg_span_str(answers[i].words);
    return (mg_span){0};
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool mg_is_number(mg_span text, size_t at)
{
    if (at >= text.n || !is_digit(text.p[at])) return false;
    char before = at ? text.p[at - 1] : ' ', letter = (char)(before | 0x20);
    return !is_digit(before) && before != '.' && before != ',' && (letter < 'a' || letter > 'z');
}

bool mg_is_year(mg_span text, size_t at)
{
    if (!mg_is_number(text, at) || (text.p[at] != '1' && text.p[at] != '2')) return false;
    size_t end = at;
    while (end < text.n && is_digit(text.p[end])) end++;
    return end - at == 4 && (text.p[at] == '1' || text.p[at + 1] == '0');
}

bool mg_is_name(mg_span text, size_t at)
{
    if (at >= text.n) return false;
    UChar32 first = (UChar32)mg_utf8_next(text, &at), second = at < text.n ? (UChar32)mg_utf8_next(text, &at) : ' ';
    return u_isupper(first) && u_islower(second);
}
