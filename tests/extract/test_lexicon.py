"""The lexicon as data: every word once, every kind known, every behaviour described and used."""

import re
from pathlib import Path

import pytest

from graph.common.word_table import word_table
from graph.extract.kinds import behaves
from graph.model.vocab import KIND, concepts
from graph.resources import resource

TABLES = {
    "model/measures.tsv": 0,
    "text/numeral_words.tsv": 1,
    "extract/kinds.tsv": 0,
    "extract/zh/verbs.tsv": 2,
    "extract/zh/head_nouns.tsv": 1,
    "extract/en/verbs.tsv": 3,
}


@pytest.mark.parametrize("table", TABLES)
def test_each_word_stands_once_and_each_line_is_whole(table):
    assert dict(word_table(table, TABLES[table]))
    lines = [line for line in resource(table).read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    assert all(line.count("\t") >= 1 and line.split("\t")[TABLES[table]].strip() for line in lines)


def test_behaviours_are_of_known_kinds_described_and_used():
    text = resource("extract/kinds.tsv").read_text(encoding="utf-8")
    described = set(re.findall(r"^# ([\w-]+): ", text, flags=re.MULTILINE))
    table = {kind: set(cells[0].split()) for kind, cells in word_table("extract/kinds.tsv", 0)}
    assert table.keys() <= concepts(KIND).keys()
    assert set().union(*table.values()) == described
    code = "".join(path.read_text(encoding="utf-8") for path in Path("graph/extract").rglob("*.py"))
    assert described <= set(re.findall(r'behaves\([\w.]+, "([\w-]+)"\)', code))


def test_a_kind_without_a_line_behaves_in_no_special_way():
    assert not behaves("no-such-kind", "gives")
