"""Check the ids of a release against the release before it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from chinaindpolicy.dataset.release_files import read_descriptor, read_table
from chinaindpolicy.dataset.release_names import earlier_release

if TYPE_CHECKING:
    from chinaindpolicy.model.records import Withdrawal


def missing_ids(
    releases: Path, release: str, ids: Mapping[str, frozenset[str]]
) -> Iterator[tuple[str, int, str, str]]:
    """Yield the ids of the previous release that a new one neither has nor withdraws.

    Args:
        releases: The folder of a collection's releases.
        release: The name of the new one.
        ids: Its ids, by table.

    Yields:
        File and line in the earlier release, the message, and the code of the rule.

    Raises:
        ReleaseError: If the earlier release cannot be read, or was changed.
    """
    folder = earlier_release(releases, release)
    if folder is None:
        return
    for table, resource in read_descriptor(folder)["tables"].items():
        kept = ids.get(table, frozenset()) | ids["withdrawals"]
        rows = csv.reader(io.StringIO(read_table(folder, resource).decode(), newline=""))
        place = next(rows).index("id")
        for row in rows:
            if row[place] not in kept:
                code = "withdrawal-vanished" if table == "withdrawals" else "id-vanished"
                was = "was withdrawn" if table == "withdrawals" else "is"
                fate = f"{was} in {folder.name}, and neither here nor withdrawn"
                message = f"{table} {row[place]}: {fate}"
                yield f"releases/{folder.name}/{resource['path']}", rows.line_num, message, code


def wrong_withdrawals(
    releases: Path, release: str, withdrawals: Iterable[Withdrawal]
) -> Iterator[tuple[str, str, str]]:
    """Yield the new withdrawals that contradict the previous release.

    Args:
        releases: The folder of a collection's releases.
        release: The name of the new one.
        withdrawals: Its withdrawals.

    Yields:
        Id, message, and the code of the rule.

    Raises:
        ReleaseError: If the earlier release cannot be read, or was changed.
    """
    folder = earlier_release(releases, release)
    if folder is None:
        return
    known: set[str] = set()
    old: set[str] = set()
    for table, resource in read_descriptor(folder)["tables"].items():
        rows = csv.DictReader(io.StringIO(read_table(folder, resource).decode(), newline=""))
        (old if table == "withdrawals" else known).update(row["id"] for row in rows)
    for row in withdrawals:
        if row.id in old:
            continue
        if row.id not in known:
            yield row.id, f"{folder.name} has no such id", "withdrawal-unfounded"
        if row.withdrawn_in != release:
            message = f"withdrawn_in is {row.withdrawn_in!r}, and {release!r} is built"
            yield row.id, message, "withdrawal-misdated"
