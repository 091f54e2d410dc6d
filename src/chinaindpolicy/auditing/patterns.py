"""Expressions of the vocabulary as regular expressions, and groups of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Quality = Literal["ok", "open", "wrong"]

NUMBER = "\x00"
"""Stands for each character of the number that is audited."""
OTHER_NUMBER = "\x01"
"""Stands for each character of another number."""

_CHINESE = re.compile("[\u3400-\u9fff]")
_MACRO = re.compile("<([a-z]+)>")
_STEM = re.compile(r"(?<!\\)([a-z\]])\*")
_STEM_GROUP = re.compile(r"(?<![ \\])\)\*")
_BOUND = r"(?<![a-z])(?:{})(?![a-z])"
# The number that is audited counts as one character of a gap.
_ENGLISH_GAP = rf"(?:[^.;:!?。；！？{NUMBER}]|{NUMBER}++){{0,50}}?"
_CHINESE_GAP = rf"(?:[^。；！？;，,{NUMBER}]|{NUMBER}++){{0,14}}?"


def to_regex(expression: str, macros: Mapping[str, Sequence[str]]) -> str:
    """Return the regular expression of an expression of the vocabulary.

    Args:
        expression: An expression in the notation of `data/concepts.toml`.
        macros: English and Chinese forms by name.

    Returns:
        A regular expression for text of `searchable`. English words match as a whole.

    Example:
        >>> bool(re.search(to_regex("attract* ... invest*", {}), "attracted new investment"))
        True
    """
    chinese = _CHINESE.search(expression) is not None

    def expanded(match: re.Match[str]) -> str:
        english, characters = macros[match[1]]
        english = _MACRO.sub(expanded, english)
        bounded = _BOUND.format(english)
        return f"(?:{bounded}|{characters})" if characters else f"(?:{english})"

    regex = _MACRO.sub(expanded, expression)
    regex = _STEM.sub(r"\1\\w*", regex.replace(r"\b", ""))
    if not chinese:
        regex = _STEM_GROUP.sub(r")\\w*", regex)
    regex = regex.replace(" ... ", "...").replace("...", _CHINESE_GAP if chinese else _ENGLISH_GAP)
    regex = re.sub(r"(?<!\?) (?!\?)", r"\\s+", regex)
    regex = regex.replace("#", f"{NUMBER}+")
    return regex if chinese else _BOUND.format(regex)


def compile_any(
    expressions: Iterable[str], macros: Mapping[str, Sequence[str]]
) -> re.Pattern[str] | None:
    """Return one pattern that matches any of the expressions; None if there are none."""
    parts = [f"(?:{to_regex(one, macros)})" for one in expressions]
    return re.compile("|".join(parts)) if parts else None


def any_number(patterns: Iterable[re.Pattern[str]]) -> re.Pattern[str]:
    """Return a pattern that matches where one of some patterns matches next to any number."""
    joined = "|".join(f"(?:{pattern.pattern})" for pattern in patterns)
    marks = f"[{NUMBER}{OTHER_NUMBER}]"
    # A number is matched from its first mark to its last: a part of it would only take time.
    joined = joined.replace(f"{NUMBER}++", f"{marks}++")
    return re.compile(joined.replace(f"{NUMBER}+", f"(?<!{marks}){marks}+(?!{marks})"))


@dataclass(frozen=True, slots=True)
class Group:
    """Expressions of which one has to match.

    Attributes:
        ok: Matches that identify the indicator.
        open: Matches that leave the trait open.
        wrong: Matches that contradict the record, with the reason of the claim.
        absent: Quality if nothing matches; None if the group is mandatory.
    """

    ok: re.Pattern[str] | None
    open: re.Pattern[str] | None
    wrong: tuple[tuple[str, re.Pattern[str]], ...]
    absent: Literal["ok", "open"] | None


def read_group(entries: Iterable[str], macros: Mapping[str, Sequence[str]]) -> Group:
    """Return the group of a list of expressions with their prefixes.

    Example:
        >>> group = read_group(["net", "?added", "+"], {})
        >>> group.absent, bool(group.ok and group.ok.search("a net increase"))
        ('ok', True)
    """
    fine: list[str] = []
    unclear: list[str] = []
    wrong: dict[str, list[str]] = {}
    absent: Literal["ok", "open"] | None = None
    for entry in entries:
        if entry in ("+", "?"):
            absent = "ok" if entry == "+" else "open"
        elif entry.startswith("!"):
            reason, _, expression = entry[1:].partition(":")
            wrong.setdefault(reason, []).append(expression)
        elif entry.startswith("?"):
            unclear.append(entry[1:])
        else:
            fine.append(entry)
    pairs = ((reason, compile_any(found, macros)) for reason, found in wrong.items())
    return Group(
        compile_any(fine, macros),
        compile_any(unclear, macros),
        tuple((reason, pattern) for reason, pattern in pairs if pattern is not None),
        absent,
    )
