"""Measure words and units: the type of what they count, and the unit or currency that they mean."""

from functools import cache
from typing import NamedTuple

from graph.common.word_table import word_table


class Measure(NamedTuple):
    """A line of ``measures.tsv``: ``factor`` is how many of the ``canonical`` unit one is, "" if it has none."""

    type: str
    canonical: str = ""
    factor: float = 1.0
    unit: str = ""

    @property
    def terms(self) -> dict[str, str]:
        """Return the QUDT unit or the ISO 4217 currency as a quantity's record in RDF has it."""
        return {"unit" if ":" in self.unit else "currency": self.unit} if self.unit else {}


_UNKNOWN = Measure("")


@cache
def measures() -> dict[str, Measure]:
    """Return what each measure word and unit means."""
    found: dict[str, Measure] = {}
    for word, (type_, *more) in word_table("model/measures.tsv", 0):
        canonical, factor, unit = more if more else ("", "", "")
        found[word] = Measure(type_, canonical, float(factor or 1), unit)
    return found


def measure(word: str) -> Measure:
    """Return what a measure word or unit means, whatever its case; one without a type if it is not known.

    >>> measure("公斤").canonical, measure("Tonnes").factor, measure("元").terms, measure("光年").type
    ('kg', 1000.0, {'currency': 'CNY'}, '')
    """
    known = measures()
    return known.get(word) or known.get(word.lower(), _UNKNOWN)


def measure_words(*types: str) -> frozenset[str]:
    """Return the measure words of some types."""
    return frozenset(word for word, known in measures().items() if known.type in types)
