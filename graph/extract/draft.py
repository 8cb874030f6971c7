"""What is drafted before it becomes records: deeds whose doers and places are mentions in the text."""

from dataclasses import dataclass, field

from graph.deed import When
from graph.extract.nouns import Noun
from graph.extract.quantity import Amount


@dataclass
class Counted:
    """A quantity with what it counts and the part it plays."""

    amount: Amount
    of: str
    role: str
    part_of: "Counted | None" = None  # the number in which this one is counted: 其中


def _nothing() -> When:
    return {}


@dataclass
class Draft:
    """A deed as the rules read it; ``records`` turns it into a record."""

    kind: str
    did: str
    start: int
    end: int
    paragraph: int
    sentence: int
    who: list[Noun] = field(default_factory=list)
    with_: list[Noun] = field(default_factory=list)
    whom: list[Noun] = field(default_factory=list)
    to: list[Noun] = field(default_factory=list)
    from_: list[Noun] = field(default_factory=list)
    as_: list[str] = field(default_factory=list)
    what: list[str] = field(default_factory=list)
    about: list[Noun] = field(default_factory=list)
    where: list[Noun] = field(default_factory=list)
    when: When = field(default_factory=_nothing)
    quantities: list[Counted] = field(default_factory=list)
    inferred: list[str] = field(default_factory=list)
    summary: bool = False
    also: list[tuple[int, int]] = field(default_factory=list)
    same: "Draft | None" = None  # the deed whose goods these are, told twice
    confidence: float = 0.9
    reasons: list[str] = field(default_factory=list)

    def doubt(self, reason: str, factor: float) -> None:
        """Lower the confidence, and say why in a word or two."""
        self.confidence = round(self.confidence * factor, 2)
        if reason not in self.reasons:
            self.reasons.append(reason)
