"""The commands that serve a graph."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graph.cli.options import Command
from graph.errors import CallError

if TYPE_CHECKING:
    from graph.serve.places import Place


def served_place(command: Command) -> Command:
    """Give a command the options that say which graph it serves."""
    endpoint = click.option(
        "--endpoint", metavar="URL", help="The graph on a SPARQL server; its answers are passed on."
    )
    words = "The graph in an Oxigraph folder made by build."
    store = click.option("--store", type=click.Path(path_type=Path), metavar="DIR", help=words)
    return store(endpoint(command))


@contextmanager
def _place(store: Path | None, endpoint: str | None) -> Iterator["Place"]:
    if store is not None and endpoint is not None:
        raise CallError("--store and --endpoint: a graph is in one place; leave one of them out")
    from graph.serve.places import Place, folder_place, packaged_place

    place = Place(endpoint=endpoint) if endpoint else folder_place(store) if store else packaged_place()
    try:
        yield place
    finally:
        place.close()


@click.command()
@served_place
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0: any that is free."
)
def serve(store: Path | None, endpoint: str | None, host: str, port: int) -> None:
    """Serve the graph over HTTP, read-only: SPARQL, saved queries as addresses, pages.

    Without --store or --endpoint, the packaged data.
    """
    try:
        from graph.serve.server import serve as run
    except ImportError as error:
        raise CallError(
            f"serving needs more: pip install 'deedgraph[serve]' ({error.name} is missing)"
        ) from None
    from graph.serve.limits import Limits

    with _place(store, endpoint) as place:
        run(
            place, host, port, Limits(), lambda address: click.echo(f"{address} (stop with Ctrl-C)", err=True)
        )


@click.command()
@served_place
def mcp(store: Path | None, endpoint: str | None) -> None:
    """Open a door for assistants: the Model Context Protocol over standard input and output, read-only.

    Tools: search, deed, deeds, list_queries, run_query, sparql. Under serve the same is at /mcp.
    """
    try:
        from graph.serve.mcp import over_stdio
    except ImportError as error:
        raise CallError(f"mcp needs more: pip install 'deedgraph[mcp]' ({error.name} is missing)") from None
    import asyncio

    from graph.serve.limits import Limits
    from graph.serve.workers import Pool

    with _place(store, endpoint) as place:
        asyncio.run(over_stdio(Pool(place, Limits(workers=2))))
