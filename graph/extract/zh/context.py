"""What has been said so far: the subject, place and day that later clauses may drop, and who 他们 are."""

from dataclasses import dataclass, field, replace

from graph.extract.draft import Noun
from graph.extract.zh.clauses import Reading
from graph.extract.zh.lexicon import function_words, sort_of
from graph.extract.zh.nouns import Phrase, is_placelike, subject
from graph.extract.zh.segments import Sentence
from graph.extract.zh.where import inner
from graph.model.fields import When
from graph.text.days import Time
from graph.text.relative import Calendar

COLLECTIVE = ("各", "全体", "广大", "省直", "市直", "县直", "区直", "中直", "全省", "全市", "全国", "全县")
_REMEMBERED = 100  # mentions: a paragraph may be a whole book
_PEOPLE = ("他们", "她们", "大家", "自己")
_ELDERS = ("老人", "老人家", "老汉", "男子", "女子", "该男子", "该女子", "小伙", "姑娘")


def _nothing() -> When:
    return {}


def _place_of(noun: Noun) -> Noun | None:
    """Return the place that a mention names or begins with: 某镇 of 某镇水位, ``None`` for none."""
    if noun.sort == "place":
        return noun
    if is_placelike(noun) or noun.sort != "thing" or len(noun.tokens) < 2 or noun.tokens[0].tag != "LOC":
        return None
    first = noun.tokens[0]
    return Noun(first.start, first.end, first.word, "place", [first])


@dataclass
class Context:
    """What holds while a paragraph is read."""

    calendar: Calendar
    paragraph: int = 0
    subject: list[Noun] = field(default_factory=list)  # of this sentence, else of the one before
    own: bool = False  # the sentence has said its subject
    pivot: list[Noun] = field(default_factory=list)  # those formed or sent just before
    sender: list[Noun] = field(default_factory=list)  # who formed or sent them
    moved: bool = False  # the last sent were moved (将…下沉), not formed
    here: int = -1  # the clause in which those are agents who formed themselves: 党员组成突击队协助
    last: list[Noun] = field(default_factory=list)  # the agents of the deed before, in this sentence
    place: list[Noun] = field(default_factory=list)
    scene: list[Noun] = field(default_factory=list)  # 在(停车场)，: said just before, in a clause of its own
    day: When = field(default_factory=_nothing)
    day_inferred: list[str] = field(default_factory=list)
    fresh_day: bool = False  # named in a clause of its own that says no deed
    fresh_place: bool = False
    schedule: Time | None = None  # 每天三班倒, in a clause of its own
    collective: bool = False  # the paragraph is about all units together
    speech: bool = False  # the part before said who says something
    counted: set[int] = field(default_factory=set)  # the positions of the numbers that a deed has
    mentions: list[Noun] = field(default_factory=list)  # those who can act, as they were named

    def enter(self, sentence: Sentence) -> None:
        """Begin a sentence; a new paragraph forgets subject and place."""
        if sentence.paragraph != self.paragraph:
            self.paragraph = sentence.paragraph
            self.subject, self.place, self.collective = [], [], False
            self.mentions = self.mentions[-12:]
        self.day, self.day_inferred, self.pivot, self.sender = When(), [], [], []
        self.last, self.here, self.scene = [], -1, []
        self.speech = False
        self.own = self.fresh_day = self.fresh_place = False
        self.schedule = None

    def leave_clause(self) -> None:
        """Forget what was stated for the next deed alone."""
        self.fresh_day = self.fresh_place = False
        self.scene = []
        self.schedule = None

    def note_times(self, reading: Reading) -> None:
        """Keep the day that a clause says, for the later clauses of its sentence."""
        for time in reading.times:
            if "start" in time.when or "asOf" in time.when or ("said" in time.when and not self.day):
                self.day, self.day_inferred, self.fresh_day = time.when, time.inferred, True
            elif not reading.says:
                self.schedule = time

    def note_phrases(self, reading: Reading) -> None:
        """Keep what a clause without a deed states for the next: its places, and a subject without a verb."""
        found = list(reading.loose)
        for part in reading.parts:
            found += part.before + part.behind
        for phrase in found:
            self.mention(phrase)
        places = [
            place
            for phrase in found
            for n in phrase.nouns
            if phrase.governor != "aside" and (place := _place_of(n)) is not None
        ]
        unreal = any(part.predicate.negated or part.predicate.planned for part in reading.parts)
        if places and not unreal:
            self.place, self.fresh_place = places[-1:], True
        elif not unreal:
            self.scene = [
                n if n.sort == "site" else replace(n, sort="site")
                for phrase in reading.loose
                if phrase.governor == "where"
                for n in phrase.nouns
                if n.sort == "site" or is_placelike(n)
            ]
        before = reading.parts[0].before if reading.parts else reading.loose
        own = [p for p in before if not any(n.amount and not n.name for n in p.nouns)]
        if doers := self.meant(subject(own)):
            self.subject, self.own = doers, True

    def mention(self, phrase: Phrase) -> None:
        """Remember who was named, for those who say 他们 later."""
        if len(self.mentions) > 2 * _REMEMBERED:
            self.mentions = self.mentions[-_REMEMBERED:]
        for noun in phrase.nouns:
            self.collective = self.collective or noun.name.startswith(COLLECTIVE)
            if noun.name.endswith("记者") or noun.name == "人":
                continue
            if (
                noun.sort in ("person", "group", "team", "unit", "place")
                and noun.name
                and noun.name not in _ELDERS
            ):
                self.mentions.append(noun)

    def meant(self, nouns: list[Noun]) -> list[Noun]:
        """Return mentions with pronouns replaced by whom they mean; a pronoun that means nobody known is left out."""
        found = []
        for noun in nouns:
            if noun.sort != "pronoun" and noun.name not in _ELDERS:
                found.append(noun)
                continue
            if noun.name[0] == "该" and noun.name not in _ELDERS:
                found += self._body(noun)
                continue
            if noun.name in _PEOPLE:
                sorts: tuple[str, ...] = ("group", "team")
            elif noun.sort == "pronoun" and noun.name[0] not in "他她":
                sorts = ("unit", "team")
            else:
                sorts = ("person",)
            single = function_words("singular") if noun.name in _PEOPLE else frozenset()
            known = next(
                (
                    m
                    for m in reversed(self.mentions)
                    if m.sort in sorts and m.start < noun.start and m.name not in single
                ),
                None,
            )
            if known is not None:
                found.append(known)
            elif noun.name in _ELDERS:
                found.append(noun)
        return found

    def _body(self, noun: Noun) -> list[Noun]:
        """Return the body that 该局 or 该县 means: the last whose name ends so, for 该局 else the last body."""
        head = noun.name[1:]
        before = [m for m in reversed(self.mentions) if m.start < noun.start]
        bodies = [m for m in before if m.sort in ("unit", "team")]
        found = [m for m in before if m.name.endswith(head) and m.sort in ("unit", "team", "place")]
        if not found and head in function_words("own-areas"):
            held = [m for m in bodies if inner(m).endswith(head)]
            found = [replace(m, name=inner(m), sort="place", tokens=[]) for m in held]
        if found or (head in function_words("body-heads") and bodies):
            return (found or bodies)[:1]
        return [replace(noun, name=head, sort=sort_of(head))] if sort_of(head) in ("unit", "team") else []
