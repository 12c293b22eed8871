#!/usr/bin/env python3
"""search.py INDEX QUERY - search from Python."""
import sys

import morgue

with morgue.open(sys.argv[1]) as archive:
    answer = archive.search(sys.argv[2], limit=3, facets=["author"])
    print(answer.total, "articles match", answer.interpreted)
    for hit in answer:
        print(f"{hit.rank}. {hit.title} ({hit.date})")
        for passage in hit.passages:
            print("  ", passage.marked("[", "]"))
    for author in answer.facets["author"][:3]:
        print(f"{author.value}: {author.count}")
