"""Later mentions: he, they, the agency and a surname mean who was named before."""

from dataclasses import dataclass, field

from graph.extract.draft import Noun
from graph.extract.en.lexicon import singular, words
from graph.extract.en.nouns import Phrase


@dataclass
class Mentions:
    """Who was named so far, in order, and who did the last deed in which paragraph."""

    named: list[Noun] = field(default_factory=list)
    agents: list[Noun] = field(default_factory=list)
    paragraph: int = 0

    def meant(self, phrase: Phrase) -> list[Noun]:
        """Return who a phrase means; none for a pronoun without an antecedent."""
        noun = phrase.noun
        if noun.sort == "pronoun":
            return self._pronoun(noun.name.lower())
        known = self._surname(noun) or (self._generic(noun) if phrase.definite else None)
        found = known or noun
        if noun.sort != "thing":
            self.named.append(found)
        return [found]

    def did(self, who: list[Noun], paragraph: int) -> None:
        """Remember the agents of a deed."""
        self.agents, self.paragraph = who, paragraph

    def before(self, paragraph: int) -> list[Noun]:
        """Return the agents of the last deed of a paragraph."""
        return self.agents if paragraph == self.paragraph else []

    def _pronoun(self, word: str) -> list[Noun]:
        if word in ("he", "she"):
            return self._last("person")
        if word == "it":
            return self._last("unit", "team")
        if word == "they":
            return self.agents
        return []

    def _last(self, *sorts: str) -> list[Noun]:
        return next(([noun] for noun in reversed(self.named) if noun.sort in sorts), [])

    def _surname(self, noun: Noun) -> Noun | None:
        if " " in noun.name or not noun.name[:1].isupper():
            return None
        people = (known for known in reversed(self.named) if known.sort == "person")
        return next((known for known in people if known.name.endswith(" " + noun.name)), None)

    def _generic(self, noun: Noun) -> Noun | None:
        """Return whom "the agency" means: the last one whose name ends so, or a named one that it may describe."""
        head = singular(noun.name)
        if " " in noun.name or head not in words("generic"):
            return None
        others = [
            known
            for known in reversed(self.named)
            if known.sort in ("unit", "team", "person") and known.name != noun.name
        ]
        same = next((known for known in others if singular(known.name.split()[-1]) == head), None)
        if same or head not in words("anyname"):
            return same
        return next((known for known in others if known.sort == "unit" and known.name[:1].isupper()), None)
