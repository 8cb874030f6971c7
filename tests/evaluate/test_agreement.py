"""Agreement: figures that were published, records against themselves, and each way in which two people differ."""

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from helpers.paths import DATA
from hypothesis import given
from hypothesis import strategies as st
from nltk.metrics.agreement import AnnotationTask
from nltk.metrics.distance import jaccard_distance, masi_distance

from graph.errors import CallError, DataError
from graph.evaluate.agreement import _DISTANCES, FIELDS, _answer, _figure, agree

REPORTS = DATA / "reports"
FLOOD = REPORTS / "own-02-flood.yaml"


def changed(folder: Path, *steps: tuple[str, str]) -> Path:
    """Return a second person's records of the flood: the first one's with these words put for others."""
    text = FLOOD.read_text(encoding="utf-8")
    for old, new in steps:
        assert old in text
        text = text.replace(old, new, 1)
    path = folder / "b.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("meg", "owen", "alpha"),
    [("0100000010", "1110010000", 0.095), ("aabbdcccedda", "babbbcccedd" + "d", 0.692)],
)
def test_the_figures_of_krippendorff_himself(meg, owen, alpha):
    # K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), examples A and B: two observers.
    figure = _figure(Counter(zip(meg, owen, strict=True)), _DISTANCES["kind"])
    assert figure.alpha == pytest.approx(alpha, abs=0.0006)
    assert figure.observed == sum(a == b for a, b in zip(meg, owen, strict=True)) / len(meg)


def test_where_nothing_varies_there_is_no_alpha():
    figure = _figure(Counter({("visit", "visit"): 5}), _DISTANCES["kind"])
    assert (figure.observed, figure.alpha) == (1, None)


some = st.frozensets(st.integers(0, 4), min_size=1)


@given(st.lists(st.tuples(some, some), min_size=2, max_size=12), st.sampled_from(["who", "span"]))
def test_counted_answers_give_the_alpha_of_the_library(answers, name):
    figure = _figure(Counter(answers), _DISTANCES[name])
    if figure.alpha is None:
        assert len({label for both in answers for label in both}) == 1
        return
    told = [
        (who, str(n), label) for n, both in enumerate(answers) for who, label in zip("ab", both, strict=True)
    ]
    distance = masi_distance if name == "who" else jaccard_distance
    assert figure.alpha == pytest.approx(AnnotationTask(told, distance).alpha())


def test_one_person_agrees_with_himself():
    result = agree([REPORTS], [REPORTS])
    assert (result.only_a, result.only_b, result.found, result.differences) == (0, 0, 1, [])
    assert {name: figure.alpha for name, figure in result.figures.items()} == dict.fromkeys(FIELDS, 1)


def test_each_difference_is_told_where_it_belongs(tmp_path):
    other = changed(
        tmp_path,
        ("kind: organise", "kind: visit"),
        ("who: [wu-jing-sha-he-zhong-dui]", "who: [ma-chun-guang]"),
        ("start: 29, end: 45", "start: 29, end: 40"),
    )
    result = agree([FLOOD], [other])
    told = {(d.field, d.a, d.b) for d in result.differences}
    assert {
        ("kind", "organise", "visit"),
        ("who", "武警沙河中队", "马春光"),
        ("span", "29–45", "29–40"),
    } <= told
    assert result.found == 1
    for name in ("text", "kind", "who", "span"):
        assert result.figures[name].alpha < 1
    assert result.figures["quantity"].alpha == 1


def test_the_same_body_under_a_shorter_name_is_no_difference(tmp_path):
    other = changed(tmp_path, ("name: 沙河县应急管理局", "name: 应急管理局"))
    assert agree([FLOOD], [other]).differences == []


def test_it_is_the_same_either_way_round(tmp_path):
    other = changed(tmp_path, ("kind: organise", "kind: visit"), ("start: 29, end: 45", "start: 29, end: 40"))
    one, two = agree([FLOOD], [other]), agree([other], [FLOOD])
    assert one.figures == two.figures
    assert [(d.a, d.b) for d in one.differences] == [(d.b, d.a) for d in two.differences]


def test_a_deed_that_only_one_has_is_told(tmp_path):
    text = FLOOD.read_text(encoding="utf-8")
    at = text.index("  - id: d02")
    path = tmp_path / "b.yaml"
    path.write_text(text[:at] + text[text.index("  - id: d03") :], encoding="utf-8")
    result = agree([FLOOD], [path])
    assert (result.only_a, result.only_b) == (1, 0)
    [alone] = [d for d in result.differences if d.field == "deed"]
    assert (alone.a_deed, alone.b_deed, alone.b) == ("d02", "", "")
    assert result.found < 1


def test_two_reports_keep_their_characters_apart():
    # The first deeds of all reports cite about the same positions; chance must not take them for one another's.
    assert _answer(frozenset({1, 2}), 0) != _answer(frozenset({1, 2}), 1)
    both = agree([REPORTS], [REPORTS])
    assert both.figures["text"].units > agree([FLOOD], [FLOOD]).figures["text"].units
    assert both.figures["span"].units == both.both


def test_what_cannot_be_compared_is_told(tmp_path):
    with pytest.raises(DataError, match="no such file"):
        agree([FLOOD], [tmp_path / "none"])
    two = [tmp_path / "x", tmp_path / "y"]
    for folder, names in zip(
        two, (("own-01-epidemic", "own-02-flood"), ("own-03-fire", "own-04-donation")), strict=True
    ):
        folder.mkdir()
        for name in names:
            (folder / f"{name}.yaml").write_bytes((REPORTS / f"{name}.yaml").read_bytes())
    with pytest.raises(CallError, match="no report in common"):
        agree([two[0]], [two[1]])


@pytest.mark.parametrize("both", [False, True])
def test_who_found_no_deed_is_compared_too(tmp_path, both):
    text = FLOOD.read_text(encoding="utf-8")
    path = tmp_path / "b.yaml"
    path.write_text(text[: text.index("deeds:\n")] + "deeds: []\n", encoding="utf-8")
    result = agree([path if both else FLOOD], [path])
    assert (result.both, result.only_b) == (0, 0)
    assert (result.only_a > 0, result.found) == (not both, None if both else 0)


def test_records_of_two_texts_are_not_compared(tmp_path):
    text = FLOOD.read_text(encoding="utf-8")
    digest = re.search(r"sha256: \W?([0-9a-f]{64})", text)[1]
    other = changed(tmp_path, (digest, "0" * 64))
    with pytest.raises(CallError) as caught:
        agree([FLOOD], [other])
    assert str(caught.value) == (
        f"report own-02-flood: the two are of different texts (sha256 {digest[:8]}… and 00000000…); "
        "give records of one text"
    )


def test_the_command_tells_figures_and_differences(tmp_path):
    other = changed(tmp_path, ("kind: organise", "kind: visit"))

    def run(*more: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "graph.cli", "agree", str(FLOOD), str(other), *more]
        return subprocess.run(command, capture_output=True, text=True)

    table = run()
    assert table.returncode == 0, table.stderr
    assert "alpha" in table.stdout and "organise" in table.stdout
    assert "1 difference" in table.stderr
    told = json.loads(run("--format", "json").stdout)
    assert told["figures"]["kind"]["alpha"] < 1
    assert told["differences"][0]["field"] == "kind"
