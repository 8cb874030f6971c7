"""Search: agents, places, documents and reports by name or code, deeds by what was done. Done in a worker."""

from typing import Any

import pyoxigraph as ox

from graph.query.deeds import rows_of
from graph.query.reconcile.service import reconcile
from graph.store.sparql import solutions
from graph.store.store import Store
from graph.web.serve.pages.deed_views import deed_view
from graph.web.serve.pages.page_queries import PREFIXES, TYPES, base, names_of, path_of
from graph.web.serve.pages.templating import Frame, framed, render_page, say
from graph.web.serve.reconcile import index_for
from graph.web.serve.tasks import TaskResult

MOST = 100  # things, and deeds, that are listed
_LONGEST = 200  # characters of a question
_NAMES = """{ ?s dg:name ?n } UNION { ?s skos:altLabel ?n } UNION { ?s dg:officialName ?n }
    UNION { ?s rdfs:label ?n } UNION { ?s skos:prefLabel ?n } UNION { ?s schema:headline ?n } UNION { ?s dg:code ?n }"""


def find(store: Store, *, text: str, frame: dict[str, Any], compress: bool = False) -> TaskResult:
    """Return what a search finds; names that are alike where nothing has these very characters."""
    f = framed(frame)
    text = " ".join(text.split())[:_LONGEST]
    things = _things(store, f, text) if text else []
    deeds = _deeds(store, f, text) if text else []
    similar = _similar(store, f, text) if text and not things else []
    return render_page(
        "search.html", f, compress=compress, title=say(f.lang, "go"), text=text, things=things[:MOST],
        deeds=deeds, similar=similar, most=MOST, cut=len(things) > MOST or len(deeds) >= MOST,
    )  # fmt: skip


def _things(store: Store, f: Frame, text: str) -> list[dict[str, Any]]:
    types = " ".join(f"<{iri}>" for iri, name in TYPES.items() if name != "deed")
    query = f"""{PREFIXES} SELECT DISTINCT ?s ?n ?type WHERE {{ {_NAMES}
        FILTER(CONTAINS(LCASE(STR(?n)), LCASE($text))) ?s a ?type VALUES ?type {{ {types} }} }} LIMIT 2000"""
    best: dict[str, tuple[tuple[int, int], str]] = {}
    for one, name, type_ in solutions(store, query, {"text": ox.Literal(text)}):
        low, wanted = name.value.lower(), text.lower()
        # The name itself first, then what begins so, then the shortest.
        rank = (0 if low == wanted else 1 if low.startswith(wanted) else 2, len(low))
        if one.value not in best or rank < best[one.value][0]:
            best[one.value] = (rank, TYPES[type_.value])
    ordered = sorted(best, key=lambda iri: (best[iri][0], iri))[: MOST + 1]
    names = names_of(store, ordered, f.lang)
    return [
        {"name": names.get(iri, iri), "href": f.url(path_of(store, iri)), "type": best[iri][1]}
        for iri in ordered
    ]


def _deeds(store: Store, f: Frame, text: str) -> list[dict[str, Any]]:
    query = f"""{PREFIXES} SELECT DISTINCT ?d WHERE {{ {{ ?d dg:did ?n }} UNION {{ ?d dg:what ?n }}
        FILTER(CONTAINS(LCASE(?n), LCASE($text))) }} ORDER BY ?d LIMIT {MOST}"""
    found = [d.value for (d,) in solutions(store, query, {"text": ox.Literal(text)})]
    return deed_view(store, f, rows_of(store, found)) if found else []


def _similar(store: Store, f: Frame, text: str) -> list[dict[str, Any]]:
    found = reconcile(index_for(store), {"q": {"query": text, "limit": 8}})["q"]["result"]
    iris = [base(store) + one["id"] for one in found]
    names = names_of(store, iris, f.lang)
    return [{"name": names.get(iri, iri), "href": f.url(path_of(store, iri)), "type": ""} for iri in iris]
