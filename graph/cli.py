"""The command line: one function a command, each a few lines; the work is done in the rooms."""

import functools
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from graph.errors import CallError, DeedgraphError

if TYPE_CHECKING:
    from graph.deeds import Filters
    from graph.store import Store

Command = TypeVar("Command", bound=Callable[..., Any])


def _paths(command: Command) -> Command:
    return click.argument("paths", nargs=-1, type=click.Path(path_type=Path))(command)


_PLACES = (
    click.option(
        "--store",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="The graph in an Oxigraph folder made by build.",
    ),
    click.option("--endpoint", metavar="URL", help="The graph on a SPARQL server; see docs/engines.md."),
    click.option(
        "--update-endpoint", metavar="URL", help="Its address for updates, if it is not the usual one."
    ),
    click.option("--graph-store", metavar="URL", help="Its Graph Store address, if it is not the usual one."),
)


def _place(command: Command) -> Command:
    """Give a command the options that say where its graph is, and ``open_graph``, which opens it."""

    @functools.wraps(command)
    def run(
        *args: Any,
        store: Path | None,
        endpoint: str | None,
        update_endpoint: str | None,
        graph_store: str | None,
        **options: Any,
    ) -> Any:
        if store is not None and endpoint is not None:
            raise CallError("--store and --endpoint: a graph is in one place; leave one of them out")
        if endpoint is None and (update_endpoint or graph_store):
            raise CallError("--update-endpoint and --graph-store go with --endpoint")

        def open_graph(*, create: bool = False) -> "Store":
            if endpoint is not None:
                from graph.endpoint import open_endpoint

                return open_endpoint(endpoint, update_endpoint, graph_store)
            from graph.api import packaged
            from graph.store import open_store

            return open_store(store, create=create) if create or store is not None else packaged()

        return command(*args, open_graph=open_graph, **options)

    return functools.reduce(lambda made, option: option(made), reversed(_PLACES), run)  # type: ignore[return-value]


def _reads(command: Command) -> Command:
    """Make a command one that reads a graph: with its place, a limit in time, and an end at once by Ctrl-C."""

    @functools.wraps(command)
    def run(*args: Any, timeout: float | None, **options: Any) -> None:
        from graph.limit import within

        # Python's own handler waits for the engine, which may take long; nothing here needs clearing away.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        within(timeout, functools.partial(command, *args, **options))

    limit = click.option(
        "--timeout", type=float, metavar="SECONDS", help="Stop after so many seconds, with exit 1."
    )
    return _place(limit(run))  # type: ignore[return-value]


def _format(command: Command) -> Command:
    formats = click.Choice(["table", "csv", "tsv", "json", "md"])
    words = "How to write the answer; a CONSTRUCT is always written as Turtle."
    option = click.option("--format", "format_", type=formats, default="table", show_default=True, help=words)
    return option(command)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="deedgraph", message="%(prog)s %(version)s")
def cli() -> None:
    """Who did what, where and when: reports as a knowledge graph.

    Results go to standard output, words to standard error. Exit 0: done, 1: the data is wrong, 2: the call
    is wrong.
    """


def main() -> None:
    """Run the command line; a person's mistake is told in a line, without a traceback."""
    try:
        sys.exit(cli.main(prog_name="deedgraph", standalone_mode=False) or 0)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except DeedgraphError as error:
        click.echo(str(error), err=True)
        sys.exit(error.exit_code)


def _filters(command: Command) -> Command:
    options = [
        click.option("--who", metavar="NAME", help="A doer, with its teams and people."),
        click.option("--where", metavar="PLACE", help="A place by name or code, with all within it."),
        click.option("--kind", metavar="KIND", help="A kind of deed, with its narrower ones."),
        click.option("--from", "since", metavar="DATE", help="Deeds on this day or later; no undated ones."),
        click.option("--to", "until", metavar="DATE", help="Deeds on this day or earlier; no undated ones."),
        click.option("--report", metavar="REPORT", help="A report by its id or title."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def _given(filters: dict[str, str | None]) -> "Filters":
    from graph.deeds import Filters

    return Filters(**filters)


@cli.command()
@_paths
@_place
def build(paths: tuple[Path, ...], open_graph: "Callable[..., Store]") -> None:
    """Read records, check them, and load them report by report, each all or nothing.

    PATHS are record files (.yaml, .jsonl) or folders of them; without any, the packaged data. A report that
    the store holds already is replaced, unless it is the same. Without --store or --endpoint nothing is kept.
    """
    from graph.build import build
    from graph.load import load
    from graph.records import read
    from graph.resources import resource

    bundles = read(paths or (resource("data"),))
    folder: Path | None = click.get_current_context().params["store"]
    counts = build(folder, bundles) if folder is not None else load(open_graph(create=True), bundles)
    same = f" ({counts.unchanged} unchanged)" if counts.unchanged else ""
    words = f"{counts.reports} reports{same}, {counts.deeds} deeds, {counts.agents} agents, {counts.places} places"
    click.echo(f"{words}, {counts.quads} quads written", err=True)


@cli.command()
@click.argument("report")
@_place
def remove(report: str, open_graph: "Callable[..., Store]") -> None:
    """Take a report out of a store, with the units, places and documents that only it used.

    REPORT is its id or its IRI.
    """
    from graph.remove import remove

    gone = remove(open_graph(create=True), report)
    click.echo(f"{report} removed, and {gone} shared records that only it used", err=True)


@cli.command()
@click.argument("name", required=False, metavar="[NAME_OR_FILE]")
@click.option(
    "-p", "parameters", multiple=True, metavar="KEY=VALUE", help="A parameter of the query; repeatable."
)
@_format
@_reads
def query(
    name: str | None, parameters: tuple[str, ...], format_: str, open_graph: "Callable[..., Store]"
) -> None:
    """Run a saved query, or any .rq file; without a name, list the saved ones with their parameters."""
    from graph.answers import write_answer
    from graph.ask import ask_saved, saved_query

    if name is None:
        _list_queries(format_)
        return
    wanted = saved_query(name)
    values = dict(_key_value(parameter) for parameter in parameters)
    write_answer(ask_saved(open_graph(), wanted, values), format_, sys.stdout.buffer)


def _key_value(parameter: str) -> tuple[str, str]:
    key, equals, value = parameter.partition("=")
    if not equals or not key:
        raise CallError(f"-p {parameter}: write KEY=VALUE")
    return key, value


def _list_queries(format_: str) -> None:
    from graph.answers import table
    from graph.ask import saved_queries

    rows = [
        [q.name, ", ".join(f"{p.name}={p.default}" for p in q.parameters), q.title["zh"], q.title["en"]]
        for q in saved_queries()
    ]
    click.echo(table(["query", "parameters", "标题", "title"], rows, markdown=format_ == "md"), nl=False)


@cli.command()
@click.argument("text", required=False, metavar="[QUERY]")
@_format
@_reads
def sparql(text: str | None, format_: str, open_graph: "Callable[..., Store]") -> None:
    """Run a SPARQL query given as text, or on standard input."""
    from graph.answers import write_answer
    from graph.ask import ask

    if text in (None, "-"):
        text = sys.stdin.buffer.read().decode("utf-8", "replace")
    write_answer(ask(open_graph(), text or ""), format_, sys.stdout.buffer)


@cli.command()
@_filters
@click.option(
    "--format", "format_", type=click.Choice(["table", "csv", "jsonl"]), default="table", show_default=True
)
@_reads
def deeds(format_: str, open_graph: "Callable[..., Store]", **filters: str | None) -> None:
    """Who did what, where and when, as one table."""
    from graph.answers import table
    from graph.deeds import deed_rows
    from graph.rows import TABLE_COLUMNS, csv_pieces, jsonl_pieces, table_cells

    rows = deed_rows(open_graph(), _given(filters))
    if format_ == "table":
        click.echo(table(TABLE_COLUMNS, map(table_cells, rows)), nl=False)
        click.echo(f"{len(rows)} deeds", err=True)
        return
    out = sys.stdout.buffer
    for piece in csv_pieces(rows) if format_ == "csv" else jsonl_pieces(rows):
        out.write(piece.encode("utf-8"))


@cli.command()
@click.argument("out", type=click.Path(path_type=Path))
@_reads
def export(out: Path, open_graph: "Callable[..., Store]") -> None:
    """Write the graph to a file, in the format of its suffix.

    .ttl .nt (the union of all graphs), .trig .nq .jsonld (reports apart), .rdf, .graphml .gexf (a network),
    .csv (the deed table).
    """
    from graph.export import export

    export(open_graph(), out)
    click.echo(f"{out} written, {out.stat().st_size:,} bytes", err=True)


@cli.command()
@_paths
@click.option(
    "--text",
    type=click.Path(path_type=Path, exists=True),
    metavar="DIR",
    help="The reports' texts, to hold spans against.",
)
def check(paths: tuple[Path, ...], text: Path | None) -> None:
    """Hold records against their schema, triples against the shapes, and deeds against the report's text.

    With --text it also lists what a report says and no record holds.
    """
    from graph.check import examine
    from graph.resources import resource

    checked = examine(list(paths) or [resource("data")], text)
    for finding in checked.findings:
        click.echo(str(finding))
    for line in checked.summary():
        click.echo(line, err=True)
    found = len(checked.findings)
    click.echo(f"{found} findings" if found else "nothing is wrong, nothing is left over", err=True)
    sys.exit(1 if found else 0)


@cli.command()
@_filters
@click.option(
    "--text",
    type=click.Path(path_type=Path, exists=True),
    metavar="DIR",
    help="The reports' texts, to show cited words.",
)
@click.option("--title", help="The page's title.")
@click.option(
    "--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Its language at first."
)
@click.option("-o", "out", type=click.Path(path_type=Path), default=Path("deedgraph.html"), show_default=True)
@click.option("--no-open", is_flag=True, help="Only write the file.")
@_reads
def show(
    text: Path | None,
    title: str | None,
    lang: str,
    out: Path,
    no_open: bool,
    open_graph: "Callable[..., Store]",
    **filters: str | None,
) -> None:
    """Build the interactive HTML graph, one file that works offline, and open it."""
    from graph.page import write_page

    store = open_graph()
    texts = _texts(store, text) if text else None
    made = write_page(store, out, title=title, lang=lang, filters=_given(filters), texts=texts)  # type: ignore[arg-type]
    click.echo(f"{out.resolve()}: {made.deeds} deeds, {made.bytes:,} bytes", err=True)
    if not no_open and _has_display():
        click.launch(str(out.resolve()))
    elif not no_open:
        click.echo("no display here; open the file in a browser", err=True)


def _texts(store: "Store", path: Path) -> dict[str, str]:
    """Return the reports' texts among the files at ``path``, by report, found by their SHA-256."""
    from graph.ask import solutions
    from graph.report import find_texts, read_text

    query = "SELECT ?report ?hash { ?report a <https://schema.org/NewsArticle> ; <https://schema.org/sha256> ?hash }"
    found = find_texts(path)
    hashes = {report.value: found.by_hash.get(sha256.value) for report, sha256 in solutions(store, query)}
    missing = [report for report, file in hashes.items() if file is None]
    if missing:
        click.echo(f"no text in {path} for {', '.join(missing)}: its words are not shown", err=True)
    return {report: read_text(file) for report, file in hashes.items() if file}


def _has_display() -> bool:
    return sys.platform in ("darwin", "win32") or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )


if __name__ == "__main__":
    main()
