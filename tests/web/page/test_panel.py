"""The side panel: sentences, evidence, sums, paths, and what can be copied."""

import csv
import io
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from helpers import full_deed
from helpers.page import until
from helpers.paths import DATA
from helpers.records import loaded
from helpers.sums import SUMS, sums_report
from playwright.sync_api import Page, expect

from graph.model.read import read
from graph.query.deed_table import csv_pieces
from graph.query.deeds import Filters, deed_rows
from graph.store.load import load
from graph.store.store import open_store
from graph.text.report import paragraphs, read_text
from graph.web.page import write_page

Open = Callable[..., Page]
TEXT = DATA / "text"
HUBEI = "report/hubei-daily-2020-03-11/"


def panel(page: Page) -> str:
    return page.locator("#panel").inner_text()


def test_a_deed_is_a_sentence_in_both_languages_with_its_bound_in_words(hubei_open: Open) -> None:
    page = hubei_open(f"#sel={HUBEI}d27")
    sentences = page.locator("#panel .sentence").all_inner_texts()
    assert (
        sentences[0]
        == "省直机关各单位“筹集”防控物资，未说明地点，时间：截至2020年3月11日，数量：至少234万件防控物资。"
    )
    assert sentences[1].startswith("In English provincial units as a whole raised (筹集) 防控物资")
    assert "at least 2,340,000 件 防控物资" in sentences[1]
    assert "第 16 段，第 689–715 字" in panel(page)
    assert "汇总" in page.locator("#panel .badge").inner_text()
    assert "截止日" in page.locator("#panel dd .inferred").inner_text()


def test_every_deed_has_a_sentence_that_names_its_doers(hubei_open: Open, hubei: ox.Store) -> None:
    page = hubei_open()
    for row in deed_rows(hubei):
        short = row["id"].removeprefix("https://w3id.org/deedgraph/id/")
        page.evaluate("(address) => { location.hash = `#sel=${address}`; }", short)
        sentence = page.locator("#panel .sentence").first
        expect(sentence).to_contain_text(f"“{row['did']}”")
        text = sentence.inner_text()
        assert all(
            agent["name"] in text for agent in (*row["who"], *row["whom"], *row["to"], *row["where"])
        ), text
        assert ("未说明日期" in text) == (not any(row["when"][key] for key in ("start", "end", "asOf")))
        assert ("未说明地点" in text) == (not row["where"])


def test_a_place_shows_its_path_code_and_deeds(hubei_open: Open, hubei: ox.Store) -> None:
    page = hubei_open("#sel=place/wuchang")
    text = panel(page)
    assert "420106" in text and "湖北省" in text and "武汉市" in text
    deeds = deed_rows(hubei, Filters(where="武昌区"))
    assert f"发生在这里的事迹{len(deeds)}" in text.replace("\n", "")


def test_sums_count_nothing_twice(hubei_open: Open, hubei: ox.Store) -> None:
    page = hubei_open()
    for unit in ("省公安厅", "省妇联", "省委宣传部", "省直机关各单位", "石首市"):
        expected: dict[tuple[str, str | None], float] = defaultdict(float)
        rows = deed_rows(hubei, Filters(who=unit))
        told = {f"{row['id']}/{q['id']}" for row in rows for q in row["quantities"]}
        for row in rows:
            for q in row["quantities"]:
                again = q["same"] in told
                if not (row["summary"] or q["partOf"] or again or q["role"] in ("place", "batch", "rate")):
                    expected[q["role"], q["measure"]] += q["value"]
        found = page.evaluate(
            """async (name) => {
              location.hash = "";
              const thing = deedgraph.graph.things.name.indexOf(name);
              document.querySelector("#query").value = name;
              document.querySelector("#query").dispatchEvent(new Event("input"));
              document.querySelector("#results [role=option]").click();
              await new Promise(requestAnimationFrame);
              return [...document.querySelectorAll("#panel .sums ul:first-of-type li")].map((li) => li.innerText);
            }""",
            unit,
        )
        if expected:
            assert len(found) == len(expected), (unit, found, expected)
            for value in expected.values():
                assert any(f"{value:g}" in line.replace(",", "") for line in found), (unit, value, found)
        else:
            assert not page.locator("#panel .sums h3", has_text="合计").count()


def test_a_sum_has_the_bound_that_its_parts_leave_it(open_page: Open, tmp_path: Path) -> None:
    (tmp_path / "sums.yaml").write_text(sums_report(), encoding="utf-8")
    store = open_store()
    load(store, read([tmp_path / "sums.yaml"]))
    write_page(store, tmp_path / "sums.html")
    page = open_page(tmp_path / "sums.html", "#sel=agent/shelter-office")
    expect(page.locator("#panel .sums .figure").first).to_be_visible()
    words = {"exact": "", "atLeast": "至少", "atMost": "至多", "about": "约", "almost": "近"}
    said = {f"{words[bound]}{10 * len(bounds)}{measure}" for measure, (bounds, bound) in SUMS.items()}
    assert set(page.locator("#panel .sums .figure").all_inner_texts()) == said


@pytest.mark.parametrize(("name", "sum_"), [("仁厚社区", "2.5吨"), ("武昌区", "943件")])
def test_a_place_keeps_what_it_received_though_the_sender_tells_it_too(
    hubei_open: Open, name: str, sum_: str
) -> None:
    page = hubei_open()
    node = page.evaluate(
        """(name) => {
          const { name: all, type, iri } = deedgraph.graph.things;
          return iri[all.findIndex((one, n) => one === name && type[n] === "place")];
        }""",
        name,
    )
    page.evaluate("(address) => { location.hash = `#sel=${address}`; }", node)
    expect(page.locator("#panel .sums")).to_contain_text(sum_)


def test_totals_of_the_report_stand_apart(hubei_open: Open, hubei: ox.Store) -> None:
    page = hubei_open("#q=省直机关各单位")
    node = page.evaluate("`t${deedgraph.graph.things.name.indexOf('省直机关各单位')}`")
    page.evaluate("(n) => { location.hash = `#sel=${deedgraph.graph.things.iri[n.slice(1)]}`; }", node)
    expect(page.locator("#panel .sums")).to_contain_text("报道自己的汇总数")
    expect(page.locator("#panel .sums")).to_contain_text("至少1,195万元")


def test_a_person_shows_posts_and_age(hubei_open: Open) -> None:
    page = hubei_open(f"#sel={HUBEI}agent/hu-bihui")
    text = panel(page)
    assert "59" in text and "副主席" in text and "省总工会" in text and "35年" in text


def test_everything_named_can_be_clicked(hubei_open: Open) -> None:
    page = hubei_open(f"#sel={HUBEI}d63")
    page.locator("#panel .sentence a", has_text="金地花园社区党委").first.click()
    expect(page.locator("#panel h2.name")).to_have_text("金地花园社区党委")
    page.locator("#panel a", has_text="金地花园社区").last.click()
    expect(page.locator("#panel h2.name")).not_to_have_text("金地花园社区党委")


def test_the_shortest_path_between_two_nodes(hubei_open: Open) -> None:
    page = hubei_open("#sel=agent/hubei-womens-federation")
    page.locator("[data-key='path']").click()
    page.locator("#query").fill("武昌区")
    page.keyboard.press("Enter")
    steps = page.locator("#panel .path li")
    expect(steps.first).to_have_text("省妇联")
    expect(steps.last).to_have_text("武昌区")
    assert page.evaluate("""() => {
      const path = [...document.querySelectorAll("#panel .path a")].map((a) => a.dataset.key.slice(3));
      return path.length === 6 && deedgraph.drawing.lit.nodes.size === path.length;
    }""")
    expect(page.locator("#panel h2.name")).to_contain_text("5 步")


def triples(text: str) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)}


def in_store(store: ox.Store, root: str) -> set[ox.Triple]:
    """The triples of a node and of the nodes within it."""
    found = set()
    for quad in store.quads_for_pattern(None, None, None):
        if quad.subject.value == root or quad.subject.value.startswith(root + "/"):
            found.add(quad.triple)
    return found


def test_copied_turtle_is_what_the_graph_says(hubei_open: Open, hubei: ox.Store) -> None:
    page = hubei_open(f"#sel={HUBEI}d14", permissions=["clipboard-read", "clipboard-write"])
    for row in deed_rows(hubei):
        short = row["id"].removeprefix("https://w3id.org/deedgraph/id/")
        page.evaluate("(address) => { location.hash = `#sel=${address}`; }", short)
        expect(page.locator("#panel .sentence").first).to_contain_text(f"“{row['did']}”")
        page.locator("[data-key='turtle']").click()
        until(page, f"navigator.clipboard.readText().then((text) => text.includes('{short}> a dg:Deed'))")
        copied = triples(page.evaluate("navigator.clipboard.readText()"))
        assert copied == in_store(hubei, row["id"]), short


def test_turtle_of_every_thing_is_what_the_graph_says(hubei_open: Open, hubei: ox.Store) -> None:
    page = hubei_open(permissions=["clipboard-read", "clipboard-write"])
    base = "https://w3id.org/deedgraph/id/"
    for address in page.evaluate("deedgraph.graph.things.iri"):
        page.evaluate("(address) => { location.hash = `#sel=${address}`; }", address)
        until(page, f"deedgraph.drawing.lit && location.hash.endsWith({address!r})")
        page.locator("[data-key='turtle']").click()
        until(page, f"navigator.clipboard.readText().then((text) => text.includes('<{base}{address}> a '))")
        copied = triples(page.evaluate("navigator.clipboard.readText()"))
        assert copied == in_store(hubei, base + address), address


def test_every_field_of_a_deed_is_told(open_page: Open, tmp_path: Path) -> None:
    """Panel, Turtle and CSV of a deed that has them all; one that is added to the description is among them."""
    store = loaded(full_deed.put(tmp_path))
    row = deed_rows(store)[1]
    write_page(store, tmp_path / "full.html")
    page = open_page(
        tmp_path / "full.html", "#sel=report/full/d02", permissions=["clipboard-read", "clipboard-write"]
    )
    expect(page.locator("#panel .sentence").first).to_contain_text("“鸡叫头遍”")
    lines = page.locator("#panel dl").first
    for label, words in (("为何没把握", "原文含混"), ("审者", "林小禾"), ("审日", "2021年7月9日")):
        expect(lines.locator(f"dt:text-is('{label}') + dd")).to_have_text(words)
    page.locator("[data-key='turtle']").click()
    until(page, "navigator.clipboard.readText().then((text) => text.includes('> a dg:Deed'))")
    assert triples(page.evaluate("navigator.clipboard.readText()")) == in_store(store, row["id"])
    with page.expect_download() as download:
        page.locator("[data-key='csv']").click()
    saved = download.value.path().read_text("utf-8-sig").replace("\r\n", "\n")
    told = "".join(csv_pieces(deed_rows(store)))
    assert list(csv.reader(io.StringIO(saved))) == list(csv.reader(io.StringIO(told)))


def test_copied_citation_and_link(hubei_open: Open) -> None:
    page = hubei_open(f"#lang=en&sel={HUBEI}d94", permissions=["clipboard-read", "clipboard-write"])
    page.locator("[data-key='cite']").click()
    until(page, "navigator.clipboard.readText().then((text) => text.includes('paragraph 46'))")
    citation = page.evaluate("navigator.clipboard.readText()")
    assert "at least 22,480,000 元" in citation and citation.endswith(
        f"https://w3id.org/deedgraph/id/{HUBEI}d94"
    )
    page.locator("[data-key='link']").click()
    until(page, "navigator.clipboard.readText().then((text) => text.startsWith('file:'))")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.split("#")[1] == "lang=en&sel=report%2Fhubei-daily-2020-03-11%2Fd94"


def test_with_the_text_the_cited_words_stand_in_their_paragraph(open_page: Open, tmp_path: Path) -> None:
    store = open_store()
    load(store, read([TEXT / "records.yaml"]))
    rows, text = deed_rows(store), read_text(TEXT / "qinghu.txt")
    write_page(store, tmp_path / "page.html", texts={rows[0]["report"]: text})
    page = open_page(tmp_path / "page.html")
    by_number = {paragraph.number: paragraph for paragraph in paragraphs(text)}
    base = page.evaluate("deedgraph.graph.base")
    for row in rows:
        page.evaluate("(address) => { location.hash = `#sel=${address}`; }", row["id"].removeprefix(base))
        expect(page.locator("#panel .sentence").first).to_contain_text(f"“{row['did']}”")
        span = row["source"]
        assert page.locator("#panel mark").first.inner_text() == text[span["start"] : span["end"]]
        assert page.locator("#panel blockquote").first.inner_text() == by_number[span["paragraph"]].text
