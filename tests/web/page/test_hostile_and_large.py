"""Hostile labels, empty graphs, and graphs too large to be drawn whole."""

import importlib.util
import itertools
import json
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from helpers.page import until
from helpers.paths import ROOT
from playwright.sync_api import Page, expect

from graph.model.read import read
from graph.resources import resource
from graph.store.load import load
from graph.store.store import open_store
from graph.web.page import write_page

Open = Callable[..., Page]
DG = "https://w3id.org/deedgraph#"
HOSTILE = [
    "<script>window.bad = 1</script>",
    "</script><script>window.bad = 1</script>",
    "<!-- <script>",
    "<img src=x onerror='window.bad = 1'>",
    "\"'`${window.bad = 1}",
    "javascript:window.bad=1",
    "一\u2028二\u2029三",
    "\u202e倒过来\u202c\u200f",
    "长" * 10_000,
    "w" * 10_000,
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "𠮷野家𪚥",
    "{{ 7*7 }}{% raw %}",
    "&lt;b&gt; &amp;",
]


def renamed(label: str) -> ox.Store:
    """The packaged graph with one unit, one place and one deed that bear a label."""
    store = open_store()
    load(store, read([resource("data")]))
    base = "https://w3id.org/deedgraph/id/"
    named = (
        ("agent/hubei-womens-federation", "name"),
        ("place/wuchang", "name"),
        ("report/hubei-daily-2020-03-11/d63", "did"),
    )
    for subject, field in named:
        node, predicate = ox.NamedNode(base + subject), ox.NamedNode(DG + field)
        for quad in list(store.quads_for_pattern(node, None, None)):
            if quad.predicate == predicate or quad.predicate.value.endswith("#label"):
                store.remove(quad)
                store.add(ox.Quad(quad.subject, predicate, ox.Literal(label), quad.graph_name))
    return store


@pytest.mark.parametrize("label", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_label_is_text_and_nothing_else(label: str, open_page: Open, tmp_path: Path) -> None:
    write_page(renamed(label), tmp_path / "page.html", title=label)
    for address in (
        "#sel=agent/hubei-womens-federation",
        "#sel=report/hubei-daily-2020-03-11/d63",
        "#sel=place/wuchang",
    ):
        page = open_page(tmp_path / "page.html", address)
        page.locator("[data-key='fold table']").click()
        expect(page.locator("#table tbody tr")).to_have_count(94)
        shown = page.locator("#panel h2.name").evaluate("(element) => element.textContent")
        assert shown == label
        assert page.evaluate("window.bad") is None
        assert (
            page.evaluate(
                "document.querySelectorAll('#app img, #panel img, #panel script, #table script').length"
            )
            == 0
        )
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.evaluate("document.querySelector('#drawing').clientWidth") > 400
    page.locator("#query").fill(label[:40])
    expect(page.locator("#results")).to_be_visible()


def test_a_hostile_title_stays_a_title(hubei: ox.Store, open_page: Open, tmp_path: Path) -> None:
    write_page(hubei, tmp_path / "page.html", title="</title><script>window.bad = 1</script>")
    page = open_page(tmp_path / "page.html")
    assert page.title() == "</title><script>window.bad = 1</script>"
    expect(page.locator("#title")).to_have_text("</title><script>window.bad = 1</script>")
    assert page.evaluate("window.bad") is None


def test_an_empty_graph_is_said_in_words(open_page: Open, tmp_path: Path) -> None:
    info = write_page(open_store(), tmp_path / "page.html")
    assert info.deeds == 0
    page = open_page(tmp_path / "page.html")
    expect(page.locator("#overview")).to_have_text("这张图里没有事迹。")
    expect(page.locator("#panel .hint")).to_have_text("这张图里没有事迹。")
    page.locator("[data-key='fold table']").click()
    expect(page.locator("#table .none")).to_have_text("这张图里没有事迹。")


def one_deed(tmp_path: Path, **when: str) -> ox.Store:
    report = {
        "id": "made-up",
        "title": "编造的报道",
        "language": "zh",
        "published": "2021-05-01",
        "sha256": "0" * 64,
    }
    agent = {
        "id": "team-one",
        "type": "team",
        "name": "第一队",
        "source": {"paragraph": 1, "start": 0, "end": 3},
    }
    deed = {
        "id": "d1",
        "kind": "help",
        "did": "帮忙",
        "who": ["team-one"],
        "source": {"paragraph": 1, "start": 0, "end": 6},
        **({"when": when} if when else {}),
    }
    path = tmp_path / "records.yaml"
    path.write_text(
        json.dumps({"report": report, "agents": [agent], "deeds": [deed]}, ensure_ascii=False), "utf-8"
    )
    store = open_store()
    load(store, read([path]))
    return store


def test_one_deed_without_place_or_day(open_page: Open, tmp_path: Path) -> None:
    write_page(one_deed(tmp_path), tmp_path / "page.html")
    page = open_page(tmp_path / "page.html", "#sel=report/made-up/d1")
    if page.locator("#panel .sentence").count() == 0:
        page.locator("#query").fill("帮忙")
        page.keyboard.press("Enter")
    expect(page.locator("#panel .sentence").first).to_have_text(
        "第一队“帮忙”，未说明地点，时间：未说明日期。"
    )
    expect(page.locator("#timeline .undated")).to_contain_text("1")


@pytest.mark.parametrize(
    "days", [("2020-03-05", "2020-03-06"), ("2020-02-04", "2020-03-07"), ("1998-07-30", "2021-12-31")]
)
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [1366, 420])
def test_days_on_the_time_line_are_legible(
    days: tuple[str, str], lang: str, width: int, open_page: Open, tmp_path: Path
) -> None:
    store = one_deed(tmp_path, start=days[0], end=days[1])
    write_page(store, tmp_path / "page.html", lang=lang)
    page = open_page(tmp_path / "page.html", viewport={"width": width, "height": 800})
    boxes = page.evaluate(
        "[...document.querySelectorAll('#timeline svg:not(.lane) text.day')].map((e) => {"
        "const {left, right} = e.getBoundingClientRect(), frame = e.closest('svg').getBoundingClientRect();"
        "return [left - frame.left, right - frame.left, frame.width]})"
    )
    assert len(boxes) >= 2
    assert all(left >= 0 and right <= frame for left, right, frame in boxes), boxes
    assert all(one[1] < other[0] for one, other in itertools.pairwise(boxes)), boxes


def test_an_address_that_points_nowhere_does_no_harm(hubei_open: Open) -> None:
    page = hubei_open(
        "#sel=agent/nobody&kind=nothing&from=2020-02-31x&least=a&view=other&lang=xx&unit=a+b&report=99"
    )
    assert page.evaluate("deedgraph.selection.deeds.length") == 94


@pytest.fixture(scope="module")
def large_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page of some 2,500 made-up deeds, too many to be drawn whole."""
    source = ROOT / "benchmarks" / "generate.py"
    spec = importlib.util.spec_from_file_location("generate", source)
    assert spec and spec.loader
    generate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generate)
    folder = tmp_path_factory.mktemp("large")
    with (folder / "made-up.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in generate.records(300))
    store = open_store()
    load(store, read([folder / "made-up.jsonl"]))
    assert write_page(store, folder / "page.html", lang="en").deeds > 2000
    return folder / "page.html"


def test_a_large_graph_opens_on_the_most_active(open_page: Open, large_page: Path) -> None:
    page = open_page(large_page)
    expect(page.locator("#notice")).to_be_visible()
    expect(page.locator("#tools [aria-pressed=true]")).to_have_text("Network")
    assert 20 < page.evaluate("deedgraph.drawing.shown.visible.size") <= 250
    page.locator("[data-key='fold table']").click()
    expect(page.locator("#table tbody tr")).to_have_count(100)


def test_a_large_graph_grows_by_what_is_searched_and_filtered(open_page: Open, large_page: Path) -> None:
    page = open_page(large_page)
    node = page.evaluate("""() => {
      const drawn = new Set(deedgraph.drawing.shown.list.map(({ id }) => id));
      const who = new Set(deedgraph.graph.deeds.who.values);
      return [...who].find((thing) => !drawn.has(`t${thing}`));
    }""")
    page.locator("#query").fill(page.evaluate(f"deedgraph.graph.things.name[{node}]"))
    page.keyboard.press("Enter")
    until(page, f"deedgraph.drawing.shown.visible.has('t{node}')")
    until(page, f"deedgraph.drawing.shown.edgeList.some(({{ from }}) => from === 't{node}')")
    before = page.evaluate("deedgraph.drawing.shown.list.length")
    page.evaluate("location.hash = '#kind=screen'")
    until(page, f"deedgraph.drawing.shown.list.length > {before}")
