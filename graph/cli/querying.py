"""The commands that read a graph: query, sparql, deeds, export, show."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graph.cli.options import answer_format, deed_filters, given, reads_graph
from graph.errors import CallError
from graph.messages import Message, counted, headings

if TYPE_CHECKING:
    from graph.store.store import Store


@click.command()
@click.argument("name", required=False, metavar="[NAME_OR_FILE]")
@click.option("-p", "parameters", multiple=True, metavar="KEY=VALUE")
@answer_format
@reads_graph
def query(
    name: str | None, parameters: tuple[str, ...], format_: str, open_graph: "Callable[..., Store]"
) -> None:
    """Run ``deedgraph query``."""
    from graph.export.results import write_answer
    from graph.query.deduplicated import with_standing_deeds
    from graph.store.sparql import ask_saved, saved_query

    if name is None:
        _list_queries(format_)
        return
    wanted = saved_query(name)
    values = dict(_key_value(parameter) for parameter in parameters)
    asked = open_graph()
    answer = ask_saved(asked, wanted, with_standing_deeds(asked, wanted, values))
    _say_rows(write_answer(answer, format_, sys.stdout.buffer))


def _say_rows(rows: int | None) -> None:
    """Say how many rows a table has, so that an empty table is not taken for no answer."""
    if rows is not None:
        sys.stdout.flush()
        click.echo(counted(rows, "row"), err=True)


def _key_value(parameter: str) -> tuple[str, str]:
    key, equals, value = parameter.partition("=")
    if not equals or not key:
        raise CallError("query-parameter", parameter=parameter)
    return key, value


def _list_queries(format_: str) -> None:
    from graph.export.results import table
    from graph.store.sparql import saved_queries

    rows = [
        [q.name, ", ".join(f"{p.name}={p.default}" for p in q.parameters), q.title["zh"], q.title["en"]]
        for q in saved_queries()
    ]
    click.echo(table(["query", "parameters", "标题", "title"], rows, markdown=format_ == "md"), nl=False)


@click.command()
@click.argument("text", required=False, metavar="[QUERY]")
@answer_format
@reads_graph
def sparql(text: str | None, format_: str, open_graph: "Callable[..., Store]") -> None:
    """Run ``deedgraph sparql``."""
    from graph.export.results import write_answer
    from graph.store.sparql import MAX_QUERY_BYTES, ask

    if text in (None, "-"):
        data = sys.stdin.buffer.read(MAX_QUERY_BYTES + 1)
        if len(data) > MAX_QUERY_BYTES:
            raise CallError("query-too-large", path="-", most=MAX_QUERY_BYTES)
        text = data.decode("utf-8", "replace")
    _say_rows(write_answer(ask(open_graph(), text or ""), format_, sys.stdout.buffer))


@click.command()
@deed_filters
@click.option(
    "--format", "format_", type=click.Choice(["table", "csv", "jsonl"]), default="table", show_default=True
)
@reads_graph
def deeds(format_: str, open_graph: "Callable[..., Store]", **filters: str | None) -> None:
    """Run ``deedgraph deeds``."""
    from graph.export.results import table
    from graph.query.deed_table import TABLE_COLUMNS, csv_pieces, jsonl_pieces, table_cells
    from graph.query.deeds import each_deed

    rows = each_deed(open_graph(), given(filters))
    if format_ == "table":
        shown = [table_cells(row) for row in rows]
        click.echo(table(headings(TABLE_COLUMNS), shown), nl=False)
        click.echo(counted(len(shown), "deed"), err=True)
        return
    out = sys.stdout.buffer
    for piece in csv_pieces(rows) if format_ == "csv" else jsonl_pieces(rows):
        out.write(piece.encode("utf-8"))


@click.command()
@deed_filters
@click.option("--measure", metavar="WORD")
@click.option(
    "--format", "format_", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True
)
@reads_graph
def totals(
    measure: str | None, format_: str, open_graph: "Callable[..., Store]", **filters: str | None
) -> None:
    """Run ``deedgraph totals``."""
    from graph.export.results import table
    from graph.query.deduplicated import deduplicated_view
    from graph.query.totals import COLUMNS, csv_text, json_text, table_rows, totals

    # A deed that two reports describe counts once in a sum, whatever else is asked.
    lines = totals(deduplicated_view(open_graph()), given(filters), measure and measure.strip())
    if format_ == "table":
        click.echo(table(headings(COLUMNS), table_rows(lines)), nl=False)
        click.echo(counted(len(lines), "row"), err=True)
    else:
        text = csv_text(lines) if format_ == "csv" else json_text(lines)
        sys.stdout.buffer.write(text.encode("utf-8"))


@click.command()
@click.argument("out", type=click.Path(path_type=Path))
@reads_graph
def export(out: Path, open_graph: "Callable[..., Store]") -> None:
    """Run ``deedgraph export``."""
    from graph.export.write import export

    export(open_graph(), out)
    click.echo(Message("file-written", path=out, n=out.stat().st_size), err=True)


@click.command()
@deed_filters
@click.option(
    "--text",
    type=click.Path(path_type=Path, exists=True),
    metavar="DIR",
)
@click.option("--title")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
@click.option("-o", "out", type=click.Path(path_type=Path), default=Path("deedgraph.html"), show_default=True)
@click.option("--no-open", is_flag=True)
@reads_graph
def show(
    text: Path | None,
    title: str | None,
    lang: str,
    out: Path,
    no_open: bool,
    open_graph: "Callable[..., Store]",
    **filters: str | None,
) -> None:
    """Run ``deedgraph show``."""
    from graph.web.page import write_page

    store = open_graph()
    texts = _texts(store, text) if text else None
    made = write_page(store, out, title=title, lang=lang, filters=given(filters), texts=texts)  # type: ignore[arg-type]
    click.echo(Message("page-written", path=out.resolve(), deeds=made.deeds, n=made.bytes), err=True)
    if not no_open and _has_display():
        click.launch(str(out.resolve()))
    elif not no_open:
        click.echo(Message("page-no-display"), err=True)


def _texts(store: "Store", path: Path) -> dict[str, str]:
    """Return the reports' texts among the files at ``path``, by report, found by their SHA-256."""
    from graph.store.sparql import solutions
    from graph.text.report import find_texts, read_text

    query = "SELECT ?report ?hash { ?report a <https://schema.org/NewsArticle> ; <https://schema.org/sha256> ?hash }"
    found = find_texts(path)
    hashes = {report.value: found.by_hash.get(sha256.value) for report, sha256 in solutions(store, query)}
    missing = [report for report, file in hashes.items() if file is None]
    if missing:
        click.echo(Message("page-no-text", path=path, reports=", ".join(missing)), err=True)
    return {report: read_text(file) for report, file in hashes.items() if file}


def _has_display() -> bool:
    return sys.platform in ("darwin", "win32") or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
