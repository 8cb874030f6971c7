r"""Every sentence and word that the program itself says, in Chinese and English: one table, ``messages.tsv``.

A row is a key, the English and the Chinese; ``{name}`` stands for a parameter, with a format as in Python
(``{n:,}``, ``{value!r}``). A parameter that is itself a message is said in the same language. ``\n`` is a new line.
"""

import os
import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Literal

from graph.resources import resource

Language = Literal["zh", "en"]

_active: list[Language] = ["en"]  # what a message reads as, where nobody names a language


class Message(str):
    """A sentence of the catalogue with its parameters; as a string, it is in the active language.

    ``key`` is its row, ``params`` what is put in. Raises ``KeyError`` for a key that the catalogue does not have.

    >>> words = Message("store-not-a-folder", path="notes.txt")
    >>> str(words), words.in_language("zh")
    ('notes.txt: a file, not a store; name a folder', 'notes.txt 是文件，不是图谱；请指一个文件夹')
    """

    key: str
    params: dict[str, Any]

    def __new__(cls, key: str, /, **params: Any) -> "Message":
        """Return the sentence of a key, in the active language."""
        made = super().__new__(cls, translate(_active[0], key, **params))
        made.key = key
        made.params = {
            n: v if isinstance(v, (str, int, float, None.__class__)) else str(v) for n, v in params.items()
        }
        return made

    def in_language(self, language: Language) -> str:
        """Return the sentence in a language."""
        return translate(language, self.key, **self.params)

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, Any]]:
        """Let it travel between processes, and be said there in the language that is active there."""
        return (self.key,), self.params


class Label(str):
    """Words that are no row of the catalogue but come in both languages: a concept's label, a joined list."""

    en: str
    zh: str

    def __new__(cls, en: str, zh: str) -> "Label":
        """Return the words, as a string in the active language."""
        made = super().__new__(cls, zh if _active[0] == "zh" else en)
        made.en, made.zh = en, zh
        return made

    def in_language(self, language: Language) -> str:
        """Return the words in a language."""
        return self.zh if language == "zh" else self.en

    def __reduce__(self) -> tuple[type["Label"], tuple[str, str]]:
        """Let it travel between processes."""
        return Label, (self.en, self.zh)


def in_language(words: str, language: Language) -> str:
    """Return words in a language; what is no message, such as a name, stays as it is."""
    return words.in_language(language) if isinstance(words, (Message, Label)) else words


def joined(parts: Iterable[str], en: str = ", ", zh: str = "、") -> Label:
    """Return several messages as one, with what stands between them in each language.

    >>> joined(["a", "b"]).in_language("zh")
    'a、b'
    """
    parts = list(parts)
    return Label(en.join(in_language(p, "en") for p in parts), zh.join(in_language(p, "zh") for p in parts))


def headings(columns: Iterable[str]) -> list[str]:
    """Return the heads of a table for a person, by the names of its columns.

    >>> headings(["deed", "whom, to"])
    ['deed', 'whom, to']
    """
    return [Message("head-" + re.sub(r"\W+", "-", name)) if name else "" for name in columns]


def counted(n: int, noun: str) -> Label:
    """Return a number with its noun, whose row has the English for one and for many: ``{n} deed|{n:,} deeds``.

    >>> counted(1, "deed"), counted(2_000, "deed"), counted(2, "deed").in_language("zh")
    ('1 deed', '2,000 deeds', '2 件事迹')
    """
    row = catalogue()[f"count-{noun}"]
    one, many = row["en"].split("|")
    return Label((one if n == 1 else many).format(n=n), row["zh"].format(n=n))


def translate(language: Language, key: str, /, **params: Any) -> str:
    """Return the words of a key in a language, with the parameters put in.

    >>> translate("zh", "store-not-a-folder", path="notes.txt")
    'notes.txt 是文件，不是图谱；请指一个文件夹'
    """
    template = catalogue()[key][language]
    return template.format(**{name: _plain(value, language) for name, value in params.items()})


def _plain(value: Any, language: Language) -> Any:
    return value.in_language(language) if isinstance(value, (Message, Label)) else value


def words_of(app: str) -> dict[str, dict[Language, str]]:
    """Return the words of an interface (``page``, ``review``, ``serve``) by key: its own and those that all share.

    >>> words_of("page")["close"]["zh"]
    '关闭'
    """
    rows = {key.partition("."): row for key, row in catalogue().items() if key.startswith(("ui.", f"{app}."))}
    return {key: row for (_, _, key), row in rows.items()}


def speak(language: Language) -> None:
    """Make a language the active one, in which messages read."""
    _active[0] = language


def spoken() -> Language:
    """Return the active language."""
    return _active[0]


def locale_language(environment: Mapping[str, str] = os.environ) -> Language:
    """Return the language of the locale: Chinese where LC_ALL, LC_MESSAGES or LANG, the first that is set, says so.

    >>> locale_language({"LC_ALL": "", "LANG": "zh_CN.UTF-8"}), locale_language({"LC_ALL": "C", "LANG": "zh_CN.UTF-8"})
    ('zh', 'en')
    """
    named = next(filter(None, map(environment.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "zh" if named.lower().startswith("zh") else "en"


@cache
def catalogue() -> dict[str, dict[Language, str]]:
    """Return the whole table: the words in each language by key."""
    rows: dict[str, dict[Language, str]] = {}
    for line in resource("messages.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            key, en, zh = line.replace("\\n", "\n").split("\t")
            rows[key] = {"en": en, "zh": zh}
    return rows
