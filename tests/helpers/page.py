"""Waiting for a page in a browser."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

READY = "document.documentElement.dataset.ready === 'yes'"
PATIENCE = 15_000  # milliseconds, for what has no locator to wait for


def until(page: "Page", condition: str) -> None:
    """Wait until an expression holds; Playwright's own way needs ``eval``, which the page's policy forbids."""
    for _ in range(PATIENCE // 25):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(25)
    raise AssertionError(f"it never came to hold: {condition}")
