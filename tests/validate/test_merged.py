"""Records of several files are checked as the graph that a build makes of them, and only what that refuses is wrong."""

from pathlib import Path

import pytest
from helpers.paths import DATA

import graph
from graph.extract import extract, to_yaml
from graph.validate.check import examine
from graph.validate.store_check import check_store

REPORT = """report: {{id: r{n}, title: 抗洪, published: "2021-07-0{n}", language: {language}, sha256: "{n}{rest}"}}
agents: [{agent}]
places: [{place}]
documents: [{document}]
deeds: [{{id: d01, kind: deliver, did: 送去, who: [a], where: [p], about: [d], source: {{paragraph: 1, start: 0, end: 2}}}}]
"""
AGENT, PLACE, DOCUMENT = (
    "{id: a, type: unit, name: 青河镇政府}", "{id: p, level: city, name: 青河市}", "{id: d, type: document, name: 通知}",
)  # fmt: skip
# What a second report may say otherwise of the same agent, place or document.
OTHERWISE = [
    {"agent": "{id: a, type: unit, name: 青河镇, names: [镇政府]}"},
    {"agent": "{id: a, type: unit, name: Qinghe Township}", "language": "en"},
    {"agent": "{id: a, type: unit, name: 青河镇政府, labels: {en: Qinghe}, seat: p}"},
    {"place": "{id: p, level: city, name: 青河}"},
    {"place": "{id: p, level: district, name: 青河区, official: 青河区}"},
    {"place": "{id: p, level: province, name: 湖北, official: 湖北省, code: '42', edition: '2020'}"},
    {"document": "{id: d, type: scheme, name: 巡堤办法}"},
]


def written(folder: Path, n: int, **parts: str) -> Path:
    said = {"agent": AGENT, "place": PLACE, "document": DOCUMENT, "language": "zh", **parts}
    path = folder / f"r{n}.yaml"
    path.write_text(REPORT.format(n=n, rest="0" * 63, **said), encoding="utf-8")
    return path


@pytest.mark.parametrize("second", OTHERWISE)
@pytest.mark.parametrize("turned", [False, True])
def test_two_reports_may_say_it_otherwise(second: dict[str, str], turned: bool, tmp_path: Path) -> None:
    paths = [
        written(tmp_path, 1, **(second if turned else {})),
        written(tmp_path, 2, **({} if turned else second)),
    ]
    assert graph.check(paths) == []
    assert check_store(graph.load(paths).store).findings == []


def test_a_province_by_two_names_in_two_drafts(tmp_path: Path) -> None:
    for n, text in enumerate(
        (
            "3月5日，湖北省民政厅派出30名志愿者到湖北省武汉市送菜。\n",
            "3月7日，民政厅派出20名民兵到湖北巡查大堤。\n",
        )
    ):
        (tmp_path / f"{n}.yaml").write_text(to_yaml(extract(text, published="2021-03-08")), encoding="utf-8")
    assert {"湖北", "湖北省"} <= {
        name
        for path in tmp_path.iterdir()
        for name in ("湖北", "湖北省")
        if f"name: {name}," in path.read_text()
    }
    assert graph.check([tmp_path]) == []


def test_what_stands_at_the_end_is_held_to_the_shapes_and_told_of_its_record(tmp_path: Path) -> None:
    first, last = written(tmp_path, 1), written(tmp_path, 2, place="{id: p, level: city, name: ''}")
    (finding,) = graph.check([first, last])
    assert str(finding).startswith(f"{last}:3: place p: ")


def test_each_finding_names_its_file_line_and_record() -> None:
    found = [finding for path in sorted((DATA / "wrong").glob("*")) for finding in examine([path]).findings]
    assert len(found) > 5
    assert [str(one) for one in found if one.path is None or one.line is None or one.record is None] == []


def test_each_draft_is_checked_by_its_own_name_of_a_place(tmp_path: Path) -> None:
    """武汉 of one text is 武汉市 of another that is read after it."""
    texts = [
        "救援\n6月3日，县医院派出医生支援武汉。\n",
        "捐款\n6月4日，武汉市政府捐款5万元，武汉市派出队员30人。\n",
        "义卖\n6月4日，红十字会在南京捐款5万元。\n",
        "募捐\n6月4日，消防队在南京市捐款9万元。\n",
    ]
    for folder in ("texts", "drafts"):
        (tmp_path / folder).mkdir()
    for n, text in enumerate(texts):
        (tmp_path / "texts" / f"{n}.txt").write_text(f"{text}第{n}版\n", encoding="utf-8")
        draft = to_yaml(extract(f"{text}第{n}版\n", published="2023-06-10"))
        (tmp_path / "drafts" / f"{n}.yaml").write_text(draft, encoding="utf-8")
    checked = examine([tmp_path / "drafts"], tmp_path / "texts")
    assert [str(finding) for finding in checked.findings if finding.severity == "error"] == []
