"""A SPARQL query in pieces, and how long and how deep it may be: the engine recurses on its stack.

Oxigraph aborts the process when its stack overflows, so what may overflow it is refused before it is parsed.
"""

import heapq
import re
from collections.abc import Sequence

from graph.errors import CallError

# The deepest nesting that is allowed. Of nested functions, 843 overflowed a stack of 8 MiB.
MAX_DEPTH = 64
# A row of operators is a deep tree, too: from some 6,000 of these signs on, some queries overflow the stack.
MAX_SIGNS = 4000
_SIGNS = frozenset("{}()[]|/^!&+-*.;=<>?")
_NAME = r"[\w\u00b7\u0300-\u036f\u203f\u2040]"
# Strings, IRIs, comments and names come first, so that a word within them is not a keyword.
_TOKEN = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*\'\'\''
    r'|"(?:[^"\\\n\r]|\\.)*"|\'(?:[^\'\\\n\r]|\\.)*\''
    r"|<[^<>\"{}|^`\\\x00-\x20]*>"
    r"|#[^\n\r]*"
    rf"|[?$]{_NAME}+|@[A-Za-z][A-Za-z0-9-]*"
    rf"|(?:[^\W\d_](?:{_NAME}|[.-])*)?:(?:{_NAME}|[:.-]|%[0-9A-Fa-f]{{2}}|\\.)*"
    r"|[A-Za-z]+"
    r"|\s+"
    r"|.",
    re.DOTALL,
)
_OPENS, _CLOSES, _UNARY = frozenset("({["), frozenset(")}]"), frozenset("!+-^")
_LINE_END = re.compile(r"[\n\r]|\Z")
_MISLEADING = re.compile(r"[#'()\[\]!]")
_WEB_IRI = re.compile(r"""<https?://[^\s<>"'(){}\[\]!+^\\]*>""")
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def tokens(query: str) -> list[str]:
    """Return a query in pieces that, joined, are the query: strings, IRIs, comments, names, keywords, signs."""
    return _TOKEN.findall(query)


def without_escapes(query: str) -> str:
    r"""Return a query with each ``\uXXXX`` as its character, as engines that resolve escapes first read it."""
    return _ESCAPE.sub(lambda m: chr(min(int(m[1] or m[2], 16), 0x10FFFF)), query)


def check_size(query: str, pieces: Sequence[str]) -> None:
    """Raise ``CallError`` if a query has too many signs or is nested too deep for the engine's stack."""
    if len(pieces) > MAX_SIGNS and sum(piece in _SIGNS for piece in pieces) > MAX_SIGNS:
        raise CallError("query-too-long", most=MAX_SIGNS)
    if max(map(nesting, {query, without_escapes(query)})) > MAX_DEPTH:
        raise CallError("query-too-deep", most=MAX_DEPTH)


def nesting(query: str) -> int:
    """Return how deep a query is nested: brackets, triple terms, and signs before signs (``!!1``).

    Where only the grammar decides whether ``<`` begins an IRI or compares, both readings are followed, as one of them
    may hide brackets in what the other takes for a string or a comment. Few brackets are
    counted, not parsed, and parsing ends where it is too deep.

    >>> nesting("SELECT * { ?s ?p '((((' }")
    1
    """
    # Of many IRIs in VALUES no hyphen is a minus: there is no other reading of "<https://" that goes on after it.
    for shorter in (query, _WEB_IRI.sub("", query)):
        if sum(map(shorter.count, "({[!+-^")) + shorter.count("<<") <= MAX_DEPTH:
            return 1
    at = {0: (0, 0, 0)}  # by place of a reading: brackets, triple terms, signs in a row
    ahead, deepest, line_end = [0], 0, -1
    while deepest <= MAX_DEPTH and (place := heapq.heappop(ahead)) < len(query):
        reading = at.pop(place)
        if query[place] == "#" and place > line_end:  # once a line, whatever begins a comment in it
            line_end = _LINE_END.search(query, place).start()  # type: ignore[union-attr]
        pieces = ["#"] if query[place] == "#" else _readings(query, place)
        for piece in pieces:
            end, then = line_end if piece == "#" else place + len(piece), _after(piece, *reading)
            deepest = max(deepest, sum(then))
            if end not in at:
                heapq.heappush(ahead, end)
            at[end] = tuple(map(max, then, at.get(end, then)))  # type: ignore[assignment]
    return deepest


def _readings(query: str, place: int) -> list[str]:
    """Return the tokens possible at a position of a query."""
    pair = query[place : place + 2]
    if pair in ("<<", ">>"):
        return [pair, pair[0]]
    found = _TOKEN.match(query, place)
    token = found[0] if found else pair[0]
    return [token, "<"] if token[0] == "<" and _MISLEADING.search(token) else [token]


def _after(piece: str, brackets: int, triples: int, signs: int) -> tuple[int, int, int]:
    if piece in _UNARY:
        return brackets, triples, signs + 1
    if piece.isspace() or piece == "#":
        return brackets, triples, signs
    brackets += (piece in _OPENS) - (piece in _CLOSES)
    triples += (piece == "<<") - (piece == ">>")
    return max(brackets, 0), max(triples, 0), 0
