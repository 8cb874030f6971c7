"""References within a draft: taken out when the deed that it points to, or that alone mentioned it, is rejected."""

from collections.abc import Iterator, Mapping
from typing import Any

from graph.model.fields import AGENT_FIELDS, DEED, REFERENCES, named
from graph.web.review.yaml_edit import Document
from graph.web.review.yaml_style import flow


def forget(document: Document, identifier: str) -> None:
    """Take out what points to a deed that is gone."""
    for deed in document["deeds"]:
        if identifier in deed.get("after", ()):
            left = [one for one in deed["after"] if one != identifier]
            if left:
                deed["after"] = flow(left)
            else:
                del deed["after"]
        for quantity in deed.get("quantities", ()):
            if str(quantity.get("same", "")).startswith(f"{identifier}/"):
                del quantity["same"]
            left = [ref for ref in quantity.get("partOf", ()) if not ref.startswith(f"{identifier}/")]
            if left != list(quantity.get("partOf", ())):
                if left:
                    quantity["partOf"] = flow(left)
                else:
                    del quantity["partOf"]


def mentions(document: Document) -> set[str]:
    """Return the ids that deeds, agents and places of a draft refer to."""
    found: set[str] = set()
    for deed in document.get("deeds", ()):
        for name in named(DEED, *REFERENCES):
            found.update(deed.get(name, ()))
    report = document.get("report")
    found.update(listed(report.get("publisher") if isinstance(report, Mapping) else None))
    for agent in document.get("agents", ()):
        found.update(_references(agent))
    for place in document.get("places", ()):
        found.update(listed(place.get("within")))
    return found


def _references(agent: Mapping[str, Any]) -> Iterator[str]:
    for name in ("parent", "seat", "unit", "memberOf"):
        yield from listed(agent.get(name))
    for post in agent.get("posts", ()):
        yield from listed(post.get("of"))


def rename(document: Document, old: str, new: str) -> None:
    """Let what refers to an agent of the draft by its old id refer to it by the new one."""

    def anew(held: Document, name: str) -> None:
        refs = held.get(name)
        if refs == old:
            held[name] = new
        elif isinstance(refs, list) and old in refs:
            held[name] = flow([new if ref == old else ref for ref in refs])

    for deed in document.get("deeds", ()):
        for name in AGENT_FIELDS:
            anew(deed, name)
    for agent in document.get("agents", ()):
        for name in ("parent", "unit", "memberOf"):
            anew(agent, name)
        for post in agent.get("posts", ()):
            anew(post, "of")


def listed(value: Any) -> list[str]:
    """Return a field's references as a list, also where it has one or none."""
    return [value] if isinstance(value, str) else list(value or ())


def prune(document: Document, lost: set[str]) -> None:
    """Take out the agents and places that only a rejected deed mentioned, and what only they needed."""
    while lost:
        before = mentions(document)
        for section in ("agents", "places", "documents"):
            held = document.get(section, ())
            for record in [one for one in held if one.get("id") in lost]:
                held.remove(record)
            if section in document and not held:
                del document[section]
        lost = before - mentions(document)
