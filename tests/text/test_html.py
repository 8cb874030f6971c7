"""HTML: the article alone, in whatever charset the page is, without hot lists and related stories."""

from pathlib import Path

import pytest

from graph.errors import DataError
from graph.text.sources import text_of

PATH = Path("2023-06-10-a.html")
BODY = [
    "6月3日上午，县医院派出12名医生赶赴柳树村，为居民义诊，送去常用药品200盒，受到村民的欢迎。",
    "当天下午，村干部组织党员巡堤，志愿者连夜搬运沙袋300袋，转移低洼地带群众150人，安置在镇中心小学。",
    "消防队出动20人救援被困群众，一直忙到天亮；青溪镇政府为安置点送去口罩500个和米面油等生活物资。",
]
LIST = "".join(f"<li><a href='/{n}.html'>{words}</a></li>" for n, words in enumerate(
    ["邻县派出900人参加演练", "某市捐赠口罩80万只", "省里组织7000人植树", "外地消防队救出60人", "一公司捐款3000万元", "名医进校园义诊800人"]))  # fmt: skip


def page(charset="utf-8", head="", body=None):
    paragraphs = "".join(f"<p>{words}</p>" for words in body or BODY)
    return (
        f"<!DOCTYPE html><html><head><meta charset='{charset}'><title>医生进村义诊</title>{head}</head><body>"
        f"<div class='nav'><ul><li><a href='/'>首页</a></li></ul></div><div class='article'><h1>医生进村义诊</h1>{paragraphs}</div>"
        f"<div class='hot'><h3>热门新闻</h3><ul>{LIST}</ul></div><div class='related'><h3>相关阅读</h3><ul>{LIST}</ul></div>"
        "<div class='footer'><p>版权所有 青溪网</p></div></body></html>"
    )


def test_the_article_is_read_and_no_list_of_other_stories():
    text = text_of(page().encode(), PATH)
    assert text.split("\n")[0] == "医生进村义诊"
    assert all(words in text for words in BODY)
    assert not any(words in text for words in ("邻县", "80万只", "热门", "相关", "首页", "版权"))


@pytest.mark.parametrize("declared", ["gb2312", "gbk", "gb18030", "GB2312"])
def test_a_charset_that_is_declared(declared):
    data = page(declared, body=[*BODY, "喆、镕和䶮三人送去口罩。"]).encode("gb18030")
    text = text_of(data, PATH)
    assert BODY[0] in text
    assert "喆、镕和䶮" in text


def test_a_charset_that_is_declared_wrongly_big5_and_utf16():
    assert BODY[0] in text_of(page("gb2312").encode("utf-8"), PATH)
    assert BODY[0] in text_of(page("utf-8").encode("gb18030"), PATH)
    assert BODY[0] in text_of(page("none-such").encode("utf-8-sig"), PATH)
    assert BODY[0] in text_of(page("utf-16").encode("utf-16"), PATH)
    traditional = "縣醫院派出12名醫生，為居民體檢，這個國家的人們都來了，我們在這裡工作，大家一起清理街道。"
    assert traditional in text_of(
        page("big5", body=[traditional] * 3).encode("big5", errors="xmlcharrefreplace"), PATH
    )


def test_entities_are_characters():
    text = text_of(
        page(
            body=[*BODY, "古丽娜尔&middot;阿不都热合曼捐款&#51;000&nbsp;元，&ldquo;应该的&rdquo;。"]
        ).encode(),
        PATH,
    )
    assert "古丽娜尔·阿不都热合曼捐款3000 元，“应该的”。" in text.replace("\xa0", " ")


@pytest.mark.parametrize("data", [b"", b"<html></html>", b"<html><body></body></html>", b"<" * 10_000])
def test_a_page_without_an_article_is_told_in_a_line(data):
    with pytest.raises(DataError) as caught:
        text_of(data, PATH)
    assert "\n" not in str(caught.value)
