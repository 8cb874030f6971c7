"""English reports: a narrower draft by rules. One verb in the past tense makes a deed; no model, no download.

Read are the doer before the verb, what was done to whom or what behind it, places after in, at and to, days,
numbers and quoted speech. Passives, negations and plans are left out; nothing is carried over but the doer of
a sentence's second verb.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from graph.dates import Date, find_dates
from graph.deed import When
from graph.extract.draft import Counted, Draft
from graph.extract.lexicon import Entry
from graph.extract.naming import Noun
from graph.extract.quantity import Amount
from graph.extract.text import Text
from graph.numerals import Number, find_numbers
from graph.report import Paragraph, paragraphs
from graph.resources import resource

_SENTENCE = re.compile(r"[.!?][\"”’]?(?=\s+[\"“A-Z]|\s*$)")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|Prof|Gen|Col|Sgt)$")
_NOT_DONE = frozenset(
    [
        "not",
        "never",
        "will",
        "would",
        "may",
        "might",
        "could",
        "can",
        "should",
        "must",
        "to",
        "did",
        "does",
        "do",
        "cannot",
        "plans",
        "planned",
    ]
)
_PASSIVE = frozenset(["was", "were", "is", "are", "been", "be", "being", "got"])
_STOPS = re.compile(
    r"\b(?:in|at|to|from|on|for|with|by|of|who|which|that|after|before|during|as|and|while|last|next|every|twice|once|near)\b"
)
_LEADING = re.compile(
    r"^(?:(?:on|in|at|after|before|during|since|by|later|meanwhile|then|also|and|but|who now|who)\b"
    r"[^,]{0,60},?\s+|\W+)*",
    re.I,
)
_ARTICLE = re.compile(r"^(?:the|a|an|its|their|his|her|some|about|more than|nearly|over|all|both)\s+", re.I)
_PLACE = re.compile(
    r"\b(?:in|at|to|near)\s+(?:the\s+)?((?:[A-Z][\w'’-]*)(?:\s+[A-Z][\w'’-]*)*(?:\s+(?:village|town|city|county|district|school|hospital|bridge|park|river|street))?|school|hospital|scene|village)"
)
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_IN_MONTH = re.compile(rf"\bin\s+({'|'.join(m.title() for m in _MONTHS)})(?:\s+(\d{{4}}))?\b")
_RELATIVE = re.compile(r"\b(yesterday|today|this morning|last night)\b", re.I)
_TIMES = re.compile(
    r"\b(once|twice|three times|four times)\s+(?:a|per|every|each)\s+(day|week|month|year)\b", re.I
)
_SPEECH = re.compile(r"[\"“][^\"“”]{3,600}[\"”]")
_TEAMS = frozenset(["team", "crew", "brigade", "squad", "unit", "force", "forces"])
_UNITS = frozenset(
    [
        "office",
        "council",
        "government",
        "school",
        "hospital",
        "company",
        "foundation",
        "department",
        "ministry",
        "police",
        "university",
        "cross",
        "agency",
        "committee",
        "bank",
        "authority",
        "county",
        "city",
        "union",
        "church",
        "club",
        "association",
        "centre",
        "center",
    ]
)
_PERSON = re.compile(r"(?:[A-Z][a-z]+\.?\s+){0,3}?([A-Z][a-z'’-]+\s+[A-Z][a-z'’-]+)$")
_LONGEST = 1500  # characters; what is longer is no sentence
_CURRENCY = frozenset("$€£")


@cache
def _verbs() -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for line in resource("extract/english.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, frame, words = line.split("\t")
            for word in words.split():
                found.setdefault(word.replace("-", " "), Entry(kind, frame))
    return found


@dataclass(frozen=True)
class _Verb:
    start: int
    end: int
    did: str
    entry: Entry


def drafts(text: Text, published: date, *, titled: bool = True) -> Iterator[Draft]:
    """Yield the deeds of an English report in the order of their words."""
    numbers, days = find_numbers(text.plain), find_dates(text.plain)
    firsts, first_days = [n.start for n in numbers], [d.start for d in days]
    count = 0
    lines = paragraphs(text.plain)
    for line in lines:
        if (
            titled
            and line.number == 1
            and len(lines) > 1
            and not line.text.rstrip().endswith((".", "!", "?", '"'))
        ):
            continue
        for start, end in _sentences(line):
            count += 1
            inside = numbers[bisect_left(firsts, start) : bisect_left(firsts, end)]
            dated = days[bisect_left(first_days, start) : bisect_left(first_days, end)]
            reader = _Sentence(text.plain, start, end, line.number, count, inside, dated, published)
            yield from reader.drafts()


def _sentences(line: Paragraph) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _SENTENCE.finditer(line.text):
        if _TITLE.search(line.text, max(0, match.start() - 5), match.start()):
            continue
        if line.text[match.end() :].lstrip()[:5] == "said ":
            continue
        if match.end() - start <= _LONGEST:
            yield line.start + start, line.start + match.end()
        start = match.end()
        while start < len(line.text) and line.text[start] == " ":
            start += 1
    if line.text[start:].strip() and len(line.text) - start <= _LONGEST:
        yield line.start + start, line.end


@dataclass
class _Sentence:
    plain: str
    start: int
    end: int
    paragraph: int
    number: int
    numbers: list[Number]
    days: list[Date]
    published: date

    def drafts(self) -> Iterator[Draft]:
        speech = _SPEECH.search(self.plain, self.start, self.end)
        verbs = list(self._verbs(speech))
        doer: list[Noun] = []
        for i, verb in enumerate(verbs):
            begin = self._begin(verb, verbs[i - 1] if i else None)
            stop = self._stop(verbs[i + 1]) if i + 1 < len(verbs) else self._end()
            own = self._doer(begin, verb, speech)
            who = own or doer
            if not who:
                continue
            doer = who
            yield self._draft(verb, begin, stop, who, speech, inferred=not own)
            if verb.entry.kind == "say":
                return  # what somebody says is no deed

    def _end(self) -> int:
        end = self.end
        while end > self.start and self.plain[end - 1] in ".!? ":
            end -= 1
        return end

    def _verbs(self, speech: re.Match[str] | None) -> Iterator[_Verb]:
        before: list[str] = []
        for match in _WORD.finditer(self.plain, self.start, self.end):
            word = match[0].lower()
            if speech and speech.start() <= match.start() < speech.end():
                continue
            entry = _verbs().get(word)
            near = before[-3:]
            if word == "serve" and "now" in near:
                entry = _verbs()["served"]
            open_ = not (_NOT_DONE & set(near)) and not (_PASSIVE & set(near[-2:]))
            if entry and open_ and (not near or near[-1] not in ("the", "a", "an", "by", "of")):
                yield _Verb(match.start(), match.end(), match[0], entry)
            before.append(word)

    def _begin(self, verb: _Verb, last: _Verb | None) -> int:
        if last is None:
            return self.start
        found = list(re.finditer(r"(?:,\s*who(?:\s+now)?|,?\s+and|,)\s+", self.plain[last.end : verb.start]))
        return last.end + found[-1].end() if found else verb.start

    def _stop(self, following: _Verb) -> int:
        found = list(re.finditer(r",?\s+(?:and|who)\b|,", self.plain[self.start : following.start]))
        return self.start + found[-1].start() if found else following.start

    def _doer(self, begin: int, verb: _Verb, speech: re.Match[str] | None) -> list[Noun]:
        if verb.entry.kind == "say" and speech and verb.start >= speech.end():
            behind = re.match(r"\s+([A-Z][\w'’-]*(?:\s+[A-Z][\w'’-]*)*)", self.plain[verb.end : self.end])
            if behind:
                return [self._noun(verb.end + behind.start(1), verb.end + behind.end(1))]
        words = self.plain[begin : verb.start]
        lead = _LEADING.match(words)
        at = begin + (lead.end() if lead else 0)
        stop = verb.start
        if not self.plain[at:stop].strip() and lead and lead[0].strip():
            at = begin  # all of it was taken for a lead
        comma = self.plain.find(",", at, stop)
        stop = comma if comma > 0 else stop
        return [self._noun(at, stop)] if self.plain[at:stop].strip(" ,") else []

    def _noun(self, start: int, end: int) -> Noun:
        start, end = self._trimmed(start, end)
        name = self.plain[start:end]
        person = _PERSON.search(name)
        last = name.split()[-1].lower() if name else ""
        if last in _TEAMS:
            return Noun(start, end, name, "team")
        if last in _UNITS:
            return Noun(start, end, name, "unit")
        if person:
            return Noun(start, end, person[1], "person")
        return Noun(
            start, end, name, "unit" if name[:1].isupper() and " " in name and name.istitle() else "group"
        )

    def _trimmed(self, start: int, end: int) -> tuple[int, int]:
        while True:
            before = start
            while start < end and self.plain[start] in ' ,"“':
                start += 1
            match = _ARTICLE.match(self.plain[start:end])
            if match:
                start += match.end()
            number = next((n for n in self.numbers if n.start == start and n.end < end), None)
            if number:
                start = number.end
            if start == before:
                break
        while end > start and self.plain[end - 1] in " ,.":
            end -= 1
        return start, end

    def _draft(
        self,
        verb: _Verb,
        begin: int,
        stop: int,
        who: list[Noun],
        speech: re.Match[str] | None,
        *,
        inferred: bool,
    ) -> Draft:
        if verb.entry.kind == "say":
            stop = self._end()
            begin = self.start if speech else begin
        made = Draft(
            verb.entry.kind, verb.did, begin, max(stop, verb.end), self.paragraph, self.number, who=who
        )
        made.confidence = 0.7
        if inferred:
            made.inferred.append("who")
            made.doubt("doer filled in", 0.8)
        if verb.entry.kind != "say":
            self._objects(made, verb, stop)
            self._counts(made, verb, begin, stop)
        self._places(made, verb, stop)
        self._when(made, begin, stop)
        return made

    def _objects(self, made: Draft, verb: _Verb, stop: int) -> None:
        words = self.plain[verb.end : stop]
        cut = _STOPS.search(words, 1)
        first = verb.end + (cut.start() if cut else len(words))
        frame = verb.entry.frame
        if self.plain[verb.end : first].strip() and frame != "where":
            noun = self._noun(verb.end, first)
            if frame == "whom":
                made.whom.append(noun)
            elif frame == "to":
                made.to.append(noun)
            elif noun.name:
                made.what.append(noun.name)
        if frame == "as" and (role := re.search(r"\bas\s+(?:an?\s+|the\s+)?([\w -]{2,40})", words)):
            made.as_.append(role[1].strip())
        if made.kind in ("donate", "deliver", "supply", "pass-on") and (
            to := re.search(r"\bto\s+(?:the\s+)?([\w' -]{2,40}?)(?=\s+(?:in|on|at)\b|[,.]|$)", words)
        ):
            made.to.append(self._noun(verb.end + to.start(1), verb.end + to.end(1)))
        elif made.kind == "donate" and (to := re.match(r"\s+(?:the\s+)?([a-z]+)\s+[\d$]", words)):
            made.to.append(self._noun(verb.end + to.start(1), verb.end + to.end(1)))
            made.what.clear()

    def _counts(self, made: Draft, verb: _Verb, begin: int, stop: int) -> None:
        for n in self.numbers:
            if not begin <= n.start < stop or any(d.start < n.end and n.start < d.end for d in self.days):
                continue
            if re.match(r"\s*(?:st|nd|rd|th)\b", self.plain[n.end : n.end + 3]) or (
                1900 <= n.value <= 2100 and not n.measure
            ):
                continue
            currency = (
                self.plain[n.start - 1 : n.start] if self.plain[n.start - 1 : n.start] in _CURRENCY else ""
            )
            unit = re.match(
                r"\s+(tonnes?|tons?|kg|kilograms?|km|kilomet(?:er|re)s?|lit(?:er|re)s|miles|yuan|dollars|euros)\b",
                self.plain[n.end : stop],
            )
            end = n.end + (unit.end() if unit else 0)
            noun = re.match(r"\s*(?:of\s+)?([a-z][a-z-]*(?:\s+[a-z][a-z-]*)?)", self.plain[end:stop])
            of = (
                re.split(
                    r"\s+(?:and|to|in|at|from|for|of|with|who|on|a)\b|\s+(?=" + re.escape(verb.did) + r"\b)",
                    noun[1],
                )[0]
                if noun
                else ""
            )
            role = (
                "money"
                if currency or (unit and unit[1] in ("yuan", "dollars", "euros"))
                else "doer"
                if n.start < verb.start
                else {"whom": "whom", "to": "recipient"}.get(verb.entry.frame, "goods")
            )
            made.quantities.append(
                Counted(
                    Amount(n.start, end, n.value, currency or (unit[1] if unit else ""), n.bound),
                    "" if role == "money" else of,
                    role,
                )
            )

    def _places(self, made: Draft, verb: _Verb, stop: int) -> None:
        for match in _PLACE.finditer(self.plain, verb.end, stop):
            if match[1].split()[0].lower() in _MONTHS or any(
                n.start <= match.start(1) < n.end for n in made.to
            ):
                continue
            made.where.append(Noun(match.start(1), match.end(1), match[1], "site"))
        if verb.entry.frame == "where" and not made.where:
            behind = re.match(
                r"\s+(?:the\s+)?([A-Z][\w'’-]*(?:\s+[A-Z][\w'’-]*)*)", self.plain[verb.end : stop]
            )
            if behind:
                made.where.append(
                    Noun(verb.end + behind.start(1), verb.end + behind.end(1), behind[1], "site")
                )

    def _when(self, made: Draft, begin: int, stop: int) -> None:
        when: When = {}
        for d in self.days:
            if begin <= d.start < stop and d.month and d.day:
                year = d.year or self.published.year - (
                    (d.month, d.day) > (self.published.month, self.published.day)
                )
                try:
                    day = date(year, d.month, d.day).isoformat()
                except ValueError:
                    continue
                when = {"start": day, "end": day}
                made.inferred += [] if d.year else ["when.year"]
        if not when and (month := _IN_MONTH.search(self.plain, begin, stop)):
            when = self._month(made, month)
        if not when and (rel := _RELATIVE.search(self.plain, begin, stop)):
            day = (self.published - timedelta(days=rel[1].lower() in ("yesterday", "last night"))).isoformat()
            when = {"start": day, "end": day}
            made.inferred.append("when.start")
        if times := _TIMES.search(self.plain, begin, stop):
            count = {"once": 1, "twice": 2, "three times": 3, "four times": 4}[times[1].lower()]
            when["recurrence"] = {"times": count, "per": f"P1{times[2][0].upper()}"}
        made.when = when

    def _month(self, made: Draft, match: re.Match[str]) -> When:
        month = _MONTHS.index(match[1].lower()) + 1
        year = int(match[2]) if match[2] else self.published.year - (month > self.published.month)
        if not match[2]:
            made.inferred.append("when.year")
        last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).isoformat()
        return {"start": f"{year}-{month:02d}-01", "end": last}
