"""Running the application: its socket, uvicorn, and an end that lets running requests finish."""

import gc
import resource
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from graph.errors import CallError
from graph.web.serve.access import AccessPolicy
from graph.web.serve.app import create_app
from graph.web.serve.limits import Limits
from graph.web.serve.pages.deed_views import texts_index
from graph.web.serve.store_source import StoreSource
from graph.web.serve.store_watcher import watching_store
from graph.web.serve.timeout_protocol import ALWAYS, limited_protocol
from graph.web.serve.worker_pool import Pool


def serve(
    source: StoreSource,
    port: int,
    policy: AccessPolicy,
    limits: Limits,
    say: Callable[[str], None],
    *,
    follow: Path | None = None,
    root_path: str = "",
    log: bool = True,
    log_queries: bool = False,
    text: Path | None = None,
) -> None:
    """Serve a graph until the process is stopped; ``say`` gets the address once it listens.

    ``follow`` is the store folder that may be rebuilt; ``text`` holds reports' texts, whose cited words pages then
    quote. Raises ``CallError`` when the address cannot be had, and
    ``StoreError`` when the workers do not start.
    """
    pool = Pool(source, limits)
    protocol = limited_protocol(limits)
    around = [_started] if follow is None else [_started, watching_store(pool, follow)]
    app = create_app(pool, policy, around=around, log=log, log_queries=log_queries)
    config = uvicorn.Config(
        app, http=protocol, loop="uvloop", ws="none", lifespan="on", log_level="error", access_log=False,
        server_header=False, headers=[*ALWAYS], timeout_keep_alive=int(limits.idle),
        timeout_graceful_shutdown=int(limits.seconds) + 5, backlog=1024,
        root_path=root_path,
    )  # fmt: skip
    server = uvicorn.Server(config)
    app.state.server = server
    app.state.unsent = protocol.unsent_bytes
    _allow_files(2 * limits.connections)
    with texts_index(text) as app.state.texts, listening(policy.bound, port) as sock:
        shown = f"[{policy.bound}]" if ":" in policy.bound else policy.bound
        app.state.started = lambda: say(f"http://{shown}:{sock.getsockname()[1]}{root_path}/")
        # uvicorn raises the signal again once all is done; then the process ends as one that has done its work.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        server.run(sockets=[sock])
    if app.state.failed is not None:
        raise app.state.failed


@asynccontextmanager
async def _started(app: Starlette) -> AsyncIterator[None]:
    # What stays permanently need not be looked through again and again.
    gc.collect()
    gc.freeze()
    app.state.started()
    yield


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens. Raises ``CallError`` when the address cannot be had."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=1024)
    except OSError as error:
        words = error.strerror or str(error)
        raise CallError("serve-not-listening", host=host, port=port, why=words) from None


def _allow_files(wanted: int) -> None:
    """Let this process have so many connections open, as far as the system lets it."""
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if now < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, most), most))
