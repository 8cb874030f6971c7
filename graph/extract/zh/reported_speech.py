"""What a sentence reports as ordered, supposed or said, not as done."""

from dataclasses import dataclass

from graph.extract.draft import AGENTS
from graph.extract.kinds import behaves
from graph.extract.zh.clauses import Part, Reading
from graph.extract.zh.lexicon import function_words
from graph.extract.zh.nouns import subject


@dataclass
class ReportedSpeech:
    """What holds for the clauses of a sentence read so far."""

    ordered: bool = False  # what was ordered, called for or promised is not said to be done
    since: int = -1  # the clause that ordered it
    supposed: bool = False

    def supposes(self, reading: Reading) -> bool:
        """Say whether a clause only follows from a condition: 如果水位上涨，(镇政府就转移群众)."""
        if self.supposed and any(word.word in function_words("then") for word in reading.words):
            self.supposed = False
            return True
        self.supposed = any(word.word in function_words("conditions") for word in reading.words[:3])
        return False

    def holds(self, part: Part, clause: int) -> bool:
        """Say whether a part is what was ordered: a later clause with its own agent is not."""
        self.ordered = self.ordered and (self.since == clause or part.embedded or not subject(part.before))
        return self.ordered

    def note(self, part: Part, clause: int, *, quoted: bool) -> None:
        """Keep that a part orders what follows."""
        predicate = part.predicate
        orders = any(word in predicate.did for word in function_words("orders"))
        if orders and not (quoted or predicate.relative or part.embedded):
            self.ordered, self.since = True, clause


def introduces_speech(reading: Reading, plain: str) -> bool:
    """Say whether a clause only states who says what follows: 某某说.

    What a body makes known, and what 据 leads in, is reported as a fact and stays.
    """
    part = reading.parts[-1]
    predicate = part.predicate
    if (
        not behaves(predicate.entry.kind, "says")
        or predicate.did not in function_words("speech")
        or predicate.relative
    ):
        return False
    if plain[reading.clause.end : reading.clause.end + 1] not in "，,：:":
        return False
    if any(word.word in function_words("hearsay") for word in reading.words):
        return False
    if any(noun.tokens and noun.sort not in AGENTS for phrase in part.behind for noun in phrase.nouns):
        return False
    return any(noun.sort in ("person", "group", "pronoun") for noun in subject(part.before))
