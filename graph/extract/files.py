"""Many report files, on all cores, in their order; a file that cannot be read stops none of the others."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from graph.errors import CallError, DataError, DeedgraphError
from graph.extract.report import extract, publication_day
from graph.model.records import Bundle
from graph.text.sources import day_of, read_source


@dataclass(frozen=True)
class Extracted:
    """What came of one file: its draft, or what is wrong with it."""

    path: Path
    bundle: Bundle | None = None
    error: DeedgraphError | None = None


def extract_files(
    paths: Iterable[Path], *, published: date | str | None = None, workers: int | None = None
) -> Iterator[Extracted]:
    """Yield the drafts of report files in the order given.

    ``published`` holds for all; without it each file's name (2020-03-11-name.txt), or its folder's, says the
    day. ``workers``: how many processes; by default one a core, and none but this for a single file.
    """
    files = list(paths)
    one = partial(_one, published=publication_day(published) if published is not None else None)
    workers = min(workers or os.cpu_count() or 1, len(files))
    if workers <= 1:
        yield from map(one, files)
        return
    with get_context("spawn").Pool(workers) as pool:
        yield from pool.imap(one, files, chunksize=max(1, min(8, len(files) // (workers * 4))))


def _one(path: Path, published: date | None) -> Extracted:
    try:
        when = published or day_of(path)
        if when is None:
            raise CallError("date-not-in-name", path=path)
        return Extracted(path, extract(read_source(path), published=when))
    except DataError as error:
        return Extracted(path, error=error if error.path else DataError(error.message, path))
    except DeedgraphError as error:
        return Extracted(path, error=error)
