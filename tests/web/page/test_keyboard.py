"""Every hand and every eye: languages, keyboard, themes, phone, paper, and what axe-core finds."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from helpers.page import until
from playwright.sync_api import Page, expect

Open = Callable[..., Page]
HUBEI = "report/hubei-daily-2020-03-11/"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def test_the_language_switch_changes_every_word_of_the_page(hubei_open: Open) -> None:
    page = hubei_open(f"#sel={HUBEI}d14")
    page.locator("#switch-language").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#panel h2.name")).to_have_text("dispatch (派出)")
    expect(page.locator("#overview")).to_contain_text("94 deeds by")
    expect(page.locator("#query")).to_have_attribute("placeholder", "Search: names, places, what was done")
    for part in ("#tools", "#legend", "#filters summary", "#timeline .bar h2", "#table .bar"):
        for words in page.locator(part).all_inner_texts():
            assert words.isascii() or "−" in words or "▸" in words, words
    page.locator("#switch-language").click()
    expect(page.locator("#panel h2.name")).to_have_text("派出")


def test_every_word_has_both_languages(hubei_open: Open) -> None:
    page = hubei_open()
    graph = page.evaluate("""() => {
      const { kinds, bounds, roles, levels } = deedgraph.graph;
      const others = [bounds, roles, levels].flatMap((scheme) => [...scheme.values()]);
      return [...kinds, ...others].map(({ zh, en }) => [zh, en]);
    }""")
    assert graph and all(zh and en and zh != en for zh, en in graph)


def test_arrows_move_between_neighbours_and_escape_lets_go(hubei_open: Open) -> None:
    page = hubei_open("#sel=place/wuchang")
    page.locator("#drawing").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#panel h2.name")).to_have_text("武汉市")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#panel h2.name")).not_to_have_text("武汉市")
    expect(page.locator("#status")).to_contain_text("已选")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "panel"
    page.keyboard.press("Escape")
    expect(page.locator("#panel .hint")).to_be_visible()


def test_the_whole_page_is_reached_by_tab_with_focus_seen(hubei_open: Open) -> None:
    page = hubei_open()
    parts = {"head", "filters", "tools", "drawing", "legend", "panel", "timeline", "table", "skip"}
    reached: set[str] = set()
    for _ in range(400):
        page.keyboard.press("Tab")
        found = page.evaluate("""() => {
          const element = document.activeElement;
          const part = element.closest("#head, #filters, #tools, #drawing, #legend, #panel, #timeline, #table, #skip");
          const style = getComputedStyle(element);
          return [part?.id, style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2];
        }""")
        if found[0]:
            assert found[1], f"focus is not seen in {found[0]}"
            reached.add(found[0])
        if reached == parts:
            break
    assert reached == parts


@pytest.mark.parametrize(("tabs", "part"), [(1, "drawing"), (2, "panel")])
def test_skip_links_lead_to_drawing_and_panel(hubei_open: Open, tabs: int, part: str) -> None:
    page = hubei_open(f"#sel={HUBEI}d14")
    for _ in range(tabs):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == part
    assert f"sel={HUBEI}d14" in page.evaluate("decodeURIComponent(location.hash)")


def test_the_skip_link_opens_the_table(hubei_open: Open) -> None:
    page = hubei_open()
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#table tbody tr")).to_have_count(94)


def test_focus_stays_where_it_was_when_a_filter_is_ticked(hubei_open: Open) -> None:
    page = hubei_open()
    tick = page.locator("#filters input[type=checkbox]").nth(2)
    tick.focus()
    key = tick.get_attribute("data-key")
    page.keyboard.press("Space")
    expect(page.locator("#chips")).to_be_visible()
    assert page.evaluate("document.activeElement.dataset.key") == key


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_theme_follows_the_system_and_can_be_switched(hubei_open: Open, scheme: str) -> None:
    page = hubei_open(color_scheme=scheme)
    ground = "getComputedStyle(document.body).backgroundColor"
    before = page.evaluate(ground)
    assert (before == "rgb(255, 255, 255)") == (scheme == "light")
    assert page.evaluate("deedgraph.drawing.colours.ground") == (
        "#ffffff" if scheme == "light" else "#14181c"
    )
    page.locator("#switch-theme").click()
    assert page.evaluate(ground) != before


def test_a_phone_has_search_panel_filters_and_no_sideways_scrolling(hubei_open: Open) -> None:
    page = hubei_open(f"#sel={HUBEI}d27", **PHONE)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    box = page.locator("#panel .sentence").first.bounding_box()
    assert box and box["y"] < 844 and box["width"] > 300
    page.locator("#open-filters").tap()
    expect(page.locator("#filters")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#filters")).to_be_hidden()
    page.locator("#query").fill("武昌")
    page.locator("#results [role=option]").first.tap()
    expect(page.locator("#panel h2.name")).to_have_text("武昌区")


def test_paper_has_the_table_and_the_sentence_of_what_is_chosen(hubei_open: Open) -> None:
    page = hubei_open(f"#sel={HUBEI}d27&kind=raise")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("#print table tbody tr")).to_have_count(
        page.evaluate("deedgraph.selection.deeds.length")
    )
    expect(page.locator("#print .sentence")).to_contain_text("至少234万件")
    expect(page.locator("#drawing")).to_be_hidden()
    assert page.pdf()[:5] == b"%PDF-"


VIEWS: list[tuple[str, dict[str, Any]]] = [
    ("", {}),
    (f"#lang=en&sel={HUBEI}d14&kind=dispatch", {"color_scheme": "dark"}),
    ("#view=network&sel=place/wuchang", {}),
    ("#path=agent/hubei-womens-federation&pathto=place/wuhan&lang=en", {}),
    (f"#sel={HUBEI}d27", PHONE),
    ("#kind=say&from=2020-02-04&to=2020-02-04", {"color_scheme": "dark"}),
]


@pytest.mark.parametrize(("address", "options"), VIEWS)
def test_axe_finds_nothing(hubei_open: Open, address: str, options: dict[str, Any]) -> None:
    page = hubei_open(address, **options)
    page.locator("[data-key='fold table']").click()
    until(page, "document.querySelector('#table .scroll') !== null")
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found] == []


def test_axe_finds_nothing_in_the_search_results(hubei_open: Open) -> None:
    page = hubei_open()
    page.locator("#query").fill("省")
    expect(page.locator("#results")).to_be_visible()
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found] == []
