"""The explorer page: a graph of deeds as one HTML file, drawn by pyvis, that works without any network."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from graph.common.atomic_write import atomic_write
from graph.query.deeds import Filters
from graph.store.store import Store
from graph.web.page.collect import Contents, contents_of
from graph.web.page.columns import columns_of
from graph.web.page.drawing import MOST_ACTORS, MOST_PLACES, deeds_network, drawing_of, places_network
from graph.web.page.html import render
from graph.web.page.texts import cited_paragraphs

__all__ = ["PageInfo", "page_of", "write_page"]

DRAWN_WHOLE = 2000  # deeds; above, the page opens with the most active actors and places


@dataclass(frozen=True)
class PageInfo:
    """What was written: how many deeds the file holds, and its size."""

    deeds: int
    bytes: int


def write_page(
    store: Store,
    path: Path,
    *,
    title: str | None = None,
    lang: Literal["zh", "en"] = "zh",
    filters: Filters | None = None,
    texts: Mapping[str, str] | None = None,
) -> PageInfo:
    """Write the page of a graph, or of the deeds that ``filters`` leave, to one HTML file.

    ``texts`` holds the text of reports by their IRI; with it the page quotes the words that it cites. Raises
    ``DataError`` when a text is not the one that the graph was made from, ``CallError`` when the file cannot
    be written; then no file is left.
    """
    page, deeds = page_of(store, title=title, lang=lang, filters=filters, texts=texts)
    written = page.encode("utf-8", errors="replace")
    with atomic_write(path) as file:
        file.write(written)
    return PageInfo(deeds, len(written))


def page_of(
    store: Store,
    *,
    title: str | None = None,
    lang: Literal["zh", "en"] = "zh",
    filters: Filters | None = None,
    texts: Mapping[str, str] | None = None,
) -> tuple[str, int]:
    """Return the page that ``write_page`` writes, and how many deeds it holds. Raises ``DataError`` as it does."""
    contents = contents_of(store, filters)
    page = render(_data(contents, texts or {}, title, lang), title=title or _title(contents, lang), lang=lang)
    return page, len(contents.deeds)


def _data(contents: Contents, texts: Mapping[str, str], title: str | None, lang: str) -> dict[str, Any]:
    data = columns_of(contents, cited_paragraphs(contents, texts))
    data |= {"title": title, "lang": lang, "large": len(contents.deeds) > DRAWN_WHOLE}
    if data["large"]:
        network = places_network(contents, actors=MOST_ACTORS, places=MOST_PLACES)
        return data | {"drawings": {"network": drawing_of(network)}}
    return data | {
        "drawings": {
            "deeds": drawing_of(deeds_network(contents)),
            "network": drawing_of(places_network(contents)),
        }
    }


def _title(contents: Contents, lang: str) -> str:
    if len(contents.reports) == 1:
        return contents.reports[0].title
    return "事迹图谱" if lang == "zh" else "Deedgraph"
