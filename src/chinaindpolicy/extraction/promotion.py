"""Promotion of reviewed claims into a collection that builds and can be verified."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from chinaindpolicy._arguments import checked
from chinaindpolicy._public import public
from chinaindpolicy.curation.source_text import Paragraph, paragraphs, sentences
from chinaindpolicy.errors import DataError, UnknownNameError
from chinaindpolicy.extraction.layout import is_chinese
from chinaindpolicy.extraction.scaffold import slug, write_files
from chinaindpolicy.extraction.stub_yaml import StubHints, observation_yaml, scalar
from chinaindpolicy.extraction.stubs import Stub, find_stubs
from chinaindpolicy.quantity.units import units

if TYPE_CHECKING:
    import polars as pl

_NEEDED = ("document", "char_start", "char_end", "indicator_id", "policy_id", "region_id")


@public
@checked
def promote(
    claims: pl.DataFrame,
    texts: pl.DataFrame,
    folder: str | Path,
    *,
    lists: Mapping[str, Sequence[Mapping[str, Any]]],
    including: str = "",
) -> Path:
    """Write accepted claims as a collection, with the texts that they are from.

    Every other number of a text becomes a mention, and every other sentence a background span,
    so that `verify` finds nothing unaccounted for. Run `locate`, `build` and `verify` on the
    result, as for any collection.

    Args:
        claims: Accepted rows of `extract_frame` with the ids of the reviewers: `document`,
            `char_start`, `char_end`, `indicator_id`, `policy_id`, `region_id`.
        texts: The texts: `document` and `text`.
        folder: A new folder: the collection is in it, and the texts in its folder `texts`.
        lists: The rows of the code lists that the ids are from: `indicators`, `policies`, and
            `regions`, `organizations` and `units` if `including` lacks them.
        including: A packaged release whose regions, units and organizations are used.

    Returns:
        The folder.

    Raises:
        DataError: If a claim is not in its text, lacks an id or a period, or is a condition;
            lists every such claim. Nothing is written.
        UnknownNameError: If a column does not exist.
        ChinaIndPolicyError: If the folder is not empty.
    """
    for name in _NEEDED:
        if name not in claims.columns:
            raise UnknownNameError("column", name, claims.columns, place="the claims")
    bodies = dict(texts.select("document", "text").rows())
    files: dict[str, str] = {}
    problems: list[str] = []
    used: set[str] = set()
    names: dict[str, str] = {}
    for (document,), rows in claims.group_by("document", maintain_order=True):
        text = bodies.get(document)
        if text is None:
            problems.append(f"document {document!r} is not among the texts")
            continue
        name = slug(str(document).removesuffix(".txt")) or f"document-{len(names) + 1}"
        if name in names:
            problems.append(f"documents {names[name]!r} and {document!r} have the same id {name!r}")
            continue
        names[name] = str(document)
        draft = _Draft(name, text, rows.rows(named=True))
        problems += draft.problems
        used |= draft.units
        files[f"documents/{name}.yaml"] = draft.yaml()
        files[f"texts/{name}.txt"] = text
    if problems:
        shown = "; ".join(problems[:10])
        more = f"; and {len(problems) - 10} more" if len(problems) > 10 else ""
        raise DataError(f"{len(problems)} claims cannot be promoted: {shown}{more}")
    title = slug(Path(folder).resolve().name) or "collection"
    known = f'  including: "{including}"\n' if including else ""
    files["collection.yaml"] = (
        f'collection:\n  name: {title}\n  title: {title}\n  release: "0.1"\n{known}'
    )
    for table, listed in lists.items():
        files[f"codes/{table}.yaml"] = _list_yaml(table, listed)
    write_files(Path(folder), files)
    return Path(folder)


def _list_yaml(table: str, rows: Iterable[Mapping[str, Any]]) -> str:
    lines = [f"{table}:"]
    for row in rows:
        for place, (key, value) in enumerate(row.items()):
            several = cast("Iterable[Any]", value) if isinstance(value, (list, tuple)) else None
            cell = (
                scalar(f"{value}")
                if several is None
                else f"[{', '.join(scalar(str(each)) for each in several)}]"
            )
            lines.append(f"  {'- ' if not place else '  '}{key}: {cell}")
    return "\n".join(lines) + "\n"


class _Draft:
    """The file of one document."""

    def __init__(self, name: str, text: str, claims: Sequence[Mapping[str, Any]]) -> None:
        self.name, self.text = name, text
        self.stubs = list(find_stubs(text))
        self.problems: list[str] = []
        by_place = {stub.candidate.char_start: stub for stub in self.stubs if stub.candidate}
        self.accepted: dict[int, tuple[Stub, Mapping[str, Any]]] = {}
        for claim in claims:
            stub = by_place.get(claim["char_start"])
            problem = _problem(stub, claim)
            if problem or stub is None:
                place = f"{claim['document']}, characters {claim['char_start']}-{claim['char_end']}"
                self.problems.append(f"{place}: {problem}")
            else:
                self.accepted[stub.mention.char_start] = (stub, claim)
        found = (stub.mention.quantity for stub, _ in self.accepted.values())
        self.units = {quantity.unit for quantity in found if quantity and quantity.unit}

    def yaml(self) -> str:
        title = self.text.strip().split("\n")[0].strip()
        lines = [
            "document:",
            f"  id: {scalar(self.name)}",
            f"  title: {scalar(title[:200])}",
            "  kind: notice",
            f"  language: {'zh' if is_chinese(self.text) else 'en'}",
            f"  source_file: {scalar(self.name + '.txt')}",
        ]
        counts: dict[str, int] = {}
        for table in ("targets", "figures"):
            rows = [pair for pair in self.accepted.values() if pair[0].table == table]
            lines += [f"{table}:"] if rows else []
            for stub, claim in rows:
                counts[table] = counts.get(table, 0) + 1
                id = f"{self.name}-{table[:-1]}-{counts[table]}"
                hints = StubHints(claim["policy_id"], id=id, region_id=claim["region_id"],
                                  indicator_id=claim["indicator_id"])  # fmt: skip
                lines += observation_yaml(stub, hints)
        lines += self._mentions()
        lines += self._passages()
        return "\n".join(lines) + "\n"

    def _mentions(self) -> list[str]:
        others = [stub for stub in self.stubs if stub.mention.char_start not in self.accepted]
        lines = ["mentions:"] if others else []
        for stub in others:
            role = "other" if stub.mention.role == "indicator" else stub.mention.role
            lines.append(f"  - text: {scalar(stub.mention.text)}")
            if stub.at and stub.at != stub.mention.text:
                lines.append(f"    in: {scalar(stub.at)}")
            lines += [f"    role: {role}", f"    paragraph: {stub.paragraph}"]
        return lines

    def _passages(self) -> list[str]:
        spans: list[str] = []
        passages = ["passages:"]
        for part in paragraphs(self.text):
            tables = {
                stub.table for stub, _ in self.accepted.values() if stub.paragraph == part.number
            }
            role = "goal" if "targets" in tables else "figure" if tables else "background"
            passages += [f"  - role: {role}", f"    paragraph: {part.number}"]
            if tables:
                spans += self._spans(part)
        return [*(["spans:", *spans] if spans else []), *passages]

    def _spans(self, part: Paragraph) -> list[str]:
        lines: list[str] = []
        for start, end in sentences(self.text, part.start, part.end):
            if any(start <= place < end for place in self.accepted):
                continue
            at = _unique_start(self.text, part, start, end)
            lines += ["  - role: background", f"    paragraph: {part.number}"]
            lines.append(f"    at: {scalar(at)}")
        return lines


def _problem(stub: Stub | None, claim: Mapping[str, Any]) -> str:
    if stub is None:
        return "no claim starts there; extract the claims from these texts"
    if stub.table not in ("targets", "figures") or stub.candidate is None:
        return f"a {stub.candidate.kind if stub.candidate else 'number'} is not a target or figure"
    if not stub.at:
        return "the expression cannot be located in its paragraph"
    part = stub.candidate.deadline or stub.candidate.period
    if part is None or part.value is None:
        return "the period is not known; reject the claim, or add it by hand"
    unit = stub.mention.quantity.unit if stub.mention.quantity else None
    if unit is None or unit not in units():
        return "the unit is not known"
    missing = [name for name in ("indicator_id", "region_id") if not claim[name]]
    if stub.table == "targets" and not claim["policy_id"]:
        missing.append("policy_id")
    return f"{', '.join(missing)} is empty" if missing else ""


def _unique_start(text: str, part: Paragraph, start: int, end: int) -> str:
    """Return the shortest beginning of a sentence that occurs once in its paragraph."""
    for stop in range(start + 4, end):
        if text.count(text[start:stop], part.start, part.end) == 1:
            return text[start:stop]
    return text[start:end]
