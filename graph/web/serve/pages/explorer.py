"""The explorer: the page that ``deedgraph show`` writes, of the graph or of one report. Done in a worker."""

import gzip
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from graph.model.iris import graph_of, report_iri
from graph.model.vocab import SCHEMA
from graph.query.deeds import Filters
from graph.store.store import Store, matching
from graph.text.report import read_text
from graph.web.page import page_of
from graph.web.serve.pages.deed_views import texts_by_hash
from graph.web.serve.pages.home_page import reports
from graph.web.serve.pages.page_queries import base, count, rows
from graph.web.serve.pages.templating import HTML, framed
from graph.web.serve.tasks import TaskResult

MOST = 4000  # deeds that one drawing is made of within the time of a question


def explore(
    store: Store, *, report: str, texts: str | None, frame: dict[str, Any], compress: bool = False
) -> TaskResult:
    """Return the explorer; for a graph that is too large without a report, the list of reports to choose from."""
    f = framed(frame)
    if not report and count(store, "?s a dg:Deed") > MOST:
        return reports(store, frame=frame, number=1, drawn=True, compress=compress)
    body = (
        f"?r <{SCHEMA}sha256> ?hash"
        if not report
        else f"<{report_iri(report, base(store))}> <{SCHEMA}sha256> ?hash"
    )
    known = texts_by_hash(texts)
    given = {}
    for *r, hash_ in rows(store, body, *(() if report else ("r",)), "hash"):
        if hash_.value in known:
            iri = r[0].value if r else report_iri(report, base(store))
            given[iri] = read_text(Path(known[hash_.value]))
    # One report's part of a large graph is soon found; the explorer would read all agents and places.
    drawn = part_of(store, ox.NamedNode(report_iri(report, base(store)))) if report else store
    html, _ = page_of(drawn, lang=f.lang, filters=Filters(report=report or None), texts=given)
    made = html.encode("utf-8", "replace")
    return (
        TaskResult(gzip.compress(made, 5, mtime=0), HTML, gzip=True) if compress else TaskResult(made, HTML)
    )


def part_of(store: Store, report: ox.NamedNode) -> ox.Store:
    """Return what a report's graph states, with what is stated elsewhere of the things that it names."""
    part = ox.Store()
    graph = ox.NamedNode(graph_of(report.value))
    shared = base(store)
    waiting: list[ox.NamedNode] = [report]
    seen: set[ox.NamedNode] = {report}
    stated = list(matching(store, graph=graph))
    while stated or waiting:
        part.extend(stated)
        for quad in stated:
            for term in (quad.subject, quad.object):
                if isinstance(term, ox.NamedNode) and term not in seen and term.value.startswith(shared):
                    seen.add(term)
                    waiting.append(term)
        stated = list(matching(store, waiting.pop())) if waiting else []
        # What other reports say of the same things is theirs.
        stated = [
            quad for quad in stated if quad.graph_name == graph or "/report/" not in str(quad.graph_name)
        ]
    return part
