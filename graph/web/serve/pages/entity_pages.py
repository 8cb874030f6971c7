"""One page for each deed, agent, place, document, report and kind, with its evidence. Done in a worker."""

from collections.abc import Sequence
from typing import Any

import pyoxigraph as ox

from graph.messages import Language
from graph.model.fields import DeedRow
from graph.model.vocab import CLASSES, LEVEL, ROLE, concepts
from graph.query.deeds import rows_of
from graph.query.sentence import say_day, say_number, say_quantity, sentence, sentence_text
from graph.store.store import Store
from graph.store.values import whole_number
from graph.web.serve.limits import Problem
from graph.web.serve.pages.deed_views import (
    deed_list,
    deed_name,
    deed_view,
    kind_path,
    linked,
    other_fields,
    paged,
    quoted,
    report_line,
    span_words,
)
from graph.web.serve.pages.page_queries import (
    BELONGS,
    Thing,
    base,
    busiest,
    dated,
    in_order,
    mentioned,
    names_of,
    path_of,
    rows,
    thing_of,
    type_of,
)
from graph.web.serve.pages.templating import Frame, framed, render_page, say, say_inferred
from graph.web.serve.tasks import TaskResult

_FEW = 200  # parts, places within and the like
AGENTS = ("unit", "team", "person", "group")


def place_of_page(store: Store, *, path: str) -> TaskResult:
    """Return the path of the page that describes a thing: its own, or for an inner node (``…/when``) its deed's.

    Raises ``Problem`` (404) when there is none.
    """
    above = path
    while above:
        node = _node(store, above)
        if type_of(store, node) is not None:
            return TaskResult(above.encode(), "text/plain")
        above = above.rpartition("/")[0]
    raise Problem(404, "the graph says nothing of this")


def _node(store: Store, path: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(base(store) + path)
    except ValueError:
        raise Problem(404, "no such thing: this is no IRI") from None


def thing(
    store: Store,
    *,
    path: str,
    number: int,
    frame: dict[str, Any],
    texts: str | None = None,
    compress: bool = False,
) -> TaskResult:
    """Return the page of the thing at ``path`` below the base. Raises ``Problem`` (404) when there is none."""
    f, node = framed(frame), _node(store, path)
    type_ = type_of(store, node)
    if type_ is None:
        raise Problem(404, "the graph says nothing of this")
    if type_ == "deed":
        return _deed(store, f, node, path, texts, compress)
    found = thing_of(store, node, type_)
    match type_:
        case "report":
            shown = _report(store, f, node)
        case "place":
            shown = _place(store, f, node)
        case "document" | "scheme":
            deeds = [deed.value for (deed,) in rows(store, f"?deed dg:about {node}", "deed")]
            shown = {"lists": [deed_list("deedsAbout", dated_of(store, deeds))], "groups": []}
        case _:
            shown = _agent(store, f, node)
    lists = [paged(store, f, one, number) for one in shown.pop("lists")]
    name = found.labels.get(f.lang) or found.name
    return render_page(
        "thing.html", f, compress=compress, title=name, type=type_, name=name, path=path,
        other=[one for one in (*found.labels.values(), found.name) if one != name][:1],
        facts=_facts(store, f, found), spans=_spans(store, f, found.spans, texts), lists=lists, **shown,
    )  # fmt: skip


def dated_of(store: Store, deeds: Sequence[str]) -> list[str]:
    """Return deeds in order of time."""
    values = " ".join(f"<{deed}>" for deed in deeds)
    return dated(store, f"VALUES ?deed {{ {values} }} ?deed a dg:Deed") if deeds else []


def _agent(store: Store, f: Frame, node: ox.NamedNode) -> dict[str, Any]:
    own = f"{{ SELECT DISTINCT ?w WHERE {{ ?w {BELONGS} {node} }} }}"
    done = dated(store, f"{own} ?deed dg:who ?w")
    named = rows(store, f"?deed dg:with|dg:whom|dg:to|dg:from {node} . ?deed a dg:Deed", "deed")
    others = dated_of(store, sorted({deed.value for (deed,) in named} - set(done)))
    parts = [p.value for (p,) in rows(store, f"?p dg:unit|org:memberOf|org:subOrganizationOf {node}", "p")]
    return {
        "lists": [
            deed_list("deedsDone", done, "deeds_done_note"),
            *([deed_list("deedsNamed", others)] if others else []),
        ],
        "groups": _groups(store, f, {"parts": parts}),
    }  # fmt: skip


def _place(store: Store, f: Frame, node: ox.NamedNode) -> dict[str, Any]:
    inside = f"{{ SELECT DISTINCT ?p WHERE {{ ?p dg:within* {node} }} }} ?deed dg:where ?p ."
    within = [p.value for (p,) in rows(store, f"?p dg:within {node}", "p")]
    seated = [p.value for (p,) in rows(store, f"?p schema:location {node} ; dg:name ?n", "p")]
    actors = busiest(store, inside, _FEW)
    names = names_of(store, [iri for iri, _ in actors], f.lang)
    groups = _groups(store, f, {"partsWithin": within, "seated": seated})
    if actors:
        groups.append({
            "title": "doersHere",
            "things": [
                {"name": names.get(iri, iri), "href": f.url(path_of(store, iri)), "n": n} for iri, n in actors
            ],
        })  # fmt: skip
    return {
        "lists": [deed_list("deedsHere", dated(store, inside), "deeds_here_note")], "groups": groups,
    }  # fmt: skip


def _report(store: Store, f: Frame, node: ox.NamedNode) -> dict[str, Any]:
    body = f"""?deed dg:statedIn {node} . ?e oa:hasBody ?deed ; oa:hasTarget/oa:hasSelector/oa:start ?first"""
    first: dict[str, int] = {}
    for deed, at in rows(store, body, "deed", "first"):
        first[deed.value] = min(whole_number(at), first.get(deed.value, 1 << 60))
    deeds = sorted(first, key=lambda deed: (first[deed], deed))
    types = " ".join(f"<{CLASSES[name]}>" for name in AGENTS)
    begin = ox.Literal(f"{node.value}/agent/")
    body = f"VALUES ?type {{ {types} }} ?one a ?type FILTER(STRSTARTS(STR(?one), {begin}))"
    agents = [one.value for (one,) in rows(store, body, "one")]
    return {
        "lists": [deed_list("deeds_of_report", deeds, "deeds_of_report_note")],
        "groups": _groups(store, f, {"agents_of_report": agents}),
    }  # fmt: skip


def _groups(store: Store, f: Frame, groups: dict[str, list[str]]) -> list[dict[str, Any]]:
    found = []
    for title, iris in groups.items():
        if iris:
            names = names_of(store, iris, f.lang)
            things = sorted(({"name": names.get(iri, iri), "href": f.url(path_of(store, iri)), "n": None}
                             for iri in set(iris)), key=lambda one: str(one["name"]))  # fmt: skip
            found.append({"title": title, "things": things[:_FEW]})
    return found


def _facts(store: Store, f: Frame, thing: Thing) -> list[dict[str, Any]]:
    """Return what is said of a thing as terms with values, each value with an address if it has one."""
    facts = thing.facts
    listed: list[dict[str, Any]] = []

    def add(term: str, *values: Any) -> None:
        shown = [
            value if isinstance(value, dict) else {"text": value, "href": None} for value in values if value
        ]
        if shown:
            listed.append({"term": term, "values": shown})

    names = names_of(store, {iri for iris in thing.links.values() for iri in iris}, f.lang)
    add("otherNames", *thing.names)
    for relation in ("belongsTo", "seat", "publisher"):
        add(relation, *(_link(store, f, iri, names) for iri in thing.links.get(relation, [])))
    add("within", *(_link(store, f, iri, names_of(store, [iri], f.lang)) for iri in _lineage(store, thing)))
    same = [
        one.value
        for (one,) in rows(
            store, f"{{ <{thing.iri}> owl:sameAs ?o }} UNION {{ ?o owl:sameAs <{thing.iri}> }}", "o"
        )
    ]
    add("same", *(_link(store, f, iri, names_of(store, [iri], f.lang)) for iri in sorted(same)))
    if facts.get("official") != thing.name:
        add("official", facts.get("official"))
    if "code" in facts:
        edition = say(f.lang, "edition", year=facts["edition"]) if "edition" in facts else ""
        add("code", facts["code"] + edition)
    if "level" in facts:
        known = concepts(LEVEL).get(facts["level"])
        add("level", getattr(known, f.lang) if known else facts["level"])
    if "published" in facts:
        inferred = say(f.lang, "published_inferred") if "published" in thing.inferred else ""
        add("published", say_day(facts["published"], f.lang) + inferred)
    for name in ("age", "language", "hash"):
        add(name, facts.get(name))
    address = facts.get("address", "")
    # Only an address of the web is a link: one of another scheme might be a script.
    add(
        "address",
        {"text": address, "href": address if address.startswith(("http://", "https://")) else None}
        if address
        else None,
    )
    of = names_of(store, {post["of"] for post in thing.posts if post["of"]}, f.lang)
    add(
        "posts",
        *(" · ".join(part for part in (of.get(post["of"]), post["role"]) if part) for post in thing.posts),
    )
    return listed


def _link(store: Store, f: Frame, iri: str, names: dict[str, str]) -> dict[str, Any]:
    return {"text": names.get(iri, iri), "href": f.url(path_of(store, iri))}


def _lineage(store: Store, thing: Thing) -> list[str]:
    """Return the places that hold a place, the largest first."""
    found: list[str] = []
    above = thing.links.get("within", [])[:1]
    while above and above[0] not in found and above[0] != thing.iri:
        found.insert(0, above[0])
        above = [a.value for (a,) in rows(store, f"<{above[0]}> dg:within ?a", "a")][:1]
    return found


def _spans(store: Store, f: Frame, spans: list[dict[str, Any]], texts: str | None) -> list[dict[str, Any]]:
    reports = {span["report"] for span in spans}
    lines = {iri: _line(store, iri, f.lang) for iri in reports}
    return [
        {
            "words": span_words(span, f.lang), "line": lines[span["report"]][0], "language": lines[span["report"]][2],
            "href": f.url(path_of(store, span["report"])), "quote": quoted(texts, lines[span["report"]][1], span),
        }
        for span in spans
    ]  # fmt: skip


def _line(store: Store, report: str, language: Language) -> tuple[str, str, str]:
    """Return a report as one cites it, the hash of its text, and its language."""
    found = thing_of(store, ox.NamedNode(report), "report")
    publishers = names_of(store, found.links.get("publisher", []), language)
    title = found.labels.get(language) or found.name
    line = report_line(
        title, next(iter(publishers.values()), ""), found.facts.get("published", ""),
        "published" in found.inferred, language,
    )  # fmt: skip
    return line, found.facts.get("hash", ""), found.facts.get("language", "zh")


def _deed(
    store: Store, f: Frame, node: ox.NamedNode, path: str, texts: str | None, compress: bool
) -> TaskResult:
    found = rows_of(store, [node.value])
    if not found:
        raise Problem(404, "the graph says nothing of this")
    row = found[0]
    sentences: list[tuple[Language, Any]] = []
    iris = mentioned([row])
    order: tuple[Language, Language] = ("zh", "en") if f.lang == "zh" else ("en", "zh")
    for language in order:
        names = names_of(store, iris, language)
        sentences.append((language, linked(store, f, sentence(row, language, names))))
    line, hash_, language_of_text = _line(store, row["report"], f.lang)
    spans = [
        {
            "words": span_words(span, f.lang), "line": line, "href": f.url(path_of(store, row["report"])),
            "language": language_of_text, "quote": quoted(texts, hash_, span),
        }
        for span in (row["source"], *row["also"]) if span
    ]  # fmt: skip
    comma = "；" if f.lang == "zh" else "; "
    cited = comma.join(str(span["words"]) for span in spans)
    text = sentence_text(row, f.lang, names_of(store, iris, f.lang))
    after = [d.value for (d,) in rows(store, f"?d dg:after {node}", "d")]
    also = sorted(d.value for (d,) in rows(store, f"?h dg:toldBy {node}, ?d FILTER(?d != {node})", "d"))
    differs = sorted(
        field.value
        for (field,) in rows(store, f"?h dg:toldBy {node} ; dg:differsIn/dg:field ?field", "field")
    )
    return render_page(
        "deed.html", f, compress=compress, title=deed_name(row, f.lang), row=row, path=path, sentences=sentences,
        spans=spans, kinds=kind_path(f, row["kind"]), places=_places(store, f, row), quantities=_quantities(f, row),
        inferred=say_inferred(f.lang, row["inferred"]) if row["inferred"] else "",
        follows=deed_view(store, f, in_order(store, row["after"])),
        followed=deed_view(store, f, in_order(store, after)),
        also=deed_view(store, f, in_order(store, also)), differs=say_inferred(f.lang, differs) if differs else "",
        more=other_fields(row, f.lang),
        confidence=f"{row['confidence']:g}" if row["confidence"] != 1.0 else "",
        cite=f"{text} {'，'.join((line, cited)) if f.lang == 'zh' else ', '.join((line, cited))}. {row['id']}",
        report_id=row["report"].rpartition("/")[2],
    )  # fmt: skip


def _places(store: Store, f: Frame, row: DeedRow) -> list[dict[str, Any]]:
    found = []
    for place in row["where"]:
        node = ox.NamedNode(place["id"])
        thing = thing_of(store, node, "place")
        iris = [*_lineage(store, thing), place["id"]]
        names = names_of(store, iris, f.lang)
        found.append({"path": [_link(store, f, iri, names) for iri in iris], "code": place["code"] or ""})
    return found


def _quantities(f: Frame, row: DeedRow) -> list[dict[str, str]]:
    roles = concepts(ROLE)
    return [
        {
            "text": say_quantity(q, f.lang), "full": f"{say_number(q['value'], 'en')}",
            "role": getattr(roles[q["role"]], f.lang) if q["role"] in roles else "",
        }
        for q in row["quantities"]
    ]  # fmt: skip
