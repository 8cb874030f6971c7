"""Writing much into a store that nobody else knows yet, beside what is done meanwhile.

The engine needs nothing of Python's while it writes, so that threads are enough to keep a second core busy.
"""

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor

import pyoxigraph as ox

from graph.store.store import add_nquads

_THREADS = 2
_MOST = 120_000  # quads that are written at once
_FIRST = 20_000  # quads that are written at once to begin with, so that writing begins soon


class Writers:
    """Threads that write N-Quads into a store; a class, since they hold what is under way.

    ``enough`` is how many quads to bring at a time. Used in a ``with`` block, at the end of which all is written, or
    ``StoreError`` raised.
    """

    def __init__(self, store: ox.Store) -> None:
        self.store, self.enough = store, _FIRST
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
        """Have N-Quads written, as soon as one of those before is. Raises ``StoreError`` if that one failed."""
        self.enough = min(_MOST, self.enough * 3 // 2)
        while len(self._under_way) >= _THREADS:
            self._under_way.popleft().result()
        self._under_way.append(self._threads.submit(add_nquads, self.store, data, fresh=True))
        return self._under_way[-1]

    def finish(self) -> None:
        """End once all is written. Raises ``StoreError`` if that failed."""
        while self._under_way:
            self._under_way.popleft().result()
