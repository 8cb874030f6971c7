"""Evidence as Web Annotations: valid by the model, the graph's own triples, and read back into the draft."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema_rs
import pyoxigraph as ox
import pytest
from helpers.records import EXAMPLE, loaded
from pyld import jsonld

import graph.web.review.annotations as annotations
from graph.errors import CallError, DataError, DataErrors
from graph.model.iris import report_iri
from graph.model.read import read
from graph.text.report import text_hash
from graph.web.review.annotations import CONTEXT, collection, put_back, read_annotations

TEXT = "青湖镇夜间送沙袋\n\n王小河带𠮷家桥的村民送来沙袋，又送来热水。\n\n村民帮忙装车。村民帮忙卸车。\n"
AT = {words: TEXT.index(words) for words in ("王小河", "送来沙袋", "又送来热水", "村民帮忙装车", "村民帮忙")}
DRAFT = f"""\
# drafted, then looked at
report: {{id: qinghu, title: 青湖镇夜间送沙袋, published: "2021-08-02", language: zh, sha256: {text_hash(TEXT)}}}
agents:
  - {{id: wang, type: person, name: 王小河, source: {{paragraph: 2, start: {AT["王小河"]}, end: {AT["王小河"] + 3}}}}}
deeds:
  - id: d01  # the sandbags
    kind: deliver
    did: 送来
    who: [wang]
    source: {{paragraph: 2, start: {AT["送来沙袋"]}, end: {AT["送来沙袋"] + 4}}}  # as said
    confidence: 0.6
    reason: 主语省略
    reviewedBy: 林小禾
    reviewed: "2021-08-09"
  - id: d02
    kind: help
    did: 帮忙
    who: [wang]
    source: {{paragraph: 3, start: {AT["村民帮忙装车"]}, end: {AT["村民帮忙装车"] + 6}}}
"""
REPORT = report_iri("qinghu")

# What the model says that these MUST have: https://www.w3.org/TR/annotation-model/, sections 3 to 5.
MODEL = {
    "type": "object",
    "required": ["@context", "id", "type", "first"],
    "properties": {
        "@context": {"type": "array", "contains": {"const": CONTEXT}},
        "id": {"$ref": "#/$defs/iri"},
        "type": {"const": "AnnotationCollection"},
        "total": {"type": "integer", "minimum": 0},
        "first": {
            "type": "object",
            "required": ["id", "type", "partOf", "items"],
            "properties": {
                "id": {"$ref": "#/$defs/iri"},
                "type": {"const": "AnnotationPage"},
                "items": {"type": "array", "items": {"$ref": "#/$defs/annotation"}},
            },
        },
    },
    "$defs": {
        "iri": {"type": "string", "pattern": "^https?://[^ ]+$"},
        "annotation": {
            "type": "object",
            "required": ["id", "type", "target"],
            "not": {"required": ["body", "bodyValue"]},
            "properties": {
                "id": {"$ref": "#/$defs/iri"},
                "type": {"const": "Annotation"},
                "motivation": {"const": "identifying"},
                "body": {"type": "array", "items": {"anyOf": [{"$ref": "#/$defs/iri"}, {"$ref": "#/$defs/tag"}]}},
                "target": {"$ref": "#/$defs/target"},
            },
        },
        "tag": {
            "type": "object",
            "required": ["type", "value", "purpose"],
            "properties": {
                "type": {"const": "TextualBody"}, "purpose": {"const": "tagging"},
                "value": {"type": "string"}, "language": {"type": "string"},
            },
        },
        "target": {
            "type": "object",
            "required": ["type", "source", "selector"],
            "properties": {
                "type": {"const": "SpecificResource"},
                "source": {"$ref": "#/$defs/iri"},
                "selector": {
                    "type": "array",
                    "minItems": 1,
                    "items": {"oneOf": [{"$ref": "#/$defs/position"}, {"$ref": "#/$defs/quote"}]},
                },
            },
        },
        "position": {
            "type": "object",
            "required": ["type", "start", "end"],
            "properties": {
                "type": {"const": "TextPositionSelector"},
                "start": {"type": "integer", "minimum": 0}, "end": {"type": "integer", "minimum": 0},
            },
        },
        "quote": {
            "type": "object",
            "required": ["type", "exact"],
            "properties": {
                "type": {"const": "TextQuoteSelector"},
                **{key: {"type": "string", "minLength": 1} for key in ("exact", "prefix", "suffix")},
            },
        },
    },
}  # fmt: skip

# The terms of the model's context that our files use; nothing is fetched in a test.
OA, AS, XSD = (
    "http://www.w3.org/ns/oa#",
    "http://www.w3.org/ns/activitystreams#",
    "http://www.w3.org/2001/XMLSchema#",
)
TERMS: dict[str, Any] = {
    "id": "@id", "type": "@type",
    **{name: OA + name for name in (
        "Annotation", "TextualBody", "SpecificResource", "TextPositionSelector", "TextQuoteSelector",
        "exact", "prefix", "suffix", "identifying", "tagging",
    )},
    "body": {"@id": OA + "hasBody", "@type": "@id"}, "target": {"@id": OA + "hasTarget", "@type": "@id"},
    "source": {"@id": OA + "hasSource", "@type": "@id"}, "selector": {"@id": OA + "hasSelector", "@type": "@id"},
    "motivation": {"@id": OA + "motivatedBy", "@type": "@vocab"}, "purpose": {"@id": OA + "hasPurpose", "@type": "@vocab"},
    "start": {"@id": OA + "start", "@type": XSD + "nonNegativeInteger"},
    "end": {"@id": OA + "end", "@type": XSD + "nonNegativeInteger"},
    "value": "http://www.w3.org/1999/02/22-rdf-syntax-ns#value", "language": "http://purl.org/dc/elements/1.1/language",
    "name": "http://xmlns.com/foaf/0.1/name", "label": "http://www.w3.org/2000/01/rdf-schema#label",
    "AnnotationCollection": AS + "OrderedCollection", "AnnotationPage": AS + "OrderedCollectionPage",
    "first": {"@id": AS + "first", "@type": "@id"}, "last": {"@id": AS + "last", "@type": "@id"},
    "items": {"@id": AS + "items", "@type": "@id", "@container": "@list"},
    "partOf": {"@id": AS + "partOf", "@type": "@id"}, "total": AS + "totalItems", "startIndex": AS + "startIndex",
}  # fmt: skip


def triples(file: dict[str, Any]) -> set[str]:
    def load(url: str, _options: Any) -> dict[str, Any]:
        assert url == CONTEXT
        return {"contextUrl": None, "documentUrl": url, "document": {"@context": TERMS}}

    told = jsonld.to_rdf(file, {"documentLoader": load, "format": "application/n-quads"})
    return {str(quad.triple) for quad in ox.parse(told, format=ox.RdfFormat.N_QUADS)}


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    path = tmp_path / "draft.yaml"
    path.write_text(DRAFT, encoding="utf-8")
    return path


def made(draft: Path) -> dict[str, Any]:
    [bundle] = read([draft])
    return collection(bundle, TEXT)


def back(draft: Path, file: Any) -> tuple[list[annotations.Moved], list[str]]:
    path = draft.with_name("edited.jsonld")
    path.write_text(json.dumps(file, ensure_ascii=False), encoding="utf-8")
    return put_back(draft, read_annotations(path), TEXT)


def marks(words: str, deed: str = "d02", at: int | None = None) -> dict[str, Any]:
    """Return an annotation as another program makes it: an id of its own, one selector, no list."""
    start = TEXT.index(words) if at is None else at
    selector = {"type": "TextPositionSelector", "start": start, "end": start + len(words)}
    target = {"source": REPORT, "selector": selector}
    return {"id": "urn:uuid:1", "type": "Annotation", "body": {"id": f"{REPORT}/{deed}"}, "target": target}


def test_the_file_is_as_the_model_says(draft):
    file = made(draft)
    jsonschema_rs.validate(MODEL, file)
    assert file["total"] == len(file["first"]["items"]) == 3
    for one in file["first"]["items"]:
        position, quote = one["target"]["selector"]
        assert TEXT[position["start"] : position["end"]] == quote["exact"]


@pytest.mark.parametrize("path", [EXAMPLE, None], ids=["example", "draft"])
def test_its_triples_are_those_of_the_graph(path, draft):
    path = path or draft
    [bundle] = read([path])
    assert bundle.report
    query = """
        PREFIX oa: <http://www.w3.org/ns/oa#>
        SELECT DISTINCT ?s { { ?s a oa:Annotation } UNION { ?a a oa:Annotation ; (oa:hasTarget/oa:hasSelector?|
            <http://www.w3.org/ns/prov#wasAttributedTo>) ?s } }"""
    store = loaded(path)
    subjects = {row["s"] for row in store.query(query, use_default_graph_as_union=True)}
    wanted = {
        str(quad.triple)
        for quad in store.quads_for_pattern(None, None, None, None)
        if quad.subject in subjects
    }
    assert wanted
    # Positions are integers in the graph; the model's context calls them xsd:nonNegativeInteger.
    found = {line.replace("nonNegativeInteger", "integer") for line in triples(collection(bundle))}
    assert wanted - found == set()


def test_without_the_text_nothing_of_it_is_in_the_file(draft):
    [bundle] = read([draft])
    assert "TextQuoteSelector" not in json.dumps(collection(bundle))


def test_what_nobody_changed_moves_nothing(draft):
    before = draft.read_bytes()
    assert back(draft, made(draft)) == ([], [])
    assert draft.read_bytes() == before


def test_a_span_changed_elsewhere_comes_back_and_all_else_stays(draft):
    file = made(draft)
    [one] = [a for a in file["first"]["items"] if a["id"].endswith("/d01/e1")]
    position, quote = one["target"]["selector"]
    position["start"] -= 2
    quote["exact"] = TEXT[position["start"] : position["end"]]
    [moved], passed = back(draft, file)
    assert (moved.path, passed) == ("d01", [])
    old, new = AT["送来沙袋"], AT["送来沙袋"] - 2
    expected = DRAFT.replace(f"start: {old}, end", f"start: {new}, end")
    expected = expected.replace(
        '    reviewedBy: 林小禾\n    reviewed: "2021-08-09"\n', ""
    )  # it has to be reviewed anew
    assert draft.read_text(encoding="utf-8") == expected


def test_annotations_of_another_program_are_read_by_their_body(draft):
    file = [marks("村民帮忙卸车"), marks("村民帮忙装车"), marks("热水", deed="d99")]
    [moved], passed = back(draft, file)
    assert [TEXT[s["start"] : s["end"]] for s in moved.new] == ["村民帮忙装车", "村民帮忙卸车"]
    assert [s["paragraph"] for s in moved.new] == [3, 3]
    assert len(passed) == 1 and "no deed or agent of this draft" in passed[0]
    [bundle] = read([draft])
    assert [len(deed.get("also", [])) for deed in bundle.deeds] == [0, 1]


def test_an_agents_words_come_back_too(draft):
    [moved], _ = back(draft, marks("王小河带", deed="agent/wang"))
    assert moved.path == "agent/wang"
    [bundle] = read([draft])
    assert bundle.agents[0]["source"]["end"] == AT["王小河"] + 4


def test_a_quotation_finds_its_words_when_positions_were_counted_otherwise(draft):
    # JavaScript counts UTF-16 units: behind 𠮷 everything is one further.
    one = marks("又送来热水", at=AT["又送来热水"] + 1)
    one["target"]["selector"] = [
        one["target"]["selector"],
        {"type": "TextQuoteSelector", "exact": "又送来热水"},
    ]
    [moved], _ = back(draft, one)
    assert moved.new == [{"paragraph": 2, "start": AT["又送来热水"], "end": AT["又送来热水"] + 5}]


def test_its_surroundings_tell_a_quotation_that_stands_twice(draft):
    one = marks("村民帮忙")
    one["target"]["selector"] = {"type": "TextQuoteSelector", "exact": "村民帮忙", "suffix": "卸车"}
    [moved], _ = back(draft, one)
    assert moved.new[0]["start"] == TEXT.rindex("村民帮忙")


def quoting(words: str) -> dict[str, Any]:
    one = marks("热水")
    one["target"]["selector"] = {"type": "TextQuoteSelector", "exact": words}
    return one


def spanning(start: Any, end: Any) -> dict[str, Any]:
    one = marks("热水")
    one["target"]["selector"] |= {"start": start, "end": end}
    return one


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (spanning(5, 10**30), "no span of the text"),
        (spanning(-3, 4), "no span of the text"),
        (spanning(9, 9), "no span of the text"),
        (spanning(True, 4), "no span of the text"),
        (spanning("0", "4"), "no span of the text"),
        (spanning(None, [1]), "no span of the text"),
        (spanning(AT["又送来热水"], AT["村民帮忙装车"] + 2), "in one paragraph"),
        (quoting("村民帮忙"), "more than once"),
        (quoting("从未说过"), "does not occur"),
        (quoting(""), "no span of the text"),
    ],
)
def test_what_does_not_fit_the_text_is_told_and_nothing_is_written(draft, one, words):
    before = draft.read_bytes()
    with pytest.raises(DataErrors, match=words):
        back(draft, [marks("村民帮忙卸车", deed="d01"), one])
    assert draft.read_bytes() == before


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "broken JSON"),
        (b"\xff", "broken JSON"),
        (b"{}", "no annotation"),
        (b'{"first": "https://example.org/page", "type": "AnnotationCollection"}', "no annotation"),
        (b'[1, null, {"type": ["Note"]}]', "no annotation"),
        (b"[" * 200_000, "nested too deep|broken JSON"),
    ],
)
def test_a_file_that_holds_none_is_told(tmp_path, data, words):
    path = tmp_path / "x.jsonld"
    path.write_bytes(data)
    with pytest.raises(DataError, match=words):
        read_annotations(path)


def test_a_file_too_large_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(annotations, "_MAX_BYTES", 10)
    path = tmp_path / "x.jsonld"
    path.write_text(json.dumps([marks("热水")]))
    with pytest.raises(DataError, match="larger than 10 bytes"):
        read_annotations(path)


@pytest.mark.parametrize("body", [None, 7, [[]], {"id": 3}, {"id": {}}, "https://example.org/other"])
@pytest.mark.parametrize("target", [None, "https://example.org/", {"source": {"id": 1}}, [{}, 5]])
def test_what_is_of_something_else_is_passed_over(draft, body, target):
    one = {"type": "Annotation", "body": body, "target": target}
    moved, passed = back(draft, one)
    assert (moved, len(passed)) == ([], 1)


def test_the_text_of_another_report_is_refused(draft):
    [bundle] = read([draft])
    with pytest.raises(CallError, match="not that of"):
        collection(bundle, TEXT + "。")
    with pytest.raises(CallError, match="not that of"):
        put_back(draft, [marks("热水")], TEXT + "。")


def test_a_read_only_draft_is_left_alone(draft):
    before = draft.read_bytes()
    draft.chmod(0o444)
    with pytest.raises(CallError, match="read-only"):
        back(draft, marks("村民帮忙卸车"))
    assert draft.read_bytes() == before


def test_the_command_writes_and_reads_back(draft):
    text = draft.with_name("qinghu.txt")
    text.write_text(TEXT, encoding="utf-8")

    def run(*more: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "graph.cli", "annotations", str(draft), *more]
        return subprocess.run(command, capture_output=True, text=True)

    out = draft.with_name("out.jsonld")
    assert run("--text", str(draft.parent), "-o", str(out)).returncode == 0
    file = json.loads(out.read_text(encoding="utf-8"))
    assert json.loads(run("--text", str(text)).stdout) == file
    same = run("--from", str(out), "--text", str(text))
    assert (same.returncode, same.stdout, same.stderr) == (0, "", "0 records moved\n")
    out.write_text(json.dumps([marks("村民帮忙卸车"), marks("热水", deed="d99")]), encoding="utf-8")
    moved = run("--from", str(out), "--text", str(text))
    old, new = AT["村民帮忙装车"], TEXT.index("村民帮忙卸车")
    assert moved.stdout == f"d02: {old}–{old + 6} → {new}–{new + 6}\n"
    assert "passed over: urn:uuid:1" in moved.stderr and "1 record moved" in moved.stderr
    for wrong in (("--from", str(out)), ("--text", str(out.with_name("draft.yaml")))):
        failed = run(*wrong)
        assert failed.returncode == 2 and failed.stderr.count("\n") == 1, failed.stderr
