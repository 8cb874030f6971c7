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

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from graph.messages import words_of
from graph.resources import resource
from graph.web.page.vis_network import VIS

HERE = Path(__file__).parent
ENTRY = "main.js"
PLAIN_UP_TO = 64 * 1024  # characters of JSON that are not worth compressing

_IMPORT = re.compile(r'^import (\{[^}]*\}) from "\./([a-z-]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?function|const|class) (\w+)", re.MULTILINE)


def render(data: dict[str, Any], *, title: str, lang: str) -> str:
    """Return the page as HTML. ``data`` is what its script reads."""
    scripts = [_without_map(VIS.read_text(encoding="utf-8")), joined_script()]
    style = joined_style()
    kind, payload = packed({"words": words_of("page"), **data})
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
    """Return the modules of the page's script as one script, each in a scope of its own after those it imports.

    Only ``import { names } from "./file.js"`` and ``export`` before a declaration are known; another form, or
    modules that import each other, are a ``ValueError``.
    """
    done: dict[str, str] = {}
    begun: list[str] = []

    def add(name: str) -> None:
        if name in begun:
            raise ValueError(f"{name} imports itself by way of {', '.join(begun[begun.index(name) :])}")
        if name in done:
            return
        begun.append(name)
        source = (folder / name).read_text(encoding="utf-8")
        for _, needed in _IMPORT.findall(source):
            add(needed)
        begun.pop()
        done[name] = _scoped(name, source)

    add(ENTRY)
    return '"use strict";\nconst modules = {};\n' + "\n".join(done.values())


def _scoped(name: str, source: str) -> str:
    exported = [found for _, found in _EXPORT.findall(source)]
    body = _IMPORT.sub(r'const \1 = modules["\2"];\n', source)
    body = _EXPORT.sub(r"\1 \2", body)
    if left := re.search(r"^(?:import|export)\b.*", body, re.MULTILINE):
        raise ValueError(f"{name}: {left.group()}: this form of import or export is not known")
    return f'modules["{name}"] = (() => {{\n{body.strip()}\nreturn {{ {", ".join(exported)} }};\n}})();\n'


def joined_style() -> str:
    """Return the page's style sheets as one."""
    sheets = sorted(resource("web/page/css").glob("*.css"))
    return "\n".join(path.read_text(encoding="utf-8").strip() for path in sheets) + "\n"


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
