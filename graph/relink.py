"""The links of all that a store holds, put into its links graph in one transaction."""

from collections.abc import Iterator

from graph.deed import Decision
from graph.link import Feature, Links
from graph.store import Store
from graph.vocab import DEFAULT_BASE


def relink(store: Store, base: str = DEFAULT_BASE, decisions: list[Decision] | None = None) -> Links:
    """Compute the links of everything in a store and replace its links graph, in one transaction.

    ``decisions`` ``None`` keeps those that the links graph holds. A store with one report has nothing to link,
    and no links graph. Nothing is written when nothing changed.
    """
    raise NotImplementedError


def features_in(store: Store, base: str = DEFAULT_BASE) -> Iterator[Feature]:
    """Yield the features of all that a store holds: the same that ``features_of`` makes of the records."""
    raise NotImplementedError


def decisions_in(store: Store, base: str = DEFAULT_BASE) -> list[Decision]:
    """Return the decisions that a store's links graph holds."""
    raise NotImplementedError
