/* stock_client.cc - a program that knows Xapian, and nothing of Morgue: what it finds in an index must be what is in the articles.
 *
 *   stock_client hits DATABASE... -- QUERY...   the hits of each query: id and weight, best first
 *   stock_client lists RECORDS WORD...          the posting list and positions of a word, in the words of xapian-delve
 *   stock_client check DATABASE RECORDS QUERIES prints TAP lines: phrases and NEAR, sorting, collapsing and counting by value
 *
 * A DATABASE is a path, or HOST:PORT. RECORDS is what morgue-index --extract prints, in the order of the documents. The words of
 * an article are cut here anew, by the rules that Xapian's manual gives, for articles in Latin letters; others are left out of what is
 * compared, and so are words with accents. */
#include <jansson.h>
#include <xapian.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

using std::string;
using std::vector;
typedef std::map<string, vector<unsigned>> positions;

static const unsigned field_gap = 100, title_weight = 3;

/* ---- articles ---- */

struct article {
    string date, source;
    bool plain = true;
    vector<string> words; /* in the order of the text, with a gap as empty strings */
    positions at;
    std::map<string, unsigned> wdf;
};

/* Typographic marks as ASCII, Latin letters beyond ASCII as bytes beyond it; false when there is more than that. */
static bool to_bytes(const string &in, string &out)
{
    static const std::map<string, string> marks = {{"\u2018", "'"}, {"\u2019", "'"}, {"\u201c", "\""}, {"\u201d", "\""}, {"\u2013", "-"},
                                                   {"\u2014", "-"}, {"\u2026", " "}, {"\u20ac", " "}, {"\u00a0", " "}, {"\u00a3", " "}};
    for (size_t i = 0; i < in.size();) {
        unsigned char c = static_cast<unsigned char>(in[i]);
        size_t n = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
        auto mark = marks.find(in.substr(i, n));
        bool latin = c >= 0xc3 && c <= 0xc8 && in.compare(i, n, "\u00d7") && in.compare(i, n, "\u00f7");
        if (n > 1 && mark == marks.end() && !latin) return false;
        out += n == 1 ? in.substr(i, 1) : latin ? in.substr(i + 1, 1) : mark->second;
        i += n;
    }
    return true;
}

static bool in_word(char c)
{
    return isalnum(static_cast<unsigned char>(c)) || c == '_' || (c & 0x80);
}

/* The words of a text: runs of letters and digits, with ' and & between them, with . , ; between digits; initials; + and # behind. */
static vector<string> cut(const string &t)
{
    vector<string> out;
    size_t i = 0, n = t.size();
    while (i < n) {
        if (!in_word(t[i])) {
            i++;
            continue;
        }
        string word;
        if (isupper(t[i])) {
            size_t p = i;
            do word += t[p++];
            while (p < n && t[p] == '.' && ++p < n && isupper(t[p]));
            if (word.size() > 1 && (p == n || !in_word(t[p]))) i = p;
            else word.clear();
        }
        if (word.empty()) {
            for (;;) {
                while (i < n && in_word(t[i])) word += t[i++];
                if (i + 1 >= n || !in_word(t[i + 1])) break;
                bool digits = isdigit(word.back()) && isdigit(t[i + 1]);
                if (!strchr(digits ? "'&.,;" : "'&", t[i])) break;
                word += t[i++];
            }
            size_t end = i;
            while (end < n && end < i + 4 && strchr("+#", t[end])) end++;
            if (end > i && end <= i + 3 && (end == n || !in_word(t[end]))) {
                word += t.substr(i, end - i);
                i = end;
            }
        }
        for (char &c : word) c = static_cast<char>(tolower(c));
        if (word.size() <= 64) out.push_back(word);
    }
    return out;
}

static string text_of(const json_t *o, const char *key)
{
    const char *value = json_string_value(json_object_get(o, key));
    return value ? value : "";
}

static vector<article> read_records(const char *path)
{
    vector<article> out;
    std::ifstream in(path);
    for (string line; getline(in, line);) {
        json_t *o = json_loads(line.c_str(), 0, nullptr);
        if (!o) {
            std::cerr << "stock_client: no JSON: " << line.substr(0, 80) << "\n";
            exit(2);
        }
        article a;
        a.source = text_of(o, "source");
        for (char c : text_of(o, "date").substr(0, 19))
            if (isdigit(c)) a.date += c;
        unsigned position = 0, weight = title_weight;
        for (const char *field : {"title", "standfirst", "body"}) {
            string bytes;
            a.plain = to_bytes(text_of(o, field), bytes) && a.plain;
            for (const string &word : cut(bytes)) {
                a.words.push_back(word);
                a.at[word].push_back(++position);
                a.wdf[word] += weight;
            }
            a.words.push_back("");
            position += field_gap;
            weight = 1;
        }
        out.push_back(a);
        json_decref(o);
    }
    return out;
}

/* ---- the database ---- */

static Xapian::Database open_all(char **names, int n)
{
    Xapian::Database all;
    for (int i = 0; i < n; i++) {
        const char *colon = strchr(names[i], '/') ? nullptr : strchr(names[i], ':');
        if (colon) all.add_database(Xapian::Remote::open(string(names[i], static_cast<size_t>(colon - names[i])), static_cast<unsigned>(atoi(colon + 1))));
        else all.add_database(Xapian::Database(names[i]));
    }
    return all;
}

static Xapian::Query parse(const Xapian::Database &db, const string &text)
{
    Xapian::QueryParser parser;
    parser.set_database(db);
    parser.set_stemmer(Xapian::Stem("en"));
    parser.set_stemming_strategy(Xapian::QueryParser::STEM_SOME);
    parser.add_prefix("title", "S");
    parser.add_boolean_prefix("year", "Y");
    return parser.parse_query(text, Xapian::QueryParser::FLAG_DEFAULT | Xapian::QueryParser::FLAG_WILDCARD);
}

static int hits(char **names, int n, char **queries)
{
    Xapian::Database db = open_all(names, n);
    std::map<Xapian::docid, string> ids;
    for (auto t = db.allterms_begin("Q"); t != db.allterms_end("Q"); ++t)
        for (auto p = db.postlist_begin(*t); p != db.postlist_end(*t); ++p) ids[*p] = (*t).substr(1);
    for (; *queries; queries++) {
        Xapian::Enquire enquire(db);
        enquire.set_query(parse(db, *queries));
        Xapian::MSet found = enquire.get_mset(0, db.get_doccount());
        for (auto hit = found.begin(); hit != found.end(); ++hit)
            printf("%s\t%s\t%.9f\n", *queries, ids[*hit].c_str(), hit.get_weight());
    }
    return 0;
}

/* ---- what delve says ---- */

static int lists(const vector<article> &articles, char **words)
{
    for (; *words; words++) {
        string word = *words, documents;
        unsigned termfreq = 0, collfreq = 0;
        for (size_t i = 0; i < articles.size(); i++) {
            auto wdf = articles[i].wdf.find(word);
            if (wdf == articles[i].wdf.end()) continue;
            termfreq++;
            collfreq += wdf->second;
            documents += " " + std::to_string(i + 1);
        }
        printf("Posting List for term '%s' (termfreq %u, collfreq %u):%s\n", *words, termfreq, collfreq, documents.c_str());
        for (size_t i = 0; i < articles.size(); i++) {
            auto at = articles[i].at.find(word);
            if (at == articles[i].at.end()) continue;
            printf("Position List for term '%s', record #%zu:", *words, i + 1);
            for (unsigned p : at->second) printf(" %u", p);
            printf("\n");
        }
    }
    return 0;
}

/* ---- checks ---- */

static int checks, failures;

static void verdict(bool good, const string &name, const string &detail = "")
{
    printf("%sok %d - %s\n", good ? "" : "not ", ++checks, name.c_str());
    failures += !good;
    if (!good && !detail.empty()) printf("  # %s\n", detail.c_str());
}

/* Is there a position of each word, all within `window`, in their order or in any? */
static bool match(const article &a, const vector<string> &words, unsigned window, bool ordered, size_t next = 0,
                  unsigned low = 0, unsigned high = 0, unsigned last = 0)
{
    if (next == words.size()) return true;
    auto at = a.at.find(words[next]);
    if (at == a.at.end()) return false;
    for (unsigned p : at->second) {
        unsigned l = next ? std::min(low, p) : p, h = next ? std::max(high, p) : p;
        if (h - l >= window || (ordered && next && p <= last)) continue;
        if (match(a, words, window, ordered, next + 1, l, h, p)) return true;
    }
    return false;
}

static bool is_simple(const string &word)
{
    return word.size() > 1 && std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

static void check_positions(const Xapian::Database &db, const vector<article> &articles, int queries)
{
    std::mt19937 random(1898);
    std::map<string, int> wrong, found;
    string first;
    for (int q = 0; q < queries;) {
        const article &from = articles[random() % articles.size()];
        size_t n = 2 + random() % 3, start = random() % from.words.size();
        static const char *const kinds[] = {"phrase", "NEAR", "ADJ"};
        const string kind = kinds[random() % 3];
        unsigned distance = 1 + random() % 8, step = kind == "phrase" ? 1 : 1 + random() % 3;
        vector<string> words;
        bool usable = from.plain && start + (n - 1) * step < from.words.size();
        for (size_t i = 0; usable && i < n; i++) words.push_back(from.words[start + i * step]);
        std::set<string> different(words.begin(), words.end());
        usable = usable && different.size() == n && std::all_of(words.begin(), words.end(), is_simple);
        if (!usable) continue;
        q++;
        if (kind == "NEAR") std::shuffle(words.begin(), words.end(), random);
        string text = words[0], between = kind == "phrase" ? " " : " " + kind + "/" + std::to_string(distance) + " ";
        for (size_t i = 1; i < n; i++) text += between + words[i];
        if (kind == "phrase") text = "\"" + text + "\"";
        Xapian::QueryParser parser;
        parser.set_database(db);
        Xapian::Enquire enquire(db);
        enquire.set_query(parser.parse_query(text));
        Xapian::MSet mset = enquire.get_mset(0, db.get_doccount());
        std::set<Xapian::docid> theirs, ours;
        for (auto hit = mset.begin(); hit != mset.end(); ++hit)
            if (articles[*hit - 1].plain) theirs.insert(*hit);
        unsigned window = static_cast<unsigned>(n) - 1 + (kind == "phrase" ? 1 : distance);
        for (size_t i = 0; i < articles.size(); i++)
            if (articles[i].plain && match(articles[i], words, window, kind != "NEAR")) ours.insert(static_cast<Xapian::docid>(i + 1));
        found[kind] += !ours.empty();
        if (theirs == ours) continue;
        wrong[kind]++;
        if (first.empty()) first = text + ": " + std::to_string(theirs.size()) + " found, " + std::to_string(ours.size()) + " in the text";
    }
    for (const char *kind : {"phrase", "NEAR", "ADJ"})
        verdict(!wrong[kind] && found[kind] > queries / 12, string(kind) + ": what is in the text is found, and only that",
                std::to_string(wrong[kind]) + " queries differ, " + std::to_string(found[kind]) + " find something; " + first);
}

static void check_values(const Xapian::Database &db, const vector<article> &articles)
{
    Xapian::Enquire enquire(db);
    enquire.set_query(Xapian::Query::MatchAll);
    std::map<string, unsigned> sources;
    for (const article &a : articles)
        if (!a.source.empty()) sources[a.source]++;

    for (bool newest : {false, true}) {
        enquire.set_sort_by_value(0, newest);
        Xapian::MSet mset = enquire.get_mset(0, db.get_doccount());
        string before, bad;
        for (auto hit = mset.begin(); hit != mset.end(); ++hit) {
            const string &date = articles[*hit - 1].date;
            if (hit != mset.begin() && (newest ? date > before : date < before)) bad = date + " after " + before;
            if (hit.get_document().get_value(0) != date) bad = "value of " + date;
            before = date;
        }
        verdict(bad.empty() && mset.size() == articles.size(), newest ? "sorted by date, newest first" : "sorted by date, oldest first", bad);
    }
    enquire.set_sort_by_relevance();

    Xapian::ValueCountMatchSpy spy(1);
    enquire.add_matchspy(&spy);
    enquire.get_mset(0, 1, db.get_doccount());
    enquire.clear_matchspies();
    std::map<string, unsigned> counted;
    for (auto v = spy.values_begin(); v != spy.values_end(); ++v) counted[*v] = v.get_termfreq();
    verdict(counted == sources && spy.get_total() == articles.size(), "articles counted by source",
            std::to_string(counted.size()) + " sources counted, " + std::to_string(sources.size()) + " are there");

    enquire.set_collapse_key(1);
    Xapian::MSet mset = enquire.get_mset(0, db.get_doccount());
    std::map<string, unsigned> kept;
    for (auto hit = mset.begin(); hit != mset.end(); ++hit) kept[articles[*hit - 1].source]++;
    unsigned without = kept[""], several = 0;
    kept.erase("");
    for (const auto &k : kept) several += k.second > 1;
    size_t all_without = static_cast<size_t>(std::count_if(articles.begin(), articles.end(), [](const article &a) { return a.source.empty(); }));
    verdict(kept.size() == sources.size() && !several && without == all_without, "collapsed by source, one of each is left",
            std::to_string(kept.size()) + " sources, " + std::to_string(several) + " more than once, " + std::to_string(without) + " without");
}

static void check_statistics(const Xapian::Database &db, const vector<article> &articles)
{
    string bad;
    std::map<string, unsigned> termfreq;
    size_t plain = 0;
    for (size_t i = 0; i < articles.size(); i++) {
        if (!articles[i].plain) continue;
        plain++;
        for (const auto &w : articles[i].at) {
            if (std::any_of(w.first.begin(), w.first.end(), [](char c) { return c & 0x80; })) continue;
            vector<unsigned> at(db.positionlist_begin(static_cast<Xapian::docid>(i + 1), w.first),
                                db.positionlist_end(static_cast<Xapian::docid>(i + 1), w.first));
            if (at != w.second) bad = w.first + " in " + std::to_string(i + 1);
            termfreq[w.first]++;
        }
    }
    verdict(bad.empty() && plain > 20, "every word of an article has its positions (" + std::to_string(plain) + " articles)", bad);
    bad.clear();
    /* Where all are compared, only the bare forms of words with accents may come on top. */
    size_t more = 0;
    for (const auto &t : termfreq) {
        if (db.get_termfreq(t.first) < t.second) bad = t.first;
        more += plain == articles.size() && db.get_termfreq(t.first) > t.second;
    }
    verdict(bad.empty() && more < termfreq.size() / 100, "every word is in as many articles as have it", std::to_string(more) + " in more; " + bad);
}

int main(int argc, char **argv)
{
    string mode = argc > 1 ? argv[1] : "";
    try {
        int n = 2;
        while (mode == "hits" && n < argc && strcmp(argv[n], "--") != 0) n++;
        if (mode == "hits" && n < argc) return hits(argv + 2, n - 2, argv + n + 1);
        if (mode == "lists" && argc > 3) return lists(read_records(argv[2]), argv + 3);
        if (mode != "check" || argc != 5) {
            std::cerr << "Usage: see the head of stock_client.cc\n";
            return 2;
        }
        Xapian::Database db = open_all(argv + 2, 1);
        vector<article> articles = read_records(argv[3]);
        verdict(db.get_doccount() == articles.size(), "as many documents as articles");
        if (db.get_doccount() == articles.size()) {
            check_statistics(db, articles);
            check_positions(db, articles, atoi(argv[4]));
            check_values(db, articles);
        }
        return failures > 0;
    } catch (const Xapian::Error &e) {
        std::cerr << "stock_client: " << e.get_description() << "\n";
        return 2;
    }
}
