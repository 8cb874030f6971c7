"""The commands that serve a graph."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graph.cli.options import Command
from graph.errors import CallError
from graph.messages import Message

if TYPE_CHECKING:
    from graph.web.serve.store_source import StoreSource


def served_source(command: Command) -> Command:
    """Give a command the options that say which graph it serves."""
    endpoint = click.option(
        "--endpoint",
        metavar="URL",
    )
    store = click.option("--store", type=click.Path(path_type=Path), metavar="DIR")
    return store(endpoint(command))


@contextmanager
def _source(store: Path | None, endpoint: str | None) -> Iterator["StoreSource"]:
    if store is not None and endpoint is not None:
        raise CallError("one-place")
    from graph.web.serve.store_source import endpoint_source, folder_source, packaged_source

    place = endpoint_source(endpoint) if endpoint else folder_source(store) if store else packaged_source()
    try:
        yield place
    finally:
        place.close()


@click.command()
@served_source
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option("--timeout", type=float, default=10.0, show_default=True)
@click.option("--rows", type=click.IntRange(1), default=1_000_000, show_default=True)
@click.option("--answer", type=click.IntRange(1), default=64, show_default=True)
@click.option("--memory", type=click.IntRange(64), default=1024, show_default=True)
@click.option("--workers", type=click.IntRange(1))
@click.option("--queue", type=click.IntRange(0), default=96, show_default=True)
@click.option("--cache", type=click.IntRange(0), default=64, show_default=True)
@click.option(
    "--patience",
    type=float,
    default=20.0,
    show_default=True,
)
@click.option("--root-path", default="", metavar="PATH")
@click.option(
    "--allow-host",
    "hosts",
    multiple=True,
    metavar="NAME",
)
@click.option(
    "--allow-origin",
    "origins",
    multiple=True,
    metavar="ORIGIN",
)
@click.option(
    "--text",
    type=click.Path(path_type=Path, exists=True),
    metavar="DIR",
)
@click.option("--no-log", is_flag=True)
@click.option("--log-queries", is_flag=True)
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
    """Run ``deedgraph serve``."""
    if not 0 < timeout < math.inf:
        raise CallError("timeout-not-positive", seconds=timeout)
    if root_path and (not root_path.startswith("/") or root_path.endswith("/")):
        raise CallError("serve-root-path", path=root_path)
    try:
        from graph.web.serve.server import serve as run
    except ImportError as error:
        raise CallError("serve-needs-extra", module=error.name) from None
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
            lambda address: click.echo(Message("address-stop", address=address), err=True),
            follow=store,
            root_path=root_path,
            log=not no_log,
            log_queries=log_queries,
            text=text,
        )


@click.command()
@served_source
def mcp(store: Path | None, endpoint: str | None) -> None:
    """Run ``deedgraph mcp``."""
    try:
        from graph.web.serve.mcp import over_stdio
    except ImportError as error:
        raise CallError("mcp-needs-extra", module=error.name) from None
    import asyncio

    from graph.web.serve.limits import Limits
    from graph.web.serve.worker_pool import Pool

    with _source(store, endpoint) as place:
        asyncio.run(over_stdio(Pool(place, Limits(workers=2))))
