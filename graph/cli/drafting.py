"""The commands that read a report's text: extract drafts its deeds, evaluate holds a draft against a gold."""

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graph.errors import CallError, DataError, DeedgraphError

if TYPE_CHECKING:
    from graph.deed import Bundle
    from graph.evaluate import Result
    from graph.extract.files import Extracted


@click.command()
@click.argument("reports", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--published", metavar="DATE", help="The day of publication; else files are named 2020-03-11-name.txt."
)
@click.option(
    "-o", "out", type=click.Path(path_type=Path), metavar="FILE", help="The draft; else standard output."
)
@click.option("--format", "format_", type=click.Choice(["yaml", "jsonl"]), default="yaml", show_default=True)
@click.option(
    "--model", metavar="URL", help="Let an OpenAI-compatible server of your own draft instead of the rules."
)
@click.option("--model-name", default="default", metavar="NAME", help="Which of the server's models.")
def extract(
    reports: tuple[Path, ...],
    published: str | None,
    out: Path | None,
    format_: str,
    model: str | None,
    model_name: str,
) -> None:
    """Draft deeds from reports' texts: .txt, and .html, .pdf, .docx with the extra "files"; - is standard input.

    The draft is records (yaml) to be corrected, checked and built, or deed rows (jsonl). A file that cannot be
    read is told, and the rest goes on.
    """
    from graph.files import written_whole

    failed: list[DeedgraphError] = []
    pieces = _written(
        _drafts(reports, published, model, model_name, failed), format_, alone=len(reports) == 1
    )
    if out is None:
        for piece in pieces:
            sys.stdout.buffer.write(piece.encode("utf-8"))
        _tell_failed(failed)
        return
    with written_whole(out) as file:
        written = [file.write(piece.encode("utf-8")) for piece in pieces]
        if not written:
            _tell_failed(failed)  # within the block: a file that is there stays as it is
    _tell_failed(failed)


def _tell_failed(failed: list[DeedgraphError]) -> None:
    if len(failed) == 1:
        raise failed[0]
    if failed:
        raise DataError(f"{len(failed)} reports could not be read")


def _drafts(
    reports: tuple[Path, ...],
    published: str | None,
    model: str | None,
    model_name: str,
    failed: list[DeedgraphError],
) -> Iterator["Bundle"]:
    if model is not None or reports == (Path("-"),):
        yield from _one_by_one(reports, published, model, model_name, failed)
        return
    from graph.extract import extract_files
    from graph.extract.files import report_files

    files = report_files(reports)
    for drafted in _shown(extract_files(files, published=published), len(files)):
        if drafted.bundle is not None:
            yield drafted.bundle
        elif drafted.error is not None:
            failed.append(drafted.error)
            if len(files) > 1:
                click.echo(str(drafted.error), err=True)


def _one_by_one(
    reports: tuple[Path, ...],
    published: str | None,
    model: str | None,
    model_name: str,
    failed: list[DeedgraphError],
) -> Iterator["Bundle"]:
    """Yield what the rules draft of standard input, or a model's server of each file; a bad call ends it."""
    from graph.extract import extract
    from graph.extract.files import report_files
    from graph.extract.model import Model
    from graph.extract.sources import day_of, decode, read_source

    server = Model(model, model_name, key=os.environ.get("DEEDGRAPH_MODEL_KEY", "")) if model else None
    files = list(reports) if reports == (Path("-"),) else report_files(reports)
    for path in files:
        alone = path == Path("-")
        day = published or (None if alone else day_of(path))
        if day is None:
            raise CallError(f"{path}: when was it published? write --published YYYY-MM-DD")
        try:
            text = decode(sys.stdin.buffer.read()) if alone else read_source(path)
            yield extract(text, published=day, model=server)
        except DataError as error:
            told = error if error.path else DataError(error.message, path)
            failed.append(told)
            if len(files) > 1:
                click.echo(str(told), err=True)
    if server and server.dropped:
        reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(server.dropped.items()))
        click.echo(f"dropped from the model's answers: {reasons}", err=True)


def _shown(drafts: Iterable["Extracted"], length: int) -> Iterator["Extracted"]:
    """Show a progress bar on a terminal when there are many, and none in a pipe."""
    if length < 5 or not sys.stderr.isatty():
        yield from drafts
        return
    with click.progressbar(drafts, length=length, label="extract", file=sys.stderr) as bar:
        yield from bar


def _written(bundles: Iterable["Bundle"], format_: str, *, alone: bool) -> Iterator[str]:
    import json

    from graph.extract import to_rows, to_yaml

    for n, bundle in enumerate(bundles):
        if format_ == "jsonl":
            yield from (json.dumps(row, ensure_ascii=False) + "\n" for row in to_rows(bundle))
        elif n and not alone:
            raise CallError("YAML holds one report; write several with --format jsonl, or one by one")
        else:
            yield to_yaml(bundle)


@click.command()
@click.argument("gold", type=click.Path(path_type=Path))
@click.argument("draft", type=click.Path(path_type=Path))
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.option("--errors", is_flag=True, help="List each miss and each invention.")
@click.option(
    "--text", type=click.Path(path_type=Path, exists=True), metavar="FILE", help="The text, shown beside."
)
def evaluate(gold: Path, draft: Path, format_: str, errors: bool, text: Path | None) -> None:
    """Precision, recall and F1 of a draft against a gold, by part; both are records or deed rows."""
    import json

    from graph.evaluate import evaluate

    result = evaluate([gold], [draft])
    if format_ == "json":
        told = {
            "figures": result.figures(),
            **({"errors": [vars(e) for e in result.errors]} if errors else {}),
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    _tell(result, errors, text)


def _tell(result: "Result", errors: bool, text: Path | None) -> None:
    from graph.answers import table
    from graph.texts import text_at

    rows = [
        [part, *(f"{value:g}" for value in figures.values())] for part, figures in result.figures().items()
    ]
    click.echo(table(["part", "precision", "recall", "F1", "gold", "drafted"], rows), nl=False)
    if errors:
        words = text_at(text) if text else ""
        listed = [[e.kind, e.part, e.deed, e.value, words[e.start : e.end]] for e in result.errors]
        click.echo("\n" + table(["", "part", "deed", "value", "text"], listed), nl=False)
