"""The documents tell the truth: each command shown is run here, and shows what they say that it shows."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from helpers.paths import ROOT

DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "README.zh.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
# Pages that the site's build makes; tests/docs/test_site.py follows the links to them.
MADE_AT_BUILD = {ROOT / "docs" / "reference" / f"{name}.md" for name in ("commands", "ontology", "changes")}
_BLOCK = re.compile(r"^```(\w+)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(document: Path, language: str) -> list[str]:
    return [body for name, body in _BLOCK.findall(document.read_text(encoding="utf-8")) if name == language]


_FILE = re.compile(r'^```text title="([\w.-]+)"\n(.*?)^```$', re.MULTILINE | re.DOTALL)


def write_files(document: Path, folder: Path) -> None:
    """Write the files that a document shows: texts under their title, records as ``mine.yaml``."""
    for name, body in _FILE.findall(document.read_text(encoding="utf-8")):
        (folder / name).write_text(body, encoding="utf-8")
    for records in blocks(document, "yaml"):
        if records.startswith("report:"):
            (folder / "mine.yaml").write_text(records, encoding="utf-8")


def commands(block: str) -> list[tuple[str, str]]:
    """Return each ``$ command`` of a console block with the output that is shown below it."""
    found: list[tuple[str, str]] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], ""))
        else:
            command, shown = found[-1]
            found[-1] = command, shown + line + "\n"
    return found


def run(command: str, folder: Path) -> str:
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "PYTHONUTF8": "1"}
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}"
    return done.stdout


def trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_each_command_shows_what_the_document_says(document: Path, tmp_path: Path) -> None:
    write_files(document, tmp_path)
    for block in blocks(document, "console"):
        for command, shown in commands(block):
            told = trimmed(run(command, tmp_path))
            if shown.rstrip().endswith("…"):  # the document leaves the rest out
                assert told.startswith(trimmed(shown).removesuffix("…").rstrip()), command
            else:
                assert told == trimmed(shown), command


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_each_python_block_runs(document: Path, tmp_path: Path) -> None:
    for block in blocks(document, "python"):
        subprocess.run([sys.executable, "-c", block], cwd=tmp_path, check=True, capture_output=True)


def test_make_knows_the_two_commands_of_the_readmes() -> None:
    for document in (ROOT / "README.md", ROOT / "README.zh.md"):
        shown = re.findall(r"^make (\w+)", "\n".join(blocks(document, "sh")), re.MULTILINE)
        assert shown == ["show", "test"]
    for target in ("show", "test"):
        subprocess.run(["make", "--dry-run", target], cwd=ROOT, check=True, capture_output=True)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_within_the_project_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text(encoding="utf-8")):
        path = (document.parent / target).resolve()
        assert path.exists() or path in MADE_AT_BUILD, target
