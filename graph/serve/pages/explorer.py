"""The explorer: the page that ``deedgraph show`` writes, of the graph or of one report. Done in a worker."""

import gzip
from pathlib import Path
from typing import Any

from graph.deeds import Filters
from graph.page import page_of
from graph.report import read_text
from graph.serve.pages.facts import base, count, rows
from graph.serve.pages.home import reports
from graph.serve.pages.look import HTML, framed
from graph.serve.pages.told import texts_by_hash
from graph.serve.work import Reply
from graph.store import Store
from graph.vocab import SCHEMA

MOST = 4000  # deeds that one drawing is made of within the time of a question


def explore(
    store: Store, *, report: str, texts: str | None, frame: dict[str, Any], compress: bool = False
) -> Reply:
    """Return the explorer; for a graph that is too large without a report, the list of reports to choose from."""
    f = framed(frame)
    if not report and count(store, "?s a dg:Deed") > MOST:
        return reports(store, frame=frame, number=1, drawn=True, compress=compress)
    body = (
        f"?r <{SCHEMA}sha256> ?hash"
        if not report
        else f"<{base(store)}report/{report}> <{SCHEMA}sha256> ?hash"
    )
    known = texts_by_hash(texts)
    given = {}
    for *r, hash_ in rows(store, body, *(() if report else ("r",)), "hash"):
        if hash_.value in known:
            iri = r[0].value if r else f"{base(store)}report/{report}"
            given[iri] = read_text(Path(known[hash_.value]))
    html, _ = page_of(store, lang=f.lang, filters=Filters(report=report or None), texts=given)
    body_ = html.encode("utf-8", "replace")
    return Reply(gzip.compress(body_, 5, mtime=0), HTML, gzip=True) if compress else Reply(body_, HTML)
