"""The served pages as people read them: what each tells, in both languages, with its evidence, by hand and by ear."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import httpx
import pyoxigraph as ox
import pytest
from axe_playwright_python.sync_playwright import Axe
from helpers.command import deedgraph
from helpers.paths import DATA
from helpers.records import loaded
from helpers.served import PATIENT, Served, folder_of, serving
from playwright.sync_api import Page, expect

from graph.messages import words_of
from graph.query.deeds import Filters, deed_rows
from graph.query.sentence import sentence_text
from graph.web.page.collect import contents_of
from graph.web.serve import saved_queries as saved
from graph.web.serve.pages import entity_pages as things
from graph.web.serve.pages import home_page as home
from graph.web.serve.pages import kind_page
from graph.web.serve.pages import query_page as tried
from graph.web.serve.pages.explorer import part_of
from graph.web.serve.pages.page_queries import mentioned, names_of
from graph.web.serve.tasks import TaskResult

Open = Callable[..., Page]
WORDS = words_of("serve")
REPORT = "report/hubei-daily-2020-03-11"
PAGES = [
    "/", "/reports", "/places", "/search", f"/search?q={quote('妇联')}", "/search?q=nobody", f"/page/{REPORT}",
    f"/page/{REPORT}/d63", f"/page/{REPORT}/d27", f"/page/{REPORT}/agent/hu-bihui", "/page/agent/hubei-womens-federation",
    "/page/place/wuchang", "/page/place/jindi-huayuan", "/kind/donate", "/kind/supply", "/queries", "/queries/unit-deeds",
    "/queries/kind-deeds", "/queries/network", "/queries/who-works-where?view=chart",
    "/queries/who-works-where?view=places", "/sparql",
]  # fmt: skip
HTML = {"Accept": "text/html"}


def get(server: Served, path: str, **headers: str) -> httpx.Response:
    return httpx.get(server.url + path, headers={**HTML, **headers}, timeout=90)


# What it says


def test_home_says_what_is_in_here(hubei_served: Served, visit: Open) -> None:
    page = visit(hubei_served, "/?lang=en")
    expect(page.locator(".lead")).to_contain_text("94 deeds out of one report")
    expect(page.locator(".counts")).to_contain_text("28 units")
    expect(page.locator(".reports li")).to_have_count(1)
    expect(page.locator(".kinds .row").first).to_contain_text("sending and going")
    page.locator(".kinds a", has_text="donate").click()
    expect(page.locator("h1")).to_contain_text("donate")
    expect(page.locator(".deeds li")).to_have_count(3)


def test_a_deed_has_its_sentence_in_both_languages_and_its_evidence(
    hubei_served: Served, visit: Open
) -> None:
    page = visit(hubei_served, f"/page/{REPORT}/d63?lang=zh")
    expect(page.locator("p.sentence").first).to_contain_text("编为")
    expect(page.locator("p.sentence.other")).to_contain_text("formed")
    expect(page.locator(".evidence figcaption")).to_contain_text("第 33 段，第 1639–1655 字")
    expect(page.locator(".evidence .muted")).to_have_text(WORDS["no_text"]["zh"])  # the text was not given
    expect(page.locator("dl")).to_contain_text("420106001011")
    expect(page.locator("dl .inferred")).to_contain_text("地点")
    expect(page.locator(".cite")).to_contain_text(f"{REPORT}/d63")


def test_an_agent_has_its_deeds_and_those_of_its_teams(hubei_served: Served, visit: Open) -> None:
    page = visit(hubei_served, "/page/agent/hubei-womens-federation?lang=zh")
    expect(page.locator("h1")).to_contain_text("省妇联")
    assert page.locator(".deeds li strong").all_inner_texts() == ["“协作”", "“编为”", "“派到”", "“排查”"]
    page.locator("a.source").first.click()
    expect(page.locator("h1")).to_have_text("协作")


def test_a_place_has_the_deeds_at_all_places_within(hubei_served: Served, visit: Open) -> None:
    page = visit(hubei_served, "/page/place/wuchang?lang=en")
    expect(page.locator(".deeds li")).to_have_count(16)
    expect(page.locator("dl")).to_contain_text("420106")
    tree = visit(hubei_served, "/places?lang=en")
    branch = tree.locator(".tree li", has=tree.locator("a", has_text=re.compile("^Wuchang District$"))).last
    expect(branch.locator("> .count")).to_have_text("16")


def test_a_report_tells_its_deeds_in_the_order_of_its_text(hubei_served: Served, visit: Open) -> None:
    page = visit(hubei_served, f"/page/{REPORT}?lang=en")
    expect(page.locator("h2 .count").first).to_have_text("94")
    expect(page.locator(".deeds li")).to_have_count(50)
    page.locator("a[rel=next]").click()
    expect(page.locator(".deeds li")).to_have_count(44)
    expect(page.locator("ol.deeds")).to_have_attribute("start", "51")


def test_sentences_are_those_of_the_explorer(hubei: ox.Store, hubei_served: Served, visit: Open) -> None:
    """The browser makes the explorer's sentences, Python makes the pages'; all 94 must agree in both languages."""
    page = visit(hubei_served, "/explore?lang=zh")
    page.locator("html[data-ready=yes]").wait_for()
    rows = deed_rows(hubei)
    zh, en = (names_of(hubei, mentioned(rows), language) for language in ("zh", "en"))
    for row in rows:
        page.evaluate(f"location.hash = 'sel={REPORT}/{row['id'].rpartition('/')[2]}&lang=zh'")
        shown = page.locator("#panel .sentence")
        expect(shown.first).to_have_text(sentence_text(row, "zh", zh), timeout=15_000)
        expect(shown.last).to_contain_text(sentence_text(row, "en", en))


def test_a_report_alone_is_drawn_as_out_of_the_whole(hubei: ox.Store) -> None:
    report = f"https://w3id.org/deedgraph/id/{REPORT}"
    part = part_of(hubei, ox.NamedNode(report))
    filters = Filters(report=REPORT.partition("/")[2])
    assert contents_of(part, filters) == contents_of(hubei, filters)
    assert len(part) < len(hubei)


# Languages


def test_the_language_is_the_readers(hubei_served: Served) -> None:
    def language(path: str = "/", **headers: str) -> str:
        return re.search(r'<html lang="([^"]+)"', get(hubei_served, path, **headers).text)[1]

    assert language() == "zh-CN"
    assert language(**{"Accept-Language": "en-GB,en;q=0.9"}) == "en"
    assert language(**{"Accept-Language": "fr, zh;q=0.3, en;q=0.2"}) == "zh-CN"
    assert language(**{"Accept-Language": "fr"}) == "en"
    assert language("/?lang=en", **{"Accept-Language": "zh"}) == "en"
    assert language("/?lang=<x>", **{"Accept-Language": "zh"}) == "zh-CN"
    assert "Accept-Language" in get(hubei_served, "/").headers["vary"]


def test_the_switch_changes_the_language_and_links_keep_it(hubei_served: Served, visit: Open) -> None:
    page = visit(hubei_served, f"/queries/unit-deeds?unit={quote('胡碧辉')}&lang=zh")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("input[name=unit]")).to_have_value("胡碧辉")
    page.locator("nav a", has_text="Places").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator("[name=q]").fill("妇联")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("found")


def test_every_word_has_both_languages_and_the_same_blanks() -> None:
    for key, zh, en in ((key, row["zh"], row["en"]) for key, row in WORDS.items()):
        assert zh and en, key
        assert set(re.findall(r"\{\w+\}", zh)) <= set(re.findall(r"\{\w+\}", en)) | {"{n}"}, key


# Search, saved queries, the editor


def test_search_finds_names_codes_and_what_was_done(hubei_served: Served, visit: Open) -> None:
    page = visit(hubei_served, "/?lang=zh")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.locator("[name=q]").fill("420106001011")
    page.keyboard.press("Enter")
    expect(page.locator(".things a")).to_have_text(["金地花园社区"])
    page.locator("[name=q]").fill("womens")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("没有找到")
    page.locator("[name=q]").fill("women's")
    page.keyboard.press("Enter")
    expect(page.locator(".things a").first).to_have_text("省妇联")
    page.locator("[name=q]").fill("封闭值守")
    page.keyboard.press("Enter")
    expect(page.locator(".deeds li").first).to_contain_text("封闭值守")


def test_search_offers_names_that_are_alike(hubei_served: Served) -> None:
    found = get(hubei_served, f"/search?q={quote('金地花苑社区')}&lang=zh").text
    assert WORDS["similar"]["zh"] in found
    assert "金地花园社区" in found


def test_a_saved_query_is_a_form_with_its_answer(hubei_served: Served, visit: Open) -> None:
    page = visit(hubei_served, "/queries?lang=en")
    page.get_by_role("link", name="A unit's deeds").click()
    page.locator("input[name=unit]").fill("胡碧辉")
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(2)
    page.locator("tbody a").first.click()
    expect(page.locator("h1")).to_contain_text("肩扛手抬")


def test_its_answer_is_a_chart_places_and_files(hubei_served: Served, visit: Open) -> None:
    page = visit(hubei_served, "/queries/who-works-where?lang=en")
    expect(page.locator("tbody tr")).to_have_count(12)
    page.locator(".views a", has_text="Chart").click()
    expect(page.locator(".chart tbody tr")).to_have_count(12)
    widths = page.locator(".chart rect").evaluate_all(
        "(bars) => bars.map((bar) => bar.getAttribute('width'))"
    )
    assert [float(width) for width in widths[:3]] == [100, 100, 75]
    page.locator(".views a", has_text="Places").click()
    expect(page.locator(".tree a", has_text="Wuchang District")).to_be_visible()
    address = page.locator(".data a", has_text="CSV").get_attribute("href")
    assert httpx.get(hubei_served.url + address, timeout=90).text.startswith(
        "unit,community,district,deeds\r\n"
    )


def test_a_wrong_value_is_told_beside_the_form(hubei_served: Served, visit: Open) -> None:
    page = visit(hubei_served, "/queries/day-deeds?day=tomorrow&lang=en", status=400)
    expect(page.get_by_role("alert")).to_contain_text("'tomorrow' is not a date")
    page.locator("input[name=day]").fill("2020-03-05")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator("tbody tr")).not_to_have_count(0)


def test_the_editor_asks_this_server_and_no_other(hubei_served: Served, visit: Open) -> None:
    page = visit(hubei_served, "/queries/unit-deeds?lang=en")
    page.locator("summary").click()
    page.get_by_role("link", name="Open in the editor").click()
    page.locator("html[data-ready=yes]").wait_for()
    assert '"省妇联"' in page.evaluate("deedgraphEditor.getTab().getYasqe().getValue()")
    page.evaluate("deedgraphEditor.getTab().getYasqe().setValue('SELECT (1 + 1 AS ?two) {}')")
    page.locator(".yasqe_queryButton").click()
    expect(page.locator(".yasr_results tbody")).to_contain_text("2")


def test_the_explorer_opens_at_a_thing(hubei_served: Served, visit: Open) -> None:
    page = visit(hubei_served, "/page/agent/hubei-womens-federation?lang=en")
    page.get_by_role("link", name="Show in the drawing").click()
    page.locator("html[data-ready=yes]").wait_for()
    expect(page.locator("#panel h2.name")).to_have_text("Hubei Women's Federation")


# Data behind the pages, and errors


def test_an_iri_of_the_data_leads_to_its_page_and_to_its_rdf(hubei_served: Served) -> None:
    page = get(hubei_served, f"/id/{REPORT}/d63")
    assert (page.status_code, page.headers["location"]) == (303, f"/page/{REPORT}/d63")
    inner = get(hubei_served, f"/id/{REPORT}/d63/when")
    assert inner.headers["location"] == f"/page/{REPORT}/d63"
    for address in re.findall(r'href="(/id/[^"]+)"', get(hubei_served, f"/page/{REPORT}/d63").text):
        assert httpx.get(hubei_served.url + address, timeout=90).status_code == 200, address


def test_what_is_not_there_is_told_in_the_readers_language(hubei_served: Served, visit: Open) -> None:
    page = visit(hubei_served, "/page/agent/nobody?lang=en", status=404)
    expect(page.get_by_role("alert")).to_contain_text("the graph says nothing of this")
    for path in (
        "/page/",
        "/kind/nothing",
        "/page/%3Cscript%3E",
        "/nothing",
        "/queries/nothing",
        "/static/../app.py",
    ):
        assert get(hubei_served, path).status_code == 404, path
    assert get(hubei_served, "/search?q=%ff").status_code == 400
    for path in (
        f"/page/{REPORT}?page=999999",
        f"/page/{REPORT}?page=x",
        f"/page/{REPORT}?page=-1",
        "/reports?page=0",
    ):
        assert get(hubei_served, path).status_code == 200, path


def test_every_link_of_every_page_leads_somewhere(hubei: ox.Store) -> None:
    """All pages of the packaged data, made here as a worker makes them: over HTTP they would take minutes."""
    frame: dict[str, Any] = {"lang": "en", "chosen": True, "root": "", "here": "/", "query": []}
    limits = {"rows": 10**6, "size": 1 << 26}
    seen: set[str] = set()
    waiting: list[str] = []

    def follow(reply: TaskResult) -> None:
        for href in re.findall(r'href="(/(?:page|kind|id)/[^"#?]*)', reply.body.decode()):
            address = unquote(unescape(href))
            if address not in seen:
                seen.add(address)
                waiting.append(address)

    follow(home.home(hubei, frame=frame))
    follow(home.places(hubei, frame=frame))
    for name in saved.queries():
        follow(tried.query(hubei, name=name, values={}, view="", error=None, frame=frame, **limits))
    while waiting:
        _, sort, path = waiting.pop().split("/", 2)
        if sort == "page":
            follow(things.thing(hubei, path=path, number=1, frame=frame))
        elif sort == "kind":
            follow(kind_page.kind(hubei, slug=path, number=1, frame=frame))
        else:
            things.place_of_page(hubei, path=re.sub(r"\.(ttl|jsonld|nt|rdf)$", "", path))
    assert len(seen) > 1000


def test_the_addresses_of_the_first_page_are_there(hubei_served: Served) -> None:
    for href in set(re.findall(r'(?:href|action)="(/[^"#]*)', get(hubei_served, "/?lang=en").text)):
        if not href.startswith(("/page/", "/kind/", "/explore")):
            assert get(hubei_served, unescape(href)).status_code in (200, 303), href


def test_pages_are_kept_until_the_graph_changes(hubei_served: Served) -> None:
    first = get(hubei_served, "/places?lang=en")
    again = get(hubei_served, "/places?lang=en", **{"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert get(hubei_served, "/places?lang=zh").headers["etag"] != first.headers["etag"]


def test_the_cited_words_are_shown_when_the_text_is_given(tmp_path: Path, visit: Open) -> None:
    quads = list(loaded(DATA / "text" / "records.yaml"))
    store = folder_of(tmp_path / "store", quads)
    text = DATA / "text"
    with serving(tmp_path, "--store", str(store), "--text", str(text)) as server:
        row = next(row for row in deed_rows(ox.Store.read_only(str(store))) if row["source"])
        page = visit(server, f"/page/{row['id'].partition('/id/')[2]}?lang=en")
        words = (text / "qinghu.txt").read_text(encoding="utf-8")
        cited = words[row["source"]["start"] : row["source"]["end"]]
        expect(page.locator("blockquote mark").first).to_have_text(cited)
        (tmp_path / "other").mkdir()
        (tmp_path / "other" / "x.txt").write_text("another text\n", encoding="utf-8")
    with serving(tmp_path, "--store", str(store), "--text", str(tmp_path / "other")) as server:
        assert "blockquote" not in get(server, f"/page/{row['id'].partition('/id/')[2]}").text


# Every eye and hand


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_and_a_phone_shows_all(hubei_served: Served, visit: Open, path: str) -> None:
    page = visit(hubei_served, path, locale="en-GB")
    if path == "/sparql":
        page.locator(".yasqe_queryButton").click()
        page.locator(".yasr_results tbody tr").first.wait_for()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found = Axe().run(page).response["violations"]
        assert [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found] == [], scheme
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_keyboard_reaches_all_and_sees_where_it_is(hubei_served: Served, visit: Open) -> None:
    page = visit(hubei_served, "/queries/who-works-where?lang=en")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    reached = []
    for _ in range(60):
        page.keyboard.press("Tab")
        shown = page.evaluate(
            "[document.activeElement.tagName, getComputedStyle(document.activeElement).outlineStyle]"
        )
        if shown[0] == "BODY":
            break
        reached.append(shown)
    assert all(outline != "none" for _, outline in reached)
    assert {"A", "DIV", "SUMMARY"} <= {tag for tag, _ in reached}


# Hostile labels

HOSTILE = [
    "<script>window.bad = 1</script>", "</title><script>window.bad = 1</script>", "<!-- <script>",
    "<img src=x onerror='window.bad = 1'>", "\"'`${window.bad = 1}", '" onfocus="window.bad = 1" autofocus x="',
    "javascript:window.bad=1", "一\u2028二\u2029三", "\u202e倒过来\u202c\u200f", "长" * 10_000, "w" * 10_000,
    "{{ 7*7 }}{% raw %}", "&lt;b&gt; &amp;", "a|b\\|c", "%s %(x)s {0} {n}",
]  # fmt: skip


@pytest.fixture(scope="module")
def hostile_served(
    tmp_path_factory: pytest.TempPathFactory, hubei: ox.Store
) -> Iterator[tuple[Served, list[str]]]:
    """A server over the packaged data in which things of every sort bear hostile names."""
    base = "https://w3id.org/deedgraph/id/"
    things = [base + path for path in (
        "agent/hubei-womens-federation", "place/wuchang", f"{REPORT}/d63", REPORT, f"{REPORT}/agent/hu-bihui",
    )]  # fmt: skip
    more = sorted({
        quad.subject.value for quad in hubei.quads_for_pattern(
            None, ox.NamedNode("https://w3id.org/deedgraph#name"), None)} - set(things))  # fmt: skip
    things += more[: len(HOSTILE) - len(things)]
    named = dict(zip(things, HOSTILE, strict=True))
    fields = (
        "#name",
        "#label",
        "#did",
        "headline",
        "#prefLabel",
        "#officialName",
        "#what",
        "#altLabel",
        "#code",
    )
    quads = []
    for quad in hubei:
        label = named.get(getattr(quad.subject, "value", ""))
        if label is not None and quad.predicate.value.endswith(fields):
            language = getattr(quad.object, "language", None)
            literal = ox.Literal(label, language=language)
            quads.append(ox.Quad(quad.subject, quad.predicate, literal, quad.graph_name))
            continue
        if label is not None and quad.predicate.value == "https://schema.org/sha256":
            # An address of a report may be anything that an IRI may.
            url = ox.NamedNode("javascript:window.bad=1")
            quads.append(ox.Quad(quad.subject, ox.NamedNode("https://schema.org/url"), url, quad.graph_name))
        quads.append(quad)
    folder = tmp_path_factory.mktemp("hostile-pages")
    store = folder_of(folder / "store", quads)
    with serving(folder, "--store", str(store), *PATIENT) as server:
        yield server, [thing.removeprefix(base) for thing in things]
        assert "Traceback" not in server.words()


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_hostile_names_stay_text(hostile_served: tuple[Served, list[str]], visit: Open, number: int) -> None:
    server, things = hostile_served
    label = HOSTILE[number]
    for path in (
        f"/page/{things[number]}",
        f"/search?q={quote(label[:150])}",
        f"/queries/agent-view?agent={quote(label[:500])}",
    ):
        page = visit(server, path)
        assert page.evaluate("window.bad") is None
        assert page.evaluate("document.querySelectorAll('main img, main script, main [onfocus]').length") == 0
        assert page.evaluate("[...document.querySelectorAll('a')].every((a) => /^https?:/.test(a.href))")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    shown = visit(server, f"/page/{things[number]}").locator("h1").evaluate("(h1) => h1.textContent")
    assert label in shown


@pytest.mark.parametrize("path", ["/", "/places", "/reports", f"/page/{REPORT}", f"/page/{REPORT}/d63", "/explore",
                                  "/queries/places?view=places", "/queries/kind-counts?view=chart"])  # fmt: skip
def test_hostile_names_do_nothing_in_lists(
    hostile_served: tuple[Served, list[str]], visit: Open, path: str
) -> None:
    page = visit(hostile_served[0], path)
    assert page.evaluate("window.bad") is None
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("[...document.querySelectorAll('a')].every((a) => /^https?:/.test(a.href))")


def test_pages_say_by_policy_what_may_run(hubei_served: Served) -> None:
    for path in PAGES:
        policy = get(hubei_served, path).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy or path == "/sparql"


def test_an_empty_graph_is_said_in_words(tmp_path: Path, visit: Open) -> None:
    store = folder_of(
        tmp_path / "store", [ox.Quad(*(ox.NamedNode(f"https://example.org/{x}") for x in "spo"))]
    )
    with serving(tmp_path, "--store", str(store)) as server:
        page = visit(server, "/?lang=en")
        expect(page.locator(".lead")).to_have_text(WORDS["empty"]["en"])
        for path in (
            "/places",
            "/reports",
            "/explore",
            "/search?q=x",
            "/queries/unit-deeds",
            "/queries/places",
        ):
            page = visit(server, path)
            page.wait_for_load_state("networkidle")
            page.close()  # what it still asks for, its icon say, would find no server any more


TOLD_TWICE = """
report: {id: %(report)s, title: %(report)s, published: "2021-08-03", language: zh, sha256: "%(hash)s"}
agents:
  - {id: %(unit)s, type: unit, name: %(name)s}
  - {id: team, type: team, name: 抢险队, unit: %(unit)s, source: {paragraph: 1, start: 4, end: 7}}
deeds:
  - {id: d01, kind: dispatch, did: 派出, who: [%(unit)s], whom: [team], when: {start: "2021-08-02", end: "2021-08-02"},
     quantities: [{id: q1, value: %(value)s, measure: 人, bound: exact, of: 队员, role: whom}],
     source: {paragraph: 1, start: 0, end: 18}}
"""


def test_a_deed_names_the_other_reports_that_tell_it(tmp_path: Path, visit: Open) -> None:
    told = [
        {
            "report": "hill-2021-08-03",
            "unit": "hubian-zhen",
            "name": "湖边镇人民政府",
            "value": 33,
            "hash": "1" * 64,
        },
        {
            "report": "lake-2021-08-03",
            "unit": "lakeside",
            "name": "湖边镇政府",
            "value": 30,
            "hash": "0" * 64,
        },
    ]
    for each in told:
        (tmp_path / f"{each['report']}.yaml").write_text(TOLD_TWICE % each, encoding="utf-8")
    files = [str(tmp_path / f"{each['report']}.yaml") for each in told]
    built = deedgraph("build", *files, "--store", tmp_path / "store")
    assert "1 event cluster" in built.err
    with serving(tmp_path, "--store", str(tmp_path / "store"), *PATIENT) as server:
        page = visit(server, "/page/report/hill-2021-08-03/d01?lang=en")
        also = page.locator("section", has_text=WORDS["also_told"]["en"])
        expect(also.locator("li")).to_have_count(1)
        expect(also.locator("li")).to_contain_text("30 人 队员")
        expect(also.locator("li")).to_contain_text("lake-2021-08-03")
        expect(also.locator("p.muted")).to_have_text("They differ in: the numbers")
        agent = visit(server, "/page/agent/lakeside?lang=zh")
        expect(agent.locator("dt", has_text="即").locator("+ dd")).to_have_text("湖边镇人民政府")
