/* peer.cc - a plain program on libxapian: what morgue-search is timed against.
 * peer DATABASE < queries: parses each line with QueryParser, asks for ten, reads each hit's data, prints a line a hit. */
#include <xapian.h>

#include <iostream>

int main(int argc, char **argv)
{
    if (argc != 2) return 2;
    Xapian::Database db(argv[1]);
    Xapian::QueryParser parser;
    parser.set_database(db);
    parser.set_stemmer(Xapian::Stem("en"));
    parser.set_stemming_strategy(Xapian::QueryParser::STEM_SOME);
    parser.set_default_op(Xapian::Query::OP_AND);
    Xapian::Enquire enquire(db);
    std::string line;
    while (std::getline(std::cin, line)) {
        enquire.set_query(parser.parse_query(line));
        Xapian::MSet mset = enquire.get_mset(0, 10);
        for (auto hit = mset.begin(); hit != mset.end(); ++hit)
            std::cout << hit.get_rank() + 1 << '\t' << hit.get_weight() << '\t' << hit.get_document().get_data().size() << '\n';
    }
}
