"""Totals against their parts: what is summed, what is held against what, and when both cannot be true."""

import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from helpers.sums import sums_report, sums_shown

from graph.cli import main
from graph.model.measures import measure_words
from graph.model.read import read
from graph.query.deeds import Filters
from graph.query.totals import Line, csv_text, totals
from graph.resources import resource
from graph.store.load import load
from graph.store.store import open_store

AGENTS = """
agents:
  - {id: shelter-office, type: unit, name: 安置办}
  - {id: north-station, type: unit, name: 城北安置站, parent: shelter-office}
  - {id: river-bureau, type: unit, name: 河务局}
  - {id: crews, type: group, name: 各抢险队, source: {paragraph: 1, start: 0, end: 4}}
  - {id: night-crew, type: team, name: 夜班队, unit: north-station, source: {paragraph: 1, start: 0, end: 4}}
"""


def deed(number: int, who: str, quantity: str, when: str = "", rest: str = "", kind: str = "deliver") -> str:
    at = 10 * number
    day = f"when: {{{when}}}, " if when else ""
    return (
        f"  - {{id: d{number:02}, kind: {kind}, did: 发放, who: [{who}], {day}{rest}"
        f"quantities: [{{id: q1, {quantity}}}], source: {{paragraph: 1, start: {at}, end: {at + 5}}}}}\n"
    )


def graph_of(folder: Path, *deeds: str) -> ox.Store:
    report = (
        "report: {id: flood-2021, title: 汛情, published: '2021-07-30', language: zh, sha256: '"
        + "0" * 64
        + "'}"
    )
    (folder / "flood.yaml").write_text(report + AGENTS + "deeds:\n" + "".join(deeds), encoding="utf-8")
    store = open_store()
    load(store, read([folder]), fresh=True)
    return store


def told(store: ox.Store, **filters: str) -> list[tuple[str, str, str, str]]:
    return [(line.of, line.singles, line.total, line.both) for line in totals(store, Filters(**filters))]


TENTS = "value: {}, measure: 顶, bound: {}, of: 帐篷, role: goods"
DAY = "start: '2021-07-{0}', end: '2021-07-{0}'"
AS_OF = "asOf: '2021-07-{}'"
SUM = "summary: true, "


def test_single_deeds_are_summed_and_a_total_is_not_added_to_them(tmp_path: Path) -> None:
    store = graph_of(
        tmp_path,
        deed(1, "shelter-office", TENTS.format(120, "exact"), DAY.format("20")),
        deed(2, "north-station", TENTS.format(80, "atLeast"), DAY.format("21")),
        deed(3, "shelter-office", TENTS.format(500, "exact"), AS_OF.format("22"), SUM),
    )
    assert told(store) == [("帐篷", "≥200", "500", "yes")]
    assert told(store, who="城北安置站") == [("帐篷", "≥80", "", "")]


def test_a_total_that_is_less_than_its_parts_cannot_be_true(tmp_path: Path) -> None:
    store = graph_of(
        tmp_path,
        deed(1, "shelter-office", TENTS.format(120, "exact"), DAY.format("20")),
        deed(2, "north-station", TENTS.format(80, "atLeast"), DAY.format("21")),
        deed(3, "shelter-office", TENTS.format(190, "exact"), AS_OF.format("22"), SUM),
    )
    (line,) = totals(store)
    assert (line.both, line.why) == ("no", "single deeds up to that day come to at least 200")


@pytest.mark.parametrize(
    ("bound", "both"),
    [("exact", "no"), ("atLeast", "yes"), ("about", "yes"), ("almost", "no"), ("atMost", "no")],
)
def test_the_bound_decides(tmp_path: Path, bound: str, both: str) -> None:
    store = graph_of(
        tmp_path,
        deed(1, "shelter-office", TENTS.format(200, "exact"), DAY.format("20")),
        deed(2, "shelter-office", TENTS.format(190, bound), AS_OF.format("22"), SUM),
    )
    assert [line.both for line in totals(store)] == [both]


def test_running_totals_stand_in_the_order_of_their_days_and_may_not_shrink(tmp_path: Path) -> None:
    store = graph_of(
        tmp_path,
        deed(1, "shelter-office", TENTS.format(900, "exact"), AS_OF.format("25"), SUM),
        deed(2, "shelter-office", TENTS.format(950, "atLeast"), AS_OF.format("22"), SUM),
        deed(3, "shelter-office", TENTS.format(300, "exact"), AS_OF.format("20"), SUM),
    )
    found = [(line.as_of, line.total, line.both) for line in totals(store)]
    assert found == [("2021-07-20", "300", ""), ("2021-07-22", "≥950", "yes"), ("2021-07-25", "900", "no")]
    assert "less than the ≥950 of 2021-07-22" in totals(store)[-1].why


def test_two_totals_of_one_day_that_differ_cannot_both_be_true(tmp_path: Path) -> None:
    store = graph_of(
        tmp_path,
        deed(1, "shelter-office", TENTS.format(934, "exact"), AS_OF.format("25"), SUM),
        deed(2, "shelter-office", TENTS.format(943, "exact"), AS_OF.format("25"), SUM),
        deed(3, "shelter-office", TENTS.format(900, "atLeast"), AS_OF.format("25"), SUM),
    )
    assert [line.both for line in totals(store)] == ["", "no", "yes"]


def test_a_total_is_held_only_against_what_it_counts(tmp_path: Path) -> None:
    store = graph_of(
        tmp_path,
        deed(1, "river-bureau", TENTS.format(999, "exact"), DAY.format("20")),  # somebody else's
        deed(2, "shelter-office", TENTS.format(999, "exact"), DAY.format("28")),  # later
        deed(
            3, "shelter-office", TENTS.format(999, "exact"), DAY.format("20"), kind="disinfect"
        ),  # another kind
        deed(4, "shelter-office", TENTS.format(999, "exact").replace("帐篷", "折叠床"), DAY.format("20")),
        deed(5, "night-crew", TENTS.format(40, "exact"), DAY.format("20")),  # a team of a part of it
        deed(6, "shelter-office", TENTS.format(50, "exact"), AS_OF.format("22"), SUM),
    )
    assert ("帐篷", "40", "50", "yes") in told(store)


NAMESAKES = """
places:
  - {id: jia-city, level: city, name: 甲市}
  - {id: yi-city, level: city, name: 乙市}
  - {id: sunrise-jia, level: community, name: 朝阳社区, within: jia-city}
  - {id: sunrise-yi, level: community, name: 朝阳社区, within: yi-city}
"""


@pytest.mark.parametrize(
    ("single", "total", "held"),
    [
        ("sunrise-yi", "sunrise-jia", ("", "50", "")),  # a namesake
        ("sunrise-jia", "sunrise-jia", ("200", "50", "no")),
        ("sunrise-yi", "yi-city", ("200", "50", "no")),  # within it
        ("yi-city", "sunrise-yi", ("", "50", "")),  # wider: how much of it was there is not told
    ],
)
def test_a_place_is_no_namesake(tmp_path: Path, single: str, total: str, held: tuple[str, str, str]) -> None:
    store = graph_of(
        tmp_path,
        deed(1, "shelter-office", TENTS.format(200, "exact"), DAY.format("20"), f"where: [{single}], "),
        deed(2, "shelter-office", TENTS.format(50, "exact"), AS_OF.format("22"), f"{SUM}where: [{total}], "),
        NAMESAKES,
    )
    assert told(store)[0][1:] == held


def test_single_deeds_that_no_total_counts_have_a_line_of_their_own(tmp_path: Path) -> None:
    store = graph_of(
        tmp_path,
        deed(1, "shelter-office", TENTS.format(200, "exact"), DAY.format("20")),
        deed(2, "shelter-office", TENTS.format(300, "exact"), "start: '2021-07-21', end: '2021-07-25'"),
        deed(3, "river-bureau", TENTS.format(50, "exact"), DAY.format("20")),
        deed(4, "shelter-office", TENTS.format(200, "exact"), AS_OF.format("22"), SUM),
        deed(5, "shelter-office", TENTS.format(260, "exact"), AS_OF.format("23"), SUM),
    )
    assert told(store) == [
        ("帐篷", "200", "200", "yes"),
        ("帐篷", "200", "260", "yes"),
        ("帐篷", "350", "", ""),
    ]
    rest = totals(store)[-1]
    assert (rest.deeds, rest.deed, rest.why) == (2, "", "no total counts them")


def test_what_is_told_twice_or_counted_elsewhere_is_not_summed(tmp_path: Path) -> None:
    store = graph_of(
        tmp_path,
        deed(1, "shelter-office", TENTS.format(120, "exact"), DAY.format("20")),
        deed(2, "shelter-office", TENTS.format(120, "exact") + ", same: d01/q1", DAY.format("20")),
        deed(3, "shelter-office", TENTS.format(30, "exact") + ", partOf: [d01/q1]", DAY.format("20")),
        deed(4, "shelter-office", TENTS.format(6, "exact").replace("goods", "rate"), DAY.format("20")),
    )
    assert told(store) == [("帐篷", "120", "", "")]


def test_a_share_is_never_added_whatever_its_role(tmp_path: Path) -> None:
    share = "value: {}, measure: '{}', bound: exact, of: 队员, role: {}"
    shares = [
        (30, "%", "doer"),
        (50, "%", "goods"),
        (3, "‰", "goods"),
        (2, "个百分点", "result"),
        (40, "%", "rate"),
    ]
    store = graph_of(
        tmp_path, *(deed(n, "river-bureau", share.format(*it)) for n, it in enumerate(shares, 1))
    )
    assert told(store) == []
    query = resource("queries/sums-by-unit.rq").read_text(encoding="utf-8")
    assert all(f'"{word}"' in query for word in measure_words("share"))


def test_whom_a_group_means_is_not_known(tmp_path: Path) -> None:
    store = graph_of(
        tmp_path,
        deed(1, "river-bureau", TENTS.format(70, "exact"), DAY.format("20")),
        deed(2, "crews", TENTS.format(60, "exact"), AS_OF.format("22"), SUM),
        deed(3, "crews", TENTS.format(90, "exact"), AS_OF.format("23"), SUM),
    )
    assert [line.both for line in totals(store)] == ["unsure", "yes"]


def test_a_sum_has_the_bound_that_its_parts_leave_it(tmp_path: Path) -> None:
    (tmp_path / "sums.yaml").write_text(sums_report(), encoding="utf-8")
    store = open_store()
    load(store, read([tmp_path]), fresh=True)
    assert {line.measure: line.singles for line in totals(store)} == sums_shown()


def test_decimals_add_up_without_dust(tmp_path: Path) -> None:
    rice = "value: {}, measure: 吨, bound: exact, of: 大米, role: goods"
    store = graph_of(
        tmp_path,
        *(deed(n, "shelter-office", rice.format(value)) for n, value in enumerate((0.1, 0.2, 0.7), start=1)),
    )
    assert told(store) == [("大米", "1", "", "")]


def test_the_packaged_report(hubei: ox.Store) -> None:
    (sent,) = totals(hubei, Filters(kind="dispatch"), "名")
    assert (sent.singles, sent.total, sent.both) == ("232", "3228", "yes")


def test_a_cell_is_no_formula() -> None:
    assert csv_text([Line("goods", "=1+1", "", "1", 1)]).endswith("goods,'=1+1,,1,1,,,,,,\n")


def test_the_command(capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["deedgraph", "totals", "--who", "省妇联", "--format", "json"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0
    found = json.loads(capsysbinary.readouterr().out)
    assert [(line["measure"], line["singles"]) for line in found] == [("支", "7"), ("名", "49")]
