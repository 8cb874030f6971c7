"""Names of units scored by rapidfuzz and by recordlinkage, on the gold corpus: which library linking stands on.

Usage: link_libraries.py [seen|kept] …; needs ``pip install recordlinkage`` beside the project. All pairs of units are
scored, each by the best of their names; F1 is that of the best threshold, chosen with the gold in sight, so it is
more than either would reach by itself. The last row is what the rules of ``graph/link`` reach with rapidfuzz.
"""

import sys
import time
from itertools import combinations
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))
sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from helpers.link_score import clusters, features, gold

from graph.link import linked
from graph.link.names import plain
from graph.link.state import names_in


def f1(made: set[Any], wanted: set[Any]) -> float:
    both = len(made & wanted)
    return 2 * both / (len(made) + len(wanted)) if made or wanted else 1.0


def best(scored: dict[Any, float], wanted: set[Any]) -> tuple[float, float]:
    return max(
        (f1({p for p, s in scored.items() if s >= t}, wanted), t) for t in sorted(set(scored.values()))
    )


def by_rapidfuzz(pairs: list[Any], names: dict[str, list[str]], scorer: Any) -> dict[Any, float]:
    return {(a, b): max(scorer(x, y) for x in names[a] for y in names[b]) for a, b in pairs}


def by_recordlinkage(pairs: list[Any], names: dict[str, list[str]], method: str) -> dict[Any, float]:
    import pandas
    import recordlinkage

    rows = [(path, name) for path, all_ in names.items() for name in all_]
    frame = pandas.DataFrame(rows, columns=["path", "name"])
    of = {path: frame.index[frame.path == path].tolist() for path in names}
    index = pandas.MultiIndex.from_tuples([(x, y) for a, b in pairs for x in of[a] for y in of[b]])
    compare = recordlinkage.Compare()
    compare.string("name", "name", method=method, label="score")
    found = compare.compute(index, frame)["score"]
    scores: dict[Any, float] = {}
    for (x, y), score in found.items():
        key = (rows[x][0], rows[y][0])
        scores[key] = max(scores.get(key, 0.0), float(score))
    return scores


def main() -> None:
    from rapidfuzz import fuzz
    from rapidfuzz.distance import JaroWinkler

    ways: dict[str, tuple[Any, Any]] = {
        "rapidfuzz ratio": (by_rapidfuzz, fuzz.ratio),
        "rapidfuzz token_set_ratio": (by_rapidfuzz, fuzz.token_set_ratio),
        "rapidfuzz JaroWinkler": (by_rapidfuzz, JaroWinkler.similarity),
        "recordlinkage jarowinkler": (by_recordlinkage, "jarowinkler"),
        "recordlinkage levenshtein": (by_recordlinkage, "levenshtein"),
        "recordlinkage qgram": (by_recordlinkage, "qgram"),
    }
    print("| half | scored by | pairs | seconds | F1 | at |")
    print("| --- | --- | ---: | ---: | ---: | ---: |")
    for half in sys.argv[1:] or ["seen", "kept"]:
        known = {f.path: f for f in features(half) if f.record_type == "agent" and f.fields["type"] == "unit"}
        names = {path: [plain(name) for name in names_in(f)] for path, f in known.items()}
        pairs = list(combinations(sorted(known), 2))
        right = {p for cluster in gold(half)["agents"] for p in combinations(sorted(cluster), 2)} & set(pairs)
        for name, (way, with_) in ways.items():
            way(pairs, names, with_)  # the libraries are loaded
            begun = time.perf_counter()
            scored = way(pairs, names, with_)
            seconds = time.perf_counter() - begun
            reached, at = best(scored, right)
            print(f"| {half} | {name} | {len(pairs):,} | {seconds:.3f} | {reached:.3f} | {at:.2f} |")
        linked(features(half))
        begun = time.perf_counter()
        found = clusters(linked(features(half)), "agent")
        made = {p for cluster in found for p in combinations(sorted(cluster), 2)} & set(pairs)
        seconds = time.perf_counter() - begun
        print(
            f"| {half} | the rules, all sorts linked | {len(pairs):,} | {seconds:.3f} | {f1(made, right):.3f} | |"
        )


if __name__ == "__main__":
    main()
