"""Pages of the documentation site that are made from the program: commands, ontology, its diagram."""

import re
from collections import defaultdict
from collections.abc import Iterable
from html import escape

import click
import pyoxigraph as ox

from graph.cli import cli
from graph.model.vocab import CLASSES, ONTOLOGY, PREFIXES, RDF, RDFS, SKOS
from graph.resources import resource

OWL = PREFIXES["owl"]


def commands() -> str:
    """Return the help of the command and of each of its commands, as the terminal shows it."""
    lines = [
        "# Commands",
        "",
        "What `deedgraph --help` and each command's `--help` say, made from them at build.",
        "",
    ]
    # Making the context gives each command its help.
    top = cli.make_context("deedgraph", [], resilient_parsing=True, max_content_width=100)
    lines += ["```text", cli.get_help(top), "```", ""]
    for name, command in sorted(cli.commands.items()):
        context = click.Context(command, info_name=name, parent=top, max_content_width=100)
        lines += [f"## {name}", "", "```text", command.get_help(context), "```", ""]
    return "\n".join(lines)


class Terms:
    """What ontology.ttl says of each term."""

    def __init__(self) -> None:
        self.order: list[str] = []
        self.values: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]] = {}
        for quad in ox.parse(path=str(resource("ontology.ttl")), format=ox.RdfFormat.TURTLE):
            iri = quad.subject.value
            if iri not in self.values:
                self.order.append(iri)
                self.values[iri] = defaultdict(list)
            self.values[iri][quad.predicate.value].append(quad.object)

    def of_type(self, *types: str) -> list[str]:
        return [iri for iri in self.order if {o.value for o in self.values[iri][RDF + "type"]} & set(types)]

    def text(self, iri: str, predicate: str, language: str) -> str:
        return next((o.value for o in self.values[iri][predicate] if o.language == language), "")

    def links(self, iri: str, predicate: str) -> list[str]:
        return [o.value for o in self.values[iri][predicate]]


def short(iri: str) -> str:
    """Return an IRI by its prefix."""
    fits = max((ns for ns in PREFIXES.values() if iri.startswith(ns)), key=len, default="")
    prefix = next((name for name, ns in PREFIXES.items() if ns == fits), "")
    return f"{prefix}:{iri[len(fits) :]}" if fits else iri


def ontology() -> str:
    """Return the page of the ontology: its diagram, classes, properties and concepts, in both languages."""
    terms = Terms()
    own = [t for t in terms.order if terms.links(t, RDFS + "isDefinedBy") == [ONTOLOGY]]
    classes = terms.of_type(OWL + "Class")
    properties = terms.of_type(OWL + "ObjectProperty", OWL + "DatatypeProperty")
    lines = [
        "# Ontology", "",
        f"{terms.text(ONTOLOGY, PREFIXES['dcterms'] + 'description', 'en')}", "",
        f"{terms.text(ONTOLOGY, PREFIXES['dcterms'] + 'description', 'zh')}", "",
        f"Prefix `dg:` is `{PREFIXES['dg']}`, version {terms.links(ONTOLOGY, OWL + 'versionInfo')[0]}. What a standard "
        "says already is used as it stands. This page is made from `ontology.ttl`, its diagram from the data.", "",
        "![Which classes are joined by which properties](ontology.svg)", "",
        "## Classes", "", *_terms(terms, [t for t in classes if t in own], RDFS + "subClassOf", "is a"),
        "## Properties", "", *_terms(terms, [t for t in properties if t in own], RDFS + "subPropertyOf", "is a"),
        "## Terms of others", "", "What they mean here.", "",
        *_terms(terms, [t for t in (*classes, *properties) if t not in own], "", ""),
    ]  # fmt: skip
    for scheme in terms.of_type(SKOS + "ConceptScheme"):
        title, titled = (
            terms.text(scheme, SKOS + "prefLabel", language) or terms.text(scheme, RDFS + "label", language)
            or terms.text(scheme, PREFIXES["dcterms"] + "title", language)
            for language in ("en", "zh")
        )  # fmt: skip
        title = title or scheme.rpartition("/")[2]
        inside = [t for t in terms.of_type(SKOS + "Concept") if scheme in terms.links(t, SKOS + "inScheme")]
        lines += [f"## {title[:1].upper()}{title[1:]} · {titled}", "", *_concepts(terms, inside)]
    return "\n".join(lines)


def _terms(terms: Terms, iris: Iterable[str], broader: str, word: str) -> list[str]:
    lines = ["| term | zh | en | meaning |", "| --- | --- | --- | --- |"]
    for iri in iris:
        said = (
            [f"*{word}* " + ", ".join(f"`{short(b)}`" for b in terms.links(iri, broader))] if broader else []
        )
        said = said if broader and terms.links(iri, broader) else []
        for name, key in (("from", "domain"), ("to", "range")):
            if found := terms.links(iri, RDFS + key):
                said.append(f"*{name}* " + ", ".join(f"`{short(one)}`" for one in found))
        meaning = "<br>".join(
            _cell(text)
            for text in (terms.text(iri, RDFS + "comment", "en"), terms.text(iri, RDFS + "comment", "zh"))
            if text
        )
        meaning += f"<br>{'; '.join(said)}" if said else ""
        labels = " | ".join(_cell(terms.text(iri, RDFS + "label", language)) for language in ("zh", "en"))
        lines.append(f"| `{short(iri)}` | {labels} | {meaning} |")
    return [*lines, ""]


def _concepts(terms: Terms, iris: list[str]) -> list[str]:
    lines = ["| concept | zh | en | meaning |", "| --- | --- | --- | --- |"]
    for iri in iris:
        indent = "&emsp;" if terms.links(iri, SKOS + "broader") else ""
        labels = " | ".join(_cell(terms.text(iri, SKOS + "prefLabel", language)) for language in ("zh", "en"))
        both = (terms.text(iri, SKOS + "definition", language) for language in ("en", "zh"))
        lines.append(f"| {indent}`{short(iri)}` | {labels} | {'<br>'.join(_cell(t) for t in both if t)} |")
    return [*lines, ""]


def _cell(text: str) -> str:
    return escape(text, quote=False).replace("|", "\\|").replace("\n", " ")


# Where the boxes of the diagram stand: column, row. Agents are one box.
_BOXES: dict[str, tuple[str, tuple[str, ...], int, int]] = {
    "post": ("post · 任职", ("post",), 0, 0),
    "when": ("when · 时间", ("when",), 1, 0),
    "recurrence": ("recurrence · 重复", ("recurrence",), 2, 0),
    "agent": (
        "unit, team, person, group · 单位、队伍、人物、群体",
        ("unit", "team", "person", "group"),
        0,
        1,
    ),
    "deed": ("deed · 事迹", ("deed",), 1, 1),
    "place": ("place · 地方", ("place",), 2, 1),
    "document": ("document, scheme · 文件、做法", ("document", "scheme"), 2, 3),
    "quantity": ("quantity · 数量", ("quantity",), 2, 2),
    "evidence": ("evidence · 依据", ("evidence",), 1, 2),
    "target": ("place of evidence · 依据所在", ("target",), 1, 3),
    "report": ("report · 报道", ("report",), 0, 3),
    "selector": ("text position · 字位", ("selector",), 1, 4),
}
_WIDE, _HIGH, _ACROSS, _DOWN = 236, 64, 400, 150


def diagram() -> str:
    """Return the diagram of the ontology as SVG: a line for each pair of classes that the packaged data joins."""
    from graph.api import packaged

    box_of = {CLASSES[name]: box for box, (_, names, _, _) in _BOXES.items() for name in names}
    store, joined = packaged(), defaultdict(set)
    types = {
        quad.subject: box_of[quad.object.value]
        for quad in store.quads_for_pattern(None, ox.NamedNode(RDF + "type"), None)
        if quad.object.value in box_of
    }
    for quad in store:
        # What a standard says beside our own property would tell the same line twice.
        name = short(quad.predicate.value)
        if quad.subject in types and quad.object in types and not name.startswith(("sem:", "rdf:")):
            joined[types[quad.subject], types[quad.object]].add(name)
    width, height = 2 * _ACROSS + _WIDE + 110, 4 * _DOWN + _HIGH + 60
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">',
        "<title>The classes of the ontology and the properties between them</title>",
        "<style>svg{--ground:#fff;--ink:#1b1f24;--line:#6b7682;--box:#e8f2f8;--edge:#0b4f6c}"
        "@media (prefers-color-scheme:dark){"
        "svg{--ground:#1b1f26;--ink:#e6e9ec;--line:#8c97a3;--box:#15364a;--edge:#7cc4e8}}"
        'text{font:13px system-ui,"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif;fill:var(--ink);'
        "text-anchor:middle}.small{font-size:11.5px}.halo{paint-order:stroke;stroke:var(--ground);stroke-width:5px;"
        "stroke-linejoin:round}</style>",
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0 8 4 0 8z" fill="var(--line)"/></marker></defs>',
        f'<rect width="{width}" height="{height}" fill="var(--ground)"/>',
    ]
    labels = []
    for (a, b), names in sorted(joined.items()):
        line, label = _line(a, b, sorted(names), aside=62 if a != b and (b, a) in joined else 0)
        parts.append(line)
        labels.append(label)
    parts += labels
    for label, names, column, row in _BOXES.values():
        x, y = _corner(column, row)
        en, _, zh = label.partition(" · ")
        terms = ", ".join(short(CLASSES[name]) for name in names)
        terms = terms if len(terms) < 40 else "org:…, dg:Team, foaf:…"
        parts.append(
            f'<rect x="{x}" y="{y}" width="{_WIDE}" height="{_HIGH}" rx="8" fill="var(--box)" stroke="var(--edge)"/>'
            f'<text x="{x + _WIDE / 2}" y="{y + 21}" font-weight="600">{escape(en)}</text>'
            f'<text x="{x + _WIDE / 2}" y="{y + 39}">{escape(zh)}</text>'
            f'<text class="small" x="{x + _WIDE / 2}" y="{y + 56}">{escape(terms)}</text>'
        )
    return "\n".join([*parts, "</svg>\n"])


def _corner(column: int, row: int) -> tuple[int, int]:
    return 30 + column * _ACROSS, 30 + row * _DOWN


def _line(a: str, b: str, names: list[str], aside: float) -> tuple[str, str]:
    """Return the line from box to box and its label; lines that go both ways stand ``aside`` of the middle."""
    (_, _, column_a, row_a), (_, _, column_b, row_b) = _BOXES[a], _BOXES[b]
    ax, ay = (n + half for n, half in zip(_corner(column_a, row_a), (_WIDE / 2, _HIGH / 2), strict=True))
    bx, by = (n + half for n, half in zip(_corner(column_b, row_b), (_WIDE / 2, _HIGH / 2), strict=True))
    if a == b == "agent":  # a loop below, where no line begins
        x, y = ax - _WIDE / 2, ay + _HIGH / 2
        path = f"M{x + 20} {y}c0 26 72 26 50 4"
        mx, my = x + 50, y + 34
    elif a == b:  # a loop at the box's upper right corner
        x, y = ax + _WIDE / 2, ay - _HIGH / 2
        path = f"M{x - 46} {y}c0 -26 72 -26 46 18"
        mx, my = x - 10, y - 24
    elif row_a == row_b and abs(column_a - column_b) == 2:  # over the box between them
        y = ay - _HIGH / 2
        path = f"M{ax:.0f} {y:.0f}C{ax + 60:.0f} {y - 50:.0f} {bx - 60:.0f} {y - 50:.0f} {bx:.0f} {y - 4:.0f}"
        mx, my = bx - 230, y - 33
    else:
        (ax, ay), (bx, by) = _edge_of(ax, ay, bx, by), _edge_of(bx, by, ax, ay)
        if ax == bx:
            ax = bx = ax + (aside if by > ay else -aside)
        path = f"M{ax:.0f} {ay:.0f}L{bx:.0f} {by:.0f}"
        part = {("evidence", "agent"): 0.35, ("agent", "post"): 0.7, ("post", "agent"): 0.3}.get((a, b), 0.5)
        mx, my = ax + (bx - ax) * part, ay + (by - ay) * part
    rows = _wrapped(names)
    first = my - 7 * (len(rows) - 1) + 4
    text = "".join(
        f'<text class="small halo" x="{mx:.0f}" y="{first + 14 * n:.0f}">{escape(row)}</text>'
        for n, row in enumerate(rows)
    )
    return f'<path d="{path}" fill="none" stroke="var(--line)" marker-end="url(#tip)"/>', text


def _edge_of(x: float, y: float, towards_x: float, towards_y: float) -> tuple[float, float]:
    """Return where the line from a box's middle leaves the box."""
    dx, dy = towards_x - x, towards_y - y
    scale = min(
        (_WIDE / 2 + 4) / abs(dx) if dx else float("inf"), (_HIGH / 2 + 4) / abs(dy) if dy else float("inf")
    )
    return x + dx * scale, y + dy * scale


def _wrapped(names: list[str]) -> list[str]:
    rows: list[str] = []
    for name in names:
        if rows and len(rows[-1]) + len(name) < 20:
            rows[-1] += f", {name}"
        else:
            rows.append(name)
    return [re.sub(r"\s+", " ", row) for row in rows]
