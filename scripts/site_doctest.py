"""For mkdocstrings: the examples in docstrings as code, which Markdown would take for quotations."""

import re
from typing import Any

import griffe

_EXAMPLE = re.compile(r"^>>> .*?(?=\n\s*\n|\Z)", re.MULTILINE | re.DOTALL)


class Doctest(griffe.Extension):
    """Fence every doctest of a package."""

    def on_package(self, *, pkg: griffe.Module, **_: Any) -> None:
        """Fence the doctests of all that a package holds."""
        _fence(pkg)


def _fence(found: griffe.Object) -> None:
    if found.docstring:
        found.docstring.value = _EXAMPLE.sub(
            lambda match: f"```pycon\n{match[0]}\n```", found.docstring.value
        )
    for member in found.members.values():
        if not member.is_alias:
            _fence(member)
