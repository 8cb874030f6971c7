"""Python's collector of cycles, left off where millions of records without a cycle are made."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def gc_disabled() -> Iterator[None]:
    """Within this block cycles are not looked for: what has none is freed all the same, in half the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
