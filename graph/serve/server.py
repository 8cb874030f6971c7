"""Running the application: its socket, uvicorn, and an end that lets running requests finish."""

import socket
from collections.abc import Callable

import uvicorn

from graph.errors import CallError
from graph.serve.app import create_app
from graph.serve.limits import Limits
from graph.serve.places import Place
from graph.serve.workers import Pool


def serve(place: Place, host: str, port: int, limits: Limits, say: Callable[[str], None]) -> None:
    """Serve a place until the process is told to stop; ``say`` gets the address.

    Raises ``CallError`` when the address cannot be had.
    """
    app = create_app(Pool(place, limits), limits)
    config = uvicorn.Config(
        app, http="httptools", loop="uvloop", ws="none", lifespan="on", log_level="warning", access_log=False,
        server_header=False, timeout_keep_alive=int(limits.idle), limit_concurrency=limits.connections,
        timeout_graceful_shutdown=int(limits.seconds) + 5, backlog=1024,
    )  # fmt: skip
    with listening(host, port) as sock:
        shown = f"[{host}]" if ":" in host else host
        say(f"http://{shown}:{sock.getsockname()[1]}/")
        uvicorn.Server(config).run(sockets=[sock])


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens. Raises ``CallError`` when the address cannot be had."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=1024)
    except (OSError, OverflowError) as error:
        words = error.strerror if isinstance(error, OSError) else "no port"
        raise CallError(
            f"{host}:{port}: cannot be listened at: {words}; give another --port or --host"
        ) from None
