"""What linking found, as tables for a terminal."""

from collections.abc import Iterator, Mapping, Sequence

from graph.link.model import Conflict, EventCluster, Link, Links
from graph.messages import Message, headings
from graph.model.iris import in_report
from graph.model.schema import at_field

_LONG = 60  # characters of a cell


def tables(links: Links, names: Mapping[str, str]) -> str:
    """Return what was found as text: sure links, unsure pairs, conflicts, event clusters; each with its heading.

    ``names`` has the names of agents and places, and what was done of deeds, by their paths.
    """
    parts = [
        _table("sure", ("what", "a", "b", "score", "why"), [_link(link, names) for link in links.sure]),
        _table("unsure", ("what", "a", "b", "score", "why"), [_link(link, names) for link in links.unsure]),
        _table("conflicts", ("what", "links not made", "kept apart by"), map(_conflict, links.conflicts)),
        _table(
            "happenings",
            ("happening", "told by", "agrees on", "differs in"),
            [row for cluster in links.event_clusters for row in _event_cluster(cluster)],
        ),
    ]
    return "\n".join(part for part in parts if part)


def _table(
    title: str, header: Sequence[str], rows: "Iterator[Sequence[str]] | Sequence[Sequence[str]]"
) -> str:
    from prettytable import PrettyTable

    rows = list(rows)
    if not rows:
        return ""
    table = PrettyTable(headings(header), align="l")
    table.add_rows([[_short(cell) for cell in row] for row in rows])
    return f"{Message(f'table-{title}')}\n{table.get_string()}\n"


def _short(text: str) -> str:
    """Return text for a cell: no control characters, not too long."""
    clean = "".join(c if c.isprintable() else "�" for c in text)
    return clean if len(clean) <= _LONG else clean[: _LONG - 1] + "…"


def _link(link: Link, names: Mapping[str, str]) -> Sequence[str]:
    a, b = (f"{names.get(path, '')} {path}".strip() for path in (link.a, link.b))
    return Message(f"record-{link.record_type}"), a, b, f"{link.score:.2f}", link.why


def _conflict(conflict: Conflict) -> Sequence[str]:
    said = (f"{link.a} = {link.b}" for link in conflict.links)
    return ", ".join(conflict.members), ", ".join(said), ", ".join(f"{a} ≠ {b}" for a, b in conflict.apart)


def _event_cluster(cluster: EventCluster) -> Iterator[Sequence[str]]:
    differs = ["; ".join(dict.fromkeys(s.value for s in d.statements)) for d in cluster.differs]
    named = [at_field(d.field, values) for d, values in zip(cluster.differs, differs, strict=True)]
    name = cluster.id.removeprefix("happening/")
    for n, deed in enumerate(cluster.deeds):
        first = n == 0
        shown = (name, ", ".join(cluster.agrees), " | ".join(named)) if first else ("", "", "")
        yield shown[0], in_report(deed), shown[1], shown[2]
