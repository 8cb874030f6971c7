"""A draft as a YAML record file that a person corrects."""

from typing import Any

import yaml

from graph.model.records import Bundle

_HEAD = """\
# yaml-language-server: $schema=https://w3id.org/deedgraph/records.schema.json
# A draft: confidence says how sure the rules are of a deed, reason why they are not. Correct it, then check it.

"""


class _Writer(yaml.CSafeDumper):
    """Writes small mappings and lists in one line, as people do in record files."""


def to_yaml(bundle: Bundle) -> str:
    """Return the records of a bundle as one YAML file; the same bundle gives the same text."""
    content: dict[str, Any] = {"report": bundle.report} if bundle.report else {}
    for key in ("agents", "places", "documents", "deeds"):
        records = getattr(bundle, key)
        if records:
            content[key] = records
    body = _written(content, _Writer)
    # libyaml escapes the characters beyond the basic plane (𠮷 as \U00020BB7); Python's own writer is slower.
    return _HEAD + (_written(content, yaml.SafeDumper) if "\\U" in body else body)


def _written(content: dict[str, Any], writer: type[yaml.CSafeDumper | yaml.SafeDumper]) -> str:
    return str(
        yaml.dump(
            content, Dumper=writer, allow_unicode=True, sort_keys=False, default_flow_style=None, width=110
        )
    )
