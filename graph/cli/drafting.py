"""The commands that read a report's text: extract drafts its deeds, evaluate compares a draft with a gold standard."""

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graph.cli.options import say_done, shell_words
from graph.cli.progress import progress_bar
from graph.errors import CallError, DataError, DeedgraphError, unexpected_error
from graph.messages import Message, counted, headings

if TYPE_CHECKING:
    from graph.evaluate import Result
    from graph.model.records import Bundle


_STDIN = Path("-")


@click.command()
@click.argument("reports", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--published", metavar="DATE")
@click.option(
    "-o",
    "out",
    type=click.Path(path_type=Path),
    metavar="FILE",
)
@click.option("--format", "format_", type=click.Choice(["yaml", "jsonl"]), default="yaml", show_default=True)
@click.option("--force", is_flag=True)
@click.option("--model", metavar="URL")
@click.option("--model-name", default="default", metavar="NAME")
def extract(
    reports: tuple[Path, ...],
    published: str | None,
    out: Path | None,
    format_: str,
    force: bool,
    model: str | None,
    model_name: str,
) -> None:
    """Run ``deedgraph extract``."""
    from graph.common.atomic_write import atomic_write
    from graph.text.sources import report_files

    files = [_STDIN] if reports == (_STDIN,) else report_files(reports)
    many = len(files) > 1 or any(path.is_dir() for path in reports)
    folder = out is not None and (out.is_dir() or (many and out.suffix not in (".yaml", ".yml", ".jsonl")))
    failed: list[DeedgraphError] = []
    corrected: list[Path] = []
    done = Counter[str]()
    drafts = _drafts(files, published, model, model_name, failed)
    if folder and out is not None:
        corrected = _write_each(drafts, out, format_, done, force=force)
    elif len(files) > 1 and format_ == "yaml":
        raise CallError("extract-yaml-one")
    elif out is None:
        for _, bundle in drafts:
            sys.stdout.buffer.write(_written(bundle, format_))
            _count(bundle, done)
        sys.stdout.flush()
    else:
        with atomic_write(out) as file:
            for _, bundle in drafts:
                data = _written(bundle, format_)
                if not force and _is_corrected(out, data, format_):
                    raise CallError(_not_over([out]))
                file.write(data)
                _count(bundle, done)
            if not done:
                _raise_failed(failed)  # within the block: a file that is there stays as it is
    if done:
        counts = [
            counted(done["draft"], "draft"),
            counted(done["deed"], "deed"),
            counted(done["unsure"], "unsure"),
        ]
        named = shell_words(out) if out else Message("next-file")
        say_done(counts, Message("next-review" if format_ == "yaml" else "next-evaluate", file=named))
    if corrected:
        raise CallError(_not_over(corrected))
    _raise_failed(failed)


def _count(bundle: "Bundle", done: Counter[str]) -> None:
    """Count a draft that was written, its deeds, and those that the review desk marks as unsure."""
    unsure = sum(deed.get("confidence", 1) < 0.8 or "reason" in deed for deed in bundle.deeds)
    done.update(draft=1, deed=len(bundle.deeds), unsure=unsure)


def _is_corrected(file: Path, data: bytes, format_: str) -> bool:
    """Say whether a draft is there that is not as it would be written; rows are for machines, nobody corrects them."""
    try:
        return format_ == "yaml" and file.is_file() and file.read_bytes() != data
    except OSError:
        return False  # there is none, or writing it says why not


def _not_over(files: list[Path]) -> str:
    named = ", ".join(map(str, files[:3]))
    if len(files) > 3:
        named = Message("and-others", files=named, n=len(files) - 3)
    return Message("extract-corrected" if len(files) == 1 else "extract-corrected-many", files=named)


def _write_each(
    drafts: Iterable[tuple[Path, "Bundle"]], folder: Path, format_: str, done: Counter[str], *, force: bool
) -> list[Path]:
    """Write each draft to a file of its own, named as its report; return those that were corrected and stay."""
    from graph.common.atomic_write import atomic_write

    corrected: list[Path] = []
    taken: set[str] = set()
    for path, bundle in drafts:
        folder.mkdir(parents=True, exist_ok=True)
        name, n = path.stem, 2
        while name in taken:  # reports of one name in several folders
            name, n = f"{path.stem}-{n}", n + 1
        taken.add(name)
        made, data = folder / f"{name}.{format_}", _written(bundle, format_)
        if not force and _is_corrected(made, data, format_):
            corrected.append(made)
            continue
        with atomic_write(made) as file:
            file.write(data)
        _count(bundle, done)
    return corrected


def _raise_failed(failed: list[DeedgraphError]) -> None:
    if len(failed) == 1:
        raise failed[0]
    if failed:
        raise DataError("extract-failed", n=len(failed))


def _drafts(
    files: list[Path],
    published: str | None,
    model: str | None,
    model_name: str,
    failed: list[DeedgraphError],
) -> Iterator[tuple[Path, "Bundle"]]:
    if model is not None or files == [_STDIN]:
        yield from _one_by_one(files, published, model, model_name, failed)
        return
    from graph.extract import extract_files

    with progress_bar("extract", len(files)) as advance:
        for drafted in extract_files(files, published=published):
            for note in drafted.notes:
                click.echo(f"{drafted.path}: {note}", err=True)
            if drafted.bundle is not None:
                yield drafted.path, drafted.bundle
            elif drafted.error is not None:
                failed.append(drafted.error)
                if len(files) > 1:
                    click.echo(str(drafted.error), err=True)
            advance()


def _one_by_one(
    files: list[Path],
    published: str | None,
    model: str | None,
    model_name: str,
    failed: list[DeedgraphError],
) -> Iterator[tuple[Path, "Bundle"]]:
    """Yield what the rules draft of standard input, or a model's server of each file; a bad call ends it."""
    from graph.extract import extract
    from graph.extract.llm.client import Model
    from graph.text.sources import MAX_BYTES, day_of, read_source, text_of

    server = Model(model, model_name, key=os.environ.get("DEEDGRAPH_MODEL_KEY", "")) if model else None
    for path in files:
        alone = path == _STDIN
        day = published or (None if alone else day_of(path))
        if day is None:
            raise CallError("extract-when", path=path)
        try:
            text = text_of(sys.stdin.buffer.read(MAX_BYTES + 1), path) if alone else read_source(path)
            bundle = extract(text, published=day, model=server)
        except DataError as error:
            wrong = error if error.path else DataError(error.message, path)
        except DeedgraphError:
            raise
        except Exception as error:  # one file's stops no other
            wrong = unexpected_error(error, path)
        else:
            yield path, bundle
            continue
        failed.append(wrong)
        if len(files) > 1:
            click.echo(str(wrong), err=True)
    if server and server.dropped:
        reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(server.dropped.items()))
        click.echo(Message("extract-dropped", reasons=reasons), err=True)


def _written(bundle: "Bundle", format_: str) -> bytes:
    import json

    from graph.extract import to_rows, to_yaml

    if format_ == "yaml":
        return to_yaml(bundle).encode("utf-8")
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in to_rows(bundle)).encode("utf-8")


@click.command()
@click.argument("gold", type=click.Path(path_type=Path))
@click.argument("draft", type=click.Path(path_type=Path))
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.option("--errors", is_flag=True)
@click.option("--text", type=click.Path(path_type=Path, exists=True), metavar="FILE")
def evaluate(gold: Path, draft: Path, format_: str, errors: bool, text: Path | None) -> None:
    """Run ``deedgraph evaluate``."""
    import json

    from graph.evaluate import evaluate

    result = evaluate([gold], [draft])
    if format_ == "json":
        shown = {
            "figures": result.figures(),
            **({"errors": [vars(e) for e in result.errors]} if errors else {}),
        }
        click.echo(json.dumps(shown, ensure_ascii=False, indent=1))
        return
    _tell(result, errors, text)


def _tell(result: "Result", errors: bool, text: Path | None) -> None:
    from graph.export.results import table
    from graph.text.report import read_text

    rows = [
        [part, *(f"{value:g}" for value in figures.values())] for part, figures in result.figures().items()
    ]
    click.echo(table(headings(["part", "precision", "recall", "F1", "gold", "drafted"]), rows), nl=False)
    if errors:
        words = read_text(text) if text else ""
        listed = [[e.kind, e.part, e.deed, e.value, words[e.start : e.end]] for e in result.errors]
        click.echo("\n" + table(headings(["", "part", "deed", "value", "text"]), listed), nl=False)
