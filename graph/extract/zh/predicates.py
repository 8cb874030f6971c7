"""What was done: the verbs of a clause that say a deed, and why others say none."""

from collections.abc import Sequence
from dataclasses import replace

from graph.extract.draft import Token
from graph.extract.kinds import behaves
from graph.extract.zh.lexicon import Entry, Predicate, entry, function_words, verbs
from graph.extract.zh.nominal import describes, describes_agent, is_coverb, is_nominal
from graph.extract.zh.scope import unreal

_VERBAL = frozenset(("v", "vd", "vn", "vi"))
_ATOMS = frozenset(("TIME*", "QTY*", "DOC*", "NAME*", "w", "PER", "LOC", "ORG"))
_MAX_VERB_WORDS = 4  # that make one verb: 下/发, 送/去
_SILENT = Entry("", "what")


def predicates(words: Sequence[Token]) -> list[Predicate]:
    """Return the predicates of a clause; silent, negated and planned ones are among them, as they part it."""
    found: list[Predicate] = []
    i = 0
    while i < len(words):
        made = _at(words, i)
        within = made is not None and made.silent and found and found[-1].last == i and not found[-1].silent
        if made is None or (within and i + 1 < len(words) and words[i + 1].tag in ("n", "nz")):
            i += 1
            continue
        found.append(made)
        i = made.last
        if (
            not made.silent
            and words[made.first].word in function_words("governing")
            and _ends_abstract(words, i)
        ):
            break  # what follows are the tasks: 做好排查、配送等工作
    saying = [p for p in found if not describes(words, p, found)]
    saying = [
        replace(p, silent=True, relative=True) if describes_agent(words, p, saying) else p for p in saying
    ]
    not_done = unreal(words, saying)
    return _chosen(_merged(words, not_done), words)


def _at(words: Sequence[Token], i: int) -> Predicate | None:
    word = words[i]
    if word.tag in _ATOMS:
        return None
    last, what = _lookup(words, i)
    if word.word in function_words("light") and (inner := _governed(words, i + 1)):
        first, end, what = inner
        return _finish(words, i, first, end, what)
    if what is None:
        if word.tag == "v" and word.word in function_words("skip") and not is_coverb(words, i):
            if i and (words[i - 1].word in ("尤其", "特别") or _counted(words, i)):
                return None
            return Predicate(i, i + 1, word.word, _SILENT, silent=True)
        return None
    if is_nominal(words, i, last, what):
        return None
    return _finish(words, i, i, last, what)


def _counted(words: Sequence[Token], i: int) -> bool:
    """Say whether a word is between a number and those whom it counts: 两名(受伤)乘客."""
    following = words[i + 1] if i + 1 < len(words) else None
    return words[i - 1].tag == "QTY*" and following is not None and following.tag in ("n", "nz")


def _lookup(words: Sequence[Token], i: int) -> tuple[int, Entry | None]:
    """Return where the longest verb at ``i`` ends, and its entry."""
    for size in range(min(_MAX_VERB_WORDS, len(words) - i), 0, -1):
        part = words[i : i + size]
        if any(t.tag in _ATOMS for t in part[1:]) or part[-1].end - part[0].start != sum(
            len(t.word) for t in part
        ):
            continue
        joined = "".join(t.word for t in part)
        what = entry(joined)
        if what is None and size == 1 and part[0].tag == "v" and len(joined) > 3:
            what = verbs().get(joined[:2])  # taken together with its object: 主持会议, 发表讲话
        if what is None or len(joined) > 8:
            continue
        if size == 1 and not _can_be_verb(part[0], words, i):
            continue
        if size > 1 and part[-1].tag == "p" and behaves(what.kind, "speaks"):
            continue  # 否认(向某某)收取
        if size > 1 and not any(t.tag in _VERBAL or t.tag in ("f", "p", "d") for t in part):
            continue
        return i + size, what
    return i + 1, None


def _can_be_verb(token: Token, words: Sequence[Token], i: int) -> bool:
    if token.word in ("到", "来", "去", "赴", "上", "进", "走") and token.tag in ("v", "p"):
        # 到社区报到: 到 goes with the next verb; 赴灾区 alone is a going
        rest = words[i + 1 :]
        if rest and rest[0].tag == "TIME*":
            return False  # 到(当晚9时)
        return bool(rest) and not any(t.tag == "v" and entry(t.word) for t in rest) and token.tag != "f"
    if token.tag in _VERBAL:
        return True
    following = words[i + 1].word if i + 1 < len(words) else ""
    if token.tag == "n" and following in ("为", "成"):
        return True  # 化身为
    return token.tag in ("nz", "ad", "d", "a", "q") and len(token.word) > 1


def _governed(words: Sequence[Token], at: int) -> tuple[int, int, Entry] | None:
    """Return the doing that a light verb governs: 进行(登记排查), 开展(排查)工作; the last of a list's head."""
    for i in range(at, min(len(words), at + 12)):
        token = words[i]
        if token.tag == "w" and token.word != "、":
            return None
        if token.tag in ("v", "vn", "n", "nz") and token.word not in function_words("light"):
            what = entry(token.word)
            if what and len(token.word) > 1 and (token.tag != "n" or i + 1 == len(words)):
                last = i + 1
                while last < len(words) and words[last].tag in ("v", "vn") and entry(words[last].word):
                    last += 1
                return i, last, entry(words[last - 1].word) or what
            joined = token.word + (words[i + 1].word if i + 1 < len(words) else "")
            if token.tag == "v" and joined in verbs():
                return i, i + 2, verbs()[joined]
    return None


def _ends_abstract(words: Sequence[Token], at: int) -> bool:
    last = next((t for t in reversed(words[at:]) if t.tag not in ("w", "u", "xc")), None)
    return last is not None and (last.word in function_words("tasks") or last.word == "等")


def _finish(words: Sequence[Token], start: int, first: int, last: int, what: Entry) -> Predicate:
    did = "".join(t.word for t in words[first:last])
    did = did[:-1] if len(did) > 1 and did[-1] in "了过着" else did
    end = last
    while (
        end < len(words)
        and words[end].tag in ("u", "xc", "f")
        and words[end].word in ("了", "过", "着", "起")
    ):
        end += 1
    relative = start == first and end + 1 < len(words) and words[end].word == "的"
    return Predicate(
        start,
        end,
        did,
        what,
        relative=relative,
    )


def _merged(words: Sequence[Token], found: list[Predicate]) -> list[Predicate]:
    """Make one of verbs that are side by side or are joined by 和: 帮助解决, 协调和筹募."""
    made: list[Predicate] = []
    for p in found:
        last = made[-1] if made else None
        if (
            last is not None
            and not (last.silent or last.relative or p.silent)
            and not behaves(last.entry.kind, "goes")
        ):
            between = words[last.last : p.first]
            if not between and _promises(last, p):
                made.append(p)  # 承诺(捐款): what was promised is not done
                continue
            joined = len(between) == 1 and between[0].word in ("和", "、", "并", "及", "与")
            adverb = len(between) == 2 and between[0].word == "、" and between[1].tag in ("d", "ad")
            if not between or joined or adverb:
                what = p.entry if joined and behaves(last.entry.kind, "yields") else last.entry
                did = "".join(t.word for t in words[last.first : p.last] if t.tag not in ("u",))
                made[-1] = replace(
                    last,
                    last=p.last,
                    did=did if len(did) <= 12 else last.did,
                    entry=what,
                    relative=p.relative,
                )
                continue
        made.append(p)
    return made


def _promises(last: Predicate, p: Predicate) -> bool:
    return behaves(last.entry.kind, "speaks") and not behaves(p.entry.kind, "speaks")


def _chosen(found: list[Predicate], words: Sequence[Token]) -> list[Predicate]:
    """Make one deed of choosing people and forming something of them; the objects of both are its objects."""
    made: list[Predicate] = []
    for p in found:
        last = made[-1] if made else None
        if (
            last is not None
            and behaves(p.entry.kind, "forms")
            and last.did.startswith(tuple(function_words("choosing")))
            and not last.relative
        ):
            made[-1] = replace(
                p,
                first=last.first,
                did=last.did + p.did,
                wide=True,
                negated=last.negated,
                planned=last.planned,
            )
            continue
        made.append(p)
    return made
