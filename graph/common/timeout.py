"""A time limit for work that cannot be interrupted: it runs in a child process."""

import math
import os
import signal
import sys
import time
from collections.abc import Callable

from graph.errors import CallError, StoreError

_POLL_SECONDS = 0.01  # between two looks at the child


def run_with_timeout(seconds: float | None, work: Callable[[], None]) -> None:
    """Do ``work`` in a child process that is killed after so many seconds; without a limit, in this process.

    With a limit this process then ends with the child's exit code, unless that is 0. Raises ``StoreError``
    when the time is up.
    """
    if seconds is None:
        work()
        return
    if not 0 < seconds < math.inf:
        raise CallError("timeout-not-positive", seconds=seconds)
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        # What the work raises is reported by the caller, in the child as it would be here.
        work()
        return
    end = time.monotonic() + seconds
    while (found := os.waitpid(child, os.WNOHANG)) == (0, 0):
        if time.monotonic() >= end:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            raise StoreError("timeout-over", seconds=seconds)
        time.sleep(_POLL_SECONDS)
    code = os.waitstatus_to_exitcode(found[1])
    if code:
        sys.exit(code if code > 0 else 128 - code)
