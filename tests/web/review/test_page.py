"""The review page in a real browser: each action by key and by hand, both languages, dark, phone, and axe-core."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from helpers import full_deed
from helpers.page import READY, until
from helpers.review_desk import DRAFT, put, put_papers, reviewing, span
from playwright.sync_api import Browser, Page, expect

from graph.text.report import text_hash

Open = Callable[..., Page]


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    return put(tmp_path)


@pytest.fixture
def desk(chromium: Browser, draft: Path) -> Iterator[Open]:
    """Open the review page; the test fails if the page logs an error or asks another host for anything."""
    faults: list[str] = []
    contexts = []
    with reviewing(draft) as address:

        def opened(**options: Any) -> Page:
            options.setdefault("viewport", {"width": 1366, "height": 768})
            context = chromium.new_context(reduced_motion="reduce", **options)
            context.set_default_timeout(15_000)
            contexts.append(context)
            page = context.new_page()
            page.on("pageerror", lambda error: faults.append(str(error)))
            page.on(
                "console",
                lambda m: (
                    faults.append(m.text)
                    if m.type == "error" and "409" not in m.text and "422" not in m.text
                    else None
                ),
            )
            page.on(
                "request",
                lambda r: faults.append(r.url) if not r.url.startswith((address, "data:")) else None,
            )
            page.goto(address.entry())
            until(page, READY)
            return page

        yield opened
        for context in contexts:
            context.close()
    assert not faults, faults


def test_a_page_that_is_loaded_again_stays_open_and_another_is_shut(chromium: Browser, draft: Path) -> None:
    with reviewing(draft) as address:
        context = chromium.new_context(reduced_motion="reduce")
        page, other = context.new_page(), context.new_page()
        page.goto(address.entry())
        until(page, READY)
        assert "key" not in page.url  # the key is gone from the address
        page.reload()
        until(page, READY)
        assert page.locator("#closed").count() == 0
        other.goto(address)
        assert "deedgraph review" in other.locator("#closed").inner_text()
        assert other.locator("#deeds").inner_text() == ""
        context.close()


def saved(page: Page) -> None:
    expect(page.locator("#toast")).to_have_text(re.compile("已保存|Saved"))


def test_text_and_deeds_lead_to_one_another(desk: Open) -> None:
    page = desk()
    expect(page.locator("h1")).to_have_text("柳溪镇连夜转移群众")
    expect(page.locator(".deed")).to_have_count(4)
    page.locator("#text mark", has_text="又把其中40套").click()
    expect(page.locator(".deed.chosen")).to_have_attribute("data-deed", "d04")
    page.locator("[data-deed=d02] .line").click()
    expect(page.locator("#text mark.chosen")).to_have_text("村民周大河腾出自家院子")
    expect(page.locator("[data-deed=d02] .doubt")).to_have_text("把握 0.6 · 做事者是补出的")


def test_one_key_accepts_and_goes_on(desk: Open, draft: Path) -> None:
    page = desk()
    for n in range(1, 5):
        expect(page.locator(".deed.chosen")).to_have_attribute("data-deed", f"d0{n}")
        page.keyboard.press("a")
        expect(page.locator("#top")).to_contain_text(f"已审 {n} / 4")
    assert draft.read_text(encoding="utf-8").count("reviewedBy: 林小禾") == 4
    page.keyboard.press("u")
    expect(page.locator("#top")).to_contain_text("已审 3 / 4")
    page.keyboard.press("Shift+U")
    expect(page.locator("#top")).to_contain_text("已审 4 / 4")


def test_keys_may_come_faster_than_the_file_is_saved(desk: Open, draft: Path) -> None:
    page = desk()
    for key in "aaxu":  # the third deed is rejected and comes back
        page.keyboard.press(key)
    expect(page.locator("#top")).to_contain_text("已审 2 / 4")
    expect(page.locator("#toast")).to_have_text("已撤销")
    stamps = re.findall(r"id: (d0\d)|reviewedBy", draft.read_text(encoding="utf-8"))
    assert stamps == ["d01", "", "d02", "", "d03", "d04"]


def test_further_words_are_cited_and_taken_out(desk: Open, draft: Path) -> None:
    page = desk()
    for _ in range(3):
        page.keyboard.press("j")
    page.keyboard.press("e")
    mark(page, "柳溪镇中心小学")
    page.locator("[data-key=also]").click()
    expect(page.get_by_role("group", name="另见")).to_contain_text("柳溪镇中心小学")
    page.locator("[data-field=confidence]").fill("0.5")
    page.locator("[data-field=reason]").fill("主语在前")
    page.keyboard.press("Control+Enter")
    saved(page)
    text = draft.read_text(encoding="utf-8")
    assert f"  also:\n  - {span('柳溪镇中心小学')}\n  confidence: 0.5\n  reason: 主语在前\n" in text
    expect(page.locator("#text mark.chosen")).to_have_count(2)
    page.keyboard.press("e")
    page.get_by_role("button", name="去掉 柳溪镇中心小学").last.click()
    page.locator("[data-field=confidence]").fill("")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#text mark.chosen")).to_have_count(1)
    text = draft.read_text(encoding="utf-8")
    assert "also" not in text and "confidence: 0.5" not in text


def test_a_deed_is_corrected_in_every_field(desk: Open, draft: Path) -> None:
    page = desk()
    page.keyboard.press("j")
    page.keyboard.press("e")
    form = page.locator(".form")
    form.locator("[data-field=kind]").select_option("donate")
    form.locator("[data-field=did]").fill("让出")
    form.locator("[data-field=to]").fill("柳溪镇政")
    expect(form.locator("[role=option]").first).to_contain_text("柳溪镇政府")
    page.keyboard.press("Enter")
    form.locator("[data-field=what]").fill("房屋")
    page.keyboard.press("Enter")
    form.locator("[data-field=where]").fill("下滩")
    expect(form.locator("[role=option]").first).to_contain_text("下滩村")
    page.keyboard.press("Enter")
    form.locator("[data-field=start]").fill("2021-07-03")
    form.locator("[data-field=times]").fill("2")
    form.locator("[data-field=per]").fill("P1D")
    form.locator("[data-key=more]").click()
    form.locator("[data-field=value]").fill("1")
    form.locator("[data-field=measure]").fill("座")
    form.locator("[data-field=of]").fill("院子")
    form.locator("[data-field=bound]").select_option("atLeast")
    form.locator("[data-field=summary]").check()
    page.keyboard.press("Control+Enter")
    saved(page)
    text = draft.read_text(encoding="utf-8")
    assert (
        "  kind: donate\n  did: 让出\n  who: [zhou-dahe]\n  to: [liuxi-town]\n  what: [院子, 房屋]\n  where: [xiatan]\n"
        in text
    )
    assert "  when: {start: '2021-07-03', recurrence: {times: 2, per: P1D}}\n" in text
    assert (
        "  - {id: q1, value: 1, bound: atLeast, role: goods, measure: 座, of: 院子}\n  summary: true\n"
        in text
    )
    expect(page.locator("[data-deed=d02]")).to_contain_text("林小禾")


def test_the_form_has_every_field_and_saving_it_unchanged_changes_none(
    chromium: Browser, tmp_path: Path
) -> None:
    file, written = full_deed.put_draft(tmp_path), full_deed.DEED
    with reviewing(file) as address:
        page = chromium.new_page()
        page.goto(address.entry())
        until(page, READY)
        for words in ("押运员", "鸡叫头遍", "过河办法", "d01"):
            expect(page.locator("[data-deed=d02] dl")).to_contain_text(words)
        page.keyboard.press("j")
        page.keyboard.press("e")
        form = page.locator(".form")
        spans = {"source": "spanStart", "also": "spanStart"}
        inner = [*written["when"], *written["when"]["recurrence"], *written["quantities"][0]]
        asked = {*written, *inner} - {"id", "when", "recurrence", "quantities", "reviewedBy", "reviewed"}
        for name in asked:
            assert form.locator(f"[data-field={spans.get(name, name)}]").count(), (
                f"{name} cannot be corrected"
            )
        page.keyboard.press("Control+Enter")
        saved(page)
        page.close()
    deed = yaml.load(file.read_bytes(), Loader=yaml.BaseLoader)["deeds"][1]
    assert deed.pop("reviewed") == date.today().isoformat()
    assert deed == {name: as_text(value) for name, value in written.items() if name != "reviewed"}


def as_text(value: Any) -> Any:
    """Return a value as YAML writes it: every scalar a string."""
    if isinstance(value, dict):
        return {name: as_text(one) for name, one in value.items()}
    if isinstance(value, list):
        return [as_text(one) for one in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


def test_what_is_wrong_is_told_and_the_form_stays(desk: Open, draft: Path) -> None:
    page = desk()
    page.keyboard.press("e")
    page.locator("[data-field=start]").fill("2021-02-30")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toast")).to_contain_text("2021-02-30")
    expect(page.locator("[data-field=start]")).to_have_value("2021-02-30")
    assert draft.read_text(encoding="utf-8") == DRAFT
    page.keyboard.press("Escape")
    expect(page.locator(".form")).to_have_count(0)


def test_keys_of_the_desk_rest_while_a_form_is_open(desk: Open, draft: Path) -> None:
    page = desk()
    page.keyboard.press("e")
    page.locator("[data-field=did]").fill("派遣")
    for control in ("#text", "[data-key=more]", "#deeds"):
        page.locator(control).focus()
        for key in "axsmrnuj":
            page.keyboard.press(key)
    assert draft.read_text(encoding="utf-8") == DRAFT
    expect(page.locator("[data-field=did]")).to_have_value("派遣")
    page.locator("#text").focus()
    page.keyboard.press("Control+Enter")  # from wherever it comes
    saved(page)
    assert "  did: 派遣\n" in draft.read_text(encoding="utf-8")
    page.keyboard.press("e")
    page.locator("#text").focus()
    page.keyboard.press("Escape")
    expect(page.locator(".form")).to_have_count(0)


def test_nothing_that_was_typed_is_thrown_away_unasked(desk: Open, draft: Path) -> None:
    page = desk()
    page.keyboard.press("a")
    saved(page)
    accepted = draft.read_text(encoding="utf-8")
    page.locator("[data-deed=d01] .line").click()
    page.keyboard.press("e")
    page.locator("[data-field=did]").fill("派遣")
    for leave in (
        page.locator("#text mark").last.click,
        page.locator("[data-deed=d03] .line").click,
        page.locator("[data-key=undo]").click,
        page.locator("[data-key=language]").click,
        lambda: page.locator("#filter").select_option("unsure"),
        page.locator("[data-key=add]").click,
    ):
        leave()
        expect(page.locator("#toast")).to_contain_text("还没有保存")
        expect(page.locator("[data-field=did]")).to_have_value("派遣")
    expect(page.locator("#filter")).to_have_value("all")
    assert draft.read_text(encoding="utf-8") == accepted
    page.locator("[data-field=did]").press("Escape")
    page.keyboard.press("e")
    page.locator("[data-deed=d03] .line").click()  # a form as it was opened holds nothing to be lost
    expect(page.locator(".form")).to_have_count(0)


def test_what_is_typed_and_not_chosen_is_told(desk: Open, draft: Path) -> None:
    page = desk()
    page.keyboard.press("e")
    box = page.locator("[data-field=to]")
    box.fill("某某公司")
    page.keyboard.press("Tab")
    page.locator(".form .primary").click()
    expect(page.locator("#toast")).to_contain_text("“某某公司”还没有选定")
    expect(box).to_be_focused()
    assert draft.read_text(encoding="utf-8") == DRAFT
    box.fill("")
    page.locator(".form .primary").dblclick()
    saved(page)


def test_numbers_are_taken_as_typed(desk: Open, draft: Path) -> None:
    page = desk()
    page.keyboard.press("e")
    page.locator("[data-key=more]").click()
    value = page.locator("[data-field=value]").last
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toast")).to_contain_text("数量")
    value.fill("3万")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toast")).to_contain_text("3万")
    assert draft.read_text(encoding="utf-8") == DRAFT
    value.fill("１，２００．２３４５６")
    page.keyboard.press("Control+Enter")
    saved(page)
    assert "value: 1200.23456, bound: exact" in draft.read_text(encoding="utf-8")
    expect(page.locator("[data-deed=d01]")).to_contain_text("1,200.23456")


def test_an_input_method_keeps_its_escape(desk: Open) -> None:
    page = desk()
    page.keyboard.press("e")
    page.locator("[data-field=did]").fill("派遣")
    event = "(box) => box.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape', isComposing: true, bubbles: true}))"
    page.locator("[data-field=did]").evaluate(event)
    expect(page.locator("[data-field=did]")).to_have_value("派遣")


def test_a_deed_is_merged_into_the_one_that_is_shown_above_it(desk: Open, draft: Path) -> None:
    page = desk()
    page.locator("[data-deed=d04] .line").click()
    page.locator("#filter").select_option("unsure")
    expect(page.locator(".deed .did")).to_have_text(["腾出", "送到"])
    page.locator("[data-deed=d04] .line").focus()
    page.keyboard.press("m")
    saved(page)
    text = draft.read_text(encoding="utf-8")
    assert "id: d04" not in text and "院子" in text.partition("id: d02")[2].partition("id: d03")[0]
    assert "id: d03\n  kind: receive\n  did: 收下\n" in text


def test_split_merge_reject(desk: Open, draft: Path) -> None:
    page = desk()
    page.keyboard.press("s")
    expect(page.locator(".deed")).to_have_count(5)
    page.keyboard.press("m")
    expect(page.locator(".deed")).to_have_count(4)
    page.locator("[data-deed=d02] .line").click()
    page.locator("[data-key=reject]").click()
    expect(page.locator(".deed")).to_have_count(3)
    assert "zhou-dahe" not in draft.read_text(encoding="utf-8")
    for _ in range(3):
        page.locator("[data-key=undo]").click()
        saved_words = page.locator("#toast")
        expect(saved_words).to_have_text("已撤销")
    expect(page.locator(".deed")).to_have_count(4)


def mark(page: Page, words: str) -> None:
    """Mark words of the text as a mouse would."""
    page.evaluate(
        """(words) => {
          const walker = document.createTreeWalker(document.getElementById("text"), NodeFilter.SHOW_TEXT);
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const at = node.textContent.indexOf(words);
            if (at < 0) continue;
            getSelection().setBaseAndExtent(node, at, node, at + words.length);
            return;
          }
          throw new Error(words);
        }""",
        words,
    )


def test_a_deed_is_added_by_marking_words(desk: Open, draft: Path) -> None:
    page = desk()
    mark(page, "周大河说")
    page.keyboard.press("n")
    form = page.locator(".form")
    expect(form.locator("[data-field=did]")).to_have_value("周大河说")
    form.locator("[data-field=kind]").select_option("say")
    form.locator("[data-field=did]").fill("说")
    form.locator("[data-field=who]").fill("dahe")  # by its pinyin
    expect(form.locator("[role=option]").first).to_contain_text("周大河")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Enter")
    saved(page)
    expect(page.locator(".deed.chosen")).to_have_attribute("data-deed", "d05")
    expect(page.locator("#text mark.chosen")).to_have_text("周大河说")
    assert "- id: d05\n  kind: say\n  did: 说\n  who: [zhou-dahe]\n" in draft.read_text(encoding="utf-8")


def test_words_are_marked_without_a_mouse(desk: Open, draft: Path) -> None:
    page = desk()
    page.keyboard.press("n")
    expect(page.locator("#toast")).to_contain_text("没有事迹引用")
    assert page.evaluate("String(getSelection())") == "“水退得慢"
    page.keyboard.press("Shift+ArrowLeft")
    assert page.evaluate("String(getSelection())") == "“水退得"
    for _ in range(2):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("n")
    expect(page.locator(".form [data-field=did]")).to_have_value("“水退得慢。")
    page.locator("[data-field=did]").fill("说")
    page.locator("[data-field=who]").fill("周大河")
    page.keyboard.press("Enter")  # at once: it waits for what is offered
    expect(page.get_by_role("button", name="去掉 周大河")).to_be_visible()
    page.keyboard.press("Control+Enter")
    saved(page)
    assert f"source: {span('“水退得慢。')}" in draft.read_text(encoding="utf-8")


def test_an_english_sentence_that_no_deed_cites_is_marked(chromium: Browser, tmp_path: Path) -> None:
    text = "Flood at Liuxi\nThe town sent 3.5 tonnes of rice. A school took the families in.\n"
    start = text.index("The town")
    source = f"{{paragraph: 2, start: {start}, end: {text.index('. A school')}}}"
    (tmp_path / "2021-07-04-liuxi.txt").write_text(text, encoding="utf-8")
    (tmp_path / "liuxi.yaml").write_text(
        f"""report: {{id: liuxi, title: Flood at Liuxi, published: '2021-07-04', language: en, sha256: {text_hash(text)}}}
agents: [{{id: liuxi-town, type: unit, name: the town}}]
deeds: [{{id: d01, kind: supply, did: sent, who: [liuxi-town], source: {source}}}]
""",
        encoding="utf-8",
    )
    with reviewing(tmp_path / "liuxi.yaml") as address:
        page = chromium.new_page()
        page.goto(address.entry())
        until(page, READY)
        page.keyboard.press("n")
        until(page, "String(getSelection()) == 'A school took the families in'")
        page.close()


def test_a_new_agent_is_named_with_its_place_in_the_text(desk: Open, draft: Path) -> None:
    page = desk()
    page.keyboard.press("j")
    page.keyboard.press("e")
    page.locator("[data-field=with]").fill("村民")
    page.locator("[role=option]", has_text="人群").click()
    page.keyboard.press("Control+Enter")
    saved(page)
    text = draft.read_text(encoding="utf-8")
    assert re.search(
        r"\{id: agent-\d+, type: group, name: 村民, source: \{paragraph: 2, start: 38, end: 40\}\}", text
    )


def test_two_windows_do_not_overwrite_one_another(desk: Open, draft: Path) -> None:
    first, second = desk(), desk()
    first.keyboard.press("a")
    saved(first)
    second.keyboard.press("x")
    expect(second.locator("#toast")).to_contain_text("在别处改过")
    expect(second.locator("[data-deed=d01].seen")).to_have_count(1)
    assert "id: d01" in draft.read_text(encoding="utf-8")


def test_filters_show_what_is_left(desk: Open) -> None:
    page = desk()
    page.keyboard.press("a")
    saved(page)
    page.keyboard.press("f")
    expect(page.locator(".deed")).to_have_count(3)
    page.keyboard.press("f")
    expect(page.locator(".deed")).to_have_count(1)
    expect(page.locator(".deed")).to_have_attribute("data-deed", "d02")


def test_questions_are_answered_one_by_one(chromium: Browser, tmp_path: Path) -> None:
    for n, town in enumerate(("柳溪镇政府", "柳溪镇人民政府办公室", "柳溪镇政府机关")):
        path = put(tmp_path)
        text = path.read_text(encoding="utf-8").replace("name: 柳溪镇政府", f"name: {town}")
        text = text.replace("liuxi-2021-07-04", f"liuxi-{n}").replace("liuxi-town", f"liuxi-town-{n}")
        (tmp_path / f"draft-{n}.yaml").write_text(text, encoding="utf-8")
        path.unlink()
    with reviewing(tmp_path) as address:
        page = chromium.new_page()
        page.goto(address.entry())
        until(page, READY)
        page.keyboard.press("q")
        dialog = page.locator("#asks")
        expect(dialog).to_be_visible()
        expect(dialog.locator("section")).to_have_count(2)
        expect(dialog).not_to_contain_text("undefined")
        expect(dialog.locator("dl").first).to_contain_text("类型")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        first = dialog.locator("h2").inner_text()
        left = int(first.rsplit("/", 1)[1])
        assert left > 0
        page.keyboard.press("l")
        page.keyboard.press("n")
        until(
            page,
            f"!document.querySelector('#asks h2') || Number(document.querySelector('#asks h2').textContent.split('/')[1]) < {left}",
        )
        page.close()
    decided = (tmp_path / "decisions.yaml").read_text(encoding="utf-8")
    assert "same: false" in decided
    assert "by: 林小禾" in decided


def test_a_hostile_name_is_text(chromium: Browser, tmp_path: Path) -> None:
    path = put(tmp_path)
    text = path.read_text(encoding="utf-8").replace(
        "name: 柳溪镇政府", 'name: "<img src=x onerror=alert(1)>"'
    )
    path.write_text(text, encoding="utf-8")
    with reviewing(path) as address:
        page = chromium.new_page()
        page.on("dialog", lambda dialog: pytest.fail(dialog.message))
        page.goto(address.entry())
        until(page, READY)
        expect(page.locator("[data-deed=d01] .who")).to_have_text("<img src=x onerror=alert(1)>")
        assert page.locator("#deeds img").count() == 0
        page.close()


def test_english_dark_and_keys(desk: Open) -> None:
    page = desk()
    page.locator("[data-key=language]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("[data-key=accept]")).to_contain_text("Accept")
    page.locator("[data-key=theme]").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 24, 28)"
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#help")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1366, 768), (390, 844)])
def test_axe_finds_nothing(desk: Open, scheme: str, size: tuple[int, int]) -> None:
    page = desk(color_scheme=scheme, viewport={"width": size[0], "height": size[1]})
    for action in (None, "e", "?"):
        if action:
            page.keyboard.press("Escape")
            page.locator("h1").click()
            page.keyboard.press(action)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()


def test_a_phone_needs_no_sideways_scrolling(desk: Open) -> None:
    page = desk(viewport={"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_what_python_says_is_chinese_on_the_chinese_page(desk: Open, draft: Path) -> None:
    draft.write_text(DRAFT.replace("value: 30,", "value: 31,"), encoding="utf-8")
    page = desk()
    note = page.locator("[data-deed=d01] .warning")
    expect(note).to_have_text("字句与记录不符: 数量.q1：所引字句中读不出 31；那里的数有 30")
    page.keyboard.press("e")
    page.locator("[data-field=start]").fill("2021-02-30")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toast")).to_contain_text('事迹 d01：何时.起："2021-02-30" 不合要求；应写：一个日子')
    page.keyboard.press("Escape")
    page.locator("[data-key=language]").click()
    expect(note).to_contain_text("quantities.q1: 31 cannot be read in the deed's spans")


def test_a_conflict_is_solved_and_an_answer_taken_back_by_keys(chromium: Browser, tmp_path: Path) -> None:
    put_papers(tmp_path, decisions=True)
    with reviewing(tmp_path) as address:
        page = chromium.new_page()
        page.goto(address.entry())
        until(page, READY)
        page.keyboard.press("q")
        dialog = page.locator("#asks")
        expect(dialog.locator("h2")).to_contain_text("判断互相矛盾 1 /")
        expect(dialog.locator(".members li")).to_have_count(3)
        expect(dialog.locator(".decisions").last).to_contain_text("A ≠ C")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        page.keyboard.press("2")  # A ≠ C
        expect(dialog.locator("h2")).to_contain_text("这两个是同一个吗")
        decided = (tmp_path / "decisions.yaml").read_text(encoding="utf-8")
        assert "same: false" not in decided and decided.count("same: true") == 2
        page.keyboard.press("n")
        expect(dialog.locator("[data-key=answerBack]")).to_be_visible()
        assert "same: false" in (tmp_path / "decisions.yaml").read_text(encoding="utf-8")
        page.keyboard.press("u")
        expect(dialog.locator("[data-key=answerBack]")).to_have_count(0)
        assert "same: false" not in (tmp_path / "decisions.yaml").read_text(encoding="utf-8")
        page.close()


def test_an_agents_record_is_corrected_by_keys(desk: Open, draft: Path) -> None:
    page = desk()
    page.keyboard.press("r")
    panel = page.locator(".records")
    expect(panel.locator(".record")).to_have_text(
        [re.compile(x) for x in ("柳溪镇政府.*单位", "干部.*人群", "下滩村")]
    )
    page.keyboard.press("2")
    form = page.locator(".form")
    expect(form.locator("[data-field=name]")).to_have_value("干部")
    form.locator("[data-field=type]").select_option("team")
    form.locator("[data-field=names]").fill("镇干部")
    form.locator("[data-field=unit]").fill("柳溪镇政")
    page.keyboard.press("Enter")
    form.locator("[data-field=labels]").fill("en: officials")
    page.keyboard.press("Control+Enter")
    saved(page)
    expect(page.locator("[data-record=cadres]")).to_be_focused()
    expect(page.locator("[data-record=cadres]")).to_contain_text("队伍")
    text = draft.read_text(encoding="utf-8")
    wanted = (
        "- id: cadres   # thirty of them\n  type: team\n  name: 干部\n  names: [镇干部]\n  labels: {en: officials}\n"
        "  unit: liuxi-town\n  source:"
    )
    assert wanted in text
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    page.keyboard.press("u")
    expect(page.locator("#toast")).to_have_text("已撤销")
    assert draft.read_text(encoding="utf-8") == DRAFT


def test_a_person_gets_a_post_and_keeps_what_was_typed_with_another_type(desk: Open, draft: Path) -> None:
    page = desk()
    page.keyboard.press("j")
    page.keyboard.press("r")
    page.keyboard.press("1")
    form = page.locator(".form")
    form.locator("[data-field=type]").select_option("unit")
    expect(form.locator("[data-field=parent]")).to_be_visible()
    form.locator("[data-field=type]").select_option("person")
    form.locator("[data-key=morePost]").click()
    form.locator("[data-field=role]").fill("村民组长")
    form.locator("[data-field=of]").fill("liuxitown")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Enter")
    saved(page)
    line = f"- {{id: zhou-dahe, type: person, name: 周大河, posts: [{{role: 村民组长, of: liuxi-town}}], source: {span('周大河')}}}"
    assert line in draft.read_text(encoding="utf-8")
    page.locator("[data-record=zhou-dahe]").click()
    form.locator("[data-field=age]").fill("-3")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toast")).to_contain_text("行动者 zhou-dahe：年龄")
    expect(form.locator("[data-field=age]")).to_have_value("-3")


def test_a_place_gets_an_official_code(desk: Open, draft: Path) -> None:
    page = desk()
    page.keyboard.press("r")
    page.keyboard.press("3")
    form = page.locator(".form")
    form.locator("[data-field=code]").fill("武昌区")
    expect(form.locator("[role=option]").first).to_contain_text("420106")
    page.keyboard.press("Enter")
    expect(form.locator("[data-field=official]")).to_have_value("武昌区")
    page.keyboard.press("Control+Enter")
    saved(page)
    text = draft.read_text(encoding="utf-8")
    assert "{id: xiatan, level: district, name: 下滩村, official: 武昌区, code: '420106'," in text
    assert "- {id: cn-4201," in text and "- {id: cn-42," in text


def test_a_unit_is_added_with_an_id_of_its_report(desk: Open, draft: Path) -> None:
    page, other = desk(), desk()
    page.keyboard.press("r")
    page.locator("[data-key=newAgent]").click()
    page.locator(".form [data-field=name]").fill("柳溪镇卫生院")
    page.locator(".form [data-field=seat]").fill("下滩")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Enter")
    saved(page)
    line = r"- \{id: liuxi-2021-07-04-agent-\d, type: unit, name: 柳溪镇卫生院, seat: xiatan\}"
    assert re.search(line, draft.read_text(encoding="utf-8"))
    other.keyboard.press("r")
    other.keyboard.press("1")
    other.locator(".form [data-field=name]").fill("镇政府")
    other.keyboard.press("Control+Enter")
    expect(other.locator("#toast")).to_contain_text("在别处改过")
    assert "name: 镇政府" not in draft.read_text(encoding="utf-8")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_records(desk: Open, scheme: str) -> None:
    page = desk(color_scheme=scheme, viewport={"width": 390, "height": 844})
    for keys in ("r", "2", "Escape", "3"):
        page.keyboard.press(keys)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def chosen_is_in_sight(page: Page) -> bool:
    """Say whether the head of the chosen deed is seen, and not below the text that stays at the top."""
    found: bool = page.evaluate(
        """() => {
          const box = document.querySelector(".deed.chosen .line").getBoundingClientRect();
          const at = document.elementFromPoint(box.left + 5, box.top + box.height / 2);
          return Boolean(at?.closest(".deed.chosen"));
        }"""
    )
    return found


def test_on_a_narrow_window_keys_never_lose_the_chosen_deed(desk: Open) -> None:
    page = desk(viewport={"width": 420, "height": 700})
    for keys in ("j", "j", "e", *["Tab"] * 16, "Escape", "r", "Escape", "f", "f", "f", "a", "u"):
        page.keyboard.press(keys)
        if keys == "u":
            expect(page.locator("#toast")).to_have_text("已撤销")
        if keys == "a":
            saved(page)
        if keys in ("j", "Escape", "f", "a", "u"):
            assert chosen_is_in_sight(page), keys
            assert page.evaluate("document.activeElement.className") == "line", keys


def test_what_is_chosen_at_the_top_keeps_the_focus(desk: Open) -> None:
    page = desk()
    page.locator("#filter").focus()
    page.locator("#filter").select_option("open")
    expect(page.locator("#filter")).to_be_focused()
    page.locator("[data-key=theme]").press("Enter")
    expect(page.locator("[data-key=theme]")).to_be_focused()


def test_where_each_sentence_is_cited_the_deeds_own_words_are_marked(desk: Open, draft: Path) -> None:
    text = DRAFT.replace(span("又把其中40套送到下滩村"), span("又把其中40套送到下滩村。“水退得慢。”周大河说"))
    draft.write_text(text, encoding="utf-8")
    page = desk()
    page.keyboard.press("j")
    page.keyboard.press("n")
    expect(page.locator("#toast")).to_contain_text("每句都有事迹引用了")
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("n")
    expect(page.locator(".form [data-field=did]")).to_have_value("村民周大河腾出自家院")


def test_a_new_place_is_named_and_two_get_two_ids(desk: Open, draft: Path) -> None:
    page = desk()
    page.keyboard.press("j")
    page.keyboard.press("e")
    where = page.locator(".form [data-field=where]")
    for name, level in (("周家大院", "地点"), ("上滩村", "社区")):
        where.fill(name)
        page.locator("[role=option]", has_text=level).last.click()
    page.locator(".form [data-field=to]").fill("没有这人")
    page.locator(".form [role=option]", has_text="单位").click()
    page.get_by_role("button", name="去掉 没有这人").click()  # what is taken out again is not kept
    page.keyboard.press("Control+Enter")
    saved(page)
    text = draft.read_text(encoding="utf-8")
    ids = [f"liuxi-2021-07-04-place-{n}" for n in (2, 3)]
    assert f"- {{id: {ids[0]}, level: site, name: 周家大院}}" in text
    assert f"- {{id: {ids[1]}, level: community, name: 上滩村}}" in text
    assert f"  where: [{ids[0]}, {ids[1]}]" in text
    assert "没有这人" not in text
