"""How a page is made: its template, its language, and addresses that keep the language. Done in a worker."""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from graph.messages import Label, Language, catalogue, in_language, joined, words_of
from graph.model.fields import DEED
from graph.web.serve.tasks import TaskResult

HERE = Path(__file__).parent
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Frame:
    """What every page needs: ``root`` before our addresses, ``here`` with its ``query`` after it.

    ``chosen`` says that the address names the language, so that links keep it.
    """

    lang: Language = "zh"
    chosen: bool = False
    root: str = ""
    here: str = "/"
    query: list[tuple[str, str]] = field(default_factory=list)

    def url(self, path: str, **values: Any) -> str:
        """Return the address of a path of ours, with values that are set and the language if it was chosen."""
        given = {name: value for name, value in values.items() if value not in (None, "")}
        if self.chosen and "lang" not in given and not path.startswith("/static/"):
            given["lang"] = self.lang
        # A path of the data's own may hold anything that an IRI may.
        address = self.root + quote(path, safe="/-._~!$&'()*+,;=:@")
        return address + (f"?{urlencode(given)}" if given else "")

    def again(self, **changes: Any) -> str:
        """Return the address of this page with some values of its query changed."""
        kept = dict(self.query) | changes
        return self.url(self.here, **kept)


def framed(frame: Mapping[str, Any]) -> Frame:
    """Return a frame as it was sent to the worker."""
    return Frame(**{**frame, "query": [(name, value) for name, value in frame["query"]]})


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _words() -> dict[str, dict[Language, str]]:
    return words_of("serve")


def say(language: Language, key: str, **values: object) -> str:
    """Return the words for a key, with values put in; numbers are grouped."""
    text = _words()[key][language]
    return text.format(**{name: f"{v:,}" if isinstance(v, int) else v for name, v in values.items()})


def say_inferred(language: Language, paths: list[str]) -> str:
    """Return in words what was filled in, each once."""
    known: dict[str, str] = {field.name: Label(field.en.lower(), field.zh) for field in DEED}
    for key, row in catalogue().items():
        if key.startswith("inferred."):
            known[key.removeprefix("inferred.")] = Label(row["en"], row["zh"])
    words = [known.get(path) or known.get(path.partition(".")[0], path) for path in paths]
    return in_language(joined(dict.fromkeys(words)), language)


def rendered(template: str, frame: Frame, **values: Any) -> str:
    """Return a page as HTML."""

    def words(key: str, **inside: Any) -> str:
        return say(frame.lang, key, **inside)

    return (
        _environment()
        .get_template(template)
        .render(f=frame, url=frame.url, lang=frame.lang, t=words, **values)
    )


def render_page(template: str, frame: Frame, *, compress: bool = False, **values: Any) -> TaskResult:
    """Return a page as a reply."""
    # Text of any origin may hold half a character, which no page can.
    body = rendered(template, frame, **values).encode("utf-8", "replace")
    return (
        TaskResult(gzip.compress(body, 5, mtime=0), HTML, gzip=True) if compress else TaskResult(body, HTML)
    )
