"""What a collection is refused for: the codes of its problems, and what is expected."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["COLLECTION_RULES"]

COLLECTION_RULES: Mapping[str, str] = MappingProxyType(
    {
        "file-unreadable": "a file can be read, is UTF-8, and holds at most 64 MiB",
        "file-empty": "a file holds something",
        "file-misnamed": "a file of a collection is named .yaml",
        "collection-missing": "the folder holds the files of a collection",
        "yaml-malformed": "a file is YAML without tags, anchors or a second document",
        "layout-wrong": "a file maps table names to lists of rows, and a row keys to values",
        "key-unknown": "a key is one that is known here",
        "key-duplicate": "a key stands once in a row",
        "value-missing": "behind a key stands a value",
        "value-type": "a value is of its column's type",
        "value-lookalike": "text that may be read as something else is quoted",
        "code-unknown": "a code is one of its vocabulary",
        "pattern-mismatch": "a name or id has its form",
        "record-invalid": "a row makes a record",
        "period-unparsable": "a period is one of ISO 8601",
        "settings-twice": "one `collection` section speaks of the whole",
        "settings-missing": "the `collection` section names the release that is built",
        "document-missing": "what was read names its document, and every document is there",
        "document-twice": "a text is one document's",
        "locator-missing": "what was read in a text says where",
        "not-located": "the places of a document were found in its text",
        "expression-not-found": "an expression stands once where it is said to stand",
        "column-unknown": "a mapping file names columns of the table",
        "column-twice": "a mapping file gives a column of ours one column of theirs",
        "unit-unknown": "a mapping file names units that can be read",
        "id-taken": "an id is given once, and to nothing that the included release has",
    }
)
"""What a collection is refused for before its rules are looked at: codes, and what is expected."""
