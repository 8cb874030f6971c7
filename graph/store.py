"""Opening a graph: in memory, or in a folder that Oxigraph keeps."""

from pathlib import Path

import pyoxigraph as ox

from graph.errors import CallError


def open_store(folder: Path | None = None, *, create: bool = False) -> ox.Store:
    """Open the graph in ``folder``, or a new one in memory.

    Reading opens the folder read-only. ``create`` opens it for writing and makes it when it does not exist
    or is empty. Raises ``CallError`` when it is no store, cannot be opened, or another process writes to it.

    >>> len(open_store())
    0
    """
    if folder is None:
        return ox.Store()
    if not create and not folder.is_dir():
        raise CallError(f"{folder}: no such store; make it with: deedgraph build --store {folder}")
    if folder.exists() and not folder.is_dir():
        raise CallError(f"{folder}: a file, not a store; name a folder")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / "CURRENT").is_file():
        raise CallError(f"{folder}: holds other files and is no store; name another folder")
    if not create and not (folder / "CURRENT").is_file():
        raise CallError(f"{folder}: an empty folder; fill it with: deedgraph build --store {folder}")
    try:
        if create:
            folder.mkdir(parents=True, exist_ok=True)
            return ox.Store(str(folder))
        return ox.Store.read_only(str(folder))
    except (OSError, ValueError, RuntimeError) as error:
        if "lock" in str(error).lower():
            raise CallError(
                f"{folder}: another process is writing to this store; wait for it to end"
            ) from None
        raise CallError(f"{folder}: cannot be opened as a store: {error}") from None
