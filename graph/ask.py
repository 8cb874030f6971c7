"""Asking a graph: saved queries with typed parameters, and any SPARQL query, read-only."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pyoxigraph as ox

from graph.errors import CallError, DataError
from graph.resources import resource
from graph.vocab import KIND, XSD, concepts
from graph.yamlread import read_yaml

ParameterType = Literal["name", "text", "date", "integer", "kind", "iri"]
Answer = ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean


@dataclass(frozen=True)
class Parameter:
    """A parameter of a saved query: ``$name`` in its text, bound as a term of its type."""

    name: str
    type: ParameterType
    default: str
    zh: str
    en: str


@dataclass(frozen=True)
class SavedQuery:
    """A saved query: what its header says, and its text."""

    name: str
    title: Mapping[str, str]
    answers: Mapping[str, str]
    parameters: tuple[Parameter, ...]
    text: str


def saved_queries(folder: Path | None = None) -> list[SavedQuery]:
    """Return the saved queries of a folder (the packaged ones by default), by name."""
    return [read_query(path) for path in sorted((folder or resource("queries")).glob("*.rq"))]


def saved_query(name_or_path: str) -> SavedQuery:
    """Return a packaged query by its name, or the query in an ``.rq`` file by its path.

    Raises ``CallError`` when there is neither.
    """
    packaged = resource("queries") / f"{name_or_path}.rq"
    if re.fullmatch(r"[a-z0-9-]+", name_or_path) and packaged.is_file():
        return read_query(packaged)
    if name_or_path.endswith(".rq"):
        return read_query(Path(name_or_path))
    known = ", ".join(path.stem for path in sorted(resource("queries").glob("*.rq")))
    raise CallError(f"no saved query {name_or_path!r}; known are {known}; a file's name ends in .rq")


def read_query(path: Path) -> SavedQuery:
    """Read an ``.rq`` file; its header is YAML in lines that begin with ``#+``, as grlc has them.

    A file without a header is a query without parameters.
    """
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise CallError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise CallError(f"{path}: not UTF-8; save the query as UTF-8") from None
    lines = text.splitlines()
    header_lines = [line[2:].removeprefix(" ") for line in lines if line.startswith("#+")]
    try:
        header = read_yaml("\n".join(header_lines).encode(), str(path)) or {}
        parameters = tuple(
            Parameter(name, p["type"], str(p["default"]), p["zh"], p["en"])
            for name, p in header.get("parameters", {}).items()
        )
        body = "\n".join(line for line in lines if not line.startswith("#+")).strip() + "\n"
        title, answers = header.get("title", {}), header.get("answers", {})
    except (KeyError, TypeError, AttributeError, DataError) as error:
        raise CallError(f"{path}: its #+ header cannot be read: {error}") from None
    return SavedQuery(path.stem, title, answers, parameters, body)


def ask(store: ox.Store, query: str, bindings: Mapping[str, Any] | None = None) -> Answer:
    """Ask a SPARQL 1.1 query over the union of all graphs; nothing is written and no network is reached.

    ``bindings`` holds the terms of the parameters, written ``$name`` in the query. Raises ``CallError`` for
    a syntax error, an update and a ``SERVICE`` call.

    >>> bool(ask(ox.Store(), "ASK { ?s ?p ?o }"))
    False
    """
    refuse_service(query)
    try:
        return store.query(insert_terms(query, bindings or {}), use_default_graph_as_union=True)
    except SyntaxError as error:
        if first_keyword(query) in _UPDATES:
            raise CallError("updates are refused: a graph is changed with deedgraph build") from None
        raise CallError(f"the query cannot be read: {error.msg}") from None
    except (OSError, ValueError, RuntimeError) as error:
        raise CallError(f"the query failed: {error}") from None


def solutions(store: ox.Store, query: str, bindings: Mapping[str, Any] | None = None) -> Iterator[Any]:
    """Ask a SELECT query and yield its solutions, each a tuple of terms (``None`` for what is not bound)."""
    answer = ask(store, query, bindings)
    if not isinstance(answer, ox.QuerySolutions):
        raise CallError("this needs a SELECT query")
    return (tuple(solution) for solution in answer)


def ask_saved(store: ox.Store, query: SavedQuery, values: Mapping[str, str] | None = None) -> Answer:
    """Ask a saved query; ``values`` holds the parameters that differ from their defaults, as text."""
    return ask(store, query.text, bind(query, values or {}))


def bind(query: SavedQuery, values: Mapping[str, str]) -> dict[str, Any]:
    """Return the terms of a query's parameters, by name. Raises ``CallError`` for a wrong name or value."""
    known = {parameter.name: parameter for parameter in query.parameters}
    for name in values:
        if name not in known:
            has = ", ".join(known) or "none"
            raise CallError(f"query {query.name} has no parameter {name!r}; it has: {has}")
    return {name: _term(parameter, values.get(name, parameter.default)) for name, parameter in known.items()}


def _term(parameter: Parameter, value: str) -> ox.NamedNode | ox.Literal:
    where = f"parameter {parameter.name}: "
    match parameter.type:
        case "date":
            if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
                raise CallError(f"{where}{value!r} is no date; write YYYY-MM-DD")
            return ox.Literal(value, datatype=ox.NamedNode(XSD + "date"))
        case "integer":
            if not re.fullmatch(r"-?\d{1,18}", value):
                raise CallError(f"{where}{value!r} is no whole number")
            return ox.Literal(value, datatype=ox.NamedNode(XSD + "integer"))
        case "kind":
            if value not in concepts(KIND):
                raise CallError(f"{where}no kind {value!r}; known are {', '.join(concepts(KIND))}")
            return ox.NamedNode(KIND + value)
        case "iri":
            try:
                return ox.NamedNode(value)
            except ValueError as error:
                raise CallError(f"{where}{value!r} is no IRI: {error}") from None
        case _:
            return ox.Literal(value)


_UPDATES = {"insert", "delete", "drop", "clear", "load", "create", "add", "move", "copy", "with"}
# Strings, IRIs, comments and names come first, so that a word within them is no keyword.
_TOKEN = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*\'\'\''
    r'|"(?:[^"\\\n\r]|\\.)*"|\'(?:[^\'\\\n\r]|\\.)*\''
    r'|<[^<>"{}|^`\\\x00-\x20]*>'
    r"|#[^\n\r]*"
    r"|[?$]\w+|@[A-Za-z][A-Za-z0-9-]*"
    r"|(?:[^\W\d_][\w.-]*)?:(?:[\w:.-]|%[0-9A-Fa-f]{2}|\\.)*"
    r"|(?P<word>[A-Za-z]+)"
    r"|.",
    re.DOTALL,
)


def insert_terms(query: str, terms: Mapping[str, Any]) -> str:
    r"""Return a query with each ``$name`` replaced by its term, as SPARQL writes terms.

    Replaced are variables only, never the inside of a string, an IRI or a comment, and a term's text is
    escaped, so that no value can change what the query says. Any SPARQL engine can read the outcome.

    >>> insert_terms("SELECT ?x { ?x ?p $v } # $v", {"v": ox.Literal('"} DROP')})
    'SELECT ?x { ?x ?p "\\"} DROP" } # $v'
    """
    return _TOKEN.sub(lambda m: str(terms[m[0][1:]]) if m[0][0] == "$" and m[0][1:] in terms else m[0], query)


_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def _words(query: str) -> Iterator[str]:
    """Yield the keywords of a query in lower case: bare words outside strings, IRIs, comments and names."""
    for match in _TOKEN.finditer(query):
        if match["word"]:
            yield match["word"].lower()


def first_keyword(query: str) -> str:
    """Return the keyword that says what a query does, its prologue left out.

    >>> first_keyword("PREFIX select: <x:> DROP ALL")
    'drop'
    """
    return next((word for word in _words(query) if word not in ("prefix", "base")), "")


def refuse_service(query: str) -> None:
    r"""Raise ``CallError`` if a query calls another server by ``SERVICE``.

    SPARQL allows ``\uXXXX`` for any character, in keywords too, so these are resolved first.
    """
    plain = _ESCAPE.sub(lambda m: chr(min(int(m[1] or m[2], 16), 0x10FFFF)), query)
    if any("service" in words for words in (set(_words(query)), set(_words(plain)))):
        raise CallError("SERVICE is refused: a query asks this graph and reaches no other server")
