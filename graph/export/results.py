"""Answers as text: CSV for spreadsheets, the engine's own TSV and JSON, tables for a terminal or a Markdown page."""

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

import pyoxigraph as ox

from graph.common.csv_text import csv_pieces
from graph.errors import CallError
from graph.model.vocab import DEFAULT_BASE, PREFIXES
from graph.store.store import Answer, whole

FORMATS = ("table", "csv", "tsv", "json", "md")
_NATIVE = {
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
}


def write_answer(answer: Answer, format: str, out: BinaryIO) -> int | None:
    """Write an answer to ``out`` in one of ``FORMATS``; a CONSTRUCT or DESCRIBE is written as Turtle.

    TSV and JSON are the W3C's SPARQL result formats, as Oxigraph writes them. CSV is that of ``answer_csv``. Returns
    the number of rows where they were counted: in tables. Raises ``CallError`` for a format that the kind of answer
    does not have.
    """
    with whole():
        if isinstance(answer, ox.QuerySolutions):
            return _write_rows(answer, format, out)
        if isinstance(answer, ox.QueryBoolean):
            _write_boolean(answer, format, out)
        elif format != "table":
            raise CallError("construct-format")
        else:
            ox.serialize(sorted(set(answer), key=str), out, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES)
    return None


def _write_rows(answer: ox.QuerySolutions, format: str, out: BinaryIO) -> int | None:
    if format in _NATIVE:
        answer.serialize(out, format=_NATIVE[format])
        out.write(b"\n" if format == "json" else b"")
        return None
    if format == "csv":
        out.writelines(piece.encode("utf-8") for piece in answer_csv(answer))
        return None
    names = [variable.value for variable in answer.variables]
    rows = [[shown(term) for term in solution] for solution in answer]
    out.write(table(names, rows, markdown=format == "md").encode("utf-8"))
    return len(rows)


def _write_boolean(answer: ox.QueryBoolean, format: str, out: BinaryIO) -> None:
    if format == "json":
        answer.serialize(out, format=ox.QueryResultsFormat.JSON)
        out.write(b"\n")
    else:
        out.write(b"true\n" if answer else b"false\n")


def answer_csv(answer: ox.QuerySolutions) -> Iterator[str]:
    """Yield an answer as CSV: values in full as in the W3C's SPARQL CSV, but guarded against formulas."""
    return csv_pieces((variable.value for variable in answer.variables), (map(_value, row) for row in answer))


def _value(term: object) -> str:
    if isinstance(term, (ox.NamedNode, ox.Literal)):
        return term.value
    return "" if term is None else str(term)


def shown(term: object) -> str:
    """Return a term as a person reads it: IRIs shortened by their prefix, literals without quotes.

    >>> shown(ox.NamedNode("https://w3id.org/deedgraph/kind/deliver")), shown(None)
    ('kind:deliver', '')
    """
    if term is None:
        return ""
    if not isinstance(term, ox.NamedNode):
        return term.value if isinstance(term, (ox.Literal, ox.BlankNode)) else str(term)
    iri = term.value
    if iri.startswith(DEFAULT_BASE):
        return iri[len(DEFAULT_BASE) :]
    # The longest prefix wins: dg's kinds lie under the same address as dg itself.
    fits = max((ns for ns in PREFIXES.values() if iri.startswith(ns)), key=len, default=None)
    prefix = next((name for name, ns in PREFIXES.items() if ns == fits), None)
    return f"{prefix}:{iri[len(fits) :]}" if prefix and fits else iri


def table(names: Sequence[str], rows: Iterable[Sequence[str]], *, markdown: bool = False) -> str:
    """Return rows as a plain table, wide characters counted as two, or as a Markdown table."""
    from prettytable import PrettyTable, TableStyle

    if not names:  # SELECT * {}: a solution without a variable, and nothing to show of it
        return ""
    made = PrettyTable(field_names=list(names), align="l")
    made.set_style(TableStyle.MARKDOWN if markdown else TableStyle.PLAIN_COLUMNS)
    if not markdown:
        made.left_padding_width, made.right_padding_width = 0, 2
    made.add_rows([[_cell(cell, markdown) for cell in row] for row in rows])
    lines = io.StringIO(made.get_string())
    return "".join(line.rstrip() + "\n" for line in lines)


def _cell(text: str, markdown: bool) -> str:
    # A line break or a control character in a value must not break the table or drive the terminal.
    text = "".join(c if c.isprintable() else " " for c in text)
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;") if markdown else text
