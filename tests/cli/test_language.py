"""The terminal in Chinese: by ``--lang`` and by the locale; help of every command; tables, errors, click's own words."""

import re
from pathlib import Path

import click
import pytest
from click import core, exceptions, parser, types
from click.testing import CliRunner

from graph.cli import cli
from graph.cli.localized import LocalizedGroup
from graph.messages import catalogue, headings, locale_language, speak
from graph.query.deed_table import TABLE_COLUMNS
from graph.query.network.measures import MEASURES
from graph.query.totals import COLUMNS

HAN = re.compile("[\u4e00-\u9fff]")
COMMANDS = sorted(cli.commands)


@pytest.fixture(autouse=True)
def in_english_again():
    yield
    CliRunner().invoke(cli, ["--lang", "en", "--version"])


def run(*args: str, **environment: str) -> str:
    done = CliRunner(env={"LC_ALL": None, "LC_MESSAGES": None, "LANG": None, **environment}).invoke(cli, args)
    return done.output + (str(done.exception) if done.exception else "")


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_each_command_and_option_is_in_both_languages(command: str) -> None:
    chinese, english = run("--lang", "zh", command, "--help"), run("--lang", "en", command, "--help")
    assert not HAN.search(re.sub("[\u540d\u4ef6\u5143]", "", english))  # 名, 件, 元 are examples
    with click.Context(cli):
        run("--lang", "zh", "--version")
        helps = [
            cli.commands[command].help,
            *(p.help for p in cli.commands[command].params if isinstance(p, click.Option)),
        ]
    assert helps
    assert all(HAN.search(words) for words in helps)
    assert "用法" in chinese
    assert "选项" in chinese
    assert "显示本帮助" in chinese
    assert "Usage" in english


def test_each_row_of_help_is_of_a_command_or_an_option() -> None:
    options = {
        f"help-{name}{max(p.opts, key=len)}"
        for name, c in cli.commands.items()
        for p in c.params
        if isinstance(p, click.Option)
    }
    shared = {"help" + re.sub(r"^help-[a-z]+(?=-)", "", key) for key in options} | {
        "help--lang",
        "help--version",
    }
    wanted = options | shared | {f"help-{name}" for name in COMMANDS} | {"help"}
    assert {key for key in catalogue() if key.startswith("help")} <= wanted


@pytest.mark.parametrize(
    "args", [["--lang", "zh", "--help"], ["--help", "--lang", "zh"], ["--lang=zh", "--help"]]
)
def test_the_language_may_stand_before_or_after_help(args: list[str]) -> None:
    words = run(*args)
    assert "谁、做了什么" in words
    assert "审阅草稿" in words


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"), ({"LANG": "zh"}, "zh"), ({"LANG": "zh_TW.Big5"}, "zh"),
        ({"LC_MESSAGES": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}, "zh"), ({"LC_ALL": "C.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LC_ALL": "", "LC_MESSAGES": "", "LANG": "zh_CN"}, "zh"), ({}, "en"), ({"LANG": "C.UTF-8"}, "en"),
    ],
)  # fmt: skip
def test_the_locale_says_the_language(environment: dict[str, str], language: str) -> None:
    assert locale_language(environment) == language
    assert ("用法" in run("--help", **environment)) == (language == "zh")


def test_the_option_goes_before_the_locale() -> None:
    assert "Usage" in run("--lang", "en", "--help", LANG="zh_CN.UTF-8")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["deeds", "--whoo", "x"], "没有选项 '--whoo'"),
        (["deedz"], "没有命令 'deedz'"),
        (["query", "--format", "xls"], "'--format' 的值不对：'xls' 不在"),
        (["remove"], "缺少参数"),
        (["remove", "a", "b"], "多出的参数（b）"),
        (["deeds", "--who"], "选项 '--who' 须有一个值"),
        (["serve", "--port", "x"], "'x' 不是合格的"),
        (["review", "nowhere.yaml"], "'nowhere.yaml' 不存在"),
        (["deeds", "--from", "明天"], "'明天' 不是日期"),
        (["query", "no-such-query"], "没有存好的查询 'no-such-query'"),
    ],
)
def test_what_goes_wrong_is_told_in_chinese(args: list[str], words: str) -> None:
    assert words in run("--lang", "zh", *args)


def test_tables_have_chinese_heads_and_machine_formats_their_names() -> None:
    table = run("--lang", "zh", "deeds", "--who", "省妇联")
    assert table.split("\n")[0].split() == ["事迹", "谁", "做了什么", "对谁、给谁", "何处", "何时", "多少"]
    assert "4 件事迹" in table
    assert run("--lang", "zh", "deeds", "--format", "csv").startswith("id,report,kind,did,who")
    assert run("deeds", "--who", "省妇联").split("\n")[0].split()[:3] == ["deed", "who", "did"]


@pytest.mark.parametrize("columns", [TABLE_COLUMNS, COLUMNS, ("name", "type", *MEASURES)])
def test_each_column_has_a_head_in_both_languages(columns: tuple[str, ...]) -> None:
    assert headings(columns) == list(columns)
    speak("zh")
    assert all(HAN.search(head) for head in headings(columns))
    speak("en")


def test_click_still_says_what_is_translated() -> None:
    """A new edition of click may word things anew: then a row fits nothing, and Chinese would turn English."""
    source = "".join(Path(module.__file__).read_text() for module in (core, exceptions, parser, types))
    source += (
        Path(core.__file__).with_name("formatting.py").read_text()
        + Path(core.__file__).with_name("decorators.py").read_text()
    )
    rows = {key: row["en"] for key, row in catalogue().items() if key.startswith("click-")}
    assert len(rows) > 30
    assert [en for en in rows.values() if f'"{en}"' not in source] == []
    assert isinstance(cli, LocalizedGroup)
