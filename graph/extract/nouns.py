"""The nouns of a clause: phrases with the preposition before them, their members, numbers and what they name."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from graph.extract.lexicon import function_words, heads, sort_of
from graph.extract.quantity import Amount
from graph.extract.tokens import Token

_NOMINAL = frozenset(
    ("n", "nz", "nr", "ns", "nt", "nw", "s", "an", "vn", "ORG", "LOC", "PER", "r", "a", "m", "q", "f")
)
AGENTS = frozenset(("person", "group", "team", "unit", "pronoun"))
PLACES = frozenset(("place", "site", "area"))


@dataclass
class Noun:
    """One member of a phrase: its span, what it names, and the number that counts it."""

    start: int
    end: int
    name: str
    sort: str  # person, group, team, unit, pronoun, place, site, area, thing, document
    tokens: list[Token] = field(default_factory=list)
    amount: Amount | None = None


@dataclass
class Phrase:
    """Nouns in a row with what governs them: "" for none, else where, to, with, by, object, aside, from."""

    governor: str
    nouns: list[Noun]
    start: int
    end: int
    after: str = ""  # the word behind it: 后, 时, 中

    @property
    def agents(self) -> list[Noun]:
        """Return the members that can act."""
        return [noun for noun in self.nouns if noun.sort in AGENTS]


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
        elif (governor := _governor(word)) and not (governor == "with" and self._joins(word)):
            self.close()
            self.governor = governor
        elif word.word in function_words("list") and (self.item or self.nouns or self.amount):
            self.end_item()
            self.listed = True
        elif word.word == "的" and self.item:
            self.item.append(word)
        elif word.word == "等" and self.nouns:
            self.end_item()
            self.listed = True
        elif word.word == "《":
            self.item.append(word)
        elif (
            word.tag in _NOMINAL
            or (word.tag in ("v", "vn", "vd", "ad") and self._within(following))
            or self._in_title()
        ):
            if self.nouns and not self.item and not self.listed:
                self.close(keep=True)
            self.item.append(word)
        elif word.tag in ("d", "ad", "vd", "xc", "c"):
            if self.item:
                self.end_item()
        else:
            self.close()

    def _in_title(self) -> bool:
        title = "".join(t.word for t in self.item)
        return title.count("《") > title.count("》")

    def _joins(self, word: Token) -> bool:
        return word.tag == "c" or (word.word == "和" and word.tag != "p")

    def _within(self, following: Token | None) -> bool:
        """Say whether a verb that says no deed describes the noun behind it."""
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
        if self.amount:
            self._alone()
        self.amount = amount

    def _alone(self) -> None:
        """Keep a number that counts no noun: 慰问4556人."""
        if self.amount:
            people = self.amount.measure in ("人", "名", "户", "位")
            start, end = self.amount.start, self.amount.end
            noun = Noun(start, end, "", "group" if people else "thing", [], self.amount)
            self.nouns.append(noun)
            self.amount = None

    def end_item(self) -> None:
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
        if self.nouns:
            self.found.append(Phrase(self.governor, self.nouns, self.nouns[0].start, self.nouns[-1].end))
        self.nouns = []
        if not keep:
            self.governor = ""


def _governor(word: Token) -> str:
    if word.tag not in ("p", "v", "c", "d", "u", "vn", "xc"):
        return ""
    if word.tag in ("v", "vn") and word.word not in (
        "会同",
        "联合",
        "协同",
        "配合",
        "携手",
        "在",
        "据",
        "按照",
        "截至",
        "到",
        "至",
        "赴",
        "往",
        "从",
        "由",
        "向",
        "给",
    ):
        return ""
    for sort in ("by", "object", "with", "where", "to", "aside"):
        if word.word in function_words(sort):
            if word.word in ("和", "与", "同") and word.tag == "c":
                return ""
            return "from" if word.word in ("从", "自") else sort
    return "aside" if word.tag == "p" else ""


def name(tokens: Sequence[Token], plain: str) -> Noun | None:
    """Return what some words in a row name, or ``None`` for words that name nothing."""
    tokens = list(tokens)
    while tokens and (tokens[-1].word == "的" or tokens[-1].tag in ("ad", "d")):
        tokens.pop()
    position = ""
    while (
        tokens
        and tokens[-1].tag == "f"
        and tokens[-1].word not in ("下", "上")
        or (len(tokens) > 1 and tokens[-1].tag == "f")
    ):
        position = tokens.pop().word
    if not tokens:
        return None
    if tokens[0].word == "《" or plain[tokens[0].start] == "《":
        return Noun(
            tokens[0].start,
            tokens[-1].end,
            plain[tokens[0].start : tokens[-1].end].strip("《》"),
            "document",
            tokens,
        )
    for i in range(len(tokens) - 1, -1, -1):
        if tokens[i].tag == "PER" and len(set(tokens[i].word)) > 1:
            rest = plain[tokens[i].end : tokens[-1].end]
            if len(rest) <= 4 and not any(t.word == "的" for t in tokens[i:]):
                return Noun(tokens[0].start, tokens[-1].end, tokens[i].word, "person", tokens)
    cut = max((i for i, t in enumerate(tokens) if t.word == "的"), default=-1)
    head = tokens[cut + 1 :]
    kept = tokens if cut >= 0 and _belongs(tokens[:cut]) and tokens[-1].end - tokens[0].start <= 18 else head
    while (
        len(kept) > 1
        and (
            kept[0].word
            in (
                "各",
                "该",
                "这",
                "那",
                "每",
                "另",
                "其他",
                "其",
                "多",
                "部分",
                "所有",
                "一些",
                "这些",
                "大批",
                "大量",
                "名",
                "全体",
                "广大",
                "许多",
                "数",
                "某",
                "本",
            )
            and kept[0].tag in ("r", "a", "m", "q", "d", "n")
            or kept[0].tag in ("q", "m", "f")
        )
        and not kept[1].tag.startswith("w")
    ):
        kept = kept[1:]
    if not kept:
        return None
    text = plain[kept[0].start : kept[-1].end]
    if not text.strip(' ,，.。、"“”'):
        return None
    last = kept[-1]
    if text in function_words("own"):
        sort = "pronoun"
    elif last.tag in ("ORG", "nt"):
        sort = sort_of(text)
        sort = sort if sort in ("team", "group", "site") else "unit"
    elif last.tag in ("LOC", "ns"):
        sort = sort_of(text)
        sort = sort if sort in ("unit", "team", "group") and len(text) > 3 else "place"
    elif last.tag == "r":
        sort = "pronoun" if text in ("他", "她", "他们", "她们", "我们", "我") else sort_of(text)
        sort = "unit" if text.endswith("各单位") else sort
    else:
        sort = sort_of(text)
        if sort == "area" and not any(t.tag in ("LOC", "ns") for t in kept) and last.tag in ("n", "s", "nz"):
            sort = "area"
        if sort == "thing" and last.tag == "s":
            sort = "site"
    if (
        position in ("附近", "周边", "周围", "内", "里", "外", "上", "中", "旁", "境内")
        and sort == "thing"
        and last.tag in ("n", "s")
        and position in ("附近", "周边", "周围", "内", "里", "外", "旁")
    ):
        sort = "site"
    return Noun(kept[0].start, kept[-1].end, text, sort, list(kept))


def _belongs(modifier: Sequence[Token]) -> bool:
    """Say whether what stands before 的 tells whose it is: 社区的贫困群众, not 急需的物资."""
    return bool(modifier) and all(
        t.tag in ("n", "ORG", "LOC", "ns", "nt", "nz", "PER", "s") for t in modifier
    )


def has_head(text: str) -> bool:
    """Say whether a name's end is one that the lexicon knows."""
    return any(text.endswith(word) for word in heads())
