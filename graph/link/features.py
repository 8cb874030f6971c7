"""Records as features: only the fields that linking compares, with paths instead of ids."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from graph.deed import AGENT_FIELDS, LOCAL_AGENTS, Bundle
from graph.link.model import Feature

Record = Mapping[str, Any]
Resolve = Callable[[str], str]
_NAMES = ("name", "names", "labels", "exactMatch")
_PLAIN = {
    "report": ("title", "published", "language"),
    "agent": (*_NAMES, "type", "age"),
    "place": (*_NAMES, "level", "official", "code", "edition"),
    "deed": ("kind", "did", "what", "as", "when", "summary"),
}


def features_of(bundle: Bundle) -> Iterator[Feature]:
    """Yield the features of a bundle's report, agents, places and deeds.

    >>> from graph.deed import Bundle
    >>> [f.path for f in features_of(Bundle(agents=[{"id": "x", "type": "unit", "name": "青湖镇政府"}]))]
    ['agent/x']
    """
    report = f"report/{bundle.report['id']}" if bundle.report else ""
    local = {agent["id"] for agent in bundle.agents if agent["type"] in LOCAL_AGENTS}

    def agent_path(identifier: str) -> str:
        return f"{report}/agent/{identifier}" if identifier in local else f"agent/{identifier}"

    if bundle.report is not None:
        fields = _picked("report", bundle.report)
        if "publisher" in bundle.report:
            fields["publisher"] = f"agent/{bundle.report['publisher']}"
        if bundle.report.get("cites"):
            fields["cites"] = sorted(f"report/{cited}" for cited in bundle.report["cites"])
        yield Feature("report", report, fields)
    for place in bundle.places:
        fields = _picked("place", place)
        if "within" in place:
            fields["within"] = f"place/{place['within']}"
        yield Feature("place", f"place/{place['id']}", fields)
    for agent in bundle.agents:
        yield Feature("agent", agent_path(agent["id"]), _agent(agent, agent_path))
    for deed in bundle.deeds:
        yield Feature("deed", f"{report}/{deed['id']}", _deed(deed, report, agent_path))


def _picked(sort: str, record: Record) -> dict[str, Any]:
    return {key: record[key] for key in _PLAIN[sort] if record.get(key)}


def _agent(agent: Record, path: Resolve) -> dict[str, Any]:
    fields = _picked("agent", agent)
    fields |= {key: path(agent[key]) for key in ("parent", "unit") if key in agent}
    if "seat" in agent:
        fields["seat"] = f"place/{agent['seat']}"
    if agent.get("memberOf"):
        fields["memberOf"] = sorted(map(path, agent["memberOf"]))
    if agent.get("posts"):
        posts = ([post["role"], path(post["of"]) if "of" in post else ""] for post in agent["posts"])
        fields["posts"] = sorted(posts)
    return fields


def _deed(deed: Record, report: str, path: Resolve) -> dict[str, Any]:
    fields = _picked("deed", deed)
    fields |= {key: sorted(map(path, deed[key])) for key in AGENT_FIELDS if deed.get(key)}
    for key, sort in (("where", "place"), ("about", "document")):
        if deed.get(key):
            fields[key] = sorted(f"{sort}/{ref}" for ref in deed[key])
    if deed.get("quantities"):
        fields["quantities"] = [
            [q["id"], q["value"], q.get("measure", ""), q["bound"], q.get("of", ""), q["role"], _counted(q)]
            for q in deed["quantities"]
        ]
    return fields


def _counted(quantity: Record) -> bool:
    """Say whether a number is counted in another one, or told twice."""
    return bool(quantity.get("partOf") or quantity.get("same"))
