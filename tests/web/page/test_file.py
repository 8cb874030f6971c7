"""The page as a file: what stands in it, before any browser reads it."""

import base64
import gzip
import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from graph.errors import CallError, DataError
from graph.query.deeds import Filters, deed_rows
from graph.web.page import write_page
from graph.web.page.html import joined_script, packed

REPORT = "https://w3id.org/deedgraph/id/report/hubei-daily-2020-03-11"


def data_of(path: Path) -> dict[str, Any]:
    kind, text = re.search(
        r'<script type="([^"]+)" id="data">(.*?)</script>', path.read_text("utf-8"), re.S
    ).groups()
    return json.loads(text if kind == "application/json" else gzip.decompress(base64.b64decode(text)))


def test_the_hubei_page_is_small_and_says_what_it_holds(hubei: ox.Store, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    info = write_page(hubei, path)
    assert info.bytes == path.stat().st_size < 3_000_000
    assert info.deeds == len(deed_rows(hubei)) == len(data_of(path)["deeds"]["id"])


def test_the_same_graph_gives_the_same_bytes(hubei: ox.Store, tmp_path: Path) -> None:
    pages = [tmp_path / "one.html", tmp_path / "two.html"]
    for path in pages:
        write_page(hubei, path)
    assert pages[0].read_bytes() == pages[1].read_bytes()


def test_the_policy_allows_its_own_scripts_by_hash_and_no_network(hubei_page: Path) -> None:
    html = hubei_page.read_text("utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html).group(1).replace("&#39;", "'")
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy and "http" not in policy
    scripts = re.findall(r"<script>(.*?)</script>", html, re.S)
    assert len(scripts) == 2
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert "sourceMappingURL" not in html
    assert not re.search(r'<(?:script|link|img)[^>]+(?:src|href)="(?!data:)', html)


def test_building_a_page_loads_no_ipython_and_leaves_it_to_who_wants_it(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; import graph; from graph.web.page import write_page;"
        "write_page(graph.open().store, Path(sys.argv[1]));"
        "print(sorted(m for m in sys.modules if m.partition('.')[0] in ('IPython', 'jedi')));"
        "from IPython.display import IFrame; print(IFrame.__name__)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "page.html")], capture_output=True, text=True
    )
    assert done.stdout == "[]\nIFrame\n", done.stderr


def test_filters_leave_only_their_deeds_and_what_these_name(hubei: ox.Store, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    filters = Filters(who="省妇联")
    info = write_page(hubei, path, filters=filters)
    assert info.deeds == len(deed_rows(hubei, filters)) > 0
    names = data_of(path)["things"]["name"]
    assert "省妇联" in names and "湖北省" in names and "省公安厅" not in names


def test_a_text_that_is_another_one_is_refused_and_no_file_is_left(hubei: ox.Store, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    with pytest.raises(DataError, match="SHA-256"):
        write_page(hubei, path, texts={REPORT: "一个编造的文本"})
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_does_not_exist_is_told(hubei: ox.Store, tmp_path: Path) -> None:
    with pytest.raises(CallError):
        write_page(hubei, tmp_path / "none" / "page.html")


def test_no_position_is_given_twice(hubei_page: Path) -> None:
    for drawing in data_of(hubei_page)["drawings"].values():
        points = [(node["x"], node["y"]) for node in drawing["nodes"]]
        assert len(points) == len(set(points))
        assert not drawing["options"]["physics"]["enabled"]


def test_data_in_the_page_cannot_end_its_element() -> None:
    kind, text = packed({"label": "</script><!-- \u2028"})
    assert kind == "application/json"
    assert "<" not in text and "\u2028" not in text
    assert json.loads(text)["label"] == "</script><!-- \u2028"


def test_long_data_is_compressed() -> None:
    kind, text = packed({"label": "长" * 100_000})
    assert kind == "application/gzip" and len(text) < 2_000
    assert json.loads(gzip.decompress(base64.b64decode(text)))["label"] == "长" * 100_000


def test_modules_are_joined_after_what_they_import(tmp_path: Path) -> None:
    (tmp_path / "main.js").write_text('import { one } from "./other.js";\nexport const two = one + 1;\n')
    (tmp_path / "other.js").write_text("export const one = 1;\n")
    script = joined_script(tmp_path)
    assert script.index('modules["other.js"]') < script.index('modules["main.js"]')
    assert 'const { one } = modules["other.js"];' in script


@pytest.mark.parametrize(
    "source", ['import one from "./other.js";\n', "export default 1;\n", 'import { a } from "./main.js";\n']
)
def test_a_module_that_cannot_be_joined_is_told(tmp_path: Path, source: str) -> None:
    (tmp_path / "main.js").write_text(source)
    with pytest.raises(ValueError, match=r"main\.js"):
        joined_script(tmp_path)
