"""What server and worker send one another: messages of two lengths, a header and bytes, over a socket pair.

The header is a dict of plain values, written by marshal: both ends are this program, run by one interpreter, and
JSON would cost a small question a tenth of its time. multiprocessing.connection has no end for an event loop.
"""

import asyncio
import marshal
import struct
from collections.abc import Callable
from io import BufferedReader
from typing import Any, cast

_LENGTHS = struct.Struct(">II")
Heard = Callable[[dict[str, Any], bytes], None]


def framed(header: dict[str, Any], body: bytes = b"") -> bytes:
    """Return a message as it is sent."""
    text = marshal.dumps(header)
    return _LENGTHS.pack(len(text), len(body)) + text + body


def received(channel: BufferedReader) -> dict[str, Any] | None:
    """Wait for a message and return its header; ``None`` when the other end is closed."""
    try:
        lengths = channel.read(_LENGTHS.size)
        if len(lengths) < _LENGTHS.size:
            return None
        header, body = _LENGTHS.unpack(lengths)
        text = channel.read(header)
        complete = len(text) == header and len(channel.read(body)) == body
    except ConnectionError:
        return None
    return cast("dict[str, Any]", marshal.loads(text)) if complete else None  # noqa: S302


class FrameProtocol(asyncio.Protocol):
    """The server's end: ``heard`` is called with the header and the body of each message, ``lost`` at the end.

    A protocol and no stream: a small question costs the server less time than a stream's buffers and tasks do.
    """

    def __init__(self, heard: Heard, lost: Callable[[], None]) -> None:
        self._heard, self._lost = heard, lost
        self._held = bytearray()
        self._wanted = _LENGTHS.size

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way out."""
        self._out = cast("asyncio.WriteTransport", transport)

    def send(self, message: bytes) -> None:
        """Send a message; there is never more than one under way, so that none piles up here."""
        self._out.write(message)

    def close(self) -> None:
        """Hang up."""
        self._out.close()

    def data_received(self, data: bytes) -> None:
        """Take a piece of a message."""
        self._held += data
        while len(self._held) >= self._wanted:
            header, body = _LENGTHS.unpack_from(self._held)
            self._wanted = _LENGTHS.size + header + body
            if len(self._held) < self._wanted:
                return  # the rest comes
            with memoryview(self._held) as view:
                text = bytes(view[_LENGTHS.size : _LENGTHS.size + header])
                content = bytes(view[_LENGTHS.size + header : self._wanted])
            del self._held[: self._wanted]
            self._wanted = _LENGTHS.size
            self._heard(marshal.loads(text), content)  # noqa: S302

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the end, whoever made it."""
        self._lost()
