"""Positions in a text: code points of lines that end in LF, whatever the file has."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import DataError
from graph.text.report import line_of, normalise, paragraphs, read_text, text_hash

TEXT = "青湖镇😀连夜\n\n  \n８月𠮷日。\n"


def test_paragraphs_are_lines_that_are_not_blank() -> None:
    numbered = [(p.number, p.start, p.end, p.text) for p in paragraphs(TEXT)]
    assert numbered == [(1, 0, 6, "青湖镇😀连夜"), (2, 11, 16, "８月𠮷日。")]


def test_a_character_beyond_the_first_plane_counts_once() -> None:
    assert TEXT[3:4] == "😀"
    assert paragraphs(TEXT)[1].text[2] == "𠮷"


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_positions_and_hash_do_not_hang_on_how_a_file_is_saved(
    tmp_path: Path, line_end: str, mark: str
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes((mark + TEXT.replace("\n", line_end)).encode("utf-8"))
    assert read_text(path) == TEXT
    assert text_hash(read_text(path)) == text_hash(TEXT)


def test_a_text_of_an_unknown_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("青湖".encode("gb18030"))
    with pytest.raises(
        DataError,
        match=r"a\.txt: not UTF-8, GB18030 or Big5 \(it looks like none that is known\); save it as UTF-8",
    ):
        read_text(path)


def test_line_of_counts_blank_lines_too() -> None:
    assert [line_of(TEXT, position) for position in (0, 5, 6, 7, 11)] == [1, 1, 1, 2, 4]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_paragraphs_are_stretches_of_the_text(text: str) -> None:
    text = normalise(text)
    found = paragraphs(text)
    assert [p.number for p in found] == list(range(1, len(found) + 1))
    for paragraph in found:
        assert text[paragraph.start : paragraph.end] == paragraph.text
        assert "\n" not in paragraph.text
        assert paragraph.text.strip()
    kept = "".join(p.text for p in found)
    assert "".join(text.split()) == "".join(kept.split())


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_normalising_twice_changes_line_ends_once(text: str) -> None:
    once = normalise(text)
    assert "\r" not in once
    assert normalise(once) in (once, once.removeprefix("\ufeff"))
