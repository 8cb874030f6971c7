"""Reads the bytes of one file into checked records: what runs on every core, and on the machines of a cluster.

Nothing here reads or writes a disk, and the same bytes give the same outcome.
"""

import json
import threading
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from graph.errors import DataError, DataErrors, DeedgraphError, unexpected_error
from graph.ingest.listing import shown
from graph.link import features_of
from graph.messages import Label, Message, in_language
from graph.model.iris import path_of, shared_graph_iri
from graph.model.nodes import documents_of
from graph.model.read import id_of, put
from graph.model.records import Bundle, Origin, RecordType
from graph.model.references import Known, reference_errors
from graph.model.schema import located
from graph.model.vocab import DEFAULT_BASE

Kind = Literal["text", "records", "draft"]
_LOCK = threading.Lock()  # a cluster's worker may have threads, and the rules are not thread-safe


@dataclass(frozen=True)
class Job:
    """A file to be read, or a piece of one that begins at ``first_line``; ``last`` says that no other follows.

    ``day`` is a text's day of publication; ``text`` and ``text_path`` are what a draft was made from.
    """

    path: str
    kind: Kind
    data: bytes
    day: date | None = None
    first_line: int = 1
    last: bool = True
    text: bytes | None = None
    text_path: str = ""


@dataclass(frozen=True)
class Judged:
    """What an account is by itself.

    ``shared`` has the nodes of its shared records by IRI, ``needs`` the IRIs of those that other accounts must have;
    ``digest`` is that of the report's graph, ``features`` what linking reads, packed.
    """

    error: str | None = None
    features: bytes = b""
    shared: tuple[tuple[str, str], ...] = ()
    needs: tuple[str, ...] = ()
    digest: str | None = None
    sha256: str | None = None
    reviewed: bool = False
    deeds: int = 0
    agents: int = 0
    places: int = 0
    decisions: int = 0


@dataclass(frozen=True)
class Part:
    """The records of one report in one file (``report`` is empty for those of none), packed.

    ``error`` says what is wrong with a record in itself; without one, ``judged`` is right if the file has all.
    """

    report: str
    body: bytes
    judged: Judged
    error: str | None = None


@dataclass(frozen=True)
class Shape:
    """The shape of a text: its hash, its length, and first and last character of each paragraph.

    Spans are checked against nothing else, so the text need not be read again for the records beside it.
    """

    sha256: str
    length: int
    paragraphs: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Outcome:
    """The outcome of a job: parts or an error; ``draft`` is a text's draft as YAML.

    ``again``: the error does not come from the bytes, so a retry may succeed. ``shape`` is that of a text.
    """

    parts: tuple[Part, ...] = ()
    error: str | None = None
    again: bool = False
    draft: str | None = None
    shape: Shape | None = None


def process(job: Job) -> Outcome:
    """Read a file: draft a text, take in records; check them. Never raises for what is in the bytes."""
    with _LOCK:
        try:
            return _drafted(job) if job.kind == "text" else _read(job)
        except DeedgraphError as error:
            return Outcome(
                error=one_line([error]),
                again=getattr(error.message, "key", "").endswith("-extra"),
            )
        except RecursionError:
            return Outcome(error=Message("ingest-too-deep", path=shown(job.path)))
        except Exception as error:  # a library's error over hostile bytes must not stop the other files
            return Outcome(error=one_line([unexpected_error(error, shown(job.path))]))


def one_line(errors: Iterable[DeedgraphError]) -> str:
    """Return the first of some errors, with the number of the others."""
    found = [one for error in errors for one in (error.errors if isinstance(error, DataErrors) else [error])]
    first = found[0].words
    en, zh = (shown(" ".join(in_language(first, language).split("\n"))) for language in ("en", "zh"))
    words = Label(en, zh)
    return Message("and-more", what=words, n=len(found) - 1) if len(found) > 1 else words


def _drafted(job: Job) -> Outcome:
    from graph.text.sources import text_of

    path = Path(shown(job.path))
    text = text_of(job.data, path)
    shape = shape_of(text)
    try:
        part, draft = _draft(text, job, path)
    except DeedgraphError as error:
        return Outcome(error=one_line([error]), shape=shape)
    return Outcome((part,), draft=draft, shape=shape)


def _draft(text: str, job: Job, path: Path) -> tuple[Part, str]:
    from graph.extract import extract, to_yaml
    from graph.model.schema import validate_record

    if job.day is None:
        raise DataError("ingest-no-date", path)
    try:
        bundle = extract(text, published=job.day)
    except DataError as error:
        raise DataError(error.message, error.path or path, error.line) from None
    for record_type, record in bundle.records():
        wrong = validate_record(record_type, record)
        if wrong:
            raise DataError(
                "ingest-draft-unsound", path, None, f"{record_type} {record['id']}", what=wrong[0][1]
            )
    assert bundle.report is not None  # noqa: S101 - extract makes one
    errors = _against_text(bundle, text, path)
    if errors:
        raise DataErrors(errors)
    return Part(bundle.report["id"], packed(bundle), judged(bundle)), to_yaml(bundle)


def _read(job: Job) -> Outcome:
    from graph.model.read import read_data

    path = Path(shown(job.path))
    parts: list[Part] = []
    for group in read_data(job.data, path, job.first_line):
        if not group.bundles:
            raise DataErrors(group.errors)
        for bundle in group.bundles:
            errors: list[DataError] = list(group.errors)
            if job.text is not None and not errors:
                from graph.text.sources import text_of

                text = text_of(job.text, Path(shown(job.text_path)))
                errors = _against_text(bundle, text, path)
            error = one_line(errors) if errors else None
            found = Judged(error) if error else judged(bundle)
            if any(bundle.records()) or bundle.decisions or error or report_of(bundle):
                parts.append(Part(report_of(bundle), packed(bundle), found, error))
    return Outcome(tuple(parts))


def _against_text(bundle: Bundle, text: str, path: Path) -> list[DataError]:
    """Return what is wrong with the spans of a draft, checked against its text."""
    shape = shape_of(text)
    if bundle.report is not None and bundle.report["sha256"] != shape.sha256:
        wrong = located(bundle, "report", bundle.report["id"], Message("ingest-other-text"))
        return [DataError(wrong.message, path, wrong.line, wrong.record)]
    return [DataError(error.message, path, error.line, error.record) for error in out_of_shape(bundle, shape)]


def shape_of(text: str) -> Shape:
    """Return the shape of a text."""
    from graph.text.report import normalise, paragraphs, text_hash

    text = normalise(text)
    return Shape(text_hash(text), len(text), tuple((one.start, one.end) for one in paragraphs(text)))


def out_of_shape(bundle: Bundle, shape: Shape) -> list[DataError]:
    """Return the spans of agents and deeds that do not lie in a text, each with the file and line of its record."""
    from graph.text.reading import Reading
    from graph.text.report import Paragraph
    from graph.validate.evidence import span_errors

    numbered = {n: Paragraph(n, *ends, "") for n, ends in enumerate(shape.paragraphs, 1)}
    # Spans are checked against the length and the paragraphs only.
    reading = Reading(" " * shape.length, numbered, (), (), ())
    return [
        located(bundle, record_type, record["id"], message)
        for record_type, record in bundle.records()
        if record_type in ("agent", "deed")
        for message in span_errors(record, reading)
    ]


def report_of(bundle: Bundle) -> str:
    """Return the id of the report that a bundle belongs to, also if its record is in another file; "" for none."""
    if bundle.report is not None:
        return bundle.report["id"]
    return next((identifier for record_type, identifier in bundle.origins if record_type == "report"), "")


def judged(bundle: Bundle, base: str = DEFAULT_BASE) -> Judged:
    """Judge an account by itself: its references among each other, and the shared records that it has and needs."""
    needs: dict[str, None] = {}

    def elsewhere(record_type: RecordType, identifier: str) -> bool:
        needs[base + path_of(record_type, identifier)] = None
        return True

    known = Known(elsewhere=elsewhere)
    known.learn(bundle)
    errors = reference_errors(bundle, known)
    sha256 = bundle.report["sha256"] if bundle.report else None
    if errors:
        return Judged(one_line(errors), sha256=sha256)
    graphs = documents_of(bundle, base)
    shared = [
        (str(node["id"]), json.dumps(node, ensure_ascii=False, sort_keys=True))
        for graph in graphs
        if graph["id"] == shared_graph_iri(base)
        for node in graph["@graph"]
    ]
    lines = "\n".join(feature.line() for feature in features_of(bundle))
    return Judged(
        features=zlib.compress(lines.encode("utf-8")),
        shared=tuple(shared),
        needs=tuple(needs),
        digest=graphs[-1]["@graph"][0]["sha256"] if bundle.report else None,
        sha256=sha256,
        reviewed=bool(bundle.deeds) and all("reviewedBy" in deed for deed in bundle.deeds),
        deeds=len(bundle.deeds),
        agents=len(bundle.agents),
        places=len(bundle.places),
        decisions=len(bundle.decisions or []),
    )


def packed(bundle: Bundle) -> bytes:
    """Return the records of a bundle as bytes, each with the line that it was read from."""
    rows: list[list[Any]] = [
        [record_type, record, bundle.origin(record_type, record["id"]).line]
        for record_type, record in bundle.records()
    ]
    rows += [
        ["decision", decision, bundle.origin("decision", id_of("decision", decision)).line]
        for decision in bundle.decisions or []
    ]
    return zlib.compress(json.dumps(rows, ensure_ascii=False).encode("utf-8"), 6)


def joined(parts: Iterable[tuple[str, bytes]], report: str) -> tuple[Bundle, DataError | None]:
    """Return an account's parts (path, packed records) in one bundle, and the error of its first duplicate id."""
    bundle, error = Bundle(), None
    for path, body in parts:
        for record_type, record, line in json.loads(zlib.decompress(body)):
            duplicate = put(bundle, record_type, record, Origin(shown(path), line))
            error = error or duplicate
        if report:
            bundle.origins.setdefault(("report", report), Origin(shown(path), 1))
    return bundle, error
