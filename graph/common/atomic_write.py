"""Files written completely or not at all."""

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from graph.errors import CallError, os_reason


@contextmanager
def atomic_write(path: Path) -> Iterator[BinaryIO]:
    """Open a new file beside ``path`` for writing; it replaces ``path`` when the block ends without an error.

    Where ``path`` is a symbolic link, the file that it names is written, and the link stays; a device or a pipe is
    written to. Raises ``CallError`` when the folder does not exist or cannot be written.
    """
    try:
        if path.is_symlink():
            path = Path(os.path.realpath(path))
        if not path.parent.is_dir():
            raise CallError("folder-not-there", path=path, folder=path.parent)
        if path.is_dir():
            raise CallError("file-is-folder", path=path)
        if path.exists() and not path.is_file():
            with path.open("wb") as file:
                yield file
            return
    except OSError as error:
        raise CallError("file-not-written", path=path, why=os_reason(error)) from None
    temporary = path.with_name(f".deedgraph-{secrets.token_hex(6)}")  # within the limit of file names
    try:
        with _unnamed(path.parent) or temporary.open("xb") as file:
            yield file
            file.flush()
            if path.exists():  # keeps its permissions
                os.fchmod(file.fileno(), stat.S_IMODE(path.stat().st_mode))
            if not temporary.exists():
                # Python follows the link in /proc only when it is given a descriptor too; the path is absolute.
                os.link(f"/proc/self/fd/{file.fileno()}", temporary, src_dir_fd=file.fileno())
        temporary.replace(path)
    except OSError as error:
        raise CallError("file-not-written", path=path, why=os_reason(error)) from None
    finally:
        temporary.unlink(missing_ok=True)


def _unnamed(folder: Path) -> BinaryIO | None:
    """Open a file without a name, of which a killed process leaves nothing; ``None`` where that is not possible."""
    try:
        return os.fdopen(os.open(folder, os.O_TMPFILE | os.O_RDWR, 0o666), "w+b")
    except (AttributeError, OSError):  # not Linux, or a file system without them
        return None
