"""Evidence as W3C Web Annotations, for other programs that mark texts, and read back from them.

One report makes one ``AnnotationCollection`` with its only page inside (https://www.w3.org/TR/annotation-model/).
An annotation's body is the deed or agent that the words describe, with its kind as a tag for people; its target the
report, with a ``TextPositionSelector`` and, when the text is at hand, a ``TextQuoteSelector``. Ids are those of the
graph, so that the file and the graph speak of the same annotations.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from graph.common.open_input import read_input
from graph.errors import CallError, DataError, DataErrors, os_reason
from graph.messages import Message
from graph.model.context import terms
from graph.model.fields import Span
from graph.model.iris import report_iri
from graph.model.nodes import Node, documents_of
from graph.model.read import record_bytes
from graph.model.records import Bundle
from graph.model.vocab import DEFAULT_BASE
from graph.text.report import Paragraph, paragraphs, text_hash
from graph.web.review.changes import set_spans
from graph.web.review.draft import Stale, read_bundle, save
from graph.web.review.yaml_edit import edited

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_AROUND = 20  # characters of context on either side of a quotation
_MAX_BYTES = 100_000_000  # of a file of annotations


@dataclass(frozen=True)
class Moved:
    """A deed or agent whose spans are others now: its path within the report, what it cited, what it cites."""

    path: str
    old: list[Span]
    new: list[Span]


@cache
def _ours() -> Node:
    """Return what the annotation model has no word for, by the same properties as in the graph."""
    evidence = terms().within(terms().by_name["evidence"])
    target = evidence.within(evidence.by_name["target"])
    fields = ("inferred", "confidence", "reason", "reviewedBy", "reviewed")
    found = [target.by_name["paragraph"], *map(evidence.by_name.__getitem__, fields)]
    return {
        term.name: {"@id": term.predicate, "@type": term.datatype} if term.datatype else term.predicate
        for term in found
    }


def collection(bundle: Bundle, text: str | None = None, base: str = DEFAULT_BASE) -> Node:
    """Return the evidence of a report's deeds and agents as an ``AnnotationCollection``.

    With ``text``, the report's own, each target quotes its words, so that other programs find them by these, too.
    Raises ``CallError`` for a bundle without a report and for the text of another one.
    """
    if bundle.report is None:
        raise CallError("annotations-of-report")
    if text is not None and text_hash(text) != bundle.report["sha256"]:
        raise CallError("annotations-other-text", report=bundle.report["id"], sha256=text_hash(text))
    iri, language = report_iri(bundle.report["id"], base), bundle.report["language"]
    own = documents_of(bundle, base)[-1]["@graph"]
    items = [
        _annotation(evidence, node, language, text) for node in own for evidence in node.get("evidence", ())
    ]
    items.sort(key=lambda one: (one["target"]["selector"][0]["start"], one["id"]))
    page = {"id": f"{iri}/annotations/all", "type": "AnnotationPage", "partOf": f"{iri}/annotations"}
    return {
        "@context": [CONTEXT, _ours()],
        "id": f"{iri}/annotations",
        "type": "AnnotationCollection",
        "label": bundle.report["title"],
        "total": len(items),
        "first": {**page, "startIndex": 0, "items": items},
        "last": page["id"],
    }


def _annotation(evidence: Node, about: Node, language: str, text: str | None) -> Node:
    iri, target = evidence["id"], evidence["target"]
    kind = about["kind"].rsplit("/", 1)[-1] + ": " if "kind" in about else ""
    tag = {
        "id": f"{iri}/tag",
        "type": "TextualBody",
        "purpose": "tagging",
        "value": kind + (about.get("did") or about["name"]),
        "language": language,
    }
    start, end = target["selector"]["start"], target["selector"]["end"]
    selectors: list[Node] = [
        {"id": target["selector"]["id"], "type": "TextPositionSelector", "start": start, "end": end}
    ]
    if text is not None:
        quote = {"id": f"{iri}/target/quote", "type": "TextQuoteSelector", "exact": text[start:end]}
        quote |= {"prefix": text[max(0, start - _AROUND) : start], "suffix": text[end : end + _AROUND]}
        selectors.append({key: value for key, value in quote.items() if value})
    made: Node = {"id": iri, "type": "Annotation", "motivation": "identifying", "body": [about["id"], tag]}
    made["target"] = {
        "id": target["id"],
        "type": "SpecificResource",
        "source": target["report"],
        "paragraph": target["paragraph"],
        "selector": selectors,
    }
    made |= {
        key: evidence[key] for key in ("inferred", "confidence", "reason", "reviewed") if key in evidence
    }
    if "reviewedBy" in evidence:
        made["reviewedBy"] = {**evidence["reviewedBy"], "type": "http://www.w3.org/ns/prov#Agent"}
    return made


def read_annotations(path: Path) -> list[Node]:
    """Return the annotations of a file: a collection with its pages inside, a page, an array, or one annotation.

    Raises ``DataError`` when the file cannot be read, is too large, or holds none.
    """
    try:
        data = read_input(path, _MAX_BYTES)
        if len(data) > _MAX_BYTES:
            raise DataError("annotations-too-large", path, most=_MAX_BYTES)
        read = json.loads(data)
    except OSError as error:
        raise DataError("file-unreadable", path, why=os_reason(error)) from None
    except RecursionError:
        raise DataError("annotations-too-deep", path) from None
    except ValueError as error:
        raise DataError("json-broken", path, why=error) from None
    found = list(_annotations_in(read))
    if not found:
        raise DataError("annotations-none", path)
    return found


def _annotations_in(value: Any) -> Iterator[Node]:
    if isinstance(value, list):
        yield from (one for one in value if isinstance(one, dict) and _is(one, "Annotation"))
    elif isinstance(value, dict) and _is(value, "Annotation"):
        yield value
    elif isinstance(value, dict):
        pages = value.get("items", value.get("first"))
        yield from _annotations_in(pages if isinstance(pages, list) else [])
        if isinstance(pages, dict):
            yield from _annotations_in(pages.get("items"))


def _is(node: Node, name: str) -> bool:
    return name in _listed(node.get("type", node.get("@type")))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def put_back(
    path: Path, annotations: list[Node], text: str, base: str = DEFAULT_BASE
) -> tuple[list[Moved], list[str]]:
    """Put the spans of annotations into a draft; return what moved, and what was passed over and why.

    A deed that annotations are about cites exactly what they mark, a deed of which there is none stays as it is. One
    whose words moved is reviewed by nobody any more. All go in, or none: raises ``DataErrors`` when a span does not
    fit the text, ``CallError`` when the text is another report's.
    """
    if path.suffix not in (".yaml", ".yml"):
        raise CallError("annotations-yaml", path=path)
    data = record_bytes(path)
    bundle = read_bundle(data, path)
    report = bundle.report
    if report is None or text_hash(text) != report["sha256"]:
        raise CallError("annotations-not-its-text", path=path)
    iri = report_iri(report["id"], base)
    held: dict[str, Mapping[str, Any]] = {deed["id"]: deed for deed in bundle.deeds}
    held |= {f"agent/{agent['id']}": agent for agent in bundle.agents if "source" in agent}
    marked, passed, errors = _marked(annotations, iri, held, text)
    if errors:
        raise DataErrors([DataError(error, path) for error in errors])
    moved = []
    for name, new in marked.items():
        old = [held[name]["source"], *held[name].get("also", [])]
        if old != new:
            moved.append(Moved(name, old, new))
    if moved:
        spans = {one.path: one.new for one in moved}
        written, _ = edited(data, lambda document: set_spans(document, spans))
        read_bundle(written, path)  # before it is written: what cannot be read again is no draft
        try:
            save(path, written, data)
        except Stale:
            raise CallError("annotations-changed", path=path) from None
    return moved, passed


def _marked(
    annotations: list[Node], report: str, held: Mapping[str, Any], text: str
) -> tuple[dict[str, list[Span]], list[str], list[str]]:
    """Return the spans of each deed or agent, what was passed over, and what is wrong."""
    found: dict[str, list[tuple[int, Span]]] = {}
    passed: list[str] = []
    errors: list[str] = []
    inside = paragraphs(text)
    for number, annotation in enumerate(annotations, 1):
        shown = str(annotation.get("id", f"annotation {number}"))[:200]
        bodies = [
            body.get("id") if isinstance(body, dict) else body for body in _listed(annotation.get("body"))
        ]
        names = [
            body.removeprefix(report + "/")
            for body in bodies
            if isinstance(body, str) and body.startswith(report + "/")
        ]
        name = next((name for name in names if name in held), None)
        targets = [
            t for t in _listed(annotation.get("target")) if isinstance(t, dict) and _source(t) == report
        ]
        if name is None or not targets:
            passed.append(Message("annotation-passed", id=shown))
            continue
        for target in targets:
            try:
                span = _span(target, text, inside)
            except ValueError as error:
                errors.append(Message("annotation-wrong", id=shown, what=error.args[0]))
            else:
                found.setdefault(name, []).append((_rank(annotation, report, name), span))
    # The first span is the source: that of the annotation with the lowest number, then by place in the text.
    ordered = {
        name: [span for _, span in sorted(spans, key=lambda one: (one[0], one[1]["start"]))]
        for name, spans in found.items()
    }
    return (
        {name: [s for n, s in enumerate(spans) if s not in spans[:n]] for name, spans in ordered.items()},
        passed,
        errors,
    )


def _source(target: Node) -> Any:
    source = target.get("source")
    return source.get("id") if isinstance(source, dict) else source


def _rank(annotation: Node, report: str, name: str) -> int:
    """Return the number of an annotation that this program wrote; new ones of others come after these."""
    match = re.fullmatch(re.escape(f"{report}/{name}/e") + "([0-9]{1,6})", str(annotation.get("id", "")))
    return int(match[1]) if match else 1_000_000


def _span(target: Node, text: str, inside: list[Paragraph]) -> Span:
    """Return what a target marks, by its position, or by its quotation when the position has other words."""
    selectors = [s for s in _listed(target.get("selector")) if isinstance(s, dict)]
    position = next((s for s in selectors if _is(s, "TextPositionSelector")), {})
    quote = next((s for s in selectors if _is(s, "TextQuoteSelector")), {})
    start, end = _position(position, len(text))
    exact = quote.get("exact")
    if isinstance(exact, str) and exact and text[start:end] != exact:
        start = _find(text, exact, quote)
        end = start + len(exact)
    if start == end:
        marked = {"start": position.get("start"), "end": position.get("end")}
        raise ValueError(Message("annotation-no-span", n=len(text), **marked))
    for paragraph in inside:
        if paragraph.start <= start and end <= paragraph.end:
            return {"paragraph": paragraph.number, "start": start, "end": end}
    raise ValueError(Message("annotation-paragraphs", start=start, end=end))


def _position(selector: Node, length: int) -> tuple[int, int]:
    """Return the characters that a position selector says, (0, 0) when it says none of this text."""
    start, end = selector.get("start"), selector.get("end")
    if type(start) is int and type(end) is int and 0 <= start < end <= length:
        return start, end
    return 0, 0


def _find(text: str, exact: str, quote: Node) -> int:
    before, after = (
        quote.get(key) if isinstance(quote.get(key), str) else "" for key in ("prefix", "suffix")
    )
    for lead, whole in ((len(before or ""), f"{before}{exact}{after}"), (0, exact)):
        if text.count(whole) == 1:
            return text.index(whole) + lead
    key = "annotation-quote-often" if exact in text else "annotation-quote-never"
    raise ValueError(Message(key, exact=exact[:30]))
