"""Building a store folder: a new one beside its place and moved there when it is whole, or one that exists."""

import gc
import shutil
from collections.abc import Iterable
from pathlib import Path

from graph.deed import Bundle
from graph.errors import CallError, DataErrors
from graph.load import Counts, load
from graph.store import check_folder, open_store
from graph.vocab import DEFAULT_BASE


def build(folder: Path, bundles: Iterable[Bundle], base: str = DEFAULT_BASE) -> Counts:
    """Load bundles into the store in ``folder``; a new one is there only once it is whole.

    A new store is written by the engine's bulk loader, which leaves nothing sound behind when it is killed.
    So it works in ``.{name}.part`` beside ``folder``; what a killed build left there, the next one clears away.
    Raises as ``open_store`` and ``load`` do; what stood before a faulty report is kept.
    """
    check_folder(folder, create=True)
    if (folder / "CURRENT").is_file() or not _may_move_to(folder):
        return load(open_store(folder, create=True), bundles, base)
    part = folder.with_name(f".{folder.name}.part")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        if part.exists():
            open_store(part, create=True)  # raises if somebody is at work on it
            gc.collect()
            shutil.rmtree(part)
        store = open_store(part, create=True)
    except OSError as error:
        raise CallError(f"{folder}: cannot be made: {error.strerror}") from None
    faults: DataErrors | None = None
    try:
        counts = load(store, bundles, base, fresh=True)
    except DataErrors as found:
        faults, counts = DataErrors(found.faults), Counts()
    except BaseException:
        del store
        shutil.rmtree(part, ignore_errors=True)
        raise
    # Compacted, it is asked in two thirds of the time; it costs an eighth of the loading.
    store.optimize()
    # The engine lets go of its files when the store is collected; only then may the folder move.
    store.flush()
    del store
    gc.collect()
    part.replace(folder)
    if faults:
        raise faults
    return counts


def _may_move_to(folder: Path) -> bool:
    """Say whether a folder beside this one can take its place: not if this one is where a disk is mounted."""
    return not folder.exists() or (not folder.is_mount() and not any(folder.iterdir()))
