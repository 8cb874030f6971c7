"""The options that several commands share."""

import functools
import shlex
import signal
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from graph.errors import CallError
from graph.messages import Message, joined

if TYPE_CHECKING:
    from graph.query.deeds import Filters
    from graph.store.store import Store

Command = TypeVar("Command", bound=Callable[..., Any])


def record_paths(command: Command) -> Command:
    """Give a command the paths of record files or folders."""
    return click.argument("paths", nargs=-1, type=click.Path(path_type=Path))(command)


def say_done(counts: Sequence[str], next_command: str) -> None:
    """Say on standard error, in a line, what a command did and which one comes next."""
    click.echo(Message("done-next", done=joined(counts, zh="，"), command=next_command), err=True)


def shell_words(*words: str | Path) -> str:
    """Return words as a shell reads them, blanks and all.

    >>> shell_words("deedgraph", "review", Path("my drafts"))
    "deedgraph review 'my drafts'"
    """
    return shlex.join(map(str, words))


def next_build(paths: Sequence[Path]) -> Message:
    """Return the command that loads records, to be said as the next."""
    return Message("next-build", command=shell_words("deedgraph", "build", *paths))


_WRITTEN = frozenset((".yaml", ".yml"))


def place_of_decisions(named: Path | None, paths: Sequence[Path], *, writes: bool) -> Path | None:
    """Return the file of decisions: the one that a person ``named``, else the one of the records at ``paths``.

    Ingest reads no decisions in its own folder (``STORE.ingest``): those about drafts there go into the file that it
    read before; else there is none. Raises
    ``CallError`` for a name that ``build`` and ``link`` do not read, and for record lines if this run ``writes``.
    """
    from graph.link.decisions import decisions_file

    if named is None:
        outside = [path for path in paths if not _is_ingests(path)]
        found = decisions_file(outside) if outside else _file_of_ingest(paths, writes=writes)
        return None if found is None or _is_ingests(found) else found
    if named.suffix not in _WRITTEN and writes:
        raise CallError("decisions-yaml-only", file=named)
    if named.suffix not in _WRITTEN and named.suffix != ".jsonl":
        raise CallError("decisions-no-file", file=named)
    return named


def _file_of_ingest(paths: Sequence[Path], *, writes: bool) -> Path | None:
    from graph.ingest.lookup import decision_files

    return next((file for file in decision_files(paths) if file.suffix in _WRITTEN or not writes), None)


def _is_ingests(path: Path) -> bool:
    return any(part.endswith(".ingest") for part in path.absolute().parts)


_PLACES = (
    click.option(
        "--store",
        type=click.Path(path_type=Path),
        metavar="DIR",
    ),
    click.option("--endpoint", metavar="URL"),
    click.option("--update-endpoint", metavar="URL"),
    click.option("--graph-store", metavar="URL"),
)


def in_place(command: Command) -> Command:
    """Give a command the options that say where its graph is, and ``open_graph``, which opens it."""

    @functools.wraps(command)
    def run(
        *args: Any,
        store: Path | None,
        endpoint: str | None,
        update_endpoint: str | None,
        graph_store: str | None,
        **options: Any,
    ) -> Any:
        if store is not None and endpoint is not None:
            raise CallError("one-place")
        if endpoint is None and (update_endpoint or graph_store):
            raise CallError("endpoint-missing")

        def open_graph(*, create: bool = False) -> "Store":
            if endpoint is not None:
                from graph.store.store import open_server

                return open_server(endpoint, update_endpoint, graph_store, reads=not create)
            from graph.api import packaged
            from graph.store.store import open_store

            return open_store(store, create=create) if create or store is not None else packaged()

        return command(*args, open_graph=open_graph, **options)

    return functools.reduce(lambda made, option: option(made), reversed(_PLACES), run)  # type: ignore[return-value]


def reads_graph(command: Command) -> Command:
    """Make a command one that reads a graph: with its place, a limit in time, and an end at once by Ctrl-C.

    With ``--merged`` or ``--agreed`` it reads a view in which a deed that several reports describe is there once.
    """

    @functools.wraps(command)
    def run(
        *args: Any,
        timeout: float | None,
        merged: bool,
        agreed: bool,
        open_graph: "Callable[..., Store]",
        **options: Any,
    ) -> None:
        from graph.common.timeout import run_with_timeout

        # Python's own handler waits for the engine, which may take long; nothing here needs clearing away.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        opened = functools.partial(_merged, open_graph, agreed) if merged or agreed else open_graph
        run_with_timeout(timeout, functools.partial(command, *args, open_graph=opened, **options))

    limit = click.option("--timeout", type=float, metavar="SECONDS")
    ones = click.option("--merged", is_flag=True)
    twos = click.option("--agreed", is_flag=True)
    return in_place(limit(ones(twos(run))))  # type: ignore[return-value]


def _merged(open_graph: "Callable[..., Store]", agreed: bool) -> "Store":
    from graph.query.deduplicated import deduplicated_view

    return deduplicated_view(open_graph(), "agreed" if agreed else "one")


def answer_format(command: Command) -> Command:
    """Give a command the option of how an answer is written."""
    formats = click.Choice(["table", "csv", "tsv", "json", "md"])
    option = click.option("--format", "format_", type=formats, default="table", show_default=True)
    return option(command)


def deed_filters(command: Command) -> Command:
    """Give a command the filters of deeds."""
    options = [
        click.option("--who", metavar="NAME"),
        click.option("--where", metavar="PLACE"),
        click.option("--kind", metavar="KIND"),
        click.option("--from", "since", metavar="DATE"),
        click.option("--to", "until", metavar="DATE"),
        click.option("--report", metavar="REPORT"),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def given(filters: dict[str, str | None]) -> "Filters":
    """Return a command's filters as the deed table takes them."""
    from graph.query.deeds import Filters

    return Filters(**filters)
