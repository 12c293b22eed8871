/* search_options.c - the options of morgue-search: --help, the manual and the completions come from here; main.c obeys them. */
#include "common/cli.h"

static const mg_option table[] = {
    {0, NULL, NULL, "Where"},
    {'i', "index", "WHERE", "an index directory, any Xapian database or stub, or tcp://HOST:PORT; may be repeated "
     "(default: $MORGUE_INDEX, else the nearest .morgue from here upward)\n\n"
     "Several are searched as one. At tcp://HOST:PORT listens xapian-tcpsrv(1)."},
    {0, NULL, NULL, "Which articles"},
    {'n', "limit", "N", "so many hits (default 10; 0: all)\n\n"
     "With 0 they are printed hit by hit, however many there are."},
    {0, "offset", "N", "leave out the first N"},
    {0, "match", "auto|all|any", "must every word match? auto is: all, and if no article has them all, any (default auto)"},
    {'s', "sort", "relevance|newest|oldest", "the order of hits (default relevance)\n\n"
     "Articles without a date stand last. Those that are equal stand newest first, then by their ids."},
    {0, "recency", "DAYS", "newer articles rank higher: relevance halves with so many days of age\n\n"
     "Of the 10,000 most relevant articles; those older than thirty half-lives, and those without a date, count as that old. "
     "Where --sort is by date, that alone decides."},
    {0, "expand", NULL, "add words of the first hits to the query\n\n"
     "The words that are frequent in the ten best hits, copies of one story left out, and rare elsewhere have half of the weight; of the "
     "first fifty hits those come first that have both, what was asked for and what was added. Without --match all the added words "
     "may match alone where no word is demanded. A warning names some."},
    {0, "similar", "ID", "more like this article; a QUERY filters\n\n"
     "Articles with its most characteristic words, the article itself left out."},
    {0, "similar-to", "FILE", "more like the text of this file (- is stdin)"},
    {0, "since", "DATE", "2025, 2025-03, 2025-03-07, 7d, 6m, 2y, yesterday\n\n"
     "Only articles of that day, month or year, or later. See morgue-query(7) for all forms of dates."},
    {0, "until", "DATE", "up to the end of that day, month or year"},
    {0, "source", "NAME", "only of this paper; may be repeated\n\n"
     "Its whole name, in upper or lower case. Of several, any; so it is with the next three."},
    {0, "section", "NAME", "only of this section; may be repeated"},
    {0, "author", "NAME", "only by this author; may be repeated"},
    {0, "lang", "CODE", "only in this language; may be repeated\n\n"
     "A code, such as fr, or an English name."},
    {0, "strict", NULL, "a query that cannot be parsed is an error\n\n"
     "Without it, what cannot be understood is searched as words, and a warning says at which column. With it, the "
     "query is shown with a caret below the place."},
    {0, "timeout", "MS", "give up a query, --show or --complete that takes longer, in milliseconds (default 0: never)"},
    {0, NULL, NULL, "What is shown"},
    {'p', "passages", "N", "passages a hit (default 1; 0: none)"},
    {0, "passage-length", "N", "about how long, in characters (default 300)\n\n"
     "Whole sentences, until no more than an eighth is missing, if that makes them at most half as long again; a longer sentence is "
     "cut. Where the query asks why, when, how much or who, words such as because, dates, numbers or names count too; where it asks why, "
     "the article's beginning less."},
    {0, "by", "article|passage", "what a hit is (default article)\n\n"
     "An article comes with its best passages. With passage each hit is one passage: those of the 500 best articles are ranked "
     "together, by their own words and less by their article's score. Totals are of articles all the same."},
    {0, "kwic", NULL, "every match in context, a row each: left, match, right\n\n"
     "Also with --json, --jsonl, --csv and --tsv. --limit and --offset count rows, in the order of hits and then of the text; "
     "--passage-length is that of both contexts together."},
    {0, "facets", "source|section|author|lang|year|month,...", "of all articles that match, how many by each"},
    {0, "timeline", "year|month|day", "and how many over time\n\n"
     "As bars in text. Periods without any article are there, too; more than 40,000 days become months, with a warning."},
    {0, "share", NULL, "with --timeline: of all articles of each period"},
    {0, "group", NULL, "one hit for a story that ran in several places\n\n"
     "The best of its copies that match, with where else it ran. --limit and --offset count stories; totals, --facets and "
     "--timeline count articles."},
    {0, "json", NULL, "the answer as one JSON object"},
    {0, "jsonl", NULL, "a JSON object a hit, a line each"},
    {0, "tsv", NULL, "tab-separated lines with a header"},
    {0, "csv", NULL, "the same for spreadsheets, comma-separated\n\n"
     "By RFC 4180, with CRLF; a byte order mark in front tells that it is UTF-8. A cell that a spreadsheet might take for a formula, as it "
     "begins with = + - or @, has an apostrophe before it."},
    {0, "format", "TEMPLATE", "each hit as TEMPLATE says: %{title}, %{date}, %{id} ...; \\n, \\t\n\n"
     "Fields are query (its id in a batch), rank, score, id, title, standfirst, byline, date, source, section, dateline, url, language, "
     "keywords, path, member, page, passage and copies; what is not known is empty. %% is a percent sign; \\n, \\t, \\0, \\e and \\\\ are a "
     "newline, a tab, a NUL, an escape and a backslash. Each hit ends in a newline, with -0 in a NUL. Line ends and tabs in values are "
     "blanks, other control characters U+FFFD."},
    {0, "trec", "TAG", "TREC run lines: qid Q0 docid rank score TAG"},
    {'l', "files-with-matches", NULL, "the files of the hits\n\nOf all hits, and each file once."},
    {'0', "null", NULL, "with -l and --format: what is printed ends in NUL"},
    {'c', "count", NULL, "how many articles match"},
    {0, "explain", NULL, "how the query was understood and planned, what became of each word, and each hit's score by part\n\n"
     "As text or JSON. A word's part is its rarity, ln(max(o, 1 + o/2)) where o = (all - with + 0.5) / (with + 0.5) of the numbers "
     "of articles, times (k1 + 1) count / (count + k1 (1 - b + b length)), and times a factor where it has one: 0.2 for "
     "function words and, of a query of more than two others, the rarity to the power 0.6 (others - 2) / 10, at most 0.6. Terms that "
     "begin with Z are stems, those with S of the headline, whose words count three times. With --expand, balance is what a hit loses by "
     "having more of the query than of the added words, or the reverse, less what nearness gains."},
    {0, "show", "ID", "the stored article; with a QUERY, its matches marked"},
    {0, "complete", "PREFIX", "the most frequent words that begin so, --limit of them"},
    {0, "batch", "FILE", "a query a line (- is stdin), or ID<tab>QUERY; those that found nothing are listed on stderr at the end"},
    {0, "stdio", NULL, "a conversation: a JSON request a line on stdin, a JSON answer a line on stdout\n\n"
     "The index stays open, and each request sees its newest state. A request is an object with \"query\" and, as keys, long names "
     "of the options above: {\"query\": \"cocoa\", \"limit\": 3, \"source\": [\"Courier\"]}; its answer is what --json prints. "
     "\"count\": true leaves out the hits. \"similar-text\" is a text to find others like; of \"totals\", \"others\" and \"suggest\" tells morgue.h. "
     "{\"article\": ID} asks for an article, {\"complete\": PREFIX} for words, {\"info\": true} for what the index is. An "
     "\"id\" in a request is in its answer, too. What is wrong is told as {\"error\": {\"code\", \"message\", \"offset\"}}, and "
     "the conversation goes on. A line has at most 1 MiB."},
    {0, "mcp", NULL, "the same for assistants: a server of the Model Context Protocol\n\n"
     "Its tools are search_archive, read_article and timeline."},
    {0, "color", "auto|always|never", "colour; auto is: on a terminal that is not dumb, unless NO_COLOR is set (default auto)"},
    {'q', "quiet", NULL, "print nothing: the exit status tells"},
    {'v', "verbose", NULL, "say how the query was understood, and the time it took"},
    {'h', "help", NULL, "this"},
    {0, "version", NULL, "the versions of Morgue and libxapian"},
};

/* The values of a facet; the hit that comes before them is left out. */
#define VALUES_OF(field) "morgue-search -n 1 -p 0 --facets " field " has:" field " | sed -n '/^By /,$s/^ *[0-9][0-9]*  //p'"

static const mg_word_source sources[] = {
    {NULL, "test -z \"$1\" || morgue-search --complete \"$1\""},
    {"source", VALUES_OF("source")},
    {"section", VALUES_OF("section")},
    {"author", VALUES_OF("author")},
    {"lang", VALUES_OF("lang")},
};

const mg_program mg_this_program = {"morgue-search", table, MG_COUNT(table), sources, MG_COUNT(sources)};
