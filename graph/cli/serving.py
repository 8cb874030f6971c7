"""The commands that serve a graph."""

from pathlib import Path

import click

from graph.errors import CallError


@click.command()
@click.option(
    "--store",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The graph in an Oxigraph folder made by build.",
)
@click.option("--endpoint", metavar="URL", help="The graph on a SPARQL server; its answers are passed on.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0: any that is free."
)
def serve(store: Path | None, endpoint: str | None, host: str, port: int) -> None:
    """Serve the graph over HTTP, read-only: SPARQL, saved queries as addresses, pages.

    Without --store or --endpoint, the packaged data.
    """
    if store is not None and endpoint is not None:
        raise CallError("--store and --endpoint: a graph is in one place; leave one of them out")
    try:
        from graph.serve.server import serve as run
    except ImportError as error:
        raise CallError(
            f"serving needs more: pip install 'deedgraph[serve]' ({error.name} is missing)"
        ) from None
    from graph.serve.limits import Limits
    from graph.serve.places import Place, folder_place, packaged_place

    place = Place(endpoint=endpoint) if endpoint else folder_place(store) if store else packaged_place()
    try:
        run(
            place, host, port, Limits(), lambda address: click.echo(f"{address} (stop with Ctrl-C)", err=True)
        )
    finally:
        place.close()
