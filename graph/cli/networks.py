"""The command for who works with whom, and where: measures, files and a drawing."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graph.cli.options import deed_filters, given, reads_graph
from graph.errors import CallError
from graph.messages import Message, counted, headings, joined

if TYPE_CHECKING:
    from graph.store.store import Store

_TITLES = {
    "who-with": "谁与谁一起 · who works with whom",
    "unit-place": "谁在何处 · who works where",
    "unit-unit": "在同一处做事的单位 · units by the places they share",
    "place-place": "同一单位所到之处 · places by the units they share",
}


@click.command()
@click.option(
    "--projection",
    type=click.Choice(list(_TITLES)),
    default="who-with",
    show_default=True,
)
@click.option(
    "--measure",
    "measures",
    multiple=True,
    type=click.Choice(["degree", "weight", "betweenness", "community"]),
)
@deed_filters
@click.option(
    "--format", "format_", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True
)
@click.option("-o", "out", type=click.Path(path_type=Path), metavar="FILE")
@reads_graph
def network(
    projection: str,
    measures: tuple[str, ...],
    format_: str,
    out: Path | None,
    open_graph: "Callable[..., Store]",
    **filters: str | None,
) -> None:
    """Run ``deedgraph network``."""
    from graph.common.atomic_write import atomic_write
    from graph.export.results import table
    from graph.query.network.figure import figure
    from graph.query.network.measures import MEASURES, as_csv, as_graphml, as_json, measured
    from graph.query.network.projection import project

    if out and out.suffix not in (".graphml", ".svg", ".csv", ".json"):
        raise CallError("network-suffix", path=out, suffix=out.suffix)
    wanted = measures or MEASURES
    made = project(open_graph(), projection, given(filters))
    if out and out.suffix == ".svg":
        text = figure(made, _TITLES[projection])
    else:
        rows = measured(made, wanted)
        columns = ("name", "type", *wanted)
        match out.suffix[1:] if out else format_:
            case "graphml":
                text = "".join(as_graphml(made, rows))
            case "csv":
                text = as_csv(rows, wanted)
            case "json":
                text = as_json(made, rows)
            case _:
                text = table(headings(columns), [[str(row[name]) for name in columns] for row in rows])
    if out:
        with atomic_write(out) as file:
            file.write(text.encode("utf-8"))
        click.echo(Message("file-written", path=out, n=len(text.encode())), err=True)
    else:
        click.echo(text, nl=False)
    edges = counted(made.number_of_edges(), "line")
    click.echo(joined([counted(len(made), "node"), edges], zh="，"), err=True)
