"""Many report files, on all cores, in their order; a file that cannot be read stops none of the others."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import date
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from graph.errors import CallError, DataError, DeedgraphError, unexpected_error
from graph.extract.report import extract, publication_day
from graph.model.records import Bundle
from graph.text.sources import day_of, read_source


@dataclass(frozen=True)
class Extracted:
    """The outcome of one file: its draft or its error; ``notes`` say what was not read."""

    path: Path
    bundle: Bundle | None = None
    error: DeedgraphError | None = None
    notes: tuple[str, ...] = ()


def extract_files(
    paths: Iterable[Path], *, published: date | str | None = None, workers: int | None = None
) -> Iterator[Extracted]:
    """Yield the drafts of report files in the order given.

    ``published`` is the date of all; without it each file's name (2020-03-11-name.txt), or its folder's, has the
    date. ``workers``: how many processes; by default one a core, and none but this for a single file.
    """
    files = list(paths)
    one = partial(_one, published=publication_day(published) if published is not None else None)
    workers = min(workers or os.cpu_count() or 1, len(files))
    if workers <= 1:
        yield from map(one, files)
        return
    yield from in_processes(one, files, workers)


def in_processes(
    one: Callable[[Path], Extracted], files: Sequence[Path], workers: int
) -> Iterator[Extracted]:
    """Yield what ``one`` makes of each file in order, in processes; a file that ends its process is an error.

    Whose process ended is not known: the first file without an outcome is tried alone, and the others go on.
    """
    at = 0
    while at < len(files):
        pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"))
        try:
            waiting = deque(pool.submit(one, path) for path in files[at:])
            while waiting:
                yield waiting.popleft().result()
                at += 1
        except BrokenProcessPool:
            if workers > 1:
                yield from in_processes(one, files[at : at + 1], 1)
            else:
                yield Extracted(files[at], error=DataError("file-ends-process", files[at]))
            at += 1
        finally:
            pool.shutdown(cancel_futures=True)


def _one(path: Path, published: date | None) -> Extracted:
    try:
        when = published or day_of(path)
        if when is None:
            return Extracted(path, error=CallError("date-not-in-name", path=path))
        notes: list[str] = []
        bundle = extract(read_source(path, notes), published=when)
        return Extracted(path, bundle, notes=tuple(notes))
    except DataError as error:
        return Extracted(path, error=error if error.path else DataError(error.message, path))
    except DeedgraphError as error:
        return Extracted(path, error=error)
    except Exception as error:  # an error of one file must not stop the others
        return Extracted(path, error=unexpected_error(error, path))
