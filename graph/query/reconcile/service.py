"""The known agents, places and documents as a reconciliation service asks them: W3C Reconciliation API 0.2.

Questions and answers are those of https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/, as
Python values; nothing here knows HTTP. An entity's id is its address without the base: ``agent/hubei-drc``.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from rapidfuzz import fuzz

from graph.errors import CallError
from graph.model.iris import report_id
from graph.model.vocab import DEFAULT_BASE, DG
from graph.query.reconcile.entities import Entity, Index, key_of, pairs_of

TYPES: dict[str, str] = {
    "unit": "单位 unit",
    "team": "队伍 team",
    "person": "人物 person",
    "group": "群体 group",
    "place": "地点 place",
    "document": "文件 document",
    "scheme": "做法 scheme",
}
# What can be asked of an entity, and what narrows a question down; each with its name.
PROPERTIES: dict[str, str] = {
    "code": "区划代码 division code",
    "name": "名称 name",
    "names": "其他名称 other names",
    "above": "上级 belongs to, lies within",
    "path": "所在层级 path from the top",
    "report": "报道 report",
}
MOST = 50  # candidates of one query, whatever it asks for
MOST_QUERIES = 100  # of one batch
_DEFAULT = 5
_COMPARED = 200  # entities that are scored, those with the most pairs of characters in common
_SURE = 100.0
_LEAST = 50.0


def manifest(address: str, name: str = "Deedgraph") -> dict[str, Any]:
    """Return the service manifest; ``address`` is where the service answers, without a slash at its end."""
    site = address.removesuffix("/reconcile")
    return {
        "versions": ["0.2"],
        "name": name,
        "identifierSpace": DEFAULT_BASE,
        "schemaSpace": DG,
        "view": {"url": f"{site}/id/{{{{id}}}}"},
        "defaultTypes": [_type(type_) for type_ in TYPES],
        "preview": {"url": f"{address}/preview?id={{{{id}}}}", "width": 400, "height": 160},
        "suggest": {
            kind: {"service_url": address, "service_path": f"/suggest/{kind}"}
            for kind in ("entity", "property", "type")
        },
        "extend": {
            "propose_properties": {"service_url": address, "service_path": "/properties"},
            "property_settings": [],
        },
    }


def _type(type_: str) -> dict[str, str]:
    return {"id": type_, "name": TYPES[type_]}


def reconcile(index: Index, batch: Any) -> dict[str, Any]:
    """Answer a batch of queries; raises ``CallError`` for one that is none."""
    if not isinstance(batch, dict) or not all(isinstance(query, dict) for query in batch.values()):
        raise CallError("reconcile-queries")
    if len(batch) > MOST_QUERIES:
        raise CallError("reconcile-too-many", n=len(batch), most=MOST_QUERIES)
    return {name: {"result": _candidates(index, query)} for name, query in batch.items()}


def _candidates(index: Index, query: Mapping[str, Any]) -> list[dict[str, Any]]:
    words, types, limit, wanted = _read(query)
    key = key_of(words)
    near: Counter[str] = Counter()
    for pair in pairs_of(key) if key else ():
        near.update(index.by_pair.get(pair, ()))
    compared = {*index.by_key.get(key, ()), *(one for one, _ in near.most_common(_COMPARED))}
    for pid, values in wanted:
        if pid == "code":
            compared |= {one for value in values for one in index.by_code.get(value, ())}
    scored = []
    for one in compared:
        entity = index.entities[one]
        if not types or entity.type in types:
            score, features = _score(index, entity, key, wanted)
            if score >= _LEAST:
                scored.append((score, entity, features))
    scored.sort(key=lambda found: (-found[0], found[1].id))
    # A name alone makes nobody sure of a person: two people may share it.
    alone = not wanted
    sure = [
        entity for score, entity, _ in scored if score >= _SURE and not (alone and entity.type == "person")
    ]
    return [
        {
            "id": entity.id,
            "name": entity.name,
            "description": _description(entity),
            "type": [_type(entity.type)],
            "score": round(score, 1),
            "features": [{"id": name, "value": value} for name, value in features.items()],
            "match": sure == [entity],
        }
        for score, entity, features in scored[:limit]
    ]


def _read(query: Mapping[str, Any]) -> tuple[str, set[str], int, list[tuple[str, list[str]]]]:
    words, types, limit = query.get("query", ""), query.get("type") or [], query.get("limit", _DEFAULT)
    types = [types] if isinstance(types, str) else types
    properties = query.get("properties") or []
    if not isinstance(words, str) or not isinstance(types, list) or not isinstance(properties, list):
        raise CallError("reconcile-query")
    if not words and not properties:
        raise CallError("reconcile-query-empty")
    if not isinstance(limit, int | float) or isinstance(limit, bool) or not 0 < limit < 10**6:
        raise CallError("reconcile-limit", limit=limit)
    wanted = []
    for one in properties:
        if not isinstance(one, dict) or not isinstance(one.get("pid"), str) or "v" not in one:
            raise CallError("reconcile-property")
        values = one["v"] if isinstance(one["v"], list) else [one["v"]]
        wanted.append((one["pid"], [_as_text(value) for value in values]))
    return words[:1000], {str(type_) for type_ in types}, min(int(limit), MOST), wanted


def _as_text(value: Any) -> str:
    """Return a property's value as words: also one as ``extend`` gives it out, or an entity."""
    if not isinstance(value, dict):
        return str(value)
    return str(next((value[key] for key in ("id", "str", "name") if value.get(key)), ""))


def _score(
    index: Index, entity: Entity, key: str, wanted: Iterable[tuple[str, list[str]]]
) -> tuple[float, dict[str, float]]:
    """Score an entity: how near its nearest name is, and whether what else is known of it fits."""
    nearest = max((fuzz.ratio(key, key_of(name)) for name in (entity.name, *entity.names)), default=0.0)
    features = {"name": round(nearest, 1)} if key else {}
    fits = []
    for pid, values in wanted:
        fit = any(_fits(index, entity, pid, value) for value in values)
        if pid == "code" and fit:
            return _SURE, {**features, "code": 100.0}
        fits.append(fit)
        features[pid] = 100.0 if fit else 0.0
    known = 100.0 * sum(fits) / len(fits) if fits else 0.0
    if not key:
        return known * 0.9, features  # what is known of it alone makes nobody sure
    return (0.8 * nearest + 0.2 * known) if fits else nearest, features


def _fits(index: Index, entity: Entity, pid: str, value: str) -> bool:
    match pid:
        case "code":
            return bool(value) and entity.code == value
        case "report":
            return bool(entity.report) and (
                report_id(value, index.base).removeprefix("report/") == entity.report
                or key_of(value) in {key_of(title) for title in index.titles.get(entity.report, ())} - {""}
            )
        case "name" | "names":
            return key_of(value) in {key_of(name) for name in (entity.name, *entity.names)}
        case "above" | "path":
            around = [index.entities[one] for one in entity.above if one in index.entities]
            known = {key_of(name) for one in around for name in (one.name, *one.names)}
            known |= {key_of(name) for name in entity.path}
            # A path from the top is as extend gives it out, or the beginning of one.
            steps = [key_of(step) for step in value.split(">")]
            return value in entity.above or key_of(value) in known or known.issuperset(steps)
    return False


def _description(entity: Entity) -> str:
    return " · ".join(part for part in (TYPES[entity.type], " > ".join(entity.path), entity.code) if part)


def suggest(index: Index, kind: str, prefix: str, cursor: int = 0) -> dict[str, Any]:
    """Complete what somebody types: an entity by the beginning of a name or a part of it, a property, a type."""
    key = key_of(prefix)
    if kind in ("type", "property"):
        known = TYPES if kind == "type" else PROPERTIES
        found = [{"id": one, "name": name} for one, name in known.items() if key in key_of(one + name)]
        return {"result": found[cursor : cursor + MOST]}
    if not key:
        return {"result": []}
    rarest = min((index.by_pair.get(pair, []) for pair in pairs_of(key)), key=len) if len(key) > 1 else None
    pool = list(index.entities) if rarest is None else set(rarest)
    ranked = []
    for one in pool:
        entity = index.entities[one]
        keys = [key_of(name) for name in (entity.name, *entity.names)]
        if any(key in name for name in keys):
            ranked.append((not any(name.startswith(key) for name in keys), len(keys[0]), entity.id, entity))
    ranked.sort(key=lambda found: found[:3])
    return {
        "result": [
            {
                "id": entity.id,
                "name": entity.name,
                "description": _description(entity),
                "notable": [_type(entity.type)],
            }
            for *_, entity in ranked[cursor : cursor + 20]
        ]
    }


def propose(type_: str) -> dict[str, Any]:
    """Return the properties that entities of a type have."""
    leaves_out = set() if type_ == "place" else {"code"}
    return {
        "type": type_,
        "properties": [
            {"id": one, "name": name} for one, name in PROPERTIES.items() if one not in leaves_out
        ],
    }


def extend(index: Index, query: Any) -> dict[str, Any]:
    """Return what is known of entities (data extension); an unknown entity or property has no values."""
    ids = query.get("ids") if isinstance(query, dict) else None
    properties = query.get("properties") if isinstance(query, dict) else None
    if not isinstance(ids, list) or not isinstance(properties, list):
        raise CallError("reconcile-extend")
    if len(ids) > 1000 or len(properties) > 100:
        raise CallError("reconcile-extend-many")
    asked = [str(one["id"]) for one in properties if isinstance(one, dict) and "id" in one]
    rows = {}
    for identifier in map(str, ids):
        entity = index.entities.get(identifier)
        rows[identifier] = {one: _values(index, entity, one) if entity else [] for one in asked}
    return {"meta": [{"id": one, "name": PROPERTIES.get(one, one)} for one in asked], "rows": rows}


def _values(index: Index, entity: Entity, pid: str) -> list[dict[str, str]]:
    match pid:
        case "code":
            return [{"str": entity.code}] if entity.code else []
        case "name":
            return [{"str": entity.name}]
        case "names":
            return [{"str": name} for name in entity.names]
        case "path":
            return [{"str": " > ".join(entity.path)}] if entity.path else []
        case "report":
            return [{"str": entity.report}] if entity.report else []
        case "above":
            return [
                {"id": one, "name": index.entities[one].name} for one in entity.above if one in index.entities
            ]
    return []


def preview(index: Index, identifier: str) -> str | None:
    """Return a small HTML page about an entity, ``None`` for one that is unknown."""
    entity = index.entities.get(identifier)
    if entity is None:
        return None
    also = f"<p>{escape('; '.join(entity.names))}</p>" if entity.names else ""
    return (
        '<!doctype html><html><head><meta charset="utf-8"><meta name="color-scheme" content="light dark">'
        f"<title>{escape(entity.name)}</title></head><body><h1>{escape(entity.name)}</h1>"
        f"<p>{escape(_description(entity))}</p>{also}</body></html>"
    )
