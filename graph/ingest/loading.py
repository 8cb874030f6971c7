"""Writes the manifest's contents into the store: only what differs.

The manifest records each write before it is made, so that after a killed process the next one knows what may be
in the store.
"""

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from graph.common.gc_pause import gc_disabled
from graph.ingest.manifest import meta, set_meta, transaction
from graph.ingest.resolve import decisions
from graph.ingest.source_reports import bundle_of
from graph.link import Feature, Links, linked
from graph.model.iris import graph_iri, shared_graph_iri
from graph.model.nodes import Node, documents_of
from graph.model.nquads import nquads
from graph.model.vocab import DEFAULT_BASE
from graph.store.build import in_store
from graph.store.bulk import Writers
from graph.store.links import put_first_links, put_links
from graph.store.load import load_vocabulary, reports_of_older_editions
from graph.store.store import add_nquads, change, flush, matching

_TRANSACTION_QUADS = 20_000
_BATCH_RECORDS = 5_000  # shared records that are compared and written together


def is_settled(connection: sqlite3.Connection, store: Path) -> bool:
    """Say whether the store is known to have the manifest's contents."""
    return meta(connection, "settled") == "1" and meta(connection, "store") == _identity(store)


def _identity(store: Path) -> str:
    """Return RocksDB's identity of a store: another store at the same path has another."""
    try:
        return (store / "IDENTITY").read_text(encoding="ascii")
    except (OSError, ValueError):
        return ""


def load(
    connection: sqlite3.Connection,
    folder: Path,
    progress: Callable[[str, int], Any],
    notify: Callable[[str], None],
    base: str = DEFAULT_BASE,
) -> tuple[int, bool]:
    """Update a store to the manifest; return how many records changed, and whether links did.

    ``notify`` is given each decision about something that is gone. A new store appears only when it is complete.
    Raises as ``open_store`` does.
    """
    if meta(connection, "store") != _identity(folder) or not _identity(folder):
        with transaction(connection):  # another store than the one that was written last, or a new one
            connection.execute("UPDATE loaded SET digest = ''")
            connection.execute("UPDATE shared SET digest = ''")
            set_meta(connection, "store", _identity(folder))

    def work(store: ox.Store, fresh: bool, at: Path) -> tuple[int, bool]:
        older = bool(reports_of_older_editions(store))
        if not older:
            load_vocabulary(store)
        with Writers(store) if fresh else nullcontext() as writers:
            target = _Target(connection, store, writers, base)
            changed = _load_shared(target)
            changed += _load_reports(target, progress)
            changed += _remove_reports(target)
            _remove_shared(target)
        with progress("link", 1) as advance:
            links = _links(connection)
            relinked = (put_first_links if fresh else put_links)(store, links, base)
            for words in links.ignored:
                notify(words)
            advance()
        if older:  # last, so that nobody reads a store half of whose reports are of this edition
            load_vocabulary(store)
        flush(store)
        with transaction(connection):
            set_meta(connection, "store", _identity(at))
        return changed, relinked

    with gc_disabled():
        changes = in_store(folder, work)
    with transaction(connection):
        set_meta(connection, "settled", "1")
    return changes


@dataclass(frozen=True)
class _Target:
    """Where to write: the manifest, the store, the writers of a new one, the base of IRIs."""

    connection: sqlite3.Connection
    store: ox.Store
    writers: Writers | None
    base: str

    def batch_quads(self) -> int:
        """Return how many quads to write at once."""
        return self.writers.batch_quads if self.writers else _TRANSACTION_QUADS

    def add(self, quads: str) -> None:
        """Write N-Quads; into a new store in the background, which is discarded if that fails."""
        if self.writers:
            self.writers.write(quads.encode("utf-8"))
        else:
            add_nquads(self.store, quads.encode("utf-8"), fresh=False)

    def replace(self, present: set[ox.Quad], wanted: set[ox.Quad]) -> None:
        """Replace quads by others."""
        if present != wanted:
            change(self.store, remove=present - wanted, add=wanted - present)


def _load_reports(target: _Target, progress: Callable[[str, int], Any]) -> int:
    connection, base = target.connection, target.base
    query = """SELECT account.report, holder, account.digest FROM account LEFT JOIN loaded USING (report)
        WHERE live AND report <> '' AND loaded.digest IS NOT account.digest ORDER BY report"""
    wanted = connection.execute(query).fetchall()
    if not wanted:
        return 0
    with progress("load", len(wanted)) as advance:
        batch: list[tuple[str, str]] = []
        texts: list[str] = []
        size = 0
        for report, holder, digest in wanted:
            bundle, _ = bundle_of(connection, report, holder)
            text = nquads(own for own in documents_of(bundle, base) if own["id"] != shared_graph_iri(base))
            batch.append((report, digest))
            texts.append(text)
            size += text.count("\n")
            if size >= target.batch_quads():
                _write_reports(target, batch, texts)
                batch, texts, size = [], [], 0
            advance()
        _write_reports(target, batch, texts)
    return len(wanted)


def _write_reports(target: _Target, batch: list[tuple[str, str]], texts: list[str]) -> None:
    connection, store = target.connection, target.store
    with transaction(connection):
        connection.executemany("INSERT OR REPLACE INTO loaded VALUES (?, '')", ((r,) for r, _ in batch))
    new: list[str] = []
    for (report, _), text in zip(batch, texts, strict=True):
        graph = ox.NamedNode(graph_iri(report, target.base))
        if not target.writers and store.contains_named_graph(graph):
            present = set(matching(store, graph=graph))
            target.replace(present, set(ox.parse(text.encode("utf-8"), format=ox.RdfFormat.N_QUADS)))
        else:
            new.append(text)
    if new:
        target.add("".join(new))
    with transaction(connection):
        connection.executemany("UPDATE loaded SET digest = ? WHERE report = ?", ((d, r) for r, d in batch))


def _remove_reports(target: _Target) -> int:
    connection, store = target.connection, target.store
    query = """SELECT report FROM loaded WHERE NOT EXISTS
        (SELECT 1 FROM account WHERE account.report = loaded.report AND live) ORDER BY report"""
    gone = [report for (report,) in connection.execute(query)]
    for report in gone:
        graph = ox.NamedNode(graph_iri(report, target.base))
        if store.contains_named_graph(graph):
            change(store, drop=[graph])
    if gone:
        with transaction(connection):
            connection.executemany("DELETE FROM loaded WHERE report = ?", ((report,) for report in gone))
    return len(gone)


def _load_shared(target: _Target) -> int:
    connection = target.connection
    known = "SELECT digest FROM shared WHERE iri = ?"
    waiting: list[tuple[str, str, Node]] = []
    changed = 0
    for iri, node, digest in _shared_nodes(connection.cursor()):
        row = connection.execute(known, (iri,)).fetchone()
        if row is None or row[0] != digest:
            waiting.append((iri, digest, node))
            changed += 1
        if len(waiting) >= _BATCH_RECORDS:
            _write_shared(target, waiting)
            waiting = []
    _write_shared(target, waiting)
    return changed


def _shared_nodes(cursor: sqlite3.Cursor) -> Iterator[tuple[str, Node, str]]:
    """Yield each shared record with its node and digest: the first account's node, with the names of all others.

    First are the files of shared records, then the reports given as records, then the drafts, each by path.
    """
    cursor.execute(
        """SELECT iri, node FROM told JOIN account USING (report, holder) WHERE live
        ORDER BY iri, report <> '', kind = 'draft', holder, report"""
    )
    for iri, rows in groupby(cursor, key=lambda row: row[0]):
        texts = list(dict.fromkeys(text for _, text in rows))
        nodes: list[Node] = [json.loads(text) for text in texts]
        node = nodes[0]
        names = [name for other in nodes for name in (other["name"], *other.get("names", []))]
        others = sorted({name for name in names[1:] if name != node["name"]} - set(node.get("names", [])))
        if others:
            node["names"] = [*node.get("names", []), *others]
        yield iri, node, hashlib.sha256(json.dumps(node, sort_keys=True).encode()).hexdigest()


def _write_shared(target: _Target, nodes: list[tuple[str, str, Node]]) -> None:
    connection, store, graph = target.connection, target.store, shared_graph_iri(target.base)
    with transaction(connection):
        connection.executemany(
            "INSERT OR REPLACE INTO shared VALUES (?, '')", ((iri,) for iri, _, _ in nodes)
        )
    text = nquads([{"id": graph, "@graph": [node for _, _, node in nodes]}])
    if target.writers:
        target.add(text)
    else:
        present = _present(store, (iri for iri, _, _ in nodes), graph)
        target.replace(present, set(ox.parse(text.encode("utf-8"), format=ox.RdfFormat.N_QUADS)))
    with transaction(connection):
        connection.executemany(
            "UPDATE shared SET digest = ? WHERE iri = ?", ((d, iri) for iri, d, _ in nodes)
        )


def _present(store: ox.Store, iris: Iterable[str], graph: str) -> set[ox.Quad]:
    name = ox.NamedNode(graph)
    return {quad for iri in iris for quad in matching(store, ox.NamedNode(iri), graph=name)}


def _remove_shared(target: _Target) -> None:
    connection, graph = target.connection, shared_graph_iri(target.base)
    query = """SELECT iri FROM shared WHERE NOT EXISTS (SELECT 1 FROM told JOIN account USING (report, holder)
        WHERE told.iri = shared.iri AND live) ORDER BY iri"""
    gone = [iri for (iri,) in connection.execute(query)]
    for at in range(0, len(gone), _BATCH_RECORDS):
        some = gone[at : at + _BATCH_RECORDS]
        change(target.store, remove=_present(target.store, some, graph))
        with transaction(connection):
            connection.executemany("DELETE FROM shared WHERE iri = ?", ((iri,) for iri in some))


def _links(connection: sqlite3.Connection) -> Links:
    """Return the links of all that is to be in the graph."""
    said = list(decisions(connection))
    query = "SELECT count(*) FROM account WHERE live AND report <> ''"
    (reports,) = connection.execute(query).fetchone()
    return linked(_features(connection), said, ask=False) if said or reports > 1 else Links()


def _features(connection: sqlite3.Connection) -> Iterator[Feature]:
    query = "SELECT body FROM feature JOIN account USING (report, holder) WHERE live ORDER BY report, holder"
    for (packed,) in connection.execute(query):
        lines = zlib.decompress(packed).decode("utf-8")
        yield from map(Feature.of_line, lines.split("\n") if lines else ())
