"""A draft of our own, its text, and a review server over it."""

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from graph.text.report import text_hash

DEEDGRAPH = str(Path(sys.executable).with_name("deedgraph"))
TEXT = """柳溪镇连夜转移群众
7月3日夜里，柳溪镇政府派出三十名干部到下滩村转移群众。村民周大河腾出自家院子。
柳溪镇中心小学收下被褥120套，又把其中40套送到下滩村。“水退得慢。”周大河说。
"""


def where(words: str) -> dict[str, int]:
    """Return the span of some words of the text."""
    start = TEXT.index(words)
    return {"paragraph": TEXT.count("\n", 0, start) + 1, "start": start, "end": start + len(words)}


def span(words: str) -> str:
    """Return the same as a record file has it."""
    return "{" + ", ".join(f"{key}: {value}" for key, value in where(words).items()) + "}"


DRAFT = f"""# A draft, with a word of ours
report: {{id: liuxi-2021-07-04, title: 柳溪镇连夜转移群众, published: '2021-07-04', language: zh, sha256: {text_hash(TEXT)}}}
agents:
- {{id: liuxi-town, type: unit, name: 柳溪镇政府}}
- id: cadres   # thirty of them
  type: group
  name: 干部
  source: {span("干部")}
- {{id: zhou-dahe, type: person, name: 周大河, source: {span("周大河")}}}
- {{id: liuxi-school, type: unit, name: 柳溪镇中心小学}}
places:
- {{id: xiatan, level: community, name: 下滩村}}
deeds:
- id: d01
  kind: dispatch
  did: 派出
  who: [liuxi-town]
  whom: [cadres]
  where: [xiatan]
  when: {{start: '2021-07-03', end: '2021-07-03'}}
  quantities:
  - {{id: q1, value: 30, bound: exact, role: whom, measure: 名, of: 干部}}
  inferred: [when.year]
  source: {span("7月3日夜里，柳溪镇政府派出三十名干部到下滩村")}
  confidence: 0.9
- id: d02   # is this a deed?
  kind: help
  did: 腾出
  who: [zhou-dahe]
  what: [院子]
  source: {span("村民周大河腾出自家院子")}
  confidence: 0.6
  reason: doer filled in
- id: d03
  kind: receive
  did: 收下
  who: [liuxi-school]
  what: [被褥]
  quantities:
  - {{id: q1, value: 120, bound: exact, role: goods, measure: 套, of: 被褥}}
  source: {span("柳溪镇中心小学收下被褥120套")}
  confidence: 0.9
- id: d04
  kind: deliver
  did: 送到
  who: [liuxi-school]
  where: [xiatan]
  quantities:
  - {{id: q1, value: 40, bound: exact, role: goods, measure: 套, of: 被褥, partOf: [d03/q1]}}
  after: [d03]
  inferred: [who]
  source: {span("又把其中40套送到下滩村")}
  confidence: 0.9
"""


def put(folder: Path) -> Path:
    """Write text and draft into a folder; return the draft's path."""
    (folder / "2021-07-04-liuxi.txt").write_text(TEXT, encoding="utf-8")
    path = folder / "liuxi.yaml"
    path.write_text(DRAFT, encoding="utf-8")
    return path


# What other papers write in the place of some words, as long as they are, so that the spans stay the same.
PAPERS = {
    "shanshui": {"柳溪镇政府": "柳溪镇机关", "柳溪镇连夜转移群众": "柳溪镇转移受淹群众", "120": "102"},
    "jiangnan": {"柳溪镇政府": "柳溪镇公所", "柳溪镇连夜转移群众": "连夜转移柳溪镇群众"},
}


def put_papers(folder: Path, *, decisions: bool = False) -> Path:
    """Write the draft and those of two other papers, which give rise to questions; return the folder.

    With ``decisions`` there is a file of them that contradict one another.
    """
    put(folder)
    for name, changes in PAPERS.items():
        text, draft = TEXT, DRAFT.replace("liuxi-2021", f"{name}-2021").replace("liuxi-town", f"{name}-town")
        for old, new in changes.items():
            text, draft = text.replace(old, new), draft.replace(old, new)
        draft = draft.replace(text_hash(TEXT), text_hash(text))
        (folder / f"2021-07-05-{name}.txt").write_text(text, encoding="utf-8")
        (folder / f"{name}.yaml").write_text(draft, encoding="utf-8")
    if decisions:
        towns = [f"agent/{name}-town" for name in ("jiangnan", "liuxi", "shanshui")]
        lines = [
            f"  - {{a: {towns[a]}, b: {towns[b]}, same: {same}, by: {by}, on: '2021-08-0{day}'}}\n"
            for a, b, same, by, day in (
                (0, 1, "true", "周立", 1),
                (0, 2, "false", "林小禾", 3),
                (1, 2, "true", "周立", 2),
            )
        ]
        (folder / "decisions.yaml").write_text("decisions:\n" + "".join(lines), encoding="utf-8")
    return folder


class Desk(str):
    """The address of a review server, without its path and key."""

    lines: IO[str]

    def entry(self) -> str:
        """Return an address that opens the page: each works once, and when it was used another is printed."""
        line = self.lines.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/\?key=\S+", line)
        assert found, line
        return found[0]


@contextmanager
def reviewing(*arguments: Any) -> Iterator[Desk]:
    """Start ``deedgraph review`` on a free port; yield its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [DEEDGRAPH, "review", *map(str, arguments), "--by", "林小禾", "--port", str(port), "--no-open"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        assert process.stdout is not None
        desk = Desk(f"http://127.0.0.1:{port}")
        desk.lines = process.stdout
        yield desk
    finally:
        process.terminate()
        process.wait(30)
