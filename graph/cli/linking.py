"""The command that links: which records of many reports denote the same entity, and people's decisions on it."""

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graph.cli.options import next_build, place_of_decisions, record_paths, say_done, shell_words
from graph.errors import CallError, unread_decisions_error
from graph.messages import Message, counted

if TYPE_CHECKING:
    from graph.link import Links
    from graph.model.records import Decision


@click.command()
@record_paths
@click.option("--decisions", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--same", nargs=2, metavar="A B")
@click.option("--not-same", nargs=2, metavar="A B")
@click.option("--take-back", nargs=2, metavar="A B")
@click.option("--by", metavar="NAME")
@click.option("--why", metavar="TEXT")
@click.option(
    "--format", "format_", type=click.Choice(["table", "json"]), default="table", show_default=True,
)  # fmt: skip
def link(
    paths: tuple[Path, ...],
    decisions: Path | None,
    same: tuple[str, str] | None,
    not_same: tuple[str, str] | None,
    take_back: tuple[str, str] | None,
    by: str | None,
    why: str | None,
    format_: str,
) -> None:
    """Run ``deedgraph link``."""
    given = [pair for pair in (same, not_same, take_back) if pair]
    if len(given) > 1:
        raise CallError("link-one-decision")
    if not given and (by or why):
        raise CallError("link-by-why")
    from graph.link.decisions import read_decisions
    from graph.model.read import sources
    from graph.resources import resource

    read_from = paths or (resource("data"),)
    file = place_of_decisions(decisions, read_from, writes=bool(given))
    if given:
        sources(read_from)  # raises if there are no records there to decide about
        if file is None:
            raise unread_decisions_error()
        _decide(file, given[0], None if take_back else bool(same), by, why)
        return
    from graph.ingest.lookup import decision_files

    files = [file] if decisions is not None or file is None else [file, *decision_files(read_from)]
    decided = [decision for one in dict.fromkeys(files) if one for decision in read_decisions(one)]
    links, names = _found(read_from, decided)
    _show(links, names, format_)
    command = shell_words("deedgraph", "link", *paths)
    say_done(_counts(links), Message("next-decide", command=command) if links.unsure else next_build(paths))


def _decide(file: Path, pair: tuple[str, str], same: bool | None, by: str | None, why: str | None) -> None:
    from graph.link import decisions

    a, b = pair
    if same is None:
        taken = decisions.take_back(file, a, b)
        click.echo(Message("link-taken-back", file=file, by=taken["by"], day=taken["on"]), err=True)
        return
    if not by:
        raise CallError("link-who-decides")
    decision: Decision = {"a": a, "b": b, "same": same, "by": by, "on": date.today().isoformat()}
    if why:
        decision["why"] = why
    decisions.decide(file, decision)
    click.echo(Message("link-same" if same else "link-not-same", file=file, a=a, b=b, by=by), err=True)


def _found(paths: tuple[Path, ...], decided: "list[Decision]") -> "tuple[Links, dict[str, str]]":
    """Return the links between some records, and the names of agents, places and deeds by their paths."""
    from graph.link import features_of, linked
    from graph.model.read import read

    features, names = [], {}
    for bundle in read(paths):
        decided += [decision for decision in bundle.decisions or () if decision not in decided]
        for feature in features_of(bundle):
            features.append(feature)
            names[feature.path] = feature.fields.get("name") or feature.fields.get("did", "")
    return linked(features, decided), names


def _show(links: "Links", names: dict[str, str], format_: str) -> None:
    if format_ == "json":
        import json

        json.dump(links.plain(), sys.stdout, ensure_ascii=False, indent=1)
        click.echo()
    else:
        from graph.link.tables import tables

        click.echo(tables(links, names), nl=False)
    for line in links.ignored:
        click.echo(line, err=True)


def _counts(links: "Links") -> list[str]:
    return [
        counted(len(links.sure), "sure-link"),
        counted(len(links.unsure), "unsure-pair"),
        counted(len(links.conflicts), "conflict"),
        counted(len(links.event_clusters), "happening"),
    ]
