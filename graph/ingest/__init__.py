"""Many reports into one graph: read, drafted, checked, loaded and linked on all cores; what is done is not repeated.

``ingest`` runs it, ``states`` returns the state of each file. The graph depends on the files alone, not on the
number of processes or on interruptions.
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
    notify: Callable[[str], None] = lambda _words: None,
) -> Summary:
    """Update the store in ``store`` to the files in the folders, and return a summary.

    Texts are drafted; a draft waits in ``STORE.ingest/drafts`` until each of its deeds was reviewed, or until
    ``unreviewed`` says that the drafts of these folders need no review. Records are taken as they are. A file that
    cannot be taken in is set aside with its reason. ``published`` is the date of publication of texts whose names
    have none.
    ``workers`` is the number of processes, by default one a core and two at least (with one, files are read in this
    process, without a time limit); ``dask`` the address of a cluster's scheduler to
    read files on instead. ``progress`` gets the name of a step and the number of its parts, ``notify`` each
    message.

    Raises ``CallError`` when another ingest uses the store or the cluster cannot be reached, ``DataError``
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
            notify,
            day=publication_day(published) if published is not None else None,
            unreviewed=unreviewed,
            workers=workers
            or max(2, os.cpu_count() or 1),  # only in a separate process can a file be abandoned
            dask=dask,
        )
        read_again_if_older(connection, work_folder(store) / MANIFEST)
        import_files(plan, roots, found)
        changes = 0, False
        if not is_settled(connection, store):
            with transaction(connection):
                resolve_reports(connection)
            changes = load(connection, store, progress, notify)
        return summary(connection, *changes)


def is_up_to_date(store: Path) -> bool:
    """Say whether the last ingest into a store was completed, and nothing changed since. Raises as ``states``."""
    store = Path(os.path.abspath(store))  # noqa: PTH100
    with opened(store, create=False) as connection:
        return is_settled(connection, store)


@contextmanager
def removing(store: Path, report: str) -> Iterator[None]:
    """Within this block a report is removed from a store; if it was ingested, later ingests leave it out.

    It returns when its files change, or were missing in an ingest between. Raises ``CallError`` while an ingest
    uses the store.
    """
    store = Path(os.path.abspath(store))  # noqa: PTH100
    if not (work_folder(store) / MANIFEST).is_file():
        yield
        return
    with opened(store) as connection, transaction(connection):
        yield
        note_removed(connection, report)


def states(store: Path) -> Iterator[FileState]:
    """Yield the state of each file that was ingested into a store, in order of path.

    Raises ``CallError`` when there was no ingest into it, ``DataError`` when the manifest is damaged.
    """
    with opened(Path(os.path.abspath(store)), create=False) as connection:  # noqa: PTH100
        yield from file_states(connection)
