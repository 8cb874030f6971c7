"""Mentions become agents, places and documents of the records: one for all mentions of the same."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from graph.extract.draft import Noun
from graph.extract.ids import document_id, own_id, slug, unit_id
from graph.extract.zh.divisions import EDITION, parent_of
from graph.extract.zh.where import Site, locate
from graph.model.records import Agent, Document, Place
from graph.text.report import Paragraph, span_in

AgentType = Literal["unit", "team", "person", "group"]
_TYPES: dict[str, AgentType] = {"unit": "unit", "team": "team", "person": "person", "group": "group"}
_ALIAS = frozenset(("team", "unit", "group"))


def _as_written(chain: list[Site], written: str) -> list[Site]:
    """Return a chain of places with the characters of the report, one for one."""
    if len(written) != sum(len(site.name) for site in chain):
        return chain
    found, at = [], 0
    for site in chain:
        found.append(replace(site, name=written[at : at + len(site.name)]))
        at += len(site.name)
    return found


@dataclass
class Register:
    """The agents, places and documents of one report."""

    report: str
    lines: Sequence[Paragraph]
    context: Counter[str] = field(default_factory=Counter)  # the places that the text names, by code
    open: dict[str, str] = field(
        default_factory=dict
    )  # places that several codes fit, with what to say of them
    agents: dict[str, Agent] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    _by_name: dict[str, str] = field(default_factory=dict)
    _seen: list[tuple[str, int]] = field(default_factory=list)  # agent id and paragraph, in order of mention

    def agent(self, noun: Noun, paragraph: int) -> str | None:
        """Return the id of the agent that a mention means; ``None`` for a pronoun without an antecedent."""
        if noun.sort == "pronoun":
            return self._meant(noun.name)
        if not noun.name:
            return None
        name = noun.name
        sort: AgentType = _TYPES.get(noun.sort, "unit" if noun.sort != "area" else "group")
        known = self._by_name.get(name) or self._by_last_words(name, sort, paragraph)
        if known is None:
            known = self._new_agent(noun, name, sort)
        elif name != self.agents[known]["name"]:
            names = self.agents[known].setdefault("names", [])
            if name not in names:
                names.append(name)
        self._seen.append((known, paragraph))
        return known

    def _new_agent(self, noun: Noun, name: str, sort: AgentType) -> str:
        base = unit_id(name, self.report, self.context) if sort == "unit" else slug(name)
        identifier = self._free(base, self.agents)
        made: Agent = {"id": identifier, "type": sort, "name": name}
        self.agents[identifier] = made
        self._by_name[name] = identifier
        if sort == "person":
            self._posts(made, noun)
        if sort in ("team", "group") and (unit := self._unit_of(noun)):
            made["unit"] = unit
        if noun.sort == "place" and (seat := self.place(noun)):
            made["seat"] = seat[0]
        if sort != "unit":
            end = noun.end if noun.sort == "person" else max(noun.end, noun.start + len(name))
            made["source"] = span_in(self.lines, noun.start, end)
        return identifier

    def _unit_of(self, noun: Noun) -> str | None:
        """Return the unit that a team's or group's name begins with: 省信访局 of 省信访局工作队."""
        first = noun.tokens[0] if noun.tokens else None
        if first is None or first.tag != "ORG" or first.word == noun.name or len(noun.tokens) < 2:
            return None
        inner = Noun(first.start, first.end, first.word, "unit", [first])
        known = self._by_name.get(first.word)
        return known or self._new_agent(inner, first.word, "unit")

    def _posts(self, made: Agent, noun: Noun) -> None:
        words = "".join(t.word for t in noun.tokens)
        before = words[: words.find(noun.name)].rstrip("的")
        role = before.rsplit("的", 1)[-1]
        if 1 < len(role) <= 20:
            made["posts"] = [{"role": role}]

    def _by_last_words(self, name: str, sort: AgentType, paragraph: int) -> str | None:
        """Return the agent that a short later mention means: 工作队 for 某局工作队 in the same paragraph."""
        for known, where in reversed(self._seen):
            agent = self.agents[known]
            if agent["type"] != sort or sort not in _ALIAS:
                continue
            if where != paragraph and sort != "unit":
                return None
            full = agent["name"]
            if sort != "group" and len(name) < len(full) and full.endswith(name) and len(name) >= 2:
                return known
        return None

    def _meant(self, pronoun: str) -> str | None:
        plural = pronoun in ("他们", "她们", "大家", "自己")
        for known, _ in reversed(self._seen):
            sort = self.agents[known]["type"]
            if (
                sort in ("group", "team")
                if plural
                else sort == "person"
                if pronoun[0] in "他她"
                else sort == "unit"
            ):
                return known
        return None

    def place(self, noun: Noun) -> list[str]:
        """Return the ids of the innermost places that a mention names."""
        chain = _as_written(locate(noun, self.context), noun.written)
        for site in chain:
            if site.candidates:
                names = ", ".join(f"{row.name} {row.code}" for row in site.candidates)
                self.open.setdefault(site.name, f"{site.name} may be {names}")
        holder: str | None = None
        for site in chain:
            holder = self._place(site, holder)
        return [holder] if holder else []

    def _place(self, site: Site, holder: str | None) -> str:
        parent = parent_of(site.code) if site.code else None
        if parent is not None and (holder is None or self.places[holder].get("code") != parent.code):
            holder = self._place(Site(parent.name, parent.level, parent.code, parent.name, EDITION), None)
        for known, place in self.places.items():
            if (site.code and place.get("code") == site.code) or (
                not site.code and place["name"] == site.name and place.get("within") == holder
            ):
                return known
        # Without a code it is unknown which of several it is, so it is this report's own.
        base = f"cn-{site.code}" if site.code else own_id(site.name, self.report)
        identifier = self._free(base, self.places)
        made: Place = {"id": identifier, "level": site.level, "name": site.name}
        if site.code:
            made |= {"official": site.official, "code": site.code, "edition": site.edition}
        if holder:
            made["within"] = holder
        self.places[identifier] = made
        return identifier

    def document(self, noun: Noun) -> str:
        """Return the id of a document that a mention names."""
        for known, document in self.documents.items():
            if document["name"] == noun.name:
                return known
        identifier = self._free(document_id(noun.name, self.report), self.documents)
        self.documents[identifier] = {"id": identifier, "type": "document", "name": noun.name}
        return identifier

    def _free(self, base: str, taken: object) -> str:
        identifier, n = base, 2
        while identifier in taken:  # type: ignore[operator]
            identifier, n = f"{base}-{n}", n + 1
        return identifier
