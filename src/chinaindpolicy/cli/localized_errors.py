"""Messages of errors in the language of `--lang`: by templates; other messages stay English."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import click

from chinaindpolicy.errors import (
    ChinaIndPolicyError,
    CollectionError,
    DataFileError,
    Problem,
    UnknownNameError,
)
from chinaindpolicy.lang.texts import ENGLISH, LANGUAGES, Texts, texts

if TYPE_CHECKING:
    from chinaindpolicy.rules.localized import Template

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
        if isinstance(error, DataFileError):
            place = str(error).removesuffix(error.reason)
            return f"{place}{translated(error.reason)}"
        if isinstance(error, CollectionError):
            problems = [_problem(each, say) for each in error.problems]
            return "\n".join([say("{count} problems in the collection:", count=len(problems)),
                              *problems])  # fmt: skip
        return translated(str(error))
    return str(error)


_OF_ROW = re.compile(r"(?P<table>[a-z]+) (?P<id>[a-z0-9-]*): (?P<message>.*)", re.DOTALL)
_OF_KEY = re.compile(r"(?P<key>[a-z0-9_]+): ")
_OF_CELL = re.compile(r" \((?P<column>[a-z_]+) = (?P<value>.*)\)", re.DOTALL)


def _problem(problem: Problem, say: Texts) -> str:
    """Return a problem of a collection with its place, its row and its code."""
    from chinaindpolicy.rules.findings import Finding
    from chinaindpolicy.rules.localized import chinese_message

    message, row = problem.message, ""
    if (match := _OF_ROW.fullmatch(message)) and (table := say.code("table", match["table"])) != (
        match["table"]
    ):
        message, row = match["message"], f"{table} {match['id']}".rstrip() + "："
    column, value = "", ""
    for cell in _OF_CELL.finditer(message):
        if cell.end() == len(message):
            column, value, message = cell["column"], cell["value"], message[: cell.start()]
    if not value and (named := _OF_KEY.match(message)):
        value = named["key"]  # a message without a template keeps its key at least
    finding = Finding(problem.code, "error", "", "", column, value.strip("'\""), message)
    place = f"{problem.file}:{problem.line}" if problem.line else problem.file
    return f"{place}: {row}{chinese_message(finding, say)} [{problem.code}]"


def translated(message: str) -> str:
    """Return a message of an error in Chinese; unchanged if it has no known form.

    Example:
        >>> print(translated("argument ID is missing; add ID"))
        缺少参数 ID；应增加 ID
    """
    return next(filter(None, (each.translated(message) for each in error_templates())), message)


@cache
def error_templates() -> tuple[Template, ...]:
    """Return the forms of the messages with their Chinese texts, in the order of the file."""
    from chinaindpolicy.rules.localized import Template

    text = files("chinaindpolicy.cli").joinpath("errors_zh.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(keepends=True))
    return tuple(Template(row["en"], row["zh"]) for row in rows)


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
    return click.UsageError(translated(error.format_message()), context)


def usage_lines(error: click.ClickException, say: Texts) -> str:
    """Return the usage and the message of a usage error in a language.

    Example:
        >>> print(usage_lines(click.UsageError("缺少参数 ID"), texts("zh")))
        错误：缺少参数 ID
    """
    lines: list[str] = []
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is not None:
        usage = " ".join(context.command.collect_usage_pieces(context))
        lines = [
            say("usage: {usage}", usage=f"{context.command_path} {usage}"),
            say("help: {command}", command=f"{context.command_path} --help"),
            "",
        ]
    return "\n".join([*lines, say("error: {message}", message=error.format_message())])
