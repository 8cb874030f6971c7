"""The commands for people's judgement: review a draft, exchange its evidence, measure how far two people agree."""

import getpass
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graph.cli.options import place_of_decisions
from graph.errors import CallError
from graph.messages import Message, counted, headings

if TYPE_CHECKING:
    from graph.evaluate.agreement import Agreement
    from graph.model.records import Bundle, Report


@click.command()
@click.argument("drafts", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option(
    "--text", "texts", multiple=True, type=click.Path(path_type=Path, exists=True), metavar="PATH",
)  # fmt: skip
@click.option(
    "--known", multiple=True, type=click.Path(path_type=Path, exists=True), metavar="PATH",
)  # fmt: skip
@click.option("--decisions", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--by", metavar="NAME")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8020, show_default=True)
@click.option("--no-open", is_flag=True)
def review(
    drafts: tuple[Path, ...],
    texts: tuple[Path, ...],
    known: tuple[Path, ...],
    decisions: Path | None,
    by: str | None,
    lang: str,
    port: int,
    no_open: bool,
) -> None:
    """Run ``deedgraph review``."""
    try:
        from graph.web.review.app import Review, texts_at
        from graph.web.review.draft import open_drafts
        from graph.web.review.questions import Questions
        from graph.web.review.server import run
    except ImportError as error:
        raise CallError("review-needs-extra", module=error.name) from None
    from graph.ingest.lookup import texts_known
    from graph.link.decisions import read_decisions
    from graph.model.read import read

    shared = list(read(known)) if known else []
    beside = texts or tuple({path if path.is_dir() else path.parent for path in drafts})
    of_ingest = {} if texts else texts_known(drafts)
    opened = open_drafts(
        list(drafts), texts_at(list(beside), of_ingest), shared, partial(click.echo, err=True)
    )
    file = place_of_decisions(decisions, known or drafts, writes=True)
    if file is not None:
        read_decisions(file)
    reviewing = Review(opened, Questions(opened, shared, file), by or getpass.getuser(), lang)

    said: list[str] = []
    with tempfile.TemporaryDirectory(prefix="deedgraph-review-") as folder:

        def say(address: str) -> None:
            said.append(address)
            first = len(said) == 1
            click.echo(
                Message("address-stop" if first else "review-another-window", address=address), err=True
            )
            if first and not no_open:
                _open(address, Path(folder) / "open.html")

        run(reviewing, port, say)


def _open(address: str, file: Path) -> None:
    """Open an address in the browser by way of a file of this user alone: a command line is seen by everybody."""
    file.touch(mode=0o600)
    file.write_text(f'<!doctype html><meta http-equiv="refresh" content="0;url={address}">', encoding="utf-8")
    click.launch(str(file))


@click.command()
@click.argument("a", type=click.Path(path_type=Path))
@click.argument("b", type=click.Path(path_type=Path))
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table", show_default=True)
def agree(a: Path, b: Path, format_: str) -> None:
    """Run ``deedgraph agree``."""
    import json
    from dataclasses import asdict

    from graph.evaluate.agreement import agree

    result = agree([a], [b])
    if format_ == "json":
        click.echo(json.dumps({**asdict(result), "found": result.found}, ensure_ascii=False, indent=1))
        return
    _tell_agreement(result)


def _tell_agreement(result: "Agreement") -> None:
    from graph.export.results import table

    def rounded(number: float | None) -> str:
        return "" if number is None else f"{number:.3f}"

    units = result.both + result.only_a + result.only_b
    rows = [["deed", str(units), rounded(result.found), ""]]
    rows += [
        [name, str(f.units), rounded(f.observed), rounded(f.alpha)] for name, f in result.figures.items()
    ]
    click.echo(table(headings(["field", "units", "agreed", "alpha"]), rows), nl=False)
    rows = [[d.report, d.a_deed, d.b_deed, d.field, d.a, d.b] for d in result.differences]
    if rows:
        click.echo(
            "\n" + table(headings(["report", "A's deed", "B's deed", "field", "A", "B"]), rows), nl=False
        )
    click.echo(counted(len(rows), "difference"), err=True)


@click.command()
@click.argument("draft", type=click.Path(path_type=Path, exists=True))
@click.option("-o", "out", type=click.Path(path_type=Path), metavar="FILE")
@click.option(
    "--text", type=click.Path(path_type=Path, exists=True), metavar="PATH",
)  # fmt: skip
@click.option(
    "--from", "source", type=click.Path(path_type=Path, exists=True), metavar="FILE",
)  # fmt: skip
def annotations(draft: Path, out: Path | None, text: Path | None, source: Path | None) -> None:
    """Run ``deedgraph annotations``."""
    if source is None:
        _write_annotations(draft, out, text)
        return
    if text is None or out is not None:
        raise CallError("annotations-from")
    from graph.text.report import read_text
    from graph.web.review.annotations import put_back, read_annotations

    _, report = _of_one_report(draft)
    moved, passed = put_back(draft, read_annotations(source), read_text(_text_of(text, report["sha256"])))
    for line in passed:
        click.echo(Message("annotations-passed", what=line), err=True)
    for one in moved:
        old, new = (", ".join(f"{s['start']}–{s['end']}" for s in spans) for spans in (one.old, one.new))
        click.echo(f"{one.path}: {old} → {new}")
    click.echo(counted(len(moved), "record-moved"), err=True)


def _write_annotations(draft: Path, out: Path | None, text: Path | None) -> None:
    import json

    from graph.common.atomic_write import atomic_write
    from graph.text.report import read_text
    from graph.web.review.annotations import collection

    bundle, report = _of_one_report(draft)
    words = read_text(_text_of(text, report["sha256"])) if text else None
    made = json.dumps(collection(bundle, words), ensure_ascii=False, indent=1) + "\n"
    if out is None:
        click.echo(made, nl=False)
        return
    with atomic_write(out) as file:
        file.write(made.encode("utf-8"))


def _of_one_report(draft: Path) -> "tuple[Bundle, Report]":
    from graph.model.read import read

    found = [(bundle, bundle.report) for bundle in read([draft]) if bundle.report is not None]
    if len(found) != 1:
        raise CallError("annotations-one", path=draft, reports=counted(len(found), "report"))
    return found[0]


def _text_of(path: Path, sha256: str) -> Path:
    """Return the text with this hash among the files at a path."""
    from graph.text.report import find_texts

    found = find_texts(path).by_hash.get(sha256)
    if found is None:
        raise CallError("text-not-here", path=path, sha256=sha256)
    return found
