"""A store folder as it is at one moment, for readers, while somebody else may be writing to it.

RocksDB promises nothing to a reader of a folder that is being written: as measured, one reading in sixteen
broke off when a compaction deleted a file under it. Hard links keep such files; what is deleted in the
folder stays here until the reader ends.
"""

import atexit
import fcntl
import os
import shutil
import tempfile
from pathlib import Path

_PREFIX = ".reading-"
_TRIES = 50


def snapshot_of(folder: Path) -> Path | None:
    """Return a folder that holds the store in ``folder`` as it is now; it is removed when this process ends.

    ``None`` if the folder does not let itself be linked: one that nobody can write to needs no snapshot.
    """
    _remove_left(folder)
    try:
        taken = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=folder))
    except OSError:
        return None
    # The lock tells that the snapshot is in use; whoever finds it free may clear the snapshot away.
    lock = os.open(taken / "held", os.O_CREAT | os.O_RDWR)
    fcntl.flock(lock, fcntl.LOCK_EX)
    atexit.register(shutil.rmtree, taken, ignore_errors=True)
    for _ in range(_TRIES):
        if _linked(folder, taken):
            return taken
    return None


def _linked(folder: Path, taken: Path) -> bool:
    """Link a store's files; say whether they belong together.

    They do if the manifest (the list of files, only ever added to) stayed the same meanwhile: files are
    deleted only after it has grown.
    """
    for old in taken.iterdir():
        if old.name != "held":
            old.unlink()
    try:
        current = (folder / "CURRENT").read_bytes()
        manifest = folder / current.decode("utf-8", "replace").strip()
        listed = manifest.read_bytes()
        (taken / "CURRENT").write_bytes(current)
        (taken / manifest.name).write_bytes(listed)
        for file in folder.iterdir():
            if file.suffix in (".sst", ".log", ".blob") or file.name.startswith("OPTIONS"):
                os.link(file, taken / file.name)
        return (folder / "CURRENT").read_bytes() == current and manifest.stat().st_size == len(listed)
    except FileNotFoundError:
        return False


def _remove_left(folder: Path) -> None:
    """Clear away the snapshots of readers that were killed."""
    for left in folder.glob(f"{_PREFIX}*"):
        try:
            lock = os.open(left / "held", os.O_RDWR)
        except OSError:
            continue
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(left, ignore_errors=True)
        except OSError:
            pass  # in use, or not ours to remove
        finally:
            os.close(lock)
