"""Inspect a file: propose a mapping for normalize(), with the interpretation of the file."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chinaindpolicy._arguments import checked_except
from chinaindpolicy._public import public
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.ingest.normalize.column_match import WIDE_FIELDS, ColumnConflictError
from chinaindpolicy.ingest.normalize.conversion import Conversion, convert_table, request_for
from chinaindpolicy.ingest.normalize.interpretation import (
    columns_frame,
    names_frame,
    units_frame,
)
from chinaindpolicy.ingest.normalize.mapping import Mapping
from chinaindpolicy.ingest.normalize.mapping_yaml import mapping_yaml
from chinaindpolicy.ingest.normalize.options import WIDE, Options
from chinaindpolicy.ingest.proposed_columns import proposed_dimensions, value_columns
from chinaindpolicy.ingest.proposed_entries import proposed_entries
from chinaindpolicy.lang.texts import Language, Texts, texts
from chinaindpolicy.model.vocabularies import TableName

if TYPE_CHECKING:
    from chinaindpolicy.ingest.extension.extension import Extend
    from chinaindpolicy.ingest.readers.source_files import SourceFile

_PREVIEW = 10


@public
@checked_except("table", "against", "extend")
def inspect(
    path: Any,
    *,
    table: TableName | str = "figures",
    columns: Dict[str, str | None] | None = None,
    units: str | Dict[str, str] | None = None,
    constants: Dict[str, str] | None = None,
    dimensions: Sequence[str] = (),
    extend: Extend | None = None,
    against: Dataset | str | Path | None = None,
    lang: Language = "en",
) -> Mapping:
    """Propose a mapping of a file to a table.

    The file is converted as `normalize` converts it with these options. The mapping states the
    result: sheet, encoding, header rows, the field of each column; the frames show the confidence
    of each column, the units and their places, names that are not known with candidates, and the
    first rows of the result. `extend` has an entry for each name that no code list has.

    Args:
        path: A file of any format that `normalize` reads; a frame or a list of dicts as well.
        table: The table.
        columns: Table columns by source columns, as in `normalize`.
        units: The unit of values that state none, as in `normalize`.
        constants: The text of all rows by table column, as in `normalize`.
        dimensions: Source columns that belong to the key of a row, as in `normalize`.
        extend: Codes of your own by table, as in `normalize`.
        against: The dataset, release or folder with the code lists; by default the latest
            packaged release.
        lang: The language of the comments, `en` or `zh`; codes and columns stay as they are.

    Returns:
        The mapping. `normalize(path, table, mapping=mapping, extend=mapping.extend)` applies it
        with the proposed entries, and `str()` of it is a mapping file.

    Raises:
        DataFileError: If the file cannot be read.

    Example:
        >>> import chinaindpolicy as cip
        >>> rows = [{"指标": "算力规模", "地区": "安徽", "年份": "2024年", "数值（PFLOPS）": "1.5"}]
        >>> mapping = cip.inspect(rows)
        >>> mapping.ok, mapping.columns.select("column", "field", "confidence").row(3)
        (True, ('数值（PFLOPS）', 'value', 1.0))
        >>> mapping.units.row(0)
        ('PFLOPS', 'petaflops', '1', "header '数值（PFLOPS）'", 1)
        >>> cip.normalize(rows, "figures", mapping=mapping).frame["value"].to_list()
        [1.5]
        >>> cip.inspect([rows[0] | {"指标": "Grid storage"}]).extend["indicators"]
        [{'id': 'grid-storage', 'name': 'Grid storage', 'unit': 'petaflops'}]
    """
    say = texts(lang)
    given = Options(
        columns=dict(columns or {}),
        units={"": units} if isinstance(units, str) else dict(units or {}),
        one_unit=isinstance(units, str),
        constants=dict(constants or {}),
        dimensions=tuple(dimensions),
    )
    options = given
    choices: dict[str, list[str]] = {}
    while True:
        try:
            conversion = convert_table(request_for(path, table, options, against, extend))
        except ColumnConflictError as conflict:
            # The caller must choose; the rest is shown without these columns.
            if conflict.field in choices and set(conflict.columns) <= set(choices[conflict.field]):
                raise
            found = choices.setdefault(conflict.field, [])
            found += [name for name in conflict.columns if name not in found]
            options = replace(options, columns={**options.columns, **dict.fromkeys(found[1:])})
        else:
            return _mapping(conversion, path, given, choices, say)


def _mapping(
    conversion: Conversion, path: Any, given: Options, choices: Dict[str, list[str]], say: Texts
) -> Mapping:
    columns, units = columns_frame(conversion, say), units_frame(conversion, say)
    names, result = names_frame(conversion), conversion.result()
    opened = conversion.cells.opened
    part = opened.parts[0] if opened is not None and opened.parts else None
    undecided = {name for each in choices.values() for name in each}
    options = _options(conversion, part, given, undecided)
    entries, proposed = proposed_entries(conversion), proposed_dimensions(conversion)
    preview = result.frame.head(_PREVIEW)
    shown = str(path) if isinstance(path, (str, Path)) else ""
    return Mapping(
        conversion.table,
        shown,
        (part.sheet or None) if part else None,
        (part.encoding or None) if part else None,
        part.head.lines if part and part.head else (),
        columns,
        units,
        names,
        preview,
        result.findings,
        mapping_yaml(
            conversion.table, shown, _facts(conversion, part, say), options, columns, units, names,
            preview, result.findings, choices, entries, proposed, say,
        ),
        options,
        entries,
        (*given.dimensions, *proposed),
        say.lang,
    )  # fmt: skip


def _options(
    conversion: Conversion, part: SourceFile | None, given: Options, undecided: set[str]
) -> Options:
    """Return options that lead to the same result as the conversion."""
    match = conversion.match
    stated: dict[str, str | None] = dict(given.columns)
    for name in conversion.cells.columns:
        fields = [field for field, column in match.ours.items() if column == name]
        if fields and not (fields[0] == "value" and match.wide) and name not in undecided:
            stated[name] = fields[0]
    # Files in UTF-8 are read as they are; others in the encoding that was found.
    encoding = part.encoding if part and "encoding-mixed" not in part.counts else ""
    several = conversion.cells.opened is not None and len(conversion.cells.opened.parts) > 1
    return replace(
        given,
        columns=stated,
        header=(part.head.lines if part and part.head and not several else None) or None,
        sheet=(part.sheet or None) if part and not several else None,
        encoding=encoding if encoding not in ("", "utf-8") and not several else None,
        wide=_wide(conversion),
        # The columns of proposed indicators make the table wide.
        on_missing="drop" if conversion.made.wide or value_columns(conversion) else "keep",
    )


def _wide(conversion: Conversion) -> str | None:
    contexts = conversion.match.wide.values()
    if not contexts:
        return "auto"
    for word in WIDE:
        field = WIDE_FIELDS.get(word)
        if field and all(
            set(context.fields) == {field} and not context.part_of_year for context in contexts
        ):
            return word
    return "auto"


def _facts(conversion: Conversion, part: SourceFile | None, say: Texts) -> list[str]:
    """Return sentences about the file: format, title lines, unit row, statements."""
    cells, made = conversion.cells, conversion.made
    facts = [
        say(
            "Rows: {rows}; rows of the result: {found}.",
            rows=cells.height,
            found=made.table.height,
        )
    ]
    if part and part.encoding:
        facts.append(
            say(
                "Encoding: {name}; delimiter: {mark}.",
                name=part.encoding,
                mark=repr(part.delimiter),
            )
        )
    if part and part.sheet:
        facts.append(say("Sheet: {name}.", name=part.sheet))
    head = part.head if part else None
    for line, text in head.titles if head else ():
        facts.append(say("Title, line {line}: {text}", line=line, text=text))
    for field, (text, place) in conversion.statements.fields.items():
        used = made.sources.get(field, "").startswith("title or name")
        if used:
            source = say("name of the file") if place == "name" else say("title")
            words = say(
                "All rows: {field} is {text} ({place}).", field=field, text=text, place=source
            )
            facts.append(words)
    if head and any(head.units):
        units = say(", ").join(unit for unit in head.units if unit)
        facts.append(say("Units below the header: {units}.", units=units))
    notes = [note for note in made.table.notes if note.kind in ("note", "total")][:10]
    for note in notes:
        if note.kind == "total":
            facts.append(say("Total, line {line}: {text}", line=note.line, text=note.text))
        else:
            facts.append(say("Note, line {line}: {text}", line=note.line, text=note.text))
    return facts
