"""CSV of every command: read back as it was, and no cell that a spreadsheet would take for a formula."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.common.csv_text import csv_pieces, safe, safe_csv

# No NUL: Python's reader before 3.11 refuses it. No surrogates: no file holds them.
TEXT = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"))


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@given(st.lists(st.lists(TEXT, min_size=2, max_size=2), max_size=5))
def test_what_is_written_is_read_back(rows: list[list[str]]) -> None:
    text = "".join(csv_pieces(["a", "b"], rows))
    assert read(text) == [["a", "b"], *([safe(cell) for cell in row] for row in rows)]


@pytest.mark.parametrize(
    "cell", ["a\rb", "a\nb", "a\r\nb", 'say "x"', ",", '"', "\r", "青湖镇，“转移”\r群众"]
)
def test_breaks_and_quotes_are_kept(cell: str) -> None:
    assert read("".join(csv_pieces(["a"], [[f"x{cell}"]]))) == [["a"], [f"x{cell}"]]
    assert "".join(csv_pieces(["a"], [[f"x{cell}"]])).count('"') >= 2


@given(
    st.sampled_from("=+-@\t\r\n＝＋－＠"),
    st.text(min_size=1).filter(lambda rest: not rest.strip().isdecimal()),
)
def test_a_formula_is_guarded(sign: str, rest: str) -> None:
    guarded = safe(sign + rest)
    assert guarded == f"'{sign}{rest}" or float(sign + rest) is not None  # what is not guarded is a number


@pytest.mark.parametrize("number", ["-5", "+3", "-0.25", "-1.5E3", "0", "12"])
def test_a_number_is_no_formula(number: str) -> None:
    assert safe(number) == number


@pytest.mark.parametrize("cell", ["-5+1", "-", "+1 a", "-1\n", "-1=2", "-٣", "--5", "-1e", "=5"])
def test_what_begins_as_a_number_is_guarded(cell: str) -> None:
    assert safe(cell) == f"'{cell}"


def test_many_rows_come_in_pieces() -> None:
    pieces = list(csv_pieces(["n"], ([n] for n in range(1200))))
    assert len(pieces) == 3 and read("".join(pieces))[-1] == ["1199"]


@given(
    st.lists(
        st.lists(
            TEXT | st.sampled_from(["=1", "-5", "\r", "＝1", "\t", '"=', "+\r\n", ""]), min_size=2, max_size=2
        ),
        max_size=5,
    )
)
def test_what_another_program_wrote_is_guarded_alike(rows: list[list[str]]) -> None:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerows([["a", "b"], *rows])
    guarded = safe_csv(buffer.getvalue().encode())
    assert read(guarded.decode()) == [["a", "b"], *([safe(cell) for cell in row] for row in rows)]
    if all(safe(cell) == cell for row in rows for cell in row):
        assert guarded == buffer.getvalue().encode()
