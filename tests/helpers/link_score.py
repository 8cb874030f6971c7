"""How good links are: pairwise precision, recall and F1, and B-cubed beside it, of agents, places and deeds.

Usage: score.py [seen|kept] … prints the figures of the halves named, of both by default; ``--wrong`` says where they err, ``--bare`` takes away what a person adds to a draft: other names, seats,
labels, codes and superiors.
"""

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import yaml

from graph.link import Feature, Links, features_of, linked
from graph.model.iris import type_of_path
from graph.model.read import read

HERE = Path(__file__).parents[1] / "data" / "link"
SORTS = {"agents": "agent", "places": "place", "deeds": "deed"}


@dataclass(frozen=True)
class Score:
    """Figures of one sort of thing: over pairs, and B-cubed over things."""

    things: int
    precision: float
    recall: float
    f1: float
    b3_precision: float
    b3_recall: float
    b3_f1: float
    wrong: tuple[tuple[str, str], ...]  # pairs that are linked and are not one
    missed: tuple[tuple[str, str], ...]


def features(half: str) -> list[Feature]:
    return [feature for bundle in read([HERE / half / "records"]) for feature in features_of(bundle)]


_ADDED = frozenset(("names", "seat", "labels", "code", "edition", "official", "parent", "exactMatch"))


def bare(known: list[Feature]) -> list[Feature]:
    return [
        Feature(f.record_type, f.path, {k: v for k, v in f.fields.items() if k not in _ADDED}) for f in known
    ]


def gold(half: str) -> dict[str, list[list[str]]]:
    loaded = yaml.safe_load((HERE / half / "gold.yaml").read_text(encoding="utf-8"))
    return {sort: list(loaded[sort].values()) for sort in SORTS}


def clusters(links: Links, sort: str) -> list[list[str]]:
    found: dict[str, list[str]] = {}
    for path, first in links.canonical.items():
        if type_of_path(path) == sort:
            found.setdefault(first, [first]).append(path)
    return list(found.values())


def harmonic(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def score(right: Iterable[list[str]], found: Iterable[list[str]], things: set[str]) -> Score:
    right, found = list(right), list(found)
    wanted = {pair for cluster in right for pair in combinations(sorted(cluster), 2)}
    made = {pair for cluster in found for pair in combinations(sorted(cluster), 2)}
    both = len(wanted & made)
    precision, recall = both / len(made) if made else 1.0, both / len(wanted) if wanted else 1.0
    of_right = {path: set(cluster) for cluster in right for path in cluster}
    of_found = {path: set(cluster) for cluster in found for path in cluster}
    shares = [(of_right.get(path, {path}), of_found.get(path, {path})) for path in things]
    b3_precision = sum(len(r & f) / len(f) for r, f in shares) / len(things)
    b3_recall = sum(len(r & f) / len(r) for r, f in shares) / len(things)
    return Score(
        len(things), precision, recall, harmonic(precision, recall),
        b3_precision, b3_recall, harmonic(b3_precision, b3_recall),
        tuple(sorted(made - wanted)), tuple(sorted(wanted - made)),
    )  # fmt: skip


def scores(half: str, *, added: bool = True) -> dict[str, Score]:
    known = features(half) if added else bare(features(half))
    links, right = linked(known), gold(half)
    return {
        sort: score(right[sort], clusters(links, one), {f.path for f in known if f.record_type == one})
        for sort, one in SORTS.items()
    }


def main() -> None:
    named = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    print("| half | of | things | precision | recall | F1 | B³ precision | B³ recall | B³ F1 |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for half in named or ["seen", "kept"]:
        for sort, got in scores(half, added="--bare" not in sys.argv).items():
            figures = (got.precision, got.recall, got.f1, got.b3_precision, got.b3_recall, got.b3_f1)
            print(f"| {half} | {sort} | {got.things} | {' | '.join(f'{figure:.3f}' for figure in figures)} |")
            if "--wrong" in sys.argv:
                for word, pairs in (("wrong", got.wrong), ("missed", got.missed)):
                    for a, b in pairs:
                        print(f"  {word}: {a} {b}")


if __name__ == "__main__":
    main()
