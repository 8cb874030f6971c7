"""PDF: paragraphs in reading order, without what stands on every page, and nothing unpacked without bound."""

import base64
import io
import resource
import zlib
from pathlib import Path

import pytest
from helpers.pdf import lines, pdf

import graph.extract as ex
from graph.errors import DataError
from graph.text.sources import text_of

PATH = Path("2023-06-10-a.pdf")
LEFT = ("县医院派出12名医生赶赴", "柳树村，为居民义诊。志", "愿者搬运沙袋300袋。")
BELOW = "村民一起清淤，连夜加固堤坝，为居民送去口罩和米面，直到天亮。"
RIGHT = ("省水利厅工作队转移群众", "150人，送去口罩500个。", "消防队出动20人救援。")


def text(*pages, **options):
    return text_of(pdf(*pages, **options), PATH)


def test_running_heads_and_page_numbers_are_no_text():
    def page(n, *body):
        return [
            (60, 40, 9, "青溪日报"),
            (430, 40, 9, f"2023年6月{n}日 第{n}版"),
            *lines(*body),
            (290, 815, 9, f"— {n} —"),
        ]

    read = text(
        page(1, "县医院派出12名医生赶赴柳树村，为居民义诊。志愿者连夜", "转移群众1"),
        page(2, "50人。村干部组织党员巡堤，消防队出动20人救援群众，送去", "口罩。"),
        page(3, "大家一起加固堤坝。"),
    )
    assert "青溪" not in read
    assert "转移群众150人" in read
    assert "送去口罩" in read
    assert "—" not in read
    agents = {agent["name"] for agent in ex.extract(read, published="2023-06-10").agents}
    assert not any("日报" in name for name in agents)


def test_a_head_on_one_page_is_a_paragraph_of_its_own():
    for y in (70, 60):
        assert (
            text([(60, 40, 12, "青溪日报"), *lines("转移群众300人，送去口罩500个。", y=y)]).split("\n\n")[0]
            == "青溪日报"
        )
    assert text(lines("县医院派出医生"), lines("2023年派出3人。")) == "县医院派出医生\n\n2023年派出3人。"


@pytest.mark.parametrize("by_column", [True, False])
def test_columns_are_read_one_after_the_other(by_column):
    left, right = lines(*LEFT), lines(*RIGHT, x=310)
    body = left + right if by_column else [piece for row in zip(left, right, strict=True) for piece in row]
    read = text([(60, 60, 18, "全县上下一心抗洪"), *body, *lines(BELOW, y=260)])
    assert read.split("\n\n") == ["全县上下一心抗洪", "".join(LEFT), "".join(RIGHT), BELOW]


def test_three_columns_and_a_title_between():
    words = ("县医院派出医生十", "省水利厅工作队来", "消防队出动二十人")
    columns = [
        piece
        for x, word in zip((40, 220, 400), words, strict=True)
        for piece in lines(word, word, word + "。", x=x)
    ]
    read = text([*lines("一起抗洪", y=50, size=20), *columns])
    assert read.split("\n\n")[1:] == [word * 3 + "。" for word in words]


def test_a_table_is_read_row_by_row():
    rows = [piece for i, (unit, n) in enumerate((("单位", "人数"), ("县医院", "12"), ("消防队", "20"))) for piece in ((60, 100 + 20 * i, 12, unit), (200, 100 + 20 * i, 12, n))]  # fmt: skip
    assert text(rows).split("\n\n") == ["单位\t人数", "县医院\t12", "消防队\t20"]


@pytest.mark.parametrize(
    ("words", "read"),
    [
        (("Fire crews evacu-", "ated 150 residents."), "Fire crews evacuated 150 residents."),
        (("The county sent 1,", "200 meals to", "Ashby."), "The county sent 1,200 meals to Ashby."),
        (("全县转移群众1", "50人，送去口罩", "500个。"), "全县转移群众150人，送去口罩500个。"),
        (("一起加固堤坝。", "转移群众300人。"), "一起加固堤坝。转移群众300人。"),
    ],
)
def test_lines_are_joined(words, read):
    assert text(lines(*words)) == read


def test_indents_and_blanks_part_paragraphs():
    body = [(84, 100, 12, "县医院派出12名医生赶赴柳树村，为居民义诊，志愿者连夜搬运"), (60, 120, 12, "沙袋300袋。"), (84, 140, 12, "村干部组织党员巡堤。"), (60, 200, 12, "消防队出动。")]  # fmt: skip
    assert [part[:4] for part in text(body).split("\n\n")] == ["县医院派", "村干部组", "消防队出"]


def test_pages_without_text_are_told_in_a_line():
    found = []
    text_of(pdf(lines("县医院派出12名医生。"), [], []), PATH, found)
    assert [str(note) for note in found] == [
        "no text on pages 2, 3; they may hold pictures, which need OCR first"
    ]


def bomb(*filters):
    """Return a PDF whose page has 300 megabytes of blanks for its contents, and how it is packed."""
    packer = zlib.compressobj(1)
    parts = [packer.compress(b" " * 10_000_000) for _ in range(30)]
    stream = b"".join(parts) + packer.flush()
    if "/FlateDecode" in filters[:-1]:
        stream = zlib.compress(stream, 9)
    if "/ASCII85Decode" in filters:
        stream = base64.a85encode(stream) + b"~>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
        f"<< /Length {len(stream)} /Filter [{' '.join(filters)}] >>\nstream\n".encode() + stream + b"\nendstream",
    ]  # fmt: skip
    out, places = io.BytesIO(b"%PDF-1.4\n"), []
    out.seek(0, 2)
    for n, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n" % n + body + b"\nendobj\n")
    start = out.tell()
    out.write(b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % start)
    return out.getvalue()


@pytest.mark.parametrize(
    "filters",
    [("/FlateDecode",), ("/ASCII85Decode", "/FlateDecode"), ("/FlateDecode", "/FlateDecode")],
    ids=str,
)
def test_a_bomb_is_refused_before_it_is_parsed_and_takes_little_memory(filters):
    data = bomb(*filters)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(DataError, match="unpacks to far more"):
        text_of(data, PATH)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000  # kilobytes


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (pdf(lines("abc"), encrypt="secret"), "asks for a password"),
        (pdf(lines("abc"))[:200], "cannot be read as PDF"),
        (b"", "cannot be read as PDF"),
        (pdf([]), "OCR"),
        (b"PK\x03\x04abc", "by its content a .docx file"),
    ],
    ids=["locked", "cut", "empty", "blank", "docx"],
)  # fmt: skip
def test_what_cannot_be_read_is_told_in_a_line(data, said):
    with pytest.raises(DataError, match=said) as caught:
        text_of(data, PATH)
    assert "\n" not in str(caught.value)
