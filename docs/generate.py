"""Write the generated pages and parts of pages. With --check, only compare."""

from __future__ import annotations

import inspect
import sys
from collections import Counter
from pathlib import Path

import agent_pages
import agent_transcript
import architecture
from data_dictionary import data_dictionary
from glossary_page import context, glossary
from trust_figures import trust

import chinaindpolicy
from chinaindpolicy import plot
from chinaindpolicy.cli import cli
from chinaindpolicy.ingest.normalize.cell_values import CHANGE_RULES
from chinaindpolicy.lang.texts import texts
from chinaindpolicy.model.describe import CERTAINTIES
from chinaindpolicy.model.vocabularies import TABLE_NAMES
from chinaindpolicy.rules.guides import chinese_guides, guides
from chinaindpolicy.rules.registry import rules_of
from chinaindpolicy.rules.rule import Rule, Scope

HERE = Path(__file__).parent
SECTIONS: tuple[tuple[str, tuple[Scope, ...]], ...] = (
    ("Fields of a row", ("row",)),
    ("Columns", ("data",)),
    ("Cells", ("cell",)),
    ("Rows and tables", ("key", "reference", "dataset", "table", "combination")),
    ("Stated expressions", ("stated",)),
    ("Collections (`locate`, `build`)", ("collection",)),
    ("Changes from the previous release (`build`)", ("history",)),
    ("Source texts (`verify`)", ("text",)),
    ("Data files (`validate`, `normalize`)", ("file",)),
    ("Conversion (`normalize`)", ("normalize",)),
)


def findings() -> str:
    """Return the page of findings: each code once, in its first section."""
    lines = [
        "# Look up a finding",
        "",
        "Each finding has a stable code. This page lists the problem, the reason, an example and",
        "the fix for every code:",
        "",
        "```python",
        ">>> import chinaindpolicy as cip",
        '>>> row = {"indicator_id": "chip-yield-rate", "region_id": "cn-bj", "period": "2024"}',
        '>>> list(cip.validate([row | {"value": 130.0, "unit": "percent"}], "figures").counts)',
        "['share-outside-domain']",
        "",
        "```",
        "",
        "This page is generated from the rules, as is the [Chinese page](zh/findings.md).",
    ]
    seen: set[str] = set()
    for title, scopes in SECTIONS:
        rules = rules_of(*scopes)
        lines += ["", f"## {title}"]
        for rule in rules:
            if rule.code not in seen:
                lines += ["", f"### `{rule.code}`", "", *finding_guide(rule, *scopes)]
        others = [f"[`{rule.code}`](#{rule.code})" for rule in rules if rule.code in seen]
        if others:
            lines += ["", f"See also {', '.join(others)}."]
        seen |= {rule.code for rule in rules}
    lines += ["", "## Changes by `normalize`", "", "| rule | change |", "| --- | --- |"]
    lines += [f"| `{rule}` | {message} |" for rule, message in CHANGE_RULES.items()]
    return "\n".join(lines) + "\n"


def finding_guide(rule: Rule, *scopes: Scope) -> list[str]:
    """Return the lines of the page on one code."""
    guide = guides()[rule.code]
    tables = f" Tables: {', '.join(rule.tables)}." if rule.tables else ""
    return [
        f"{severity(rule, *scopes)}.{tables}",
        "",
        f"- Problem: {rule.message[0].upper()}{rule.message[1:]}.",
        f"- Reason: {guide.reason}",
        f"- Example: {guide.example}",
        f"- Fix: {guide.fix}",
    ]


CHINESE_SECTIONS = (
    "一行中的字段",
    "列",
    "单元格",
    "行与表",
    "原文表述",
    "文集（`locate`、`build`）",
    "与上一发布版相比的变化（`build`）",
    "原文（`verify`）",
    "数据文件（`validate`、`normalize`）",
    "转换（`normalize`）",
)


def chinese_findings() -> str:
    """Return the Chinese page of findings, in the order of the English one."""
    say = texts("zh")
    lines = [
        "# 检查结果",
        "",
        "[English](../findings.md) | 中文",
        "",
        "每项检查结果都有固定的代码。本页列出每个代码的问题、原因、示例和修改方法；",
        "`report.to` 用中文给出消息：",
        "",
        "```python",
        ">>> import chinaindpolicy as cip",
        '>>> row = {"indicator_id": "chip-yield-rate", "region_id": "cn-bj", "period": "2024"}',
        '>>> report = cip.validate([row | {"value": 130.0, "unit": "percent"}], "figures")',
        '>>> report.findings[0].code, report.to("text", lang="zh").splitlines()[0][-11:]',
        "('share-outside-domain', '占比应在0至100之间')",
        "",
        "```",
        "",
        "本页由规则生成。",
    ]
    seen: set[str] = set()
    for title, (_, scopes) in zip(CHINESE_SECTIONS, SECTIONS, strict=True):
        rules = rules_of(*scopes)
        lines += ["", f"## {title}"]
        for rule in rules:
            if rule.code in seen:
                continue
            guide = chinese_guides()[rule.code]
            tables = "、".join(say.code("table", table) for table in rule.tables)
            lines += [
                "",
                f"### `{rule.code}`",
                "",
                f"{chinese_severity(rule, *scopes)}。{f'适用的表：{tables}。' if tables else ''}",
                "",
                f"- 问题：{guide.problem}。",
                f"- 原因：{guide.reason}",
                f"- 示例：{guide.example}",
                f"- 修改方法：{guide.fix}",
            ]
        others = [f"[`{rule.code}`](#{rule.code})" for rule in rules if rule.code in seen]
        if others:
            lines += ["", f"另见{'、'.join(others)}。"]
        seen |= {rule.code for rule in rules}
    lines += ["", "## `normalize` 所作的更改", "", "| 规则 | 更改 |", "| --- | --- |"]
    lines += [f"| `{rule}` | {say.code('change', rule)} |" for rule in CHANGE_RULES]
    return "\n".join(lines) + "\n"


def chinese_severity(rule: Rule, *scopes: Scope) -> str:
    """Return the severity of a rule in Chinese."""
    words = severity(rule, *scopes)
    return {"Warning": "警告", "Error": "错误"}.get(words, "错误（在校验级别 `core` 中为警告）")


def errata() -> str:
    """Return the page of errata, by document."""
    dataset = chinaindpolicy.load()
    kinds = Counter(erratum.kind for erratum in dataset.errata)
    certainties = Counter(erratum.certainty for erratum in dataset.errata)
    lines = [
        "# Look up errata",
        "",
        "This page lists the differences between the printed and the intended text: errors of",
        "translation, of numbers and of names. `cip.errata` has the position of each in the text:",
        "",
        "```python",
        ">>> import chinaindpolicy as cip",
        '>>> erratum = cip.errata["err-002-sales-magnitude"]',
        ">>> erratum.printed, erratum.meant",
        "('2.100 billion yuan', '2.1 trillion yuan')",
        "",
        "```",
        "",
        f"Release {dataset.release} has {len(dataset.errata)} errata: "
        + ", ".join(f"{count} of {kind}" for kind, count in kinds.most_common())
        + ". The page is generated from them.",
        "",
        "| certainty | meaning | errata |",
        "| --- | --- | --- |",
    ]
    for code, meaning in CERTAINTIES.items():
        lines.append(f"| {code} | {meaning} | {certainties[code]} |")
    for document in dataset.documents:
        found = dataset.errata.where(document_id=document.id)
        if not found:
            continue
        lines += ["", f"## {document.title}", ""]
        header = "| printed | intended | kind | certainty | reason | affected records |"
        lines += [header, "| --- " * 6 + "|"]
        for each in found:
            records = ", ".join(f"`{id}`" for id in each.record_ids)
            source = f": `{each.reference_id}`" if each.reference_id else ""
            certainty = f"{each.certainty}{source}"
            cells = (each.printed, each.meant, each.kind, certainty, each.explanation, records)
            lines.append(
                f"| {' | '.join((text or '').replace('|', chr(92) + '|') for text in cells)} |"
            )
    return "\n".join(lines) + "\n"


def severity(rule: Rule, *scopes: Scope) -> str:
    """Return the severity of a rule as text."""
    # Normalized data needs the core profile only.
    if rule.severity_in("core" if "normalize" in scopes else "traced") == "warning":
        return "Warning"
    return "Error (a warning in the `core` profile)" if rule.lenient else "Error"


def reference() -> str:
    """Return the page of public names and commands."""
    lines = [
        "# Reference",
        "",
        "This page is generated from the docstrings. `import chinaindpolicy as cip` loads each",
        "name at its first use.",
        "",
        "## Tables",
        "",
        "`" + "`, `".join(f"cip.{name}" for name in TABLE_NAMES) + "`: the tables of the latest",
        "release, each a `Table`; see [tables](tables.md). `cip.observations` are its",
        "[observations](observations.md), `cip.release` is that release's name,",
        "`cip.__version__` the package's version.",
        "",
        "## Names",
        "",
    ]
    for name in chinaindpolicy.__all__:
        if name in TABLE_NAMES or name in ("observations", "release"):
            continue
        lines += entry(name, getattr(chinaindpolicy, name), level=3)
    lines += [
        "## Charts",
        "",
        "`from chinaindpolicy import plot`, with the extra `plot`; see [charts](charts.md).",
        "",
    ]
    for name in plot.__all__:
        lines += entry(f"plot.{name}", getattr(plot, name), level=3)
    lines += ["## Commands", ""]
    for name, command in sorted(cli.commands.items()):
        text = inspect.cleandoc(command.help or "")
        # Lines that the command line prints separately are a block here.
        text = "\n\n".join(
            part.replace("\b\n", "```text\n") + "\n```" if part.startswith("\b\n") else part
            for part in text.split("\n\n")
        )
        lines += [f"### chinaindpolicy {name}", "", text, ""]
        lines += [f"    {(command.epilog or '').removeprefix('Example: ')}", ""]
        for parameter in command.params:
            record = getattr(parameter, "help", None)
            if record:
                lines.append(f"- `{parameter.opts[0]}`: {record}")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def entry(name: str, thing: object, *, level: int) -> list[str]:
    """Return a public name's part of the page, with its public members."""
    try:
        signature = str(inspect.signature(thing)) if callable(thing) else ""
    except ValueError:
        signature = ""
    signature = "" if isinstance(thing, type) else signature
    found = ["#" * level + f" {name}", ""]
    if signature:
        found += ["```python", f"{name}{signature}", "```", ""]
    found += ["```text", inspect.getdoc(thing) or "", "```", ""]
    if isinstance(thing, type):
        for member, value in vars(thing).items():
            doc = inspect.getdoc(value)
            if not member.startswith("_") and doc and (callable(value) or is_property(value)):
                summary = doc.split("\n\n")[0].replace("\n", " ")
                found.append(f"- `{member}`: {summary}")
        found.append("")
    return found


def is_property(value: object) -> bool:
    """Return True for a property."""
    return isinstance(value, property)


PAGES = {
    "tables.md": data_dictionary,
    "findings.md": findings,
    "zh/findings.md": chinese_findings,
    "glossary.md": glossary,
    "../CONTEXT.md": context,
    "errata.md": errata,
    "reference.md": reference,
    "trust.md": trust,
    "agent-answers.md": agent_transcript.transcript,
    "skill/SKILL.md": agent_pages.skill,
    "llms.txt": agent_pages.llms,
    "architecture.md": architecture.page,
    "pictures/architecture.svg": architecture.picture,
}


def main() -> int:
    """Write the pages that changed; with --check, fail if any would."""
    check = "--check" in sys.argv[1:]
    stale = 0
    for name, make in PAGES.items():
        path, text = HERE / name, make()
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        stale += 1
        if check:
            print(f"{path}: out of date: run docs/generate.py")
        else:
            path.write_text(text, encoding="utf-8", newline="\n")
            print(f"wrote {path}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
