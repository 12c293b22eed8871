/* index_xapian.cc - a peer: index_xapian PACKED DIR. Stock libxapian as its manual has it: TermGenerator with English stems,
 * words and positions of title and body, the text as the document's data; then compacted to DIR/compact.
 * Prints the number of articles, and the seconds that compaction took. */
#include "tests/bench/packed.h"

#include <xapian.h>

#include <chrono>
#include <filesystem>
#include <string>

static Xapian::Document document_of(const packed_article &article, Xapian::TermGenerator &generator)
{
    auto text = [&](int i) { return std::string(article.field[i].p ? article.field[i].p : "", article.field[i].n); };
    std::string title = text(PACKED_TITLE), body = text(PACKED_BODY);
    Xapian::Document document;
    generator.set_document(document);
    generator.index_text(title, 1, "S");
    generator.increase_termpos();
    generator.index_text(title);
    generator.increase_termpos();
    generator.index_text(body);
    document.add_boolean_term("Q" + text(PACKED_ID).substr(0, 200));
    document.add_value(0, text(PACKED_DATE));
    document.set_data(title + '\n' + body);
    return document;
}

int main(int argc, char **argv)
{
    FILE *in = argc == 3 ? fopen(argv[1], "rb") : nullptr;
    if (!in) return 2;
    std::string dir = argv[2], full = dir + "/full";
    std::filesystem::create_directories(dir);
    Xapian::WritableDatabase db(full, Xapian::DB_CREATE);
    Xapian::TermGenerator generator;
    generator.set_stemmer(Xapian::Stem("english"));
    generator.set_stemming_strategy(Xapian::TermGenerator::STEM_SOME);
    packed_article article = {};
    while (packed_next(in, &article)) {
        generator.set_termpos(0);
        db.add_document(document_of(article, generator));
    }
    db.commit();

    auto start = std::chrono::steady_clock::now();
    db.compact(dir + "/compact");
    std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    printf("%u %.3f\n", db.get_doccount(), seconds.count());
    db.close();
    std::filesystem::remove_all(full);
}
