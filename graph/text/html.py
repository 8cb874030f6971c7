"""The article of an HTML page: its title and paragraphs, without menus, hot lists and related stories."""

import codecs
import re
from pathlib import Path
from typing import Any

from graph.text.encodings import decode

_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]{2,20})""", re.IGNORECASE)
_WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
}  # the encodings that such pages really use


def read_html(data: bytes, path: Path) -> str | None:
    """Return the title and the article of a page, ``None`` if it has none; ``path`` names it in errors."""
    import trafilatura

    page = _decoded(data, path)
    for precise in (True, False):  # a short article differs little from its surroundings
        found: Any = trafilatura.bare_extraction(
            page, favor_precision=precise, include_comments=False, include_tables=True, with_metadata=True
        )
        if found is not None and found.text:
            title = found.title or ""
            return f"{title}\n\n{found.text}" if title and not found.text.startswith(title) else found.text
    return None


def _decoded(data: bytes, path: Path) -> str:
    """Return a page's characters: by its mark, by what it declares if that fits, else as any text's."""
    declared = _CHARSET.search(data[:4096])
    name = declared[1].decode("ascii").lower() if declared else ""
    if name and not data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return data.decode(_WIDER.get(name, name))
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data, path)
