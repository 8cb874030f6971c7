"""Files of every form, cut, broken, misnamed or empty: text, or one line that names the file."""

import codecs

import pytest
from helpers.pdf import lines, pdf
from helpers.word import docx, paragraph, run
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import DataError
from graph.text.sources import text_of

WORDS = "县医院派出12名医生，为居民体检。这个国家的人们都来了，我们在这里工作。\n"
FILES = {
    ".txt": WORDS.encode(),
    ".html": f"<html><body><article><h1>题目</h1><p>{WORDS * 5}</p></article></body></html>".encode(),
    ".docx": docx(paragraph(run(WORDS))),
    ".pdf": pdf(lines(WORDS.strip()), lines("The county sent 12 boats.")),
}


def told(data, suffix, folder):
    """Return the text in some bytes, or the line that says why there is none."""
    path = folder / f"2023-06-10-a{suffix}"
    try:
        return text_of(data, path)
    except DataError as error:
        assert str(error).startswith(f"{path}: ")
        assert "\n" not in str(error)
        assert len(str(error)) < 500 + len(str(path))
        return None


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_broken_file_is_text_or_a_line(tmp_path_factory, data):
    suffix = data.draw(st.sampled_from(sorted(FILES)))
    whole = bytearray(FILES[data.draw(st.sampled_from([suffix, suffix, suffix, *sorted(FILES)]))])
    for at in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=8)):
        whole[at] = data.draw(st.integers(0, 255))
    end = data.draw(st.one_of(st.just(len(whole)), st.integers(0, len(whole))))
    told(bytes(whole[:end]), suffix, tmp_path_factory.getbasetemp())


@pytest.mark.parametrize("suffix", sorted(FILES))
def test_files_of_no_text_are_told_in_a_line(suffix, tmp_path):
    for data in (
        b"",
        b"\0" * 500,
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\xff\xfea",
        codecs.BOM_UTF32_LE + b"a\0\0\0",
        bytes(range(256)) * 9,
    ):
        assert told(data, suffix, tmp_path) is None, data[:9]


@pytest.mark.parametrize("suffix", [".txt", ".html"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_marks_and_encodings(suffix, encoding, tmp_path):
    read = told(FILES[suffix].decode().encode(encoding), suffix, tmp_path)
    assert read is not None
    assert "县医院派出12名医生" in read
    assert "\ufeff" not in read


@pytest.mark.parametrize("suffix", sorted(FILES))
def test_a_name_that_says_another_form(suffix, tmp_path):
    for other, data in FILES.items():
        if other != suffix and not {other, suffix} <= {".txt", ".html"}:
            assert told(data, suffix, tmp_path) is None, other
