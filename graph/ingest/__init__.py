"""Many reports into one graph: read, drafted, checked, loaded and linked on all cores; what was done is not done again.

``ingest`` does it, ``states`` says what came of each file. The graph follows from the files alone: not from how
many processes read them, nor from how often they were killed.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from pathlib import Path

from graph.errors import CallError
from graph.ingest.importer import Plan, import_files
from graph.ingest.listing import MANIFEST, listed
from graph.ingest.loading import is_settled, load
from graph.ingest.manifest import opened, read_again_if_older, transaction, work_folder
from graph.ingest.resolve import note_removed, resolve_reports
from graph.ingest.status import FileState, Summary, file_states, summary
from graph.store.store import check_folder

__all__ = ["FileState", "Summary", "ingest", "is_up_to_date", "removing", "states", "work_folder"]


@contextmanager
def _silent(_label: str, _steps: int) -> Iterator[Callable[[], None]]:
    yield lambda: None


def ingest(
    folders: Iterable[Path],
    store: Path,
    *,
    published: date | str | None = None,
    unreviewed: bool = False,
    workers: int | None = None,
    dask: str | None = None,
    progress: Callable[[str, int], AbstractContextManager[Callable[[], None]]] = _silent,
    tell: Callable[[str], None] = lambda _words: None,
) -> Summary:
    """Bring the store in ``store`` up to what the folders hold, and return what came of their files.

    Texts are drafted; a draft waits in ``STORE.ingest/drafts`` until each of its deeds was reviewed, or until
    ``unreviewed`` says that the drafts of these folders need no review. Records are taken as they are. A file that
    cannot be taken in is set aside with its reason. ``published`` is the day of publication of texts whose names
    say none.
    ``workers`` is the number of processes, by default one a core and two at least (with one, files are read in this
    process, and a file on which reading hangs hangs it); ``dask`` the address of a cluster's scheduler to
    read files on instead. ``progress`` is given the name of a step and the number of its parts.

    Raises ``CallError`` when another ingest works on the store or the cluster cannot be reached, ``DataError``
    for a folder that does not exist or a damaged manifest, ``StoreError`` when the store cannot be written.
    """
    from graph.extract import publication_day

    roots = [Path(os.path.abspath(folder)) for folder in folders]  # noqa: PTH100 - links in names that were given stay
    store = Path(os.path.abspath(store))  # noqa: PTH100
    check_folder(store, create=True)
    if any(root in (store, work_folder(store)) for root in roots):
        raise CallError("ingest-store-itself", store=store)
    found = list(listed(roots, (str(store), str(work_folder(store)))))
    with opened(store) as connection:
        plan = Plan(
            connection,
            work_folder(store) / "drafts",
            progress,
            tell,
            day=publication_day(published) if published is not None else None,
            unreviewed=unreviewed,
            workers=workers or max(2, os.cpu_count() or 1),  # in a process of its own a file can be given up
            dask=dask,
        )
        read_again_if_older(connection, work_folder(store) / MANIFEST)
        import_files(plan, roots, found)
        changes = 0, False
        if not is_settled(connection, store):
            with transaction(connection):
                resolve_reports(connection)
            changes = load(connection, store, progress, tell)
        return summary(connection, *changes)


def is_up_to_date(store: Path) -> bool:
    """Say whether the last ingest into a store came to its end, and nothing was changed since. Raises as ``states``."""
    store = Path(os.path.abspath(store))  # noqa: PTH100
    with opened(store, create=False) as connection:
        return is_settled(connection, store)


@contextmanager
def removing(store: Path, report: str) -> Iterator[None]:
    """Within this block a report is taken out of a store; if it came by ingest, it stays out.

    It comes back when its files change, or were away in an ingest between. Raises ``CallError`` while an ingest is
    at work on the store.
    """
    store = Path(os.path.abspath(store))  # noqa: PTH100
    if not (work_folder(store) / MANIFEST).is_file():
        yield
        return
    with opened(store) as connection, transaction(connection):
        yield
        note_removed(connection, report)


def states(store: Path) -> Iterator[FileState]:
    """Yield what came of each file that was ingested into a store, in order of path.

    Raises ``CallError`` when there was no ingest into it, ``DataError`` when the manifest is damaged.
    """
    with opened(Path(os.path.abspath(store)), create=False) as connection:  # noqa: PTH100
        yield from file_states(connection)
