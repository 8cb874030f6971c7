"""The progress bar of commands that go through many files."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from graph.messages import Message

_MIN_STEPS = 5  # fewer are done before a bar could be read


@contextmanager
def progress_bar(step: str, length: int) -> Iterator[Callable[[], None]]:
    """Show a progress bar on a terminal, and none in a pipe; what it gives is to be called after each of its parts.

    ``step`` is what is done (``read``, ``load``, ``link``, ``extract``): its label is a row ``progress-STEP``.
    """
    if length < _MIN_STEPS or not sys.stderr.isatty():
        yield lambda: None
        return
    with click.progressbar(length=length, label=Message(f"progress-{step}"), file=sys.stderr) as bar:
        yield lambda: bar.update(1)
