"""Links everything in a store, and writes its links graph in one transaction.

The features that linking compares are read from the store itself, a report's graph at a time: so it does not
matter when and how a report was loaded, and nothing is stored a second time.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import pyoxigraph as ox

from graph.link import Feature, Links, linked, links_nodes
from graph.model.fields import QUANTITY, WHEN, Field, compared
from graph.model.iris import graph_of, links_graph_iri, report_iri, report_of_graph, shared_graph_iri
from graph.model.nquads import nquads
from graph.model.records import Decision
from graph.model.vocab import (
    BOUND,
    CLASSES,
    DEFAULT_BASE,
    DG,
    FOAF,
    LEVEL,
    ORG,
    PREFIXES,
    RDF,
    RDFS,
    ROLE,
    SCHEMA,
    SKOS,
)
from graph.store.store import Store, add_nquads, change, graph_names, matching

Said = dict[str, list[Any]]  # what is said of a node, by predicate
_AGENTS = {CLASSES[type_]: type_ for type_ in ("unit", "team", "person", "group")}
_BATCH_NODES = 2000  # of the links graph that are written together
_SAME = PREFIXES["owl"] + "sameAs"
_DCTERMS = PREFIXES["dcterms"]


def relink(store: Store, base: str = DEFAULT_BASE, decisions: list[Decision] | None = None) -> Links:
    """Compute the links of everything in a store and replace its links graph, in one transaction.

    Pairs for a person to decide are not computed. ``decisions`` ``None`` keeps those of the links graph.
    A store with one report has nothing to link,
    and no links graph. Nothing is written when nothing changed. Raises ``StoreError`` when the store fails.
    """
    links = links_in(store, base, decisions)
    put_links(store, links, base)
    return links


def links_in(
    store: Store,
    base: str = DEFAULT_BASE,
    decisions: list[Decision] | None = None,
    without: frozenset[str] = frozenset(),
) -> Links:
    """Compute the links of everything in a store but ``without``: paths of reports and of shared records."""
    if decisions is None:
        decisions = decisions_in(store, base)
    if not decisions and len(set(_reports(store, base)) - without) < 2:
        return Links()
    features = features_in(store, base)
    kept = (f for f in features if f.path not in without and f.report not in without)
    return linked(kept, decisions, ask=False)


def put_links(
    store: Store,
    links: Links,
    base: str = DEFAULT_BASE,
    remove: Iterable[ox.Quad] = (),
    drop: Iterable[ox.NamedNode] = (),
) -> bool:
    """Replace a store's links graph by these links, in one transaction with other quads and graphs to remove.

    Nothing is written when nothing changes. Returns whether the links changed.
    """
    graph = ox.NamedNode(links_graph_iri(base))
    wanted = {quad for text in _texts(links, base) for quad in _parsed(text)}
    present = set(matching(store, graph=graph))
    changed = present != wanted
    change(
        store,
        remove=remove,
        drop=[*drop, *([graph] if present and changed else [])],
        add=sorted(wanted, key=str) if changed else [],
    )
    return changed


def put_first_links(store: ox.Store, links: Links, base: str = DEFAULT_BASE) -> bool:
    """Write links in batches into a new store that has none.

    Returns whether there are any.
    """
    some = False
    for text in _texts(links, base):
        add_nquads(store, text.encode("utf-8"), fresh=True)
        some = True
    return some


def _texts(links: Links, base: str) -> Iterator[str]:
    nodes, graph = links_nodes(links, base), links_graph_iri(base)
    while part := list(islice(nodes, _BATCH_NODES)):
        yield nquads([{"id": graph, "@graph": part}])


def _parsed(text: str) -> Iterable[ox.Quad]:
    return ox.parse(text.encode("utf-8"), format=ox.RdfFormat.N_QUADS)


def _reports(store: Store, base: str) -> list[str]:
    """Return the paths of the reports in a store, in order."""
    names = (name.value for name in graph_names(store) if isinstance(name, ox.NamedNode))
    reports = (report_of_graph(name) for name in names if name.startswith(report_iri("", base)))
    return sorted(report.removeprefix(base) for report in reports if report)


def features_in(store: Store, base: str = DEFAULT_BASE) -> Iterator[Feature]:
    """Yield the features of all records in a store: the same that ``features_of`` makes of the records."""
    yield from _features(_said(matching(store, graph=ox.NamedNode(shared_graph_iri(base)))), base)
    for report in _reports(store, base):
        yield from _features(_said(matching(store, graph=ox.NamedNode(graph_of(base + report)))), base)


def decisions_in(store: Store, base: str = DEFAULT_BASE) -> list[Decision]:
    """Return the decisions in a store's links graph."""
    said = _said(matching(store, graph=ox.NamedNode(links_graph_iri(base))))
    found: list[Decision] = []
    for about in said.values():
        if CLASSES["decision"] not in _all(about, RDF + "type"):
            continue
        by = said.get(_one(about, PREFIXES["prov"] + "wasAssociatedWith"), {})
        decision: Decision = {
            "a": _one(about, RDF + "subject").removeprefix(base),
            "b": _one(about, RDF + "object").removeprefix(base),
            "same": _one(about, RDF + "predicate") == _SAME,
            "by": _one(by, FOAF + "name"),
            "on": _one(about, _DCTERMS + "created"),
        }
        if why := _one(about, RDFS + "comment"):
            decision["why"] = why
        found.append(decision)
    return sorted(found, key=lambda decision: (decision["a"], decision["b"], decision["same"]))


def _said(quads: Iterable[ox.Quad]) -> dict[str, Said]:
    found: dict[str, Said] = defaultdict(lambda: defaultdict(list))
    for subject, predicate, value, _ in quads:
        if predicate.value in _READ and isinstance(subject, ox.NamedNode):
            found[subject.value][predicate.value].append(value)
    return found


def _features(said: dict[str, Said], base: str) -> Iterator[Feature]:
    for iri in sorted(said):
        about, path = said[iri], iri.removeprefix(base)
        for type_ in _all(about, RDF + "type"):
            if type_ in _AGENTS:
                yield Feature("agent", path, _agent(about, said, base) | {"type": _AGENTS[type_]})
            elif type_ == CLASSES["place"]:
                yield Feature("place", path, _place(about, base))
            elif type_ == CLASSES["deed"]:
                yield Feature("deed", path, _deed(about, said, base))
            elif type_ == CLASSES["report"]:
                yield Feature("report", path, _report(about, base))


def _all(about: Said, predicate: str) -> list[str]:
    return [str(value.value) for value in about.get(predicate, ())]


def _one(about: Said, predicate: str) -> str:
    return next(iter(_all(about, predicate)), "")


def _filled(**fields: Any) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if value not in ("", [], {}, None, False)}


def _paths(about: Said, predicate: str, base: str) -> list[str]:
    return sorted(value.removeprefix(base) for value in _all(about, predicate))


def _path(about: Said, predicate: str, base: str) -> str:
    return _one(about, predicate).removeprefix(base)


def _named(about: Said) -> dict[str, Any]:
    name = _one(about, DG + "name")
    return _filled(
        name=name,
        names=sorted(_all(about, SKOS + "altLabel")),
        labels=sorted({label for label in _all(about, RDFS + "label") if label != name}),
        exactMatch=sorted(_all(about, SKOS + "exactMatch")),
    )


def _report(about: Said, base: str) -> dict[str, Any]:
    return _filled(
        published=_one(about, SCHEMA + "datePublished"),
        language=_one(about, SCHEMA + "inLanguage"),
        publisher=_path(about, SCHEMA + "publisher", base),
        cites=_paths(about, _DCTERMS + "references", base),
    )


def _place(about: Said, base: str) -> dict[str, Any]:
    return _named(about) | _filled(
        level=_one(about, DG + "level").removeprefix(LEVEL),
        official=_one(about, DG + "officialName"),
        code=_one(about, DG + "code"),
        edition=_one(about, DG + "edition"),
        within=_path(about, DG + "within", base),
    )


def _agent(about: Said, said: dict[str, Said], base: str) -> dict[str, Any]:
    posts = [said.get(post, {}) for post in _all(about, ORG + "hasMembership")]
    age = _one(about, FOAF + "age")
    return _named(about) | _filled(
        parent=_path(about, ORG + "subOrganizationOf", base),
        seat=_path(about, SCHEMA + "location", base),
        unit=_path(about, DG + "unit", base),
        memberOf=_paths(about, ORG + "memberOf", base),
        age=int(age) if age else None,
        posts=sorted(
            [
                _one(said.get(_one(post, ORG + "role"), {}), DG + "name"),
                _path(post, ORG + "organization", base),
            ]
            for post in posts
        ),
    )


def _deed(about: Said, said: dict[str, Said], base: str) -> dict[str, Any]:
    return _filled(**{field.name: _compared(field, about, said, base) for field in compared("link")})


def _compared(field: Field, about: Said, said: dict[str, Said], base: str) -> Any:
    match field.value:
        case "agents" | "documents" | "places":
            return _paths(about, field.iri, base)
        case "texts":
            return sorted(_all(about, field.iri))
        case "when":
            when = said.get(_one(about, field.iri), {})
            return _filled(**{part.name: _one(when, part.iri) for part in compared("link", WHEN)})
        case "quantities":
            return sorted(_quantity(iri, said.get(iri, {})) for iri in _all(about, field.iri))
        case "flag":
            return _one(about, field.iri) == "true"
        case "number":
            return _number(_one(about, field.iri))
        case _:
            return _one(about, field.iri).removeprefix(field.scheme)


def _quantity(iri: str, about: Said) -> list[Any]:
    number = _number(_one(about, DG + "value")) or 0
    return [
        iri.rpartition("/")[2],
        number,
        _one(about, SCHEMA + "unitText"),
        _one(about, DG + "bound").removeprefix(BOUND),
        _one(about, DG + "of"),
        _one(about, DG + "role").removeprefix(ROLE),
    ]


def _number(written: str) -> float | None:
    return float(written) if "." in written else int(written) if written else None


# All predicates that are read above; the rest of a graph, mostly evidence, is skipped.
_READ = frozenset(
    (
        RDF + "type", RDF + "subject", RDF + "predicate", RDF + "object", RDFS + "comment", RDFS + "label",
        DG + "name", SKOS + "altLabel", SKOS + "exactMatch", SCHEMA + "datePublished", SCHEMA + "inLanguage",
        SCHEMA + "publisher", _DCTERMS + "references", _DCTERMS + "created", PREFIXES["prov"] + "wasAssociatedWith",
        FOAF + "name", FOAF + "age", DG + "level", DG + "officialName", DG + "code", DG + "edition", DG + "within",
        ORG + "subOrganizationOf", SCHEMA + "location", DG + "unit", ORG + "memberOf", ORG + "hasMembership",
        ORG + "role", ORG + "organization",
        *(field.iri for field in (*compared("link"), *compared("link", WHEN), *QUANTITY)),
    )
)  # fmt: skip
