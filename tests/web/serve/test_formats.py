"""Content negotiation by RFC 9110, without a server and on every address of one."""

from collections.abc import Iterator
from types import SimpleNamespace

import httpx
import pytest
from helpers.served import Served, serving
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from graph.web.serve.formats import GRAPHS, RESULTS, accepted, prefers_page, qualities, types_of, weights
from graph.web.serve.pages import language
from graph.web.serve.responses import takes_gzip

TYPES = (*types_of(*RESULTS), *types_of(*GRAPHS), "text/html")
JSON = ("application/json",)
RANGES = st.sampled_from([*TYPES, "text/*", "application/*", "*/*", "image/png"])
WEIGHTS = st.integers(0, 1000).map(lambda n: n / 1000)
RANGE_LISTS = st.dictionaries(RANGES, WEIGHTS, max_size=12)


def written(ranges: dict[str, float]) -> str:
    return ", ".join(f"{name};q={q:.3f}" for name, q in ranges.items())


@given(RANGE_LISTS)
def test_a_type_weighs_what_its_most_specific_range_says(ranges: dict[str, float]) -> None:
    for type_, found in zip(TYPES, qualities(written(ranges), TYPES), strict=True):
        fitting = (type_, type_.partition("/")[0] + "/*", "*/*")
        assert found == next((ranges[name] for name in fitting if name in ranges), 0.0 if ranges else 1.0)


@given(RANGE_LISTS.filter(bool))
def test_another_program_weighs_them_alike(ranges: dict[str, float]) -> None:
    theirs = parse_accept_header(written(ranges), MIMEAccept)
    # Where ranges overlap it takes the first that fits in its order, which is the most specific.
    assert qualities(written(ranges), TYPES) == [theirs[type_] for type_ in TYPES]


@given(RANGE_LISTS)
def test_nothing_is_refused_where_something_is_acceptable(ranges: dict[str, float]) -> None:
    header, choice = written(ranges), accepted(written(ranges))
    for formats, best in ((RESULTS, choice.results), (GRAPHS, choice.graphs)):
        offered = types_of(*formats)
        assert (best is None) == (not any(qualities(header, offered)))
        if best is not None:
            assert best[1] in offered
            assert qualities(header, [best[1]]) > [0.0]


@given(RANGE_LISTS, st.randoms())
def test_the_order_of_the_list_says_nothing(ranges: dict[str, float], random: object) -> None:
    pairs = list(ranges.items())
    random.shuffle(pairs)  # type: ignore[attr-defined]
    assert accepted(written(ranges)) == accepted(written(dict(pairs)))
    assert prefers_page(written(ranges), JSON) == prefers_page(written(dict(pairs)), JSON)


@given(st.text(max_size=200) | st.text(';,=/"\\*.q01 \tat', max_size=60))
def test_any_header_is_read(header: str) -> None:
    assert all(0 <= q <= 1 for _, q in weights(header))
    accepted(header)
    prefers_page(header, JSON)
    takes_gzip(header)


@pytest.mark.parametrize(
    ("accept", "rows", "triples"),
    [
        ("text/csv;q=0.3, */*;q=0", "text/csv", None),
        ("TEXT/CSV", "text/csv", None),
        ("text/csv ; Q=0.5 , text/turtle", "text/csv", "text/turtle"),
        ("application/json;q=0, application/*;q=0.1", "application/sparql-results+json", "application/n-triples"),
        ("application/sparql-results+json;q=0, application/sparql-results+xml;q=0, application/*",
         "application/json", "application/n-triples"),
        # Parameters: a range with them is for a variant; it counts where nothing else fits.
        ("text/csv;header=present", "text/csv", None),
        ('text/csv;note="a,b;q=0";q=0.4', "text/csv", None),
        ("text/csv;header=present;q=0.1, text/tab-separated-values;q=0.2", "text/tab-separated-values", None),
        ("text/csv;charset=utf-8, text/csv;q=0", "text/csv", None),
        ("text/turtle;q=0.5;ext=1", None, "text/turtle"),
        # Malformed parts are passed over.
        ("text/csv;q=2, text/tab-separated-values;q=0.1", "text/tab-separated-values", None),
        ("text/csv;q=nan", "application/sparql-results+json", "text/turtle"),
        ("text/, /csv, text, ;;, text/csv;q=0.2", "text/csv", None),
        ('"', "application/sparql-results+json", "text/turtle"),
        ("image/png", None, None),
        ("*/*;q=0", None, None),
        # A browser's: rows in JSON and not in the XML that it lists; but XML where it is all that is taken.
        ("text/html,application/xml;q=0.9,*/*;q=0.8", "application/sparql-results+json", "text/turtle"),
        ("text/html, application/json;q=0.9", "application/json", "application/json"),
    ],
)  # fmt: skip
def test_what_is_chosen(accept: str, rows: str | None, triples: str | None) -> None:
    choice = accepted(accept)
    assert (choice.results and choice.results[1], choice.graphs and choice.graphs[1]) == (rows, triples)


@pytest.mark.parametrize(
    ("accept", "page"),
    [
        ("text/html", True), ("", False), ("*/*", False), ("application/json, text/html;q=0.1", False),
        ("application/json;q=0.1, text/html;q=0.2", True), ("text/html;q=0, */*", False), ("text/*", True),
        ("image/png, text/html;q=0.01", True), ("text/html;level=1", True), ("text/html;q=0", False),
    ],
)  # fmt: skip
def test_who_gets_a_page(accept: str, page: bool) -> None:
    assert prefers_page(accept, JSON) is page


@pytest.mark.parametrize(
    ("header", "taken"),
    [("gzip", True), ("GZIP;q=0.1", True), ("*", True), ("*, gzip;q=0", False), ("br", False), ("x-gzip", True),
     ("gzip;q=0", False), ("identity", False)],
)  # fmt: skip
def test_who_takes_gzip(header: str, taken: bool) -> None:
    assert takes_gzip(header) is taken


@pytest.mark.parametrize(
    ("header", "wanted"),
    [("", "zh"), ("*", "zh"), ("en", "en"), ("zh-Hant-TW, en;q=0.9", "zh"), ("en;q=0.5, zh;q=0.6", "zh"),
     ("zh;q=0, *", "en"), ("zh;q=0", "en"), ("en;q=0, fr", "en"), ("fr, *;q=0.5", "en"), ("en, zh", "en"),
     ("zh, en", "zh"), ("de, zh;q=0.1", "zh"), ("en;q=x, zh;q=0.1", "zh")],
)  # fmt: skip
def test_which_language_is_meant(header: str, wanted: str) -> None:
    headers = SimpleNamespace(getlist=lambda _: [header])
    assert language(SimpleNamespace(query_params={}, headers=headers))[0] == wanted  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("formats")) as server:
        yield server


HTML, RDF = "text/html", "text/turtle"
ROWS = "application/sparql-results+json"
NEGOTIATED = {
    "/sparql": {"": RDF, HTML: HTML, "text/csv, text/html;q=0.1": HTML, "application/json, text/html;q=0.1": "application/json"},
    "/sparql?query=ASK{}": {"": ROWS, "application/json, text/html;q=0.1": "application/json", HTML: 406},
    "/queries": {"": "application/json", HTML: HTML, "application/json, text/html;q=0.1": "application/json",
                 "text/turtle, text/html;q=0.1": HTML},
    "/queries/unit-deeds": {"": ROWS, HTML: HTML, "application/json, text/html;q=0.1": "application/json",
                            "text/turtle, text/html;q=0.1": HTML, "text/csv;q=0.2, text/html;q=0.1": "text/csv"},
    "/queries/unit-deeds?output=csv": {HTML: "text/csv"},
    "/queries/network": {"": RDF, HTML: HTML, "application/json, text/html;q=0.1": "application/json"},
    "/id/place/hubei": {"": RDF, HTML: 303, "application/json, text/html;q=0.1": "application/json", "text/csv, text/html;q=0.1": 303,
                        "text/csv": 406},
    "/ontology": {"": RDF, "application/json, text/html;q=0.1": "application/json"},
    "/nothing/here": {"": "application/problem+json", HTML: HTML, "application/json, text/html;q=0.1": "application/problem+json",
                      "text/csv, text/html;q=0.1": HTML},
}  # fmt: skip


@pytest.mark.parametrize(
    ("path", "accept", "expected"),
    [(path, *case) for path, cases in NEGOTIATED.items() for case in cases.items()],
)
def test_every_address_negotiates_alike(server: Served, path: str, accept: str, expected: str | int) -> None:
    answer = httpx.get(server.url + path, headers={"Accept": accept} if accept else {"Accept": "*/*"})
    kind = answer.headers.get("content-type", "").partition(";")[0]
    assert expected in (kind, answer.status_code), (answer.status_code, kind)


def test_a_list_in_several_lines_is_one_list(server: Served) -> None:
    lines = [
        ("Accept", "image/png"),
        ("Accept", "text/csv;q=0.5"),
        ("Accept-Encoding", "br"),
        ("Accept-Encoding", "gzip"),
    ]
    answer = httpx.get(f"{server.url}/queries/timeline", headers=lines)
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-encoding"] == "gzip"
    small = httpx.get(f"{server.url}/openapi.json", headers={"Accept-Encoding": "gzip;q=0, *"})
    assert "content-encoding" not in small.headers
    assert httpx.get(f"{server.url}/openapi.json").headers["content-encoding"] == "gzip"
