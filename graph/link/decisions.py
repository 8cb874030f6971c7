"""A person's decisions in their file: written and taken back, the file's comments and order kept."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from graph.common.atomic_write import atomic_write
from graph.errors import CallError, DataErrors
from graph.model.read import read_data, record_bytes
from graph.model.records import Decision
from graph.model.schema import validate_record

NAME = "decisions.yaml"
_HEAD = """\
# Whether two agents, two places or two deeds are the same: who decided, and when. Written by deedgraph link.

"""


def decisions_file(paths: Sequence[Path]) -> Path:
    """Return where the decisions about some records are: ``decisions.yaml`` in their shared folder.

    That is the file that is there already, else one in a folder ``shared`` of the first path or beside it, else one
    in the first path.
    """
    folders = [path if path.is_dir() else path.parent for path in paths] or [Path()]
    near = [place for folder in folders for place in (folder, folder / "shared", folder.parent / "shared")]
    deeper = [found for path in paths if path.is_dir() for found in sorted(path.rglob(NAME))]
    there = [*(place / NAME for place in near if (place / NAME).is_file()), *deeper]
    if there:
        return there[0]
    return next((place for place in near if place.name == "shared" and place.is_dir()), near[0]) / NAME


def read_decisions(file: Path) -> list[Decision]:
    """Return the decisions of a file; none if there is no such file. Raises ``DataErrors`` when it is damaged."""
    if not file.exists():
        return []
    return _decisions_in(record_bytes(file), file)


def _decisions_in(data: bytes, file: Path) -> list[Decision]:
    groups = list(read_data(data, file))
    errors = [error for group in groups for error in group.errors]
    if errors:
        raise DataErrors(errors)
    return [decision for group in groups for bundle in group.bundles for decision in bundle.decisions or ()]


def decide(file: Path, decision: Decision) -> None:
    """Write a decision into a decisions file; it takes the place of an earlier one about the same two.

    The file is made if it is not there; comments and order in it stay. Raises ``DataErrors`` when the file is damaged,
    and ``CallError`` when the decision is none or the file cannot be written.
    """
    for _, message in validate_record("decision", decision):
        raise CallError(message)
    read_decisions(file)
    content = _loaded(file)
    held = content.setdefault("decisions", [])
    at = _at(held, decision["a"], decision["b"])
    made = _like(held, decision)
    if at is None:
        held.append(made)
    else:
        held[at] = made
    _write(file, content)


def take_back(file: Path, a: str, b: str) -> Decision:
    """Take the decision about two things out of a decisions file, and return it.

    Raises ``CallError`` when there is none, ``DataErrors`` when the file is damaged.
    """
    decisions = read_decisions(file)
    content = _loaded(file)
    at = _at(content.get("decisions", ()), a, b)
    if at is None:
        raise CallError("decision-not-there", file=file, a=a, b=b)
    taken = next(d for d in decisions if {d["a"], d["b"]} == {a, b})
    del content["decisions"][at]
    _write(file, content)
    return taken


def _at(held: Sequence[Any], a: str, b: str) -> int | None:
    return next((n for n, one in enumerate(held) if {one["a"], one["b"]} == {a, b}), None)


def _like(held: Sequence[Any], decision: Decision) -> Any:
    """Return a decision as the file writes its last one: over several lines, or in one, in braces."""
    from ruamel.yaml.comments import CommentedMap

    made = CommentedMap(decision)
    # After a mapping in braces with a comment, ruamel.yaml writes one over several lines with a line end too few.
    if held and held[-1].fa.flow_style():
        made.fa.set_flow_style()
    return made


def _editor() -> Any:
    from ruamel.yaml import YAML

    editor = YAML()
    editor.preserve_quotes = True
    editor.width = 118
    editor.indent(mapping=2, sequence=4, offset=2)
    return editor


def _loaded(file: Path) -> Any:
    text = record_bytes(file).decode("utf-8") if file.exists() else ""
    content = _editor().load(text) if text.strip() else None
    return content if content is not None else _editor().load(_HEAD + "decisions: []\n")


def _write(file: Path, content: Any) -> None:
    held = content["decisions"]
    if len(held) and getattr(held, "fa", None) is not None:
        held.fa.set_block_style()  # a list that began empty is written [], and would stay on one line
    written = io.StringIO()
    _editor().dump(content, written)
    data = written.getvalue().encode("utf-8")
    if _decisions_in(data, file) != [dict(decision) for decision in held]:
        raise CallError("decisions-by-hand", file=file)
    with atomic_write(file) as out:
        out.write(data)
