"""What is measured, one task a process.

``python -m benchmarks.tasks TASK ARGUMENT…`` prints seconds and memory as JSON.
"""

import importlib
import io
import json
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

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
    from graph.model.read import read
    from graph.store.build import build

    return lambda: build(Path(folder), read([Path(lines)]))


def deedgraph_add(lines: str, folder: str) -> Timed:
    """Build into a folder that is there; what it holds is copied first, so that the next run finds it as it was."""
    from graph.model.read import read
    from graph.store.build import build

    copy = Path(folder).with_name("copy")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder, copy)
    return lambda: build(copy, read([Path(lines)]))


def queries(folder: str, *names: str) -> Any:
    """Ask saved queries and, turn by turn, the engine directly: processor seconds of both, and rows."""
    from graph.export.results import write_answer
    from graph.store.sparql import ask_saved, saved_query
    from graph.store.store import open_store

    store, found = open_store(Path(folder)), {}
    for name in names:
        query, values, text = saved_query(name), _values(name), _text(name)
        rows = _format(name) == "csv"

        def ours(out: io.BytesIO, query: Any = query, values: Any = values, rows: bool = rows) -> None:
            write_answer(ask_saved(store, query, values), "csv" if rows else "table", out)

        def theirs(out: io.BytesIO, text: str = text, rows: bool = rows) -> None:
            format = ox.QueryResultsFormat.CSV if rows else ox.RdfFormat.N_TRIPLES
            store.query(text, use_default_graph_as_union=True).serialize(out, format=format)

        one, other, answer = _in_turn(ours, theirs)
        found[name] = {
            "ours": one,
            "theirs": other,
            "rows": answer.count(b"\n") - 1 if rows else answer.count(b".\n"),
        }
    return found


def _in_turn(
    one: Callable[[io.BytesIO], None], other: Callable[[io.BytesIO], None]
) -> tuple[float, float, bytes]:
    """Return what two ways take, the median of runs in turn, and what the second one wrote.

    So many runs as make half a second, three at least, but one where it takes more than five.
    """
    spent: tuple[list[float], list[float]] = ([], [])
    first, out = _timed(other)  # what is read from the disk is read
    if first > 5:
        return _timed(one)[0], first, out
    while True:
        for way, seconds in zip((one, other), spent, strict=True):
            seconds.append(_timed(way)[0])
        total = sum(spent[0])
        if total > 5 or (len(spent[0]) >= 3 and total > 0.5) or len(spent[0]) >= 100:
            return statistics.median(spent[0]), statistics.median(spent[1]), out


def _timed(way: Callable[[io.BytesIO], None]) -> tuple[float, bytes]:
    out = io.BytesIO()
    began = time.process_time()
    way(out)
    return time.process_time() - began, out.getvalue()


def rdflib_queries(nquads: str, limit: str) -> Any:
    """Ask rdflib the saved queries; ``None`` for one that took longer than the limit."""
    import rdflib

    from graph.store.sparql import saved_queries

    def stop(*_: object) -> None:
        raise TimeoutError

    data, found = rdflib.Dataset(default_union=True), {}
    data.parse(nquads, format="nquads")
    signal.signal(signal.SIGPROF, stop)
    for query in saved_queries():
        began = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, float(limit))
        try:
            len(list(data.query(_text(query.name))))
            found[query.name] = time.process_time() - began
        except TimeoutError:
            found[query.name] = None
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
    return found


def deedgraph_deeds(folder: str) -> Timed:
    from graph.query.deed_table import csv_pieces
    from graph.query.deeds import each_deed
    from graph.store.store import open_store

    store = open_store(Path(folder))
    return lambda: sum(len(piece) for piece in csv_pieces(each_deed(store)))


def pyoxigraph_deeds(folder: str) -> Timed:
    """Ask for the whole deed table in one query, answered by the engine's own CSV writer."""
    from graph.store.store import open_store

    store, query = open_store(Path(folder)), Path(__file__).with_name("deeds.rq").read_text(encoding="utf-8")
    format = ox.QueryResultsFormat.CSV
    return lambda: store.query(query, use_default_graph_as_union=True).serialize(io.BytesIO(), format=format)


def deedgraph_turtle(folder: str, out: str) -> Timed:
    from graph.export.write import export
    from graph.store.store import open_store

    store = open_store(Path(folder))
    return lambda: export(store, Path(out))


def rdflib_turtle(nquads: str, out: str) -> Timed:
    import rdflib

    graph = rdflib.Graph().parse(Path(nquads).with_suffix(".nt"), format="nt")
    return lambda: graph.serialize(out, format="longturtle")


# Values that the made-up reports have; other parameters keep their defaults.
VALUES = {
    "unit": "第17号单位", "community": "第100社区", "place": "第100社区", "day": "2020-03-02", "from": "2020-03-01",
    "to": "2020-03-02", "agent": "第17号单位", "text": "第100社区",
}  # fmt: skip
_DEED = "https://w3id.org/deedgraph/id/report/report-100/d01"


def _values(name: str) -> dict[str, str]:
    from graph.store.sparql import saved_query

    known = {p.name: p.type for p in saved_query(name).parameters}
    values = {key: value for key, value in VALUES.items() if key in known}
    return values | ({"deed": _DEED} if known.get("deed") == "iri" else {})


def _text(name: str) -> str:
    from graph.store.sparql import bind, insert_terms, saved_query

    query = saved_query(name)
    return insert_terms(query.text, bind(query, _values(name)))


def _format(name: str) -> str:
    """Return the format in which a query is answered: Turtle for a CONSTRUCT, CSV for rows."""
    return "table" if isinstance(ox.Store().query(_text(name)), ox.QueryTriples) else "csv"


def main() -> None:
    """Prepare a task, time it, and print what it took: wall and processor seconds, and its peak memory in MB.

    A task that measures by itself returns what it found, which is printed as it is.
    """
    name, *arguments = sys.argv[1:]
    timed = getattr(importlib.import_module("benchmarks.tasks"), name)(*arguments)
    if isinstance(timed, dict):
        sys.stdout.write(json.dumps(timed) + "\n")
        return
    began, used = time.perf_counter(), _processor()
    timed()
    seconds, processor = time.perf_counter() - began, _processor() - used
    peak = max(resource.getrusage(who).ru_maxrss for who in _ALL)
    found = {"seconds": seconds, "processor": processor, "megabytes": peak / 1024}
    sys.stdout.write(json.dumps(found) + "\n")


_ALL = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


def _processor() -> float:
    used = [resource.getrusage(who) for who in _ALL]
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    main()
