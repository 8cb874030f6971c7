"""A made-up report whose second deed uses every field of a record, each with a value that nothing else has."""

import json
from pathlib import Path
from typing import Any

SPAN = {"paragraph": 1, "start": 0, "end": 9}
DEED: dict[str, Any] = {
    "id": "d02",
    "kind": "deliver",
    "did": "摆渡",
    "who": ["lamp-office"],
    "as": ["押运员"],
    "with": ["bridge-team"],
    "whom": ["runners"],
    "to": ["tea-house"],
    "from": ["salt-guild"],
    "what": ["糯米"],
    "about": ["crossing"],
    "where": ["east-ferry"],
    "when": {
        "start": "2021-07-03",
        "end": "2021-07-04",
        "asOf": "2021-07-05",
        "said": "鸡叫头遍",
        "duration": "PT7H",
        "recurrence": {"times": 2, "per": "P3D", "shifts": 4, "allDay": True},
    },
    "quantities": [
        {"id": "q6", "value": 37.5, "measure": "石", "bound": "about", "of": "稻谷", "role": "goods",
         "partOf": ["d01/q1"], "same": "d01/q1"},
    ],
    "summary": True,
    "after": ["d01"],
    "inferred": ["where"],
    "source": {"paragraph": 2, "start": 10, "end": 21},
    "also": [{"paragraph": 3, "start": 22, "end": 33}],
    "confidence": 0.7,
    "reason": "原文含混",
    "reviewedBy": "林小禾",
    "reviewed": "2021-07-09",
}  # fmt: skip
# Words by which each field is known in a view, by its path.
WORDS = {
    "kind": "deliver", "did": "摆渡", "who": "路灯办", "as": "押运员", "with": "桥工队", "whom": "跑腿班",
    "to": "茶馆", "from": "盐行", "what": "糯米", "about": "过河办法", "where": "东渡口", "after": "full/d01",
    "when.start": "2021-07-03", "when.end": "2021-07-04", "when.asOf": "2021-07-05", "when.said": "鸡叫头遍",
    "when.duration": "PT7H", "when.recurrence.times": "2/", "when.recurrence.per": "/P3D",
    "when.recurrence.shifts": "4 shifts", "when.recurrence.allDay": "all day",
    "quantities.value": "37.5", "quantities.measure": "石", "quantities.bound": "≈", "quantities.of": "稻谷",
    "summary": "true", "inferred": "where", "source": "10", "confidence": "0.7",
}  # fmt: skip


def records() -> list[dict[str, Any]]:
    """Return the records of the report, as record lines have them."""
    agents = {"lamp-office": "路灯办", "bridge-team": "桥工队", "tea-house": "茶馆", "salt-guild": "盐行"}
    first = {"id": "q1", "value": 90, "bound": "exact", "role": "goods"}
    return [
        {"record": "report", "id": "full", "title": "渡口", "published": "2021-07-06", "language": "zh",
         "sha256": "a" * 64},
        *({"record": "agent", "id": slug, "type": "unit", "name": name} for slug, name in agents.items()),
        {"record": "agent", "id": "runners", "type": "group", "name": "跑腿班", "source": SPAN},
        {"record": "place", "id": "east-ferry", "level": "site", "name": "东渡口"},
        {"record": "document", "id": "crossing", "type": "document", "name": "过河办法"},
        {"record": "deed", "id": "d01", "kind": "say", "did": "说", "who": ["tea-house"], "quantities": [first],
         "source": SPAN},
        {"record": "deed", **DEED},
    ]  # fmt: skip


def put_draft(folder: Path) -> Path:
    """Write the report into a folder as a draft (JSON is YAML); return the file's path."""
    draft: dict[str, Any] = {}
    for record in records():
        name = record.pop("record")
        if name == "report":
            draft[name] = record
        else:
            draft.setdefault(f"{name}s", []).append(record)
    path = folder / "full.yaml"
    path.write_text(json.dumps(draft, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def put(folder: Path) -> Path:
    """Write the report into a folder as record lines; return the file's path."""
    path = folder / "full.jsonl"
    path.write_text(
        "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records()), encoding="utf-8"
    )
    return path
