"""Where the served graph lies: a folder as it is at one moment, or a server."""

import hashlib
import shutil
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from graph.snapshot import snapshot_of
from graph.store import check_folder


@dataclass(eq=False)
class Place:
    """A graph to read: ``folder`` or ``endpoint``; ``state`` names what it holds now; ``own`` is removed at the end."""

    folder: Path | None = None
    endpoint: str | None = None
    state: str | None = None
    own: Path | None = None
    readers: int = 0  # workers that have it open

    def message(self) -> dict[str, Any]:
        """Return what a worker is told."""
        return {"endpoint": self.endpoint} if self.endpoint else {"folder": str(self.folder)}

    def close(self) -> None:
        """Remove what was made for this place alone."""
        if self.own is not None:
            shutil.rmtree(self.own, ignore_errors=True)


def folder_place(folder: Path) -> Place:
    """Return the graph in a folder as it is now. Raises ``CallError`` when it is no store."""
    check_folder(folder, create=False)
    taken = snapshot_of(folder)
    read = taken or folder
    return Place(folder=read, state=state_of(read), own=taken)


def packaged_place() -> Place:
    """Return the packaged data, in a folder of its own that goes when the place is closed."""
    import pyoxigraph as ox

    from graph.api import load_graph
    from graph.resources import resource
    from graph.store import add_nquads, matching, open_store

    own = Path(tempfile.mkdtemp(prefix="deedgraph-serve-"))
    data = ox.serialize(matching(load_graph([resource("data")]).store), format=ox.RdfFormat.N_QUADS)
    store = open_store(own / "store", create=True)
    add_nquads(store, data or b"", fresh=True)
    del store
    return Place(folder=own / "store", state=state_of(own / "store"), own=own)


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
