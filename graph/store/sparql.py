"""Asking a graph: saved queries with typed parameters, and any SPARQL query, read-only."""

import re
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

import pyoxigraph as ox

from graph.common.open_input import read_input
from graph.errors import CallError, DataError, NotAllowed, os_reason
from graph.messages import Message
from graph.model.strict_yaml import read_yaml
from graph.model.vocab import DEFAULT_BASE, KIND, XSD, concepts
from graph.resources import resource
from graph.store.sparql_tokens import check_size, tokens, without_escapes
from graph.store.store import Answer, Dataset, Store, answer, whole

T = TypeVar("T")
ParameterType = Literal["name", "text", "date", "integer", "kind", "iri"]


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
    raise CallError("query-not-saved", name=name_or_path, known=known)


def read_query(path: Path) -> SavedQuery:
    """Read an ``.rq`` file; its header is YAML in lines that begin with ``#+``, as grlc has them.

    A file without a header is a query without parameters.
    """
    try:
        data = read_input(path, MAX_QUERY_BYTES)
        if len(data) > MAX_QUERY_BYTES:
            raise CallError("query-too-large", path=path, most=MAX_QUERY_BYTES)
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise CallError("path-unreadable", path=path, why=os_reason(error)) from None
    except UnicodeDecodeError:
        raise CallError("query-not-utf8", path=path) from None
    except ValueError as error:
        raise CallError("query-not-a-file", path=path, why=error) from None
    lines = text.replace("\r\n", "\n").split("\n")
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
        raise CallError("query-header", path=path, why=error) from None
    for parameter in parameters:
        if parameter.type not in get_args(ParameterType):
            types = ", ".join(get_args(ParameterType))
            raise CallError("query-parameter-type", path=path, type=parameter.type, known=types)
        if not any(token[1:] == parameter.name for token in tokens(body) if token[0] == "$"):
            raise CallError("query-parameter-unused", path=path, name=parameter.name)
    return SavedQuery(path.stem, title, answers, parameters, body)


def ask(
    store: Store, query: str, bindings: Mapping[str, Any] | None = None, dataset: Dataset | None = None
) -> Answer:
    """Ask a SPARQL 1.1 query over the union of all graphs; nothing is written and no network is reached.

    ``bindings`` holds the terms of the parameters, written ``$name`` in the query. A query with ``FROM`` asks
    the graphs it names, out of the store; a ``dataset`` goes before that. Raises ``CallError`` for a syntax
    error and a query too deep for the engine, ``NotAllowed`` for an update and a ``SERVICE`` call.

    >>> bool(ask(ox.Store(), "ASK { ?s ?p ?o }"))
    False
    """
    if bindings:
        return _ask(store, _inserted(tokens(query), bindings), dataset)
    return _answer(store, query, _checked(query), dataset)


def _ask(store: Store, pieces: Sequence[str], dataset: Dataset | None = None) -> Answer:
    query = "".join(pieces)
    return _answer(store, query, _check(query, pieces), dataset)


def for_short(function: Callable[[str], T]) -> Callable[[str], T]:
    """Return a function of a text that remembers what it returned for the latest texts, if they are short.

    The same queries are asked of a server again and again; long ones would take much memory to remember.
    """
    remembered = lru_cache(maxsize=256)(function)
    return lambda text: remembered(text) if len(text) <= _SHORT else function(text)


MAX_QUERY_BYTES = 1_000_000
_SHORT = 8000


@for_short
def _checked(query: str) -> bool:
    return _check(query, tokens(query))


def _check(query: str, pieces: Sequence[str]) -> bool:
    """Return whether a query asks the union of all graphs, since it names none; refuse what may not be asked."""
    check_size(query, pieces)
    refuse_service(query)
    return "from" not in map(str.lower, pieces)


def _answer(store: Store, query: str, union: bool, dataset: Dataset | None) -> Answer:
    try:
        return answer(store, query, union=union, dataset=dataset)
    except SyntaxError as error:
        if first_keyword(query) in _UPDATES:
            raise NotAllowed("updates-refused") from None
        raise _unreadable(error) from None
    except (OSError, ValueError, RuntimeError) as error:
        raise CallError("query-failed", why=error) from None


def _unreadable(error: SyntaxError) -> CallError:
    # The engine lists all that it would have read next, over several lines.
    return CallError("query-unreadable", why=textwrap.shorten(str(error.msg), 160, placeholder=" …"))


def solutions(store: Store, query: str, bindings: Mapping[str, Any] | None = None) -> Iterator[Any]:
    """Ask a SELECT query and yield its solutions, each a tuple of terms (``None`` for what is not bound)."""
    found = ask(store, query, bindings)
    if not isinstance(found, ox.QuerySolutions):
        raise CallError("query-not-select")
    with whole(store):
        yield from (tuple(solution) for solution in found)


def ask_saved(store: Store, query: SavedQuery, values: Mapping[str, str] | None = None) -> Answer:
    """Ask a saved query; ``values`` holds the parameters that differ from their defaults, as text."""
    return _ask(store, _inserted(_tokens_of_saved(query.text), bind(query, values or {})))


def bind(query: SavedQuery, values: Mapping[str, str]) -> dict[str, Any]:
    """Return the terms of a query's parameters, by name. Raises ``CallError`` for a wrong name or value."""
    known = {parameter.name: parameter for parameter in query.parameters}
    for name in values:
        if name not in known:
            has = ", ".join(known) or Message("none")
            raise CallError("query-no-parameter", query=query.name, name=name, known=has)
    terms = {name: _term(parameter, values.get(name, parameter.default)) for name, parameter in known.items()}
    days = [terms[name].value for name in ("from", "to") if name in known and known[name].type == "date"]
    if len(days) == 2 and days[0] > days[1]:
        raise CallError("parameter-days", since=days[0], until=days[1])
    return terms


def _term(parameter: Parameter, value: str) -> ox.NamedNode | ox.Literal:
    def wrong(what: Message) -> CallError:
        return CallError("parameter", name=parameter.name, what=what)

    match parameter.type:
        case "date":
            try:
                # Python reads other forms too, 20200310 among them, which SPARQL does not.
                proper = date.fromisoformat(value).isoformat() == value
            except ValueError:
                proper = False
            if not proper:
                raise wrong(Message("value-not-date", value=value))
            return ox.Literal(value, datatype=ox.NamedNode(XSD + "date"))
        case "integer":
            if not re.fullmatch(r"-?[0-9]{1,18}", value):
                raise wrong(Message("value-not-number", value=value))
            return ox.Literal(value, datatype=ox.NamedNode(XSD + "integer"))
        case "kind":
            if value not in concepts(KIND):
                raise wrong(Message("value-not-kind", value=value, known=", ".join(concepts(KIND))))
            return ox.NamedNode(KIND + value)
        case "iri":
            # Tables show the IRIs of the default base without it.
            short = re.match(r"(report|agent|place|document)/", value)
            try:
                return ox.NamedNode(DEFAULT_BASE + value if short else value)
            except ValueError as error:
                raise wrong(Message("value-not-iri", value=value, why=error)) from None
        case _:
            try:
                return ox.Literal(value)
            except ValueError:
                raise wrong(Message("value-not-utf8", value=value)) from None


_UPDATES = {"insert", "delete", "drop", "clear", "load", "create", "add", "move", "copy", "with"}
_tokens_of_saved = lru_cache(maxsize=100)(tokens)


def insert_terms(query: str, terms: Mapping[str, Any]) -> str:
    r"""Return a query with each ``$name`` replaced by its term, as SPARQL writes terms.

    Replaced are variables only, never the inside of a string, an IRI or a comment, and a term's text is
    escaped, so that no value can change what the query says. Any SPARQL engine can read the outcome; some
    resolve the codepoint escapes of a query before anything else, so that none may arise from a value.

    >>> insert_terms("SELECT ?x { ?x ?p $v } # $v", {"v": ox.Literal('"} DROP')})
    'SELECT ?x { ?x ?p "\\"} DROP" } # $v'
    """
    return "".join(_inserted(tokens(query), terms))


def _inserted(pieces: Sequence[str], terms: Mapping[str, Any]) -> list[str]:
    written = {f"${name}": _BACKSLASH_U.sub(_apart, str(term)) for name, term in terms.items()}
    return [written.get(piece, piece) for piece in pieces]


# A backslash of the text (not one of an escape) with the u or U after it.
_BACKSLASH_U = re.compile(r"\\(?:\\([uU])?|.)", re.DOTALL)


def _apart(match: re.Match[str]) -> str:
    return rf"\\\U{ord(match[1]):08X}" if match[1] else match[0]


def first_keyword(query: str) -> str:
    """Return the keyword that says what a query does, its prologue left out.

    >>> first_keyword("PREFIX select: <x:> DROP ALL")
    'drop'
    """
    words = (token.lower() for token in tokens(query) if re.fullmatch("[A-Za-z]+", token))
    return next((word for word in words if word not in ("prefix", "base")), "")


def refuse_service(query: str) -> None:
    r"""Raise ``CallError`` if a query calls another server by ``SERVICE``.

    The engine itself decides, since it accepts more than the standard (``SERVICE:x``, ``SERVICESILENT``)
    and a second parser for strings and comments could be misled: every "service" in the query is spelled
    differently, and where it was a keyword the query no longer parses. As SPARQL allows ``\uXXXX`` for
    any character, and some engines resolve it first, the query is checked with and without it.
    """
    for form in {query, without_escapes(query)}:
        if "service" not in form.lower():
            continue
        try:
            ox.Store().query(re.sub("service", "servixe", form, flags=re.IGNORECASE))
        except SyntaxError as error:
            if any(token.lower() == "service" for token in tokens(form)):
                raise NotAllowed("service-refused") from None
            raise _unreadable(error) from None
        except (OSError, ValueError, RuntimeError):
            continue  # it was read, and failed later
