"""A server of ours on loopback, for the time of a block."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DEEDGRAPH = str(Path(sys.executable).with_name("deedgraph"))


@contextmanager
def serving(*arguments: str) -> Iterator[str]:
    """Start ``deedgraph serve`` on a free port; yield its address."""
    process = subprocess.Popen(
        [DEEDGRAPH, "serve", "--port", "0", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        address = re.search(r"http://\S+?(?=/?\s|/?$)", line)
        assert address, line
        yield address[0]
    finally:
        process.terminate()
        process.wait(30)
