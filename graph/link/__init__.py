"""Linking: agents, places and deeds of different reports that are one, by rule and by a person's word."""

from graph.link.features import features_of
from graph.link.linking import linked
from graph.link.model import Conflict, Difference, EventCluster, Feature, Link, Links, Statement
from graph.link.nodes import links_nodes

__all__ = [
    "Conflict",
    "Difference",
    "EventCluster",
    "Feature",
    "Link",
    "Links",
    "Statement",
    "features_of",
    "linked",
    "links_nodes",
]
