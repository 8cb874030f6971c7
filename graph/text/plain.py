"""A text in plain characters for the parsers, of the same length as the original, so that offsets are the same."""

import unicodedata

from graph.text.traditional import simplified

# Punctuation keeps its width: sentences are separated by it.
_WIDE = {
    code: unicodedata.normalize("NFKC", chr(code))
    for code in [
        *range(0xFF10, 0xFF1A),
        *range(0xFF21, 0xFF3B),
        *range(0xFF41, 0xFF5B),
        0xFF05,
        0xFF0B,
        0xFF0E,
    ]
} | dict.fromkeys((0x3000, 0x00A0, 0x202F, *range(0x2002, 0x200B)), " ")


def plain_text(text: str) -> str:
    """Return a text with half-width letters and digits, simplified characters and plain blanks, one for one.

    >>> plain_text("臺北１２日"), plain_text("兩千元")
    ('台北12日', '两千元')
    """
    plain = simplified(text.translate(_WIDE))
    # A control character becomes a space, which keeps offsets.
    controls = {
        ord(char): " " for char in set(plain) if unicodedata.category(char) in {"Cc", "Cf"} and char != "\n"
    }
    return plain.translate(controls) if controls else plain
