"""Numbers in English words: two hundred and fifty, half a million, one and a half million, two thirds of."""

import re
from decimal import Decimal

_SMALL = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    "eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
)
_LARGE = "hundred|thousand|million|billion|trillion"
# What multiplies a number in digits or in words.
MULTIPLIERS = {
    "dozen": 12, "hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12,
    "lakh": 10**5, "crore": 10**7,
}  # fmt: skip
_MORE = rf"(?:(?:[ -]|[ ]and[ ])(?:{_SMALL}|{_LARGE})(?![A-Za-z])){{0,12}}"
# Where a number in words may stand; bounded, as all patterns of numerals are. "Hundreds of" has no value.
PATTERN = (
    rf"(?<![A-Za-z])(?<![A-Za-z]-)(?i:(?:half[ ])?an?[ ](?:{_LARGE}|dozen)(?![A-Za-z]){_MORE}"
    rf"|half[ ]an?(?=[ ][a-z])|(?:{_SMALL})(?![A-Za-z]){_MORE}(?:[ ]dozen(?![A-Za-z]))?)"
)
_PARTS = {"third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
_COUNTS = {word: i for i, word in enumerate(_SMALL.split("|")[:10], 1)}
_COUNT = "|".join(_COUNTS)
_TIMES = "(?![A-Za-z-]|[ ](?:day|week|month|year|hour|minute)s?)"
# Shares: two thirds of, a quarter of, half of, one in five, nine out of ten.
SHARE = (
    rf"(?<![A-Za-z])(?<![A-Za-z]-)(?i:(?P<parts>{_COUNT}|a)[ -](?P<part>{'|'.join(_PARTS)})s?(?=[ ]of[ ])"
    rf"|(?P<half>half)(?=[ ](?:of[ ]|the[ ]|its[ ]|their[ ]))|(?P<one>one)[ ]in[ ](?P<each>{_COUNT}){_TIMES}"
    rf"|(?P<some>{_COUNT}|[0-9]{{1,3}})[ ](?:out[ ]of|in[ ]every)[ ](?:every[ ])?"
    rf"(?P<all>{_COUNT}|[0-9]{{1,3}})(?![A-Za-z0-9-]))"
)
_HALF_MORE = re.compile(rf" and a half(?:[ -]({'|'.join(MULTIPLIERS)}))?(?![A-Za-z])", re.IGNORECASE)
_DOZEN = re.compile(r"[ ]?\bdozen$", re.IGNORECASE)
_ARTICLE = re.compile(r"(?:half )?an?(?: |$)", re.IGNORECASE)


def read_share(token: re.Match[str]) -> Decimal | None:
    """Return the value of what ``SHARE`` matched; ``None`` for what is more than the whole."""
    if token["half"]:
        return Decimal("0.5")
    if token["part"]:
        above, below = _count(token["parts"]), _PARTS[token["part"].lower()]
    else:
        above, below = (
            _count(token[name]) for name in (("one", "each") if token["one"] else ("some", "all"))
        )
    return Decimal(above) / below if above < below else None


def _count(word: str) -> int:
    return int(word) if word.isdigit() else _COUNTS.get(word.lower(), 1)


def read_english(words: str, behind: str = "") -> tuple[Decimal, int] | None:
    """Return the value of a number in English words, and how many of the characters it takes up.

    ``words`` is what ``PATTERN`` matched, ``behind`` the characters after it. What is no single number is
    read as far as it is one.

    >>> read_english("two hundred and fifty"), read_english("half a million"), read_english("two dozen")
    ((Decimal('250'), 21), (Decimal('500000.0'), 14), (Decimal('24'), 9))
    >>> read_english("three", " and a half tonnes"), read_english("one and two")
    ((Decimal('3.5'), 16), (Decimal('1'), 3))
    >>> read_english("one", " and a half million"), read_english("a million", " and a half")
    ((Decimal('1500000.0'), 22), (Decimal('1500000.0'), 20))
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
        large = MULTIPLIERS.get(words.rpartition(" ")[2].lower(), 1)
        value = value + Decimal("0.5") * large
        value, end = value * MULTIPLIERS.get((half[1] or "").lower(), 1), end + half.end()
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
