"""The command line: one function a command, each a few lines; the work is done in the rooms."""

import io
import os
import sys
from contextlib import suppress
from pathlib import Path

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
from graph.errors import DeedgraphError, os_reason
from graph.messages import Message
from graph.resources import PackageError


@click.group(cls=LocalizedGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--lang", type=click.Choice(["zh", "en"]), expose_value=False)
@click.version_option(package_name="deedgraph", message="%(prog)s %(version)s")
def cli() -> None:
    """Run ``deedgraph``."""


def main() -> None:
    """Run the command line; a user's mistake is reported in one line, without a traceback."""
    _prepare_streams()
    try:
        code = _run()
        sys.stdout.flush()
    except OSError as error:  # the system refused a path that no room looked after, or the output
        with suppress(OSError):
            if not isinstance(error, BrokenPipeError):  # else whoever read has gone
                where = error.filename or Message("standard-output")
                click.echo(f"{where}: {os_reason(error)}", err=True)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # or Python would try once more to write what is left
        code = 2 if error.filename else 1
    sys.exit(code)


def _prepare_streams() -> None:
    """Let closed streams be empty ones, and a terminal without Chinese characters show their numbers."""
    sys.stdin = sys.stdin or Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115 - open until the end
    sys.stdout = sys.stdout or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _run() -> int | str | None:
    """Run the command line and return its exit code; an error is reported in one line."""
    try:
        return cli.main(prog_name="deedgraph", standalone_mode=False) or 0
    except SystemExit as done:
        return done.code
    except click.exceptions.Abort:
        return 130
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except DeedgraphError as error:
        click.echo(str(error), err=True)
        return error.exit_code
    except PackageError as error:
        click.echo(str(error), err=True)
        return 2


def text(value: str) -> str:
    """Return a word as it was typed; an error if it is no UTF-8, which no name or query is."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise click.BadParameter(Message("value-not-utf8", value=value)) from None
    return value


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
    for parameter in command.params:
        if parameter.type is click.STRING:
            parameter.type = click.types.FuncParamType(text)
