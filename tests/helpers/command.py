"""``deedgraph`` run as a person runs it."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Run:
    """What a finished command left: exit code, standard output, standard error."""

    code: int
    out: str
    err: str


def deedgraph(*args: str | Path, stdin: str = "", cwd: Path | None = None) -> Run:
    environment = {
        key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")
    }
    done = subprocess.run(
        [sys.executable, "-m", "graph.cli", *map(str, args)],
        input=stdin, capture_output=True, text=True, cwd=cwd, timeout=120, env={**environment, "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    return Run(done.returncode, done.stdout, done.stderr)
