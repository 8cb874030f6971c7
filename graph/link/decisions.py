"""A person's decisions in their file: written, taken back, atomically."""

from pathlib import Path

from graph.deed import Decision


def decide(file: Path, decision: Decision) -> None:
    """Write a decision into a decisions file; it takes the place of an earlier one about the same two.

    The file is made if it is not there; comments in it stay. Raises ``DataErrors`` when it is damaged or the decision
    is none, and ``CallError`` when it cannot be written.
    """
    raise NotImplementedError


def take_back(file: Path, a: str, b: str) -> Decision:
    """Take the decision about two things out of a decisions file, and return it.

    Raises ``CallError`` when there is none, ``DataErrors`` when the file is damaged.
    """
    raise NotImplementedError


def decisions_file(paths: tuple[Path, ...]) -> Path:
    """Return where the decisions about some records stand: ``decisions.yaml`` in their shared folder.

    That is the file that is there already, else in a folder ``shared`` below the first path, else in that path.
    """
    raise NotImplementedError
