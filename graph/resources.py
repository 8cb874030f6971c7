"""The files that travel with the package: ontology, shapes, data, queries, context, schema."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def resource(name: str) -> Path:
    """Return the path of a packaged file or folder, such as ``"ontology.ttl"`` or ``"data"``.

    In a wheel they lie inside the package, in a checkout beside it.

    >>> resource("ontology.ttl").exists()
    True
    """
    inside = _PACKAGE / name
    return inside if inside.exists() else _PACKAGE.parent / name
