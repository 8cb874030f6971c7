"""A worker: a process that holds the store and answers one question after another, sent over a socket.

A message is two lengths, a JSON header and bytes. Started by ``workers``: ``python -m graph.serve.worker FD``.
"""

import importlib
import json
import signal
import socket
import struct
import sys
from pathlib import Path
from typing import Any

from graph.errors import CallError, DeedgraphError, Refused
from graph.serve.limits import Problem
from graph.serve.work import Reply

LENGTHS = struct.Struct(">II")


def main() -> None:
    """Answer until the other end is closed."""
    # A stop is told to the server's process alone; it lets running questions finish.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    with socket.socket(fileno=int(sys.argv[1])) as line:
        try:
            store = _opened(_received(line) or {})
        except DeedgraphError as error:
            _send(line, {"status": 500, "reason": str(error)})
            return
        _send(line, {"status": 200})
        while (message := _received(line)) is not None:
            header, body = answered(store, message)
            _send(line, header, body)


def _opened(place: dict[str, Any]) -> Any:
    if "endpoint" in place:
        from graph.endpoint import open_endpoint

        return open_endpoint(place["endpoint"])
    import os

    import pyoxigraph as ox

    # The folder may be renamed while it is read; where we stand stays the same.
    os.chdir(Path(place["folder"]))
    return ox.Store.read_only(".")


def answered(store: Any, message: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Return the header and the body that answer a message: the function it names, called with what it says."""
    module, _, name = message["do"].partition(":")
    try:
        reply: Reply = getattr(importlib.import_module(module), name)(store, **message["with"])
    except Problem as problem:
        return {"status": problem.status, "reason": problem.reason, "headers": problem.headers}, b""
    except Refused as error:
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


def _received(line: socket.socket) -> dict[str, Any] | None:
    lengths = _exactly(line, LENGTHS.size)
    if lengths is None:
        return None
    header, body = LENGTHS.unpack(lengths)
    text = _exactly(line, header + body)
    return None if text is None else json.loads(text[:header])


def _exactly(line: socket.socket, size: int) -> bytes | None:
    found = bytearray()
    while len(found) < size:
        try:
            piece = line.recv(min(size - len(found), 1 << 20))
        except ConnectionError:
            return None
        if not piece:
            return None
        found += piece
    return bytes(found)


def framed(header: dict[str, Any], body: bytes = b"") -> bytes:
    """Return a message as it is sent."""
    text = json.dumps(header).encode()
    return LENGTHS.pack(len(text), len(body)) + text + body


def _send(line: socket.socket, header: dict[str, Any], body: bytes = b"") -> None:
    try:
        line.sendall(framed(header, body))
    except ConnectionError:
        sys.exit(0)


if __name__ == "__main__":
    main()
