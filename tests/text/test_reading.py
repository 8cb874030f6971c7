"""Known names in a text, and what a number in it may tell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.text.names import NameIndex, find_names
from graph.text.numerals import find_numbers
from graph.text.reading import lasts, measured, read_closely, states, times


def index(*names: str) -> NameIndex:
    made = NameIndex()
    made.add(names)
    return made


def test_the_longest_name_is_found() -> None:
    known = index("青湖", "青湖镇", "青湖镇政府")
    assert [n.name for n in find_names("青湖镇政府与青湖镇和青湖", known)] == ["青湖镇政府", "青湖镇", "青湖"]


def test_two_indexes_are_asked_at_once() -> None:
    assert [n.name for n in find_names("青湖镇政府王小河", index("青湖"), index("青湖镇政府", "王小河"))] == [
        "青湖镇政府",
        "王小河",
    ]


def test_one_character_is_no_name() -> None:
    assert find_names("青青青", index("青")) == []


@given(st.lists(st.text("青湖镇府", min_size=1, max_size=3), max_size=5), st.text("青湖镇府", max_size=20))
def test_names_are_found_where_they_stand_and_do_not_overlap(names: list[str], text: str) -> None:
    found = find_names(text, index(*names))
    at = 0
    for name in found:
        assert text[name.start : name.end] == name.name
        assert name.name in names
        # Nothing is passed over between two names.
        assert not any(
            text.startswith(known, i) for i in range(at, name.start) for known in names if len(known) > 1
        )
        at = name.end


@pytest.mark.parametrize(
    ("text", "duration", "fits"),
    [
        ("连续11天", "P11D", True),
        ("连续11天", "P11M", False),
        ("35年", "P35Y", True),
        ("半年", "P6M", True),
        ("一年半", "P18M", True),
        ("两周", "P14D", True),
        ("24小时", "PT24H", True),
        ("24小时", "P1D", True),
        ("90分钟", "PT1H30M", True),
        ("3 days", "P3D", True),
        ("3箱", "P3D", False),
        ("3天", "", False),
    ],
)
def test_a_number_with_its_unit_of_time_is_a_duration(text: str, duration: str, fits: bool) -> None:
    (number,) = find_numbers(text)
    assert lasts(number, duration, text) is fits


def test_a_recurrence_is_told_by_its_numbers() -> None:
    text = "每3天两次,三班倒,24小时"
    three, twice, shifts, hours = find_numbers(text)
    assert times(three, {"recurrence": {"per": "P3D"}}, text)
    assert times(twice, {"recurrence": {"times": 2, "per": "P3D"}}, text)
    assert times(shifts, {"recurrence": {"shifts": 3}}, text)
    assert times(hours, {"recurrence": {"allDay": True}}, text)
    assert not times(hours, {"recurrence": {"shifts": 3}}, text)


@pytest.mark.parametrize(
    ("text", "measure", "fits"),
    [
        ("42箱", "箱", True),
        ("42 boxes", "boxes", True),
        ("¥42", "¥", True),
        ("42箱", "件", False),
        ("42", "", True),
    ],
)
def test_a_measure_stands_beside_its_number(text: str, measure: str, fits: bool) -> None:
    (number,) = find_numbers(text)
    assert measured(number, measure, text) is fits


@given(
    st.integers(0, 10**9),
    st.sampled_from("箱件吨"),
    st.sampled_from(["exact", "atLeast", "atMost", "about", "almost"]),
)
def test_a_written_quantity_is_told_by_its_words_and_by_no_other_number(
    value: int, measure: str, bound: str
) -> None:
    before = {"atMost": "不超过", "about": "约", "almost": "近"}.get(bound, "")
    behind = "余" if bound == "atLeast" else ""
    text = f"送来{before}{value}{behind}{measure}"
    (number,) = read_closely(text).numbers
    quantity = {"id": "q1", "value": value, "measure": measure, "bound": bound, "role": "goods"}
    assert states(number, quantity, text)  # type: ignore[arg-type]
    assert not states(number, {**quantity, "value": value + 1 + value // 100}, text)  # type: ignore[arg-type]
