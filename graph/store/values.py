"""Terms of a graph as Python's values; what Python cannot represent stays text."""

from typing import Any

import pyoxigraph as ox

_MAX_DIGITS = 4000  # Python refuses to parse an integer of more than 4,300


def value_of(term: Any) -> Any:
    """Return a term as a Python value: numbers and booleans as such, all else as a string, nothing as ``None``.

    >>> value_of(ox.Literal(3)), value_of(ox.Literal("three", datatype=ox.Literal(3).datatype)), value_of(None)
    (3, 'three', None)
    """
    if term is None:
        return None
    if not isinstance(term, ox.Literal):
        return term.value if isinstance(term, ox.NamedNode) else str(term)
    text = term.value
    if len(text) > _MAX_DIGITS:
        return text
    try:
        match term.datatype.value.rpartition("#")[2]:
            case "integer":
                return int(text)
            case "decimal" | "double" | "float":
                return float(text)
            case "boolean":
                return text == "true"
    except ValueError:
        pass
    return text


def whole_number(term: Any) -> int:
    """Return the whole number that a term is; 0 for another term."""
    found = value_of(term)
    return found if isinstance(found, int) else 0
