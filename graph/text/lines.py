"""Joins lines that were broken only for their width: in PDF, and in text files with hard breaks."""

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

_ENDS = re.compile(r"[。！？!?…；;：:.][”’」』》）)\"']*$")
_GOES_ON = re.compile(r"[，、,（(《“「]$|[a-z]-$")
_LATE = re.compile(r"[，。、；：！？”’」』》）,;!?)]")  # no line begins with these
_CLOSES = re.compile(r"[”’」』》）)]")  # the ones that may follow the end of a sentence
_BEGINS = re.compile(r"\s|[•·●○■◆*#>|-]\s|[（(]?[一二三四五六七八九十\d]{1,3}[、.)）]|【|\|")
_MIN_WIDTH, _MAX_WIDTH = 20, 120  # columns of a text that is broken at a width; a Chinese character has two
_FULL_RATIO = 0.85  # of that width: a nearly full line


def ends_sentence(line: str) -> bool:
    """Say whether a line ends as a sentence or a heading with a colon does."""
    return _ENDS.search(line.rstrip()) is not None


def join_two(left: str, right: str) -> str:
    """Return two halves of a broken line as one: a hyphen at the break goes, and words keep their blank.

    >>> join_two("转移群众1", "50人"), join_two("were evacu-", "ated"), join_two("the", "county")
    ('转移群众150人', 'were evacuated', 'the county')
    """
    left, right = left.rstrip(), right.lstrip()
    if re.search(r"[a-z]-$", left) and right[:1].islower():
        return left[:-1] + right
    if re.search(r"[A-Za-z.,;:!?)\"'”’]$", left) and re.match(r"[\w(\"'“‘]", right) and not _wide(right[0]):
        figures = left[-1] in ",." and left[-2:-1].isdigit() and right[0].isdigit()  # 1,|200
        return left + right if figures else f"{left} {right}"
    if left[-1:].isdigit() and right[:1].isascii() and right[:1].isalpha():
        return f"{left} {right}"
    return left + right


def unwrap(text: str) -> str:
    r"""Return a text with the line breaks inside its sentences taken out, if it was broken at a width.

    Such a text has lines of nearly one width that end within a sentence. In any other text a line is a paragraph
    and stays one.

    >>> unwrap("县医院派出12名医生赶赴柳树村，\n为居民义诊。\n工作队到达。\n")
    '县医院派出12名医生赶赴柳树村，为居民义诊。\n工作队到达。\n'
    """
    lines = text.split("\n")
    width = _width_of(lines)
    made = [lines[0]]
    for before, line in pairwise(lines):
        if before.strip() and line.strip() and _broken(before, line, width):
            made[-1] = join_two(made[-1], line)
        else:
            made.append(line)
    return "\n".join(made)


def _broken(before: str, line: str, width: int) -> bool:
    """Say whether a line continues the sentence of the one before; of one that ended, only quotes and brackets may."""
    if _BEGINS.match(line):
        return False
    if ends_sentence(before):
        return _CLOSES.match(line) is not None
    if _LATE.match(line) or (_GOES_ON.search(before.rstrip()) and columns(before) <= _MAX_WIDTH):
        return True
    return width > 0 and columns(before) >= _FULL_RATIO * width


def _width_of(lines: Sequence[str]) -> int:
    """Return the width at which a text was broken, 0 for one that was not."""
    widths = [columns(line) for line in lines if line.strip()]
    width = max(widths, default=0)
    if not _MIN_WIDTH <= width <= _MAX_WIDTH:
        return 0
    full = [line for line in lines if columns(line) >= _FULL_RATIO * width]
    within = sum(not ends_sentence(line) for line in full)
    return width if within >= 2 and within * 2 >= len(full) and len(full) * 3 >= len(widths) else 0


def columns(line: str) -> int:
    """Return how wide a line is, in columns of a terminal.

    >>> columns("300名 people")
    12
    """
    return sum(2 if _wide(char) else 1 for char in line.rstrip())


def _wide(char: str) -> bool:
    return not char.isascii() and unicodedata.east_asian_width(char) in "WF"
