"""The description of a deed's fields: it has every field of the schema, and every field arrives in every view.

A field that is added to the schema and not described, or described and lost on its way, fails here.
"""

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_type_hints

import polars as pl
import pyoxigraph as ox
import pytest
from helpers.full_deed import DEED, WORDS, put
from helpers.paths import ROOT

from graph.evaluate import PARTS, agreement, compare, read_views
from graph.export.frame import deeds_frame
from graph.extract.rows import to_rows
from graph.link import features_of
from graph.link.deeds import OTHERS, PLAIN
from graph.model import fields
from graph.model.fields import QUANTITY, RECURRENCE, ROW, WHEN, Field
from graph.model.read import read
from graph.model.records import schema
from graph.query import deduplicated
from graph.query.deed_table import COLUMNS, csv_pieces, jsonl_pieces, table_cells
from graph.query.deeds import deed_rows
from graph.query.network import to_networkx
from graph.query.sentence import sentence_text
from graph.store.build import load_and_link
from graph.store.links import features_in
from graph.store.store import open_store
from graph.web.page.collect import contents_of
from graph.web.page.columns import columns_of
from graph.web.review import changes

# The marks of the work on a draft, which stand in its record and in RDF: rows and tables are of what was done.
IN_NO_ROW = {"reason", "reviewedBy", "reviewed"}
IN_NO_COLUMN = {"also", *IN_NO_ROW}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return put(tmp_path_factory.mktemp("full"))


@pytest.fixture(scope="module")
def store(path: Path) -> ox.Store:
    made = open_store()
    load_and_link(made, read([path]))
    return made


@pytest.fixture(scope="module")
def row(store: ox.Store) -> dict[str, Any]:
    return dict(deed_rows(store)[1])


def within(name: str) -> dict[str, Any]:
    found: dict[str, Any] = schema()["$defs"][name]["properties"]
    return found


LEVELS: list[tuple[tuple[Field, ...], dict[str, Any], Any, Any]] = [
    (fields.DEED, within("deed"), fields.Deed, DEED),
    (WHEN, within("when"), fields.When, DEED["when"]),
    (RECURRENCE, within("when")["recurrence"]["properties"], fields.Recurrence, DEED["when"]["recurrence"]),
    (QUANTITY, within("quantity"), fields.Quantity, DEED["quantities"][0]),
]


@pytest.mark.parametrize(("described", "properties", "type_", "example"), LEVELS)
def test_every_field_of_the_schema_is_described(
    described: tuple[Field, ...], properties: dict[str, Any], type_: Any, example: dict[str, Any]
) -> None:
    names = [field.name for field in described]
    assert names == list(properties) == list(get_type_hints(type_)), "model/fields.py describes the schema"
    assert set(example) == set(names), "tests/helpers/full_deed.py uses every field"
    for field in described:
        assert field.en
        assert any("\u4e00" <= letter <= "\u9fff" for letter in field.zh), field.name
        assert field.iri or field.value in ("id", "span", "spans"), f"{field.name} has no property"


def test_a_row_has_every_field(row: dict[str, Any], store: ox.Store) -> None:
    assert list(row) == list(get_type_hints(fields.DeedRow)) == [field.name for field in ROW]
    assert {*DEED, "report"} - IN_NO_ROW == set(row)
    for name in set(DEED) - IN_NO_ROW:
        assert row[name], f"{name} is lost by the deed table"
    assert row["when"] == DEED["when"]
    base = row["report"] + "/"
    quantity = DEED["quantities"][0]
    assert row["quantities"] == [{**quantity, "partOf": [f"{base}d01/q1"], "same": f"{base}d01/q1"}]
    for name, text in WORDS.items():
        if name.partition(".")[0] in [*fields.named(fields.DEED, *fields.REFERENCES)]:
            assert [one["name"] for one in row[name]] == [text]
    assert json.loads("".join(jsonl_pieces([row]))) == row  # type: ignore[list-item]


def test_a_draft_row_has_the_fields_of_a_stores(path: Path, row: dict[str, Any]) -> None:
    (bundle,) = read([path])
    drafted = to_rows(bundle)[1]
    assert {*drafted} == {*row, "reason"}
    assert drafted["when"] == row["when"]
    assert [*drafted["quantities"][0]] == [*row["quantities"][0]]
    for name in row:
        assert drafted[name], name


def test_csv_has_every_field_and_old_columns_in_their_order(row: dict[str, Any]) -> None:
    assert ",".join(COLUMNS) == (
        "id,report,kind,did,who,with,whom,to,what,about,where,place_path,code,start,end,as_of,duration,recurrence,"
        "quantities,summary,inferred,paragraph,span_start,span_end,confidence,as,from,after,said"
    )
    (cells,) = csv.DictReader("".join(csv_pieces([row])).splitlines())  # type: ignore[list-item]
    assert [name for name, cell in cells.items() if not cell] == ["code"]  # the place has none
    for name, text in WORDS.items():
        assert any(text in cell for cell in cells.values()), f"{name} is lost by the CSV"
    for field in ROW:
        assert field.columns or field.parts or field.name in IN_NO_COLUMN, f"{field.name} has no column"
    assert all(part.columns for part in WHEN)


def test_the_docs_list_every_column_in_its_order() -> None:
    table = (ROOT / "docs" / "deeds.md").read_text(encoding="utf-8").split("| --- |", 1)[1].split("\n\n")[0]
    cells = [line.split("|")[1] for line in table.splitlines()[1:]]
    assert [name for cell in cells for name in re.findall(r"`(\w+)`", cell)] == list(COLUMNS)


def test_frame_and_parquet_have_every_column(row: dict[str, Any]) -> None:
    frame = deeds_frame([row])  # type: ignore[list-item]
    assert set(COLUMNS) <= set(frame.columns)
    assert frame.columns == [
        "id", "report", "kind", "did", "who", "who_id", "with", "with_id", "whom", "whom_id", "to", "to_id", "from",
        "from_id", "about", "about_id", "as", "what", "where", "where_id", "place_path", "code", "start", "end",
        "as_of", "duration", "recurrence", "quantities", "summary", "after", "inferred", "paragraph", "span_start",
        "span_end", "confidence", "said",
    ]  # fmt: skip
    assert not any(frame.to_dicts()[0][name] is None for name in frame.columns)
    assert list(frame.schema["quantities"].inner.to_schema()) == [part.name for part in QUANTITY]  # type: ignore[attr-defined]
    assert frame.schema["said"] == pl.String


def described() -> Iterator[Field]:
    yield from (*fields.DEED, *WHEN, *RECURRENCE, *QUANTITY)


def test_rdf_has_every_property(store: ox.Store, row: dict[str, Any]) -> None:
    said = {quad.predicate.value for quad in store if quad.subject.value.startswith(row["id"])}  # type: ignore[union-attr]
    assert {field.iri for field in described() if field.iri} <= said


def test_the_page_has_every_field(store: ox.Store) -> None:
    data = columns_of(contents_of(store), {})
    assert [one["name"] for one in data["fields"]] == list(DEED)
    assert [column["name"] for column in data["columns"]] == list(COLUMNS)
    held = {*data["deeds"]} | {"when", "quantities", "source"}
    assert {*DEED, *DEED["when"]} <= held
    assert {*DEED["quantities"][0]} <= {*data["quantities"]}
    for name in (*DEED, *DEED["when"]):
        column = data["deeds"].get(name, [1])
        assert column["v"] if isinstance(column, dict) else any(column), f"{name} is lost by the page"


def test_the_desk_corrects_every_field() -> None:
    assert list(changes.FIELDS) == list(DEED)


def test_linking_reads_what_it_compares(path: Path, store: ox.Store) -> None:
    (bundle,) = read([path])
    (told,) = (one for one in features_of(bundle) if one.path.endswith("/d02"))
    assert {field.name for field in fields.compared("link")} == set(told.fields)
    assert told in list(features_in(store))


def test_what_is_compared_is_compared(path: Path) -> None:
    views = list(read_views([path]))
    changed = [(report, digest, [changed_view(one) for one in deeds]) for report, digest, deeds in views]
    result = compare(views, changed)
    for field in fields.compared("evaluate"):
        part = "quantity" if field.name == "quantities" else field.name
        assert part in PARTS
        assert result.counts[part].f1 < 1, f"{part} is not evaluated"
    assert [name for name in agreement.FIELDS if name not in ("text", "span")] == [
        "quantity" if field.name == "quantities" else field.name for field in fields.compared("agree")
    ]
    assert {iri.value for iri in deduplicated._FIELDS} == {field.iri for field in fields.compared("view")}
    compared = {"kind", "who", "where", "when", "quantities", *OTHERS, *PLAIN}
    assert compared == {field.name for field in fields.compared("cluster")}


def changed_view(view: Any) -> Any:
    """Return a deed that differs in all that is compared."""
    from dataclasses import replace

    other = [frozenset({"别处"})]
    return replace(
        view, did="修", who=other, to=other, where=other, when={"start": "1999-01-01"}, quantities=[(1.0, "座", "exact")],
        summary=not view.summary,
    )  # fmt: skip


def test_the_network_has_an_edge_for_every_reference(store: ox.Store, row: dict[str, Any]) -> None:
    edges = {key for _, _, key in to_networkx(store).out_edges(row["id"], keys=True)}
    assert edges == {field.name for field in fields.DEED if field.value in fields.RECORD_TYPES}


def test_sentence_and_terminal_say_the_time_in_the_reports_words(row: dict[str, Any]) -> None:
    assert "“鸡叫头遍”" in sentence_text(row, "zh")  # type: ignore[arg-type]
    assert "“鸡叫头遍”" in " ".join(table_cells(row))  # type: ignore[arg-type]
