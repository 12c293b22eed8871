"""Full-text search for news archives: Morgue's library, from Python.

    import morgue

    with morgue.open("/srv/news/.morgue") as archive:
        answer = archive.search("cocoa NEAR/5 drought", since="1987", limit=20)
        print(answer.total, "articles")
        for hit in answer:
            print(hit.date, hit.title)
            for passage in hit.passages:
                print("   ", passage.marked("[", "]"))

Options are those of morgue-search(1), with _ for -; queries are described in morgue-query(7). An archive is for one thread
at a time; any number may be open. What goes wrong is a morgue.Error. It needs libmorgue.so.0, and nothing else.
"""

import ctypes
import dataclasses
import json
import os
import typing

__all__ = ["open", "Archive", "Answer", "Hit", "Article", "Passage", "Row", "Count", "Total", "Word",
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

@dataclasses.dataclass(frozen=True)
class Passage:
    """A part of an article. `start` and `end` are bytes of the body's UTF-8; `highlights` are pairs of bytes of `text`'s."""
    text: str
    start: int
    end: int
    score: float = 0.0
    highlights: typing.List[typing.List[int]] = dataclasses.field(default_factory=list)
    page: typing.Optional[int] = None

    def marked(self, before: str, after: str) -> str:
        """The text, with `before` and `after` around what matches."""
        raw, parts, at = self.text.encode(), [], 0
        for start, end in self.highlights:
            parts += [raw[at:start].decode(), before, raw[start:end].decode(), after]
            at = end
        return "".join(parts) + raw[at:].decode()


@dataclasses.dataclass(frozen=True)
class Article:
    """An article. What it does not have is None or empty."""
    id: str
    title: typing.Optional[str] = None
    standfirst: typing.Optional[str] = None
    byline: typing.List[str] = dataclasses.field(default_factory=list)
    date: typing.Optional[str] = None
    date_precision: typing.Optional[str] = None
    date_source: typing.Optional[str] = None
    modified: typing.Optional[str] = None
    source: typing.Optional[str] = None
    section: typing.Optional[str] = None
    dateline: typing.Optional[str] = None
    url: typing.Optional[str] = None
    language: typing.Optional[str] = None
    keywords: typing.List[str] = dataclasses.field(default_factory=list)
    path: typing.Optional[str] = None
    member: typing.Optional[str] = None
    format: typing.Optional[str] = None
    pages: typing.List[int] = dataclasses.field(default_factory=list)
    body: typing.Optional[str] = None
    highlights: typing.List[typing.List[int]] = dataclasses.field(default_factory=list)


@dataclasses.dataclass(frozen=True)
class Hit(Article):
    """An article that was found, with its best passages. `copies` and `others` are there with group=True."""
    rank: int = 0
    score: float = 0.0
    passages: typing.List[Passage] = dataclasses.field(default_factory=list)
    copies: typing.Optional[int] = None
    others: typing.List[Article] = dataclasses.field(default_factory=list)
    explain: typing.Optional[list] = None


@dataclasses.dataclass(frozen=True)
class Row(Article):
    """A match in its context, with kwic=True. `start` and `end` are bytes of the body's UTF-8."""
    rank: int = 0
    left: str = ""
    match: str = ""
    right: str = ""
    start: int = 0
    end: int = 0


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


def _make(kind, fields: dict):
    """A result of that kind; what a newer library tells of besides is left out."""
    known = kind.__dataclass_fields__
    return kind(**{name: value for name, value in fields.items() if name in known})


def _hit(fields: dict) -> Hit:
    fields["passages"] = [_make(Passage, p) for p in fields["passages"]]
    if "others" in fields:
        fields["others"] = [_make(Article, a) for a in fields["others"]]
    return _make(Hit, fields)


class Answer(typing.Sequence):
    """What a search found: a sequence of hits, or of rows with kwic=True. `raw` is the JSON object that it was made of."""

    def __init__(self, raw: dict):
        self.raw = raw
        self.query: str = raw["query"]
        self.interpreted: str = raw["interpreted"]
        self.suggestion: typing.Optional[str] = raw.get("suggestion")
        self.warnings: typing.List[str] = raw["warnings"]
        self.match: str = raw["match"]
        self.total = Total(**raw["total"])
        self.took_ms: float = raw["took_ms"]
        self.explain: typing.Optional[dict] = raw.get("explain")
        self._hits = [_hit(h) for h in raw["hits"]] if "hits" in raw else [_make(Row, r) for r in raw["rows"]]

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
    library.morgue_code_name.argtypes = [ctypes.c_int]
    library.morgue_code_name.restype = library.morgue_version.restype = ctypes.c_char_p
    library.morgue_ask.argtypes = [pointer, ctypes.c_char_p, ctypes.c_size_t, ctypes.POINTER(pointer),
                                   ctypes.POINTER(ctypes.c_size_t), error]
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
        self._handle = ctypes.c_void_p()
        places = (ctypes.c_char_p * len(where))(*[os.fsencode(w) for w in where])
        error = _CError()
        code = _lib().morgue_open(places, len(where), ctypes.byref(self._handle), ctypes.byref(error))
        if code:
            raise _error(_lib().morgue_code_name(code).decode(), error.message.decode(errors="replace"))

    def close(self) -> None:
        """Close it; a second time does nothing."""
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

    def ask(self, request: dict) -> dict:
        """Send a request as morgue-search --stdio takes it, and return the answer as it is."""
        if not self._handle:
            raise ValueError("the archive is closed")
        text, answer, n = json.dumps(request).encode(), ctypes.c_void_p(), ctypes.c_size_t()
        _lib().morgue_ask(self._handle, text, len(text), ctypes.byref(answer), ctypes.byref(n), None)
        if not answer:
            raise MemoryError("out of memory while searching")
        try:
            reply = json.loads(ctypes.string_at(answer, n.value))
        finally:
            _lib().morgue_free(answer)
        if "error" in reply:
            raise _error(**reply["error"])
        return reply

    def search(self, query: str, **options) -> Answer:
        """Search. Options are those of morgue-search(1): limit=20, passages=2, since="7d", source=["Courier"], sort="newest",
        facets=["source", "year"], timeline="month", group=True, kwic=True, timeout=500, ..."""
        request = {name.replace("_", "-"): value for name, value in options.items() if value is not None}
        request["query"] = query
        return Answer(self.ask(request))

    def article(self, id: str, query: str = "") -> Article:
        """The stored article with its body; `highlights` are bytes of it that match `query`."""
        return _make(Article, self.ask({"article": id, "query": query})["article"])

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
        """Run queries, {id: query} or pairs of them; yields the lines of a TREC run, as morgue-search --trec prints them."""
        pairs = queries.items() if isinstance(queries, typing.Mapping) else queries
        for qid, query in pairs:
            for hit in self.search(query, limit=limit, passages=0, **options):
                id = "".join("_" if c <= " " else c for c in hit.id)
                yield f"{qid} Q0 {id} {hit.rank} {hit.score:.6f} {tag}"

    def cancel(self) -> None:
        """Have the search that another thread is in end with Cancelled."""
        if self._handle:
            _lib().morgue_cancel(self._handle)


def open(*where: typing.Union[str, os.PathLike]) -> Archive:
    """Open indexes: directories, Xapian databases or tcp://HOST:PORT; several are searched as one."""
    return Archive(*where)
