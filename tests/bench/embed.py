"""embed.py INDEX QUERIES ROUNDS - all queries from Python, ten hits with a passage each, all read; the processor seconds of the
best round."""
import sys
import time

import morgue

queries = open(sys.argv[2]).read().splitlines()
best = float("inf")
with morgue.open(sys.argv[1]) as archive:
    for _ in range(int(sys.argv[3])):
        start = time.process_time()
        for query in queries:
            for hit in archive.search(query):
                hit.title, [passage.text for passage in hit.passages]
        best = min(best, time.process_time() - start)
print(f"{best:.6f}")
