"""Made-up reports as JSON Lines, shaped like the real one: several deeds a report, shared units and places.

Usage: generate.py REPORTS [SEED] > reports.jsonl. The same numbers give the same bytes. A thousand reports
make some 310,000 quads: about a fifth of the deeds are undated, a tenth has no place, one in twenty is a total, a
few recur, some have two doers or a partner, follow a notice, or give money.
"""

import json
import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

Record = dict[str, Any]

_KINDS = ("dispatch", "form", "guard", "screen", "deliver", "donate", "clean", "say", "help", "disinfect")
_GOODS = (("大米", "斤"), ("口罩", "个"), ("蔬菜", "吨"), ("防护服", "套"), ("消毒液", "桶"), ("药品", "份"))
_BOUNDS = ("exact", "exact", "exact", "atLeast", "about", "almost")
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗"
_GIVEN = "建国志强秀英桂兰海燕丽华小明文静玉珍春梅国庆"
_FIRST_DAY = date(2020, 1, 20)


def records(reports: int, seed: int = 1, first: int = 0) -> Iterator[Record]:
    """Yield record lines: the shared units, places and documents, then report by report from number ``first``."""
    chance = random.Random(seed)
    kinds = known_kinds()
    units = [f"unit-{n}" for n in range(300)]
    places = [f"community-{n}" for n in range(600)]
    yield from _places()
    for n, unit in enumerate(units):
        parent = {"parent": f"unit-{n // 10}"} if n >= 10 else {}
        yield {"record": "agent", "id": unit, "type": "unit", "name": f"第{n}号单位", **parent}
    for n in range(40):
        yield {"record": "document", "id": f"notice-{n}", "type": "scheme" if n % 8 == 0 else "document",
               "name": f"第{n}号通知"}  # fmt: skip
    for n in range(first, first + reports):
        yield from _report(n, chance, units, places, kinds)


def known_kinds() -> list[str]:
    """Return the kinds that are used here and that the ontology has."""
    from graph.model.vocab import KIND, concepts

    return [kind for kind in _KINDS if kind in concepts(KIND)]


def _places() -> Iterator[Record]:
    def place(slug: str, level: str, name: str, code: str, within: str | None) -> Record:
        inside = {"within": within} if within else {}
        return {
            "record": "place", "id": slug, "level": level, "name": name, "official": name, "code": code,
            "edition": "2020", **inside,
        }  # fmt: skip

    yield place("province", "province", "例省", "42", None)
    yield place("city", "city", "例市", "4201", "province")
    for n in range(10):
        yield place(f"district-{n}", "district", f"第{n}区", f"42011{n}", "city")
    for n in range(60):
        yield place(f"street-{n}", "subdistrict", f"第{n}街道", f"42011{n % 10}{n:03}", f"district-{n % 10}")
    for n in range(600):
        street = n % 60
        code = f"42011{street % 10}{street:03}{n:03}"
        yield place(f"community-{n}", "community", f"第{n}社区", code, f"street-{street}")


def _report(
    n: int, chance: random.Random, units: list[str], places: list[str], kinds: list[str]
) -> Iterator[Record]:
    day = _FIRST_DAY + timedelta(days=chance.randrange(90))
    yield {
        "record": "report", "id": f"report-{n}", "title": f"第{n}号简报：干部下沉社区", "publisher": "unit-0",
        "published": day.isoformat(), "language": "zh", "sha256": f"{chance.getrandbits(256):064x}",
    }  # fmt: skip
    at = 20
    teams = [f"team-{i}" for i in range(chance.randint(1, 3))]
    for team in teams:
        unit = chance.choice(units)
        yield {
            "record": "agent", "id": team, "type": "team", "name": f"{unit[5:]}号单位工作队", "unit": unit,
            "source": {"paragraph": 1, "start": at, "end": at + 12},
        }  # fmt: skip
        at += 14
    person = chance.choice(_SURNAMES) + chance.choice(_GIVEN)
    yield {
        "record": "agent", "id": "person-1", "type": "person", "name": person, "memberOf": [teams[0]],
        "posts": [{"role": "队长", "of": chance.choice(units)}],
        "source": {"paragraph": 1, "start": at, "end": at + 8},
    }  # fmt: skip
    for d in range(1, chance.randint(6, 12)):
        yield _deed(d, at, day, chance, units, places, teams, kinds)
        at += 40


def _deed(
    d: int, at: int, day: date, chance: random.Random, units: list[str], places: list[str], teams: list[str],
    kinds: list[str],
) -> Record:  # fmt: skip
    kind = chance.choice(kinds)
    summary = chance.random() < 0.05
    record: Record = {
        "record": "deed", "id": f"d{d:02}", "kind": kind,
        "did": chance.choice(("派出", "送来", "值守", "排查", "消毒")),
        "who": [chance.choice(units if summary else [*teams, "person-1", chance.choice(units)])],
        "where": [chance.choice(places)],
        "source": {"paragraph": 2 + d, "start": at, "end": at + 36},
    }  # fmt: skip
    if chance.random() < 0.1:
        del record["where"]
    if not summary and chance.random() < 0.1:
        other = chance.choice(units)
        if other not in record["who"] and chance.random() < 0.3:
            record["who"].append(other)
        else:
            record["with"] = [other]
    if chance.random() < 0.03:
        record["about"] = [f"notice-{chance.randrange(40)}"]
    if summary:
        record |= {"summary": True, "when": {"asOf": day.isoformat()}}
    elif chance.random() < 0.8:
        first = day - timedelta(days=chance.randrange(5))
        record["when"] = {
            "start": first.isoformat(),
            "end": (first + timedelta(days=chance.randrange(4))).isoformat(),
        }
        record["inferred"] = ["when.year"]
        if chance.random() < 0.1:
            record["when"]["recurrence"] = {"times": 2, "per": "P1D"}
    if kind in ("dispatch", "form"):
        record["whom"] = [chance.choice(teams)]
    if kind == "donate" and chance.random() < 0.3:
        goods, measure = "善款", "元"
        record["to"] = [chance.choice(units)]
    elif kind in ("deliver", "donate", "help"):
        goods, measure = chance.choice(_GOODS)
        record["what"] = [goods]
        record["to"] = [chance.choice(units)]
    else:
        goods, measure = "队员", "名"
    for q in range(1, chance.choice((1, 2, 2, 3))):
        quantity = {
            "id": f"q{q}", "value": chance.choice((12, 60, 2.5, 3000, 500)), "measure": measure,
            "bound": chance.choice(_BOUNDS), "of": goods, "role": {"名": "whom", "元": "money"}.get(measure, "goods"),
        }  # fmt: skip
        if q == 2:
            quantity["partOf"] = ["q1"]
        record.setdefault("quantities", []).append(quantity)
    if d > 1 and chance.random() < 0.2:
        record["after"] = [f"d{d - 1:02}"]
    return record


def main() -> None:
    """Write record lines to standard output."""
    reports, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    for record in records(reports, seed):
        sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
