"""The command for many reports: ingest."""

import sys
from dataclasses import astuple, fields
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graph.cli.progress import progress_bar
from graph.errors import CallError
from graph.messages import Message, counted, joined

if TYPE_CHECKING:
    from graph.ingest import Summary

_SHOWN = 20  # files set aside that are listed one by one; --status lists the rest


@click.command()
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path), metavar="DIR...")
@click.option("--store", required=True, type=click.Path(path_type=Path), metavar="STORE")
@click.option("--published", metavar="DATE")
@click.option("--unreviewed", is_flag=True)
@click.option("--jobs", type=click.IntRange(min=1), metavar="N")
@click.option("--dask", metavar="ADDRESS")
@click.option("--status", is_flag=True)
def ingest(
    folders: tuple[Path, ...],
    store: Path,
    published: str | None,
    unreviewed: bool,
    jobs: int | None,
    dask: str | None,
    status: bool,
) -> None:
    """Run ``deedgraph ingest``."""
    if status:
        _tell_states(store)
        return
    if not folders:
        raise CallError("ingest-folders")
    from graph.ingest import ingest

    made = ingest(
        folders,
        store,
        published=published,
        unreviewed=unreviewed,
        workers=jobs,
        dask=dask,
        progress=progress_bar,
        notify=lambda words: click.echo(words, err=True),
    )
    _tell(made, store)
    sys.exit(1 if made.aside else 0)


def _tell(made: "Summary", store: Path) -> None:
    from graph.ingest import work_folder

    for state in made.aside[:_SHOWN]:
        click.echo(state.why, err=True)
    if len(made.aside) > _SHOWN:
        click.echo(Message("ingest-and-more", n=len(made.aside) - _SHOWN), err=True)
    named = {key: Message("state-" + key.replace(" ", "-")) for key in sorted(made.files)}
    states = [f"{made.files[key]:,} {name}" for key, name in named.items()]
    files = counted(made.files.total(), "file")
    click.echo(Message("ingest-files", files=files, states=joined(states) or Message("none")), err=True)
    if made.files["waiting"]:
        drafts = work_folder(store) / "drafts"
        click.echo(Message("ingest-waiting", n=made.files["waiting"], drafts=drafts), err=True)
    nothing = Message("ingest-links-changed") if made.relinked else Message("ingest-unchanged")
    changes = Message("ingest-changed", n=made.changed) if made.changed else nothing
    click.echo(
        Message(
            "ingest-graph",
            reports=counted(made.reports, "report"),
            deeds=counted(made.deeds, "deed"),
            changes=changes,
        ),
        err=True,
    )


def _tell_states(store: Path) -> None:
    from graph.common.csv_text import csv_pieces
    from graph.ingest import FileState, is_up_to_date, states

    if not is_up_to_date(store):
        click.echo(
            Message("ingest-behind", store=store),
            err=True,
        )
    columns = [field.name for field in fields(FileState)]
    for piece in csv_pieces(columns, map(astuple, states(store))):
        click.echo(piece, nl=False)
