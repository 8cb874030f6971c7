"""What an ingest knows of the files that its drafts came from: looked up in its manifest, which stays as it is."""

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
    rows = _asked(drafts, "SELECT sha256, path FROM shape ORDER BY path DESC")
    return {sha256: path for sha256, name in rows if (path := Path(os.fsdecode(name))).is_file()}


def decision_files(drafts: Iterable[Path]) -> list[Path]:
    """Return the files in which the ingests to which drafts belong read decisions, by path."""
    rows = _asked(drafts, "SELECT DISTINCT path FROM part WHERE decisions > 0 ORDER BY path")
    return [path for (name,) in rows if (path := Path(os.fsdecode(name))).is_file()]


def _asked(drafts: Iterable[Path], query: str) -> Iterator[Any]:
    """Ask the manifests of drafts' ingests, without waiting for one that is at work; a damaged one knows nothing."""
    homes = {parent for draft in drafts for parent in (draft, *draft.absolute().parents[:3])}
    for manifest in sorted(home / MANIFEST for home in homes if (home / MANIFEST).is_file()):
        try:
            address = f"file:{quote(str(manifest.absolute()))}?mode=ro"
            with closing(sqlite3.connect(address, uri=True)) as connection:
                yield from connection.execute(query).fetchall()
        except sqlite3.Error:
            continue
