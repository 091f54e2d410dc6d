"""Notes below or above a table: sources, remarks and explanations."""

from __future__ import annotations

import re

_NOTE = re.compile(
    r"\s*(?:[*＊†‡]|[①-⑳]|[(（]?\s*(?:附?注|备注|说明|数据说明|资料来源|数据来源|来源|notes?|sources?|footnotes?"
    r"|data from database|last updated)\s*[0-9①-⑳]*\s*[)）]?\s*[.．、]?\s*[:：.]|\[[0-9]{1,2}\])",
    re.IGNORECASE,
)


def is_note(text: str) -> bool:
    """Return True if a text begins like a note: 注：, 数据来源：, Source:, *.

    Example:
        >>> is_note("注：2024年为初步核算数。"), is_note("北京")
        (True, False)
    """
    return _NOTE.match(text) is not None
