"""Messages of the common errors in the language of `--lang`; other messages stay English."""

from __future__ import annotations

import re
from collections.abc import Sequence

import click

from chinaindpolicy.errors import ChinaIndPolicyError, DataFileError, UnknownNameError
from chinaindpolicy.lang.texts import ENGLISH, LANGUAGES, Texts, texts

_NO_FILE = re.compile(r"no such file(?P<folder>, and no such folder)?(?:; did you mean (.+)\?)?")


def texts_of_arguments(arguments: Sequence[str]) -> Texts:
    """Return the texts of the language that a command line names; English by default.

    Example:
        >>> texts_of_arguments(["show", "targets", "--lang", "zh"]).lang
        'zh'
        >>> texts_of_arguments(["show", "--lang=fr"]).lang
        'en'
    """
    found = ""
    for number, each in enumerate(arguments):
        if each == "--lang":
            found = arguments[number + 1] if number + 1 < len(arguments) else ""
        elif each.startswith("--lang="):
            found = each.removeprefix("--lang=")
    return texts(found) if found in LANGUAGES else ENGLISH


def error_text(error: ChinaIndPolicyError, say: Texts) -> str:
    """Return the message of an error of the package.

    Example:
        >>> print(error_text(UnknownNameError("table", "target", ["targets"]), texts("zh")))
        没有表 'target'；是否指 'targets'？
    """
    if say.lang != "en":
        if isinstance(error, UnknownNameError):
            return _unknown_name(error, say)
        if isinstance(error, DataFileError) and (match := _NO_FILE.fullmatch(error.reason)):
            text = say("no such file or folder" if match["folder"] else "no such file")
            hint = say("; did you mean {near}?", near=match[2]) if match[2] else ""
            return f"{error.path}: {text}{hint}"
    return str(error)


def _unknown_name(error: UnknownNameError, say: Texts) -> str:
    hint = ""
    if error.fate:
        hint = say(": {message}", message=error.fate)
    elif error.near:
        hint = say("; did you mean {near}?", near=say(" or ").join(map(repr, error.near)))
    elif error.available:
        hint = say("; available: {names}", names=error.available)
    return say(
        "no {kind} {name}{place}{hint}",
        kind=say.code("name_kind", error.kind),
        name=repr(error.name),
        place=say(" in {place}", place=say.code("table", error.place)) if error.place else "",
        hint=hint,
    )


def usage_error(error: click.ClickException, say: Texts) -> click.ClickException:
    """Return a usage error with its message in the language."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    if say.lang == "en":
        return error
    if isinstance(error, click.NoSuchOption):
        near = error.possibilities or ()
        hint = say("; did you mean {near}?", near=say(" or ").join(near)) if near else ""
        text = say("no option {option}{hint}", option=error.option_name, hint=hint)
        return click.UsageError(text, context)
    if isinstance(error, click.BadParameter) and isinstance(error.param, click.Option):
        kind = error.param.type
        if isinstance(kind, click.Choice):
            return click.UsageError(
                say(
                    "option {option} has a value that is not allowed; allowed: {names}",
                    option=max(error.param.opts, key=len),
                    names=", ".join(map(str, kind.choices)),
                ),
                context,
            )
    return error
