"""Tables with types, and what a notebook shows."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import polars as pl
import pyoxigraph as ox
import pytest

import graph
from graph.api import Deedgraph
from graph.export.frame import deeds_frame
from graph.export.notebook import MAX_ROWS, DeedList, RowList
from graph.export.write import export
from graph.query.deeds import deed_rows


def test_the_frame_has_types(example: ox.Store) -> None:
    frame = deeds_frame(deed_rows(example))
    assert frame.schema["start"] == pl.Date
    assert frame.schema["who"] == pl.List(pl.String)
    assert frame.schema["summary"] == pl.Boolean
    assert frame.schema["confidence"] == pl.Float64
    rows = {row["id"].rpartition("/")[2]: row for row in frame.to_dicts()}
    assert rows["d01"]["start"] == date(2021, 8, 1)
    assert rows["d02"]["start"] is None
    assert rows["d02"]["duration"] == "PT10H"
    assert rows["d11"]["as_of"] == date(2021, 8, 2)
    assert rows["d10"]["who"] == ["沿堤村民"]
    assert [q["value"] for q in rows["d10"]["quantities"]] == [2.5, 3000.0, 2.5, 8.0]
    assert rows["d10"]["confidence"] == 0.8


def test_an_empty_frame_has_the_same_columns(example: ox.Store) -> None:
    full, empty = deeds_frame(deed_rows(example)), deeds_frame([])
    assert (empty.schema, len(empty)) == (full.schema, 0)


def test_parquet_holds_the_frame_and_is_the_same_each_time(example: ox.Store, tmp_path: Path) -> None:
    for name in ("a.parquet", "b.parquet"):
        export(example, tmp_path / name)
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()
    assert pl.read_parquet(tmp_path / "a.parquet").equals(deeds_frame(deed_rows(example)))


def test_sums_of_a_frame(hubei: ox.Store) -> None:
    """What a notebook would do: people sent, by unit, out of the list of quantities."""
    frame = Deedgraph(hubei).deeds_frame(who="省妇联")
    counted = frame.explode("quantities").unnest("quantities", separator="_")
    told = (
        counted.filter(pl.col("quantities_measure") == "名").select("quantities_value").to_series().to_list()
    )
    assert told == [49.0]


def test_without_polars_one_line_says_what_to_install() -> None:
    code = "import sys; sys.modules['polars'] = None\nimport graph\ngraph.open().deeds_frame()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.splitlines()[-1] == (
        "graph.errors.CallError: tables need polars: pip install 'deedgraph[tables]'"
    )


def test_rows_stay_lists_and_show_as_tables() -> None:
    hubei = graph.open()
    deeds = hubei.deeds(where="武铁社区")
    assert isinstance(deeds, list)
    shown = deeds._repr_html_()
    assert "<caption>1 row</caption>" in shown
    assert "<td>送到</td>" in shown
    rows = hubei.query('SELECT ("<b>&" AS ?x) ?none {}')
    assert rows == [{"x": "<b>&", "none": None}]
    assert "<td>&lt;b&gt;&amp;</td><td></td>" in rows._repr_html_()
    assert rows._repr_markdown_().splitlines()[2].startswith("| &lt;b>&")
    assert "<th>deed</th><td>94</td>" in hubei._repr_html_()


@pytest.mark.parametrize("kind", [DeedList, RowList])
def test_nothing_is_shown_as_nothing(kind: type) -> None:
    assert "<caption>0 rows</caption>" in kind()._repr_html_()


def test_many_rows_are_shown_in_part() -> None:
    rows = RowList({"n": n} for n in range(1234))
    assert f"<caption>1,234 rows, the first {MAX_ROWS} shown</caption>" in rows._repr_html_()
    assert "<td>99</td>" in rows._repr_html_()
    assert "<td>100</td>" not in rows._repr_html_()
