"""A report's text as the rules read it: of the same length as the original, so that every offset holds in both.

Full-width letters and digits become half-width and traditional characters simplified, one for one; the
rules read ``plain``, and names and spans are cut from ``text``.
"""

import unicodedata
from dataclasses import dataclass

from graph.report import normalise

# Frequent characters that only traditional writing has: enough to tell whether a text needs turning.
_TRADITIONAL = frozenset(
    "個們國這來時會對說員發過學經還開動現與進長門問東車電報點總區廳處應從後並災區臺灣縣鎮鄉條單員務實樣點線關於幾遠邊億萬餘號變讓請認識記議護醫藥"
)
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
    plain = text.translate(_WIDE)
    if not plain.isascii() and any(char in _TRADITIONAL for char in set(plain)):
        plain = _simplified(plain)
    # Control characters say nothing; a space keeps their place.
    controls = {
        ord(char): " " for char in set(plain) if unicodedata.category(char) in {"Cc", "Cf"} and char != "\n"
    }
    return Text(text, plain.translate(controls) if controls else plain)


def _simplified(plain: str) -> str:
    import opencc

    converter = opencc.OpenCC("t2s.json")
    # Character by character: OpenCC's phrases could change a text's length.
    table = {ord(char): turned for char in set(plain) if len(turned := converter.convert(char)) == 1}
    return plain.translate(table)


def is_chinese(plain: str) -> bool:
    """Say whether the text is mostly Chinese: one Han character weighs as much as three letters."""
    sample = plain[:20_000]
    han = sum("\u4e00" <= char <= "\u9fff" for char in sample)
    latin = sum(char.isascii() and char.isalpha() for char in sample)
    return han * 3 >= latin
