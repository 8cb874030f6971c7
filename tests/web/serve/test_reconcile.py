"""The reconciliation service, asked over HTTP, its answers held against the shapes of the API's version 0.2."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import jsonschema_rs
import pyoxigraph as ox
import pytest
from helpers.served import serving

from graph.errors import CallError
from graph.query.reconcile.entities import Index, index_of, key_of
from graph.query.reconcile.service import extend, preview, reconcile, suggest
from graph.store.store import open_store

# What the specification asks of each answer, in our own words as JSON Schema.
TYPE = {
    "type": "object",
    "required": ["id"],
    "properties": {"id": {"type": "string"}, "name": {"type": "string"}},
}
NAMED = {**TYPE, "required": ["id", "name"]}
SERVICE = {
    "type": "object",
    "required": ["service_url", "service_path"],
    "properties": {"service_url": {"type": "string", "format": "uri"}, "service_path": {"type": "string"}},
}
SCHEMAS: dict[str, dict[str, Any]] = {
    "manifest": {
        "type": "object",
        "required": ["versions", "name", "identifierSpace", "schemaSpace", "view", "preview", "suggest", "extend"],
        "properties": {
            "versions": {"type": "array", "contains": {"const": "0.2"}},
            "identifierSpace": {"type": "string", "format": "uri"},
            "schemaSpace": {"type": "string", "format": "uri"},
            "defaultTypes": {"type": "array", "items": NAMED, "uniqueItems": True},
            "view": {"properties": {"url": {"pattern": r"\{\{id\}\}"}}, "required": ["url"]},
            "preview": {
                "required": ["url", "width", "height"],
                "properties": {"url": {"pattern": r"\{\{id\}\}"}, "width": {"type": "integer"}, "height": {"type": "integer"}},
            },
            "suggest": {"additionalProperties": SERVICE},
            "extend": {"properties": {"propose_properties": SERVICE}},
        },
    },
    "results": {
        "type": "object",
        "additionalProperties": {
            "required": ["result"],
            "properties": {
                "result": {
                    "type": "array",
                    "items": {
                        "required": ["id", "name", "score"],
                        "properties": {
                            "id": {"type": "string"},
                            "name": {"type": "string"},
                            "description": {"type": "string"},
                            "score": {"type": "number"},
                            "match": {"type": "boolean"},
                            "type": {"type": "array", "items": NAMED},
                            "features": {"type": "array", "items": {"properties": {"value": {"type": "number"}}}},
                        },
                    },
                }
            },
        },
    },
    "suggestions": {
        "required": ["result"],
        "properties": {"result": {"type": "array", "items": {**NAMED, "properties": {**NAMED["properties"], "notable": {"type": "array", "items": TYPE}}}}},
    },
    "extension": {
        "required": ["meta", "rows"],
        "properties": {
            "meta": {"type": "array", "items": NAMED},
            "rows": {
                "additionalProperties": {
                    "additionalProperties": {
                        "type": "array",
                        "items": {
                            "oneOf": [
                                {**NAMED, "additionalProperties": False},
                                {"type": "object", "required": ["str"], "additionalProperties": False, "properties": {"str": {"type": "string"}}},
                            ]
                        },
                    }
                }
            },
        },
    },
}  # fmt: skip


def held(name: str, answer: Any) -> Any:
    jsonschema_rs.validator_for(SCHEMAS[name]).validate(answer)
    return answer


@pytest.fixture(scope="module")
def index(hubei: ox.Store) -> Index:
    return index_of(hubei)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with (
        serving(tmp_path_factory.mktemp("reconcile")) as server,
        httpx.Client(base_url=server.url, timeout=30) as client,
    ):
        yield client


def best(index: Index, **query: Any) -> tuple[str, bool] | None:
    found = held("results", reconcile(index, {"q": query}))["q"]["result"]
    return (found[0]["id"], found[0]["match"]) if found else None


def test_a_full_a_short_and_an_english_name_find_the_same_body(index: Index) -> None:
    for name in (
        "省妇联",
        "湖北省妇女联合会",
        " 省妇联 ",
        "Hubei Women's Federation",
        "hubei women’s federation",
    ):
        assert best(index, query=name) == ("agent/hubei-womens-federation", True), name


def test_a_code_is_sure(index: Index) -> None:
    assert best(index, query="", properties=[{"pid": "code", "v": "420106012003"}]) == ("place/wutie", True)
    assert best(index, query="铁路小区", properties=[{"pid": "code", "v": "420106012003"}]) == (
        "place/wutie",
        True,
    )


def test_what_lies_around_it_tells_namesakes_apart(index: Index) -> None:
    within = [{"pid": "above", "v": "水果湖街道"}]
    assert best(index, query="滨湖社区", type="place", properties=within) == ("place/binhu", True)
    elsewhere = [{"pid": "above", "v": "梨园街"}]
    assert best(index, query="滨湖社区", type="place", properties=elsewhere) == ("place/binhu", False)


def test_what_was_given_out_fits_when_it_is_sent_back(index: Index) -> None:
    for one in (
        "place/wutie",
        "report/hubei-daily-2020-03-11/agent/hu-bihui",
        "agent/hubei-womens-federation",
    ):
        asked = {
            "ids": [one],
            "properties": [{"id": pid} for pid in ("code", "path", "above", "report", "name")],
        }
        for pid, values in extend(index, asked)["rows"][one].items():
            for given in [*values, *(value["str"] for value in values if "str" in value)]:
                query = {"query": index.entities[one].name, "properties": [{"pid": pid, "v": given}]}
                found = reconcile(index, {"q": query})["q"]["result"]
                features = next(two["features"] for two in found if two["id"] == one)
                assert {"id": pid, "value": 100.0} in features, (one, pid, given)


@pytest.mark.parametrize(
    ("path", "fits"),
    [
        ("湖北省 > 武汉市 > 武昌区 > 水果湖街道", True),
        ("湖北省>武汉市", True),
        ("武汉市", True),
        ("湖北省 > 黄冈市 > 武昌区", False),
        ("湖北省 > ", True),
        (" > ", False),
        ("", False),
    ],
)
def test_a_path_fits_with_all_its_steps(index: Index, path: str, fits: bool) -> None:
    given = [{"pid": "path", "v": path}]
    assert best(index, query="武铁社区", type="place", properties=given) == ("place/wutie", fits)


def test_a_report_is_named_by_id_path_address_or_title(index: Index) -> None:
    name = "hubei-daily-2020-03-11"
    title = "干部沉下去 党旗扬起来——省直机关万余党员干部下沉社区奋力抗疫"
    person = f"report/{name}/agent/hu-bihui"
    base = "https://w3id.org/deedgraph/id/"
    for given in (name, f"report/{name}", f"{base}report/{name}", title, title.replace(" ", "")):
        for value in (given, {"id": given}, {"id": f"report/{name}", "name": title}, [{"id": given}]):
            assert best(index, query="胡碧辉", properties=[{"pid": "report", "v": value}]) == (
                person,
                True,
            ), value
    for given in ("", "report/", "hubei-daily", "干部沉下去", {}, {"id": None}, "!!"):
        assert best(index, query="胡碧辉", properties=[{"pid": "report", "v": given}]) == (person, False), (
            given
        )


def test_a_name_alone_makes_nobody_sure_of_a_person(index: Index) -> None:
    person = "report/hubei-daily-2020-03-11/agent/hu-bihui"
    assert best(index, query="胡碧辉") == (person, False)
    post = [{"pid": "above", "v": {"id": "agent/hubei-trade-union-federation"}}]
    assert best(index, query="胡碧辉", properties=post) == (person, True)


def test_types_limits_and_unknown_names(index: Index) -> None:
    assert best(index, query="武铁社区", type=["unit"])[0].startswith("agent/")  # type: ignore[index]
    assert best(index, query="火星市档案馆分馆") is None
    many = reconcile(index, {"q": {"query": "省", "limit": 3}, "r": {"query": "社区", "limit": 10**5}})
    assert len(many["q"]["result"]) <= 3
    assert len(many["r"]["result"]) <= 50


@pytest.mark.parametrize(
    "batch",
    [
        [], 1, None, {"q": 1}, {"q": {}}, {"q": {"query": 5}}, {"q": {"query": "a", "limit": -1}},
        {"q": {"query": "a", "limit": True}}, {"q": {"query": "a", "properties": [1]}},
        {"q": {"query": "a", "properties": [{"pid": "code"}]}}, {"q": {"query": "a", "type": {"a": 1}}},
        {f"q{n}": {"query": "a"} for n in range(101)},
    ],
)  # fmt: skip
def test_a_batch_that_is_none_is_refused(index: Index, batch: Any) -> None:
    with pytest.raises(CallError):
        reconcile(index, batch)


def test_suggestions(index: Index) -> None:
    found = held("suggestions", suggest(index, "entity", "省妇"))["result"]
    assert found[0]["id"] == "agent/hubei-womens-federation"
    assert held("suggestions", suggest(index, "entity", ""))["result"] == []
    assert [one["id"] for one in suggest(index, "type", "地点")["result"]] == ["place"]
    assert [one["id"] for one in suggest(index, "property", "code")["result"]] == ["code"]
    assert suggest(index, "entity", "省", cursor=20)["result"] != suggest(index, "entity", "省")["result"]


def test_what_is_known_is_told(index: Index) -> None:
    asked = {
        "ids": ["place/wutie", "place/nowhere"],
        "properties": [{"id": "code"}, {"id": "path"}, {"id": "above"}, {"id": "x"}],
    }
    rows = held("extension", extend(index, asked))["rows"]
    assert rows["place/wutie"] == {
        "code": [{"str": "420106012003"}],
        "path": [{"str": "湖北省 > 武汉市 > 武昌区 > 水果湖街道"}],
        "above": [{"id": "place/shuiguohu", "name": "水果湖街道"}],
        "x": [],
    }  # fmt: skip
    assert set(rows["place/nowhere"].values().__iter__().__next__()) == set()
    with pytest.raises(CallError):
        extend(index, {"ids": "place/wutie", "properties": []})


def test_a_hostile_name_is_text(tmp_path: Any) -> None:
    store = open_store()
    unit = '<https://w3id.org/deedgraph/id/agent/x> a <http://www.w3.org/ns/org#FormalOrganization> ; <https://w3id.org/deedgraph#name> "<script>alert(1)</script>" .'
    store.load(
        unit.encode(),
        format=ox.RdfFormat.TURTLE,
        to_graph=ox.NamedNode("https://w3id.org/deedgraph/id/shared/graph"),
    )
    page = preview(index_of(store), "agent/x")
    assert page is not None
    assert "<script>" not in page
    assert preview(index_of(store), "agent/y") is None


def test_keys() -> None:
    assert key_of("ＡＢＣ　（一）") == "abc一"
    assert key_of("!!") == ""


def test_over_http(service: httpx.Client) -> None:
    manifest = held("manifest", service.get("/reconcile").json())
    assert service.get("/reconcile").headers["access-control-allow-origin"] == "*"
    queries = json.dumps({"q0": {"query": "省妇联"}})
    by_post = service.post("/reconcile", data={"queries": queries}).json()
    assert by_post == service.get("/reconcile", params={"queries": queries}).json()
    assert held("results", by_post)["q0"]["result"][0]["match"] is True
    entity = manifest["suggest"]["entity"]
    path = entity["service_url"].removeprefix(str(service.base_url).rstrip("/")) + entity["service_path"]
    assert held("suggestions", service.get(path, params={"prefix": "武铁"}).json())["result"]
    properties = service.get("/reconcile/properties", params={"type": "place"}).json()
    assert "code" in {one["id"] for one in properties["properties"]}
    page = service.get(manifest["preview"]["url"].replace("{{id}}", "place/wutie"))
    assert page.headers["content-type"].startswith("text/html")
    assert "武铁社区" in page.text


@pytest.mark.parametrize(
    ("method", "path", "data", "status"),
    [
        ("POST", "/reconcile", {"queries": "[1"}, 400),
        ("POST", "/reconcile", {"queries": "[" * 100_000}, 400),
        ("POST", "/reconcile", {"extend": '{"ids": 3}'}, 400),
        ("GET", "/reconcile/preview?id=place/nowhere", None, 404),
        ("GET", "/reconcile/suggest/entity?prefix=a&cursor=-1", None, 400),
        ("GET", "/reconcile/suggest/secrets?prefix=a", None, 404),
        ("DELETE", "/reconcile", None, 405),
    ],
)
def test_what_cannot_be_answered_is_told(
    service: httpx.Client, method: str, path: str, data: Any, status: int
) -> None:
    assert service.request(method, path, data=data).status_code == status
