"""The questions of ``link`` over the drafts: pairs that may be one, and decisions that contradict one another."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from graph.errors import DataError, unread_decisions_error
from graph.link import Links, features_of, linked
from graph.link.decisions import decide, read_decisions, take_back
from graph.link.model import Conflict, Feature
from graph.messages import in_language
from graph.model.fields import AGENT_FIELDS, Span
from graph.model.iris import agent_paths, path_of, report_of_path
from graph.model.read import record_bytes
from graph.model.records import Bundle, Decision
from graph.text.names import names_of
from graph.text.reading import spans_of
from graph.web.review.draft import Draft, read_bundle, version_of


@dataclass(frozen=True)
class Asked:
    """What is put to a person: pairs that nobody has decided, and conflicts, each with what is known of its things."""

    questions: list[dict[str, Any]]
    conflicts: list[dict[str, Any]]

    def plain(self) -> dict[str, Any]:
        """Return both as the page gets them."""
        return {"questions": self.questions, "conflicts": self.conflicts}


@dataclass
class Questions:
    """The unsure pairs of the drafts and of what is known; a class, since it keeps them until a decision is made.

    ``file`` has the decisions; without one, none can be made.
    """

    drafts: list[Draft]
    shared: list[Bundle]
    file: Path | None
    lock: Lock = field(default_factory=Lock)
    found: tuple[list[str], Asked] | None = None

    def open(self) -> Asked:
        """Return what is to be asked now. Raises as reading does."""
        with self.lock:
            data = [draft.data() for draft in self.drafts]
            decisions = record_bytes(self.file) if self.file and self.file.exists() else b""
            versions = [version_of(held) for held in (*data, decisions)]
            if self.found is None or self.found[0] != versions:
                self.found = versions, self._asked(data)
            return self.found[1]

    def decide(self, decision: Decision) -> None:
        """Write a person's word; raises as ``link.decisions.decide`` does, and without a file."""
        with self.lock:
            decide(self._place(), decision)

    def take_back(self, a: str, b: str) -> None:
        """Take the decision about two things back; raises as ``link.decisions.take_back`` does."""
        with self.lock:
            take_back(self._place(), a, b)

    def _place(self) -> Path:
        if self.file is None:
            raise unread_decisions_error()
        return self.file

    def _asked(self, data: list[bytes]) -> Asked:
        bundles: list[tuple[Bundle, str | None]] = [(bundle, None) for bundle in self.shared]
        for draft, held in zip(self.drafts, data, strict=True):
            try:
                bundles.append((read_bundle(held, draft.path), draft.text))
            except DataError:
                continue  # the page reports it for the draft itself
        features = {feature.path: feature for bundle, _ in bundles for feature in features_of(bundle)}
        links: Links = linked(features.values(), read_decisions(self.file) if self.file else ())
        asked = {path for link in links.unsure for path in (link.a, link.b)}
        asked |= {path for conflict in links.conflicts for path in conflict.members}
        said = _said(bundles, asked, features)
        questions = [
            {
                "a": link.a, "b": link.b, "score": round(link.score, 2), "sort": link.record_type,
                "why": in_language(link.why, "en"), "zh": in_language(link.why, "zh"),
                "of_a": _shown(features[link.a], features, said), "of_b": _shown(features[link.b], features, said),
            }
            for link in links.unsure
        ]  # fmt: skip
        conflicts = [
            {
                "members": [{"path": path, **_shown(features[path], features, said)} for path in one.members],
                **_contradiction(one, links.decisions),
            }
            for one in links.conflicts
        ]
        return Asked(questions, conflicts)


def _contradiction(conflict: Conflict, decisions: list[Decision]) -> dict[str, Any]:
    """Return what contradicts what: the links that rules would make, and the decisions about these things."""
    members = set(conflict.members)
    return {
        "links": [
            {"a": link.a, "b": link.b, "why": in_language(link.why, "en"), "zh": in_language(link.why, "zh")}
            for link in conflict.links
            if not link.decided
        ],
        "decisions": [dict(decision) for decision in decisions if {decision["a"], decision["b"]} <= members],
    }


def _said(
    bundles: list[tuple[Bundle, str | None]], asked: set[str], features: Mapping[str, Feature]
) -> dict[str, dict[str, Any]]:
    """Return for the things that are asked about which reports describe them, and in which words.

    ``told`` has all reports of a thing, those with words first; ``report``, ``published`` and ``words`` are those of
    the first.
    """
    found: dict[str, list[dict[str, str]]] = {}
    for bundle, text in bundles:
        report = bundle.report
        if report is None:
            continue
        for path, spans in _spans(bundle, report["id"], asked).items():
            words = [text[span["start"] : span["end"]] for span in spans] if text is not None else []
            names = names_of(features[path].fields) if "name" in features[path].fields else []
            said = next((one for one in words if any(name in one for name in names)), *words[:1] or [""])
            one = {"report": report["title"], "published": report["published"], "words": said}
            found.setdefault(path, []).append(one)
    ordered = {path: sorted(ones, key=lambda one: not one["words"]) for path, ones in found.items()}
    return {path: {**ones[0], "told": ones} for path, ones in ordered.items()}


def _spans(bundle: Bundle, report: str, asked: set[str]) -> dict[str, list[Span]]:
    """Return where a report mentions the things that are asked about: of a unit or a place, the deeds that name it."""
    found: dict[str, list[Span]] = {}

    def add(path: str, *spans: Span) -> None:
        if path in asked:
            found.setdefault(path, []).extend(spans)

    agent_path = agent_paths(bundle)
    for agent in bundle.agents:
        add(agent_path(agent["id"]), *spans_of(agent)[:1])
    for place in bundle.places:
        add(path_of("place", place["id"]))
    for deed in bundle.deeds:
        add(path_of("deed", deed["id"], report), deed["source"])
        record = dict[str, Any](deed)
        named = [agent_path(ref) for name in AGENT_FIELDS for ref in record.get(name, ())]
        named += [path_of("place", ref) for ref in record.get("where", ())]
        for path in named:
            if report_of_path(path) is None:
                add(path, deed["source"])
    return found


def _shown(
    feature: Feature, features: Mapping[str, Feature], said: Mapping[str, dict[str, Any]]
) -> dict[str, Any]:
    """Return what is known of a thing for a person: names instead of paths, and where it is mentioned."""

    def named(value: Any) -> Any:
        if isinstance(value, list):
            return [named(one) for one in value]
        known = features.get(value) if isinstance(value, str) else None
        return known.fields.get("name", value) if known else value

    fields = {
        key: value if key == "quantities" else named(value)
        for key, value in feature.fields.items()
        if key != "exactMatch"
    }
    if "quantities" in fields:
        keys = ("id", "value", "measure", "bound", "of", "role")
        fields["quantities"] = [dict(zip(keys, one, strict=True)) for one in fields["quantities"]]
    return {"fields": fields, **said.get(feature.path, {})}
