"""The review server: only its own page is obeyed, and what goes wrong is told in a line."""

import html
import json
import os
import re
import stat
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from helpers.review_desk import DEEDGRAPH, DRAFT, put, reviewing


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    return put(tmp_path)


@pytest.fixture
def client(draft: Path) -> Iterator[httpx.Client]:
    with reviewing(draft) as address, httpx.Client(base_url=address, timeout=30) as client:
        client.headers["X-Deedgraph-Token"] = started(client.get(address.entry()))["token"]
        yield client


def started(page: httpx.Response) -> dict[str, str]:
    """Return what a page begins with; nothing where it was not opened by a key."""
    found = re.search(r'name="start" content="([^"]*)"', page.text)
    assert found
    return json.loads(html.unescape(found[1])) if found[1] else {}


def test_nobody_gets_the_secret_without_the_address_that_was_printed(draft: Path) -> None:
    with reviewing(draft) as address, httpx.Client(base_url=address, timeout=30) as other:
        entry = address.entry()
        for path in ("/", "/?key=", "/?key=guess", "/?key=%00", f"{entry}x", "/?KEY=x", "//"):
            page = other.get(path)
            assert page.status_code in (200, 404)
            assert "林小禾" not in page.text
            if page.status_code == 200:
                assert started(page) == {}
                assert "终端" in page.text and "terminal" in page.text
                assert page.headers["x-content-type-options"] == "nosniff"
        other.head(entry)  # uses nothing up
        token = started(other.get(entry))["token"]
        assert token not in entry
        assert started(other.get(entry)) == {}  # used up
        again = address.entry()
        assert again != entry and started(other.get(again))["token"] == token
        for path in ("/api/drafts", "/api/drafts/0", "/api/questions", "/api/drafts/0/offers"):
            assert other.get(path).status_code == 403
            assert other.get(path, headers={"Cookie": f"token={token}"}).status_code == 403
            assert other.get(path, headers={"X-Deedgraph-Token": token}).status_code == 200
        for path in ("/page/js/enter.js", "/page/js/api.js", "/shared/main.css"):
            assert token not in other.get(path).text


def test_the_browser_is_opened_without_showing_the_address_to_other_accounts(tmp_path: Path) -> None:
    opened = tmp_path / "opened"
    browser = tmp_path / "bin" / "xdg-open"
    browser.parent.mkdir()
    browser.write_text(
        f'#!/bin/sh\nstat -c %a "$1" "$(dirname "$1")" > {opened}.new; cat "$1" >> {opened}.new; echo >> {opened}.new; echo "$@" >> {opened}.new\n'
        f"mv {opened}.new {opened}\n"
    )
    browser.chmod(0o755)
    process = subprocess.Popen(
        [DEEDGRAPH, "review", str(put(tmp_path)), "--port", "0"], stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PATH": f"{browser.parent}:{os.environ['PATH']}"},
    )  # fmt: skip
    try:
        assert process.stderr is not None
        found = re.search(r"http://\S+\?key=\S+", process.stderr.readline())
        assert found
        until = time.monotonic() + 60
        while not opened.exists() and time.monotonic() < until:
            time.sleep(0.05)
        file_mode, folder_mode, *content = opened.read_text().splitlines()
        assert (file_mode, folder_mode) == ("600", "700")
        assert f"url={found[0]}" in content[0]
        assert found[0] not in content[-1]  # what a list of processes shows
        assert started(httpx.get(found[0]))["token"]
    finally:
        process.terminate()
        process.wait(30)
    assert not Path(content[-1]).exists()


def change(client: httpx.Client, version: str, **given: Any) -> httpx.Response:
    return client.post("/api/drafts/0/change", json={"version": version, "change": given})


def version(client: httpx.Client) -> str:
    found: str = client.get("/api/drafts/0").json()["state"]["version"]
    return found


def test_a_change_is_in_the_file_when_it_is_answered(client: httpx.Client, draft: Path) -> None:
    answer = change(client, version(client), do="accept", deed="d01")
    assert answer.status_code == 200
    assert answer.json()["touched"] == ["d01"]
    assert "reviewedBy: 林小禾" in draft.read_text(encoding="utf-8")
    undone = client.post("/api/drafts/0/undo", json={"version": answer.json()["state"]["version"]})
    assert undone.status_code == 200
    assert draft.read_text(encoding="utf-8") == DRAFT


def test_the_second_of_two_windows_is_told(client: httpx.Client, draft: Path) -> None:
    old = version(client)
    change(client, old, do="accept", deed="d01")
    answer = change(client, old, do="reject", deed="d01")
    assert answer.status_code == 409
    assert "changed elsewhere" in answer.json()["error"]
    assert answer.json()["state"]["deeds"][0]["reviewedBy"] == "林小禾"
    assert "id: d01" in draft.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://localhost:8000"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"X-Deedgraph-Token": "guess"},
        {"X-Deedgraph-Token": ""},
    ],
)
def test_another_sites_requests_are_refused(
    client: httpx.Client, draft: Path, headers: dict[str, str]
) -> None:
    body = {"version": version(client), "change": {"do": "reject", "deed": "d01"}}
    assert client.post("/api/drafts/0/change", json=body, headers=headers).status_code == 403
    assert client.get("/api/drafts/0", headers=headers).status_code == 403
    assert draft.read_text(encoding="utf-8") == DRAFT


@pytest.mark.parametrize(
    "headers", [{"Host": "evil.example"}, {"Host": "evil.example:80", "Origin": "http://evil.example:80"}]
)
def test_another_name_for_this_machine_is_refused(
    client: httpx.Client, draft: Path, headers: dict[str, str]
) -> None:
    body = {"version": version(client), "change": {"do": "reject", "deed": "d01"}}
    assert client.post("/api/drafts/0/change", json=body, headers=headers).status_code == 421
    assert client.get("/api/drafts/0", headers=headers).status_code == 421
    assert draft.read_text(encoding="utf-8") == DRAFT


def test_the_page_lets_nothing_of_others_in(client: httpx.Client) -> None:
    answer = client.get("/")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    "path", ["/page/../draft.py", "/page/%2e%2e/draft.py", "/shared/..%2f..%2fdeed.py", "/page//etc/passwd"]
)
def test_a_path_never_leaves_the_pages_folder(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code in (404, 405)


def test_what_cannot_be_done_is_told_in_a_line(client: httpx.Client, draft: Path) -> None:
    now = version(client)
    for given, words in (
        ({"do": "accept", "deed": "d99"}, "no deed 'd99'"),
        ({"do": "dance"}, "no change is called 'dance'"),
        ({"do": "correct", "deed": "d01", "record": {"id": "d01"}}, "kind"),
    ):
        answer = change(client, now, **given)
        assert answer.status_code in (400, 422)
        assert words in answer.json()["error"]
        assert "Traceback" not in answer.text
    assert client.get("/api/drafts/7").status_code == 400
    assert client.post("/api/drafts/0/change", content=b"[" * 100_000).status_code == 400
    assert client.post("/api/drafts/0/change", content=b"x" * (1 << 20 | 1)).status_code == 413
    assert client.put("/api/drafts/0/change", content=b"{}").status_code == 405
    assert draft.read_text(encoding="utf-8") == DRAFT


def test_a_file_that_goes_meanwhile_is_told_and_nothing_is_lost(client: httpx.Client, draft: Path) -> None:
    now = version(client)
    draft.rename(draft.with_suffix(".away"))
    answer = change(client, now, do="accept", deed="d01")
    assert answer.status_code == 422
    assert "cannot be read" in answer.json()["error"]
    draft.with_suffix(".away").rename(draft)
    assert change(client, now, do="accept", deed="d01").status_code == 200


def test_a_file_that_is_broken_meanwhile_is_told_with_its_line(client: httpx.Client, draft: Path) -> None:
    now = version(client)
    draft.write_text(DRAFT.replace("  kind: help\n", "  kind: [help\n"), encoding="utf-8")
    for path in ("change", "undo"):
        body = {"version": now, "change": {"do": "accept", "deed": "d01"}}
        answer = client.post(f"/api/drafts/0/{path}", json=body)
        assert answer.status_code == 422
        assert "broken YAML" in answer.json()["error"]
        assert "YAML 写坏了" in answer.json()["zh"]
        assert "\n" not in answer.json()["error"]
    draft.write_text(DRAFT, encoding="utf-8")
    assert change(client, now, do="accept", deed="d01").status_code == 200


def test_a_folder_that_cannot_be_written(client: httpx.Client, draft: Path) -> None:
    now = version(client)
    mode = draft.parent.stat().st_mode
    draft.parent.chmod(stat.S_IRUSR | stat.S_IXUSR)
    subprocess.run(
        ["chattr", "+i", draft.parent], capture_output=True, check=False
    )  # root writes in spite of modes
    try:
        answer = change(client, now, do="accept", deed="d01")
        locked = not (draft.parent / "probe").exists() and answer.status_code != 200
        assert draft.read_text(encoding="utf-8") == DRAFT or not locked
        if locked:
            assert "cannot be written" in answer.json()["error"]
    finally:
        subprocess.run(["chattr", "-i", draft.parent], capture_output=True, check=False)
        draft.parent.chmod(mode)


def test_a_broken_draft_of_a_folder_is_told_at_the_start(tmp_path: Path) -> None:
    put(tmp_path).write_text("report: [\n", encoding="utf-8")
    ended = subprocess.run(
        [DEEDGRAPH, "review", tmp_path, "--no-open"], capture_output=True, text=True, check=False
    )
    told, last = ended.stderr.splitlines()
    assert ended.returncode == 2
    assert told.startswith(f"left out: {tmp_path / 'liuxi.yaml'}:")
    assert "broken YAML" in told
    assert "no drafts here" in last


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["no-such.yaml"], "no-such.yaml"),
        ([], "Missing argument"),
    ],
)
def test_a_wrong_call(tmp_path: Path, arguments: list[str], words: str) -> None:
    ended = subprocess.run(
        [DEEDGRAPH, "review", *arguments], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert ended.returncode == 2
    assert words in ended.stderr
