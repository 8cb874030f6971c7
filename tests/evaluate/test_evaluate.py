"""Evaluation: a draft against itself, each kind of error, and the floor of the project's own reports."""

import json
from pathlib import Path

import numpy as np
import pytest
from helpers.paths import DATA, ROOT
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

import graph.extract as ex
from graph.errors import DataError
from graph.evaluate import PARTS, View, compare, evaluate, likeness, pair, same_name, views
from graph.model.read import read

REPORTS = sorted((DATA / "reports").glob("*.yaml"))


def rows(path: Path) -> list[dict]:
    [bundle] = read([path])
    return ex.to_rows(bundle)


def written(path: Path, deeds: list[dict]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in deeds), encoding="utf-8")
    return path


def test_a_gold_against_itself_has_no_error():
    result = evaluate([REPORTS[0]], [REPORTS[0]])
    assert result.errors == []
    assert {part for part in PARTS if result.counts[part].f1 == 1} == set(PARTS)


def test_rows_and_records_are_the_same(tmp_path):
    draft = written(tmp_path / "draft.jsonl", rows(REPORTS[0]))
    assert evaluate([REPORTS[0]], [draft]).errors == []


def test_each_error_is_counted_where_it_belongs(tmp_path):
    deeds = rows(REPORTS[0])
    deeds[0]["kind"] = "visit"
    deeds[1]["who"][0]["name"] = "别人"
    deeds[2]["quantities"][0]["bound"] = "exact"
    deeds.pop()
    result = evaluate([REPORTS[0]], [written(tmp_path / "d.jsonl", deeds)])
    found = {(e.part, e.kind) for e in result.errors}
    assert {("deed", "missed"), ("deed", "invented"), ("who", "invented"), ("quantity", "missed")} <= found
    assert result.counts["deed"].missed == 3
    assert result.counts["deed"].invented == 2
    assert result.counts["quantity"].invented == 1


def test_pairs_are_the_best_and_never_of_spans_that_do_not_touch():
    [bundle] = read([REPORTS[0]])
    gold = views(bundle)
    assert pair(gold, list(reversed(gold))) == [(i, len(gold) - 1 - i) for i in range(len(gold))]
    assert pair(gold[:1], gold[5:6]) == []


def test_a_report_that_was_not_drafted_is_missed_whole():
    [bundle] = read([REPORTS[0]])
    result = compare([("a", "", views(bundle))], [])
    assert result.counts["deed"].missed == len(bundle.deeds)
    assert result.counts["deed"].f1 == 0


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [("县妇联工作队", "工作队", True), ("县妇联", "县残联", False), ("队", "工作队", False)],
)
def test_names_agree(a, b, same):
    assert same_name(a, b) is same


def test_what_is_no_draft_is_told(tmp_path):
    broken = tmp_path / "x.jsonl"
    broken.write_text('{"id": "d1"}\n', encoding="utf-8")
    with pytest.raises(DataError, match="no deed row"):
        evaluate([REPORTS[0]], [broken])


def test_the_made_up_reports_reach_what_was_reached():
    counts = {part: [0, 0, 0] for part in PARTS}
    for path in REPORTS:
        [bundle] = read([path])
        text = path.with_suffix(".txt").read_text(encoding="utf-8")
        made = ex.extract(text, published=bundle.report["published"], identifier=path.stem)
        result = compare([(path.stem, "", views(bundle))], [(path.stem, "", views(made))])
        for part, count in result.counts.items():
            for i, number in enumerate((count.found, count.missed, count.invented)):
                counts[part][i] += number
    f1 = {part: 2 * t / (2 * t + m + i) for part, (t, m, i) in counts.items()}
    assert f1["deed"] > 0.74
    assert f1["who"] > 0.78
    assert f1["quantity"] > 0.80


def test_deeds_whose_agents_have_no_record_are_refused():
    folder = ROOT / "data" / "hubei-daily-2020-03-11"
    with pytest.raises(DataError, match=r"folder with report\.yaml"):
        evaluate([folder / "deeds.yaml"], [REPORTS[0]])


def test_a_missing_extra_is_told_in_a_line(monkeypatch):
    import sys

    from graph.errors import CallError

    monkeypatch.setitem(sys.modules, "scipy.optimize", None)
    with pytest.raises(CallError, match=r"deedgraph\[extract\]' \(scipy"):
        evaluate([REPORTS[0]], [REPORTS[0]])


SPANS = st.tuples(st.integers(0, 60), st.integers(-1, 15)).map(lambda span: (span[0], span[0] + span[1]))
DEEDS = st.lists(
    st.tuples(SPANS, st.sampled_from(["give", "send"]), st.sampled_from(["送到", "收下"])), max_size=9
)


@given(DEEDS, DEEDS)
def test_pairs_are_as_good_as_those_of_each_with_each(gold, draft):
    def view(deed):
        span, kind, did = deed
        return View("d", kind, did, span, [span], [], [], [], {}, [], False)

    ours, theirs = [view(deed) for deed in gold], [view(deed) for deed in draft]
    scores = np.array([[likeness(g, d) for d in theirs] for g in ours]).reshape(len(ours), len(theirs))
    rows, columns = linear_sum_assignment(scores, maximize=True)
    found = pair(ours, theirs)
    assert sum(scores[i, j] for i, j in found) == pytest.approx(scores[rows, columns].sum())
    assert all(scores[i, j] > 0 for i, j in found)
    assert len({i for i, _ in found}) == len({j for _, j in found}) == len(found)
    assert found == sorted(found)
