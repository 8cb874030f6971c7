"""Files written whole or not at all."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from graph.errors import CallError


@contextmanager
def written_whole(path: Path) -> Iterator[BinaryIO]:
    """Open a new file beside ``path`` for writing; it takes the place of ``path`` when the block ends well.

    Raises ``CallError`` when the folder does not exist or cannot be written.
    """
    if not path.parent.is_dir():
        raise CallError(f"{path}: the folder {path.parent} does not exist; make it first")
    if path.is_dir():
        raise CallError(f"{path}: a folder; name a file")
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise CallError(f"{path}: cannot be written: {error.strerror}") from None
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)  # mkstemp's file is for its owner only
        temporary.replace(path)
    except OSError as error:
        raise CallError(f"{path}: cannot be written: {error.strerror}") from None
    finally:
        temporary.unlink(missing_ok=True)
