"""How kinds of deed behave in a sentence: ``kinds.tsv``, one line a kind, for all languages."""

from functools import cache

from graph.common.word_table import word_table


@cache
def _behaviours() -> dict[str, frozenset[str]]:
    return {kind: frozenset(cells[0].split()) for kind, cells in word_table("extract/kinds.tsv", 0)}


def behaves(kind: str, behaviour: str) -> bool:
    """Say whether the deeds of a kind have a behaviour that ``kinds.tsv`` describes.

    >>> behaves("donate", "gives"), behaves("guard", "gives")
    (True, False)
    """
    return behaviour in _behaviours().get(kind, ())
