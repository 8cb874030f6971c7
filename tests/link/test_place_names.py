"""Places of one name: the one that is meant is that which a look at all of them finds, without that look."""

from collections.abc import Callable

from hypothesis import example, given
from hypothesis import strategies as st

from graph.link.place_names import Chain, PlaceNameIndex

LEVELS = ("city", "district", "community")


def chains(holder: dict[str, str | None]) -> Callable[[str], Chain]:
    def chain(place: str) -> Chain:
        above = holder[place]
        return (place, *(chain(above) if above else ()))

    return chain


@st.composite
def trees(draw: st.DrawFn) -> list[tuple[str, str, str | None]]:
    """Places as (name, level, what holds it): each is called p0, p1, … and lies in one before it, or in none."""
    made: list[tuple[str, str, str | None]] = []
    for n in range(draw(st.integers(1, 12))):
        holder = draw(st.sampled_from([None, *(f"p{before}" for before in range(n))]))
        made.append((draw(st.sampled_from(["朝阳", "滨湖"])), draw(st.sampled_from(LEVELS)), holder))
    return made


@given(trees(), st.data())
def test_the_only_one_that_fits(tree: list[tuple[str, str, str | None]], data: st.DataObject) -> None:
    holder = {f"p{n}": above for n, (_, _, above) in enumerate(tree)}
    chain = chains(holder)
    namesakes = PlaceNameIndex(((name, level, f"p{n}") for n, (name, level, _) in enumerate(tree)), chain)
    name, level = data.draw(st.sampled_from(["朝阳", "滨湖"])), data.draw(st.sampled_from([None, *LEVELS]))
    hints = data.draw(st.lists(st.sampled_from(sorted(holder)), max_size=3))
    meant = [f"p{n}" for n, one in enumerate(tree) if one[0] == name and level in (None, one[1])]
    fit = [p for p in meant if all(p in chain(hint) or hint in chain(p) for hint in hints)]
    assert namesakes.count(name, level) == len(meant)
    assert namesakes.only(name, level, hints) == (fit[0] if len(fit) == 1 else None)


@given(
    st.permutations([("朝阳", "community", "a"), ("朝阳", "community", "b"), ("chaoyang", "community", "a")])
)
@example([("朝阳", "community", "a"), ("朝阳", "community", "a"), ("chaoyang", "community", "a")])
def test_by_its_sound_in_another_language(named: list[tuple[str, str, str]]) -> None:
    namesakes = PlaceNameIndex(named, lambda place: (place,))
    assert namesakes.only("Chaoyang", None) == "a"
    assert namesakes.only("长安", None) is None and namesakes.count("", None) == 0


def test_of_thousands_of_namesakes_few_are_looked_at() -> None:
    many = 4096
    holder: dict[str, str | None] = {"top": None}
    holder |= {f"d{n:04}": "top" for n in range(many)} | {f"c{n:04}": f"d{n:04}" for n in range(many)}
    asked = 0
    quiet = chains(holder)

    def chain(place: str) -> Chain:
        nonlocal asked
        asked += 1
        return quiet(place)

    namesakes = PlaceNameIndex((("朝阳", "community", f"c{n:04}") for n in range(many)), chain)
    asked = 0
    assert namesakes.only("朝阳", "community", ["d0123", "top"]) == "c0123"
    assert namesakes.only("朝阳", "community", ["top"]) is None
    assert namesakes.only("朝阳", "community", ["d0001", "d0002"]) is None
    assert asked < 200
