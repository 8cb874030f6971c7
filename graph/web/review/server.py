"""Running the review server on loopback."""

from collections.abc import Callable

import uvicorn

from graph.web.review.app import Review, create_app
from graph.web.serve.server import listening

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def run(review: Review, port: int, say: Callable[[str], None]) -> None:
    """Serve the review page until the process is told to stop; ``say`` gets the address once it listens."""
    app = create_app(review, LOOPBACK)
    config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, ws="none")
    with listening("127.0.0.1", port) as sock:
        say(f"http://127.0.0.1:{sock.getsockname()[1]}/")
        uvicorn.Server(config).run(sockets=[sock])
