"""A small made-up report that uses every field, and stores made of record files."""

from pathlib import Path

import pyoxigraph as ox

from graph.model.read import read
from graph.store.load import load
from graph.store.store import open_store
from helpers.paths import DATA

EXAMPLE = DATA / "example"


def loaded(*paths: Path) -> ox.Store:
    """Return a store in memory with the records at these paths."""
    store = open_store()
    load(store, read(paths))
    return store
