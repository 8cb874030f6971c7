#!/usr/bin/env python3
"""Write docs/queries.md from the headers of queries/*.rq; run it after a change to one."""

import shlex
from pathlib import Path

import pyoxigraph as ox

from graph.api import packaged
from graph.export.results import shown, table
from graph.store.sparql import Parameter, SavedQuery, ask_saved, saved_queries
from graph.store.store import Store

PAGE = Path(__file__).parent.parent / "docs" / "queries.md"
INTRODUCTION = """\
# Saved queries

Each is a file in [`queries/`](../queries): a header in lines that begin with `#+`, then SPARQL. `deedgraph query`
lists them, `deedgraph query NAME` runs one, and `-p KEY=VALUE` sets a parameter; without it the default holds.
`--format` is `table`, `csv`, `tsv`, `json` or `md`. This page is written by `scripts/query_docs.py` from the headers;
the answers are those of the packaged data, of long ones the beginning.

A parameter is a term and never text to paste in: a `name` is matched with names and other names, and for a place with
its official name and division code too; a `kind` is one of those that `deedgraph query kind-counts` lists; a `date` is
`YYYY-MM-DD`; an `iri` is one in full, or as tables show it: `report/…/d13` for a deed.

Lists of deeds have the same columns: the deed's IRI, what was done in the report's word (`did`), the kind, who, where,
the first and last day or, for a running figure, the day it counts up to (`as_of`), and the paragraph of the report.
They are in the order of the report. Several names in one cell are joined by `; `.
"""


ROWS = 5  # of an answer


def page() -> str:
    """Return the text of docs/queries.md."""
    store = packaged()
    return "\n".join([INTRODUCTION, *(section(query, store) for query in saved_queries())])


def section(query: SavedQuery, store: Store) -> str:
    """Return the section of one query."""
    title, answers = query.title, query.answers
    lines = [
        f"## {query.name}",
        "",
        f"**{title['en']}** · {title['zh']}",
        "",
        answers["en"],
        "",
        answers["zh"],
        "",
    ]
    if query.parameters:
        lines += ["| parameter | type | default | | |", "| --- | --- | --- | --- | --- |"]
        lines += [
            f"| `{p.name}` | {p.type} | {f'`{p.default}`' if p.default else ''} | {p.en} | {p.zh} |"
            for p in query.parameters
        ]
        lines.append("")
    lines += ["```sh", " ".join(["deedgraph query", query.name, *map(option, query.parameters)]), "```", ""]
    return "\n".join(lines + answer(query, store))


def answer(query: SavedQuery, store: Store) -> list[str]:
    """Return the beginning of a query's answer over the packaged data."""
    found = ask_saved(store, query)
    if not isinstance(found, ox.QuerySolutions):
        triples = sorted(map(str, found))
        return [
            "```turtle",
            *(f"{triple} ." for triple in triples[:ROWS]),
            "```",
            "",
            f"{len(triples)} triples",
            "",
        ]
    names = [variable.value for variable in found.variables]
    rows = [[shown(term) for term in solution] for solution in found]
    told = f"{len(rows)} row{'' if len(rows) == 1 else 's'}" + (f", {ROWS} shown" if len(rows) > ROWS else "")
    return [table(names, rows[:ROWS], markdown=True), told, ""]


def option(parameter: Parameter) -> str:
    """Return the option that sets a parameter to its default."""
    return f"-p {shlex.quote(f'{parameter.name}={parameter.default}')}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
