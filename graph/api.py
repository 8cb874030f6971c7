"""The library: a graph that is open, and what one does with it."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from graph.errors import CallError
from graph.export.notebook import DeedList, RowList, html_counts
from graph.export.write import export
from graph.model.fields import DeedRow
from graph.model.read import read
from graph.model.vocab import CLASSES, DEFAULT_BASE
from graph.query.deeds import Filters, deed_rows
from graph.resources import resource
from graph.store.build import load_and_link
from graph.store.load import Counts
from graph.store.sparql import ask, ask_saved, saved_query
from graph.store.store import Answer, Store, copied, open_server, open_store, whole
from graph.store.values import value_of

if TYPE_CHECKING:
    import networkx as nx
    import polars as pl
    import rdflib


class Deedgraph:
    """A graph of deeds: the packaged one, a folder's, a server's, or one made of record files.

    Each method calls one function of the room that does the work. ``store`` is the graph itself:
    a ``pyoxigraph.Store``, to be used as one likes, or a ``graph.store.endpoint.Endpoint``.

    >>> import graph
    >>> hubei = graph.open()
    >>> hubei.query("SELECT (COUNT(*) AS ?n) { ?d a <https://w3id.org/deedgraph#Deed> }")
    [{'n': 94}]
    """

    def __init__(self, store: Store) -> None:
        self.store = store

    def query(self, sparql: str) -> Any:
        """Ask a SPARQL query over the union of all graphs.

        A SELECT gives a list of dicts by variable (IRIs and other literals as strings, numbers and booleans as
        Python's), an ASK a ``bool``, a CONSTRUCT or DESCRIBE a list of ``pyoxigraph.Triple``. Raises
        ``graph.errors.CallError`` for a syntax error, an update or a SERVICE call.

        >>> import graph
        >>> graph.open().query('ASK { ?a <https://w3id.org/deedgraph#name> "省妇联" }')
        True
        """
        return _plain(ask(self.store, sparql))

    def saved(self, name: str, **parameters: str) -> Any:
        """Ask a saved query by its name, with parameters that differ from its defaults.

        >>> import graph
        >>> rows = graph.open().saved("unit-deeds", unit="省妇联")
        >>> [row["did"] for row in rows]
        ['协作', '编为', '派到', '排查']
        """
        return _plain(ask_saved(self.store, saved_query(name), parameters))

    def deeds(self, **filters: str) -> list[DeedRow]:
        """Return deeds as rows; filters are ``who``, ``where``, ``kind``, ``since``, ``until``, ``report``.

        >>> import graph
        >>> [deed["did"] for deed in graph.open().deeds(where="武铁社区")]
        ['送到']
        """
        return DeedList(deed_rows(self.store, Filters(**filters)))

    def deeds_frame(self, **filters: str) -> "pl.DataFrame":
        """Return the same deeds as a polars ``DataFrame`` with typed columns (``.to_pandas()`` makes a pandas one).

        Needs the extra ``tables``.

        >>> import graph
        >>> frame = graph.open().deeds_frame(kind="donate")
        >>> frame.select("did", "as_of").rows()[-1]
        ('捐款', datetime.date(2020, 3, 7))
        """
        from graph.export.frame import deeds_frame

        return deeds_frame(deed_rows(self.store, Filters(**filters)))

    def export(self, path: str | Path) -> None:
        """Write the graph to a file, in the format of its suffix (``.ttl``, ``.jsonld``, ``.graphml``, …)."""
        export(self.store, Path(path))

    def load(self, paths: Iterable[str | Path], base: str = DEFAULT_BASE) -> Counts:
        """Load record files into this graph, report by report, each all or nothing."""
        return load_and_link(self.store, read(Path(path) for path in paths), base)

    def to_rdflib(self) -> "rdflib.Dataset":
        """Return the graph as an rdflib ``Dataset`` that reads this store through oxrdflib, nothing copied.

        A graph on a server is copied into memory first.

        >>> import graph
        >>> len(graph.open().to_rdflib()) == len(graph.open().store)
        True
        """
        import rdflib
        from oxrdflib import OxigraphStore

        return rdflib.Dataset(store=OxigraphStore(store=copied(self.store)), default_union=True)

    def to_networkx(self) -> "nx.MultiDiGraph[str]":
        """Return the graph as a networkx ``MultiDiGraph``: agents, deeds, places, documents and their relations.

        >>> import graph
        >>> network = graph.open().to_networkx()
        >>> sum(1 for _, type in network.nodes(data="type") if type == "deed")
        94
        """
        from graph.query.network import to_networkx

        return to_networkx(self.store)

    def _repr_html_(self) -> str:
        names = ("report", "deed", "unit", "team", "person", "group", "place", "document", "scheme")
        count = "SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s a <{}> }}"
        counts = [(name, self.query(count.format(CLASSES[name]))[0]["n"]) for name in names]
        return html_counts("Deedgraph", counts)


def open_graph(store: str | Path | None = None, endpoint: str | None = None) -> Deedgraph:
    """Open the graph in a store folder or on a SPARQL server; without either, the packaged data in memory."""
    if store is not None and endpoint is not None:
        raise CallError("one-place-library")
    if endpoint is not None:
        return Deedgraph(open_server(endpoint))
    return Deedgraph(open_store(Path(store)) if store is not None else packaged())


def packaged() -> Store:
    """Return the packaged data in memory."""
    return load_graph([resource("data")]).store


def load_graph(paths: Iterable[str | Path], base: str = DEFAULT_BASE) -> Deedgraph:
    """Load record files (YAML, JSON Lines, or folders of them) into a new graph in memory."""
    store = open_store()
    load_and_link(store, read(Path(path) for path in paths), base, fresh=True)
    return Deedgraph(store)


def _plain(answer: Answer) -> Any:
    if isinstance(answer, ox.QueryBoolean):
        return bool(answer)
    with whole():
        if isinstance(answer, ox.QuerySolutions):
            names = [variable.value for variable in answer.variables]
            return RowList(_row(names, solution) for solution in answer)
        return list(answer)


def _row(names: list[str], solution: ox.QuerySolution) -> Mapping[str, Any]:
    return {name: value_of(solution[name]) for name in names}
