"""What Python says, in Chinese: for the page only, which a person may switch to and fro; the command line is English.

``chinese.tsv`` has a row for each sentence that the page can show (a test makes them all). What has no row stays
English, whole: half a sentence of each would be read by nobody.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from graph.errors import DataError, DataErrors, DeedgraphError
from graph.messages import in_language
from graph.model.vocab import BOUND, concepts
from graph.resources import resource

_LONGEST = 2_000  # characters; what is longer is no sentence of ours
_DEEPEST = 6  # sentences one within another; what is deeper is somebody's words, and no sentence of ours
_HOLE = re.compile(r"\{(\w+)([!.,^]?)\}")
_FORMS = {"": r".*?", "!": r".+?", ".": r"[A-Za-z][\w.]*", ",": r"\w+(?:, \w+)*", "^": r"\w+"}


def in_chinese(words: str) -> str:
    """Return what Python says in Chinese; as it is, where nobody has said it in Chinese.

    >>> in_chinese("when.start: the text says no year; add when.year to inferred")
    '何时.起：原文没有说年份；请在“推断”里加上 when.year'
    """
    said = in_language(words, "zh")
    return said if said != words else _said(words) or words


def in_both(error: DeedgraphError) -> dict[str, str]:
    """Return an error in both languages, as the page gets it: ``error`` and ``zh``."""
    faults = error.errors if isinstance(error, DataErrors) else [error]
    return {"error": str(error), "zh": "\n".join(_located(fault) for fault in faults)}


def _located(fault: DeedgraphError) -> str:
    if not isinstance(fault, DataError):
        return in_chinese(str(fault))
    where = ":".join(str(part) for part in (fault.path, fault.line) if part is not None)
    sort, _, identifier = (fault.record or "").partition(" ")
    record = f"{in_chinese(sort)} {identifier}".strip()
    return "：".join(part for part in (where, record, in_chinese(fault.message)) if part)


@lru_cache(4_096)
def _said(words: str, depth: int = 1) -> str | None:
    if len(words) > _LONGEST or depth > _DEEPEST:
        return None
    for pattern, chinese, forms in _rows():
        found = pattern.fullmatch(words)
        if found is None:
            continue
        parts = {name: _part(found[name], form, depth + 1) for name, form in forms.items()}
        if None not in parts.values():
            return _HOLE.sub(lambda hole, parts=parts: parts[hole[1]], chinese)  # type: ignore[misc]
    return None


def _part(words: str, form: str, depth: int) -> str | None:
    match form:
        case "!":
            return _said(words, depth)
        case ".":
            return ".".join(_said(key, depth) or key for key in words.split("."))
        case ",":
            return "、".join(_said(key, depth) or key for key in words.split(", "))
        case "^":
            bound = concepts(BOUND).get(words)
            return bound.zh if bound else words
        case _:
            return words


@cache
def _rows() -> list[tuple[re.Pattern[str], str, dict[str, str]]]:
    """Return the rows of the table: what English fits, the Chinese, and the form of each hole."""
    made = []
    for english, chinese in rows():
        forms = dict(_HOLE.findall(english))
        parts = _HOLE.split(english)  # words, name, form, words, name, form, words
        pattern = re.escape(parts[0])
        for name, form, after in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
            pattern += f"(?P<{name}>{_FORMS[form]})" + re.escape(after)
        made.append((re.compile(pattern, re.DOTALL), chinese, forms))
    return made


def rows() -> Iterator[tuple[str, str]]:
    """Yield the table's rows: English, Chinese."""
    for line in resource("web/review/chinese.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            english, _, chinese = line.partition("\t")
            yield english, chinese
