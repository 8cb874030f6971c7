"""Deedgraph: reports as a knowledge graph of who did what, where and when.

>>> import graph
>>> hubei = graph.open()
>>> [deed["did"] for deed in hubei.deeds(who="省妇联")]
['协作', '编为', '派到', '排查']

What is heavy is imported where it is used, so that ``import graph`` and the command line start quickly.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.errors import CallError, DataError, DataErrors, DeedgraphError, StoreError

if TYPE_CHECKING:
    from graph.api import Deedgraph
    from graph.validate.check import Finding

# The library's face: functions, classes and errors, never a module. What is not named here, and not in
# docs/reference/python.md, is private and may change.
__all__ = [
    "CallError",
    "DataError",
    "DataErrors",
    "Deedgraph",
    "DeedgraphError",
    "Finding",
    "StoreError",
    "check",
    "load",
    "open",
]  # fmt: skip


def open(store: str | Path | None = None, *, endpoint: str | None = None) -> "Deedgraph":
    """Open the graph in a store folder or on a SPARQL server; without either, the packaged data in memory.

    Raises ``graph.errors.CallError`` when the folder is no store, or the address is none, and
    ``graph.errors.StoreError`` when the store is damaged or no server answers.
    """
    from graph.api import open_graph

    return open_graph(store, endpoint)


def load(paths: Iterable[str | Path]) -> "Deedgraph":
    """Load record files (YAML, JSON Lines, or folders of them) into a new graph in memory.

    Raises ``graph.errors.DataErrors`` with every error of the file group that was being read.
    """
    from graph.api import load_graph

    return load_graph(paths)


def check(paths: Iterable[str | Path], text: str | Path | None = None) -> "list[Finding]":
    """Check record files: schema, references, shapes and, with the reports' text, each deed against its span.

    ``text`` is a folder with the reports' texts (``.txt``) or one such file. An empty list says that nothing
    is wrong and nothing is left over.
    """
    from graph.validate.check import check

    return check([Path(path) for path in paths], Path(text) if text is not None else None)


def __getattr__(name: str) -> Any:
    """Return the classes that are imported only once they are asked for."""
    if name == "Deedgraph":
        from graph.api import Deedgraph

        return Deedgraph
    if name == "Finding":
        from graph.validate.check import Finding

        return Finding
    raise AttributeError(f"module 'graph' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
