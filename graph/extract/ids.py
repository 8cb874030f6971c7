"""Ids of what reports share: the same in two reports only where they mean the same.

Drafts of many reports meet in one graph, and units, documents and places are known there by their ids. A name alone is
no id: every city has its 市教育局, and 水务局 and 税务局 sound the same. So an id has the code of the division that the
name begins with or that the report is about, and the name's hash beside its pinyin; where no division is sure, it has
the report's own id, and ``link`` finds later what is the same.
"""

import hashlib
import re
from collections import Counter

from graph.extract.zh.divisions import leading
from graph.text.traditional import simplified_name

_NATIONAL = re.compile(r"中国|全国|中央|中共中央|国家|国务院")
_SIZES = {"省": 2, "市": 4, "州": 4, "区": 6, "县": 6}
_SURE = 3  # how many times oftener than the next a division must be named to be the one that 市 means
_MAX_SLUG_CHARS = 60
_MAX_REPORT_ID_CHARS = 40  # of a report's id that are kept in the ids of its own records


def slug(name: str, limit: int = _MAX_SLUG_CHARS) -> str:
    """Return a name as a part of an id: pinyin of its Chinese characters, letters and digits as they are.

    >>> slug("省妇联")
    'sheng-fu-lian'
    """
    from pypinyin import lazy_pinyin

    parts = re.findall(r"[a-z0-9]+", "-".join(lazy_pinyin(name)).lower().encode("ascii", "ignore").decode())
    made = "-".join(parts)[:limit].strip("-")
    return made or "x"


def unit_id(name: str, report: str, context: Counter[str]) -> str:
    """Return the id of a unit; ``context`` is how often the report names each division, by code.

    >>> unit_id("武汉市水务局", "r1", Counter()) == unit_id("市水务局", "r2", Counter({"42": 2, "4201": 2}))
    True
    >>> unit_id("市水务局", "r1", Counter({"4201": 2})) == unit_id("市税务局", "r1", Counter({"4201": 2}))
    False
    >>> unit_id("市水务局", "r1", Counter())
    'r1-shi-shui-wu-ju'
    >>> unit_id("武漢市水務局", "r1", Counter()) == unit_id("武汉市水务局", "r2", Counter())
    True
    """
    name = simplified_name(name)
    if _NATIONAL.match(name):
        return f"cn-{_hashed(name)}"
    code, rest = leading(name, context)
    if not code:
        code, rest = _meant(name, context), name[1:]
    return f"cn-{code}-{_hashed(rest or name)}" if code else own_id(name, report)


def document_id(name: str, report: str) -> str:
    """Return the id of a document or scheme: a full title is the same everywhere, a word such as 通知 is not."""
    return _hashed(simplified_name(name)) if len(name) > 5 else own_id(name, report)


def own_id(name: str, report: str) -> str:
    """Return an id that no other report has: of a long id of a report its beginning and its hash.

    >>> own_id("突击队", "hubei-provincial-water-resources-office-2020-03-11")
    'hubei-provincial-water-resources-931aae-tu-ji-dui'
    """
    if len(report) > _MAX_REPORT_ID_CHARS:
        report = f"{report[:33].rstrip('-')}-{hashlib.sha256(report.encode()).hexdigest()[:6]}"
    return f"{report}-{slug(name, 50)}"


def _hashed(name: str) -> str:
    return f"{slug(name, 50)}-{hashlib.sha256(name.encode()).hexdigest()[:6]}"


def _meant(name: str, context: Counter[str]) -> str:
    """Return the code of the division that 省, 市, 区 or 县 at a name's head means; empty if that is not sure."""
    size = _SIZES.get(name[:1])
    if size is None or len(name) < 3:
        return ""
    counts = Counter({code: n for code, n in context.items() if len(code) == size}).most_common(2)
    if not counts or (len(counts) > 1 and counts[0][1] < _SURE * counts[1][1]):
        return ""
    return counts[0][0]
