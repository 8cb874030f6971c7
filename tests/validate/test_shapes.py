"""The shapes: they let right graphs pass, each of them stops something, and what it stops is told of a record.

Records that the schema has seen cannot break most shapes; these are made in memory, past the schema.
"""

import copy
from typing import Any

import pytest
import rdflib
from rdflib import RDF, SH

from graph.model.read import read
from graph.model.records import Bundle, Origin
from graph.resources import resource
from graph.validate.shapes import shape_violations

SPAN = {"paragraph": 1, "start": 0, "end": 6}


def bundle() -> dict[str, Any]:
    """Return the parts of a sound bundle that uses every shape."""
    return {
        "report": {
            "id": "r1",
            "title": "青湖",
            "published": "2021-08-03",
            "language": "zh",
            "sha256": "0" * 64,
        },
        "agents": [
            {"id": "town", "type": "unit", "name": "青湖镇政府"},
            {
                "id": "wang",
                "type": "person",
                "name": "王小河",
                "posts": [{"role": "队长", "of": "town"}],
                "source": dict(SPAN),
            },
        ],
        "places": [{"id": "wuhan", "level": "city", "name": "武汉市", "code": "4201", "edition": "2020"}],
        "documents": [{"id": "notice", "type": "document", "name": "通知"}],
        "deeds": [
            {
                "id": "d01",
                "kind": "help",
                "did": "帮助",
                "who": ["wang"],
                "when": {
                    "start": "2021-08-01",
                    "end": "2021-08-02",
                    "recurrence": {"times": 2, "per": "P1D"},
                },
                "quantities": [
                    {"id": "q1", "value": 2.5, "bound": "exact", "role": "goods"},
                    {"id": "q2", "value": 2, "bound": "exact", "role": "goods", "partOf": ["q1"]},
                ],
                "source": dict(SPAN),
                "confidence": 0.5,
            }
        ],
    }


def told(parts: dict[str, Any]) -> list[str]:
    made = Bundle(**parts, origins={("deed", "d01"): Origin("r.yaml", 7)})
    return [str(fault) for fault in shape_violations([made])]


def test_the_packaged_data_and_a_bundle_that_uses_every_shape_pass() -> None:
    assert shape_violations(read([resource("data")])) == []
    assert told(bundle()) == []


# The way to a field of the bundle, what is put there (None takes the field out), and what is told.
BROKEN = {
    "no doer": (("deeds", 0, "who"), [], "r.yaml:7: deed d01: dg:who: a deed has a doer"),
    "no such kind": (
        ("deeds", 0, "did"),
        "",
        "r.yaml:7: deed d01: dg:did: a deed has one word for the doing; here: ",
    ),
    "end before start": (
        ("deeds", 0, "when", "end"),
        "2021-07-01",
        "r.yaml:7: deed d01: dg:start: the first day is a date, not after the last; here: 2021-08-01",
    ),
    "a day that is none": (
        ("deeds", 0, "when", "asOf"),
        "2021-02-30",
        "r.yaml:7: deed d01: dg:asOf: the day of a running figure is a date; here: 2021-02-30",
    ),
    "an empty time": (
        ("deeds", 0, "when"),
        {"x": 1},
        "r.yaml:7: deed d01: a time says something: a day, words, a duration or a recurrence",
    ),
    "no times": (
        ("deeds", 0, "when", "recurrence", "times"),
        0,
        "r.yaml:7: deed d01: dg:times: times is a whole number from 1; here: 0",
    ),
    "times per nothing": (
        ("deeds", 0, "when", "recurrence", "per"),
        None,
        "r.yaml:7: deed d01: times needs the duration that they are counted per",
    ),
    "a negative number": (
        ("deeds", 0, "quantities", 0, "value"),
        -1,
        "r.yaml:7: deed d01: dg:value: a quantity has one value, an integer or a decimal from 0; here: -1",
    ),
    "a bound of its own": (
        ("deeds", 0, "quantities", 0, "bound"),
        "roughly",
        "r.yaml:7: deed d01: dg:bound: a quantity has one of the bounds; here: bound:roughly",
    ),
    "a role of its own": (
        ("deeds", 0, "quantities", 0, "role"),
        "guest",
        "r.yaml:7: deed d01: dg:role: a quantity has one of the roles; here: role:guest",
    ),
    "part of what it is the same as": (
        ("deeds", 0, "quantities", 1, "same"),
        "q1",
        "r.yaml:7: deed d01: dg:partOf: a number is part of another or the same, not both; here: "
        "https://w3id.org/deedgraph/id/report/r1/d01/q1",
    ),
    "too sure": (
        ("deeds", 0, "confidence"),
        1.5,
        "r.yaml:7: deed d01: dg:confidence: confidence is from 0 to 1; here: 1.5",
    ),
    "an empty span": (
        ("deeds", 0, "source", "end"),
        0,
        "r.yaml:7: deed d01: oa:start: the first character is before the end; here: 0",
    ),
    "paragraph nought": (
        ("deeds", 0, "source", "paragraph"),
        0,
        "r.yaml:7: deed d01: dg:paragraph: paragraphs are counted from 1; here: 0",
    ),
    "a report without a day": (
        ("report", "published"),
        "soon",
        "report r1: schema:datePublished: a report has one date of publication; here: soon",
    ),
    "a hash that is none": (
        ("report", "sha256"),
        "abc",
        "report r1: schema:sha256: a report has the SHA-256 of its text; here: abc",
    ),
    "a person without a name": (
        ("agents", 1, "name"),
        "",
        "agent wang: dg:name: there is one name without a language; here: ",
    ),
    "a level of its own": (
        ("places", 0, "level"),
        "planet",
        "place wuhan: dg:level: a place has one of the levels; here: level:planet",
    ),
    "a code of no level": (
        ("places", 0, "code"),
        "420",
        "place wuhan: dg:code: a division code has 2, 4, 6, 9 or 12 digits; here: 420",
    ),
}


@pytest.mark.parametrize(("path", "value", "message"), BROKEN.values(), ids=list(BROKEN))
def test_what_a_shape_stops_is_told_of_the_record(path: tuple[Any, ...], value: Any, message: str) -> None:
    parts = copy.deepcopy(bundle())
    holder: Any = parts
    for step in path[:-1]:
        holder = holder[step]
    if value is None:
        del holder[path[-1]]
    else:
        holder[path[-1]] = value
    assert message + " (shapes.ttl)" in told(parts)


def test_a_fault_is_told_of_its_own_report() -> None:
    right, wrong = bundle(), bundle()
    wrong["report"]["id"] = "r2"
    wrong["deeds"][0]["who"] = []
    faults = shape_violations(
        [Bundle(**right), Bundle(**wrong, origins={("deed", "d01"): Origin("r2.yaml", 9)})]
    )
    assert [(fault.path, fault.line) for fault in faults] == [("r2.yaml", 9)]


def test_the_shapes_as_they_are_written_stop_the_same() -> None:
    """The shapes are rearranged for speed; pySHACL finds with them what it finds with the file itself."""
    import pyshacl

    from graph.validate.shapes import _shapes

    data = rdflib.Graph().parse(data=BROKEN_TURTLE, format="turtle")
    written = rdflib.Graph().parse(resource("shapes.ttl"))
    found = []
    for shapes in (written, _shapes()):
        _, results, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none")
        parts = (SH.focusNode, SH.resultPath, SH.sourceConstraintComponent)
        stopped = [
            [results.value(result, part) for part in parts] for result in results.objects(None, SH.result)
        ]
        # A path that is no property is a blank node, another one in each reading.
        found.append(
            sorted(["path" if isinstance(t, rdflib.BNode) else str(t) for t in row] for row in stopped)
        )
    assert found[0] == found[1]
    assert len(found[0]) > 10


BROKEN_TURTLE = """
@prefix dg: <https://w3id.org/deedgraph#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix schema: <https://schema.org/> .
<d01> a dg:Deed ; dg:when <w1>, <w2> ; dg:quantity <q1> ; dg:summary false .
<w1> a dg:When ; dg:start "2021-08-03"^^<http://www.w3.org/2001/XMLSchema#date> .
<q1> a dg:Quantity ; dg:value 1.0e0 ; dg:bound <x> .
<e1> a oa:Annotation .
<n1> a schema:NewsArticle ; schema:sha256 "x" .
<p1> a schema:Place ; dg:code "420" .
"""


def test_every_shape_speaks_both_languages() -> None:
    shapes = rdflib.Graph().parse(resource("shapes.ttl"))
    properties = set(shapes.objects(None, SH.property))
    assert properties
    for shape in properties:
        assert sorted(str(m.language) for m in shapes.objects(shape, SH.message)) == ["en", "zh"]


def test_every_class_of_the_data_has_a_shape() -> None:
    shapes = rdflib.Graph().parse(resource("shapes.ttl"))
    ontology = rdflib.Graph().parse(resource("ontology.ttl"))
    targets = set(shapes.objects(None, SH.targetClass))
    assert set(ontology.subjects(RDF.type, rdflib.OWL.Class)) == targets
