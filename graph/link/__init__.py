"""Linking: agents, places and deeds of different reports that are one, by rule and by a person's word."""

from collections.abc import Iterable

from graph.deed import Decision
from graph.link.features import features_of
from graph.link.model import Conflict, Difference, Feature, Happening, Link, Links, Statement
from graph.link.nodes import links_document

__all__ = [
    "Conflict",
    "Difference",
    "Feature",
    "Happening",
    "Link",
    "Links",
    "Statement",
    "features_of",
    "linked",
    "links_document",
]


def linked(features: Iterable[Feature], decisions: Iterable[Decision] = ()) -> Links:
    """Return what of some features is one, and what may be; the order in which they come makes no difference.

    Features of shared records may come more than once; the last by its line counts. Agents and places are held in
    memory, deeds are sorted on disk once they are too many. Candidates share a key, and of a key with many only
    near ones are compared, so the time grows with the number of features and not with its square.
    """
    raise NotImplementedError
