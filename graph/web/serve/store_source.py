"""Where the served graph lies: a folder as it is at one moment, or a server."""

import hashlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from graph.store.snapshot import snapshot_of
from graph.store.store import check_folder


@dataclass(eq=False)
class StoreSource:
    """A graph to read: ``folder`` or ``endpoint``; ``state`` names what it holds now; ``own`` is removed at the end."""

    folder: Path | None = None
    endpoint: str | None = None
    state: str | None = None
    own: Path | None = None
    name: Path | None = None  # what a person calls the folder, where ``folder`` is a snapshot of it
    readers: int = 0  # workers that have it open

    def __post_init__(self) -> None:
        """Hold on to our own folder, which may be renamed with the one that it lies in."""
        self._held = os.open(self.own, os.O_RDONLY | os.O_DIRECTORY) if self.own else None

    def message(self) -> dict[str, Any]:
        """Return what a worker is sent to open it."""
        if self.endpoint:
            return {"endpoint": self.endpoint}
        return {"folder": str(self.folder), "name": str(self.name or self.folder)}

    def close(self) -> None:
        """Remove what was made for this source alone."""
        if self._held is not None:
            held, self._held = self._held, None
            shutil.rmtree(Path(f"/proc/self/fd/{held}").readlink(), ignore_errors=True)
            os.close(held)


def folder_source(folder: Path) -> StoreSource:
    """Return the graph in a folder as it is now. Raises ``CallError`` when it is no store."""
    check_folder(folder, create=False)
    taken = snapshot_of(folder)
    read = taken or folder
    return StoreSource(folder=read, state=state_of(read), own=taken, name=folder)


def packaged_source() -> StoreSource:
    """Return the packaged data, in a folder of its own that goes when the source is closed."""
    import pyoxigraph as ox

    from graph.api import load_graph
    from graph.resources import resource
    from graph.store.store import add_nquads, matching, open_store

    own = Path(tempfile.mkdtemp(prefix="deedgraph-serve-"))
    data = ox.serialize(matching(load_graph([resource("data")]).store), format=ox.RdfFormat.N_QUADS)
    store = open_store(own / "store", create=True)
    add_nquads(store, data or b"", fresh=True)
    del store
    return StoreSource(folder=own / "store", state=state_of(own / "store"), own=own)


def state_of(folder: Path) -> str:
    """Return a name for what a store folder holds: another one after every change, also of this program."""
    found = hashlib.sha256(version("deedgraph").encode())
    found.update(repr(fingerprint(folder)).encode())
    return found.hexdigest()[:16]


def fingerprint(folder: Path) -> list[tuple[str, int, int]]:
    """Return names, sizes and times of the files that hold a store's data, which any change of it changes."""
    found = []
    for file in folder.iterdir():
        if file.suffix in (".sst", ".log", ".blob"):
            seen = file.stat()
            found.append((file.name, seen.st_size, seen.st_mtime_ns))
    return sorted(found)


def endpoint_source(url: str) -> StoreSource:
    """Return the graph on a server, once it has answered. Raises as ``open_endpoint`` does."""
    from graph.store.store import open_server

    open_server(url)
    return StoreSource(endpoint=url)
