"""The fields of a deed, described once for all views of deeds.

From this description come the deed table's queries, rows, CSV, Parquet and data frame, the page's data and columns,
the review desk's forms, the labels in both languages, and what link, agree, evaluate and the deduplicated view
compare. ``records.schema.json`` says which values a field may have, ``context.jsonld`` which property it is. To add a
field: a line here and in the two types below, beside schema, context, ontology and shapes (a test goes through all).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, TypedDict

from graph.model.context import terms
from graph.model.vocab import BOUND, KIND, ROLE

Value = Literal[
    "id", "concept", "text", "texts", "agents", "places", "documents", "deeds", "flag", "number", "day", "duration",
    "recurrence", "when", "quantities", "quantity", "quantity refs", "span", "spans",
    "reviewer",
]  # fmt: skip
# Who compares a field: linking reads it, an event cluster says whether its deeds agree on it, a draft is evaluated
# by it, two people agree on it, and the corroborated view leaves it out where reports do not agree.
Compare = Literal["link", "cluster", "evaluate", "agree", "view"]
REFERENCES: tuple[Value, ...] = (
    "agents",
    "documents",
    "places",
)  # values that name records with a name of their own
RECORD_TYPES: dict[Value, Literal["agent", "document", "place", "deed"]] = {
    "agents": "agent", "documents": "document", "places": "place", "deeds": "deed",
}  # fmt: skip


@dataclass(frozen=True)
class Field:
    """A field: its name in a record, what its value is, and its label in Chinese and English.

    ``columns`` are those that a table has for it; one added later comes after all others
    (``later``: its rank among those). ``scheme`` is the namespace of a concept, ``within`` the terms of the context
    that lead to the field, ``parts`` the fields of each value.
    """

    name: str
    value: Value
    zh: str
    en: str
    columns: tuple[str, ...] = ()
    compare: tuple[Compare, ...] = ()
    later: int = 0
    scheme: str = ""
    within: tuple[str, ...] = ()
    parts: tuple["Field", ...] = ()
    in_row: bool = True

    @cached_property
    def iri(self) -> str:
        """The property in RDF, out of the context; "" where an IRI or the evidence itself says it."""
        names = terms()
        for step in self.within:
            names = names.within(names.by_name[step])
        return names.by_name[self.name].predicate if self.name in names.by_name else ""

    def plain(self) -> dict[str, Any]:
        """Return the description as JSON has it, for scripts in a browser."""
        names = ("name", "value", "zh", "en", "scheme", "within")
        return {name: getattr(self, name) for name in names} | {
            "parts": [part.plain() for part in self.parts]
        }


_WHEN, _RECURRENCE, _QUANTITY, _EVIDENCE = ("when",), ("when", "recurrence"), ("quantities",), ("evidence",)

RECURRENCE = (
    Field("times", "number", "次数", "Times", within=_RECURRENCE),
    Field("per", "duration", "每", "Per", within=_RECURRENCE),
    Field("shifts", "number", "班次", "Shifts", within=_RECURRENCE),
    Field("allDay", "flag", "24 小时", "Round the clock", within=_RECURRENCE),
)

WHEN = (
    Field("start", "day", "起", "From", ("start",), ("link", "evaluate", "agree"), within=_WHEN),
    Field("end", "day", "止", "Until", ("end",), ("link", "evaluate", "agree"), within=_WHEN),
    Field("asOf", "day", "截至", "As of", ("as_of",), ("link", "evaluate", "agree"), within=_WHEN),
    Field("said", "text", "原话", "As said", ("said",), later=4, within=_WHEN),
    Field("duration", "duration", "持续", "Lasting", ("duration",), ("evaluate", "agree"), within=_WHEN),
    Field("recurrence", "recurrence", "重复", "Recurring", ("recurrence",), ("evaluate", "agree"), within=_WHEN,
          parts=RECURRENCE),
)  # fmt: skip

QUANTITY = (
    Field("id", "id", "编号", "Id"),
    Field("value", "number", "数", "Value", within=_QUANTITY),
    Field("measure", "text", "量词", "Measure", within=_QUANTITY),
    Field("bound", "concept", "界", "Bound", scheme=BOUND, within=_QUANTITY),
    Field("of", "text", "所数", "Of", within=_QUANTITY),
    Field("role", "concept", "作用", "Role", scheme=ROLE, within=_QUANTITY),
    Field("partOf", "quantity refs", "计入", "Part of", within=_QUANTITY),
    Field("same", "quantity", "同于", "Same as", within=_QUANTITY),
)

DEED = (
    Field("id", "id", "编号", "Id", ("id",)),
    Field("kind", "concept", "类别", "Kind", ("kind",), ("link", "cluster", "agree"), scheme=KIND),
    Field("did", "text", "做了什么", "Did", ("did",), ("link", "evaluate")),
    Field("who", "agents", "谁", "Who", ("who",), ("link", "cluster", "evaluate", "agree", "view")),
    Field("as", "texts", "以何身份", "As", ("as",), ("view",), later=1),
    Field("with", "agents", "与谁", "With whom", ("with",), ("link", "cluster", "view")),
    Field("whom", "agents", "对谁", "Whom", ("whom",), ("link", "cluster", "view")),
    Field("to", "agents", "给谁", "To whom", ("to",), ("link", "cluster", "evaluate", "agree", "view")),
    Field("from", "agents", "来自谁", "From whom", ("from",), ("link", "cluster", "view"), later=2),
    Field("what", "texts", "何物", "What", ("what",), ("link", "view")),
    Field("about", "documents", "文件、做法", "About", ("about",), ("link", "cluster", "view")),
    Field("where", "places", "何处", "Where", ("where", "place_path", "code"),
          ("link", "cluster", "evaluate", "agree", "view")),
    Field("when", "when", "何时", "When", (), ("link", "cluster", "evaluate", "agree", "view"), parts=WHEN),
    Field("quantities", "quantities", "数量", "Numbers", ("quantities",),
          ("link", "cluster", "evaluate", "agree", "view"), parts=QUANTITY),
    Field("summary", "flag", "汇总", "Total", ("summary",), ("link", "evaluate")),
    Field("after", "deeds", "承接", "After", ("after",), later=3),
    Field("inferred", "texts", "推断", "Inferred", ("inferred",), within=_EVIDENCE),
    Field("source", "span", "字句", "Words", ("paragraph", "span_start", "span_end")),
    Field("also", "spans", "另见", "Also said in"),
    Field("confidence", "number", "把握（0 到 1）", "Confidence (0 to 1)", ("confidence",), within=_EVIDENCE),
    # The state of work on a draft: in records and in RDF, and in no row of a table.
    Field("reason", "text", "为何没把握", "Why unsure", within=_EVIDENCE, in_row=False),
    Field("reviewedBy", "reviewer", "审者", "Reviewed by", within=_EVIDENCE, in_row=False),
    Field("reviewed", "day", "审日", "Reviewed", within=_EVIDENCE, in_row=False),
)  # fmt: skip

# What a row says: the report, which a record need not name, and the fields of the record.
ROW = (
    DEED[0],
    Field("report", "id", "报道", "Report", ("report",)),
    *(field for field in DEED[1:] if field.in_row),
)


def named(fields: tuple[Field, ...], *values: Value) -> tuple[str, ...]:
    """Return the names of the fields whose value is one of these.

    >>> named(DEED, "agents")
    ('who', 'with', 'whom', 'to', 'from')
    """
    return tuple(field.name for field in fields if field.value in values)


def compared(by: Compare, fields: tuple[Field, ...] = DEED) -> tuple[Field, ...]:
    """Return the fields that are compared.

    >>> [field.name for field in compared("evaluate")]
    ['did', 'who', 'to', 'where', 'when', 'quantities', 'summary']
    """
    return tuple(field for field in fields if by in field.compare)


# The fields of a deed that refer to agents, in the order in which a sentence would have them.
AGENT_FIELDS = named(DEED, "agents")


@dataclass(frozen=True)
class Column:
    """A column of the deed table: its name, and the field (of ``when``, its part) whose ``nth`` column it is."""

    name: str
    field: Field
    part: Field | None
    nth: int

    @property
    def value(self) -> Value:
        """What the column's value is."""
        return (self.part or self.field).value

    def plain(self) -> dict[str, Any]:
        """Return the column as JSON has it, for scripts in a browser."""
        part = self.part and self.part.name
        return {
            "name": self.name,
            "field": self.field.name,
            "part": part,
            "value": self.value,
            "nth": self.nth,
        }


def _columns() -> Iterator[Column]:
    for field in ROW:
        for part in field.parts if field.value == "when" else (None,):
            for nth, name in enumerate((part or field).columns):
                yield Column(name, field, part, nth)


COLUMNS = tuple(sorted(_columns(), key=lambda column: (column.part or column.field).later))


class Span(TypedDict):
    """Which characters of the report: code points of its text, the end exclusive."""

    paragraph: int
    start: int
    end: int


class Recurrence(TypedDict, total=False):
    """How a deed recurs: so many times per duration, in shifts, round the clock."""

    times: int
    per: str
    shifts: int
    allDay: bool


class When(TypedDict, total=False):
    """When a deed was done; ``asOf`` for running figures; ``said`` for words that name no date."""

    start: str
    end: str
    asOf: str
    said: str
    duration: str
    recurrence: Recurrence


class Quantity(TypedDict, total=False):
    """A number that the report states, with its bound; ``partOf`` and ``same`` prevent counting it twice in sums."""

    id: str
    value: int | float
    measure: str
    bound: Literal["exact", "atLeast", "atMost", "about", "almost"]
    of: str
    role: Literal["doer", "whom", "goods", "money", "recipient", "result", "place", "batch", "rate"]
    partOf: list[str]
    same: str


class AgentRef(TypedDict):
    """An agent of a deed row."""

    id: str
    name: str
    type: str


class PlaceRef(TypedDict):
    """A place of a deed row; ``path`` is from the province down to the place itself."""

    id: str
    name: str
    code: str | None
    path: list[str]


# A deed as a record, and as a row of the deed table. "with", "as" and "from" are words of Python, so these types are
# written as calls.
Deed = TypedDict(
    "Deed",
    {
        "id": str,
        "kind": str,
        "did": str,
        "who": list[str],
        "as": list[str],
        "with": list[str],
        "whom": list[str],
        "to": list[str],
        "from": list[str],
        "what": list[str],
        "about": list[str],
        "where": list[str],
        "when": When,
        "quantities": list[Quantity],
        "summary": bool,
        "after": list[str],
        "inferred": list[str],
        "source": Span,
        "also": list[Span],
        "confidence": float,
        "reason": str,
        "reviewedBy": str,
        "reviewed": str,
    },
    total=False,
)

DeedRow = TypedDict(
    "DeedRow",
    {
        "id": str,
        "report": str,
        "kind": str,
        "did": str,
        "who": list[AgentRef],
        "as": list[str],
        "with": list[AgentRef],
        "whom": list[AgentRef],
        "to": list[AgentRef],
        "from": list[AgentRef],
        "what": list[str],
        "about": list[AgentRef],
        "where": list[PlaceRef],
        "when": dict[str, Any],
        "quantities": list[dict[str, Any]],
        "summary": bool,
        "after": list[str],
        "inferred": list[str],
        "source": dict[str, int],
        "also": list[dict[str, int]],
        "confidence": float,
    },
)
