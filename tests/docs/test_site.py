"""The documentation site: built without a warning, whole, and asking no network for anything."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from helpers.paths import ROOT
from playwright.sync_api import Browser

from graph.cli import cli
from graph.resources import resource


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)],
        cwd=ROOT, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr, done.stderr
    return folder


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_every_document_is_a_page_and_is_in_the_navigation(site: Path) -> None:
    home = text(site / "index.html")
    for document in (ROOT / "docs").rglob("*.md"):
        page = document.relative_to(ROOT / "docs").with_suffix(".html")
        assert (site / page).is_file()
        assert f'href="{page}"' in home, page


def test_the_reference_has_every_command_and_what_is_public(site: Path) -> None:
    commands = text(site / "reference" / "commands.html")
    for name in cli.commands:
        assert f'id="{name}"' in commands
        assert f"Usage: deedgraph {name} " in commands
    library = text(site / "reference" / "python.html")
    for name in (
        "graph.open",
        "graph.load",
        "graph.check",
        "graph.api.Deedgraph.deeds",
        "graph.errors.CallError",
    ):
        assert f'id="{name}"' in library
    assert "<blockquote>" not in library  # a doctest taken for a quotation


def test_the_ontology_page_has_every_term(site: Path) -> None:
    page = text(site / "reference" / "ontology.html")
    terms = re.findall(
        r"^((?:dg|kind|role|bound|level):[\w-]+) a ", text(resource("ontology.ttl")), re.MULTILINE
    )
    assert len(terms) > 80
    assert [term for term in terms if f"<code>{term}</code>" not in page] == []
    diagram = text(site / "reference" / "ontology.svg")
    assert all(name in diagram for name in ("dg:who", "dg:where", "dg:quantity", "oa:hasBody", "事迹"))


def test_no_page_asks_the_network(site: Path) -> None:
    for page in site.rglob("*.html"):
        assert (
            re.findall(r'<(?:script|link|img|iframe)\b[^>]*(?:src|href)="?(?:https?:)?//[^"> ]*', text(page))
            == []
        )


def test_chinese_pages_say_that_they_are(site: Path) -> None:
    assert '<html lang="zh"' in text(site / "zh" / "tutorial.html")
    assert '<html lang="en"' in text(site / "tutorial.html")


@pytest.mark.parametrize("page", ["index.html", "reference/ontology.html", "zh/index.html", "queries.html"])
def test_it_is_read_from_disk_without_a_fault(site: Path, chromium: Browser, page: str) -> None:
    context = chromium.new_context()
    faults: list[str] = []
    tab = context.new_page()
    tab.on("pageerror", lambda error: faults.append(str(error)))
    tab.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    tab.on("request", lambda request: faults.append(request.url) if request.url.startswith("http") else None)
    tab.goto((site / page).as_uri())
    tab.locator("h1").wait_for()
    context.close()
    assert faults == []


def test_the_search_finds_in_both_languages(site: Path, chromium: Browser) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    tab = context.new_page()
    tab.goto((site / "index.html").as_uri())
    for word in ("betweenness", "依据"):
        tab.locator("input.md-search__input").fill(word)
        tab.locator(".md-search-result__item").first.wait_for()
    context.close()
