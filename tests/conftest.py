"""What many tests stand on: the packaged graph, a small made-up report that uses every field, and a browser."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pyoxigraph as ox
import pytest
from playwright.sync_api import Browser, sync_playwright

from graph.load import load
from graph.records import read
from graph.resources import resource
from graph.store import open_store

# A loaded machine is no fault, and CI runs the same examples each time; elsewhere new ones are tried.
hypothesis.settings.register_profile("here", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "here")

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
EXAMPLE = Path(__file__).parent / "example"


def loaded(*paths: Path) -> ox.Store:
    """Return a store in memory with the records at these paths."""
    store = open_store()
    load(store, read(paths))
    return store


@pytest.fixture(scope="session")
def hubei() -> ox.Store:
    """The packaged graph; tests read it and change nothing."""
    return loaded(resource("data"))


@pytest.fixture(scope="session")
def example() -> ox.Store:
    """The made-up report; tests read it and change nothing."""
    return loaded(EXAMPLE)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A headless Chromium, started once."""
    path = shutil.which("chromium")
    assert path, "Chromium is missing; install it with scripts/install-browser.sh"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()
