"""The first page, the list of reports, and the list of places: what is in here. Done in a worker."""

from typing import Any

from graph.model.iris import report_id
from graph.model.vocab import CLASSES, KIND, SCHEMA, concepts
from graph.query.sentence import say_day
from graph.store.store import Store
from graph.web.serve.pages.page_queries import base, busiest, count, names_of, path_of, rows
from graph.web.serve.pages.templating import Frame, framed, render_page, say
from graph.web.serve.tasks import TaskResult

_LATEST = 8
_BUSIEST = 12
_REPORTS = 100  # of one page of their list
_PARTS = ("deed", "unit", "team", "person", "group", "place", "document", "scheme", "report")


def home(store: Store, *, frame: dict[str, Any], compress: bool = False) -> TaskResult:
    """Return the first page: counts, latest reports, kinds, the most active."""
    f = framed(frame)
    counts = {name: count(store, f"?s a <{CLASSES[name]}>") for name in _PARTS}
    days = rows(store, "?d a dg:Deed ; dg:when ?w . { ?w dg:start ?day } UNION { ?w dg:end ?day }", "day")
    known = sorted(day.value for (day,) in days)
    between = (say_day(known[0], f.lang), say_day(known[-1], f.lang)) if known else None
    actors = busiest(store, "?deed a dg:Deed .", _BUSIEST)
    names = names_of(store, [iri for iri, _ in actors], f.lang)
    return render_page(
        "home.html", f, compress=compress,
        title=say(f.lang, "site"), counts=counts, between=between,
        reports=_reports(store, f, _LATEST), kinds=kinds_counted(store, f),
        actors=[{"name": names.get(iri, iri), "href": f.url(path_of(store, iri)), "n": n} for iri, n in actors],
    )  # fmt: skip


def kinds_counted(store: Store, f: Frame) -> list[dict[str, Any]]:
    """Return the kinds that the graph has, each top one followed by its narrower ones, with numbers of deeds."""
    query = "?deed dg:kind ?kind"
    found: dict[str, int] = {}
    for _, kind in rows(store, query, "deed", "kind"):
        slug = kind.value.removeprefix(KIND)
        found[slug] = found.get(slug, 0) + 1
    known = concepts(KIND)
    listed = []
    for top in (kind for kind in known.values() if kind.broader is None):
        inside = [kind for kind in known.values() if kind.broader == top.slug and kind.slug in found]
        number = found.get(top.slug, 0) + sum(found[kind.slug] for kind in inside)
        if number:
            narrower = [_kind(f, kind.slug, found[kind.slug]) for kind in inside]
            listed.append({**_kind(f, top.slug, number), "narrower": narrower})
    strange = sorted(set(found) - set(known))
    return listed + [{**_kind(f, slug, found[slug]), "narrower": []} for slug in strange]


def _kind(f: Frame, slug: str, number: int) -> dict[str, Any]:
    known = concepts(KIND).get(slug)
    return {"name": getattr(known, f.lang) if known else slug, "href": f.url(f"/kind/{slug}"), "n": number}


def _reports(store: Store, f: Frame, most: int, skip: int = 0) -> list[dict[str, Any]]:
    body = f"?r a <{CLASSES['report']}> OPTIONAL {{ ?r <{SCHEMA}datePublished> ?day }}"
    found = sorted(
        ((day.value if day else "", r.value) for r, day in rows(store, body, "r", "day")), reverse=True
    )[skip : skip + most]
    names = names_of(store, [iri for _, iri in found], f.lang)
    return [
        {
            "name": names.get(iri, iri), "href": f.url(path_of(store, iri)), "day": say_day(day, f.lang) if day else "",
            "n": count(store, f"?s dg:statedIn <{iri}>"), "id": report_id(iri, base(store)),
        }
        for day, iri in found
    ]  # fmt: skip


def reports(
    store: Store, *, frame: dict[str, Any], number: int, drawn: bool = False, compress: bool = False
) -> TaskResult:
    """Return a page of the list of all reports, the latest first; ``drawn``: each leads to its drawing."""
    f = framed(frame)
    all_ = count(store, f"?s a <{CLASSES['report']}>")
    pages = max(1, -(-all_ // _REPORTS))
    number = min(max(number, 1), pages)
    listed = _reports(store, f, _REPORTS, (number - 1) * _REPORTS)
    return render_page(
        "reports.html", f, compress=compress, title=say(f.lang, "reports"), reports=listed, all=all_,
        number=number, pages=pages, drawn=drawn, deeds=count(store, "?s a dg:Deed") if drawn else 0,
    )  # fmt: skip


def places(store: Store, *, frame: dict[str, Any], compress: bool = False) -> TaskResult:
    """Return the places where deeds took effect, as a tree with numbers of deeds."""
    f = framed(frame)
    here: dict[str, set[str]] = {}
    for deed, place in rows(store, "?deed dg:where ?place", "deed", "place"):
        here.setdefault(place.value, set()).add(deed.value)
    return render_page(
        "places.html", f, compress=compress, title=say(f.lang, "places"), tree=place_tree(store, f, here)
    )


def place_tree(store: Store, f: Frame, here: dict[str, set[str]]) -> list[dict[str, Any]]:
    """Return places with all that holds them as a tree; a number counts what is there or at any place within."""
    within = {p.value: above.value for p, above in rows(store, "?p dg:within ?above", "p", "above")}
    codes = {p.value: code.value for p, code in rows(store, "?p dg:code ?code", "p", "code")}
    inside: dict[str, set[str]] = {}
    for place, things in here.items():
        one: str | None = place
        seen: set[str] = set()
        while one is not None and one not in seen:
            inside.setdefault(one, set()).update(things)
            seen.add(one)
            one = within.get(one)
    names = names_of(store, list(inside), f.lang)
    below: dict[str | None, list[str]] = {}
    for place in inside:
        above = within.get(place)
        below.setdefault(above if above in inside and above != place else None, []).append(place)

    def branch(place: str, depth: int) -> dict[str, Any]:
        return {
            "name": names.get(place, place), "href": f.url(path_of(store, place)), "n": len(inside[place]),
            "code": codes.get(place, ""),
            "within": [branch(one, depth + 1) for one in ordered(below.get(place, []))] if depth < 12 else [],
        }  # fmt: skip

    def ordered(found: list[str]) -> list[str]:
        return sorted(found, key=lambda place: (codes.get(place, "9"), names.get(place, place), place))

    return [branch(place, 0) for place in ordered(below.get(None, []))]
