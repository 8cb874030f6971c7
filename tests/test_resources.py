"""Packaged files: one that is missing is an error that names it, never an empty list."""

from collections.abc import Callable
from pathlib import Path

import pytest

import graph.resources
from graph.extract.zh import divisions as zh_divisions
from graph.model.gazetteer import divisions
from graph.resources import PackageError, resource
from graph.store.sparql import saved_queries
from graph.web.page.html import joined_style


@pytest.mark.parametrize(
    ("read", "named"),
    [
        (lambda: zh_divisions.communities.__wrapped__("4201"), "communities.zip"),
        (lambda: zh_divisions.subdistricts.__wrapped__("42"), "divisions.zip"),
        (divisions.__wrapped__, "divisions.csv"),
        (saved_queries, "queries"),
        (joined_style, "css"),
    ],
)
def test_a_missing_file_of_the_package_is_an_error(
    read: Callable[[], object], named: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(graph.resources, "_PACKAGE", tmp_path / "graph")
    with pytest.raises(PackageError, match=rf"{named}: missing; install deedgraph again"):
        read()


def test_an_empty_folder_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(graph.resources, "_PACKAGE", tmp_path / "graph")
    (tmp_path / "graph" / "data").mkdir(parents=True)
    with pytest.raises(PackageError):
        resource("data")
    (tmp_path / "graph" / "data" / "one.yaml").write_text("places: []\n")
    assert resource("data") == tmp_path / "graph" / "data"
