"""The deed table: who did what, to whom, where, when and how much, out of a store.

Asked in a few queries of one join each and joined here by deed, since one query with many OPTIONALs grows
slow in every engine.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypedDict

import pyoxigraph as ox

from graph.ask import solutions
from graph.directory import AgentRef, PlaceRef, agents_of, places_of
from graph.errors import CallError
from graph.store import Store
from graph.vocab import BOUND, DG, KIND, ROLE, XSD, concepts

_PREFIXES = """
PREFIX dg: <https://w3id.org/deedgraph#>
PREFIX kind: <https://w3id.org/deedgraph/kind/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX schema: <https://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX time: <http://www.w3.org/2006/time#>
"""


# "with", "as" and "from" are words of Python, so this type is written as a call.
DeedRow = TypedDict(
    "DeedRow",
    {
        "id": str,
        "report": str,
        "kind": str,
        "did": str,
        "who": list[AgentRef],
        "as": list[str],
        "with": list[AgentRef],
        "whom": list[AgentRef],
        "to": list[AgentRef],
        "from": list[AgentRef],
        "what": list[str],
        "about": list[dict[str, str]],
        "where": list[PlaceRef],
        "when": dict[str, Any],
        "quantities": list[dict[str, Any]],
        "summary": bool,
        "after": list[str],
        "inferred": list[str],
        "source": dict[str, int],
        "also": list[dict[str, int]],
        "confidence": float,
    },
)


@dataclass(frozen=True)
class Filters:
    """Which deeds are wanted; those that are given must all hold.

    ``who``: a doer's name, other name or id; its teams' deeds are its too.
    ``where``: a place's name or code, with all that lies within it. ``kind``: a kind with its narrower ones.
    ``since``, ``until``: ISO days; undated deeds are left out, running figures match by ``asOf``.
    ``report``: a report's id or title.
    """

    who: str | None = None
    where: str | None = None
    kind: str | None = None
    since: str | None = None
    until: str | None = None
    report: str | None = None

    def given(self) -> dict[str, str]:
        """Return the filters that are set."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in values.items() if value is not None}


# Each filter is a question of its own that begins with what it names: joined in one, the engine would begin with
# all deeds.
_FILTERS = {
    "who": """{ SELECT DISTINCT ?_who WHERE { ?_doer dg:name|skos:altLabel $who .
        ?_who (dg:unit|org:memberOf|org:subOrganizationOf|org:hasMembership/org:organization)* ?_doer } }
        ?deed dg:who ?_who .""",
    "where": """{ SELECT DISTINCT ?_place WHERE { ?_top dg:name|skos:altLabel|dg:officialName|dg:code $where .
        ?_place dg:within* ?_top } } ?deed dg:where ?_place .""",
    "kind": """{ SELECT DISTINCT ?_kind WHERE { ?_kind skos:broader* $kind } } ?deed dg:kind ?_kind .""",
    "since": """?deed dg:when ?_w . ?_w dg:start|dg:asOf ?_from . OPTIONAL { ?_w dg:end ?_to }
        FILTER(COALESCE(?_to, ?_from) >= $since)""",
    "until": """?deed dg:when ?_w . ?_w dg:start|dg:asOf ?_from . FILTER(?_from <= $until)""",
    "report": """{ SELECT DISTINCT ?_report WHERE { ?_report schema:headline ?_title .
        FILTER(STR(?_title) = $report || STRENDS(STR(?_report), CONCAT("/report/", $report))) } }
        ?deed dg:statedIn ?_report .""",
}
_AT_ONCE = 100  # deeds that one query names: with few, the engine looks each up instead of reading all
_MANY = 5000  # deeds from which on it costs less to read all


def deed_rows(store: Store, filters: Filters | None = None) -> list[DeedRow]:
    """Return the deeds of a graph as rows, by report, first character and id.

    Raises ``CallError`` when a filter names a kind that does not exist or a day that is none.
    """
    given = (filters or Filters()).given()
    return _join(store, _selected(store, given) if given else None)


def rows_of(store: Store, deeds: Iterable[str | ox.NamedNode]) -> list[DeedRow]:
    """Return the rows of single deeds, named by their IRIs; those that the graph does not know have none."""
    return _join(store, {deed if isinstance(deed, ox.NamedNode) else ox.NamedNode(deed) for deed in deeds})


def _selected(store: Store, given: dict[str, str]) -> set[ox.NamedNode]:
    if given.get("since", "") > given.get("until", "9999"):
        raise CallError(f"no day is from {given['since']} to {given['until']}; turn them round")
    bindings: dict[str, Any] = {}
    for name, value in given.items():
        if name == "kind":
            if value not in concepts(KIND):
                raise CallError(f"no kind {value!r}; known are {', '.join(concepts(KIND))}")
            bindings[name] = ox.NamedNode(KIND + value)
        elif name in ("since", "until"):
            bindings[name] = ox.Literal(_day(value), datatype=ox.NamedNode(XSD + "date"))
        else:
            bindings[name] = ox.Literal(value)
    found: set[ox.NamedNode] | None = None
    for name in given:
        query = f"{_PREFIXES} SELECT DISTINCT ?deed WHERE {{ {_FILTERS[name]} }}"
        deeds = {deed for (deed,) in solutions(store, query, bindings)}
        found = deeds if found is None else found & deeds
    return found or set()


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise CallError(f"{text!r} is no day; write YYYY-MM-DD") from None


_BASE = """?deed a dg:Deed ; dg:statedIn ?report ; dg:kind ?kind ; dg:did ?did .
    OPTIONAL { ?deed dg:summary ?summary }"""


def _any_of(*properties: str) -> str:
    """Return a pattern for the values of several properties; as VALUES the engine reads all that they have."""
    return " UNION ".join(f"{{ ?deed {name} ?value BIND({name} AS ?p) }}" for name in properties)


_TEXTS = _any_of("dg:as", "dg:what")
_LINKS = _any_of("dg:who", "dg:with", "dg:whom", "dg:to", "dg:from", "dg:about", "dg:where", "dg:after")
_WHEN = """?deed dg:when ?w . ?w ?p ?value"""
_RECURRENCE = """?deed dg:when/dg:recurrence ?w . ?w ?p ?value"""
_QUANTITIES = """?deed dg:quantity ?w . ?w ?p ?value"""
_EVIDENCE = """?deed a dg:Deed . ?deed ^oa:hasBody ?e . ?e oa:hasTarget ?t .
    ?t dg:paragraph ?paragraph ; oa:hasSelector ?s . ?s oa:start ?start ; oa:end ?end .
    OPTIONAL { ?e dg:confidence ?confidence }"""
_INFERRED = """?deed a dg:Deed . ?deed ^oa:hasBody/dg:inferred ?value"""


def _join(store: Store, only: set[ox.NamedNode] | None) -> list[DeedRow]:
    wanted = None if only is None else {deed.value for deed in only}
    parts = [""]
    if only is not None and len(only) <= _MANY:
        names = sorted(str(deed) for deed in only)
        parts = [" ".join(names[at : at + _AT_ONCE]) for at in range(0, len(names), _AT_ONCE)]
        parts = [f"VALUES ?deed {{ {part} }}" for part in parts]

    def rows(body: str, *names: str) -> Iterator[tuple[Any, ...]]:
        variables = " ".join("?" + name for name in ("deed", *names))
        for part in parts:
            query = f"{_PREFIXES} SELECT {variables} WHERE {{ {part} {body} }}"
            for deed, *rest in solutions(store, query):
                if wanted is None or deed.value in wanted:
                    yield (deed.value, *rest)

    found = {
        deed: _empty(deed, report.value, kind.value.removeprefix(KIND), did.value, summary is not None)
        for deed, report, kind, did, summary in rows(_BASE, "report", "kind", "did", "summary")
    }
    _add_links(store, found, rows(_LINKS, "p", "value"))
    for deed, p, value in rows(_TEXTS, "p", "value"):
        found[deed][_local(p.value)].append(value.value)  # type: ignore[literal-required]
    for deed, p, value in rows(_WHEN, "p", "value"):
        key = {"hasXSDDuration": "duration"}.get(_local(p.value), _local(p.value))
        if key in ("start", "end", "asOf", "duration"):
            found[deed]["when"][key] = value.value
    for deed, p, value in rows(_RECURRENCE, "p", "value"):
        if (key := _local(p.value)) != "type":
            recurrence = found[deed]["when"]["recurrence"] or {}
            found[deed]["when"]["recurrence"] = {**recurrence, key: _plain(value)}
    _add_quantities(found, rows(_QUANTITIES, "w", "p", "value"))
    for deed, value in rows(_INFERRED, "value"):
        found[deed]["inferred"].append(value.value)
    _add_evidence(found, rows(_EVIDENCE, "e", "paragraph", "start", "end", "confidence"))
    for row in found.values():
        for key in ("as", "what", "after", "inferred"):
            row[key].sort()  # type: ignore[literal-required]
    return sorted(found.values(), key=lambda row: (row["report"], row["source"].get("start", 0), row["id"]))


def _empty(deed: str, report: str, kind: str, did: str, summary: bool) -> DeedRow:
    when = dict.fromkeys(("start", "end", "asOf", "duration", "recurrence"))
    return {
        "id": deed, "report": report, "kind": kind, "did": did,
        "who": [], "as": [], "with": [], "whom": [], "to": [], "from": [],
        "what": [], "about": [], "where": [], "when": when, "quantities": [], "summary": summary,
        "after": [], "inferred": [], "source": {}, "also": [], "confidence": 1.0,
    }  # fmt: skip


def _local(iri: str) -> str:
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def _plain(literal: ox.Literal) -> Any:
    kind = _local(literal.datatype.value)
    if kind == "integer":
        return int(literal.value)
    if kind == "decimal":
        return float(literal.value)
    return literal.value == "true" if kind == "boolean" else literal.value


def _add_links(store: Store, found: dict[str, DeedRow], rows: Iterable[tuple[Any, ...]]) -> None:
    agents, places = agents_of(store), places_of(store)
    for deed, p, value in rows:
        key, iri = _local(p.value), value.value
        if key == "where":
            reference: Any = places.get(iri, {"id": iri, "name": _local(iri), "code": None, "path": []})
        elif key == "after":
            reference = iri
        else:
            reference = agents.get(iri, {"id": iri, "name": _local(iri), "type": "unit"})
        found[deed][key].append(reference)  # type: ignore[literal-required]
    for row in found.values():
        for key in ("who", "with", "whom", "to", "from", "about", "where"):
            row[key].sort(key=lambda reference: reference["id"])  # type: ignore[literal-required]


def _add_quantities(found: dict[str, DeedRow], rows: Iterable[tuple[Any, ...]]) -> None:
    quantities: dict[tuple[str, str], dict[str, Any]] = defaultdict(
        lambda: {"id": "", "value": 0, "measure": None, "bound": "exact", "of": None, "role": None,
                 "partOf": [], "same": None}
    )  # fmt: skip
    for deed, w, p, value in rows:
        quantity = quantities[deed, w.value]
        quantity["id"] = _local(w.value)
        match _local(p.value):
            case "value" if p.value.startswith(DG):
                quantity["value"] = _plain(value)
            case "unitText":
                quantity["measure"] = value.value
            case "of":
                quantity["of"] = value.value
            case "bound":
                quantity["bound"] = value.value.removeprefix(BOUND)
            case "role":
                quantity["role"] = value.value.removeprefix(ROLE)
            case "partOf":
                quantity["partOf"].append(value.value)
            case "same":
                quantity["same"] = value.value
    for (deed, _), quantity in sorted(
        quantities.items(), key=lambda item: (item[0][0], len(item[0][1]), item[0][1])
    ):
        quantity["partOf"].sort()
        found[deed]["quantities"].append(quantity)


def _add_evidence(found: dict[str, DeedRow], rows: Iterable[tuple[Any, ...]]) -> None:
    for deed, _, paragraph, start, end, confidence in sorted(
        rows, key=lambda row: (row[0], len(row[1].value), row[1].value)
    ):
        span = {"paragraph": int(paragraph.value), "start": int(start.value), "end": int(end.value)}
        row = found[deed]
        if confidence is not None:
            row["confidence"] = float(confidence.value)
        if row["source"]:
            row["also"].append(span)
        else:
            row["source"] = span
