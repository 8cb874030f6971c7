"""The command line in the person's language: help, and click's own words, out of the catalogue."""

import re
from types import ModuleType
from typing import Any

import click
from click import core, decorators, exceptions, formatting, parser, types, utils

from graph.messages import Language, catalogue, locale_language, speak, translate

_MODULES: tuple[ModuleType, ...] = (core, decorators, exceptions, formatting, parser, types, utils)


class LocalizedGroup(click.Group):
    """A group of commands that speaks the language of ``--lang``, else that of the locale, from its help on."""

    def make_context(self, info_name: str | None, args: list[str], *rest: Any, **extra: Any) -> click.Context:
        """Begin to work on a command line; its language is known before anything of it is read."""
        wanted = _wanted(args)
        language: Language = "zh" if wanted == "zh" else "en" if wanted == "en" else locale_language()
        speak(language)
        _localize(self, language)
        return super().make_context(info_name, args, *rest, **extra)


def _wanted(args: list[str]) -> str | None:
    """Return what ``--lang`` of the whole program says: before the command, or beside ``--help`` without one."""
    for at, word in enumerate(args):
        if word == "--lang":
            return next(iter(args[at + 1 :]), None)
        if word.startswith("--lang="):
            return word.partition("=")[2]
        if not word.startswith("-"):
            return None
    return None


def _localize(group: click.Group, language: Language) -> None:
    _put_help(group, "help", language)
    for name, command in group.commands.items():
        _put_help(command, f"help-{name}", language)
        # What click wraps it counts in characters, and a Chinese one is two wide.
        command.context_settings["max_content_width"] = 50 if language == "zh" else 100
    group.context_settings["max_content_width"] = 50 if language == "zh" else 100
    said = {row["en"]: row[language] for key, row in catalogue().items() if key.startswith("click-")}
    for module in _MODULES:  # they have gettext's functions under these names, and take no other catalogue
        if "_" in vars(module):
            vars(module)["_"] = lambda words: said.get(words, words)
        if "ngettext" in vars(module):
            vars(module)["ngettext"] = lambda one, many, n: said.get(words := one if n == 1 else many, words)


def _put_help(command: click.Command, key: str, language: Language) -> None:
    command.help = translate(language, key)
    # Of English, click takes as many words as there is room for; Chinese has no spaces between them.
    command.short_help = re.split("[。：；\n]", command.help)[0] if language == "zh" else None
    for option in command.params:
        if isinstance(option, click.Option):
            name = max(option.opts, key=len)
            own = f"{key}{name}"
            option.help = translate(language, own if own in catalogue() else f"help{name}")
    command._help_option = None
