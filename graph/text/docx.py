"""The text of a DOCX, in the order of the document, and the number of what is left out.

Read from its XML rather than by python-docx or docx2python: the former skips insertions, content controls and
text boxes, the latter takes deletions for text, and neither limits what it unpacks.
"""

import io
import posixpath
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graph.errors import DataError
from graph.messages import Message, joined

_MAX_MEMBERS = 5_000
_MAX_UNPACKED_BYTES = 16_000_000  # of each part that is read; a million characters take some ten
_MAX_TAGS = 1_500_000  # of a part: an element takes a hundred bytes and more of memory
_SKIPPED = frozenset(
    ("pPr", "rPr", "tblPr", "trPr", "tcPr", "sectPr", "sdtPr", "sdtEndPr", "instrText", "rt")
)
_LEFT_OUT = {"drawing": "pictures", "pict": "pictures", "object": "objects", "altChunk": "objects", "oMath": "formulas",
             "commentReference": "comments", "del": "deletions", "moveFrom": "deletions"}  # fmt: skip


@dataclass
class _Reader:
    """Walks the parts; ``notes`` has the paragraphs of foot- and endnotes by their kind and id."""

    notes: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)

    def block(self, element: Any) -> Iterator[str]:
        """Yield the paragraphs below an element: of a table a row is one, unless a cell has sentences."""
        for child in element:
            name = _name(child)
            if name == "p":
                yield from self.paragraph(child)
            elif name == "tr":
                yield from self.row(child)
            elif name == "AlternateContent":
                yield from self.block(_choice(child))
            elif not self.leaves_out(child, name):
                yield from self.block(child)

    def leaves_out(self, element: Any, name: str) -> bool:
        """Say whether an element is left out, and count it if a person may miss it."""
        if name in ("drawing", "pict") and _contains(element, "txbxContent"):
            return False
        hidden = name == "r" and any(_contains(one, "vanish") for one in element if _name(one) == "rPr")
        if hidden or name in _LEFT_OUT:
            self.left_out["hidden" if hidden else _LEFT_OUT[name]] += 1
        prompt = name == "sdt" and _contains(element, "showingPlcHdr")  # 单击此处输入文字
        return hidden or prompt or name in _LEFT_OUT or name in _SKIPPED

    def row(self, element: Any) -> Iterator[str]:
        if any(_name(one) == "trPr" and _contains(one, "del") for one in element):
            self.left_out["deletions"] += 1
            return
        cells = [
            list(self.block(cell))
            for cell in element.iter()
            if _name(cell) == "tc" and _row_of(cell) is element
        ]
        cells = [cell for cell in cells if cell]
        if any(len(cell) > 1 or "。" in cell[0] for cell in cells):
            for cell in cells:
                yield from cell
        elif cells:
            yield "\t".join(cell[0] for cell in cells)

    def paragraph(self, element: Any) -> Iterator[str]:
        """Yield a paragraph's lines, and behind them those of its text boxes and notes."""
        behind: list[str] = []
        text = "".join(self.run(element, behind))
        yield from (line for line in text.split("\n") if line.strip())
        yield from behind

    def run(self, element: Any, behind: list[str]) -> Iterator[str]:
        for child in element:
            name = _name(child)
            if name == "t":
                yield child.text or ""
            elif name in ("tab", "ptab"):
                yield "\t"
            elif name in ("br", "cr"):
                yield "" if _attribute(child, "type") in ("page", "column") else "\n"
            elif name == "noBreakHyphen":
                yield "-"
            elif name in ("footnoteReference", "endnoteReference"):
                behind += self.notes.get((name[:-9], _attribute(child, "id")), [])
            elif name == "AlternateContent":
                yield from self.run(_choice(child), behind)
            elif name == "txbxContent":
                behind += self.block(child)
            elif not self.leaves_out(child, name):
                yield from self.run(child, behind)


def read_docx(data: bytes, path: Path) -> tuple[str, Message | None]:
    """Return a DOCX's text, a paragraph a line with a blank one between, and what of it was left out.

    Read are paragraphs, tables, tracked insertions, content controls, smart tags, links, text boxes, foot- and
    endnotes; not headers and footers, deletions, comments, pictures. Raises ``DataError`` for one that unpacks
    to more than a report has, and the errors of zipfile and lxml for what is not a DOCX.
    """
    if data.count(b"PK\x01\x02") > _MAX_MEMBERS:
        raise DataError("file-unpacks-too-large", path)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = {member.filename for member in archive.infolist()}
        main = _main_part(archive, path, names)
        reader, folder = _Reader(), posixpath.dirname(main)
        for kind in ("footnote", "endnote"):
            if (part := posixpath.join(folder, f"{kind}s.xml")) in names:
                for note in _parsed(archive, path, part):
                    if _name(note) == kind and not _attribute(note, "type"):
                        reader.notes[kind, _attribute(note, "id")] = list(reader.block(note))
        lines = list(reader.block(_parsed(archive, path, main)))
        for part in sorted(names):
            if posixpath.dirname(part) == folder and posixpath.basename(part).startswith(
                ("header", "footer")
            ):
                reader.left_out["headers"] += any(_Reader().block(_parsed(archive, path, part)))
    return "\n\n".join(lines), _left_out(reader.left_out)


def _left_out(left_out: Counter[str]) -> Message | None:
    parts = [Message(f"docx-{kind}", n=count) for kind, count in sorted(left_out.items()) if count]
    return Message("docx-left-out", what=joined(parts)) if parts else None


def _main_part(archive: zipfile.ZipFile, path: Path, names: set[str]) -> str:
    if "_rels/.rels" in names:
        for relation in _parsed(archive, path, "_rels/.rels"):
            if str(relation.get("Type")).endswith("/officeDocument"):
                return str(relation.get("Target")).lstrip("/")
    raise ValueError("it holds no document")


def _parsed(archive: zipfile.ZipFile, path: Path, name: str) -> Any:
    from lxml import etree

    if archive.getinfo(name).file_size > _MAX_UNPACKED_BYTES:
        raise DataError("file-unpacks-too-large", path)
    with archive.open(name) as file:
        data = file.read(_MAX_UNPACKED_BYTES + 1)  # whatever size is declared
    if len(data) > _MAX_UNPACKED_BYTES or data.count(b"<") > _MAX_TAGS:
        raise DataError("file-unpacks-too-large", path)
    return etree.fromstring(
        data, etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    )


def _name(element: Any) -> str:
    """Return an element's name without its namespace; that of text in a formula or drawing is none."""
    space, _, name = str(element.tag).rpartition("}")
    return name if name != "t" or "wordprocessingml" in space else ""


def _attribute(element: Any, name: str) -> str:
    return next((value for key, value in element.items() if key.rpartition("}")[2] == name), "")


def _choice(element: Any) -> Any:
    """Return the first of alternatives that say the same: a text box is written for new and for old readers."""
    return next((child for child in element if _name(child) == "Choice"), element)


def _row_of(cell: Any) -> Any:
    return next((one for one in cell.iterancestors() if _name(one) == "tr"), None)


def _contains(element: Any, name: str) -> bool:
    return any(_name(one) == name for one in element.iter())
