"""IRIs of records: how an id becomes a path, a path an IRI, and back.

A path is an IRI without its base: ``agent/wuhan-union``, ``place/qinghu``, ``report/R``, ``report/R/d07``,
``report/R/agent/team``.
"""

from collections.abc import Callable

from graph.model.records import LOCAL_AGENTS, Bundle, RecordType
from graph.model.vocab import DEFAULT_BASE

_GRAPH = "/graph"
SHARED = "/shared/graph"  # ending of the name of the graph that reports share
LINKS = "/links/graph"  # and of the graph of links, decisions and event clusters


def path_of(record_type: RecordType, identifier: str, report: str = "") -> str:
    """Return the path of a record; ``report`` is the id of the report that a deed or a local agent belongs to.

    >>> path_of("place", "qinghu"), path_of("deed", "d07", "R"), path_of("agent", "team", "R")
    ('place/qinghu', 'report/R/d07', 'report/R/agent/team')
    """
    own = identifier if record_type == "deed" else f"{record_type}/{identifier}"
    return f"report/{report}/{own}" if report else own


def agent_paths(bundle: Bundle) -> Callable[[str], str]:
    """Return a function from an agent's id in a bundle to its path: the report's own, or a shared one."""
    local = {agent["id"] for agent in bundle.agents if agent["type"] in LOCAL_AGENTS}
    report = bundle.report["id"] if bundle.report else ""
    return lambda identifier: path_of("agent", identifier, report if identifier in local else "")


def type_of_path(path: str) -> RecordType:
    """Return the type of the record that a path names.

    >>> type_of_path("agent/wuhan-union"), type_of_path("report/r1/agent/team"), type_of_path("report/r1/d07")
    ('agent', 'agent', 'deed')
    """
    parts = path.split("/")
    if parts[0] != "report":
        return "place" if parts[0] == "place" else "agent"
    return "agent" if len(parts) == 4 else "deed"


def report_of_path(path: str) -> str | None:
    """Return the path of the report that something belongs to; ``None`` for what is shared.

    >>> report_of_path("report/R/d07"), report_of_path("agent/wuhan-union")
    ('report/R', None)
    """
    if not path.startswith("report/"):
        return None
    end = path.find("/", len("report/"))
    return path if end < 0 else path[:end]


def report_iri(report: str, base: str = DEFAULT_BASE) -> str:
    """Return the IRI of a report by its id."""
    return f"{base}report/{report}"


def report_id(iri: str, base: str = DEFAULT_BASE) -> str:
    """Return the id of a report by its IRI; an id, or an IRI of another base, as it is."""
    return iri.removeprefix(report_iri("", base))


def in_report(iri: str) -> str:
    """Return the part of an IRI of any base, or of a path, after ``report/``: ``R/d07``."""
    return iri.rpartition("/report/")[2].removeprefix("report/")


def graph_iri(report: str, base: str = DEFAULT_BASE) -> str:
    """Return the name of the graph of what a report says."""
    return graph_of(report_iri(report, base))


def graph_of(report: str) -> str:
    """Return the name of the graph of a report, by the report's IRI."""
    return report + _GRAPH


def shared_graph_iri(base: str = DEFAULT_BASE) -> str:
    """Return the name of the graph of what reports share: units, places, documents."""
    return base + SHARED[1:]


def links_graph_iri(base: str = DEFAULT_BASE) -> str:
    """Return the name of the graph of links, decisions and event clusters."""
    return base + LINKS[1:]


def report_of_graph(graph: str) -> str | None:
    """Return the IRI of the report whose graph has this name; ``None`` for another graph."""
    own = graph.endswith(_GRAPH) and not graph.endswith((SHARED, LINKS))
    return graph.removesuffix(_GRAPH) if own else None
