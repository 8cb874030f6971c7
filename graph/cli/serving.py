"""The commands that serve a graph."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graph.cli.options import Command
from graph.errors import CallError

if TYPE_CHECKING:
    from graph.web.serve.store_source import StoreSource


def served_source(command: Command) -> Command:
    """Give a command the options that say which graph it serves."""
    endpoint = click.option(
        "--endpoint",
        metavar="URL",
        help="The graph on a SPARQL server; questions are passed on, within the limits.",
    )
    words = "The graph in an Oxigraph folder made by build. It may be rebuilt or replaced meanwhile."
    store = click.option("--store", type=click.Path(path_type=Path), metavar="DIR", help=words)
    return store(endpoint(command))


@contextmanager
def _source(store: Path | None, endpoint: str | None) -> Iterator["StoreSource"]:
    if store is not None and endpoint is not None:
        raise CallError("--store and --endpoint: a graph is in one place; leave one of them out")
    from graph.web.serve.store_source import endpoint_source, folder_source, packaged_source

    place = endpoint_source(endpoint) if endpoint else folder_source(store) if store else packaged_source()
    try:
        yield place
    finally:
        place.close()


@click.command()
@served_source
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0: any that is free."
)
@click.option(
    "--timeout", type=float, default=10.0, show_default=True, help="Seconds that a question may take."
)
@click.option(
    "--rows", type=click.IntRange(1), default=1_000_000, show_default=True, help="Rows of an answer."
)
@click.option("--answer", type=click.IntRange(1), default=64, show_default=True, help="MiB of an answer.")
@click.option(
    "--memory", type=click.IntRange(64), default=1024, show_default=True, help="MiB that a worker may hold."
)
@click.option("--workers", type=click.IntRange(1), help="Questions at once; by default two more than cores.")
@click.option("--queue", type=click.IntRange(0), default=96, show_default=True, help="Questions that wait.")
@click.option("--cache", type=click.IntRange(0), default=64, show_default=True, help="MiB of answers kept.")
@click.option(
    "--patience",
    type=float,
    default=20.0,
    show_default=True,
    help="Seconds for a request to arrive, and for the next bytes of an answer to be taken.",
)
@click.option(
    "--root-path", default="", metavar="PATH", help="Where a proxy shows this server, such as /graph."
)
@click.option(
    "--allow-host",
    "hosts",
    multiple=True,
    metavar="NAME",
    help="A name by which this server may be called; repeatable. On loopback only this machine's own, else any.",
)
@click.option(
    "--allow-origin",
    "origins",
    multiple=True,
    metavar="ORIGIN",
    help="A site whose pages may read from here, or *; repeatable. On loopback only local ones, else any.",
)
@click.option(
    "--text",
    type=click.Path(path_type=Path, exists=True),
    metavar="DIR",
    help="The reports' texts: the pages then quote the cited words, to whoever reads them.",
)
@click.option("--no-log", is_flag=True, help="Write no line for each request.")
@click.option("--log-queries", is_flag=True, help="Write what was asked into the log too.")
def serve(
    store: Path | None,
    endpoint: str | None,
    host: str,
    port: int,
    timeout: float,
    rows: int,
    answer: int,
    memory: int,
    workers: int | None,
    queue: int,
    cache: int,
    patience: float,
    root_path: str,
    hosts: tuple[str, ...],
    origins: tuple[str, ...],
    text: Path | None,
    no_log: bool,
    log_queries: bool,
) -> None:
    """Serve the graph over HTTP, read-only: SPARQL, saved queries as addresses, look-up of its IRIs, pages.

    Without --store or --endpoint, the packaged data. See docs/serve.md.
    """
    if timeout <= 0:
        raise CallError(f"--timeout {timeout:g}: write a number of seconds above 0")
    if root_path and (not root_path.startswith("/") or root_path.endswith("/")):
        raise CallError(f"--root-path {root_path}: begin it with / and end it without, as in /graph")
    try:
        from graph.web.serve.server import serve as run
    except ImportError as error:
        raise CallError(
            f"{error.name} is not installed; install it with: pip install 'deedgraph[serve]'"
        ) from None
    from graph.web.serve.access import AccessPolicy
    from graph.web.serve.limits import MIB, Limits

    limits = Limits(
        seconds=timeout, rows=rows, answer=answer * MIB, memory=memory * MIB, queue=queue, cache=cache * MIB,
        idle_timeout=patience,
        **({"workers": workers} if workers else {}),
    )  # fmt: skip
    with _source(store, endpoint) as place:
        run(
            place,
            port,
            AccessPolicy(host, hosts, origins),
            limits,
            lambda address: click.echo(f"{address} (stop with Ctrl-C)", err=True),
            follow=store,
            root_path=root_path,
            log=not no_log,
            log_queries=log_queries,
            text=text,
        )


@click.command()
@served_source
def mcp(store: Path | None, endpoint: str | None) -> None:
    """Open a door for assistants: the Model Context Protocol over standard input and output, read-only.

    Tools: search, deed, deeds, list_queries, run_query, sparql. Under serve the same is at /mcp.
    """
    try:
        from graph.web.serve.mcp import over_stdio
    except ImportError as error:
        raise CallError(f"mcp needs more: pip install 'deedgraph[mcp]' ({error.name} is missing)") from None
    import asyncio

    from graph.web.serve.limits import Limits
    from graph.web.serve.worker_pool import Pool

    with _source(store, endpoint) as place:
        asyncio.run(over_stdio(Pool(place, Limits(workers=2))))
