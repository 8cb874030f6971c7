"""What is drafted before it becomes records: deeds whose agents and places are mentions in the text."""

from dataclasses import dataclass, field

from graph.model.fields import When
from graph.text.numerals import Bound

AGENTS = frozenset(("person", "group", "team", "unit", "pronoun"))
PLACES = frozenset(("place", "site", "area"))


@dataclass(frozen=True)
class Token:
    """A word: its characters, LAC's tag (n, v, p, PER, LOC, ORG, TIME …) and its span in the text."""

    word: str
    tag: str
    start: int
    end: int


@dataclass(frozen=True)
class Amount:
    """A number with its measure word and bound, and its position; what it counts is found later."""

    start: int
    end: int
    value: int | float
    measure: str
    bound: Bound
    rate: bool = False  # 一袋100斤: so much for each


@dataclass
class Noun:
    """One member of a phrase: its span, what it names, and the number that counts it."""

    start: int
    end: int
    name: str
    sort: str  # person, group, team, unit, pronoun, place, site, area, thing, document
    tokens: list[Token] = field(default_factory=list)
    amount: Amount | None = None
    written: str = ""  # a place's words as the report writes them, where that is not how they are read


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
    same: "Draft | None" = None  # the deed with the same goods, which are mentioned again
    confidence: float = 0.9
    reasons: list[str] = field(default_factory=list)

    def doubt(self, reason: str, factor: float) -> None:
        """Lower the confidence, and say why in a word or two."""
        self.confidence = round(self.confidence * factor, 2)
        if reason not in self.reasons:
            self.reasons.append(reason)
