"""Running the review server on loopback."""

import signal
import sys
from collections.abc import Callable

import uvicorn

from graph.web.review.access import new_secret
from graph.web.review.app import Review, create_app
from graph.web.serve.limits import Limits
from graph.web.serve.server import listening
from graph.web.serve.timeout_protocol import ALWAYS, limited_protocol


def run(review: Review, port: int, say: Callable[[str], None]) -> None:
    """Serve the review page until the process is stopped; ``say`` gets each address that opens it, one at a time.

    An address opens the page once; the next is said when it has.
    """
    with listening("127.0.0.1", port) as sock:

        def next_address() -> None:
            key = new_secret()
            review.keys.add(key)
            say(f"http://127.0.0.1:{sock.getsockname()[1]}/?key={key}")

        config = uvicorn.Config(
            create_app(review, next_address), http=limited_protocol(Limits()), ws="none", log_level="warning",
            access_log=False, server_header=False, headers=[*ALWAYS],
        )  # fmt: skip
        next_address()
        # uvicorn raises the signal again once all is done; then what was made for this run is removed.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        uvicorn.Server(config).run(sockets=[sock])
