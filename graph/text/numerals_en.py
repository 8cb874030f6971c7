"""Numbers in English words: two hundred and fifty, half a million, three and a half, two dozen."""

import re
from decimal import Decimal

_SMALL = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    "eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
)
_LARGE = "hundred|thousand|million|billion|trillion"
_MORE = rf"(?:(?:[ -]|[ ]and[ ])(?:{_SMALL}|{_LARGE})(?![A-Za-z])){{0,12}}"
# Where a number in words may stand; bounded, as all patterns of numerals are. "Hundreds of" has no value.
PATTERN = (
    rf"(?<![A-Za-z])(?<![A-Za-z]-)(?i:(?:half[ ])?an?[ ](?:{_LARGE}|dozen)(?![A-Za-z]){_MORE}"
    rf"|half[ ]an?(?=[ ][a-z])|(?:{_SMALL})(?![A-Za-z]){_MORE}(?:[ ]dozen(?![A-Za-z]))?)"
)
_HALF_MORE = re.compile(r" and a half(?![A-Za-z])", re.IGNORECASE)
_DOZEN = re.compile(r"[ ]?\bdozen$", re.IGNORECASE)
_ARTICLE = re.compile(r"(?:half )?an?(?: |$)", re.IGNORECASE)


def read_english(words: str, behind: str = "") -> tuple[Decimal, int] | None:
    """Return the value of a number in English words, and how many of the characters it takes up.

    ``words`` is what ``PATTERN`` matched, ``behind`` the characters after it. What is no single number is
    read as far as it is one.

    >>> read_english("two hundred and fifty"), read_english("half a million"), read_english("two dozen")
    ((Decimal('250'), 21), (Decimal('500000.0'), 14), (Decimal('24'), 9))
    >>> read_english("three", " and a half tonnes"), read_english("one and two")
    ((Decimal('3.5'), 16), (Decimal('1'), 3))
    """
    rest, factor = words, Decimal(1)
    if article := _ARTICLE.match(words):
        factor = Decimal("0.5") if article[0].lower().startswith("half") else factor
        rest = words[article.end() :]
    if dozen := _DOZEN.search(rest):
        factor, rest = factor * 12, rest[: dozen.start()]
    read = _longest(rest) if rest else (1, 0)
    if read is None:
        return None
    whole = read[1] == len(rest)
    if not whole:  # the dozen is not of what was read: one and two dozen
        factor = factor / 12 if dozen else factor
    end = len(words) if whole else len(words) - len(rest) - (len(dozen[0]) if dozen else 0) + read[1]
    value = read[0] * factor
    if whole and (half := _HALF_MORE.match(behind)):
        value, end = value + Decimal("0.5"), end + half.end()
    return value, end


def _longest(words: str) -> tuple[int, int] | None:
    from text_to_num import text2num

    end = len(words)
    while end > 0:
        try:
            return int(text2num(words[:end].lower(), "en")), end
        except ValueError:
            end = max(words.rfind(" ", 0, end), words.rfind("-", 0, end))
            if end > 4 and words[end - 4 : end].lower() == " and":
                end -= 4
    return None
