"""The catalogue of messages: every key in both languages and used; every use with the parameters that its row has."""

import ast
import copy
import pickle
import re
import string
from pathlib import Path

import pytest

import graph
from graph.errors import CallError, DataError, DataErrors, at_place, os_reason
from graph.messages import Label, Message, catalogue, in_language, joined, speak, translate, words_of
from graph.model.fields import DEED, Field

PACKAGE = Path(graph.__file__).parent
ERRORS = {"CallError", "NotAllowed", "DataError", "StoreError", "NotThere", "DeedgraphError"}
ROWS = [
    line.split("\t")
    for line in (PACKAGE / "messages.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def sources() -> list[tuple[Path, ast.Module]]:
    return [(path, ast.parse(path.read_text(encoding="utf-8"))) for path in sorted(PACKAGE.rglob("*.py"))]


def uses() -> list[tuple[str, ast.Call, int]]:
    """Every call that names a key: where it stands, the call, and which of its arguments the key is."""
    found = []
    for path, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                at = 0 if name in ERRORS or name == "Message" else 1 if name in ("translate", "say") else None
                if at is not None and len(node.args) > at:
                    found.append((f"{path.relative_to(PACKAGE)}:{node.lineno}", node, at))
    return found


def keys_in(node: ast.expr) -> list[str]:
    """The keys that an argument may be: a literal, or one of two."""
    if isinstance(node, ast.IfExp):
        return [*keys_in(node.body), *keys_in(node.orelse)]
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def test_each_row_has_a_key_of_its_own_and_both_languages_with_the_same_placeholders() -> None:
    assert all(len(row) == 3 and all(row) for row in ROWS), [
        row for row in ROWS if len(row) != 3 or not all(row)
    ]
    keys = [row[0] for row in ROWS]
    assert len(keys) == len(set(keys)), sorted({key for key in keys if keys.count(key) > 1})
    for key, en, zh in ROWS:
        assert re.fullmatch(r"[a-zA-Z][\w.-]*", key), key
        assert placeholders(en) == placeholders(zh), key


def test_each_use_has_a_key_of_the_catalogue_and_its_parameters_neither_more_nor_fewer() -> None:
    wrong = []
    for where, call, at in uses():
        if any(keyword.arg is None for keyword in call.keywords):
            continue  # **params of a wrapper, whose callers are looked at
        named = {keyword.arg for keyword in call.keywords}
        if getattr(call.func, "id", "") == "DataError":
            named -= {"path", "line", "record"}
        wrong += [
            f"{where}: {key} has {placeholders(catalogue()[key]['en'])}, given {named}"
            for key in keys_in(call.args[at])
            if key in catalogue() and named != placeholders(catalogue()[key]["en"])
        ]
    assert not wrong, "\n".join(wrong)


def test_no_error_is_raised_with_words_instead_of_a_key() -> None:
    for where, call, at in uses():
        for key in keys_in(call.args[at]):
            assert key in catalogue() or (key.partition(".")[0] == key and key in words_of("serve")), (
                f"{where}: {key}"
            )
        assert not isinstance(call.args[at], ast.JoinedStr) or re.fullmatch(
            r"[a-z]+-([\w-]+-)?", call.args[at].values[0].value
        ), where


def test_each_noun_that_is_counted_has_its_row_for_one_and_for_many() -> None:
    calls = [
        node
        for _, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "counted"
    ]
    nouns = {noun for call in calls for noun in keys_in(call.args[1])}
    assert len(nouns) > 10
    assert nouns == {key.removeprefix("count-") for key in catalogue() if key.startswith("count-")}
    assert all(catalogue()[f"count-{noun}"]["en"].count("|") == 1 for noun in nouns)


def test_each_key_is_used() -> None:
    literals, prefixes = set(), set()
    for _, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                literals.add(node.value)
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                prefixes.add(node.values[0].value)
    prefixes |= {literal for literal in literals if literal.endswith("-")}
    prefixes = {prefix for prefix in prefixes if re.fullmatch(r"[a-z]+-([\w-]+-)?", prefix)} | {
        "help",
        "inferred.",
    }
    prefixes |= {f"{app}." for app in ("ui", *APPS)}  # the words of interfaces have a test of their own
    unused = [key for key in catalogue() if key not in literals and not key.startswith(tuple(prefixes))]
    assert not unused


APPS = {"page": "web/page", "review": "web/review/page", "serve": "web/serve/pages"}


def source_of(app: str) -> str:
    files = [path for path in (PACKAGE / APPS[app]).rglob("*") if path.suffix in (".js", ".py", ".html")]
    return "\n".join(path.read_text(encoding="utf-8") for path in files if "static" not in path.parts)


def names_in(fields: tuple[Field, ...]) -> set[str]:
    return {name for field in fields for name in (field.name, *names_in(field.parts))}


@pytest.mark.parametrize("app", APPS)
def test_each_word_that_an_interface_says_is_there(app: str) -> None:
    said = set(re.findall(r"""\bt\(["'](\w+)["']""", source_of(app)))
    said |= set(re.findall(r"""\bsay\([\w.]+, ["'](\w+)["']""", source_of(app)))
    labels = names_in(DEED) if app == "review" else set()
    begun = {key for key in said if key.endswith("_")}  # what a type of thing is put behind
    assert len(said) > 40
    assert said - words_of(app).keys() - labels - begun == set()


def test_each_word_of_an_interface_is_said() -> None:
    sources = {app: source_of(app) for app in APPS}
    for key in catalogue():
        section, dot, name = key.partition(".")
        if not dot or section == "inferred":
            continue
        inside = "".join(sources.values()) if section == "ui" else sources[section]
        made = name.endswith(("View", "sType")) or name.startswith(("n_", "as_"))  # out of a name and this
        assert made or re.search(rf"""["'`]{name}["'`]""", inside), key


def test_no_word_stands_twice_for_the_page_and_the_server() -> None:
    for key in catalogue():
        section, _, name = key.partition(".")
        if section == "ui":
            assert sum(f"{app}.{name}" in catalogue() for app in APPS) < 2, key


@pytest.fixture
def in_chinese():
    speak("zh")
    yield
    speak("en")


def test_a_message_reads_in_the_active_language_and_can_be_asked_in_either(in_chinese: None) -> None:
    words = Message("store-not-a-folder", path="a.txt")
    assert words == "a.txt 是文件，不是图谱；请指一个文件夹"
    assert words.in_language("en") == "a.txt: a file, not a store; name a folder"
    assert str(CallError("store-not-a-folder", path="a.txt")) == words


def test_a_message_within_a_message_is_said_in_the_same_language() -> None:
    reason = os_reason(PermissionError(13, "Permission denied"))
    words = Message("temporary-space", why=reason)
    assert "Permission denied" in words
    assert "没有权限" in words.in_language("zh")
    assert os_reason(OSError(95, "not in the table")) == "not in the table"


def test_an_unknown_key_or_a_missing_parameter_is_refused() -> None:
    with pytest.raises(KeyError):
        Message("no-such-key")
    with pytest.raises(KeyError):
        Message("store-not-a-folder")


@pytest.mark.parametrize("value", ["{path}", "{0}", "%s", "\n\t", "a{b", "}{", "\\n"])
def test_what_is_put_in_is_never_read_as_a_template(value: str) -> None:
    assert Message("store-not-a-folder", path=value).startswith(value)


def test_an_error_keeps_its_message_and_place_between_processes() -> None:
    error = DataError("temporary-space", "a.yaml", 3, "deed d07", why=Label("full", "满了"))
    for sent in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert (str(sent), sent.path, sent.line, sent.record) == (str(error), "a.yaml", 3, "deed d07")
        assert sent.in_language("zh").startswith("a.yaml:3：事迹 d07：临时文件写不了：满了")
    many = pickle.loads(pickle.dumps(DataErrors([error, error])))
    assert str(many) == f"{error}\n{error}"
    assert many.in_language("zh").count("\n") == 1


def test_the_place_comes_first_in_both_languages() -> None:
    words = at_place("wrong", "a.yaml", 3, "deed d07")
    assert (words, words.in_language("zh")) == ("a.yaml:3: deed d07: wrong", "a.yaml:3：事迹 d07：wrong")
    assert at_place("wrong", None, None, None) == "wrong"


def test_a_list_is_joined_as_each_language_does() -> None:
    words = joined([Message("record-deed"), "x"])
    assert (words, in_language(words, "zh"), translate("zh", "record-deed")) == ("deed, x", "事迹、x", "事迹")
