"""The page in a browser: drawing, search, filters, time line, table, address."""

import csv
import io
import json
import struct
import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import date

import pyoxigraph as ox
from helpers.page import until
from playwright.sync_api import Page, expect

from graph.query.deed_table import csv_pieces
from graph.query.deeds import Filters, deed_rows

Open = Callable[..., Page]
BASE = "https://w3id.org/deedgraph/id/"
EPOCH = date(1970, 1, 1).toordinal()


def shown(page: Page) -> set[str]:
    """The ids of the deeds that the filters leave."""
    return set(page.evaluate("[...deedgraph.selection.deeds].map((d) => deedgraph.graph.deeds.id[d])"))


def ids(store: ox.Store, **filters: str) -> set[str]:
    return {row["id"].rsplit("/", 1)[1] for row in deed_rows(store, Filters(**filters))}


def overlapping(page: Page) -> list[list[str]]:
    return page.evaluate("""() => {
      const boxes = deedgraph.drawing.placed;
      const apart = (a, b) => a.x >= b.x + b.width || a.y >= b.y + b.height;
      const hits = (a, n) => boxes.slice(n + 1).filter((b) => !apart(a, b) && !apart(b, a));
      return boxes.flatMap((a, n) => hits(a, n).map((b) => [a.lines.join(""), b.lines.join("")]));
    }""")


def test_it_opens_with_everything_in_words_and_no_label_over_another(
    hubei_open: Open, hubei: ox.Store
) -> None:
    page = hubei_open()
    rows = deed_rows(hubei)
    totals = sum(row["summary"] for row in rows)
    expect(page.locator("#overview")).to_contain_text(f"{len(rows)} 件事迹")
    expect(page.locator("#overview")).to_contain_text(f"{totals} 件汇总另列")
    assert overlapping(page) == []
    assert page.evaluate("deedgraph.drawing.placed.length") > 40
    assert not page.evaluate("deedgraph.drawing.network.physics.physicsEnabled")
    expect(page.locator("#panel .hint")).to_be_visible()


def test_no_label_lies_over_another_in_any_view_or_language(hubei_open: Open) -> None:
    for address in (
        "#lang=en",
        "#view=network",
        "#sel=agent/hubei-womens-federation",
        "#place=place/wuchang",
    ):
        page = hubei_open(address)
        until(page, "deedgraph.drawing.placed.length > 5")
        assert overlapping(page) == [], address


def test_labels_stay_inside_the_drawing(hubei_open: Open) -> None:
    page = hubei_open()
    assert page.evaluate("""() => {
      const { clientWidth: w, clientHeight: h } = document.querySelector("#drawing");
      return deedgraph.drawing.placed.every((b) => b.x >= 0 && b.y >= 0 && b.x + b.width <= w && b.y + b.height <= h);
    }""")


def test_a_click_on_a_node_shows_it(hubei_open: Open) -> None:
    page = hubei_open()
    point = page.evaluate("""() => {
      const { network } = deedgraph.drawing;
      const at = network.canvasToDOM(network.getPosition(`t${deedgraph.graph.things.name.indexOf("武汉市")}`));
      const box = document.querySelector("#drawing").getBoundingClientRect();
      return [at.x + box.left, at.y + box.top];
    }""")
    page.mouse.click(*point)
    expect(page.locator("#panel h2.name")).to_have_text("武汉市")
    assert "sel=place" in page.url


def test_search_finds_chinese_latin_initials_and_short_forms(hubei_open: Open) -> None:
    page = hubei_open()
    for query, first in (
        ("妇联", "省妇联"),
        ("women", "省妇联党员先锋队"),
        ("sfl", "省妇联"),
        ("农村信用联合", "省农信社"),
        ("wuhan", "武汉市"),
    ):
        page.locator("#query").fill(query)
        expect(page.locator("#results [role=option]").first).to_be_visible()
        names = page.locator("#results .text").all_inner_texts()
        assert any(first in name for name in names), (query, names)
    page.locator("#query").fill("uhan")
    expect(page.locator("#results .nothing")).to_be_visible()


def test_enter_goes_to_the_first_result_and_escape_lets_go(hubei_open: Open) -> None:
    page = hubei_open()
    page.keyboard.press("/")
    page.keyboard.type("省妇联")
    page.keyboard.press("Enter")
    expect(page.locator("#panel h2.name")).to_have_text("省妇联")
    page.locator("#drawing").focus()
    page.keyboard.press("Escape")
    expect(page.locator("#panel .hint")).to_be_visible()


def test_filters_leave_what_the_deed_table_leaves(hubei_open: Open, hubei: ox.Store) -> None:
    cases = {
        "#unit=agent/hubei-womens-federation": {"who": "省妇联"},
        "#place=place/wuchang": {"where": "武昌区"},
        "#kind=supply": {"kind": "supply"},
        "#from=2020-02-10&to=2020-03-06": {"since": "2020-02-10", "until": "2020-03-06"},
        "#kind=form&place=place/wuchang": {"kind": "form", "where": "武昌区"},
    }
    for address, filters in cases.items():
        assert shown(hubei_open(address)) == ids(hubei, **filters) != set(), address


def test_filters_combine_and_one_click_undoes_them(hubei_open: Open) -> None:
    page = hubei_open()
    everything = shown(page)
    page.locator("#filters label.tick", has_text="组建").first.locator("input").check()
    page.locator("[data-key='fold totals']").click()
    page.locator("[data-key='totals']").select_option("without")
    few = shown(page)
    assert few < everything
    expect(page.locator("#chips .remaining")).to_have_text(f"{len(few)} / {len(everything)} 件事迹")
    assert "kind=form" in page.url and "totals=without" in page.url
    page.locator("#chips .chip").first.click()
    assert few < shown(page) < everything
    page.locator("#chips .clear").click()
    assert shown(page) == everything
    expect(page.locator("#chips")).to_be_hidden()
    page.go_back()
    until(page, f"deedgraph.selection.deeds.length < {len(everything)}")


def test_counts_beside_the_filters_are_what_a_tick_leaves(hubei_open: Open) -> None:
    page = hubei_open("#totals=without")
    tick = page.locator("#filters label.tick", has_text="防控").first
    count = int(tick.locator(".count").inner_text())
    tick.locator("input").check()
    assert len(shown(page)) == count


def test_an_address_shows_the_same_view_again(hubei_open: Open) -> None:
    page = hubei_open("#view=network&lang=en&kind=screen&sel=place/wuchang&totals=without")
    state = "JSON.stringify(deedgraph.selection.deeds) + document.querySelector('#panel').innerText + location.hash"
    before = page.evaluate(state)
    again = hubei_open("#" + page.url.split("#")[1])
    assert again.evaluate(state) == before
    expect(again.locator("[data-key='view network']")).to_have_attribute("aria-pressed", "true")


def test_text_and_number_filters(hubei_open: Open, hubei: ox.Store) -> None:
    masks = {row["id"].rsplit("/", 1)[1] for row in deed_rows(hubei) if "口罩" in row["what"]}
    assert shown(hubei_open("#q=口罩")) == masks != set()
    large = {
        row["id"].rsplit("/", 1)[1]
        for row in deed_rows(hubei)
        if any(q["role"] == "money" and q["value"] >= 3_000_000 for q in row["quantities"])
    }
    assert shown(hubei_open("#number=money&least=3000000")) == large != set()


def test_what_is_filtered_out_leaves_the_drawing_and_the_rest_keeps_its_place(hubei_open: Open) -> None:
    page = hubei_open()
    where = "deedgraph.drawing.network.getPositions()"
    before = page.evaluate(where)
    page.evaluate("location.hash = '#kind=supply'")
    until(page, "deedgraph.drawing.shown.visible.size < 120")
    after = page.evaluate(where)
    assert after and all(before[node] == place for node, place in after.items())
    left = page.evaluate("[...deedgraph.drawing.shown.visible].filter((id) => id[0] === 'd').length")
    assert left == len(shown(page))


def test_the_legend_hides_and_shows_a_type(hubei_open: Open) -> None:
    page = hubei_open()
    size = "deedgraph.drawing.shown.visible.size"
    before = page.evaluate(size)
    page.locator("[data-key='legend group']").click()
    assert page.evaluate(size) < before
    assert "hide=group" in page.url
    page.locator("[data-key='legend group']").click()
    assert page.evaluate(size) == before


def test_the_time_line_selects_a_period_and_the_undated(hubei_open: Open, hubei: ox.Store) -> None:
    page = hubei_open()
    box = page.locator("#timeline svg").first.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.88, box["y"] + 30)
    page.mouse.up()
    fields = page.locator("#timeline input[type=date]")
    since, until = fields.nth(0).input_value(), fields.nth(1).input_value()
    assert "2020-02-10" < since < until < "2020-03-10"
    assert shown(page) == ids(hubei, since=since, until=until)
    page.locator("#timeline .undated").click()
    rows = deed_rows(hubei)
    undated = {
        r["id"].rsplit("/", 1)[1] for r in rows if not any(r["when"][k] for k in ("start", "end", "asOf"))
    }
    assert shown(page) == undated
    expect(page.locator("#timeline .lane circle.in")).to_have_count(len(undated))
    assert len(page.locator("#timeline .as-of").all()) == len(
        {r["when"]["asOf"] for r in rows if r["when"]["asOf"]}
    )


def test_the_table_sorts_and_saves_csv(hubei_open: Open, hubei: ox.Store) -> None:
    page = hubei_open("#kind=supply")
    page.locator("[data-key='fold table']").click()
    rows = page.locator("#table tbody tr")
    expect(rows).to_have_count(len(ids(hubei, kind="supply")))
    page.locator("[data-key='sort when']").click()
    expect(page.locator("#table th[aria-sort=ascending]")).to_have_text("何时 ↑")
    expect(rows.first).to_contain_text("2020年3月5日")
    with page.expect_download() as download:
        page.locator("[data-key='csv']").click()
    text = download.value.path().read_text("utf-8-sig")
    table = list(csv.DictReader(io.StringIO(text, newline="")))
    expected = {row["id"]: row for row in deed_rows(hubei, Filters(kind="supply"))}
    assert {row["id"] for row in table} == set(expected)


def test_the_pages_csv_is_the_commands(hubei_open: Open, hubei: ox.Store) -> None:
    page = hubei_open()
    with page.expect_download() as download:
        page.locator("[data-key='csv']").click()
    saved = download.value.path().read_text("utf-8-sig").replace("\r\n", "\n")
    told = "".join(csv_pieces(deed_rows(hubei)))
    assert list(csv.reader(io.StringIO(saved))) == list(csv.reader(io.StringIO(told)))


def test_a_choice_that_the_filters_leave_alone_dims_nothing(hubei_open: Open) -> None:
    page = hubei_open("#sel=place/wutie")
    opacities = "Object.values(deedgraph.drawing.network.body.nodes).filter((n) => !n.options.hidden).map((n) => n.options.opacity)"
    assert 0.16 in page.evaluate(opacities)
    page = hubei_open("#sel=place/wutie&kind=say")
    assert set(page.evaluate(opacities)) == {1}


def test_an_opened_table_is_in_sight(hubei_open: Open) -> None:
    page = hubei_open(viewport={"width": 1280, "height": 800})
    page.locator("[data-key='fold table']").click()
    expect(page.locator("#table tbody tr").nth(2)).to_be_in_viewport(ratio=1)


def test_pictures_are_saved_as_png_and_svg(hubei_open: Open) -> None:
    page = hubei_open()
    with page.expect_download() as download:
        page.locator("[data-key='png']").click()
    png = download.value.path().read_bytes()
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", png[16:24]) == tuple(
        page.evaluate(
            "[document.querySelector('#drawing canvas').width, document.querySelector('#drawing canvas').height]"
        )
    )
    with page.expect_download() as download:
        page.locator("[data-key='svg']").click()
    root = ET.parse(download.value.path()).getroot()
    tags = [element.tag.rsplit("}")[-1] for element in root.iter()]
    assert tags.count("polygon") + tags.count("circle") == page.evaluate(
        "deedgraph.drawing.shown.visible.size"
    )
    assert "".join(element.text or "" for element in root.iter()).count("武汉市") >= 1


def test_physics_moves_only_when_asked_and_positions_come_back(hubei_open: Open) -> None:
    page = hubei_open("#kind=form")
    where = "JSON.stringify(deedgraph.drawing.network.getPositions())"
    before = page.evaluate(where)
    page.locator("[data-key='move']").click()
    until(page, f"{where} !== {json.dumps(before)}")
    page.locator("[data-key='move']").click()
    assert page.evaluate(where) == before
