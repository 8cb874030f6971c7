"""A server of ours on loopback, for the time of a block: its address alone."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from serve import served

DEEDGRAPH = str(Path(sys.executable).with_name("deedgraph"))


@contextmanager
def serving(*arguments: str) -> Iterator[str]:
    """Start ``deedgraph serve`` on a free port; yield its address."""
    with tempfile.TemporaryDirectory() as folder, served.serving(Path(folder), *arguments) as server:
        yield server.url
