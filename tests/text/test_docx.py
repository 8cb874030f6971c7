"""DOCX: everything on its pages in order, what is left out told in a line, and nothing unpacked without bound."""

import io
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from helpers.word import docx, paragraph, part, run

from graph.errors import DataError
from graph.text.sources import text_of

PATH = Path("2023-06-10-a.docx")


def text(body, **others):
    return text_of(docx(body, **others), PATH)


def notes(body, **others):
    found = []
    text_of(docx(body, **others), PATH, found)
    return [str(note) for note in found]


def test_tracked_insertions_stay_and_deletions_go():
    body = paragraph(
        run("县医院派出"),
        '<w:ins w:id="1" w:author="a">' + run("12名") + "</w:ins>",
        '<w:del w:id="2"><w:r><w:delText>3名</w:delText></w:r></w:del>',
        '<w:moveFrom w:id="3">' + run("昨天") + "</w:moveFrom>",
        '<w:moveTo w:id="4">' + run("医生") + "</w:moveTo>",
        run("。"),
    )
    assert text(body) == "县医院派出12名医生。"
    assert notes(body) == ["not read: 2 tracked deletions"]


@pytest.mark.parametrize(
    ("body", "read"),
    [
        (f"<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>{paragraph(run('县医院派出12名医生。'))}</w:sdtContent></w:sdt>", "县医院派出12名医生。"),
        (paragraph(run("6月"), f"<w:sdt><w:sdtContent>{run('3日')}</w:sdtContent></w:sdt>", run("派出12人。")), "6月3日派出12人。"),
        (paragraph(run("填报："), f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('单击此处')}</w:sdtContent></w:sdt>"), "填报："),
        (paragraph('<w:smartTag w:element="date"><w:smartTagPr/>' + run("6月3日") + "</w:smartTag>", run("派出12人。")), "6月3日派出12人。"),
        (paragraph('<w:hyperlink w:history="1">' + run("县医院") + "</w:hyperlink>", run("派出12人。")), "县医院派出12人。"),
        (paragraph('<w:fldSimple w:instr="DATE">' + run("6月3日") + "</w:fldSimple>", run("派出12人。")), "6月3日派出12人。"),
        (paragraph("<w:r><w:instrText>DATE</w:instrText></w:r>", run("派出12人。")), "派出12人。"),
        (paragraph(run("派出"), '<w:r><w:tab/><w:t>12</w:t><w:noBreakHyphen/><w:t>15人</w:t><w:br w:type="page"/></w:r>'), "派出\t12-15人"),
        (paragraph("<w:r><w:t>县医院派出12人。</w:t><w:br/><w:t>县局派出3人。</w:t></w:r>"), "县医院派出12人。\n\n县局派出3人。"),
        (paragraph("<w:r><w:ruby><w:rt>" + run("yuan") + "</w:rt><w:rubyBase>" + run("院") + "</w:rubyBase></w:ruby></w:r>"), "院"),
    ],
)  # fmt: skip
def test_what_word_wraps_text_in_is_read_through(body, read):
    assert text(body) == read


def test_tables_rows_are_lines_and_sentences_in_cells_paragraphs():
    def table(*rows):
        cells = (f"<w:tr>{''.join(f'<w:tc><w:tcPr/>{cell}</w:tc>' for cell in row)}</w:tr>" for row in rows)
        return f"<w:tbl><w:tblPr/>{''.join(cells)}</w:tbl>"

    inner = table((paragraph(run("沙袋")), paragraph(run("300袋"))))
    body = (
        paragraph(run("甲"))
        + table(
            (paragraph(run("单位")), paragraph(run("人数"))),
            (paragraph(run("县医院派出12人。")), inner + paragraph()),
        )
        + paragraph(run("乙"))
    )
    assert text(body) == "甲\n\n单位\t人数\n\n县医院派出12人。\n\n沙袋\t300袋\n\n乙"


def test_text_boxes_are_read_once_and_notes_behind_their_paragraph():
    box = f"<w:txbxContent>{paragraph(run('框里的话。'))}</w:txbxContent>"
    both = (
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    body = paragraph(run("正文一。"), both, '<w:r><w:footnoteReference w:id="2"/></w:r>') + paragraph(
        run("正文二。"), '<w:r><w:endnoteReference w:id="2"/></w:r>'
    )
    foot = part(
        "footnotes",
        '<w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
        + f'<w:footnote w:id="2">{paragraph(run("脚注。"))}</w:footnote>',
    )
    end = part("endnotes", f'<w:endnote w:id="2">{paragraph(run("尾注。"))}</w:endnote>')
    assert (
        text(body, footnotes=foot, endnotes=end) == "正文一。\n\n框里的话。\n\n脚注。\n\n正文二。\n\n尾注。"
    )
    assert notes(body, footnotes=foot) == []


def test_what_is_not_read_is_told_in_one_line():
    body = paragraph(
        run("派出12人。"), "<w:r><w:drawing/></w:r>", "<w:r><w:object/></w:r>", "<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>",
        '<w:r><w:commentReference w:id="1"/></w:r>', "<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r>",
    )  # fmt: skip
    header = part("hdr", paragraph(run("青溪日报")))
    assert text(body, header1=header) == "派出12人。"
    told = "not read: 1 comments, 1 formulas, 1 headers or footers, 1 hidden stretches, 1 embedded objects, 1 pictures or charts"
    assert notes(body, header1=header) == [told]


@pytest.mark.parametrize("honest", [True, False])
def test_a_bomb_is_refused_before_it_is_parsed_and_takes_little_memory(honest):
    file = io.BytesIO(docx(paragraph(run("甲"))))
    with (
        zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("word/footnotes.xml", "w") as member,
    ):
        for _ in range(300):
            member.write(b" " * 1_000_000)
    data = file.getvalue()
    if not honest:  # both headers say that it is small
        data = data.replace((300_000_000).to_bytes(4, "little"), (1_000).to_bytes(4, "little"))
    assert len(data) < 1_000_000
    tracemalloc.start()
    with pytest.raises(DataError, match="unpacks to far more|cannot be read as DOCX"):
        text_of(data, PATH)
    assert tracemalloc.get_traced_memory()[1] < 40_000_000
    tracemalloc.stop()


def test_too_many_members_and_entities_are_refused_or_harmless():
    with pytest.raises(DataError, match="unpacks to far more"):
        text_of(b"PK\x03\x04" + b"PK\x01\x02" * 6_000, PATH)
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "哈哈哈哈哈哈哈哈">' + "".join(
        f'<!ENTITY x{i} "{f"&x{i - 1 if i else str()};" * 20}">' for i in range(8)
    )
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx(""))) as old, zipfile.ZipFile(file, "w") as new:
        new.writestr("_rels/.rels", old.read("_rels/.rels"))
        new.writestr("word/document.xml", bomb + "]><a>&x7;</a>")
    with pytest.raises(DataError):
        text_of(file.getvalue(), PATH)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "cannot be read as DOCX"),
        (b"not packed", "cannot be read as DOCX"),
        (docx(paragraph(run("甲")))[:300], "cannot be read as DOCX"),
        (docx("<w:p>")[:-40], "cannot be read as DOCX"),
        (docx(""), "the file is empty"),
        (docx("<w:p/>" * 1_500_000), "unpacks to far more"),
        (docx("<w:p>" * 400 + "</w:p>" * 400), "cannot be read as DOCX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "locked with a password, or an old Office file"),
        (b"%PDF-1.7\n", "by its content a .pdf file"),
        (b"{\\rtf1 }", "by its content a .rtf file"),
    ],
    ids=["empty", "text", "cut", "broken", "blank", "crowded", "deep", "locked", "pdf", "rtf"],
)
def test_what_is_no_docx_is_told_in_a_line(data, said):
    with pytest.raises(DataError, match=said) as caught:
        text_of(data, PATH)
    assert str(caught.value).startswith("2023-06-10-a.docx: ")
    assert "\n" not in str(caught.value)
