"""Hooks of MkDocs: pages made at build from the program itself, so that none of them can grow old.

The commands' help, the ontology with its diagram, and the change log are made here; how-tos that ``mkdocs.yml`` does
not name are put into the navigation.
"""

import os
import re
import sys
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

import site_pages  # noqa: E402


def on_config(config: Any) -> Any:
    """Add to the navigation what it does not name: figures to the reference, all else to the how-tos."""
    named = set(re.findall(r"[\w/-]+\.md", str(config.nav)))
    pages = sorted(path for path in Path(config.docs_dir).glob("*.md") if path.name not in named)
    figures = [{_title(path): path.name} for path in pages if path.name.startswith("performance")]
    others = [{_title(path): path.name} for path in pages if not path.name.startswith("performance")]
    for entry in config.nav:
        if "How-tos" in entry:
            entry["How-tos"] = sorted(others, key=lambda one: [*one])
        elif "Reference" in entry:
            at = next(n for n, one in enumerate(entry["Reference"]) if "Performance" in one)
            entry["Reference"][at + 1 : at + 1] = figures
    return config


def _title(path: Path) -> str:
    found = re.search(r"^# (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return found[1] if found else path.stem


def on_files(files: Any, config: Any) -> Any:
    """Add the pages that are made here."""
    made = {
        "reference/commands.md": site_pages.commands(),
        "reference/ontology.md": site_pages.ontology(),
        "reference/ontology.svg": site_pages.diagram(),
        "reference/changes.md": (ROOT / "CHANGELOG.md")
        .read_text(encoding="utf-8")
        .replace("](docs/", "](../"),
    }
    for path, content in made.items():
        files.append(File.generated(config, path, content=content))
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:
    """Take the links off that lead to files of the project outside the site."""

    def unlinked(match: re.Match[str]) -> str:
        target = os.path.normpath(Path(page.file.src_uri).parent / match[2])
        return match[1] if target.startswith("..") else match[0]

    return re.sub(r"\[([^\]]+)\]\((?!https?:|#)([^)#\s]+)[^)]*\)", unlinked, markdown)


def on_post_page(output: str, page: Any, config: Any) -> str:
    """Say the language of a page, and take the script for search from disk out of the site, not off the network."""
    language = "zh" if page.file.src_uri.startswith("zh/") else "en"
    output = output.replace('<html lang="en"', f'<html lang="{language}"', 1)
    up = "../" * page.file.src_uri.count("/")
    return output.replace("https://unpkg.com/iframe-worker/shim", f"{up}assets/iframe-worker.js")


def on_post_template(output: str, template_name: str, config: Any) -> str:
    """Do the same for the page of what is not found."""
    return output.replace("https://unpkg.com/iframe-worker/shim", "assets/iframe-worker.js")
