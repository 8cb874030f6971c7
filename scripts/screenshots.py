"""Take the pictures of the docs from the real page: light, dark, Chinese, English, network, table, phone.

Usage: python scripts/screenshots.py [FOLDER], by default docs/images. The page is made without the report's
text, so no sentence of it is in a picture.
"""

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from helpers.served import serving

from graph.model.read import read
from graph.resources import resource
from graph.store.load import load
from graph.store.store import open_store
from graph.web.page import write_page

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
DESK = {"viewport": {"width": 1366, "height": 768}}
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
REPORT = "report/hubei-daily-2020-03-11/"
PICTURES: dict[str, tuple[str, dict[str, Any]]] = {
    "page-zh": ("#lang=zh", DESK),
    "page-en-dark": (f"#lang=en&sel={REPORT}d63", {**DESK, "color_scheme": "dark"}),
    "page-unit-zh": ("#sel=agent/hubei-womens-federation", DESK),
    "page-network-en": ("#lang=en&view=network&sel=place/wuchang", DESK),
    "page-table-en": ("#lang=en&kind=supply", DESK),
    "page-phone-zh": (f"#sel={REPORT}d27", PHONE),
    "page-phone-dark-en": (f"#lang=en&sel={REPORT}d82", {**PHONE, "color_scheme": "dark"}),
}


SERVED: dict[str, tuple[str, dict[str, Any]]] = {
    "served-home-zh": ("/?lang=zh", DESK),
    "served-deed-en-dark": (f"/page/{REPORT}d63?lang=en", {**DESK, "color_scheme": "dark"}),
    "served-chart-en": ("/queries/who-works-where?view=chart&lang=en", DESK),
    "served-places-phone-zh": ("/places?lang=zh", PHONE),
}


def main(folder: Path) -> None:
    """Write the page of the packaged graph and take every picture."""
    store = open_store()
    load(store, read([resource("data")]))
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        path = Path(temporary) / "page.html"
        write_page(store, path)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for name, (address, options) in PICTURES.items():
            page = opened(browser, path, address, options)
            if "table" in name:
                page.locator("[data-key='fold table']").click()
                page.locator("#table").scroll_into_view_if_needed()
                page.evaluate("scrollTo(0, document.body.scrollHeight)")
            page.screenshot(path=folder / f"{name}.png")
            page.context.close()
        with serving(Path(temporary), "--timeout", "60") as served:
            for name, (path, options) in SERVED.items():
                page = browser.new_context(reduced_motion="reduce", **options).new_page()
                page.goto(served.url + path)
                page.screenshot(path=folder / f"{name}.png")
                page.context.close()
        browser.close()


def opened(browser: Browser, path: Path, address: str, options: dict[str, Any]) -> Page:
    """Open the page at an address and let it come to rest."""
    page = browser.new_context(reduced_motion="reduce", **options).new_page()
    page.goto(path.as_uri() + address)
    page.locator("html[data-ready=yes]").wait_for()
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    page.wait_for_timeout(300)
    return page


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/images"))
