"""What many tests stand on: the packaged graph, and a small made-up report that uses every field."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from graph.load import load
from graph.records import read
from graph.resources import resource
from graph.store import open_store

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
