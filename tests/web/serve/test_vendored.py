"""The one file of others that the pages carry is what npm gave, and its licence is beside it."""

import hashlib
from pathlib import Path

import graph.web.serve.pages

STATIC = Path(graph.web.serve.pages.__file__).parent / "static"


def test_yasgui_is_as_it_was_fetched() -> None:
    for line in (STATIC / "yasgui.sha256").read_text().splitlines():
        digest, name = line.split()
        assert hashlib.sha256((STATIC / name).read_bytes()).hexdigest() == digest, name
    assert "MIT" in (STATIC / "yasgui.LICENSE").read_text()
