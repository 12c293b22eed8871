/* postings.cc - how many postings (a term in a document, once) a Xapian database holds, and how many documents hold a
 * word as written: postings DATABASE WORD. */
#include <xapian.h>

#include <iostream>

int main(int argc, char **argv)
{
    if (argc != 3) return 2;
    Xapian::Database db(argv[1]);
    unsigned long long postings = 0;
    for (auto term = db.allterms_begin(); term != db.allterms_end(); ++term) postings += term.get_termfreq();
    std::cout << postings << ' ' << db.get_termfreq(argv[2]) << '\n';
}
