"""The compiled context against pyoxigraph's JSON-LD reader: the same quads for any record."""

import copy
from typing import Any

import pyoxigraph as ox
from helpers.records import EXAMPLE
from hypothesis import given
from hypothesis import strategies as st

from graph.model.context import terms
from graph.model.nodes import documents_of, to_jsonld
from graph.model.nquads import nquads
from graph.model.read import read
from graph.resources import resource


def same(graphs: list[dict[str, Any]]) -> None:
    wanted = set(ox.parse(to_jsonld(graphs).encode(), format=ox.RdfFormat.JSON_LD))
    assert set(ox.parse(nquads(graphs).encode(), format=ox.RdfFormat.N_QUADS)) == wanted


def test_the_packaged_data_and_the_example_come_out_the_same() -> None:
    for bundle in read([resource("data"), EXAMPLE]):
        same(documents_of(bundle))


texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
(example,) = read([EXAMPLE])


@given(
    st.lists(texts, min_size=8, max_size=8),
    st.integers(0, 2**60),
    st.floats(0, 1e6),
    st.sampled_from(["zh", "zh-Hans", "x y", ""]),
)
def test_any_text_number_and_language_comes_out_the_same(
    words: list[str], n: int, x: float, language: str
) -> None:
    bundle = copy.deepcopy(example)
    assert bundle.report
    bundle.report |= {"title": words[0], "language": language, "url": "https://example.org/" + words[7]}
    agent, deed = bundle.agents[4], bundle.deeds[2]
    agent |= {"name": words[1], "names": words[2:4], "labels": {"en": words[4]}, "age": n}
    deed |= {"did": words[5], "what": words[6:], "reason": words[7], "confidence": round(x / 1e6, 3)}
    deed["quantities"][0] |= {"value": x, "measure": words[0]}
    deed["quantities"][1] |= {"value": n}
    same(documents_of(bundle))


nodes = st.dictionaries(
    st.sampled_from(sorted(set(terms().by_name) - {"labels", "title", "evidence"})),
    st.one_of(
        texts,
        st.booleans(),
        st.integers(-(2**70), 2**70),
        st.none(),
        st.floats(allow_nan=False, allow_infinity=False),
        st.lists(texts, max_size=3),
    ),
    max_size=5,
)


@given(nodes)
def test_any_field_with_any_value_comes_out_the_same(node: dict[str, Any]) -> None:
    same([{"id": "http://x/g", "@graph": [{"id": "http://x/s", **node}]}])
