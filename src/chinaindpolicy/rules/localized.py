"""Reports in Chinese: the message of each finding, by templates and the guides of the rules.

Codes, tables, columns and values stay as they are. A message that has the form of a template keeps
all its details; its `{reason}` has a form of its own, which belongs to no code. Any other message
becomes the problem of its rule, the value, and the suggestion of the English message or else the
fix of the guide.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from chinaindpolicy.lang.texts import Texts
from chinaindpolicy.rules.guides import chinese_guides
from chinaindpolicy.rules.messages import shown

if TYPE_CHECKING:
    from chinaindpolicy.rules.findings import Finding
    from chinaindpolicy.rules.report import Report

R = TypeVar("R", bound="Report")

_FILE = "messages_zh.csv"
_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_QUOTED = r"(?:'[^']*'|\"[^\"]*\")"
# A list or dict of Python, with lists and dicts in it.
_INNER = rf"(?:[^][{{}}'\"]|{_QUOTED})*"
_NESTED = rf"(?:[^][{{}}'\"]|{_QUOTED}|[\[{{]{_INNER}[\]}}])*"
_VALUE = rf"[\[{{](?:[^][{{}}'\"]|{_QUOTED}|[\[{{]{_NESTED}[\]}}])*[\]}}]"
SUGGESTIONS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "Suggested value: {value}.": re.compile(rf"; (?:use|write) ({_QUOTED})"),
        "Similar names: {value}.": re.compile(rf"did you mean ({_QUOTED}(?: or {_QUOTED})*)\?"),
        "Possible argument: {value}.": re.compile(rf"\bpass ([a-z]+=(?:{_VALUE}|{_QUOTED}))"),
    }
)
"""The suggestions of English messages: the text for the Chinese message, and the form."""
REASONS = (
    "column {name} is missing",
    "column {name} is of the wrong type",
    "table {table} has no column {name}",
    "references='skip': ids of other tables are not looked up",
    "these rules need all tables; `build` and `verify` evaluate them",
    "rules: the release is older than columns of {tables}",
    "the texts of {name}: verify that release separately",
    "references to {release}: the dataset is joined with {other}",
    "spans, hashes, expressions, completeness and coverage: they need the source texts "
    "(pass sources=FOLDER)",
)
"""The forms of reasons why a check was skipped."""
# A fix names the value of the example of the guide, which is not the value of this finding.
_EXAMPLE = re.compile("（此处为[^（）]*）|，此处为[^，。；]*")
_ALTERNATIVES = re.compile(f"{_QUOTED}(?: or {_QUOTED})+")
_GAP = re.compile("(?<=[\u4e00-\u9fff]) (?=空)")


@dataclass(frozen=True, slots=True)
class Template:
    """A form of English messages and its Chinese text.

    Attributes:
        english: The English message, with placeholders in braces.
        chinese: The Chinese message, with placeholders of the same names.
    """

    english: str
    chinese: str

    @property
    def names(self) -> list[str]:
        """The placeholders of the English message, in order."""
        return _PLACEHOLDER.findall(self.english)

    def translated(self, message: str) -> str:
        """Return a message in Chinese; an empty string if it has another form."""
        match = _pattern(self.english).fullmatch(message)
        if match is None:
            return ""
        # A value that repeats a part of the form is a second message.
        parts = [part for part in _PLACEHOLDER.split(self.english)[::2] if part.count(" ") > 2]
        if any(part in value for part in parts for value in match.groups()):
            return ""
        values = dict(zip(self.names, match.groups(), strict=True))
        if "reason" in values:
            values["reason"] = _reason(values["reason"])
            if not values["reason"]:
                return ""
        text = _PLACEHOLDER.sub(lambda found: _word(values[found[1]]), self.chinese)
        return _GAP.sub("", text)


def _reason(message: str) -> str:
    """Return a reason in a message in Chinese, by the templates without a code."""
    return next(filter(None, (each.translated(message) for each in templates().get("", ()))), "")


def localized_report(report: R, say: Texts) -> R:
    """Return a report whose findings have messages in a language.

    Args:
        report: The report.
        say: The texts of the language.
    """
    if say.lang == "en":
        return report
    findings = tuple(
        replace(finding, message=chinese_message(finding, say)) for finding in report.findings
    )
    return replace(report, findings=findings)


def chinese_message(finding: Finding, say: Texts) -> str:
    """Return the message of a finding in Chinese.

    Args:
        finding: A finding with its English message.
        say: The Chinese texts.

    Example:
        >>> from chinaindpolicy.lang.texts import texts
        >>> from chinaindpolicy.rules.findings import Finding
        >>> message = "paragraph is 0; the minimum is 1"
        >>> wrong = Finding("below-minimum", "error", "targets", "", "paragraph", "0", message)
        >>> chinese_message(wrong, texts("zh"))
        'paragraph 为 0；最小值为 1'
        >>> chinese_message(Finding("file-empty", "error", "", "", "", "", "0 bytes"), texts("zh"))
        '文件为空。重新生成文件。'
    """
    for template in templates().get(finding.code, ()):
        if text := template.translated(finding.message):
            return text
    guide = chinese_guides().get(finding.code)
    if guide is None:
        return finding.message
    value = f"：{_plain(finding.value)}" if finding.value else ""
    advice = "".join(_suggested(finding, say)) or _EXAMPLE.sub("", guide.fix)
    return f"{guide.problem}{value}。{advice}"


def localized_gaps(not_checked: Iterable[str], say: Texts) -> list[str]:
    """Return the checks that were not possible, with their reasons in a language.

    Args:
        not_checked: Reasons of a report: a text, or codes, a colon and a reason.
        say: The texts of the language.
    """
    found: list[str] = []
    for what in not_checked:
        codes, _, reason = what.rpartition(": ")
        whole = localized_reason(what, say)
        if whole == what and codes:
            words = localized_reason(reason, say)
            whole = say("{label}: {message}", label=codes, message=words)
        found.append(whole)
    return found


def localized_reason(reason: str, say: Texts) -> str:
    """Return the reason of a skipped check in a language, if it has a known form."""
    for text in REASONS:
        if match := _pattern(text).fullmatch(reason):
            return say(text, **dict(zip(_PLACEHOLDER.findall(text), match.groups(), strict=True)))
    return reason


@cache
def templates() -> Mapping[str, tuple[Template, ...]]:
    """Return the templates of each code, in the order of the file."""
    text = files("chinaindpolicy.rules").joinpath(_FILE).read_text(encoding="utf-8")
    found: dict[str, tuple[Template, ...]] = {}
    for row in csv.DictReader(text.splitlines()):
        found[row["code"]] = (*found.get(row["code"], ()), Template(row["en"], row["zh"]))
    return MappingProxyType(found)


@cache
def _pattern(english: str) -> re.Pattern[str]:
    texts = _PLACEHOLDER.split(english)[::2]
    return re.compile("(.*?)".join(map(re.escape, texts)), re.DOTALL)


def _word(value: str) -> str:
    if value == "empty":
        return "空"
    return value.replace("' or '", "'、'") if _ALTERNATIVES.fullmatch(value) else value


def _plain(value: str) -> str:
    """Return a value as messages show it, without quotation marks."""
    text = shown(value)
    return text[1:-1] if text[:1] in "'\"" else text


def _suggested(finding: Finding, say: Texts) -> Iterator[str]:
    # A value of the data must not become a suggestion.
    own = shown(finding.value) if finding.value else ""
    message = finding.message.replace(own, "") if own else finding.message
    for text, pattern in SUGGESTIONS.items():
        if values := list(dict.fromkeys(pattern.findall(message))):
            yield say(text, value="、".join(values).replace(" or ", "、"))
