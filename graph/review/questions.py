"""The questions of ``link`` over the drafts: pairs that may be one, put to a person one by one."""

from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from graph.deed import Bundle, Decision
from graph.errors import DataError
from graph.link import Links, features_of, linked
from graph.link.decisions import decide, read_decisions
from graph.review.draft import Draft, read_bundle


@dataclass
class Questions:
    """The unsure pairs of the drafts and of what is known; a class, since it keeps them until a decision is made."""

    drafts: list[Draft]
    shared: list[Bundle]
    file: Path
    lock: Lock = field(default_factory=Lock)
    found: tuple[list[bytes], list[dict[str, Any]]] | None = None

    def open(self) -> list[dict[str, Any]]:
        """Return the pairs that nobody has decided, each with what is known of both. Raises as reading does."""
        with self.lock:
            data = [draft.data() for draft in self.drafts]
            decisions = self.file.read_bytes() if self.file.exists() else b""
            if self.found is None or self.found[0] != [*data, decisions]:
                self.found = [*data, decisions], self._pairs(data)
            return self.found[1]

    def decide(self, decision: Decision) -> None:
        """Write a person's word; raises as ``link.decisions.decide`` does."""
        with self.lock:
            decide(self.file, decision)

    def _pairs(self, data: list[bytes]) -> list[dict[str, Any]]:
        bundles = list(self.shared)
        for draft, held in zip(self.drafts, data, strict=True):
            try:
                bundles.append(read_bundle(held, draft.path))
            except DataError:
                continue  # the page tells it of the draft itself
        features = {feature.path: feature for bundle in bundles for feature in features_of(bundle)}
        links: Links = linked(features.values(), read_decisions(self.file))
        return [
            {
                "a": link.a, "b": link.b, "score": round(link.score, 2), "why": link.why, "sort": link.sort,
                "of_a": dict(features[link.a].fields), "of_b": dict(features[link.b].fields),
            }
            for link in links.unsure
        ]  # fmt: skip
