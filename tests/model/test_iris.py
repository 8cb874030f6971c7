"""IRIs of records: what is built is taken apart again; prefixes are the same wherever they are written."""

import re

from helpers.paths import ROOT

from graph.model.context import context
from graph.model.iris import (
    graph_iri,
    in_report,
    path_of,
    report_id,
    report_iri,
    report_of_graph,
    report_of_path,
    type_of_path,
)
from graph.model.records import RecordType
from graph.model.vocab import PREFIXES


def test_paths_are_taken_apart_as_they_were_built() -> None:
    cases: list[tuple[RecordType, str]] = [("agent", ""), ("agent", "r-1"), ("place", ""), ("deed", "r-1")]
    for record_type, report in cases:
        path = path_of(record_type, "x", report)
        assert type_of_path(path) == record_type
        assert report_of_path(path) == (path_of("report", report) if report else None)
        assert in_report(path) == (path.removeprefix("report/") if report else path)
    assert report_of_graph(graph_iri("r-1", "https://example.org/")) == report_iri(
        "r-1", "https://example.org/"
    )
    assert report_id(report_iri("r-1")) == report_id("r-1") == "r-1"


def test_a_prefix_means_the_same_wherever_it_is_declared() -> None:
    declared = [*context().items()]
    for path in [
        *ROOT.glob("queries/*.rq"),
        ROOT / "ontology.ttl",
        ROOT / "shapes.ttl",
        *ROOT.glob("graph/**/*.py"),
    ]:
        declared += re.findall(r"(?i:prefix) (\w+): *<([^>{]*)>", path.read_text(encoding="utf-8"))
    named = [(name, iri) for name, iri in declared if isinstance(iri, str) and name in PREFIXES]
    assert len(named) > 100
    assert [(name, iri) for name, iri in named if PREFIXES[name] != iri] == []
