"""The proposed mapping of a file: its interpretation, and the parts that cannot be read."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from chinaindpolicy._public import public
from chinaindpolicy.ingest.normalize.extend_yaml import extend_yaml
from chinaindpolicy.ingest.normalize.options import Options
from chinaindpolicy.io.html_view import html_frame, html_table, html_view
from chinaindpolicy.lang.texts import Language, texts
from chinaindpolicy.rules.findings import Finding

if TYPE_CHECKING:
    import polars as pl


@public
@dataclass(frozen=True, eq=False)
class Mapping:
    """A proposed mapping of a file to a table, made by `inspect`.

    Pass it to `normalize(mapping=...)`, or write `yaml` to a file, edit it, and pass the path.

    Attributes:
        table: The table.
        path: The file; empty for data in memory.
        sheet: The sheet of a workbook; None for other data.
        encoding: The encoding of a text file; None for other data.
        header: The lines of the header, from 1; empty for data in memory.
        columns: The interpretation of each source column: `column`, `field`, `role` (the part of
            the field that it states, or why it is not read), `basis` (header, cells or mapping),
            `confidence` (the share of its cells that are converted, at most 0.9 if only its cells
            state the field), `cells`, `converted` and `example`.
        units: The units: `text`, `code`, `factor` (to the unit of the code), `place` and `count`
            of the values there.
        names: Texts that are not known, each once: `field`, `text`, `count`, `candidates` (ids) and
            `message`.
        preview: The first ten rows of the result.
        findings: The findings of the conversion.
        yaml: The mapping file, with explanations as comments.
        options: The options of `normalize` that the mapping states.
        extend: Entries for the indicators, units and regions that no code list has, as `extend=`
            of `normalize` and `validate` takes them. An indicator lacks `unit` if the file does
            not state it; pass `units=` to `inspect`, or add the unit.
        dimensions: Columns that may separate rows of one key, as `dimensions=` takes them.
        lang: The language of the comments.
    """

    table: str
    path: str
    sheet: str | None
    encoding: str | None
    header: tuple[int, ...]
    columns: pl.DataFrame
    units: pl.DataFrame
    names: pl.DataFrame
    preview: pl.DataFrame
    findings: tuple[Finding, ...] = field(repr=False)
    yaml: str = field(repr=False)
    options: Options = field(repr=False)
    extend: Dict[str, list[dict[str, Any]]] = field(repr=False)
    dimensions: tuple[str, ...]
    lang: Language = "en"

    @property
    def extend_yaml(self) -> str:
        """The file of the proposed entries, for `extend=` and `--extend`; empty without any."""
        return extend_yaml(self.extend, self.names, texts(self.lang))

    @property
    def ok(self) -> bool:
        """True if normalize() converts the data without an error."""
        return not any(each.severity == "error" for each in self.findings)

    def __str__(self) -> str:
        """Return the mapping file."""
        return self.yaml

    def _repr_html_(self) -> str:
        """Return columns, units, unknown names, findings and the first rows as HTML tables."""
        place = ", ".join(
            f"{name} {value}"
            for name, value in (
                ("sheet", self.sheet),
                ("encoding", self.encoding),
                ("header in line", " and ".join(map(str, self.header))),
            )
            if value
        )
        findings = [
            [each.severity, each.code, each.column, each.value, each.message]
            for each in self.findings
        ]
        state = "is converted without an error" if self.ok else "is not converted completely"
        tables = [
            html_frame(f"{self.path or 'The data'} {state}: {place or 'columns'}", self.columns),
            html_frame("Units", self.units),
            html_frame("Unknown names", self.names),
            html_table(
                "Findings", ("severity", "code", "column", "value", "message"), findings
            ) if findings else "",
            html_frame("First rows of the result", self.preview),
        ]  # fmt: skip
        return html_view(*tables)
