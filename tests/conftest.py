"""What many tests stand on: the packaged graph, a small made-up report that uses every field, a browser, real servers."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pyoxigraph as ox
import pytest
from helpers.records import EXAMPLE, loaded
from helpers.servers import oxigraph, virtuoso

from graph.resources import resource
from graph.store.endpoint import open_endpoint
from graph.store.store import Store, change, graph_names, open_store

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# A loaded machine is no fault, and CI runs the same examples each time; elsewhere new ones are tried.
hypothesis.settings.register_profile("here", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "here")

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PLACES = ("memory", "folder", "oxigraph", "virtuoso")


_FOLDERS = {"tests/web/serve": "server", "tests/docs": "docs"}
_FILES = {
    "test_engines.py": "server", "test_command_errors.py": "server", "test_server.py": "server",
    "test_crash.py": "crash", "test_ingest_crash.py": "crash", "test_hostile_words.py": "crash",
}  # fmt: skip
_FIXTURES = {"chromium": "browser", "addresses": "server"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test by where it is and by what it stands on; ``make test-fast`` leaves out what is marked."""
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        marks = {mark for name, mark in _FIXTURES.items() if name in fixtures}
        marks |= {mark for folder, mark in _FOLDERS.items() if f"/{folder}/" in item.path.as_posix()}
        marks |= {_FILES[item.path.name]} if item.path.name in _FILES else set()
        if getattr(item, "callspec", None) and item.callspec.params.get("place") in ("oxigraph", "virtuoso"):  # type: ignore[attr-defined]
            marks.add("server")
        for mark in marks:
            item.add_marker(mark)


@pytest.fixture(scope="session")
def hubei() -> ox.Store:
    """The packaged graph; tests read it and change nothing."""
    return loaded(resource("data"))


@pytest.fixture(scope="session")
def example() -> ox.Store:
    """The made-up report; tests read it and change nothing."""
    return loaded(EXAMPLE)


@pytest.fixture(scope="session")
def chromium() -> "Iterator[Browser]":
    """A headless Chromium, started once."""
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium")
    assert path, "Chromium is missing; install it with scripts/install-browser.sh"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def addresses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    patch = pytest.MonkeyPatch()
    patch.setenv("DEEDGRAPH_USER", "dba")
    patch.setenv("DEEDGRAPH_PASSWORD", "dba")
    with (
        oxigraph(tmp_path_factory.mktemp("oxigraph")) as first,
        virtuoso(tmp_path_factory.mktemp("virtuoso")) as second,
    ):
        yield {"oxigraph": first, "virtuoso": second}
    patch.undo()


@pytest.fixture(params=PLACES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store in each place: memory, a folder, and two real servers."""
    if request.param in ("memory", "folder"):
        yield open_store(tmp_path / "store" if request.param == "folder" else None, create=True)
        return
    store = open_endpoint(request.getfixturevalue("addresses")[request.param])
    change(store, drop=[name for name in graph_names(store) if isinstance(name, ox.NamedNode)])
    yield store
    store.client.close()
