"""YAML as records have it: JSON's types, days and codes as they are written, nothing that runs or explodes."""

import json
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import DataError
from graph.model.strict_yaml import MAX_DEPTH, Lines, read_yaml


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2020-03-05", "2020-03-05"),  # YAML 1.1 makes a day of it
        ("no", "no"),  # and False of this,
        ("12:30:45", "12:30:45"),  # and 45045 of this,
        ("0x10", "0x10"),
        ("1_000", "1_000"),
        ("042", 42),  # and 34 of this
        ("'042'", "042"),
        ('"4201"', "4201"),
        ("12", 12),
        ("2.5", 2.5),
        ("2.0", 2),
        ("-3", -3),
        ("1e400", "1e400"),
        (".nan", ".nan"),
        ("true", True),
        ("null", None),
        ("~", None),
        ("", None),
        ("𠮷野家", "𠮷野家"),
    ],
)
def test_scalars_are_what_json_has(written: str, read: Any) -> None:
    (value,) = read_yaml(f"k: {written}".encode(), "x").values()
    assert value == read
    assert type(value) is type(read)


def test_a_byte_order_mark_and_crlf_are_read_over() -> None:
    assert read_yaml(b"\xef\xbb\xbfa:\r\n  - 1\r\n", "x") == {"a": [1]}


def test_lines_of_values_are_counted_from_one() -> None:
    lines: Lines = {}
    read_yaml(b"# a comment\ndeeds:\n  - id: d01\n    who:\n      - a\n", "x", lines)
    assert lines[("deeds",)] == 3
    assert lines["deeds", 0, "id"] == 3
    assert lines["deeds", 0, "who", 0] == 5


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"a: \xff", "x:1: not UTF-8; save the file as UTF-8"),
        (b"b: 1\na: {", "x:2: broken YAML: did not find expected node content; look here and just above"),
        (b"a: 1\nb: \x00", "x:2: broken YAML: control characters are not allowed; look here and just above"),
        (b"a: &x [1]\nb: *x", "x:2: aliases (*name) are not allowed in records; write the value out"),
        (b"a: 1\nb: !os.system", "x:2: tags (!os.system) are not allowed in records; write plain values"),
        (b"a: 1\na: 2", "x:2: duplicate key 'a'; keep one"),
        (b"? [1]\n: 2", "x:1: a key must be a plain word"),
        (b"a: 1\n---\nb: 2", "x:2: a second YAML document; write one a file, without ---"),
    ],
)  # fmt: skip
def test_what_is_no_record_says_where_and_what_to_do(data: bytes, fault: str) -> None:
    with pytest.raises(DataError) as caught:
        read_yaml(data, "x")
    assert str(caught.value) == fault


def test_nesting_is_bounded() -> None:
    deepest = b"[" * MAX_DEPTH + b"]" * MAX_DEPTH
    read_yaml(deepest, "x")
    # A million brackets would crash a parser that recurses.
    for depth in (MAX_DEPTH + 1, 1_000_000):
        with pytest.raises(DataError, match="nested deeper than 40 levels"):
            read_yaml(b"[" * depth + b"]" * depth, "x")


def test_a_bomb_of_aliases_is_refused_at_the_first() -> None:
    bomb = "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n" for i in range(1, 60))
    with pytest.raises(DataError, match=r"x:2: aliases"):
        read_yaml(bomb.encode(), "x")


plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**17), 10**17)
    | st.text(st.characters(exclude_categories=["C"])),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abcd", min_size=1), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(plain)
def test_json_is_yaml(value: Any) -> None:
    """Every JSON document is read as the same value, so that a record may be written as JSON too."""
    assert read_yaml(json.dumps(value, ensure_ascii=False).encode(), "x") == value


@given(
    st.dictionaries(
        st.text("abc", min_size=1, max_size=5), st.integers(0, 10**6) | st.text("青湖镇 名:#-", min_size=1)
    )
)
def test_what_pyyaml_writes_is_read(value: dict[str, Any]) -> None:
    assert read_yaml(yaml.safe_dump(value, allow_unicode=True).encode(), "x") == value


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        read_yaml(data, "x")
    except DataError as fault:
        assert str(fault).startswith("x:")
