"""The command for many reports: ingest."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, fields
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graph.cli.options import counted
from graph.errors import CallError

if TYPE_CHECKING:
    from graph.ingest import Summary

_SHOWN = 20  # files set aside that are told one by one; the rest stands in --status


@click.command()
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path), metavar="DIR...")
@click.option(
    "--store", required=True, type=click.Path(path_type=Path), metavar="STORE", help="The graph's folder."
)
@click.option("--published", metavar="DATE", help="The day of publication of texts whose names say none.")
@click.option("--unreviewed", is_flag=True, help="Load these folders' drafts too: they need no review.")
@click.option(
    "--jobs", type=click.IntRange(min=1), metavar="N", help="Processes; by default one a core, two at least."
)
@click.option("--dask", metavar="ADDRESS", help='Read files on the Dask cluster there (extra "dask").')
@click.option("--status", is_flag=True, help="Only say what came of each file so far, as CSV.")
def ingest(
    folders: tuple[Path, ...],
    store: Path,
    published: str | None,
    unreviewed: bool,
    jobs: int | None,
    dask: str | None,
    status: bool,
) -> None:
    """Many reports into one graph, on all cores: goes on where it stopped, and does nothing twice.

    DIR holds texts (.txt, and .html, .pdf, .docx with the extra "files") or records (.yaml, .jsonl), with the
    folders below it. Texts are drafted into STORE.ingest/drafts, and a draft is loaded when each of its deeds was
    reviewed (deedgraph review). A file that is gone takes its report out of the graph. Exit 1 if a file had to be
    set aside.
    """
    if status:
        _tell_states(store)
        return
    if not folders:
        raise CallError("which folders? write: deedgraph ingest DIR --store STORE")
    from graph.ingest import ingest

    made = ingest(
        folders,
        store,
        published=published,
        unreviewed=unreviewed,
        workers=jobs,
        dask=dask,
        progress=_bar,
        tell=lambda words: click.echo(words, err=True),
    )
    _tell(made)
    sys.exit(1 if made.aside else 0)


@contextmanager
def _bar(label: str, steps: int) -> Iterator[Callable[[], None]]:
    """Show a progress bar on a terminal, and none in a pipe."""
    if steps < 5 or not sys.stderr.isatty():
        yield lambda: None
        return
    with click.progressbar(length=steps, label=label, file=sys.stderr) as bar:
        yield lambda: bar.update(1)


def _tell(made: "Summary") -> None:
    for state in made.aside[:_SHOWN]:
        click.echo(state.why, err=True)
    if len(made.aside) > _SHOWN:
        click.echo(f"and {len(made.aside) - _SHOWN:,} more files set aside; --status lists them", err=True)
    files = ", ".join(f"{made.files[key]:,} {key}" for key in sorted(made.files))
    click.echo(f"{counted(made.files.total(), 'file')}: {files or 'none'}", err=True)
    nothing = "links changed" if made.relinked else "nothing changed"
    changes = f"{made.changed:,} records changed" if made.changed else nothing
    click.echo(
        f"graph: {counted(made.reports, 'report')}, {counted(made.deeds, 'deed')}; {changes}", err=True
    )


def _tell_states(store: Path) -> None:
    from graph.common.csv_text import csv_pieces
    from graph.ingest import FileState, is_up_to_date, states

    if not is_up_to_date(store):
        click.echo(
            f"{store}: ingest was stopped, or a report removed, since; run it again to bring the graph up to this",
            err=True,
        )
    columns = [field.name for field in fields(FileState)]
    for piece in csv_pieces(columns, map(astuple, states(store))):
        click.echo(piece, nl=False)
