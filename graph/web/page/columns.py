"""The deeds as columns, not as one object each: small in the file, and typed arrays in the browser.

A column of lists is two columns: how many each deed has, and all of them one after another. A column that most
deeds leave empty names the deeds that do not. Texts that recur are numbers into one table.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from graph.model.bounds import SIGNS
from graph.model.context import context
from graph.model.fields import COLUMNS, DEED, QUANTITY, WHEN, DeedRow, Field
from graph.model.measures import measure_words, measures
from graph.model.nodes import SCHEMA_VALUES
from graph.model.vocab import BOUND, CLASSES, KIND, LEVEL, PREFIXES, ROLE, concepts
from graph.query.sentence import predicate
from graph.web.page.collect import Contents, Post, Source, Span, Thing
from graph.web.page.texts import Paragraphs

VERSION = 2


class Table:
    """Texts, each once, by number."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._numbers: dict[str, int] = {}

    def __contains__(self, text: str) -> bool:
        return text in self._numbers

    def number(self, text: str) -> int:
        """Return the number of a text, adding it when it is new."""
        found = self._numbers.setdefault(text, len(self.texts))
        if found == len(self.texts):
            self.texts.append(text)
        return found


def columns_of(contents: Contents, texts: Mapping[str, Paragraphs]) -> dict[str, Any]:
    """Return all that the page shows as plain data of columns, ready for JSON."""
    strings = Table()
    things = {thing.iri: n for n, thing in enumerate(contents.things)}
    reports = {report.iri: n for n, report in enumerate(contents.reports)}
    kinds = [
        [*kind, predicate(str(kind[0]))] for kind in _concepts(KIND, {d["kind"] for d in contents.deeds})
    ]
    return {
        "version": VERSION,
        "base": _base(contents),
        "reports": [_report(report, things, texts.get(report.iri)) for report in contents.reports],
        "kinds": kinds,
        "bounds": _concepts(BOUND),
        "signs": SIGNS,
        "prefixes": PREFIXES,
        "roles": _concepts(ROLE),
        "shares": sorted(measure_words("share")),
        "levels": _concepts(LEVEL),
        "things": _things(contents, things, reports, strings),
        "fields": [field.plain() for field in DEED],
        "columns": [column.plain() for column in COLUMNS],
        "context": context(),
        "classes": CLASSES,
        "schemaValues": SCHEMA_VALUES,
        "deeds": _deeds(contents, things, reports, [kind[0] for kind in kinds], strings),
        "quantities": _quantities(contents, strings),
        "measures": {
            word: known.terms for word, known in measures().items() if known.unit and word in strings
        },
        "strings": strings.texts,
    }


def _concepts(namespace: str, more: Iterable[str] = ()) -> list[list[str | None]]:
    """Return concepts as slug, zh, en and broader slug; those that the ontology does not know by their slug."""
    known = concepts(namespace)
    rows: list[list[str | None]] = [[c.slug, c.zh, c.en, c.broader] for c in known.values()]
    return rows + [[slug, slug, slug, None] for slug in sorted(set(more) - set(known))]


def _base(contents: Contents) -> str:
    """Return what the IRIs of all things and reports begin with, up to a slash."""
    iris = [thing.iri for thing in contents.things] + [report.iri for report in contents.reports]
    if not iris:
        return ""
    low, high = min(iris), max(iris)
    same = next(
        (n for n, (a, b) in enumerate(zip(low, high, strict=False)) if a != b), min(len(low), len(high))
    )
    return low[: low.rfind("/", 0, same) + 1]


def _report(report: Source, things: Mapping[str, int], text: Paragraphs | None) -> dict[str, Any]:
    found: dict[str, Any] = {"iri": report.iri, "title": report.title}
    found |= {
        name: value
        for name in ("language", "published", "sha256", "url", "inferred")
        if (value := getattr(report, name))
    }
    if report.publisher in things:
        found["publisher"] = things[report.publisher]
    if text is not None:
        found["text"] = {str(number): [start, words] for number, (start, words) in text.items()}
    return found


def _things(
    contents: Contents, numbers: Mapping[str, int], reports: Mapping[str, int], strings: Table
) -> dict[str, Any]:
    base, things = len(_base(contents)), contents.things
    links = [
        [(strings.number(r), numbers[iri]) for r, iri in thing.links if iri in numbers] for thing in things
    ]
    return {
        "iri": [thing.iri[base:] for thing in things],
        "type": [strings.number(thing.type) for thing in things],
        "name": [thing.name for thing in things],
        "labels": _sparse([_labels(thing) for thing in things]),
        "names": _sparse([thing.names for thing in things]),
        "initials": _sparse([_initials(thing) for thing in things]),
        "links": _ragged([[part for link in of_one for part in link] for of_one in links]),
        "facts": _sparse([thing.facts for thing in things]),
        "posts": _sparse([[_post(post, numbers) for post in thing.posts] for thing in things]),
        "spans": _sparse([[_span(span, reports) for span in thing.spans] for thing in things]),
    }


def _labels(thing: Thing) -> dict[str, str]:
    """Return a thing's labels by language; one that is its name is left empty."""
    return {
        language: "" if label == thing.name else label for language, label in sorted(thing.labels.items())
    }


def _initials(thing: Thing) -> list[str]:
    """Return the pinyin initials of a thing's names, for typing them without Chinese input."""
    from pypinyin import Style, lazy_pinyin

    names = [name for name in (thing.name, *thing.names) if not name.isascii() and len(name) <= 40]
    return sorted({"".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower() for name in names})


def _post(post: Post, numbers: Mapping[str, int]) -> dict[str, Any]:
    found: dict[str, Any] = {"id": post.iri.rpartition("/")[2], "role": post.role}
    if post.of in numbers:
        found["of"] = numbers[post.of]
    return found | {name: value for name in ("since", "duration") if (value := getattr(post, name))}


def _span(span: Span, reports: Mapping[str, int]) -> list[int]:
    return [reports.get(span.report, -1), span.paragraph, span.start, span.end]


def _deeds(
    contents: Contents,
    things: Mapping[str, int],
    reports: Mapping[str, int],
    kinds: list[str | None],
    strings: Table,
) -> dict[str, Any]:
    rows, numbers = contents.deeds, {row["id"]: n for n, row in enumerate(contents.deeds)}
    slugs = {slug: n for n, slug in enumerate(kinds)}
    found: dict[str, Any] = {
        "id": [row["id"].removeprefix(row["report"] + "/") for row in rows],
        "report": [reports.get(row["report"], -1) for row in rows],
        "kind": [slugs[row["kind"]] for row in rows],
    }
    for field in (*DEED, *WHEN):
        if field.name in found or field.value in ("when", "quantities"):
            continue
        held: list[Any] = [_said(contents, row, field) for row in rows]
        match field.value:
            case "agents" | "documents" | "places":
                found[field.name] = _ragged(
                    [[things[one["id"]] for one in some if one["id"] in things] for some in held]
                )
            case "deeds":
                found[field.name] = _ragged(
                    [[numbers[iri] for iri in some if iri in numbers] for some in held]
                )
            case "texts":
                found[field.name] = _ragged([[strings.number(text) for text in some] for some in held])
            case "day":
                found[field.name] = [_day(day) for day in held]
            case "text" if field.name == "did":
                found[field.name] = [strings.number(text) for text in held]
            case "span":
                found |= {name: [span.get(key, 0) for span in held] for key, name in _SPAN.items()}
            case "spans":
                found[field.name] = _sparse([[list(span.values()) for span in spans] for spans in held])
            case "number" if field.name == "confidence":
                found[field.name] = _sparse([value if value != 1.0 else None for value in held])
            case "flag":
                found[field.name] = [n for n, value in enumerate(held) if value]
            case _:
                found[field.name] = _sparse(held)
    return found


def _said(contents: Contents, row: DeedRow, field: Field) -> Any:
    if not field.in_row:
        return contents.marks.get(row["id"], {}).get(field.name)
    said: Mapping[str, Any] = row["when"] if field in WHEN else row
    return said[field.name]


_SPAN = {"paragraph": "paragraph", "start": "spanStart", "end": "spanEnd"}


def _quantities(contents: Contents, strings: Table) -> dict[str, Any]:
    pairs = [(n, row, q) for n, row in enumerate(contents.deeds) for q in row["quantities"]]
    found: dict[str, Any] = {"deed": [n for n, _, _ in pairs]}
    for part in QUANTITY:
        held = [(row, q[part.name]) for _, row, q in pairs]
        match part.value:
            case "number":
                found[part.name] = [value for _, value in held]
            case "quantity refs":
                found[part.name] = _sparse([[_within(iri, row) for iri in iris] for row, iris in held])
            case "quantity":
                found[part.name] = _sparse([_within(iri, row) if iri else None for row, iri in held])
            case _:
                found[part.name] = [_text(text, strings) for _, text in held]
    return found


def _text(text: str | None, strings: Table) -> int:
    return -1 if text is None else strings.number(text)


def _within(iri: str, row: DeedRow) -> str:
    """Return the name of a quantity within its report, such as ``d12/q1``."""
    return iri.removeprefix(row["report"] + "/")


def _day(iso: str | None) -> int | None:
    """Return a day as the number of days since 1970-01-01."""
    if iso is None:
        return None
    try:
        return date.fromisoformat(iso[:10]).toordinal() - date(1970, 1, 1).toordinal()
    except ValueError:
        return None


def _ragged(lists: Sequence[Sequence[int]]) -> dict[str, list[int]]:
    return {"n": [len(of_one) for of_one in lists], "v": [value for of_one in lists for value in of_one]}


def _sparse(values: Sequence[Any]) -> dict[str, list[Any]]:
    kept = [(n, value) for n, value in enumerate(values) if value not in (None, "", [], {})]
    return {"i": [n for n, _ in kept], "v": [value for _, value in kept]}
