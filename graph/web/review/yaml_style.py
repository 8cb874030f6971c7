"""How a value that a reviewer gave is written: as drafts have it, so that a corrected file reads like the others."""

from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import SingleQuotedScalarString

_BLOCK = frozenset({"quantities", "also"})  # lists that stand one item a line


def styled(name: str, value: Any) -> Any:
    """Return a field's value, or a whole record of the section of that name, as ruamel.yaml is to write it."""
    if name == "deeds":
        return CommentedMap((key, styled(key, one)) for key, one in value.items())
    if name in _BLOCK and isinstance(value, list):
        return CommentedSeq(flow(item) for item in value)
    return flow(value)


def flow(value: Any) -> Any:
    """Return a value on one line."""
    if isinstance(value, dict):
        mapping = CommentedMap((key, flow(item)) for key, item in value.items())
        mapping.fa.set_flow_style()
        return mapping
    if isinstance(value, list):
        sequence = CommentedSeq(flow(item) for item in value)
        sequence.fa.set_flow_style()
        return sequence
    # What another reader of YAML would take for a day or a number stands in quotes.
    if isinstance(value, str) and value[:1].isdigit():
        return SingleQuotedScalarString(value)
    return value
