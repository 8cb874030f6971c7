"""A projection as a drawing: one SVG file that reads light and dark, the same network giving the same bytes.

Agents and places are in two columns, ordered so that few lines cross; a network of one type is on a ring,
community by community. A ring and two columns keep every label readable, which a cloud of springs does not.
Not networkx's own drawing, which needs matplotlib, no dependency here.
"""

from collections.abc import Mapping, Sequence
from html import escape
from math import cos, degrees, pi, sin, sqrt
from statistics import fmean

import networkx as nx

from graph.query.network.measures import communities
from graph.query.network.projection import lines

MAX_NODES = 60  # nodes in a drawing; beyond that labels cover each other
_ROW = 26
_COLUMN = 360
_SHORT = 17  # characters of a label
# Okabe and Ito's palette, safe for colour-blind eyes; its yellow and black are left out for light and dark ground.
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
_STYLE = """
svg{--ground:#fff;--ink:#1b1f24;--muted:#59636e;--line:#8c959f}
@media (prefers-color-scheme:dark){svg{--ground:#14171b;--ink:#e6e9ec;--muted:#a3adb8;--line:#6b7682}}
text{font:14px system-ui,"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif;fill:var(--ink)}
.note{font-size:13px;fill:var(--muted)}
.edge{fill:none;stroke:var(--line);stroke-opacity:.65}
.node{stroke:var(--ground);stroke-width:1.5}
.ground{fill:var(--ground)}
"""


def figure(network: "nx.Graph[str]", title: str) -> str:
    """Return a projection as SVG; of a large one at most ``MAX_NODES`` nodes, those of the heaviest lines."""
    drawn = _foremost(network)
    if any("bipartite" in data for _, data in drawn.nodes(data=True)):
        width, height, body = _columns(drawn)
    else:
        width, height, body = _ring(drawn)
    left_out = len(network) - len(drawn)
    note = f"{len(drawn)} nodes, {drawn.number_of_edges()} lines"
    note += f"; {left_out} nodes of lighter lines left out" if left_out else ""
    return "\n".join((
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'role="img" aria-labelledby="title desc">',
        f'<title id="title">{_text(title)}</title>',
        f'<desc id="desc">{_text(note)}</desc>',
        f"<style>{_STYLE}</style>",
        f'<rect class="ground" width="{width}" height="{height}"/>',
        f'<text x="20" y="30">{_text(title)}</text><text class="note" x="20" y="50">{_text(note)}</text>',
        *body,
        "</svg>\n",
    ))  # fmt: skip


def _foremost(network: "nx.Graph[str]") -> "nx.Graph[str]":
    """Return the nodes of the heaviest lines, so that none is isolated, with all lines between them."""
    if len(network) <= MAX_NODES:
        return network
    weights = dict(network.degree(weight="weight"))
    heaviest = sorted(lines(network), key=lambda ab: (-ab[2], -weights[ab[0]] - weights[ab[1]], ab[:2]))
    kept: set[str] = set()
    for a, b, _ in heaviest:
        if len(kept | {a, b}) > MAX_NODES:
            break
        kept |= {a, b}
    made: nx.Graph[str] = nx.Graph()
    made.add_nodes_from((iri, data) for iri, data in network.nodes(data=True) if iri in kept)
    made.add_edges_from((a, b, data) for a, b, data in network.edges(data=True) if a in kept and b in kept)
    return made


def _margin(network: "nx.Graph[str]") -> int:
    """Return the room that the longest label needs; a Chinese character is as wide as it is high."""
    return 30 + 14 * max((len(_short(network.nodes[iri]["name"])) for iri in network), default=0)


def _columns(network: "nx.Graph[str]") -> tuple[int, int, list[str]]:
    left = [iri for iri in network if network.nodes[iri]["bipartite"] == 0]
    right = [iri for iri in network if network.nodes[iri]["bipartite"] == 1]
    left, right = _untangled(network, left, right)
    rows = max(len(left), len(right), 1)
    top, height = 80, 80 + rows * _ROW + 10
    label = max(_margin(network), 130)
    first, second = label, label + _COLUMN

    def heights(side: Sequence[str]) -> dict[str, float]:
        step = rows * _ROW / max(len(side), 1)
        return {iri: top + step * (n + 0.5) for n, iri in enumerate(side)}

    y = heights(left) | heights(right)
    body = []
    for a, b, weight in lines(network):
        agent, place = (a, b) if network.nodes[a]["bipartite"] == 0 else (b, a)
        middle = first + _COLUMN // 2
        path = (
            f"M{first} {y[agent]:.1f}C{middle} {y[agent]:.1f} {middle} {y[place]:.1f} {second} {y[place]:.1f}"
        )
        body.append(_edge(path, weight, network.nodes[agent]["name"], network.nodes[place]["name"]))
    sizes = _sizes(network)
    for side, x, anchor, colour in ((left, first, "end", 0), (right, second, "start", 1)):
        for iri in side:
            dx = -sizes[iri] - 6 if anchor == "end" else sizes[iri] + 6
            body.append(_node(network.nodes[iri]["name"], x, y[iri], sizes[iri], _COLOURS[colour]))
            name = _text(_short(network.nodes[iri]["name"]))
            body.append(f'<text x="{x + dx:.1f}" y="{y[iri] + 5:.1f}" text-anchor="{anchor}">{name}</text>')
    return second + label, height, body


def _untangled(
    network: "nx.Graph[str]", left: Sequence[str], right: Sequence[str]
) -> tuple[list[str], list[str]]:
    """Order both columns by the mean place of their neighbours (Sugiyama's barycentre), some rounds."""
    parts = sorted(nx.connected_components(network), key=lambda part: (-len(part), min(part)))
    part_of = {iri: n for n, part in enumerate(parts) for iri in part}
    left = sorted(left, key=lambda iri: (part_of[iri], iri))
    right = sorted(right, key=lambda iri: (part_of[iri], iri))

    def by_neighbours(side: list[str], other: list[str]) -> list[str]:
        place = {iri: n for n, iri in enumerate(other)}
        return sorted(
            side,
            key=lambda iri: (part_of[iri], fmean([place[n] for n in network[iri]] or [0]), iri),
        )

    for _ in range(8):
        right = by_neighbours(right, left)
        left = by_neighbours(left, right)
    return left, right


def _ring(network: "nx.Graph[str]") -> tuple[int, int, list[str]]:
    community = communities(network)
    order = sorted(network, key=lambda iri: (community[iri], iri))
    radius = max(110.0, len(order) * _ROW / (2 * pi))
    label = _margin(network)
    centre_x, centre_y = max(radius + label, 260), radius + label + 50
    angle = {iri: 2 * pi * n / max(len(order), 1) - pi / 2 for n, iri in enumerate(order)}
    at = {iri: (centre_x + radius * cos(a), centre_y + radius * sin(a)) for iri, a in angle.items()}
    body = []
    for a, b, weight in lines(network):
        (ax, ay), (bx, by) = at[a], at[b]
        # Bent towards the middle, so that lines along the ring do not run over the nodes between.
        mx, my = (ax + bx) / 2, (ay + by) / 2
        cx, cy = mx + (centre_x - mx) * 0.5, my + (centre_y - my) * 0.5
        path = f"M{ax:.1f} {ay:.1f}Q{cx:.1f} {cy:.1f} {bx:.1f} {by:.1f}"
        body.append(_edge(path, weight, network.nodes[a]["name"], network.nodes[b]["name"]))
    sizes = _sizes(network)
    for iri in order:
        x, y = at[iri]
        name = network.nodes[iri]["name"]
        body.append(_node(name, x, y, sizes[iri], _COLOURS[(community[iri] - 1) % len(_COLOURS)]))
        turn, gap = degrees(angle[iri]), sizes[iri] + 6
        flipped = cos(angle[iri]) < -1e-9
        anchor, gap, turn = ("end", -gap, turn + 180) if flipped else ("start", gap, turn)
        body.append(
            f'<text transform="translate({x:.1f} {y:.1f}) rotate({turn:.1f})" x="{gap:.1f}" y="5" '
            f'text-anchor="{anchor}">{_text(_short(name))}</text>'
        )
    return round(2 * centre_x), round(centre_y + radius + label), body


def _sizes(network: "nx.Graph[str]") -> Mapping[str, float]:
    return {
        iri: min(4 + 2 * sqrt(weight - 1), 11) if weight else 4
        for iri, weight in network.degree(weight="weight")
    }


def _edge(path: str, weight: int, a: str, b: str) -> str:
    width = min(1 + 0.7 * (weight - 1), 8)
    title = _text(f"{a} – {b}: {weight}")
    return f'<path class="edge" d="{path}" stroke-width="{width:.1f}"><title>{title}</title></path>'


def _node(name: str, x: float, y: float, size: float, colour: str) -> str:
    return (
        f'<circle class="node" cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" fill="{colour}">'
        f"<title>{_text(name)}</title></circle>"
    )


def _short(name: str) -> str:
    return name if len(name) <= _SHORT else name[: _SHORT - 1] + "…"


def _text(text: str) -> str:
    # XML has no place for most control characters, escaped or not.
    return escape("".join(c if c.isprintable() else " " for c in text))
