"""Traditional characters read as simplified ones, one for one."""

from functools import cache
from typing import Any

# Frequent characters that only traditional writing has: enough to detect a text that needs conversion.
_TRADITIONAL = frozenset(
    "個們國這來時會對說員發過學經還開動現與進長門問東車電報點總區廳處應從後並災區臺灣縣鎮鄉條單員務實樣點線關於幾遠邊億萬餘號變讓請認識記議護醫藥兩貳陸圓戶噸張條隊"
)
# Characters of simplified names, too: 乾县.
_BOTH = frozenset("乾著於徵瞭藉夥")


def simplified(text: str) -> str:
    """Return a text with simplified characters, of the same length; unchanged if none is traditional.

    >>> simplified("縣醫院派出醫生"), simplified("乾县")
    ('县医院派出医生', '乾县')
    """
    if text.isascii() or _TRADITIONAL.isdisjoint(text):
        return text
    return "".join(map(_converted, text))


def simplified_name(name: str) -> str:
    """Return a name of the same length with simplified characters, whatever its characters are.

    >>> simplified_name("廣州市民政局"), simplified_name("乾县"), simplified_name("临江")
    ('广州市民政局', '乾县', '临江')
    """
    return name if name.isascii() else "".join(c if c in _BOTH else _converted(c) for c in name)


@cache
def _converted(char: str) -> str:
    """Convert one character; OpenCC's phrases could change a text's length."""
    if char < "\u3400":
        return char
    turned = str(_converter().convert(char))
    return turned if len(turned) == 1 else char


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s.json")
