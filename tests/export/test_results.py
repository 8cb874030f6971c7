"""Answers as text: what a spreadsheet reads is no formula, and an answer without a variable is none the less one."""

import csv
import io

import pyoxigraph as ox
import pytest

from graph.export.results import FORMATS, write_answer
from graph.store.sparql import ask


def written(query: str, format_: str) -> tuple[str, int | None]:
    out = io.BytesIO()
    rows = write_answer(ask(ox.Store(), query), format_, out)
    return out.getvalue().decode(), rows


def test_csv_is_guarded_against_formulas_and_keeps_breaks() -> None:
    values = ['"=1+1"', '"@物资"', "-5", "-1.5", '"a\\rb, \\"c\\"\\n"', "<x:=1>", '"-2+3"@zh', "UNDEF"]
    text, _ = written(f"SELECT ?v {{ VALUES ?v {{ {' '.join(values)} }} }}", "csv")
    wanted = ["v", "'=1+1", "'@物资", "-5", "-1.5", 'a\rb, "c"\n', "x:=1", "'-2+3", ""]
    assert ["".join(row) for row in csv.reader(io.StringIO(text, newline=""))] == wanted


def test_csv_has_values_in_full_as_the_w3c_has_them() -> None:
    query = (
        "SELECT ?kind ?none ?n { BIND(<https://w3id.org/deedgraph/kind/deliver> AS ?kind) BIND(2.50 AS ?n) }"
    )
    assert written(query, "csv")[0] == "kind,none,n\nhttps://w3id.org/deedgraph/kind/deliver,,2.5\n"


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize(
    "query", ["SELECT * {}", "SELECT * { VALUES () { () () } }", "SELECT * { FILTER(false) }"]
)
def test_an_answer_without_a_variable_is_written(format_: str, query: str) -> None:
    text, rows = written(query, format_)
    assert text.strip() == "" or format_ == "json"
    assert rows in ((None,) if format_ in ("csv", "tsv", "json") else (0, 1, 2))
