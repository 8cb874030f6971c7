"""Running what is measured: each task in a process of its own, tasks that are compared turn by turn."""

import json
import shutil
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_KGLAB = Path(__file__).parent.parent / ".cache" / "kglab"


@dataclass(frozen=True)
class Taken:
    """What a task took; ``seconds`` is ``None`` where it went over the limit or could not run."""

    seconds: float | None
    processor: float = 0.0  # seconds, of all its threads and children
    megabytes: float = 0.0
    words: str = ""

    def told(self) -> str:
        """Return the seconds as a cell."""
        return self.words if self.seconds is None else f"{self.seconds:.3g}"


def once(task: str, *arguments: Path | str | int, limit: float) -> Taken:
    """Run a task in a new process."""
    done = run(task, *arguments, limit=limit)
    return done if isinstance(done, Taken) else Taken(**done)


def run(task: str, *arguments: Path | str | int, limit: float) -> Any:
    """Run a task in a new process and return what it prints, or why it printed nothing."""
    python = kglab_python() if task == "kglab_load" else sys.executable
    if python is None:
        return Taken(None, words="not installed")
    command = [python, "-m", "benchmarks.tasks", task, *map(str, arguments)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit, check=False)
    except subprocess.TimeoutExpired:
        return Taken(None, words=f"over {limit:g} s")
    if done.returncode != 0:
        sys.stderr.write(done.stderr)
        return Taken(None, words="failed")
    return json.loads(done.stdout.splitlines()[-1])


def in_turn(
    tasks: Mapping[str, Sequence[Path | str]], rounds: int, limit: float, fresh: Path | None = None
) -> dict[str, Taken]:
    """Run tasks in turn, some rounds of them, so that other work on the machine falls on all alike.

    ``fresh`` is a folder that is removed before each run. Told is each task's median, and its highest memory.
    """
    runs: dict[str, list[Taken]] = {task: [] for task in tasks}
    for _ in range(rounds):
        for task, arguments in tasks.items():
            if fresh is not None:
                shutil.rmtree(fresh, ignore_errors=True)
            if not runs[task] or runs[task][-1].seconds is not None:
                runs[task].append(once(task, *arguments, limit=limit))
    return {task: _middle(found) for task, found in runs.items()}


def _middle(runs: list[Taken]) -> Taken:
    seconds = [run.seconds for run in runs if run.seconds is not None]
    if len(seconds) < len(runs):
        return runs[-1]
    processor = statistics.median(run.processor for run in runs)
    return Taken(statistics.median(seconds), processor, max(run.megabytes for run in runs))


def ratio(one: float | None, other: float | None, digits: int = 2) -> str:
    """Return how many times larger one figure is than another."""
    return f"{one / other:.{digits}f}" if one and other else "–"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def kglab_python() -> str | None:
    """Return the Python that has kglab, made at the first need: kglab asks for older versions of what we use."""
    python = _KGLAB / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(_KGLAB)], check=True)
        install = [
            str(python),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "kglab",
            "pyoxigraph",
        ]
        subprocess.run(install, check=False, capture_output=True)
    asked = subprocess.run([str(python), "-c", "import kglab"], check=False, capture_output=True)
    return str(python) if asked.returncode == 0 else None


def kglab_version() -> str:
    """Return kglab's version, or that it is not installed."""
    python = kglab_python()
    ask = "from importlib.metadata import version; print(version('kglab'))"
    if python is None:
        return "not installed"
    return subprocess.run([python, "-c", ask], capture_output=True, text=True, check=True).stdout.strip()
