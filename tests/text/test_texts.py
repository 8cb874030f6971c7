"""The texts of reports in a folder: read as ``extract`` reads them, told apart by their hash."""

from pathlib import Path

import pytest
from helpers.pdf import pdf

from graph.errors import DataError
from graph.text.report import find_texts, read_text, text_hash

WORDS = "县医院派出12名医生，为居民体检。这个国家的人们都来了，我们在这里工作。\n"
TRADITIONAL = "縣醫院派出12名醫生，為居民體檢。這個國家的人們都來了，我們在這裡工作。\n"


def test_texts_of_a_folder_are_told_apart_by_their_hash(tmp_path: Path) -> None:
    (tmp_path / "2021").mkdir()
    (tmp_path / "2021" / "a.txt").write_text("甲\n", encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"\0\1\2")
    (tmp_path / "c.md").write_text("丙\n", encoding="utf-8")
    (tmp_path / "d.yaml").write_text("report:\n", encoding="utf-8")
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "e.txt").write_text("戊\n", encoding="utf-8")
    found = find_texts(tmp_path)
    assert found.by_hash == {
        text_hash("甲\n"): tmp_path / "2021" / "a.txt",
        text_hash("丙\n"): tmp_path / "c.md",
    }
    assert [str(fault) for fault in found.errors] == [f"{tmp_path / 'b.txt'}: a binary file, not text"]


def test_texts_of_other_encodings_are_those_that_extract_reads(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(WORDS.encode("gb18030"))
    (tmp_path / "b.txt").write_bytes(TRADITIONAL.encode("big5"))
    (tmp_path / "c.txt").write_bytes(WORDS.replace("12", "13").encode("utf-16"))
    found = find_texts(tmp_path)
    assert set(found.by_hash) == {
        text_hash(WORDS),
        text_hash(TRADITIONAL),
        text_hash(WORDS.replace("12", "13")),
    }
    assert read_text(found.by_hash[text_hash(WORDS)]) == WORDS


def test_pages_pdfs_and_docx_are_read_by_the_same_readers(tmp_path: Path) -> None:
    pytest.importorskip("trafilatura")
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.add_paragraph(WORDS.strip())
    document.save(str(tmp_path / "a.docx"))
    (tmp_path / "b.pdf").write_bytes(pdf([]))
    (tmp_path / "c.html").write_text("<html><body></body></html>", encoding="utf-8")
    (tmp_path / "d.txt").write_text(WORDS * 2, encoding="utf-8")
    found = find_texts(tmp_path)
    assert set(found.by_hash) == {text_hash(WORDS.strip()), text_hash(WORDS * 2)}
    assert [str(fault).removeprefix(f"{tmp_path}/")[:5] for fault in found.errors] == ["b.pdf", "c.htm"]


@pytest.mark.parametrize("encoding", ["utf-32", "utf-32-le", "utf-32-be"])
def test_utf_32_is_told_by_its_mark(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(WORDS.encode(encoding) if encoding == "utf-32" else f"\ufeff{WORDS}".encode(encoding))
    with pytest.raises(DataError) as caught:
        read_text(path)
    assert str(caught.value) == f"{path}: not UTF-8 (it looks like UTF-32); save it as UTF-8"


@pytest.mark.parametrize(
    "data", [b"not pdf at all", b"%PDF-1.4\nnothing\n", b"%PDF-1.4\nstartxref\n9\n%%EOF"]
)
def test_a_pdf_that_is_none_is_told_in_our_line_alone(
    tmp_path: Path, data: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    with pytest.raises(DataError, match=f"^{path}: cannot be read as PDF: ") as caught:
        read_text(path)
    assert "\n" not in str(caught.value)
    assert caplog.records == []


def test_a_folder_without_texts_and_one_that_does_not_exist_are_faults(tmp_path: Path) -> None:
    (empty,) = find_texts(tmp_path).errors
    assert str(empty).startswith(f"{tmp_path}: no report files (")
    (missing,) = find_texts(tmp_path / "nowhere").errors
    assert str(missing) == f"{tmp_path / 'nowhere'}: no such file or folder"
