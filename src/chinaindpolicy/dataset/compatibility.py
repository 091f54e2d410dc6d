"""Compare the schema of a release with the columns that this version of the package knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from chinaindpolicy._version import __version__
from chinaindpolicy.errors import ReleaseError
from chinaindpolicy.model.columns import ColumnSpec, columns, current_name
from chinaindpolicy.model.vocabularies import TABLE_NAMES

_SHOWN = 3


def reject_unknown_schema(descriptor: Mapping[str, Any], place: object) -> None:
    """Reject a release whose tables, columns or codes this version of the package does not know.

    Records would lose these values without a message.

    Args:
        descriptor: The descriptor of the release, with its resources by name as `tables`.
        place: The file or folder of the descriptor, for the message.

    Raises:
        ReleaseError: If the schema has an unknown table, column or code; names the
            first of them, and the version of the package.
    """
    unknown = list(_unknown(descriptor["tables"]))
    if unknown:
        more = f" and {len(unknown) - _SHOWN} more" if len(unknown) > _SHOWN else ""
        raise ReleaseError(
            f"{place}: release {descriptor['version']} has {', '.join(unknown[:_SHOWN])}{more}, "
            f"which chinaindpolicy {__version__} does not know; install a newer version of "
            "chinaindpolicy"
        )


def _unknown(tables: Mapping[str, Any]) -> Iterator[str]:
    for table, resource in tables.items():
        if table not in TABLE_NAMES:
            yield f"the table {table!r}"
            continue
        known = {spec.name: spec for spec in columns(table)}
        for field in resource["schema"]["fields"]:
            spec = known.get(current_name(table, field["name"]))
            if spec is None:
                yield f"the column {field['name']!r} in table {table!r}"
            else:
                yield from _unknown_codes(table, field, spec)


def _unknown_codes(table: str, field: Mapping[str, Any], spec: ColumnSpec) -> Iterator[str]:
    # A type may differ: an older release keeps the types that it was published with.
    if spec.categories:
        for code in field.get("constraints", {}).get("enum", ()):
            if code not in spec.categories:
                yield f"the code {code!r} of column {field['name']!r} in table {table!r}"
