"""Records as features: only the fields that linking compares, with paths instead of ids.

``graph.store.links.features_in`` makes the same features of what a store holds; a test holds the two together.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from graph.link.model import Feature
from graph.model.fields import RECORD_TYPES, REFERENCES, WHEN, compared
from graph.model.iris import agent_paths, path_of
from graph.model.records import Bundle

Record = Mapping[str, Any]
Resolve = Callable[[str], str]
_PLAIN = {
    "report": ("published", "language"),
    "agent": ("type", "name", "age"),
    "place": ("level", "name", "official", "code", "edition"),
}
_LISTS = {"agent": ("names", "exactMatch"), "place": ("names", "exactMatch")}


def features_of(bundle: Bundle) -> Iterator[Feature]:
    """Yield the features of a bundle's report, agents, places and deeds.

    >>> from graph.model.records import Bundle
    >>> [f.path for f in features_of(Bundle(agents=[{"id": "x", "type": "unit", "name": "青湖镇政府"}]))]
    ['agent/x']
    """
    report = bundle.report["id"] if bundle.report else ""
    agent_path = agent_paths(bundle)

    if bundle.report is not None:
        fields = _picked("report", bundle.report)
        if "publisher" in bundle.report:
            fields["publisher"] = path_of("agent", bundle.report["publisher"])
        if bundle.report.get("cites"):
            fields["cites"] = sorted(path_of("report", cited) for cited in bundle.report["cites"])
        yield Feature("report", path_of("report", report), fields)
    for place in bundle.places:
        fields = _picked("place", place)
        if "within" in place:
            fields["within"] = path_of("place", place["within"])
        yield Feature("place", path_of("place", place["id"]), fields)
    for agent in bundle.agents:
        yield Feature("agent", agent_path(agent["id"]), _agent(agent, agent_path))
    for deed in bundle.deeds:
        yield Feature("deed", path_of("deed", deed["id"], report), _deed(deed, agent_path))


def _picked(record_type: str, record: Record) -> dict[str, Any]:
    fields = {key: record[key] for key in _PLAIN[record_type] if record.get(key) not in (None, False)}
    fields |= {key: sorted(set(record[key])) for key in _LISTS.get(record_type, ()) if record.get(key)}
    labels = sorted({label for label in record.get("labels", {}).values() if label != record["name"]})
    return fields | ({"labels": labels} if labels else {})


def _agent(agent: Record, path: Resolve) -> dict[str, Any]:
    fields = _picked("agent", agent)
    fields |= {key: path(agent[key]) for key in ("parent", "unit") if key in agent}
    if "seat" in agent:
        fields["seat"] = path_of("place", agent["seat"])
    if agent.get("memberOf"):
        fields["memberOf"] = sorted(map(path, agent["memberOf"]))
    if agent.get("posts"):
        posts = ([post["role"], path(post["of"]) if "of" in post else ""] for post in agent["posts"])
        fields["posts"] = sorted(posts)
    return fields


def _deed(deed: Record, path: Resolve) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for field in compared("link"):
        value = deed.get(field.name)
        if value in (None, False, "", [], {}):
            continue
        if field.value == "agents":
            value = sorted(map(path, value))
        elif field.value in REFERENCES:
            value = sorted(path_of(RECORD_TYPES[field.value], ref) for ref in value)
        elif field.value == "when":
            value = {part.name: value[part.name] for part in compared("link", WHEN) if part.name in value}
        elif field.value == "quantities":
            value = sorted(
                [q["id"], q["value"], q.get("measure", ""), q["bound"], q.get("of", ""), q["role"]]
                for q in value
            )
        elif field.value == "texts":
            value = sorted(set(value))
        if value:
            fields[field.name] = value
    return fields
