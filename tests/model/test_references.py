"""Ids against the records that they may mean; ``tests/data/wrong`` has more, as a person sees them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.model.read import read
from graph.model.records import Bundle
from graph.model.references import Known, reference_errors
from graph.resources import resource

SPAN = {"paragraph": 1, "start": 0, "end": 6}


def deed(name: str, **fields: Any) -> Any:
    return {"id": name, "kind": "help", "did": "帮助", "who": ["qinghu-town"], "source": SPAN, **fields}


def bundle(*deeds: Any, agents: Any = (), places: Any = (), report: bool = True) -> Bundle:
    town = {"id": "qinghu-town", "type": "unit", "name": "青湖镇政府"}
    named: Any = {
        "id": "qinghu-2021",
        "title": "青湖",
        "published": "2021-08-03",
        "language": "zh",
        "sha256": "0" * 64,
    }
    return Bundle(named if report else None, [town, *agents], list(places), [], list(deeds))  # type: ignore[list-item]


def messages(given: Bundle, known: Known | None = None) -> list[str]:
    known = known or Known()
    known.learn(given)
    return [f"{fault.record}: {fault.message}" for fault in reference_errors(given, known)]


def test_the_packaged_data_points_nowhere_wrong() -> None:
    known = Known()
    for packaged in read([resource("data")]):
        assert messages(packaged, known) == []


def test_shared_records_of_an_earlier_bundle_are_known() -> None:
    known = Known()
    known.learn(bundle(report=False))
    assert reference_errors(Bundle(bundle().report, deeds=[deed("d01")]), known) == []


def test_a_team_of_another_report_is_not_known() -> None:
    team: Any = {"id": "dyke-team", "type": "team", "name": "突击队"}
    known = Known()
    assert messages(bundle(agents=[team]), known) == []
    assert messages(bundle(deed("d01", whom=["dyke-team"])), known) == [
        "deed d01: whom: no agent has the id 'dyke-team'; add its record, or fix the id"
    ]


def test_what_lies_elsewhere_is_asked_for() -> None:
    known = Known(elsewhere=lambda sort, identifier: (sort, identifier) == ("place", "nanan"))
    assert messages(bundle(deed("d01", where=["nanan"])), known) == []


@pytest.mark.parametrize("field", ["who", "with", "whom", "to", "from", "about", "where", "after"])
def test_every_field_that_refers_is_looked_up(field: str) -> None:
    (fault,) = messages(bundle(deed("d01", **{field: ["nobody"]})))
    assert fault.startswith(f"deed d01: {field}: no ")


def test_a_quantity_of_the_same_deed_needs_no_deed_before_it() -> None:
    quantities = [
        {"id": "q1", "value": 60, "bound": "exact", "role": "whom"},
        {"id": "q2", "value": 12, "bound": "exact", "role": "whom", "partOf": ["q1", "d01/q1"]},
        {"id": "q3", "value": 12, "bound": "exact", "role": "whom", "same": "q2"},
    ]
    assert messages(bundle(deed("d01", quantities=quantities))) == []


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=20))
def test_deeds_may_follow_from_each_other_in_any_way_but_a_circle(edges: list[tuple[int, int]]) -> None:
    """Edges from a later deed to an earlier one make no circle; one edge back makes one."""
    forward = {(max(a, b), min(a, b)) for a, b in edges if a != b}
    after: dict[int, list[str]] = {}
    for later, earlier in sorted(forward):
        after.setdefault(later, []).append(f"d{earlier}")
    deeds = [deed(f"d{i}", after=after.get(i, [])) for i in range(10)]
    assert messages(bundle(*deeds)) == []
    for later, earlier in list(forward)[:1]:
        deeds[earlier]["after"] = [*after.get(earlier, []), f"d{later}"]
        (fault,) = messages(bundle(*deeds))
        assert "after: a cycle" in fault


def test_a_long_chain_is_no_circle() -> None:
    chain = [deed(f"d{i}", after=[f"d{i - 1}"] if i else []) for i in range(5000)]
    assert messages(bundle(*chain)) == []
