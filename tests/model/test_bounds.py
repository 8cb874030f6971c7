"""What a bound means, in both readings."""

from hypothesis import given
from hypothesis import strategies as st

from graph.model.bounds import FARTHEST_FIRST, SIGNS, plausible, possible
from graph.model.records import schema


def test_every_bound_of_a_record_has_its_sign_and_words() -> None:
    bounds = schema()["$defs"]["quantity"]["properties"]["bound"]["enum"]
    assert set(SIGNS) == set(bounds) == {"exact", *FARTHEST_FIRST}


@given(st.floats(0, 1e12), st.sampled_from(sorted(SIGNS)))
def test_what_is_plausible_is_possible_and_has_an_end(value: float, bound: str) -> None:
    (low, high), (least, most) = plausible(value, bound), possible(value, bound)
    assert least <= low <= value <= high <= most
    assert high <= 1.5 * value


def test_about_and_almost_reach_a_fifth_in_both_readings() -> None:
    assert possible(190, "about") == plausible(190, "about") == (152, 228)
    assert possible(190, "almost") == plausible(190, "almost") == (152, 190)
    assert possible(0, "atMost") == (0, 0)
