"""One HTML file of template, style, script and data: no request, and no script but its own may run.

The script's modules are joined here rather than by a bundler: browsers cannot load modules from a file that is
opened from disk, and the page's policy allows the one script that it knows by its hash.
"""

import base64
import gzip
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pyvis
from jinja2 import Environment, FileSystemLoader, StrictUndefined

HERE = Path(__file__).parent
VIS = Path(pyvis.__file__).parent / "templates" / "lib" / "vis-9.1.2" / "vis-network.min.js"
ENTRY = "main.js"
PLAIN_UP_TO = 64 * 1024  # characters of JSON that are not worth compressing

_IMPORT = re.compile(r'^import\s+\{[^}]*\}\s+from\s+"\./([a-z-]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|let|class)\b)", re.MULTILINE)


def render(data: dict[str, Any], *, title: str, lang: str) -> str:
    """Return the page as HTML. ``data`` is what its script reads."""
    scripts = [_without_map(VIS.read_text(encoding="utf-8")), joined_script()]
    style = joined_style()
    kind, payload = packed(data)
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True
    )
    return environment.get_template("template.html").render(
        title=title,
        lang={"zh": "zh-CN", "en": "en"}[lang],
        policy=_policy(scripts, style),
        style=style,
        scripts=scripts,
        data_type=kind,
        data=payload,
    )


def joined_script(folder: Path = HERE / "js") -> str:
    """Return the modules of the page's script as one script, each after those that it imports.

    Only ``import { names } from "./file.js"`` and ``export`` before a declaration are known; a top-level name
    that two modules declare is an error of the language itself.
    """
    done: dict[str, str] = {}

    def add(name: str) -> None:
        if name in done:
            return
        source = (folder / name).read_text(encoding="utf-8")
        done[name] = ""
        for needed in _IMPORT.findall(source):
            add(needed)
        body = _EXPORT.sub("", _IMPORT.sub("", source))
        if left := re.search(r"^(?:import|export)\b.*", body, re.MULTILINE):
            raise ValueError(f"{name}: {left.group()}: this form of import or export is not known")
        del done[name]
        done[name] = body

    add(ENTRY)
    parts = "\n".join(f"// ---- {name}\n{body.strip()}\n" for name, body in done.items())
    return f'(() => {{\n"use strict";\n{parts}}})();\n'


def joined_style(folder: Path = HERE / "css") -> str:
    """Return the page's style sheets as one."""
    return "\n".join(path.read_text(encoding="utf-8").strip() for path in sorted(folder.glob("*.css"))) + "\n"


def packed(data: dict[str, Any]) -> tuple[str, str]:
    """Return the data's media type and its text: JSON when it is short, else gzip in base 64."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    if len(text) <= PLAIN_UP_TO:
        # No end tag and no comment can come of it, and it is still JSON.
        return "application/json", text.replace("<", "\\u003c").replace("\u2028", "\\u2028")
    zipped = gzip.compress(text.encode("utf-8"), compresslevel=9, mtime=0)
    return "application/gzip", base64.b64encode(zipped).decode("ascii")


def _policy(scripts: list[str], style: str) -> str:
    def hashed(text: str) -> str:
        digest = hashlib.sha256(text.encode("utf-8")).digest()
        return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"

    return "; ".join((
        "default-src 'none'",
        f"script-src {' '.join(hashed(script) for script in scripts)}",
        f"style-src {hashed(style)}",
        "img-src data: blob:",
        "base-uri 'none'",
        "form-action 'none'",
    ))  # fmt: skip


def _without_map(script: str) -> str:
    """Drop the pointer to a source map, which a browser's tools would go and look for."""
    return re.sub(r"\n//# sourceMappingURL=\S*\s*$", "\n", script)
