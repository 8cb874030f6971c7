"""The served pages in a headless Chromium, watched for errors and for requests to other servers."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from helpers.served import PATIENT, Served, serving
from playwright.sync_api import Browser, Page, expect

Open = Callable[..., Page]

expect.set_options(timeout=60_000)


@pytest.fixture(scope="session")
def hubei_served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server over the packaged data."""
    with serving(tmp_path_factory.mktemp("pages"), *PATIENT) as server:
        yield server
        assert "Traceback" not in server.words()


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Open]:
    """Open a page of a server; the test fails if it logs an error or asks another server for anything."""
    faults: list[str] = []
    contexts = []

    def opened(server: Served, path: str = "/", *, status: int = 200, **options: Any) -> Page:
        options.setdefault("viewport", {"width": 1200, "height": 800})
        context = chromium.new_context(reduced_motion="reduce", **options)
        context.set_default_timeout(90_000)
        contexts.append(context)
        page = context.new_page()

        def heard(kind: str, text: str) -> None:
            # A browser logs an answer that is an error itself; that it is one is what the test asks for.
            if kind in ("error", "warning") and not (status != 200 and "status of" in text):
                faults.append(text)

        page.on("console", lambda message: heard(message.type, message.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("dialog", lambda dialog: (faults.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith((server.url, "data:", "blob:"))
                else faults.append(f"request {request.url}")
            ),
        )
        response = page.goto(server.url + path)
        assert response is not None
        assert response.status == status
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not faults, faults
