"""Commands that read a release: tables, show, quote, search."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chinaindpolicy._similar import nearest
from chinaindpolicy.cli.options import (
    chosen_records,
    complete_tables,
    csv_text,
    format_option,
    including_option,
    lang_option,
    load_dataset,
    note,
    release_option,
    result,
    where_option,
    width,
)
from chinaindpolicy.errors import UnknownNameError
from chinaindpolicy.model.serialize import json_value

if TYPE_CHECKING:
    from chinaindpolicy.analysis.localized import Localized
    from chinaindpolicy.analysis.task_tree import TreeFormat
    from chinaindpolicy.dataset.dataset import Dataset
    from chinaindpolicy.lang.texts import Language


@click.command(epilog="Example: chinaindpolicy tables --format md")
@release_option
@including_option
@format_option
@lang_option
def tables(release: str | None, including: str | None, style: str, lang: Language) -> None:
    """List the tables of a release with their row counts."""
    from chinaindpolicy.cli.text_tables import render
    from chinaindpolicy.lang.texts import texts

    say = texts(lang)
    dataset = load_dataset(release, including)
    rows = [["table", "rows", "one row is"]]
    if lang != "en":
        rows = [[say.code("heading", name) for name in ("table", "rows", "one row is")]]
    for name, table in dataset.tables.items():
        row = table.description if lang == "en" else say.code("row", name)
        rows.append([name, str(len(table)), row])
    result(csv_text(rows) if style == "csv" else render(rows, style, width()))


@click.command(epilog="Example: chinaindpolicy show targets --where region_id=cn-ah --format csv")
@click.argument("table", metavar="TABLE|ID", shell_complete=complete_tables)
@click.argument("id", required=False, metavar="[ID]")
@where_option("Keep rows where the column equals the value.")
@release_option
@including_option
@format_option
@lang_option
def show(
    table: str,
    id: str | None,
    conditions: tuple[str, ...],
    release: str | None,
    including: str | None,
    style: str,
    lang: str,
) -> None:
    """Print a table, or all details of one record.

    TABLE is a table's name (see `chinaindpolicy tables`). The ID of a record suffices.
    """
    from chinaindpolicy.analysis.localized import Localized
    from chinaindpolicy.cli.text_tables import describe, render, summary_rows

    dataset = load_dataset(release, including)
    if id is None and table not in dataset.tables:
        table, id = _table_of(table, dataset), table
    chosen = dataset[table]
    local = Localized(lang, dataset)
    records = chosen_records(chosen, conditions)
    if id is not None:
        if conditions:
            raise click.UsageError(
                f"--where cannot be combined with the id {id!r}; omit one of them"
            )
        records = (chosen[id],)
        if style == "table":
            result(describe(records[0], local, width()))
            return
    if style in ("csv", "json"):
        result(_complete(table, records, style), nl=style == "json")
    else:
        result(render(summary_rows(chosen, records, local), style, width()))


def _table_of(id: str, dataset: Dataset) -> str:
    """Return the table of a record; the id itself if no record has it, and no similar one."""
    homes = (name for name in dataset.tables if name != "withdrawals" and id in dataset[name])
    found = next(homes, "")
    if not found and not nearest(id, dataset.tables):
        try:
            dataset.record(id)
        except UnknownNameError as error:
            if error.near:
                raise
    return found or id


def _complete(table: str, records: tuple[Any, ...], style: str) -> str:
    """Return every column of some records, as CSV or JSON."""
    import json

    from chinaindpolicy.curation.build import table_csv
    from chinaindpolicy.model.columns import cell, columns

    if style == "csv":
        return table_csv(table, records).decode()
    names = [spec.name for spec in columns(table)]
    rows = [{name: json_value(cell(record, name)) for name in names} for record in records]
    return json.dumps(rows, ensure_ascii=False, indent=1)


@click.command(epilog="Example: chinaindpolicy tree work-report-2024-tianshui")
@click.argument("policy")
@release_option
@including_option
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "markdown", "html"]),
    default="text",
    show_default=True,
    help="The format of the output.",
)
@lang_option
def tree(
    policy: str, release: str | None, including: str | None, style: TreeFormat, lang: Language
) -> None:
    """Print the tasks of a policy as a tree, with the targets that quantify them.

    POLICY is the id or title of a policy.
    """
    from chinaindpolicy.analysis.task_tree import tree as tree_of

    found = tree_of(policy, load_dataset(release, including), lang=lang)
    result(str(found) if style == "text" and width() else found.to(style))


@click.command(epilog="Example: chinaindpolicy quote components-plan-sales-2023 --sources texts/")
@click.argument("id")
@click.option(
    "--sources",
    type=click.Path(path_type=Path),
    required=True,
    help="The folder of the source texts.",
)
@release_option
@including_option
def quote(id: str, sources: Path, release: str | None, including: str | None) -> None:
    """Print the source sentence, clause or heading of a record."""
    from chinaindpolicy.curation.verify import quote as read

    result(read(id, sources, load_dataset(release, including)))


@click.command(epilog="Example: chinaindpolicy search YMTC --table figures")
@click.argument("words", nargs=-1, metavar="WORDS...")
@click.option(
    "--table",
    "tables",
    multiple=True,
    shell_complete=complete_tables,
    help="Search this table; may be repeated.",
)
@click.option("--region", help="Keep records of a region: id, code, name or alias.")
@click.option("--policy", help="Keep records of a policy: id or title.")
@click.option("--period", help="Keep records whose period overlaps this one, e.g. 2024.")
@click.option("--unit", help="Keep records with a unit: code, name or symbol.")
@release_option
@including_option
@format_option
@lang_option
def search(
    words: tuple[str, ...],
    tables: tuple[str, ...],
    region: str | None,
    policy: str | None,
    period: str | None,
    unit: str | None,
    release: str | None,
    including: str | None,
    style: str,
    lang: Language,
) -> None:
    """Find records by words, in English or Chinese.

    The name of an organization or region also finds its other names and the records that refer
    to it. Without matches, the exit code is 0.
    """
    from chinaindpolicy.analysis.localized import Localized
    from chinaindpolicy.analysis.search import search as find
    from chinaindpolicy.cli.text_tables import render

    dataset = load_dataset(release, including)
    found = find(
        " ".join(words),
        tables=tables or None,
        region=region,
        policy=policy,
        period=period,
        unit=unit,
        dataset=dataset,
    )
    if style == "table":
        local = Localized(lang, dataset)
        rows = [[local.say.code("heading", name) for name in _FOUND]]
        rows += [
            [hit.id, _what(hit.record, local), _value(hit.record, local),
             local.say.code("table", hit.table), hit.summary(local.say)]
            for hit in found
        ]  # fmt: skip
        result(render(rows, style, width()))
        if not found:
            note(local.say("no records found"))
        return
    rows = [["table", "id", "score", "column", "what"]]
    rows += [
        [hit.table, hit.record.id, str(hit.score), hit.column, _what(hit.record)] for hit in found
    ]
    result(csv_text(rows) if style == "csv" else render(rows, style, width()))


_FOUND = ("id", "what", "value", "table", "match")


def _value(record: Any, local: Localized) -> str:
    return "" if getattr(record, "value", None) is None else local.value(record)


def _what(record: object, local: Localized | None = None) -> str:
    """Return the name or title of a record; in Chinese, its Chinese name if it has one."""
    from chinaindpolicy.model.observations import Figure, Outcome, Target

    names = ("name", "title", "statement", "text", "printed", "role")
    found = next((str(getattr(record, name)) for name in names if hasattr(record, name)), "")
    if local is None or local.lang == "en":
        return found
    if isinstance(record, Target | Figure | Outcome):
        region = local.name("regions", record.region_id) if record.region_id else ""
        parts = (local.name("indicators", record.indicator_id), region, local.period(record.period))
        return "，".join(filter(None, parts))
    return local.prose(local.name_of(record, found))
