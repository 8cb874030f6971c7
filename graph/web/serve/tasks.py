"""What is done in a worker: a question to the store, and its answer as bytes.

A function here takes the store and plain arguments and returns a ``TaskResult``; it runs in a process of its own, which
is ended when it takes too long or too much memory.
"""

import gzip
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any, cast

import pyoxigraph as ox

from graph.common.csv_text import safe_csv
from graph.model.vocab import PREFIXES
from graph.store.sparql import ask, for_short
from graph.store.store import Dataset, Store, whole
from graph.web.serve.dataset import refuse_graphs
from graph.web.serve.formats import BY_NAME, GRAPHS, RESULTS
from graph.web.serve.limits import Problem

_SMALL = 1000  # bytes that are not worth compressing


@dataclass(frozen=True)
class TaskResult:
    """An answer: its body and media type; whether it is compressed, is the same next time, and of which state."""

    body: bytes
    type: str
    gzip: bool = False
    lasting: bool = True
    state: str | None = None


Task = Callable[..., TaskResult]


def name_of(task: Task) -> str:
    """Return the name by which a worker finds a function."""
    return f"{task.__module__}:{task.__qualname__}"


def sparql(
    store: Store,
    *,
    query: str,
    results: tuple[str, str] | None,
    graphs: tuple[str, str] | None,
    default: Sequence[str] = (),
    named: Sequence[str] = (),
    rows: int,
    size: int,
    compress: bool = False,
) -> TaskResult:
    """Ask a query; ``results`` and ``graphs`` are the format and media type for rows and for triples."""
    refuse_graphs(store, query, [*default, *named])
    dataset = Dataset(tuple(default), tuple(named)) if default or named else None
    with whole(None if isinstance(store, ox.Store) else store):
        answer = ask(store, query, dataset=dataset)
        is_rows = isinstance(answer, (ox.QuerySolutions, ox.QueryBoolean))
        chosen = results if is_rows else graphs
        if chosen is None:
            kind, known = ("rows", RESULTS) if is_rows else ("triples", GRAPHS)
            types = ", ".join(format.types[0] for format in known)
            raise Problem(406, f"this query answers in {kind}; take one of {types}")
        out = Bounded(size)
        if isinstance(answer, (ox.QuerySolutions, ox.QueryBoolean)):
            answer.serialize(
                cast("IO[bytes]", out), format=cast("ox.QueryResultsFormat", BY_NAME[chosen[0]].writer)
            )
            body = b"".join(out.parts)
            marks, beside = _ROW_MARKS[chosen[0]]
            if sum(map(body.count, marks)) - beside > rows:
                raise _too_many(rows)
            if chosen[0] == "csv":
                body = safe_csv(body)
        else:
            body = triples(counted(answer, rows), chosen[0], size)
    return packed(body, chosen[1], compress, lasting=_lasting(query))


# What a row brings along in each format and nothing else does (in CSV a line break within a value does), and how
# many of these there are beside the rows: the line of names, or one less, since they stand between rows.
_ROW_MARKS = {
    "json": ((b'}},{"', b"},{}", b"{},{"), -1),
    "xml": ((b"<result>",), 0),
    "csv": ((b"\r\n",), 1),
    "tsv": ((b"\n",), 1),
}
# Functions whose answer is another each time.
_CHANGING = re.compile(r"\b(NOW|RAND|UUID|STRUUID)\s*\(", re.IGNORECASE)


@for_short
def _lasting(query: str) -> bool:
    return _CHANGING.search(query) is None


def packed(body: bytes, type_: str, compress: bool, *, lasting: bool = True) -> TaskResult:
    """Return a reply, compressed if that is wanted and worth it."""
    if not compress or len(body) < _SMALL:
        return TaskResult(body, type_, lasting=lasting)
    return TaskResult(gzip.compress(body, 5, mtime=0), type_, gzip=True, lasting=lasting)


class Bounded:
    """A file to write to that holds so many bytes and no more."""

    def __init__(self, size: int) -> None:
        self.left, self.size = size, size
        self.parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        """Take the next bytes; raise ``Problem`` when the answer grows too large."""
        self.left -= len(data)
        if self.left < 0:
            raise Problem(403, f"the answer is larger than {self.size:,} bytes; ask for less, or use LIMIT")
        self.parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Do nothing: all is in memory."""


def counted(items: Iterable[Any], most: int) -> Iterator[Any]:
    """Yield items; raise ``Problem`` when there are more than so many."""
    for n, item in enumerate(items):
        if n >= most:
            raise _too_many(most)
        yield item


def _too_many(most: int) -> Problem:
    return Problem(403, f"the answer has more than {most:,} rows; ask for less, or use LIMIT")


def triples(items: Iterable[Any], format: str, size: int, prefixes: Mapping[str, str] = PREFIXES) -> bytes:
    """Return triples or quads, each once, in an order that is always the same, with the prefixes they need."""
    writer = BY_NAME[format].writer
    out = Bounded(size)
    declared = dict(prefixes) if format in ("ttl", "trig", "rdf") else None
    ox.serialize(
        sorted(set(items), key=str),
        cast("IO[bytes]", out),
        format=cast("ox.RdfFormat", writer),
        prefixes=declared,
    )
    body = b"".join(out.parts)
    return _short_head(body) if format in ("ttl", "trig") else body


def _short_head(body: bytes) -> bytes:
    """Return Turtle or TriG with the prefixes that it uses, in one order; the engine writes all, in any."""
    head, at = [], 0
    while body.startswith(b"@prefix ", at):
        end = body.index(b"\n", at) + 1
        head.append(body[at:end])
        at = end
    used = [line for line in sorted(head) if re.search(rb"[\s^]" + line[8 : line.index(b":") + 1], body[at:])]
    return b"".join([*used, body[at:]])
