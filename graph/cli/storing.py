"""The commands that take records: build, remove, check."""

import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graph.cli.options import in_place, next_build, reads_graph, record_paths, say_done, shell_words
from graph.errors import CallError
from graph.messages import Message, counted, joined

if TYPE_CHECKING:
    from graph.store.store import Store
    from graph.validate.check import Finding


@click.command()
@record_paths
@in_place
def build(paths: tuple[Path, ...], open_graph: "Callable[..., Store]") -> None:
    """Run ``deedgraph build``."""
    from graph.model.read import read
    from graph.resources import resource
    from graph.store.build import build, load_and_link

    # Ctrl-C ends it at once: what a store holds is whole at any moment, and Python's interrupt may get lost.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    bundles = read(paths or (resource("data"),))
    folder: Path | None = click.get_current_context().params["store"]
    counts = build(folder, bundles) if folder is not None else load_and_link(open_graph(create=True), bundles)
    reports: str = counted(counts.reports, "report")
    if counts.unchanged:
        reports = Message("build-unchanged", reports=reports, n=counts.unchanged)
    words = [reports, counted(counts.deeds, "deed")]
    words += [counted(counts.agents, "agent"), counted(counts.places, "place")]
    words += [counted(counts.links, "link"), counted(counts.happenings, "happening")] if counts.links else []
    for line in counts.ignored:
        click.echo(line, err=True)
    written = Message("build-written", counts=joined(words, zh="，"), quads=counted(counts.quads, "quad"))
    say_done([written], _next_of_store() or next_build(paths))


def _next_of_store() -> str:
    """Return the command that lists the deeds of the store or server that was named, if one was."""
    named = click.get_current_context().params
    return next(
        (
            shell_words("deedgraph", "deeds", f"--{place}", named[place])
            for place in ("store", "endpoint")
            if named[place] is not None
        ),
        "",
    )


@click.command()
@click.argument("report")
@in_place
def remove(report: str, open_graph: "Callable[..., Store]") -> None:
    """Run ``deedgraph remove``."""
    from contextlib import nullcontext

    from graph.ingest import removing
    from graph.store.remove import remove
    from graph.store.store import check_folder

    folder: Path | None = click.get_current_context().params["store"]
    if folder is not None:
        check_folder(folder, create=False)  # a mistyped one is not made
    with removing(folder, report.rpartition("/")[2]) if folder is not None else nullcontext():
        gone = remove(open_graph(create=True), report)
    click.echo(Message("remove-done", report=report, n=gone), err=True)


@click.command()
@record_paths
@click.option(
    "--text",
    type=click.Path(path_type=Path, exists=True),
    metavar="DIR",
)
@reads_graph
def check(paths: tuple[Path, ...], text: Path | None, open_graph: "Callable[..., Store]") -> None:
    """Run ``deedgraph check``."""
    from graph.resources import resource
    from graph.validate.check import examine

    places = click.get_current_context().params
    if places["store"] is None and places["endpoint"] is None:
        checked = examine(list(paths) or [resource("data")], text)
        beside = ("--text", text) if text else ()
        review = shell_words("deedgraph", "review", *paths, *beside)
        following = review if checked.drafts else next_build(paths)
        _show(checked.findings, [*checked.drafts, *checked.summary()], Message("check-sound"), following)
    elif paths or text:
        raise CallError("check-store-alone")
    else:
        from graph.validate.store_check import check_store

        looked = check_store(open_graph())
        _show(looked.findings, looked.summary(), Message("check-store-sound"), _next_of_store())


def _show(findings: "Sequence[Finding]", summary: list[str], nothing: str, following: str) -> None:
    for finding in findings:
        click.echo(str(finding))
    for line in summary:
        click.echo(line, err=True)
    found = sum(finding.severity != "note" for finding in findings)
    notes = len(findings) - found
    words = [counted(found, "finding") if found else Message("check-not-wrong") if notes else nothing]
    words += [counted(notes, "note")] if notes else []
    if found:
        click.echo(Message("check-again", findings=joined(words, zh="，")), err=True)
        sys.exit(1)
    say_done(words, following)
