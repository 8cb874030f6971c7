"""What is done in a worker: a question to the store, and its answer as bytes.

A function here takes the store and plain arguments and returns a ``Reply``; it runs in a process of its own, which
is ended when it takes too long or too much memory.
"""

import gzip
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any, cast

import pyoxigraph as ox

from graph.ask import ask
from graph.errors import CallError
from graph.serve.formats import BY_NAME
from graph.serve.limits import Problem
from graph.store import Store, whole
from graph.vocab import PREFIXES

_SMALL = 1000  # bytes that are not worth compressing


@dataclass(frozen=True)
class Reply:
    """An answer: its body and media type; whether it is compressed, is the same next time, and of which state."""

    body: bytes
    type: str
    gzip: bool = False
    lasting: bool = True
    state: str | None = None


def sparql(
    store: Store,
    *,
    query: str,
    results: tuple[str, str] | None,
    graphs: tuple[str, str] | None,
    default: list[str] | None = None,
    named: list[str] | None = None,
    rows: int,
    size: int,
    compress: bool = False,
) -> Reply:
    """Ask a query; ``results`` and ``graphs`` are the format and media type for rows and for triples."""
    with whole(store if not isinstance(store, ox.Store) else None):
        answer = ask(store, query)
        chosen = graphs if not isinstance(answer, (ox.QuerySolutions, ox.QueryBoolean)) else results
        if chosen is None:
            raise Problem(406, "no format that you take fits this kind of answer")
        out = Bounded(size)
        if isinstance(answer, (ox.QuerySolutions, ox.QueryBoolean)):
            answer.serialize(
                cast("IO[bytes]", out), format=cast("ox.QueryResultsFormat", BY_NAME[chosen[0]].writer)
            )
        else:
            write_triples(counted(answer, rows), chosen[0], out)
    return packed(b"".join(out.parts), chosen[1], compress)


def packed(body: bytes, type_: str, compress: bool) -> Reply:
    """Return a reply, compressed if that is wanted and worth it."""
    if not compress or len(body) < _SMALL:
        return Reply(body, type_)
    return Reply(gzip.compress(body, 5, mtime=0), type_, gzip=True)


class Bounded:
    """A file to write to that holds so many bytes and no more; a class, since that is what a file is."""

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
            raise Problem(403, f"the answer has more than {most:,} rows; ask for less, or use LIMIT")
        yield item


def write_triples(items: Iterable[Any], format: str, out: Any) -> None:
    """Write triples or quads, each once, in an order that is always the same."""
    writer = BY_NAME[format].writer
    if not isinstance(writer, ox.RdfFormat):
        raise CallError(f"{format}: no format for triples")
    ox.serialize(sorted(set(items), key=str), out, format=writer, prefixes=PREFIXES)
