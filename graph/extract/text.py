"""A report's text as the rules read it: of the same length as the original, so that every offset holds in both.

Full-width letters and digits become half-width and traditional characters simplified, one for one; the
rules read ``plain``, and names and spans are cut from ``text``.
"""

import unicodedata
from dataclasses import dataclass

from graph.text.report import normalise
from graph.text.traditional import simplified

# Punctuation keeps its width: what stands between sentences must stay what it was.
_WIDE = {
    code: unicodedata.normalize("NFKC", chr(code))
    for code in [*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B), 0xFF05, 0xFF0E]
} | {0x3000: " ", 0x00A0: " ", 0x2009: " "}


@dataclass(frozen=True)
class Text:
    """A report's normalised text and its plain reading, character for character."""

    text: str
    plain: str

    def cut(self, start: int, end: int) -> str:
        """Return the original characters of a span."""
        return self.text[start:end]


def read(text: str) -> Text:
    """Return ``text`` with line ends normalised, and its plain reading.

    >>> read("臺北１２日").plain
    '台北12日'
    """
    text = normalise(text)
    plain = simplified(text.translate(_WIDE))
    # Control characters say nothing; a space keeps their place.
    controls = {
        ord(char): " " for char in set(plain) if unicodedata.category(char) in {"Cc", "Cf"} and char != "\n"
    }
    return Text(text, plain.translate(controls) if controls else plain)


def is_chinese(plain: str) -> bool:
    """Say whether the text is mostly Chinese: one Han character weighs as much as three letters."""
    sample = plain[:20_000]
    han = sum("\u4e00" <= char <= "\u9fff" for char in sample)
    latin = sum(char.isascii() and char.isalpha() for char in sample)
    return han * 3 >= latin
