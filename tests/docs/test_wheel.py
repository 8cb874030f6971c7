"""The wheel, installed into a fresh environment and used from another folder."""

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest
from helpers.paths import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    (made,) = folder.glob("*.whl")
    return made


def test_data_ontology_and_queries_travel_in_it(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in (
        "graph/ontology.ttl", "graph/shapes.ttl", "graph/model/context.jsonld", "graph/model/records.schema.json", "graph/py.typed",
        "graph/data/shared/units.yaml", "graph/data/hubei-daily-2020-03-11/deeds.yaml", "graph/queries/unit-deeds.rq",
    ):  # fmt: skip
        assert wanted in names
    assert not any(name.startswith(("tests/", "docs/", "shared/")) for name in names)


def test_it_works_elsewhere(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / "bin" / "python"
    install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel]
    subprocess.run(install, check=True, capture_output=True)

    def run(*args: str) -> str:
        command = [tmp_path / "env" / "bin" / "deedgraph", *args]
        return subprocess.run(command, check=True, capture_output=True, text=True, cwd=tmp_path).stdout

    assert run("deeds", "--who", "省妇联", "--format", "jsonl").count("\n") == 4
    assert "省妇联" in run("query", "unit-deeds")
    run("export", "out.ttl")
    run("show", "--no-open", "-o", "out.html")
    run("check")
    assert {"out.ttl", "out.html"} <= {path.name for path in tmp_path.iterdir()}
