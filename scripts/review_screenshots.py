"""Take the pictures of docs/review.md from the real desk, over a draft of our own: review_screenshots.py [FOLDER]."""

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from screenshots import DESK, FLAGS, PHONE

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from helpers.review_desk import put, put_papers, reviewing

PICTURES = {
    "review-zh": (DESK, "zh", ["a"]),
    "review-en-dark": ({**DESK, "color_scheme": "dark"}, "en", ["a", "a"]),
    "review-edit-zh": (DESK, "zh", ["j", "j", "e"]),
    "review-edit-en-dark": ({**DESK, "color_scheme": "dark"}, "en", ["j", "j", "e"]),
    "review-records-zh": (DESK, "zh", ["r"]),
    "review-record-en-dark": ({**DESK, "color_scheme": "dark"}, "en", ["r", "2"]),
    "review-phone-zh": (PHONE, "zh", ["j"]),
    "review-question-zh": (DESK, "zh", ["q", "l", "l", "l", "l"]),
    "review-question-en-dark": ({**DESK, "color_scheme": "dark"}, "en", ["q", "l", "l", "l", "l"]),
    "review-conflict-zh": (DESK, "zh", ["q"]),
    "review-conflict-en-dark": ({**DESK, "color_scheme": "dark"}, "en", ["q"]),
}


def main(folder: Path) -> None:
    """Start a desk for each picture, press the keys, and take it."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for name, (options, lang, keys) in PICTURES.items():
            with (
                tempfile.TemporaryDirectory() as temporary,
                reviewing(drafts(name, Path(temporary)), "--lang", lang) as address,
            ):
                page = browser.new_context(reduced_motion="reduce", **options).new_page()
                page.goto(address.entry())
                for key in keys:
                    settled(page)
                    page.keyboard.press(key)
                settled(page)
                page.screenshot(path=folder / f"{name}.png")
                page.context.close()
        browser.close()


def drafts(name: str, folder: Path) -> Path:
    """Write what a picture needs: a draft, or those of three papers that call for questions."""
    of_papers = "question" in name or "conflict" in name
    return put_papers(folder, decisions="conflict" in name) if of_papers else put(folder)


def settled(page: Page) -> None:
    """Wait until what was asked for is shown."""
    page.locator(".deed.chosen").wait_for()
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("docs/images"))
