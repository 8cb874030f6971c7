"""The command line: one function a command, each a few lines; the work is done in the rooms."""

import sys

import click

from graph.cli.drafting import evaluate, extract
from graph.cli.ingesting import ingest
from graph.cli.linking import link
from graph.cli.localized import LocalizedGroup
from graph.cli.networks import network
from graph.cli.querying import deeds, export, query, show, sparql, totals
from graph.cli.reviewing import agree, annotations, review
from graph.cli.serving import mcp, serve
from graph.cli.storing import build, check, remove
from graph.errors import DeedgraphError
from graph.resources import PackageError


@click.group(cls=LocalizedGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--lang", type=click.Choice(["zh", "en"]), expose_value=False)
@click.version_option(package_name="deedgraph", message="%(prog)s %(version)s")
def cli() -> None:
    """Run ``deedgraph``."""


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
    except PackageError as error:
        click.echo(str(error), err=True)
        sys.exit(2)


for command in (
    show,
    build,
    remove,
    link,
    query,
    sparql,
    deeds,
    totals,
    export,
    check,
    extract,
    evaluate,
    agree,
    annotations,
    ingest,
    network,
    review,
    serve,
    mcp,
):
    cli.add_command(command)
