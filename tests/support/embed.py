"""embed.py INDEX - what the Python module promises; an assertion that fails ends it."""
import json
import os
import subprocess
import sys
import tempfile
import threading

import morgue

where = sys.argv[1]


def cli(*arguments):
    done = subprocess.run(["morgue-search", "-i", where, "--json", *arguments], capture_output=True, check=False)
    return json.loads(done.stdout)


def raises(kind, call, *arguments, **options):
    try:
        call(*arguments, **options)
    except kind as e:
        return e
    raise AssertionError(f"{call} did not raise {kind}")


with morgue.open(where) as archive:
    answer = archive.search("ferry", limit=5, passages=2, facets=["author", "year"], timeline="year", share=True)
    wanted = cli("-n", "5", "-p", "2", "--facets", "author,year", "--timeline", "year", "--share", "ferry")
    assert len(answer) == len(list(answer)) == len(wanted["hits"]) == 5
    for hit, w in zip(answer, wanted["hits"]):
        assert isinstance(hit, morgue.Hit) and (hit.id, hit.rank, hit.title) == (w["id"], w["rank"], w.get("title"))
        for name in morgue._article_fields:
            assert getattr(hit, name) == w.get(name, [] if name in ("byline", "keywords") else None), name
        assert hit.score == w["score"] and hit.as_dict()["rank"] == hit.rank and repr(hit).startswith("Hit(id=")
        for p, q in zip(hit.passages, w["passages"]):
            assert (p.text, p.start, p.end, p.score, p.page) == (q["text"], q["start"], q["end"], q["score"], q.get("page"))
            assert [list(h) for h in p.highlights] == q["highlights"]
            assert p.marked("", "") == p.text and p.marked("<", ">").count("<") == len(p.highlights)
    assert answer[-1].rank == 5 and [h.rank for h in answer[1:3]] == [2, 3]
    assert str(answer.total) == str(wanted["total"]["estimate"]) and int(answer.total) == answer.total.lower
    assert [(c.value, c.count) for c in answer.facets["author"]] == [(v["value"], v["count"]) for v in wanted["facets"]["author"]]
    assert [(c.value, c.count) for c in answer.timeline] == [(p["period"], p["count"]) for p in wanted["timeline"]]
    assert all(0 <= c.share <= 1 for c in answer.timeline)
    assert answer.match == "all" and answer.warnings == [] and answer.suggestion is None and answer.took_ms >= 0

    article = archive.article(answer[0].id, "ferry")
    body = article.body.encode()
    assert all(body[s:e].lower().startswith(b"ferr") for s, e in article.highlights) and article.highlights
    assert article.pages == [] and isinstance(article, morgue.Article) and article == archive.article(answer[0].id, "ferry")
    assert article != archive.article(answer[0].id)
    for hit in answer:
        body = archive.article(hit.id).body.encode()
        assert all(body[p.start:p.end].decode() == p.text for p in hit.passages)

    rows = archive.search("ferry", kwic=True, limit=4)
    assert len(rows) == 4 and all(isinstance(r, morgue.Row) and r.match.lower().startswith("ferr") for r in rows)
    wanted_rows = cli("-n", "4", "--kwic", "ferry")["rows"]
    for r, w in zip(rows, wanted_rows):
        assert (r.rank, r.id, r.left, r.match, r.right, r.start, r.end) == tuple(w[k] for k in
                                                                               ("rank", "id", "left", "match", "right", "start", "end"))
    grouped, wanted = archive.search("scam compound", group=True, limit=0), cli("-n", "0", "--group", "scam compound")
    assert [hit.copies for hit in grouped] == [w["copies"] for w in wanted["hits"]] and grouped.stories == wanted["stories"]
    assert [[(o.id, o.title, o.source, o.url) for o in hit.others] for hit in grouped] == \
        [[(o["id"], o.get("title"), o.get("source"), o.get("url")) for o in w.get("others", [])] for w in wanted["hits"]]
    assert any(hit.others for hit in grouped)
    assert archive.search("ferry", explain=True)[0].explain and archive.search("ferry", explain=True).explain["plan"]
    like = archive.search(similar=answer[0].id, limit=3)
    assert like and answer[0].id not in [hit.id for hit in like]
    assert archive.search(similar_text=archive.article(answer[0].id).body, limit=3)[0].id == answer[0].id
    counted = archive.search("ferry", count=True)
    assert len(counted) == 0 and int(counted.total) == counted.total.upper == int(answer.total)
    assert archive.search("ferrry", suggest=False).suggestion is None
    assert len(archive.search("xyzzy")) == 0 and archive.search("ferrry").suggestion == "ferry"
    assert archive.complete("ferr", 1)[0].word.startswith("ferr") and len(archive) == archive.info()["articles"] > 100
    assert archive.search("(fog").warnings

    run = list(archive.trec({"q1": "ferry", "q2": "fog"}, tag="t", limit=3))
    lines = subprocess.run(["morgue-search", "-i", where, "--trec", "t", "-n", "3", "--batch", "-"], input=b"q1\tferry\nq2\tfog\n",
                           capture_output=True, check=True).stdout.decode().splitlines()
    assert run == lines, (run, lines)

    assert raises(morgue.QueryError, archive.search, "fog (ferry", strict=True).offset == 4
    assert "frob" in str(raises(morgue.UsageError, archive.search, "x", frob=1))
    assert raises(morgue.Error, archive.search, "x", limit="many").code == "usage"
    raises(ValueError, archive.search, "x", sort="best")
    raises(LookupError, archive.article, "nowhere")
    raises(morgue.LimitError, archive.search, "x" * 100000)
    raises(morgue.LimitError, archive.ask, {"query": "x" * 10000000})
    raises(morgue.UsageError, archive.search, "a\0b")
    archive.cancel() # nothing runs: nothing happens
    assert archive.search("ferry")
raises(ValueError, archive.search, "ferry")
archive.close()
raises(morgue.NotFound, morgue.open, "nowhere")
raises(morgue.UsageError, morgue.open)
assert len(morgue.open(where, where)) == 2 * len(morgue.open(where))


def many(archive, count):
    for _ in range(count):
        try:
            found.append(archive.search("ferry")[0].id)
        except morgue.Cancelled:
            found.append(None)


def all_of(threads):
    for t in threads:
        t.start()
    for t in threads:
        t.join()


found = []
all_of([threading.Thread(target=many, args=(morgue.open(where), 50)) for _ in range(4)])
assert len(found) == 200 and len(set(found)) == 1
# One that is shared is none the worse for it, nor for cancelling, and is closed when nothing goes on.
shared, wanted = morgue.open(where), found[0]
found = []
all_of([threading.Thread(target=many, args=(shared, 50)) for _ in range(3)] +
       [threading.Thread(target=lambda: [shared.cancel() for _ in range(100)])])
assert len(found) == 150 and set(found) <= {wanted, None}
shared.close()
shared.cancel()
raises(ValueError, shared.search, "ferry")

# A TREC run is of one state of the index, whatever is committed meanwhile; of runs that overlap, until the last one ends.
with tempfile.TemporaryDirectory() as place:
    def add(name):
        with open(f"{place}/news/{name}.txt", "w", encoding="utf-8") as out:
            out.write(f"Otter {name}\n\nAn otter was seen below the bridge on that day, it was said.\n")
        subprocess.run(["morgue-index", "-q", "-i", f"{place}/index", f"{place}/news"], check=True)

    def asked(lines):
        return [line.split()[0] for line in lines]

    os.mkdir(f"{place}/news")
    add("one")
    with morgue.open(f"{place}/index") as archive:
        run = archive.trec({"a": "otter", "b": "otter"})
        assert asked([next(run)]) == ["a"]
        add("two")
        other = archive.trec({"c": "otter", "d": "otter"})
        assert asked([next(other)]) == ["c"]
        assert asked(run) == ["b"]
        assert asked(other) == ["d"] # the other has ended
        assert len(archive.search("otter")) == 2 and asked(archive.trec({"e": "otter"})) == ["e", "e"]
        given_up = archive.trec({"f": "otter"})
        next(given_up)
        add("three")
        assert len(archive.search("otter")) == 2
        given_up.close()
        assert len(archive.search("otter")) == 3
