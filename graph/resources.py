"""The files that travel with the package: ontology, shapes, data, queries, context, schema."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


class PackageError(Exception):
    """A file that travels with the package is missing, perhaps the one with the program's own messages."""


def resource(name: str) -> Path:
    """Return the path of a packaged file or folder, such as ``"ontology.ttl"`` or ``"data"``.

    In a wheel they lie inside the package, in a checkout beside it. Raises ``PackageError`` for a file that is
    missing, and for a folder that is missing or empty.

    >>> resource("ontology.ttl").exists()
    True
    """
    for path in (_PACKAGE / name, _PACKAGE.parent / name):
        if path.is_file() or (path.is_dir() and any(path.iterdir())):
            return path
    raise PackageError(f"{_PACKAGE / name}: missing; install deedgraph again (缺少这个文件，请重新安装)")
