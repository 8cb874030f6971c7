"""Bulk writing into a new store in background threads.

The engine releases the GIL while it writes, so threads keep a second core busy.
"""

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor

import pyoxigraph as ox

from graph.store.store import add_nquads

_THREADS = 2
_MAX_BATCH_QUADS = 120_000
_FIRST_BATCH_QUADS = 20_000  # small, so that writing begins soon


class Writers:
    """Threads that write N-Quads into a store.

    ``batch_quads`` is how many quads to pass at a time. At the end of the ``with`` block all is written, or
    ``StoreError`` raised.
    """

    def __init__(self, store: ox.Store) -> None:
        self.store, self.batch_quads = store, _FIRST_BATCH_QUADS
        self._under_way: deque[Future[None]] = deque()
        self._threads = ThreadPoolExecutor(_THREADS)

    def __enter__(self) -> "Writers":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self.finish()
        finally:
            self._threads.shutdown(cancel_futures=True)

    def write(self, data: bytes) -> Future[None]:
        """Queue N-Quads for writing once a thread is free. Raises ``StoreError`` if an earlier write failed."""
        self.batch_quads = min(_MAX_BATCH_QUADS, self.batch_quads * 3 // 2)
        while len(self._under_way) >= _THREADS:
            self._under_way.popleft().result()
        self._under_way.append(self._threads.submit(add_nquads, self.store, data, fresh=True))
        return self._under_way[-1]

    def finish(self) -> None:
        """Wait until all is written. Raises ``StoreError`` if that failed."""
        while self._under_way:
            self._under_way.popleft().result()
