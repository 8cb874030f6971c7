"""What is measured, one task a process.

``python -m benchmarks.tasks TASK ARGUMENT…`` prints seconds and memory as JSON.
"""

import importlib
import io
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox

Timed = Callable[[], object]


def rdflib_load(nquads: str, _: str) -> Timed:
    import rdflib

    return lambda: rdflib.Dataset().parse(nquads, format="nquads")


def kglab_load(nquads: str, _: str) -> Timed:
    import kglab

    # kglab reads N-Triples into one graph; the same statements without their graphs.
    triples = Path(nquads).with_suffix(".nt")
    return lambda: kglab.KnowledgeGraph().load_rdf(str(triples), format="nt")


def oxrdflib_load(nquads: str, _: str) -> Timed:
    import rdflib
    from oxrdflib import OxigraphStore

    return lambda: rdflib.Dataset(store=OxigraphStore()).parse(nquads, format="ox-nq")


def pyoxigraph_load(nquads: str, folder: str) -> Timed:
    return lambda: ox.Store(folder).bulk_load(path=nquads, format=ox.RdfFormat.N_QUADS)


def oxigraph_load(nquads: str, folder: str) -> Timed:
    program = Path(sys.executable).with_name("oxigraph")
    command = [str(program), "load", "--location", folder, "--file", nquads]
    return lambda: subprocess.run(command, check=True, capture_output=True)


def deedgraph_build(lines: str, folder: str) -> Timed:
    from graph.build import build
    from graph.records import read

    return lambda: build(Path(folder), read([Path(lines)]))


def deedgraph_query(folder: str, name: str) -> Timed:
    from graph.answers import write_answer
    from graph.ask import ask_saved, saved_query
    from graph.store import open_store

    store, query, values = open_store(Path(folder)), saved_query(name), _values(name)
    return lambda: write_answer(ask_saved(store, query, values), _format(name), io.BytesIO())


def pyoxigraph_query(folder: str, name: str) -> Timed:
    from graph.store import open_store

    store, text = open_store(Path(folder)), _text(name)
    format = ox.RdfFormat.N_TRIPLES if _format(name) == "table" else ox.QueryResultsFormat.CSV
    return lambda: store.query(text, use_default_graph_as_union=True).serialize(io.BytesIO(), format=format)


def rdflib_query(nquads: str, name: str) -> Timed:
    import rdflib

    data, text = rdflib.Dataset(default_union=True), _text(name)
    data.parse(nquads, format="nquads")
    return lambda: list(data.query(text))


def deedgraph_deeds(folder: str, _: str) -> Timed:
    from graph.deeds import deed_rows
    from graph.rows import csv_pieces
    from graph.store import open_store

    store = open_store(Path(folder))
    return lambda: sum(len(piece) for piece in csv_pieces(deed_rows(store)))


def deedgraph_turtle(folder: str, out: str) -> Timed:
    from graph.export import export
    from graph.store import open_store

    store = open_store(Path(folder))
    return lambda: export(store, Path(out))


def rdflib_turtle(nquads: str, out: str) -> Timed:
    import rdflib

    graph = rdflib.Graph().parse(Path(nquads).with_suffix(".nt"), format="nt")
    return lambda: graph.serialize(out, format="longturtle")


# Values that the made-up reports have; other parameters keep their defaults.
VALUES = {
    "unit": "第17号单位", "community": "第100社区", "place": "第100社区", "day": "2020-03-02", "from": "2020-03-01",
    "to": "2020-03-02", "agent": "https://w3id.org/deedgraph/id/agent/unit-17", "text": "第100社区",
}  # fmt: skip
_DEED = "https://w3id.org/deedgraph/id/report/report-100/d01"


def _values(name: str) -> dict[str, str]:
    from graph.ask import saved_query

    known = {p.name: p.type for p in saved_query(name).parameters}
    values = {key: value for key, value in VALUES.items() if key in known}
    return values | ({"deed": _DEED} if known.get("deed") == "iri" else {})


def _text(name: str) -> str:
    from graph.ask import bind, insert_terms, saved_query

    query = saved_query(name)
    return insert_terms(query.text, bind(query, _values(name)))


def _format(name: str) -> str:
    """Return the format in which a query is answered: Turtle for a CONSTRUCT, CSV for rows."""
    return "table" if isinstance(ox.Store().query(_text(name)), ox.QueryTriples) else "csv"


def main() -> None:
    """Prepare a task, time it, and print what it took: wall and processor seconds, the peak memory in MB."""
    name, *arguments = sys.argv[1:]
    module = importlib.import_module("benchmarks.tasks")
    timed: Timed = getattr(module, name)(*arguments)
    began = time.perf_counter()
    timed()
    seconds = time.perf_counter() - began
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    sys.stdout.write(json.dumps({"seconds": seconds, "megabytes": peak / 1024}) + "\n")


if __name__ == "__main__":
    main()
