"""The deed table: who did what, to whom, where, when and how much, out of a store.

Asked in a few queries and joined here by deed, since one query with all columns grows slow in every engine
(docs/performance.md). The deeds are put in order first, on disk if they are many, and what belongs to them is
asked for some of them at a time, so that a graph may be larger than memory.
"""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from operator import itemgetter
from typing import Any, cast

import pyoxigraph as ox

from graph.common.external_sort import ExternalSorter
from graph.errors import CallError
from graph.model.fields import DEED, QUANTITY, ROW, WHEN, AgentRef, DeedRow, Field, PlaceRef, Value, named
from graph.model.vocab import KIND, XSD, concepts, prologue
from graph.query.lookup import agents_of, places_of
from graph.store.sparql import solutions
from graph.store.store import Store
from graph.store.values import value_of

_PREFIXES = prologue("dcterms", "dg", "kind", "oa", "org", "schema", "skos", "time")


@dataclass(frozen=True)
class Filters:
    """Which deeds are wanted; those that are given must all hold.

    ``who``: an agent's name, other name or id; its teams' deeds are its too.
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


_REPORT = """{ SELECT DISTINCT ?_report WHERE { ?_report schema:headline ?_title .
    FILTER(STR(?_title) = $report || STRENDS(STR(?_report), CONCAT("/report/", $report))) } }"""
# Each filter is a question of its own that begins with what it names: joined in one, the engine would begin with
# all deeds.
_FILTERS = {
    "who": """{ SELECT DISTINCT ?_who WHERE { ?_agent dg:name|skos:altLabel $who .
        ?_who (dg:unit|org:memberOf|org:subOrganizationOf|org:hasMembership/org:organization)* ?_agent } }
        ?deed dg:who ?_who .""",
    "where": """{ SELECT DISTINCT ?_place WHERE { ?_top dg:name|skos:altLabel|dg:officialName|dg:code $where .
        ?_place dg:within* ?_top } } ?deed dg:where ?_place .""",
    "kind": """{ SELECT DISTINCT ?_kind WHERE { ?_kind skos:broader* $kind } } ?deed dg:kind ?_kind .""",
    "since": """?deed dg:when ?_w . ?_w dg:start|dg:asOf ?_from . OPTIONAL { ?_w dg:end ?_to }
        FILTER(COALESCE(?_to, ?_from) >= $since)""",
    "until": """?deed dg:when ?_w . ?_w dg:start|dg:asOf ?_from . FILTER(!(?_from > $until))""",
    # In a merged view a deed replaces those of other reports, and is theirs too.
    "report": f"""{{ {_REPORT} ?deed dg:statedIn ?_report }} UNION {{ {_REPORT} ?deed dcterms:replaces ?_gone
        FILTER(STRSTARTS(STR(?_gone), CONCAT(STR(?_report), "/"))) }}""",
}
_DEEDS_PER_QUERY = (
    1000  # deeds that one query names: with few, the engine looks each up instead of reading all
)
_MAX_DEEDS_BY_NAME = 5000  # deeds from which on it costs less to read all
_MAX_AGENTS_KEPT = 100_000  # agents whose names are kept for the deeds after


def deed_rows(store: Store, filters: Filters | None = None) -> list[DeedRow]:
    """Return the deeds of a graph as rows, by report, first character and id.

    Raises ``CallError`` when a filter names a kind that does not exist or a day that is none.
    """
    return list(each_deed(store, filters))


def each_deed(store: Store, filters: Filters | None = None) -> Iterator[DeedRow]:
    """Yield the deeds of a graph as ``deed_rows`` returns them, of a graph of any size."""
    given = (filters or Filters()).given()
    yield from _each(store, _selected(store, given) if given else None)


def rows_of(store: Store, deeds: Iterable[str | ox.NamedNode]) -> list[DeedRow]:
    """Return the rows of single deeds, named by their IRIs; those that the graph does not know have none."""
    return list(_each(store, {deed if isinstance(deed, str) else deed.value for deed in deeds}))


def _each(store: Store, only: set[str] | None) -> Iterator[DeedRow]:
    ordered = _in_order(store, only)
    # For few deeds it costs less to look up what they name than to read all places.
    places = None if only is not None and len(only) <= _DEEDS_PER_QUERY else places_of(store)
    agents: dict[str, AgentRef] = {}
    while part := list(itertools.islice(ordered, _DEEDS_PER_QUERY)):
        rows = {row["id"]: row for row in part}
        if len(agents) > _MAX_AGENTS_KEPT:
            agents.clear()
        _fill(store, rows, agents, places)
        yield from part


def _selected(store: Store, given: dict[str, str]) -> set[str]:
    days = [_day(given[name]) for name in ("since", "until") if name in given]
    if len(days) == 2 and days[0] > days[1]:
        raise CallError("days-turned", since=given["since"], until=given["until"])
    bindings: dict[str, Any] = {}
    for name, value in given.items():
        if name == "kind":
            if value not in concepts(KIND):
                raise CallError("value-not-kind", value=value, known=", ".join(concepts(KIND)))
            bindings[name] = ox.NamedNode(KIND + value)
        elif name in ("since", "until"):
            bindings[name] = ox.Literal(_day(value), datatype=ox.NamedNode(XSD + "date"))
        else:
            bindings[name] = ox.Literal(value)
    found: set[str] | None = None
    for name in given:
        query = f"{_PREFIXES} SELECT DISTINCT ?deed WHERE {{ {_FILTERS[name]} }}"
        deeds = {
            deed.value for (deed,) in solutions(store, query, bindings) if isinstance(deed, ox.NamedNode)
        }
        found = deeds if found is None else found & deeds
    return found or set()


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise CallError("value-not-date", value=text) from None


# Every deed has a report, a kind and a word; as OPTIONAL the engine looks them up deed by deed and need not join.
_DEEDS = """?deed a dg:Deed OPTIONAL { ?deed dg:statedIn ?report } OPTIONAL { ?deed dg:kind ?kind }
    OPTIONAL { ?deed dg:did ?did } OPTIONAL { ?deed dg:summary ?summary }
    OPTIONAL { ?e oa:hasBody ?deed OPTIONAL { ?e dg:confidence ?confidence }
        OPTIONAL { ?e oa:hasTarget ?t OPTIONAL { ?t dg:paragraph ?paragraph }
            OPTIONAL { ?t oa:hasSelector ?s OPTIONAL { ?s oa:start ?start } OPTIONAL { ?s oa:end ?end } } } }"""


def _each_as_optional(fields: Iterable[Field]) -> str:
    return " ".join(f"OPTIONAL {{ ?w <{field.iri}> ?{field.name} }}" for field in fields)


# Properties of the deed itself that a query of their own asks for: agents, places, words.
_AT_DEED = {
    field.iri: field
    for field in ROW
    if field.iri and not field.within and not field.parts and field.name not in ("kind", "did", "summary")
}
_LINKS = f"?deed ?p ?value FILTER(?p IN ({', '.join(f'<{iri}>' for iri in _AT_DEED)}))"
_TIMES = [part for part in WHEN if not part.parts]
_WHEN = f"?deed dg:when ?w {_each_as_optional(_TIMES)}"
_RECURRENCE = """?deed dg:when/dg:recurrence ?w . ?w ?p ?value"""
_COUNTED = [part for part in QUANTITY if part.iri]
_QUANTITIES = f"?deed dg:quantity ?w {_each_as_optional(_COUNTED)}"
_NAMES = " ".join(("w", *(part.name for part in _COUNTED)))
_ASSUMED = {"value": 0, "bound": "exact"}
_INFERRED = """?e oa:hasBody ?deed . ?e dg:inferred ?value"""
_NAMING_AGENTS: tuple[Value, ...] = ("agents", "documents")  # their records are looked up together
_REFERRING = named(DEED, *_NAMING_AGENTS, "places")
_IN_ORDER = named(DEED, "texts", "deeds")
_LISTS = named(DEED, *_NAMING_AGENTS, "places", "texts", "deeds", "quantities", "spans")
_NOTHING = dict.fromkeys(field.name for field in ROW)
_NO_TIME = dict.fromkeys(part.name for part in WHEN)


def _asked(store: Store, body: str, names: str, deeds: Iterable[str] | None) -> Iterator[tuple[Any, ...]]:
    """Yield the solutions of a pattern, of all deeds or of those that are named, some at a time."""
    parts = iter([""])
    if deeds is not None:
        terms = iter(f"<{deed}>" for deed in deeds)
        chunks = iter(lambda: list(itertools.islice(terms, _DEEDS_PER_QUERY)), [])
        parts = (f"VALUES ?deed {{ {' '.join(chunk)} }}" for chunk in chunks)
    variables = " ".join("?" + name for name in ("deed", *names.split()))
    for part in parts:
        yield from solutions(store, f"{_PREFIXES} SELECT {variables} WHERE {{ {part} {body} }}")


def _in_order(store: Store, only: set[str] | None) -> Iterator[DeedRow]:
    """Yield deeds in the order of the table, with the fields of one value (kind, word) and the evidence."""
    named = sorted(only) if only is not None and len(only) <= _MAX_DEEDS_BY_NAME else None
    names = "report kind did summary e paragraph start end confidence"
    by_deed: ExternalSorter[tuple[Any, ...]] = ExternalSorter()
    for deed, report, kind, did, summary, e, *place in _asked(store, _DEEDS, names, named):
        if not isinstance(deed, ox.NamedNode) or report is None or kind is None or did is None:
            continue  # a deed of another tool, without a name or without a required field
        if only is not None and deed.value not in only:
            continue
        evidence = e.value if e else ""
        said = tuple(term.value if term else "" for term in place)
        by_deed.add(
            (deed.value, len(evidence), evidence, report.value, kind.value, did.value, bool(summary), said)
        )
    in_turn: ExternalSorter[tuple[Any, ...]] = ExternalSorter()
    for deed, lines in itertools.groupby(by_deed.in_order(), key=lambda line: line[0]):
        (_, _, _, report, kind, did, summary, said), *more = lines
        found = dict.fromkeys([said, *(line[-1] for line in more)])  # several graphs may say the same
        spans = tuple(tuple(map(int, place)) for *place, _ in found if all(map(str.isdecimal, place)))
        sure = next((_number(confidence) for *_, confidence in found if confidence), 1.0)
        in_turn.add((report, spans[0][1] if spans else 0, deed, kind, did, summary, sure, spans))
    for report, _, deed, kind, did, summary, sure, spans in in_turn.in_order():
        row = _empty(deed, report, kind.removeprefix(KIND), did, summary)
        row["confidence"] = sure
        places = [dict(zip(("paragraph", "start", "end"), span, strict=True)) for span in spans]
        row["source"], row["also"] = (places[0], places[1:]) if places else ({}, [])
        yield row


def _fill(
    store: Store, rows: dict[str, DeedRow], agents: dict[str, AgentRef], places: dict[str, PlaceRef] | None
) -> None:
    """Ask for what belongs to these deeds, and put it into their rows."""
    _add_links(store, rows, agents, places)
    for deed, *found in _asked(store, _WHEN, " ".join(part.name for part in _TIMES), rows):
        when = rows[deed.value]["when"]
        for part, value in zip(_TIMES, found, strict=True):
            if value:
                when[part.name] = _said(part, value)
    for deed, p, value in _asked(store, _RECURRENCE, "p value", rows):
        if (key := _local(p.value)) != "type":
            when = rows[deed.value]["when"]
            when["recurrence"] = {**(when["recurrence"] or {}), key: value_of(value)}
    _add_quantities(store, rows)
    for deed, value in _asked(store, _INFERRED, "value", rows):
        rows[deed.value]["inferred"].append(value.value)
    for row in rows.values():
        for key in _IN_ORDER:
            row[key] = sorted(set(row[key]))  # type: ignore[literal-required]


def _empty(deed: str, report: str, kind: str, did: str, summary: bool) -> DeedRow:
    row: dict[str, Any] = {**_NOTHING, "id": deed, "report": report, "kind": kind, "did": did}
    for name in _LISTS:
        row[name] = []
    row |= {"when": dict(_NO_TIME), "summary": summary}
    return cast(DeedRow, row)


def _local(iri: str) -> str:
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def _said(field: Field, term: Any) -> Any:
    """Return what a term says in a field of one value."""
    if field.value == "concept":
        return term.value.removeprefix(field.scheme)
    return value_of(term) if field.value in ("number", "flag") else term.value


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 1.0


def _add_links(
    store: Store, rows: dict[str, DeedRow], agents: dict[str, AgentRef], places: dict[str, PlaceRef] | None
) -> None:
    links: dict[tuple[str, str, str], Any] = {}
    strange: set[str] = set()
    for deed, p, value in _asked(store, _LINKS, "p value", rows):
        said = value.value
        links[deed.value, p.value, said] = value
        if (
            said not in agents
            and isinstance(value, ox.NamedNode)
            and _AT_DEED[p.value].value in _NAMING_AGENTS
        ):
            strange.add(said)
    agents |= agents_of(store, strange)
    if places is None:
        places = places_of(store, {iri for _, p, iri in links if _AT_DEED[p].value == "places"})
    for (deed, p, iri), term in links.items():
        field, row = _AT_DEED[p], cast("dict[str, Any]", rows[deed])
        if field.value == "places":
            row[field.name].append(
                places.get(iri, {"id": iri, "name": _local(iri), "code": None, "path": []})
            )
        elif field.value in _NAMING_AGENTS:
            row[field.name].append(agents.get(iri, {"id": iri, "name": _local(iri), "type": "unit"}))
        elif field.name in _LISTS:
            row[field.name].append(iri)
        else:
            row[field.name] = _said(field, term)
    for row in cast("Iterable[dict[str, Any]]", rows.values()):
        for name in _REFERRING:
            row[name].sort(key=itemgetter("id"))


def _add_quantities(store: Store, rows: dict[str, DeedRow]) -> None:
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for deed, w, *terms in _asked(store, _QUANTITIES, _NAMES, rows):
        made = found.setdefault((deed.value, w.value), {"id": _local(w.value)})
        for part, term in zip(_COUNTED, terms, strict=True):
            if part.value == "quantity refs":
                made.setdefault(part.name, set()).update([term.value] if term else ())
            elif part.name not in made:
                made[part.name] = _said(part, term) if term else _ASSUMED.get(part.name)
    for (deed, _), quantity in sorted(
        found.items(), key=lambda item: (item[0][0], len(item[0][1]), item[0][1])
    ):
        for name in named(QUANTITY, "quantity refs"):
            quantity[name] = sorted(quantity[name])
        rows[deed]["quantities"].append(quantity)
