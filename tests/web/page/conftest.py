"""The page in a headless Chromium, watched for errors and requests."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from helpers.page import READY, until
from playwright.sync_api import Browser, Page

from graph.web.page import write_page

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def hubei_page(hubei: ox.Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "hubei.html"
    write_page(hubei, path)
    return path


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Open]:
    """Open a page file; the test fails if the page logs an error or asks the network for anything."""
    faults: list[str] = []
    contexts = []

    def opened(path: Path, address: str = "", **options: Any) -> Page:
        options.setdefault("viewport", {"width": 1366, "height": 768})
        context = chromium.new_context(reduced_motion="reduce", accept_downloads=True, **options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console",
            lambda message: faults.append(message.text) if message.type in ("error", "warning") else None,
        )
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("dialog", lambda dialog: (faults.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: watch(request.url))
        page.goto(path.as_uri() + address)
        until(page, READY)
        return page

    def watch(url: str) -> None:
        if not url.startswith(("file:", "data:", "blob:")):
            faults.append(f"request {url}")

    yield opened
    for context in contexts:
        context.close()
    assert not faults, faults


@pytest.fixture
def hubei_open(open_page: Open, hubei_page: Path) -> Open:
    """Open the page of the packaged graph."""

    def opened(address: str = "", **options: Any) -> Page:
        return open_page(hubei_page, address, **options)

    return opened
