"""What a server allows, and how it says no."""

import os
from dataclasses import dataclass, field

MIB = 1 << 20


def _workers() -> int:
    # Two more than there are cores, so that endless questions leave somebody to answer the others.
    return (os.cpu_count() or 1) + 2


@dataclass(frozen=True)
class Limits:
    """The limits of a server; sizes are bytes, times seconds."""

    seconds: float = 10.0  # that a question may take
    rows: int = 1_000_000  # of an answer, or triples
    answer: int = 64 * MIB  # of an answer's body
    memory: int = 1024 * MIB  # that a worker may hold
    workers: int = field(default_factory=_workers)  # questions at once
    queue: int = 96  # questions that wait for a worker
    body: int = 1 * MIB  # of a request
    address: int = 16 << 10
    headers: int = 32 << 10
    idle_timeout: float = (
        20.0  # for a request to arrive whole, and for the next bytes of an answer to be taken
    )
    idle: float = 30.0  # that a connection may stay open without a request
    connections: int = 2000
    connections_per_address: int = 1500  # so that no client alone takes all
    unsent: int = 256 * MIB  # of answers that clients have not taken yet, all together
    cache: int = 64 * MIB  # of answers kept


class Problem(Exception):
    """A request that is answered with an error: its HTTP status, and the reason in a line."""

    def __init__(self, status: int, reason: str, **headers: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}
