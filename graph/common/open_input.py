"""Files that a person names, opened to be read: regular files and pipes; a device may have no end."""

import os
import select
import stat
from pathlib import Path
from typing import BinaryIO

from graph.errors import DataError

_WAIT_SECONDS = 10  # for the first bytes of a named pipe


def open_input(path: Path) -> BinaryIO:
    """Open a file for reading bytes.

    Raises ``DataError`` for a device, and for a named pipe that nobody writes to; ``OSError`` when the system refuses.
    """
    mode = path.stat().st_mode
    if stat.S_ISCHR(mode) or stat.S_ISBLK(mode):
        raise DataError("file-is-device", path)
    if not stat.S_ISFIFO(mode):
        return path.open("rb")
    pipe = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # else opening waits for a writer without end
    if not select.select([pipe], [], [], _WAIT_SECONDS)[0] and not _has_writer(pipe):
        os.close(pipe)
        raise DataError("pipe-unwritten", path)
    os.set_blocking(pipe, True)
    return os.fdopen(pipe, "rb")


def read_input(path: Path, max_bytes: int) -> bytes:
    """Return the bytes of a file, ``max_bytes + 1`` of one that is larger. Raises as ``open_input`` does."""
    with open_input(path) as file:
        return file.read(max_bytes + 1)


def _has_writer(pipe: int) -> bool:
    """Say whether an empty pipe is open at its other end, by someone slow."""
    try:
        os.read(pipe, 1)
    except BlockingIOError:
        return True
    return False
