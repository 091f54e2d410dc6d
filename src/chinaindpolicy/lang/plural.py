"""English nouns after numbers: "1 row", "2 rows"."""

from __future__ import annotations

import re
from collections.abc import Mapping

_IRREGULAR = {"errata": "erratum", "series": "series", "indices": "index", "analyses": "analysis"}
# A placeholder with the noun that it counts: "{count} rows", "{count} more problems".
_COUNTED = re.compile(r"\{(?P<name>\w+)(?::[^{}]*)?\} (?:more )?(?P<noun>[a-z]+s)\b")


def plural(count: int, noun: str) -> str:
    """Return the form of a plural noun for a number.

    Args:
        count: The number.
        noun: The plural.

    Example:
        >>> plural(1, "rows"), plural(2, "rows"), plural(1, "policies"), plural(1, "errata")
        ('row', 'rows', 'policy', 'erratum')
    """
    if count != 1:
        return noun
    if noun in _IRREGULAR:
        return _IRREGULAR[noun]
    if noun.endswith("ies"):
        return f"{noun[:-3]}y"
    if noun.endswith(("sses", "xes", "ches", "shes")):
        return noun[:-2]
    return noun[:-1] if noun.endswith("s") and not noun.endswith("ss") else noun


def in_number(template: str, values: Mapping[str, object]) -> str:
    """Return an English template in which nouns after the number one are singular.

    Args:
        template: Text with named placeholders.
        values: Their values.

    Example:
        >>> in_number("{errors} errors, {rows} rows", {"errors": 1, "rows": 2})
        '{errors} error, {rows} rows'
    """

    def noun(match: re.Match[str]) -> str:
        value = values.get(match["name"])
        one = (isinstance(value, int) and value == 1) or value == "1"
        if not one:
            return match.group()
        return match.group()[: match.start("noun") - match.start()] + plural(1, match["noun"])

    return _COUNTED.sub(noun, template)
