"""What is larger than memory: sorted and kept as if it were not, with few files open, and a full disk told in a line."""

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.common import disk_dict
from graph.common import external_sort as sorting
from graph.common.disk_dict import DiskDict
from graph.common.external_sort import ExternalSorter
from graph.errors import StoreError


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything goes to the disk at once, and is merged again and again."""
    monkeypatch.setattr(sorting, "_MAX_FILES", 3)
    monkeypatch.setattr(sorting, "_CHUNK_ITEMS", 2)
    monkeypatch.setattr(disk_dict, "_CACHED_VALUES", 2)
    monkeypatch.setattr(disk_dict, "_BATCH_VALUES", 3)


@contextmanager
def no_room() -> Iterator[None]:
    """No file can be written, as on a full disk; no fixture, or pytest would report the result under this limit."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)


@given(items=st.lists(st.tuples(st.text(max_size=3), st.integers()), max_size=80), run=st.integers(1, 9))
def test_items_come_back_in_order(items: list[tuple[str, int]], run: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sorting, "_MAX_FILES", 3)
        patch.setattr(sorting, "_CHUNK_ITEMS", 2)
        sorter = ExternalSorter[tuple[str, int]](run)
        for item in items:
            sorter.add(item)
        assert list(sorter.in_order()) == sorted(items)
        assert list(sorter.in_order()) == []


def test_the_files_that_are_open_at_once_are_few(small: None) -> None:
    sorter = ExternalSorter[tuple[int]](2)
    for n in range(3000):
        sorter.add((n * 7919 % 3000,))
        assert sum(map(len, sorter.levels)) <= 2 * 7  # fewer than three of each level
    assert list(sorter.in_order()) == [(n,) for n in range(3000)]


@given(things=st.lists(st.tuples(st.sampled_from(["武汉", "a", "b", "c", "𠮷", "''"]), st.integers())))
def test_a_shelf_gives_back_what_was_put_last(things: list[tuple[str, int]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(disk_dict, "_CACHED_VALUES", 2)
        patch.setattr(disk_dict, "_BATCH_VALUES", 3)
        held, wanted = DiskDict[int](), dict[str, int]()
        for name, thing in things:
            held.put(name, thing)
            wanted[name] = thing
            assert {name: held.get(name) for name in wanted} == wanted
        assert held.get("none") is None
        assert list(held.values()) == [wanted[name] for name in sorted(wanted)]
        held.close()


def test_a_full_disk_is_told_in_a_line() -> None:
    sorter = ExternalSorter[tuple[int]](1)
    with no_room(), pytest.raises(StoreError, match="temporary files cannot be written: .*TMPDIR"):
        sorter.add((1,))


def test_a_full_disk_is_told_in_a_line_by_a_shelf_too() -> None:
    held = DiskDict[str]()
    with no_room(), pytest.raises(StoreError, match="temporary files cannot be written: .*TMPDIR"):
        for n in range(20_000):
            held.put(f"{n:09}", "青湖镇" * 400)
    held.close()
