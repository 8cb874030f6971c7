"""Building a store folder: a new one is moved into place when it is complete, an existing one is changed."""

import gc
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from traceback import clear_frames
from typing import IO, TypeVar

import pyoxigraph as ox

from graph.common.gc_pause import gc_disabled
from graph.errors import CallError, DataErrors, os_reason, temporary_space_error
from graph.link import Feature, Links, features_of, linked
from graph.model.iris import report_iri
from graph.model.records import Bundle, Decision
from graph.model.vocab import DEFAULT_BASE
from graph.store.links import put_first_links, relink
from graph.store.load import Counts, load
from graph.store.store import Store, check_folder, compact, flush, open_store

T = TypeVar("T")


def build(folder: Path, bundles: Iterable[Bundle], base: str = DEFAULT_BASE) -> Counts:
    """Load bundles into the store in ``folder``; a new one appears only when it is complete.

    Raises as ``open_store`` and ``load`` do; what was loaded before an invalid report is kept, but
    no new store without a report.
    """

    def work(store: ox.Store, fresh: bool, _at: Path) -> Counts | DataErrors:
        try:
            return load_and_link(store, bundles, base, fresh=fresh)
        except DataErrors as found:
            if fresh and not _has_report(store, base):
                raise
            return DataErrors(found.errors)

    counts = in_store(folder, work)
    if isinstance(counts, DataErrors):
        raise counts
    return counts


def in_store(folder: Path, work: Callable[[ox.Store, bool, Path], T]) -> T:
    """Let ``work`` write into the store in ``folder``, and return what it returns.

    It is given the store, whether it is new, and its path. A new store is written by the engine's bulk loader, which
    leaves a broken store when it is killed. So it is made in ``.{name}.part`` beside ``folder`` and moved there;
    what a killed process left there, the next one deletes.
    """
    check_folder(folder, create=True)
    if (folder / "CURRENT").is_file() or not _may_move_to(folder):
        return work(open_store(folder, create=True), False, folder)
    part = folder.with_name(f".{folder.name}.part")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        if part.exists():
            open_store(part, create=True)  # raises if another process has it open
            gc.collect()
            shutil.rmtree(part)
        store = open_store(part, create=True)
    except OSError as error:
        raise CallError("store-not-made", path=folder, why=os_reason(error)) from None
    try:
        made = work(store, True, part)
        # Compacted last: anything written after it, however little, makes every query a third slower.
        compact(store)
        flush(store)
    except BaseException as error:
        clear_frames(
            error.__traceback__
        )  # they hold the store, whose engine goes on writing until it is freed
        del store
        gc.collect()
        shutil.rmtree(part, ignore_errors=True)
        raise
    # The engine closes its files when the store is collected; only then may the folder be moved.
    del store
    gc.collect()
    part.replace(folder)
    return made


def load_and_link(
    store: Store, bundles: Iterable[Bundle], base: str = DEFAULT_BASE, *, fresh: bool = False
) -> Counts:
    """Load bundles into a store, then link everything in it; see ``load`` and ``relink``.

    The bundles' decisions replace those of the store, if any bundle has a list of decisions.
    """
    decisions: list[Decision] | None = None

    def noted(features: IO[str] | None) -> Iterator[Bundle]:
        nonlocal decisions
        for bundle in bundles:
            if bundle.decisions is not None:
                decisions = [*(decisions or []), *bundle.decisions]
            if features is not None:
                _note(features, bundle)
            yield bundle

    with gc_disabled():
        if fresh and isinstance(store, ox.Store):
            # The store is new, so nothing has to be read out of it for linking.
            with tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n") as features:
                counts = load(store, noted(features), base, fresh=True)
                features.seek(0)
                found = (Feature.of_line(line) for line in features)
                links = (
                    linked(found, decisions or (), ask=False) if counts.reports > 1 or decisions else Links()
                )
            put_first_links(store, links, base)
        else:
            counts = load(store, noted(None), base)
            links = relink(store, base, decisions)
    counts.links, counts.happenings = len(links.canonical), len(links.event_clusters)
    counts.ignored = links.ignored
    return counts


def _note(features: IO[str], bundle: Bundle) -> None:
    try:
        features.writelines(f"{feature.line()}\n" for feature in features_of(bundle))
    except OSError as error:
        raise temporary_space_error(error) from None


def _has_report(store: ox.Store, base: str) -> bool:
    return any(str(graph).startswith(f"<{report_iri('', base)}") for graph in store.named_graphs())


def _may_move_to(folder: Path) -> bool:
    """Say whether a folder beside this one can take its place: not if this one is a mount point."""
    return not folder.exists() or (not folder.is_mount() and not any(folder.iterdir()))
