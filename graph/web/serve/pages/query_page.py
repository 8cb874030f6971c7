"""A saved query as a form with its answer: as a table, a chart, or the places it names. Done in a worker."""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import pyoxigraph as ox

from graph.export.results import shown
from graph.model.vocab import KIND, XSD, concepts
from graph.store.sparql import (
    SavedQuery,
    ask_saved,
    bind,
    insert_terms,
    saved_queries,
    saved_query,
    solutions,
)
from graph.store.store import Store, whole
from graph.web.serve.limits import Problem
from graph.web.serve.pages.home_page import place_tree
from graph.web.serve.pages.page_queries import PREFIXES, base, path_of
from graph.web.serve.pages.templating import Frame, framed, render_page, say
from graph.web.serve.saved_queries import formats_of
from graph.web.serve.tasks import TaskResult, triples

SHOWN = 300  # rows of a table
_BARS = 40
_NUMBERS = {XSD + name for name in ("integer", "decimal", "double", "float")}
_PLACES = {"where", "place", "community", "district", "city", "province", "name", "official_name"}
_INPUT = {"date": "date", "integer": "number"}


def queries(_store: Store, *, frame: dict[str, Any], compress: bool = False) -> TaskResult:
    """Return the page that lists the saved queries."""
    f = framed(frame)
    listed = [
        {"name": q.name, "title": q.title.get(f.lang, q.name), "answers": q.answers.get(f.lang, ""),
         "href": f.url(f"/queries/{q.name}")}
        for q in saved_queries()
    ]  # fmt: skip
    return render_page("queries.html", f, compress=compress, title=say(f.lang, "queries"), queries=listed)


def query(
    store: Store,
    *,
    name: str,
    values: dict[str, str],
    view: str,
    error: str | None,
    frame: dict[str, Any],
    rows: int,
    size: int,
    compress: bool = False,
) -> TaskResult:
    """Return the page of a saved query: its form, and the answer unless ``error`` says what is wrong with it."""
    f, asked = framed(frame), saved_query(name)
    answer = None if error else _answer(store, f, asked, values, rows, size)
    views = ["table"]
    if answer and answer["chart"]:
        views.append("chart")
    if answer and answer["tree"]:
        views.append("places")
    view = view if view in views else "table"
    parameters = [
        {
            "name": p.name, "label": p.zh if f.lang == "zh" else p.en, "value": values.get(p.name, p.default),
            # A field of dates shows no other text, so not what was wrong.
            "input": "text" if error else _INPUT.get(p.type, "text"),
            "options": _options(f) if p.type == "kind" else [],
        }
        for p in asked.parameters
    ]  # fmt: skip
    links = [
        {"name": one.name, "href": f"{f.root}/queries/{name}.{one.name}" + _values(values)}
        for one in formats_of(asked)
    ]
    return render_page(
        "query.html", f, compress=compress, title=asked.title.get(f.lang, name), name=name,
        answers=asked.answers.get(f.lang, ""), parameters=parameters, links=links, answer=answer, error=error,
        view=view, views=[{"name": one, "href": f.again(view=None if one == "table" else one)} for one in views],
        text=asked.text if error else insert_terms(asked.text, bind(asked, values)), shown=SHOWN, bars=_BARS,
    )  # fmt: skip


def _values(values: dict[str, str]) -> str:
    return f"?{urlencode(values)}" if values else ""


def _options(f: Frame) -> list[dict[str, str]]:
    return [
        {"value": one.slug, "label": ("　" if one.broader and f.lang == "zh" else "– " if one.broader else "")
         + getattr(one, f.lang)}
        for one in concepts(KIND).values()
    ]  # fmt: skip


def _answer(
    store: Store, f: Frame, asked: SavedQuery, values: dict[str, str], most: int, size: int
) -> dict[str, Any]:
    found = ask_saved(store, asked, values)
    with whole(store if not isinstance(store, ox.Store) else None):
        if not isinstance(found, ox.QuerySolutions):
            text = "" if isinstance(found, ox.QueryBoolean) else triples(found, "ttl", size).decode("utf-8")
            return {"turtle": text[:20000], "n": None, "names": [], "rows": [], "chart": None, "tree": []}
        names = [variable.value for variable in found.variables]
        all_ = []
        for row in found:
            all_.append(list(row))
            if len(all_) > most:
                raise Problem(403, f"the answer has more than {most:,} rows; ask for less")
    return {
        "turtle": None, "names": names, "n": len(all_),
        "rows": [[_cell(store, f, term) for term in row] for row in all_[:SHOWN]],
        "chart": _chart(f, names, all_), "tree": _tree(store, f, names, all_),
    }  # fmt: skip


def _cell(store: Store, f: Frame, term: Any) -> dict[str, Any]:
    href = None
    if isinstance(term, ox.NamedNode) and term.value.startswith(KIND):
        href = f.url(path_of(store, term.value))
    elif isinstance(term, ox.NamedNode) and term.value.startswith(base(store)):
        # Looking it up leads to its page, or for an inner node to that of what it is part of.
        href = f.url(f"/id/{term.value.removeprefix(base(store))}")
    number = isinstance(term, ox.Literal) and term.datatype.value in _NUMBERS
    text = shown(term)
    if isinstance(term, ox.NamedNode) and term.value.startswith(base(store)):
        text = term.value.removeprefix(base(store))
    return {"text": text, "href": href, "number": number}


def _chart(f: Frame, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> dict[str, Any] | None:
    """Return bars for an answer that has a label and a number in each row; ``None`` for another."""
    if len(rows) < 2:
        return None
    numbers = [n for n in range(len(names)) if all(
        isinstance(row[n], ox.Literal) and row[n].datatype.value in _NUMBERS for row in rows)]  # fmt: skip
    # Where something stands is no amount to draw.
    numbers = [
        n for n in numbers if not re.fullmatch(r"paragraph|start|end|first|last|code|confidence", names[n])
    ]
    labels = [
        n
        for n in range(len(names))
        if n not in numbers and any(isinstance(row[n], ox.Literal) for row in rows)
    ]
    if not numbers or not labels:
        return None
    value = numbers[-1]
    found = [
        (" · ".join(shown(row[n]) for n in labels[:2] if shown(row[n])), float(row[value].value))
        for row in rows
    ]
    found.sort(key=lambda bar: -bar[1])
    top = max((number for _, number in found), default=0) or 1
    bars = [
        {"label": label[:40], "n": f"{number:,.10g}" if number % 1 else f"{int(number):,}",
         "width": round(max(number, 0) / top * 100, 2)}
        for label, number in found[:_BARS]
    ]  # fmt: skip
    return {"label": names[labels[0]], "value": names[value], "bars": bars, "more": len(found) > _BARS}


def _tree(
    store: Store, f: Frame, names: Sequence[str], rows: Sequence[Sequence[Any]]
) -> list[dict[str, Any]]:
    """Return the places that an answer names, as a tree with how many rows name each."""
    columns = [n for n, name in enumerate(names) if name in _PLACES]
    if not columns or not rows:
        return []
    query = f"{PREFIXES} SELECT ?p ?n WHERE {{ ?p a schema:Place ; dg:name ?n }}"
    known: dict[str, list[str]] = {}
    for place, name in solutions(store, query):
        known.setdefault(name.value, []).append(place.value)
    here: dict[str, set[str]] = {}
    for number, row in enumerate(rows):
        for n in columns:
            term = row[n]
            if isinstance(term, ox.NamedNode) and term.value.startswith(f"{base(store)}place/"):
                here.setdefault(term.value, set()).add(str(number))
            elif isinstance(term, ox.Literal):
                for name in term.value.split("; "):
                    # A name that several places have says not which of them it is.
                    if len(known.get(name, [])) == 1:
                        here.setdefault(known[name][0], set()).add(str(number))
    return place_tree(store, f, here)
