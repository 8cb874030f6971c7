"""What an assistant may ask of a graph: small answers as JSON, each with the evidence of the deeds in it.

These run in a worker, like ``work``; ``mcp`` gives them to assistants.
"""

import json
from collections.abc import Iterable
from typing import Any

import pyoxigraph as ox

from graph.errors import CallError
from graph.model.fields import DeedRow
from graph.model.iris import report_iri, report_of_path
from graph.model.vocab import DEFAULT_BASE, DG, OA, SCHEMA
from graph.query.deeds import Filters, deed_rows, rows_of
from graph.query.reconcile.entities import key_of
from graph.query.reconcile.service import suggest
from graph.store.sparql import SavedQuery, ask, ask_saved, saved_query, solutions
from graph.store.store import Store, base_of, whole
from graph.store.values import whole_number
from graph.web.serve.limits import Problem
from graph.web.serve.reconcile import index_for
from graph.web.serve.tasks import TaskResult

MOST = 200  # deeds or rows in one answer: more than that no assistant reads
_CITED = 500  # deeds whose evidence goes with the rows of a query


def search(store: Store, *, text: str, limit: int) -> TaskResult:
    """Return agents, places and documents by a part of their name, and deeds whose doing has the words."""
    found = suggest(index_for(store), "entity", text)["result"][:limit]
    words = ox.Literal(text.casefold())
    query = f"""SELECT ?deed {{ ?deed a <{DG}Deed> ; <{DG}did> ?did .
        FILTER(CONTAINS(LCASE(STR(?did)), {words})) }} ORDER BY ?deed LIMIT {limit}"""
    deeds = [deed.value for (deed,) in solutions(store, query)] if key_of(text) else []
    return _as_json({"agents_places_documents": found, "deeds": _cited(store, rows_of(store, deeds))})


def deed(store: Store, *, identifier: str) -> TaskResult:
    """Return one deed by its IRI or its path, with its evidence. Raises ``Problem`` when there is none."""
    base = base_of(store) or DEFAULT_BASE
    iri = identifier if "://" in identifier else f"{base}{identifier}"
    node = _node(iri)
    rows = rows_of(store, [node]) if node else []
    if not rows:
        raise Problem(404, f"no deed {identifier!r}; search gives the ids of deeds")
    return _as_json({"deeds": _cited(store, rows)})


def deeds(store: Store, *, filters: dict[str, str], limit: int, skip: int) -> TaskResult:
    """Return deeds that fit filters, each with its evidence, and how many there are in all."""
    rows = deed_rows(store, Filters(**filters))
    return _as_json({"total": len(rows), "deeds": _cited(store, rows[skip : skip + limit])})


def saved(store: Store, *, name: str, parameters: dict[str, str], limit: int) -> TaskResult:
    """Return the rows of a saved query with the evidence of the deeds that they name."""
    return _rows(store, ask_saved(store, named_query(name), parameters), limit)


def named_query(name: str) -> SavedQuery:
    """Return a packaged query by its name; never a file, whatever the name says. Raises ``CallError``."""
    if "/" in name or name.endswith(".rq"):
        raise CallError("mcp-no-query", name=name)
    return saved_query(name)


def sparql(store: Store, *, query: str, limit: int) -> TaskResult:
    """Return the rows of a SPARQL query with the evidence of the deeds that they name."""
    return _rows(store, ask(store, query), limit)


def _rows(store: Store, answer: Any, limit: int) -> TaskResult:
    if isinstance(answer, ox.QueryBoolean):
        return _as_json({"answer": bool(answer)})
    with whole(store):
        if not isinstance(answer, ox.QuerySolutions):
            triples: list[str] = []
            for triple in answer:
                if len(triples) == limit:
                    return _as_json({"triples": triples, "more": True})
                triples.append(str(triple))
            return _as_json({"triples": triples, "more": False})
        names = [variable.value for variable in answer.variables]
        rows: list[dict[str, str]] = []
        more = False
        for solution in answer:
            if len(rows) == limit:
                more = True
                break
            found = {name: solution[name] for name in names}
            rows.append({name: _text(term) for name, term in found.items() if term is not None})
    return _as_json({"columns": names, "rows": rows, "more": more, "evidence": _evidence_of(store, rows)})


def _text(term: Any) -> str:
    return str(term.value) if isinstance(term, ox.NamedNode | ox.Literal) else str(term)


def _evidence_of(store: Store, rows: Iterable[dict[str, str]]) -> dict[str, list[dict[str, Any]]]:
    """Return the evidence of the deeds that rows name, by IRI or by path, under the name they have there."""
    base = base_of(store) or DEFAULT_BASE
    named: dict[str, str] = {}
    for row in rows:
        for value in row.values():
            if report_of_path(value):
                named[base + value] = value
            elif value.startswith(report_iri("", base)):
                named[value] = value
    iris = [iri for iri in named if _node(iri)][:_CITED]
    return {named[iri]: spans for iri, spans in evidence(store, iris).items()}


def _cited(store: Store, rows: list[DeedRow]) -> list[dict[str, Any]]:
    known = evidence(store, [row["id"] for row in rows])
    return [{**row, "evidence": known.get(row["id"], [])} for row in rows]


def evidence(store: Store, iris: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    """Return for each deed where it is said: report, title, day, paragraph, characters from 0, end exclusive."""
    nodes = [str(node) for iri in iris if (node := _node(iri))]
    if not nodes:
        return {}
    query = f"""PREFIX dg: <{DG}> PREFIX oa: <{OA}> PREFIX schema: <{SCHEMA}>
        SELECT ?deed ?report ?title ?day ?p ?start ?end {{ VALUES ?deed {{ {" ".join(nodes)} }}
          ?e oa:hasBody ?deed ; oa:hasTarget ?t . ?t oa:hasSource ?report ; dg:paragraph ?p ; oa:hasSelector ?s .
          ?s oa:start ?start ; oa:end ?end . ?report schema:headline ?title ; schema:datePublished ?day }}
        ORDER BY ?deed ?e"""
    found: dict[str, list[dict[str, Any]]] = {}
    for one, report, title, day, paragraph, start, end in solutions(store, query):
        span = {"paragraph": whole_number(paragraph), "start": whole_number(start), "end": whole_number(end)}
        found.setdefault(one.value, []).append(
            {"report": report.value, "title": title.value, "published": day.value, **span}
        )
    return found


def _node(iri: str) -> ox.NamedNode | None:
    try:
        return ox.NamedNode(iri)
    except ValueError:
        return None


def _as_json(value: Any) -> TaskResult:
    return TaskResult(json.dumps(value, ensure_ascii=False).encode(), "application/json")
