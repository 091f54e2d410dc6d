"""Format tables and records for terminals, Markdown and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from chinaindpolicy.io.text import display_width, wrap
from chinaindpolicy.io.text_table import text_table
from chinaindpolicy.lang.texts import code_context
from chinaindpolicy.model.columns import cell
from chinaindpolicy.model.describe import format_place
from chinaindpolicy.model.fields import Record
from chinaindpolicy.model.serialize import is_list, to_csv_cell
from chinaindpolicy.model.vocabularies import OBSERVATION_TABLES

if TYPE_CHECKING:
    from chinaindpolicy.analysis.localized import Localized
    from chinaindpolicy.dataset.dataset import Dataset
    from chinaindpolicy.dataset.table import Table
    from chinaindpolicy.lang.texts import Texts

# The most important columns of each table; the other formats have every column.
_SUMMARY: dict[str, tuple[str, ...]] = {
    "documents": ("id", "title", "publisher", "published_on", "n_chars"),
    "policies": ("id", "title", "region_id", "issued_on", "period"),
    "concepts": ("id", "name", "name_zh", "dimension"),
    "objects": ("id", "name", "name_zh", "kind", "gbt4754", "isic4", "hs"),
    "indicators": ("id", "name", "unit", "sector"),
    "tasks": ("id", "kind", "title", "region_id", "document_id", "paragraph"),
    "products": ("id", "name", "kind", "segment", "document_id", "paragraph"),
    "projects": ("id", "name", "action", "region_id", "document_id", "paragraph"),
    "regions": ("id", "name", "name_zh", "level", "parent_id", "gb_t_2260"),
    "organizations": ("id", "name", "name_zh", "kind", "aliases"),
    "units": ("id", "name", "name_zh", "dimension"),
    "mentions": ("id", "text", "role", "record_id"),
    "passages": ("id", "role", "n_targets", "n_figures", "n_tasks", "n_mentions"),
    "spans": ("id", "role", "record_id", "char_start", "char_end"),
    "errata": ("id", "printed", "meant", "kind", "certainty"),
    "references": ("id", "title", "publisher", "published_on", "certainty"),
    "outcomes": ("id", "record_id", "statement", "reference_id"),
    "withdrawals": ("id", "successor_id", "reason", "withdrawn_in"),
}


_OBSERVED = ("id", "indicator", "value", "period", "region", "author", "erratum", "source")


def summary_rows(table: Table[Any], records: Iterable[Any], local: Localized) -> list[list[str]]:
    """Return a table's header and rows for readers.

    A target has its indicator, value, deadline, region, issuer, and the position in the text.

    Args:
        table: The table.
        records: The rows.
        local: The language, and the dataset of the table.
    """
    say = local.say
    if table.name in OBSERVATION_TABLES:
        header = [say.code("heading", name) for name in _OBSERVED]
        return [header, *(_observation_row(record, local) for record in records)]
    names = _SUMMARY[table.name]
    header = [say.code("column", name) for name in names]
    return [header, *([_coded(record, name, say) for name in names] for record in records)]


def _coded(record: Any, column: str, say: Texts) -> str:
    text = _text(cell(record, column))
    return text if column == "id" else say.code(code_context(column), text)


def _observation_row(record: Any, local: Localized) -> list[str]:
    say, dataset = local.say, local.dataset
    source = format_place(record)
    if record.document_id:
        place = f"¶{record.paragraph} {record.char_start}-{record.char_end}"
        source = f"{record.document_id} {place}"
    elif record.reference_id:
        source = dataset.references[str(record.reference_id)].publisher
    return [
        record.id,
        local.name("indicators", record.indicator_id),
        local.amount(record),
        local.period(record.period),
        local.name("regions", record.region_id) if record.region_id else "",
        _who(record, local),
        say.code("kind", _erratum_kind(record, dataset)),
        source,
    ]


def _erratum_kind(record: Any, dataset: Dataset) -> str:
    return str(dataset.errata[str(record.erratum_id)].kind) if record.erratum_id else ""


def _who(record: Any, local: Localized) -> str:
    organization = getattr(record, "attributed_to", None)
    if organization:
        return local.name("organizations", str(organization))
    if record.policy_id:
        issuers = local.dataset.policies[str(record.policy_id)].issuers
        first = local.name("organizations", issuers[0]) if issuers else str(record.policy_id)
        if len(issuers) < 2:
            return first
        return local.say("{name} and {count} more", name=first, count=len(issuers) - 1)
    return local.say("unsourced claim") if getattr(record, "basis", "") == "claim" else ""


def _text(value: object) -> str:
    return ", ".join(value) if is_list(value) else to_csv_cell(value)


def render(rows: Sequence[Sequence[str]], style: str, width: int = 0) -> str:
    """Render rows, header first, as a text table, Markdown or JSON.

    Args:
        rows: The header and the rows.
        style: `table`, `md` or `json`.
        width: Width to cut a text table's cells to; 0 cuts nothing.
    """
    if style == "json":
        header = rows[0]
        objects = [dict(zip(header, row, strict=True)) for row in rows[1:]]
        return json.dumps(objects, ensure_ascii=False, indent=1)
    # A text can contain a line end, but a row is one line.
    rows = [[" ".join(text.splitlines()) for text in row] for row in rows]
    if style == "md":
        lines = ["| " + " | ".join(text.replace("|", "\\|") for text in row) + " |" for row in rows]
        lines.insert(1, "|" + " --- |" * len(rows[0]))
        return "\n".join(lines)
    return text_table(rows, width)


def describe(record: Any, local: Localized, width: int = 0) -> str:
    """Return all columns of one record, one per line; ids have their names.

    Args:
        record: The record.
        local: The language, and the dataset of the ids.
        width: Width at which lines are wrapped; 0 wraps nothing.
    """
    say, dataset = local.say, local.dataset
    names: dict[str, Table[Any]] = {
        "policy_id": dataset.policies,
        "indicator_id": dataset.indicators,
        "region_id": dataset.regions,
        "organization_id": dataset.organizations,
        "attributed_to": dataset.organizations,
        "reference_id": dataset.references,
        "document_id": dataset.documents,
    }
    # A record without its own text has only its columns.
    own_words = type(record).__str__ is not vars(Record)["__str__"]
    lines = [*str(record).splitlines(), ""] if own_words and local.lang == "en" else []
    for column, value in record.items():
        if value in (None, ()):
            continue
        text = _text(value)
        if column in names:
            text += f"  ({local.name_of(names[column][value])})"
        elif column == "erratum_id":
            erratum = dataset.errata[str(value)]
            text += say(
                "  (printed “{printed}”, meant “{meant}”, {certainty})",
                printed=erratum.printed,
                meant=erratum.meant,
                certainty=say.code("certainty", erratum.certainty),
            )
        elif local.lang != "en":
            words = say.code(code_context(column), text)
            text = text if words == text else f"{text}  ({words})"
        label = say.code("column", column)
        lines.append(f"{' ' * (_LABEL - display_width(label))}{label}  {text}")
    return "\n".join(part for line in lines for part in _wrapped(line, width))


_LABEL = 15


def _wrapped(line: str, width: int) -> list[str]:
    """Wrap a line; its further lines are indented like its text."""
    if not width or display_width(line) <= width:
        return [line]
    sizes = (size for size in range(1, len(line)) if display_width(line[:size]) >= _LABEL + 2)
    size = next(sizes, len(line))
    label, text = line[:size], line[size:]
    if label.strip() and not label.endswith("  "):  # a line of text without a column
        indent = len(line) - len(line.lstrip())
        label, text = line[:indent], line[indent:]
    first, *others = wrap(text, max(width - len(label), 20))
    return [label + first, *(" " * display_width(label) + other for other in others)]
