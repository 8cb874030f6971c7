"""The commands that take records: build, remove, check."""

import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graph.cli.options import counted, in_place, reads_graph, record_paths
from graph.errors import CallError

if TYPE_CHECKING:
    from graph.store.store import Store
    from graph.validate.check import Finding


@click.command()
@record_paths
@in_place
def build(paths: tuple[Path, ...], open_graph: "Callable[..., Store]") -> None:
    """Read records, check them, and load them report by report, each all or nothing.

    PATHS are record files (.yaml, .jsonl) or folders of them; without any, the packaged data. A report that
    the store holds already is replaced, unless it is the same. Without --store or --endpoint nothing is kept.
    """
    from graph.model.read import read
    from graph.resources import resource
    from graph.store.build import build, load_and_link

    # Ctrl-C ends it at once: what a store holds is whole at any moment, and Python's interrupt may get lost.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    bundles = read(paths or (resource("data"),))
    folder: Path | None = click.get_current_context().params["store"]
    counts = build(folder, bundles) if folder is not None else load_and_link(open_graph(create=True), bundles)
    same = f" ({counts.unchanged} unchanged)" if counts.unchanged else ""
    words = [counted(counts.reports, "report") + same, counted(counts.deeds, "deed")]
    words += [counted(counts.agents, "agent"), counted(counts.places, "place")]
    words += [counted(counts.links, "link"), counted(counts.happenings, "happening")] if counts.links else []
    for line in counts.ignored:
        click.echo(line, err=True)
    click.echo(f"{', '.join(words)}, {counted(counts.quads, 'quad')} written", err=True)


@click.command()
@click.argument("report")
@in_place
def remove(report: str, open_graph: "Callable[..., Store]") -> None:
    """Take a report out of a store, with the units, places and documents that only it used.

    REPORT is its id or its IRI. A report that came by ingest stays out until its file changes.
    """
    from contextlib import nullcontext

    from graph.ingest import removing
    from graph.store.remove import remove
    from graph.store.store import check_folder

    folder: Path | None = click.get_current_context().params["store"]
    if folder is not None:
        check_folder(folder, create=False)  # a mistyped one is not made
    with removing(folder, report.rpartition("/")[2]) if folder is not None else nullcontext():
        gone = remove(open_graph(create=True), report)
    click.echo(f"{report} removed, and {gone} shared records that only it used", err=True)


@click.command()
@record_paths
@click.option(
    "--text",
    type=click.Path(path_type=Path, exists=True),
    metavar="DIR",
    help="The reports' texts, to hold spans against.",
)
@reads_graph
def check(paths: tuple[Path, ...], text: Path | None, open_graph: "Callable[..., Store]") -> None:
    """Hold records against their schema, triples against the shapes, and deeds against the report's text.

    With --text, a folder or file of the texts in any form that extract reads, it also lists what a report
    says and no record holds, and says of each draft whether its spans hold. What a draft leaves over is told
    and is not wrong. With --store or --endpoint it looks into a graph instead: what another tool put
    there, what is not whole, and what is not as the shapes want it.
    """
    from graph.resources import resource
    from graph.validate.check import examine

    places = click.get_current_context().params
    if places["store"] is None and places["endpoint"] is None:
        checked = examine(list(paths) or [resource("data")], text)
        _tell(
            checked.findings, [*checked.drafts, *checked.summary()], "nothing is wrong, nothing is left over"
        )
    elif paths or text:
        raise CallError("--store and --endpoint: a graph is looked into without PATHS and --text")
    else:
        from graph.validate.store_check import check_store

        looked = check_store(open_graph())
        _tell(looked.findings, looked.summary(), "nothing is wrong, nothing is foreign")


def _tell(findings: "Sequence[Finding]", summary: list[str], nothing: str) -> None:
    for finding in findings:
        click.echo(str(finding))
    for line in summary:
        click.echo(line, err=True)
    found = sum(finding.severity != "note" for finding in findings)
    notes = len(findings) - found
    words = counted(found, "finding") if found else nothing[: nothing.index(",")] if notes else nothing
    click.echo(words + (f", {counted(notes, 'note')}" if notes else ""), err=True)
    sys.exit(1 if found else 0)
