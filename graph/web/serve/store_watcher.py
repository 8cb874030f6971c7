"""Following a store folder: when it was rebuilt, or replaced by another one, the server goes over to it."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from pathlib import Path

from starlette.applications import Starlette

from graph.errors import DeedgraphError
from graph.web.serve.store_source import fingerprint, folder_source
from graph.web.serve.worker_pool import Pool

_LOOK = 1.0  # seconds between two looks at the folder
_LONGEST = 60.0  # seconds after which a folder that goes on changing is read all the same


def watching_store(pool: Pool, folder: Path) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    """Return what follows a folder as long as the server runs, and reads it again at once on SIGHUP."""

    @asynccontextmanager
    async def follow(_: Starlette) -> AsyncIterator[None]:
        import signal

        now = asyncio.Event()
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGHUP, now.set)
        task = asyncio.create_task(_watch(pool, folder, now))
        try:
            yield
        finally:
            loop.remove_signal_handler(signal.SIGHUP)
            task.cancel()

    return follow


async def _watch(pool: Pool, folder: Path, now: asyncio.Event) -> None:
    read = last = _seen(folder)
    since: float | None = None  # when it was first found changed
    while True:
        asked = False
        with suppress(TimeoutError):
            asked = await asyncio.wait_for(now.wait(), _LOOK)
        now.clear()
        seen = _seen(folder)
        since = (since or time.monotonic()) if seen != read else None
        # A build goes on for a while; it is waited for until it rests.
        settled = since is not None and (seen == last or time.monotonic() - since > _LONGEST)
        last = seen
        if not asked and not settled:
            continue
        try:
            source = await asyncio.to_thread(folder_source, folder)
            await pool.swap(source)
            words = f"{folder}: read again"
        except (DeedgraphError, OSError) as error:
            words = f"{folder}: not read again, the graph stays what it was: {error}"
        sys.stderr.write(f"deedgraph serve: {words}\n")
        read, since = seen, None


def _seen(folder: Path) -> object:
    try:
        return folder.stat().st_ino, fingerprint(folder)
    except OSError:
        return None  # it is just being replaced
