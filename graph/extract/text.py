"""A report's text as the rules read it: they read ``plain``, and names and spans are cut from ``text``."""

from dataclasses import dataclass

from graph.text.plain import plain_text
from graph.text.report import normalise


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
    return Text(text, plain_text(text))


def is_chinese(plain: str) -> bool:
    """Say whether the text is mostly Chinese: one Han character weighs as much as three letters."""
    sample = plain[:20_000]
    han = sum("\u4e00" <= char <= "\u9fff" for char in sample)
    latin = sum(char.isascii() and char.isalpha() for char in sample)
    return han * 3 >= latin
