"""The source files of an ingest's drafts, from its manifest, which is only read."""

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

from graph.ingest.listing import MANIFEST


def texts_known(drafts: Iterable[Path]) -> dict[str, Path]:
    """Return the texts that are still there of the ingests to which drafts belong, by the SHA-256 of a report."""
    rows = _query_manifests(drafts, "SELECT sha256, path FROM shape ORDER BY path DESC")
    return {sha256: path for sha256, name in rows if (path := Path(os.fsdecode(name))).is_file()}


def decision_files(drafts: Iterable[Path]) -> list[Path]:
    """Return the files in which the ingests to which drafts belong read decisions, by path."""
    rows = _query_manifests(drafts, "SELECT DISTINCT path FROM part WHERE decisions > 0 ORDER BY path")
    return [path for (name,) in rows if (path := Path(os.fsdecode(name))).is_file()]


def _query_manifests(drafts: Iterable[Path], query: str) -> Iterator[Any]:
    """Query the manifests of drafts' ingests; locked and damaged ones are skipped."""
    folders = {parent for draft in drafts for parent in (draft, *draft.absolute().parents[:3])}
    for manifest in sorted(folder / MANIFEST for folder in folders if (folder / MANIFEST).is_file()):
        try:
            address = f"file:{quote(str(manifest.absolute()))}?mode=ro"
            with closing(sqlite3.connect(address, uri=True)) as connection:
                yield from connection.execute(query).fetchall()
        except sqlite3.Error:
            continue
