"""The library's face: what ``import graph`` gives stays what it is, whatever else is imported."""

import importlib
import pkgutil
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from helpers.paths import ROOT

import graph

RECORDS = ROOT / "tests" / "data" / "example"
PACKAGES = ["graph", *(m.name for m in pkgutil.walk_packages(graph.__path__, "graph.") if m.ispkg)]


def use_twice() -> None:
    for _ in range(2):
        assert len(graph.load([RECORDS]).deeds()) > 0
        assert graph.check([RECORDS]) == []
        assert len(graph.open().deeds(who="省妇联")) == 4


def test_functions_stay_functions_after_every_module_was_imported() -> None:
    use_twice()
    for module in pkgutil.walk_packages(graph.__path__, "graph."):
        importlib.import_module(module.name)
    assert not [name for name in graph.__all__ if isinstance(getattr(graph, name), ModuleType)]
    use_twice()


def test_functions_are_not_replaced_by_what_they_import(tmp_path: Path) -> None:
    # In a process of its own, where nothing but the face was imported before.
    script = f"import graph\nfor _ in range(2): graph.load([{str(RECORDS)!r}]); graph.check([{str(RECORDS)!r}]); graph.open()"
    subprocess.run([sys.executable, "-c", script], check=True, cwd=ROOT, timeout=60)


@pytest.mark.parametrize("name", PACKAGES)
def test_no_name_of_a_package_is_that_of_a_module_in_it(name: str) -> None:
    package = importlib.import_module(name)
    modules = {module.name for module in pkgutil.iter_modules(package.__path__)}
    for module in modules:
        importlib.import_module(f"{name}.{module}")
    assert not modules & set(getattr(package, "__all__", ()))
    assert not [module for module in modules if not isinstance(getattr(package, module), ModuleType)]


def test_what_is_public_is_listed_and_documented() -> None:
    assert dir(graph) == sorted(graph.__all__)
    page = (ROOT / "docs" / "reference" / "python.md").read_text(encoding="utf-8")
    named = {*re.findall(r"`graph\.(\w+)`", page), *re.findall(r"members: \[(.*)\]", page)[0].split(", ")}
    assert set(graph.__all__) - {"__all__"} <= named
    with pytest.raises(AttributeError, match="no attribute 'lod'"):
        graph.lod  # noqa: B018
