"""A worker: a process that holds the store and answers one question after another, sent over a socket.

Started by ``worker_process``: ``python -m graph.web.serve.worker FD``.
"""

import ctypes
import gc
import importlib
import signal
import socket
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from graph.errors import CallError, DeedgraphError, NotAllowed, StoreError
from graph.store.edition import check_edition
from graph.store.store import editions_in, open_server, short
from graph.web.serve.ipc import framed, received
from graph.web.serve.limits import Problem
from graph.web.serve.tasks import Task

_PR_SET_PDEATHSIG = 1  # of Linux's prctl: the signal that comes when the parent has ended


def main() -> None:
    """Answer until the other end is closed."""
    # The server's process alone stops; it lets running questions finish.
    _end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    with socket.socket(fileno=int(sys.argv[1])) as channel, channel.makefile("rb") as questions:
        try:
            store = _opened(received(questions) or {})
        except DeedgraphError as error:
            _send(channel, {"status": 500, "reason": str(error)})
            return
        gc.freeze()  # what stays permanently need not be looked through again and again
        _send(channel, {"status": 200})
        while (message := received(questions)) is not None:
            header, body = answered(store, message)
            _send(channel, header, body)


def _end_with_parent() -> None:
    """Let the system end this process when the server is killed, also in the middle of a question without end."""
    with suppress(OSError, AttributeError):  # Linux alone has it
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _opened(source: dict[str, Any]) -> Any:
    if "endpoint" in source:
        return open_server(source["endpoint"])
    import os

    import pyoxigraph as ox

    try:
        # The folder may be renamed while it is read; where we stand stays the same.
        os.chdir(Path(source["folder"]))
        store = ox.Store.read_only(".")
    except (OSError, ValueError, RuntimeError) as error:
        raise StoreError("store-not-opened", path=source["name"], why=short(error)) from None
    check_edition(editions_in(store), source["name"], reads=True)
    return store


def answered(store: Any, message: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Return the header and the body that answer a message: the function it names, called with what it says."""
    name = message["do"]
    try:
        reply = _function(name)(store, **message["with"])
    except Problem as problem:
        return {"status": problem.status, "reason": problem.reason, "headers": problem.headers}, b""
    except NotAllowed as error:
        return {"status": 403, "reason": str(error)}, b""
    except CallError as error:
        return {"status": 400, "reason": str(error)}, b""
    except DeedgraphError as error:
        return {"status": 502, "reason": str(error)}, b""
    except MemoryError:
        return {"status": 403, "reason": "the answer needs more memory than a question may take"}, b""
    except Exception as error:
        print(f"deedgraph serve: {name}: {error!r}", file=sys.stderr, flush=True)
        return {"status": 500, "reason": "the server failed to answer this; its log says why"}, b""
    return {"status": 200, "type": reply.type, "gzip": reply.gzip, "lasting": reply.lasting}, reply.body


@cache
def _function(name: str) -> Task:
    module, _, function = name.partition(":")
    found: Task = getattr(importlib.import_module(module), function)
    return found


def _send(channel: socket.socket, header: dict[str, Any], body: bytes = b"") -> None:
    try:
        channel.sendall(framed(header, body))
    except ConnectionError:
        sys.exit(0)


if __name__ == "__main__":
    main()
