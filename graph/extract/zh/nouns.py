"""The nouns of a clause: phrases with the preposition before them, their members, numbers and what they name."""

from collections.abc import Sequence
from dataclasses import dataclass

from graph.extract.draft import AGENTS, PLACES, Amount, Noun, Token
from graph.extract.zh.lexicon import function_words, sort_of
from graph.extract.zh.naming import is_placelike, name

__all__ = ["AGENTS", "PLACES", "Noun", "Phrase", "is_placelike", "phrases"]

_NOMINAL = frozenset(
    [
        "n",
        "nz",
        "nr",
        "ns",
        "nt",
        "nw",
        "s",
        "an",
        "vn",
        "ORG",
        "LOC",
        "PER",
        "r",
        "a",
        "m",
        "q",
        "f",
        "NAME*",
    ]
)
_TITLES = tuple(function_words("titles"))
_TAILS = ("后", "之后", "以后", "前", "之前", "时")


@dataclass
class Phrase:
    """Nouns in a row with what governs them: "" for none, else where, to, with, by, object, aside, from."""

    governor: str
    nouns: list[Noun]
    start: int
    end: int

    @property
    def agents(self) -> list[Noun]:
        """Return the members that can act."""
        return [noun for noun in self.nouns if noun.sort in AGENTS and noun.tokens]


def phrases(words: Sequence[Token], amounts: dict[int, Amount], plain: str) -> list[Phrase]:
    """Return the noun phrases of a stretch of words that holds no predicate; ``amounts`` by their first character."""
    reader = _Reader(amounts, plain)
    for i, word in enumerate(words):
        reader.take(word, words[i + 1] if i + 1 < len(words) else None)
    reader.close()
    return reader.found


class _Reader:
    """Takes a stretch word by word and keeps the phrase that is being read."""

    def __init__(self, amounts: dict[int, Amount], plain: str) -> None:
        self.amounts, self.plain = amounts, plain
        self.found: list[Phrase] = []
        self.governor = ""
        self.nouns: list[Noun] = []
        self.item: list[Token] = []
        self.amount: Amount | None = None
        self.listed = False

    def take(self, word: Token, following: Token | None) -> None:
        if word.tag == "TIME*":
            self.close()
        elif word.tag == "QTY*":
            self.take_amount(word, following)
        elif (governor := _governor(word, following)) and not (governor == "with" and self._joins(word)):
            self.close()
            self.governor = governor
        elif word.word == "的" and self.governor == "where" and following and _is_somebody(following):
            self.item, self.nouns, self.governor = [], [], ""  # 在(武汉)的医生
        elif word.word == "的" and self.item:
            self.item.append(word)
        elif self._lists(word):
            self.end_item()
            self.listed = True
        elif word.tag == "DOC*":
            self.end_item()
            self.item.append(word)
            self.end_item()
        elif not (word.word == "是" and self.listed and self.nouns):  # 尤其是 goes on with the list
            self.take_other(word, following)

    def take_other(self, word: Token, following: Token | None) -> None:
        """Take a word of a name, or one that ends it."""
        if (word.tag == "f" and word.word in _TAILS) or (word.word == "时" and following is None):
            self.close()
        elif word.tag == "v" and self.item and _can_act(self.item[-1]) and following and following.tag != "v":
            self.close()  # (两名男子)持刀, an action that the lexicon does not have
        elif word.tag in _NOMINAL or (word.tag in ("v", "vn", "vd", "ad") and self._within(word, following)):
            if self.nouns and not self.item and not self.listed:
                self.close(keep=True)
            if word.tag == "NAME*" and self.item and self.item[-1].tag == "PER":
                self.close(keep=True)  # 授予(某某)“标兵”称号
            self.item.append(word)
        elif word.tag in ("d", "ad", "vd", "xc", "c"):
            if self.item:
                self.end_item()
        else:
            self.close()

    def _lists(self, word: Token) -> bool:
        """Say whether a word goes on with a list: 、, 和, 等, 尤其."""
        if word.word in function_words("list"):
            return bool(self.item or self.nouns or self.amount)
        if word.word == "等":
            return bool(self.nouns)
        return word.word in ("尤其", "特别", "尤其是", "特别是", "包括")

    def _joins(self, word: Token) -> bool:
        return word.tag == "c" or (word.word == "和" and word.tag != "p")

    def _within(self, word: Token, following: Token | None) -> bool:
        """Say whether a verb that says no deed describes the noun behind it."""
        if word.word in ("为", "是", "有"):
            return False
        return following is not None and (
            following.tag in ("n", "nz", "vn", "ORG", "PER", "v") or following.word == "的"
        )

    def take_amount(self, word: Token, following: Token | None) -> None:
        amount = self.amounts.get(word.start)
        counted_after = following is not None and (
            following.tag in _NOMINAL or following.tag in ("v", "vn", "a", "u", "nz", "ad")
        )
        if self.item and not (counted_after and amount and amount.measure not in ("元", "人")):
            self.end_item()
            if self.nouns and self.nouns[-1].amount is None:
                self.nouns[-1].amount = amount
                return
        if self.item:
            self.end_item()
            self.close(keep=True)
        if self.nouns and not counted_after and self.nouns[-1].amount is None and self.amount is None:
            self.nouns[-1].amount = amount  # 民兵、群众等80余人
            return
        if self.amount:
            self._alone()
        self.amount = amount

    def _alone(self) -> None:
        """Keep a number that counts no noun: 慰问4556人."""
        if self.amount:
            people = self.amount.measure in ("人", "名", "户", "位")
            start, end = self.amount.start, self.amount.end
            of = "人" if self.amount.measure == "人" else ""
            noun = Noun(start, end, of, "group" if people else "thing", [], self.amount)
            self.nouns.append(noun)
            self.amount = None

    def end_item(self) -> None:
        for i in range(1, len(self.item)):
            # 省委 省政府: two organisations of one level side by side
            left, right = self.item[i - 1], self.item[i]
            if (
                left.tag == right.tag == "ORG"
                and left.word[0] == right.word[0]
                and sort_of(left.word) == "unit"
            ):
                rest = self.item[i:]
                self.item = self.item[:i]
                self.end_item()
                self.item = rest
                break
        if self.item:
            noun = name(self.item, self.plain)
            self.item = []
            if noun:
                noun.amount, self.amount = self.amount, None
                self.nouns.append(noun)
        elif self.amount:
            self._alone()
        self.listed = False

    def close(self, *, keep: bool = False) -> None:
        self.end_item()
        self.nouns = _with_posts(self.nouns)
        if self.nouns:
            self.found.append(Phrase(self.governor, self.nouns, self.nouns[0].start, self.nouns[-1].end))
        self.nouns = []
        if not keep:
            self.governor = ""


def _can_act(word: Token) -> bool:
    return word.tag in ("PER", "ORG") or sort_of(word.word) in ("group", "team", "unit")


def _is_somebody(word: Token) -> bool:
    return word.tag == "PER" or sort_of(word.word) == "group" or word.word.endswith(_TITLES)


def _with_posts(nouns: list[Noun]) -> list[Noun]:
    """Take posts in a row to the person who holds them: 某会党组成员、副主席某某."""
    made: list[Noun] = []
    for noun in nouns:
        held: list[Token] = []
        while (
            noun.sort == "person"
            and made
            and made[-1].sort in ("group", "unit")
            and made[-1].amount is None
            and made[-1].name.endswith(tuple(function_words("titles")))
        ):
            held = made.pop().tokens + held
        made.append(
            Noun(
                held[0].start if held else noun.start,
                noun.end,
                noun.name,
                noun.sort,
                held + noun.tokens,
                noun.amount,
            )
        )
    return made


def _governor(word: Token, following: Token | None) -> str:
    """Return what kind of preposition a word is, "" for none."""
    if word.word == "正在" and following is not None and following.tag in ("LOC", "ORG", "n", "s"):
        return "where"
    if word.tag not in ("p", "v", "c", "d", "u", "vn", "xc"):
        return ""
    if word.tag in ("v", "vn") and word.word not in function_words("coverbs"):
        return ""
    for sort in ("by", "object", "with", "to", "where", "aside"):
        if word.word in function_words(sort):
            if word.word in ("和", "与", "同") and word.tag == "c":
                return ""
            return "from" if word.word in ("从", "自") else sort
    return "aside" if word.tag == "p" else ""


def subject(found: list[Phrase], *, passive: bool = False) -> list[Noun]:
    """Return the agents among phrases before a verb: who 由 or 被 governs, else the last free one that can act.

    ``passive``: 被 is before the verb, so a noun without a preposition before it is not the agent.
    """
    if passive:
        found = [phrase for phrase in found if phrase.governor == "by"]
    for governor in ("by", "", "aside"):
        for phrase in reversed(found):
            if phrase.governor == governor and phrase.agents:
                if governor == "aside" and len(found) > 1:
                    continue
                return _heads(phrase)
    for phrase in reversed(found):
        if phrase.governor == "" and (
            areas := [n for n in phrase.nouns if n.sort in ("place", "area") and n.amount is None]
        ):
            return areas
    return []


def _heads(phrase: Phrase) -> list[Noun]:
    """Return a phrase's agents; places named among them act too: 威海、烟台市派出."""
    return phrase.agents
