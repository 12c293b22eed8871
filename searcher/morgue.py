"""Full-text search for news archives: Morgue's library, from Python.

    import morgue

    with morgue.open("/srv/news/.morgue") as archive:
        answer = archive.search("cocoa NEAR/5 drought", since="1987", limit=20)
        print(answer.total, "articles")
        for hit in answer:
            print(hit.date, hit.title)
            for passage in hit.passages:
                print("   ", passage.marked("[", "]"))

Options are those of morgue-search(1), with _ for -; queries are described in morgue-query(7). An archive does one thing at a
time: of several threads each should open its own, which search side by side. What goes wrong is a morgue.Error. It needs
libmorgue.so.0, and nothing else.
"""

import ctypes
import dataclasses
import json
import os
import threading
import types
import typing

__all__ = ["open", "Archive", "Answer", "Hit", "Article", "FullArticle", "Passage", "Row", "Count", "Total", "Word",
           "Error", "QueryError", "UsageError", "NotFound", "LimitError", "TimeoutExceeded", "Cancelled", "IndexUnusable"]


# ---- errors ----

class Error(Exception):
    """What went wrong, as a sentence. `code` is its short name; `offset` the byte of the query it is about, or None."""

    def __init__(self, message: str, code: str = "internal", offset: typing.Optional[int] = None):
        super().__init__(message)
        self.code = code
        self.offset = offset


class QueryError(Error):
    """With strict=True: the query cannot be understood."""


class UsageError(Error, ValueError):
    """There is no such option, or its value makes no sense."""


class NotFound(Error, LookupError):
    """There is no such index or article."""


class LimitError(Error):
    """The query is larger than a limit allows."""


class TimeoutExceeded(Error, TimeoutError):
    """The search took longer than `timeout` allows."""


class Cancelled(Error):
    """Archive.cancel was called meanwhile."""


class IndexUnusable(Error):
    """The index is damaged, of another version, or cannot be read."""


_errors = {"query": QueryError, "usage": UsageError, "request": UsageError, "not-found": NotFound, "limit": LimitError,
           "timeout": TimeoutExceeded, "cancelled": Cancelled, "corrupt": IndexUnusable, "version": IndexUnusable,
           "io": IndexUnusable, "stale": IndexUnusable}


def _error(code: str, message: str, offset: typing.Optional[int] = None) -> Error:
    return _errors.get(code, Error)(message, code, offset)


# ---- results ----

# An answer is one list of strings: the fields that morgue_ask_flat puts behind each other. Results know where they begin in it,
# and read what they are asked for.

def _numbers(text: str) -> typing.List[int]:
    return [int(n) for n in text.split()]


class _Result:
    __slots__ = ("_of", "_at")

    def __init__(self, of: typing.List[str], at: int):
        self._of = of
        self._at = at

    @classmethod
    def _names(cls) -> typing.List[str]:
        """What it has, those of the class below first."""
        kinds = (property, types.MemberDescriptorType)
        return [name for kind in reversed(cls.__mro__) for name, value in vars(kind).items()
                if isinstance(value, kinds) and not name.startswith("_")]

    def as_dict(self) -> typing.Dict[str, typing.Any]:
        """All that it has, by name."""
        return {name: getattr(self, name) for name in self._names()}

    def __eq__(self, other) -> bool:
        return type(self) is type(other) and self.as_dict() == other.as_dict()

    def __hash__(self) -> int:
        return hash((type(self), self._of[self._at]))

    def __repr__(self) -> str:
        known = ", ".join(f"{name}={value!r}" for name, value in self.as_dict().items() if value not in (None, [], ()))
        return f"{type(self).__name__}({known})"


class Passage(_Result):
    """A part of an article."""
    __slots__ = ()

    @property
    def text(self) -> str:
        """What it says; cut from the body, unchanged."""
        return self._of[self._at + 2]

    @property
    def start(self) -> int:
        """Where it begins: a byte of the body's UTF-8."""
        return int(self._of[self._at].split()[0])

    @property
    def end(self) -> int:
        """The byte behind it."""
        return int(self._of[self._at].split()[1])

    @property
    def score(self) -> float:
        """The higher, the better."""
        return float(self._of[self._at].split()[2])

    @property
    def page(self) -> typing.Optional[int]:
        """The page that it is printed on, from 1."""
        return int(self._of[self._at].split()[3]) or None

    @property
    def highlights(self) -> typing.List[typing.Tuple[int, int]]:
        """What matches: pairs of bytes of `text`'s UTF-8."""
        numbers = iter(_numbers(self._of[self._at + 1]))
        return list(zip(numbers, numbers))

    def marked(self, before: str, after: str) -> str:
        """The text, with `before` and `after` around what matches."""
        raw, parts, at = self.text.encode(), [], 0
        for start, end in self.highlights:
            parts += [raw[at:start].decode(), before, raw[start:end].decode(), after]
            at = end
        return "".join(parts) + raw[at:].decode()


_article_fields = ("id", "title", "standfirst", "byline", "date", "date_precision", "date_source", "modified", "source", "section",
                   "dateline", "url", "language", "keywords", "path", "member", "format")


class Article(_Result):
    """An article. What it does not have is None or empty."""
    __slots__ = ()

    @property
    def id(self) -> str:
        """Unique in the archive; what Archive.article takes."""
        return self._of[self._at]

    @property
    def title(self) -> typing.Optional[str]:
        """The headline."""
        return self._of[self._at + 1] or None

    @property
    def standfirst(self) -> typing.Optional[str]:
        """The summary below the headline."""
        return self._of[self._at + 2] or None

    @property
    def byline(self) -> typing.List[str]:
        """Names."""
        names = self._of[self._at + 3]
        return names.split("\n") if names else []

    @property
    def date(self) -> typing.Optional[str]:
        """"2025-03-07", "2025-03", "2025", with a time where that is known."""
        return self._of[self._at + 4] or None

    @property
    def date_precision(self) -> typing.Optional[str]:
        """second, day, month, year."""
        return self._of[self._at + 5] or None

    @property
    def date_source(self) -> typing.Optional[str]:
        """Where the date was found: meta, json-ld, feed, header, url, byline, filename."""
        return self._of[self._at + 6] or None

    @property
    def modified(self) -> typing.Optional[str]:
        """When it was changed, as `date`."""
        return self._of[self._at + 7] or None

    @property
    def source(self) -> typing.Optional[str]:
        """The paper or agency."""
        return self._of[self._at + 8] or None

    @property
    def section(self) -> typing.Optional[str]:
        """Of the paper."""
        return self._of[self._at + 9] or None

    @property
    def dateline(self) -> typing.Optional[str]:
        """As printed before the text: SALVADOR, Feb 26."""
        return self._of[self._at + 10] or None

    @property
    def url(self) -> typing.Optional[str]:
        """Where it was published."""
        return self._of[self._at + 11] or None

    @property
    def language(self) -> typing.Optional[str]:
        """A code: en."""
        return self._of[self._at + 12] or None

    @property
    def keywords(self) -> typing.List[str]:
        """Those of the format."""
        words = self._of[self._at + 13]
        return words.split("\n") if words else []

    @property
    def path(self) -> typing.Optional[str]:
        """The file, from the archive's directory on."""
        return self._of[self._at + 14] or None

    @property
    def member(self) -> typing.Optional[str]:
        """Where in a file that holds several."""
        return self._of[self._at + 15] or None

    @property
    def format(self) -> typing.Optional[str]:
        """What it was read from: html, text, ..."""
        return self._of[self._at + 16] or None


class FullArticle(Article):
    """An article with its text."""
    __slots__ = ("_pages",)

    def __init__(self, of: typing.List[str], at: int, pages: typing.List[int]):
        super().__init__(of, at)
        self._pages = pages

    @property
    def body(self) -> str:
        """The article alone; paragraphs are parted by a blank line."""
        return self._of[self._at + 21]

    @property
    def highlights(self) -> typing.List[typing.Tuple[int, int]]:
        """What matches: pairs of bytes of the body's UTF-8."""
        return Passage(self._of, self._at + 19).highlights

    @property
    def pages(self) -> typing.List[int]:
        """Where the pages of what is printed begin: bytes of the body's UTF-8."""
        return self._pages


class Hit(Article):
    """An article that was found, with its best passages."""
    __slots__ = ("rank",)

    def __init__(self, of: typing.List[str], at: int, rank: int):
        self._of = of
        self._at = at
        self.rank = rank

    @property
    def score(self) -> float:
        """The higher, the better."""
        return float(self._of[self._at - 1])

    @property
    def passages(self) -> typing.List[Passage]:
        """The best first."""
        of, first = self._of, self._at + 19
        return [Passage(of, at) for at in range(first, first + 3 * int(of[first - 1]), 3)]

    def _extras(self) -> dict:
        text = self._of[self._at + 17]
        return json.loads(text) if text else {}

    @property
    def copies(self) -> typing.Optional[int]:
        """With group=True: of how many articles this is the best."""
        return self._extras().get("copies")

    @property
    def others(self) -> typing.List[Article]:
        """Those of them that are not this one, with id, title, date, source and url."""
        return [Article([other.get(name, "") for name in _article_fields], 0) for other in self._extras().get("others", [])]

    @property
    def explain(self) -> typing.Optional[list]:
        """With explain=True: the parts of the score."""
        return self._extras().get("explain")


class Row(Article):
    """A match in its context, with kwic=True."""
    __slots__ = ("rank",)

    def __init__(self, of: typing.List[str], at: int, rank: int):
        self._of = of
        self._at = at
        self.rank = rank

    @property
    def left(self) -> str:
        """What stands before it."""
        return self._of[self._at + 17]

    @property
    def match(self) -> str:
        """What matches."""
        return self._of[self._at + 18]

    @property
    def right(self) -> str:
        """What stands behind it."""
        return self._of[self._at + 19]

    @property
    def start(self) -> int:
        """Where the match begins: a byte of the body's UTF-8."""
        return int(self._of[self._at + 20].split()[0])

    @property
    def end(self) -> int:
        """The byte behind it."""
        return int(self._of[self._at + 20].split()[1])


@dataclasses.dataclass(frozen=True)
class Count:
    """How many articles have a value of a facet, or are of a period; `share` is of all articles of the period."""
    value: str
    count: int
    share: typing.Optional[float] = None


@dataclasses.dataclass(frozen=True)
class Total:
    """How many articles match: exactly, or within bounds."""
    estimate: int
    lower: int
    upper: int

    def __str__(self) -> str:
        return ("" if self.lower == self.upper else "about ") + str(self.estimate)

    def __int__(self) -> int:
        return self.estimate


@dataclasses.dataclass(frozen=True)
class Word:
    """A word of the index, and how many articles have it."""
    word: str
    articles: int


def _hits(of: typing.List[str]) -> typing.Iterator[Hit]:
    at, rank = 0, int(of[0]) if len(of) > 1 else 0
    while at + 1 < len(of): # a last NUL, and nothing behind it
        yield Hit(of, at + 2, rank)
        at += 21 + 3 * int(of[at + 20])
        rank += 1


class Answer(typing.Sequence):
    """What a search found: a sequence of hits, or of rows with kwic=True. `raw` is the JSON object around them."""

    def __init__(self, raw: dict, fields: typing.List[str]):
        self.raw = raw
        self.query: str = raw["query"]
        self.interpreted: str = raw["interpreted"]
        self.suggestion: typing.Optional[str] = raw.get("suggestion")
        self.warnings: typing.List[str] = raw["warnings"]
        self.match: str = raw["match"]
        self.total = Total(**raw["total"])
        self.took_ms: float = raw["took_ms"]
        self.stories: typing.Optional[int] = raw.get("stories")
        self.explain: typing.Optional[dict] = raw.get("explain")
        rows = (Row(fields, at + 1, int(fields[at])) for at in range(0, len(fields) - 1, 22))
        self._hits: typing.List[typing.Union[Hit, Row]] = list(_hits(fields) if "hits" in raw else rows)

    @property
    def facets(self) -> typing.Dict[str, typing.List[Count]]:
        """For each field of facets=..., its values with the number of articles, the most frequent first."""
        return {name: [Count(v["value"], v["count"]) for v in values] for name, values in self.raw.get("facets", {}).items()}

    @property
    def timeline(self) -> typing.List[Count]:
        """The periods of timeline=..., without a gap."""
        return [Count(p["period"], p["count"], p.get("share")) for p in self.raw.get("timeline", [])]

    def __len__(self) -> int:
        return len(self._hits)

    def __getitem__(self, i):
        return self._hits[i]

    def __iter__(self):
        return iter(self._hits)

    def __repr__(self) -> str:
        return f"<Answer to {self.query!r}: {self.total} articles, {len(self)} here>"


# ---- the library ----

class _CError(ctypes.Structure):
    _fields_ = [("code", ctypes.c_int), ("offset", ctypes.c_int64), ("message", ctypes.c_char * 512)]


def _load():
    library = ctypes.CDLL(os.environ.get("MORGUE_LIBRARY", "libmorgue.so.0"))
    pointer, error = ctypes.c_void_p, ctypes.POINTER(_CError)
    library.morgue_open.argtypes = [ctypes.POINTER(ctypes.c_char_p), ctypes.c_size_t, ctypes.POINTER(pointer), error]
    library.morgue_close.argtypes = library.morgue_cancel.argtypes = library.morgue_free.argtypes = [pointer]
    library.morgue_close.restype = library.morgue_cancel.restype = library.morgue_free.restype = None
    library.morgue_keep.argtypes, library.morgue_keep.restype = [pointer, ctypes.c_int], None
    library.morgue_code_name.argtypes = [ctypes.c_int]
    library.morgue_code_name.restype = library.morgue_version.restype = ctypes.c_char_p
    for ask in library.morgue_ask, library.morgue_ask_flat:
        ask.argtypes = [pointer, ctypes.c_char_p, ctypes.c_size_t, ctypes.POINTER(pointer), ctypes.POINTER(ctypes.c_size_t), error]
    return library


_library = None


def _lib():
    global _library
    if _library is None:
        _library = _load()
    return _library


class Archive:
    """One or several indexes, open. Made by morgue.open; close it, or use it in a `with`."""

    def __init__(self, *where: typing.Union[str, os.PathLike]):
        self._busy = threading.Lock() # held by a call of the library
        self._ends = threading.Lock() # held by what must not meet the end of the handle
        self._handle = ctypes.c_void_p()
        self._keepers = 0 # how many runs want one state of the index
        places = (ctypes.c_char_p * len(where))(*[os.fsencode(w) for w in where])
        error = _CError()
        code = _lib().morgue_open(places, len(where), ctypes.byref(self._handle), ctypes.byref(error))
        if code:
            raise _error(_lib().morgue_code_name(code).decode(), error.message.decode(errors="replace"))

    def close(self) -> None:
        """Close it, after the call that another thread is in; a second time does nothing."""
        with self._busy, self._ends:
            handle, self._handle = self._handle, ctypes.c_void_p()
            if handle:
                _lib().morgue_close(handle)

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def __del__(self):
        if getattr(self, "_handle", None):
            self.close()

    def _ask(self, how, request: dict) -> str:
        text, answer, n = json.dumps(request).encode(), ctypes.c_void_p(), ctypes.c_size_t()
        with self._busy:
            if not self._handle:
                raise ValueError("the archive is closed")
            failed = how(self._handle, text, len(text), ctypes.byref(answer), ctypes.byref(n), None)
        if not answer:
            raise MemoryError("out of memory while searching")
        try:
            reply = ctypes.string_at(answer, n.value).decode(errors="replace")
        finally:
            _lib().morgue_free(answer)
        if failed:
            raise _error(**json.loads(reply)["error"])
        return reply

    def _ask_flat(self, request: dict) -> typing.Tuple[dict, typing.List[str]]:
        head, _, fields = self._ask(_lib().morgue_ask_flat, request).partition("\0")
        return json.loads(head), fields.split("\0")

    def ask(self, request: dict) -> dict:
        """Send a request as morgue-search --stdio takes it, and return the answer as it is."""
        return json.loads(self._ask(_lib().morgue_ask, request))

    def search(self, query: str = "", **options) -> Answer:
        """Search. Options are those of morgue-search(1): limit=20, passages=2, since="7d", source=["Courier"], sort="newest",
        facets=["source", "year"], timeline="month", group=True, kwic=True, similar=id, timeout=500, ...; and those that
        morgue.h has for programs: similar_text, totals, others, suggest."""
        request = {name.replace("_", "-"): value for name, value in options.items() if value is not None}
        if query or not ("similar" in request or "similar-text" in request):
            request["query"] = query
        return Answer(*self._ask_flat(request))

    def article(self, id: str, query: str = "") -> FullArticle:
        """The stored article with its body; `highlights` are bytes of it that match `query`."""
        head, fields = self._ask_flat({"article": id, "query": query})
        return FullArticle(fields, 2, head["pages"])

    def complete(self, prefix: str, limit: int = 10) -> typing.List[Word]:
        """The most frequent words that begin so."""
        return [Word(**w) for w in self.ask({"complete": prefix, "limit": limit})["words"]]

    def info(self) -> dict:
        """How many articles there are, in which languages, and which options this version has."""
        return self.ask({"info": True})["info"]

    def __len__(self) -> int:
        return self.info()["articles"]

    def trec(self, queries: typing.Union[typing.Mapping[str, str], typing.Iterable[typing.Tuple[str, str]]], tag: str = "morgue",
             limit: int = 1000, **options) -> typing.Iterator[str]:
        """Run queries, {id: query} or pairs of them; yields the lines of a TREC run, as morgue-search --trec prints them.

        All of them are answered from the state that the index has when the first is."""
        pairs = queries.items() if isinstance(queries, typing.Mapping) else queries
        self._keep(True)
        try:
            for qid, query in pairs:
                for hit in self.search(query, limit=limit, passages=0, **options):
                    id = "".join("_" if c <= " " else c for c in hit.id)
                    yield f"{qid} Q0 {id} {hit.rank} {hit.score:.6f} {tag}"
        finally:
            self._keep(False)

    def _keep(self, keep: bool) -> None:
        with self._ends:
            self._keepers += 1 if keep else -1
            if self._handle:
                _lib().morgue_keep(self._handle, self._keepers > 0)

    def cancel(self) -> None:
        """Have the search that another thread is in end with Cancelled."""
        with self._ends:
            if self._handle:
                _lib().morgue_cancel(self._handle)


def open(*where: typing.Union[str, os.PathLike]) -> Archive:
    """Open indexes: directories, Xapian databases or tcp://HOST:PORT; several are searched as one."""
    return Archive(*where)
