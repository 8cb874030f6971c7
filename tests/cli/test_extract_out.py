"""Where ``extract -o`` writes: a folder where its input is one, whatever dots its name has."""

from pathlib import Path

import pytest
from helpers.command import deedgraph


@pytest.mark.parametrize("out", ["drafts", "drafts.v2"])
@pytest.mark.parametrize("texts", [1, 2])
def test_a_folder_of_texts_makes_a_folder_of_drafts(tmp_path: Path, out: str, texts: int) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    for n in range(texts):
        (folder / f"2020-03-1{n}-a.txt").write_text(f"青湖镇派出三十{n}名干部。\n", encoding="utf-8")
    done = deedgraph("extract", "texts", "-o", out, cwd=tmp_path)
    assert done.code == 0, done.err
    assert sorted(p.name for p in (tmp_path / out).iterdir()) == [
        f"2020-03-1{n}-a.yaml" for n in range(texts)
    ]
