"""A store folder as it is at one moment, for readers, while another process may write to it.

RocksDB guarantees nothing to a reader of a folder that is being written: as measured, one reading in sixteen
failed when a compaction deleted a file. Hard links keep such files until the reader ends.
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

    ``None`` if its files cannot be linked: a folder that cannot be written to needs no snapshot.
    """
    _remove_left(folder)
    try:
        taken = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=folder))
    except OSError:
        return None
    # The lock marks the snapshot as in use; a process that finds it free may delete the snapshot.
    lock = os.open(taken / "held", os.O_CREAT | os.O_RDWR)
    fcntl.flock(lock, fcntl.LOCK_EX)
    atexit.register(shutil.rmtree, taken, ignore_errors=True)
    for _ in range(_TRIES):
        if _linked(folder, taken):
            return taken
    return None


def _linked(folder: Path, taken: Path) -> bool:
    """Link a store's files; say whether they are consistent.

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
    """Delete the snapshots of readers that were killed."""
    for left in folder.glob(f"{_PREFIX}*"):
        try:
            lock = os.open(left / "held", os.O_RDWR)
        except OSError:
            continue
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(left, ignore_errors=True)
        except OSError:
            pass  # in use, or another user's
        finally:
            os.close(lock)
