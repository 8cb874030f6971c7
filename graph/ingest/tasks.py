"""One file's bytes into records that are checked: what runs on every core, and on the machines of a cluster.

Nothing here reads or writes a disk that another machine may not have, and the same bytes give the same outcome.
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
from graph.model.read import id_of
from graph.model.records import Bundle, Origin, Sort
from graph.model.references import Known, reference_errors
from graph.model.schema import located
from graph.model.vocab import DEFAULT_BASE

Kind = Literal["text", "records", "draft"]
_LIST_OF: dict[Sort, str] = {
    "agent": "agents",
    "place": "places",
    "document": "documents",
    "deed": "deeds",
}
_ONE_AT_A_TIME = threading.Lock()  # a cluster's worker may have threads; the rules were made for one


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
    """What can be said of an account by itself.

    ``told`` has the nodes of shared records by IRI, ``needs`` the IRIs of those that somebody else must tell;
    ``digest`` is the mark that the report's graph will bear, ``features`` what linking reads, packed.
    """

    fault: str | None = None
    features: bytes = b""
    told: tuple[tuple[str, str], ...] = ()
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

    ``fault`` says what is wrong with a record in itself; without one, ``judged`` is right if the file has all.
    """

    report: str
    body: bytes
    judged: Judged
    fault: str | None = None


@dataclass(frozen=True)
class Shape:
    """Where the words of a text stand: its hash, its length, and first and last character of each paragraph.

    That is all that spans are held against, so that a text need not be read again for the records beside it.
    """

    sha256: str
    length: int
    paragraphs: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Outcome:
    """What came of a job: parts or an error; ``draft`` is a text's draft as YAML.

    ``again`` says that the error lies not in the bytes, so that it is worth trying again; ``shape`` is a text's.
    """

    parts: tuple[Part, ...] = ()
    error: str | None = None
    again: bool = False
    draft: str | None = None
    shape: Shape | None = None


def process(job: Job) -> Outcome:
    """Read a file: draft a text, take in records; check them. Never raises for what is in the bytes."""
    with _ONE_AT_A_TIME:
        try:
            return _drafted(job) if job.kind == "text" else _read(job)
        except DeedgraphError as error:
            return Outcome(
                error=one_line([error]),
                again=getattr(error.message, "key", "").endswith("-extra"),
            )
        except RecursionError:
            return Outcome(error=Message("ingest-too-deep", path=shown(job.path)))
        except Exception as error:  # whatever a library makes of hostile bytes, the other files go on
            return Outcome(error=one_line([unexpected_error(error, shown(job.path))]))


def one_line(faults: Iterable[DeedgraphError]) -> str:
    """Return the first of several faults, with the number of the others."""
    found = [one for fault in faults for one in (fault.errors if isinstance(fault, DataErrors) else [fault])]
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
    for sort, record in bundle.records():
        wrong = validate_record(sort, record)
        if wrong:
            raise DataError("ingest-draft-unsound", path, None, f"{sort} {record['id']}", what=wrong[0][1])
    assert bundle.report is not None  # noqa: S101 - extract makes one
    faults = _against_text(bundle, text, path)
    if faults:
        raise DataErrors(faults)
    return Part(bundle.report["id"], packed(bundle), judged(bundle)), to_yaml(bundle)


def _read(job: Job) -> Outcome:
    from graph.model.read import read_data

    path = Path(shown(job.path))
    parts: list[Part] = []
    for group in read_data(job.data, path, job.first_line):
        if not group.bundles:
            raise DataErrors(group.errors)
        for bundle in group.bundles:
            faults: list[DataError] = list(group.errors)
            if job.text is not None and not faults:
                from graph.text.sources import text_of

                text = text_of(job.text, Path(shown(job.text_path)))
                faults = _against_text(bundle, text, path)
            fault = one_line(faults) if faults else None
            found = Judged(fault) if fault else judged(bundle)
            if any(bundle.records()) or bundle.decisions or fault or report_of(bundle):
                parts.append(Part(report_of(bundle), packed(bundle), found, fault))
    return Outcome(tuple(parts))


def _against_text(bundle: Bundle, text: str, path: Path) -> list[DataError]:
    """Return what is wrong with the spans of a draft, held against its text."""
    shape = shape_of(text)
    if bundle.report is not None and bundle.report["sha256"] != shape.sha256:
        wrong = located(bundle, "report", bundle.report["id"], Message("ingest-other-text"))
        return [DataError(wrong.message, path, wrong.line, wrong.record)]
    return [DataError(fault.message, path, fault.line, fault.record) for fault in out_of_shape(bundle, shape)]


def shape_of(text: str) -> Shape:
    """Return where the words of a text stand."""
    from graph.text.report import normalise, paragraphs, text_hash

    text = normalise(text)
    return Shape(text_hash(text), len(text), tuple((one.start, one.end) for one in paragraphs(text)))


def out_of_shape(bundle: Bundle, shape: Shape) -> list[DataError]:
    """Return the spans of some records that do not lie in a text, each with the file and line of its record."""
    from graph.text.reading import Reading
    from graph.text.report import Paragraph
    from graph.validate.evidence import span_errors

    numbered = {n: Paragraph(n, *ends, "") for n, ends in enumerate(shape.paragraphs, 1)}
    # Spans are held against the length and the paragraphs only.
    reading = Reading(" " * shape.length, numbered, (), (), ())
    return [
        located(bundle, sort, record["id"], message)
        for sort, record in bundle.records()
        if sort in ("agent", "deed")
        for message in span_errors(record, reading)
    ]


def report_of(bundle: Bundle) -> str:
    """Return the id of the report that a bundle belongs to, also where its record stands elsewhere; or nothing."""
    if bundle.report is not None:
        return bundle.report["id"]
    return next((identifier for sort, identifier in bundle.origins if sort == "report"), "")


def judged(bundle: Bundle, base: str = DEFAULT_BASE) -> Judged:
    """Judge an account by itself: its references among each other, and what it tells and needs of shared records."""
    needs: dict[str, None] = {}

    def elsewhere(sort: Sort, identifier: str) -> bool:
        needs[base + path_of(sort, identifier)] = None
        return True

    known = Known(elsewhere=elsewhere)
    known.learn(bundle)
    faults = reference_errors(bundle, known)
    sha256 = bundle.report["sha256"] if bundle.report else None
    if faults:
        return Judged(one_line(faults), sha256=sha256)
    graphs = documents_of(bundle, base)
    told = [
        (str(node["id"]), json.dumps(node, ensure_ascii=False, sort_keys=True))
        for graph in graphs
        if graph["id"] == shared_graph_iri(base)
        for node in graph["@graph"]
    ]
    lines = "\n".join(feature.line() for feature in features_of(bundle))
    return Judged(
        features=zlib.compress(lines.encode("utf-8")),
        told=tuple(told),
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
        [sort, record, bundle.origin(sort, record["id"]).line] for sort, record in bundle.records()
    ]
    rows += [
        ["decision", decision, bundle.origin("decision", id_of("decision", decision)).line]
        for decision in bundle.decisions or []
    ]
    return zlib.compress(json.dumps(rows, ensure_ascii=False).encode("utf-8"), 6)


def joined(parts: Iterable[tuple[str, bytes]], report: str) -> tuple[Bundle, DataError | None]:
    """Return the parts of an account, as (path, packed records), in one bundle, and an id that stands twice."""
    bundle, fault = Bundle(), None
    for path, body in parts:
        for sort, record, line in json.loads(zlib.decompress(body)):
            identifier = id_of(sort, record)
            known = bundle.origins.get((sort, identifier))
            if known and fault is None and not (sort == "report" and bundle.report is None):
                words = Message("id-twice", first=f"{known.path}:{known.line}")
                fault = DataError(words, shown(path), line or None, f"{sort} {identifier}")
            bundle.origins[sort, identifier] = Origin(shown(path), line)
            if sort == "report":
                bundle.report = record
            elif sort == "decision":
                bundle.decisions = [*(bundle.decisions or []), record]
            else:
                getattr(bundle, _LIST_OF[sort]).append(record)
        if report:
            bundle.origins.setdefault(("report", report), Origin(shown(path), 1))
    return bundle, fault
