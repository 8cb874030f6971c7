"""The two drawings, built with pyvis: every deed as a node, or actors and places with their deeds on the line."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from graph.model.fields import DeedRow
from graph.web.page.collect import ROLES, Contents, Thing
from graph.web.page.layout import DeedLinks, Forest, Point, forest, lay_out
from graph.web.page.vis_network import Network

# How each type is drawn: its shape distinguishes it without colour.
SHAPES = {
    "deed": "diamond",
    "unit": "square",
    "team": "triangle",
    "person": "dot",
    "group": "hexagon",
    "place": "triangleDown",
    "document": "star",
    "scheme": "star",
    "nowhere": "triangleDown",
}
NOWHERE = "nowhere"  # the place of deeds that say none, in the network
MOST_ACTORS, MOST_PLACES = 60, 40  # what a large graph opens with

_TREE_LINKS = ("unit", "memberOf", "parent")
_OPTIONS: dict[str, Any] = {
    "physics": {
        "enabled": False,
        "barnesHut": {"springLength": 90, "avoidOverlap": 0.4},
        "stabilization": {"enabled": False, "fit": False},
    },
    "layout": {"randomSeed": 1, "improvedLayout": False},
    "interaction": {
        "hover": True,
        "hoverConnectedEdges": False,
        "keyboard": False,
        "multiselect": False,
        "selectConnectedEdges": False,
        "tooltipDelay": 10**9,
        "zoomSpeed": 0.6,
    },
    "nodes": {"borderWidth": 1.5, "borderWidthSelected": 3, "shapeProperties": {"interpolation": False}},
    "edges": {
        "width": 1,
        "selectionWidth": 1,
        "hoverWidth": 0,
        "arrowStrikethrough": False,
        "smooth": {"enabled": True, "type": "cubicBezier", "forceDirection": "horizontal", "roundness": 0.35},
    },
}

Drawing = dict[str, Any]


def drawing_of(network: Network) -> Drawing:
    """Return what vis-network is given: nodes, edges and options, as pyvis holds them."""
    nodes, edges, _, _, _, options = network.get_network_data()
    return {"nodes": nodes, "edges": edges, "options": json.loads(options)}


def deeds_network(contents: Contents) -> Network:
    """Return the drawing in which each deed is a node between its actors and its places."""
    ids = thing_ids(contents)
    deed_ids = {row["id"]: f"d{n}" for n, row in enumerate(contents.deeds)}
    agents, places, between = _layers(contents, ids)
    in_tree = {*agents.parents, *agents.roots}
    links = [_links(row, ids, deed_ids[row["id"]], in_tree) for row in contents.deeds]
    points = lay_out(agents, places, between, links)
    weight = Counter(other for row in contents.deeds for _, other in references(row))
    network = _network()
    for thing in contents.things:
        _add_thing(network, ids[thing.iri], thing, points, weight[thing.iri])
    for row in contents.deeds:
        _add(network, deed_ids[row["id"]], row["did"], "deed", points, 13)
    for row in contents.deeds:
        for role, other in references(row):
            if other in ids:
                _connect(network, deed_ids[row["id"]], ids[other], role, inferred=role in row["inferred"])
        for before in row["after"]:
            if before in deed_ids:
                _connect(network, deed_ids[before], deed_ids[row["id"]], "after")
    _add_trees(network, agents, places)
    return network


def places_network(contents: Contents, *, actors: int | None = None, places: int | None = None) -> Network:
    """Return the drawing of actors and places; a line is as thick as the deeds that it stands for are many.

    ``actors`` and ``places`` are how many of the most active ones are drawn; all by default.
    """
    ids = thing_ids(contents)
    weights: Counter[tuple[str, str]] = Counter()
    for row in contents.deeds:
        where = [ids[place["id"]] for place in row["where"] if place["id"] in ids] or [NOWHERE]
        weights.update((ids[who["id"]], place) for who in row["who"] if who["id"] in ids for place in where)
    active, visited = Counter[str](), Counter[str]()
    for (actor, place), n in weights.items():
        active[actor] += n
        visited[place] += n
    kept = {actor for actor, _ in _most(active, actors)} | {place for place, _ in _most(visited, places)}
    weights = Counter({pair: n for pair, n in weights.items() if set(pair) <= kept})
    agents, place_trees = _trees_over(contents, ids, kept)
    if NOWHERE in kept:
        place_trees.roots.append(NOWHERE)
    pairs = [DeedLinks(f"{actor} {place}", actor, (), (place,)) for actor, place in weights]
    points = lay_out(agents, place_trees, (), pairs)
    network = _network()
    for thing in contents.things:
        if ids[thing.iri] in points:
            n = active[ids[thing.iri]] + visited[ids[thing.iri]]
            _add_thing(network, ids[thing.iri], thing, points, n)
    if NOWHERE in kept:
        _add(network, NOWHERE, NOWHERE, NOWHERE, points, 14)
    for (actor, place), n in sorted(weights.items()):
        _connect(network, actor, place, "deeds", width=round(min(9.0, 0.8 + n**0.5), 1), deeds=n)
    _add_trees(network, agents, place_trees)
    return network


def thing_ids(contents: Contents) -> dict[str, str]:
    """Return the id of each thing's node by its IRI: ``t`` and its number in the page's columns."""
    return {thing.iri: f"t{n}" for n, thing in enumerate(contents.things)}


def references(row: DeedRow) -> Iterable[tuple[str, str]]:
    """Yield the things that a deed names, each with its role."""
    for role in ROLES:
        for reference in row[role]:  # type: ignore[literal-required]
            yield role, reference["id"]


def _most(counts: Counter[str], wanted: int | None) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:wanted]


def _layers(contents: Contents, ids: Mapping[str, str]) -> tuple[Forest, Forest, list[str]]:
    """Part the things: agents in trees on the left, places in trees on the right, the rest between."""
    acting = {
        ids[r["id"]]
        for row in contents.deeds
        for r in (*row["who"], *row["with"], *row["from"])
        if r["id"] in ids
    }
    named = {ids[other] for row in contents.deeds for _, other in references(row) if other in ids}
    agents: list[str] = []
    places: list[str] = []
    between: list[str] = []
    parents = _parents(contents.things, ids)
    holding = set(parents.values())
    for thing in contents.things:
        node = ids[thing.iri]
        if thing.type == "place":
            places.append(node)
        elif thing.type in ("document", "scheme") or (
            node in named and node not in acting and node not in holding
        ):
            between.append(node)
        else:
            agents.append(node)
    return forest(agents, parents), forest(places, parents), between


def _trees_over(contents: Contents, ids: Mapping[str, str], kept: set[str]) -> tuple[Forest, Forest]:
    """Return the trees of the kept things with all that they belong to."""
    parents = _parents(contents.things, ids)
    wanted: set[str] = set()
    for node in kept - {NOWHERE}:
        at: str | None = node
        while at is not None and at not in wanted:
            wanted.add(at)
            at = parents.get(at)
    nodes = [(ids[thing.iri], thing.type) for thing in contents.things if ids[thing.iri] in wanted]
    agents = [node for node, kind in nodes if kind != "place"]
    return forest(agents, parents), forest([node for node, kind in nodes if kind == "place"], parents)


def _parents(things: Iterable[Thing], ids: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for thing in things:
        links = dict(reversed(thing.links))
        for relation in (*_TREE_LINKS, "within"):
            if links.get(relation) in ids:
                found[ids[thing.iri]] = ids[links[relation]]
                break
    return found


def _links(row: DeedRow, ids: Mapping[str, str], deed: str, in_tree: set[str]) -> DeedLinks:
    named = [(role, ids[other]) for role, other in references(row) if other in ids]
    actors = [node for role, node in named if role == "who" and node in in_tree]
    others = tuple(node for role, node in named if role in ("whom", "to", "about"))
    places = tuple(node for role, node in named if role == "where")
    return DeedLinks(deed, actors[0] if actors else None, others, places)


def _network() -> Network:
    network = Network(directed=True, height="100%", width="100%")
    network.set_options(json.dumps(_OPTIONS))
    return network


def _add_thing(network: Network, node: str, thing: Thing, points: Mapping[str, Point], deeds: int) -> None:
    _add(network, node, thing.name, thing.type, points, min(24, 12 + round(2.2 * deeds**0.5)))


def _add(network: Network, node: str, label: str, kind: str, points: Mapping[str, Point], size: int) -> None:
    x, y = points.get(node, (0, 0))
    network.add_node(node, label=label, group=kind, shape=SHAPES[kind], size=size, x=x, y=y)


def _connect(
    network: Network, source: str, target: str, role: str, *, inferred: bool = False, **more: Any
) -> None:
    options = {"role": role, **more} | ({"dashes": True} if inferred else {})
    network.add_edge(source, target, id=f"{source}-{role}-{target}", arrows="", **options)


def _add_trees(network: Network, agents: Forest, places: Forest) -> None:
    for trees, role in ((agents, "belongs"), (places, "within")):
        for node, parent in trees.parents.items():
            _connect(network, node, parent, role)
