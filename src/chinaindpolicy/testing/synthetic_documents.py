"""A document that is written as its records are: text, places, hashes and mentions agree."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from chinaindpolicy.io.digests import sha256_of
from chinaindpolicy.model.fields import Record
from chinaindpolicy.model.records import (
    Document,
    Erratum,
    Figure,
    Indicator,
    Mention,
    Passage,
    Policy,
    Product,
    Project,
    Span,
    Target,
    Task,
)
from chinaindpolicy.model.vocabularies import COUNTED_TABLES, Strength
from chinaindpolicy.testing.synthetic_code_lists import Promise

# No word here is a number in any form.
_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "value": "Output comes to {stated} by {year}.",
        "again": "Said before: {stated}.",
        "task": "Build a laboratory for lamps.",
        "plan": "Lamp glass is made by the lamp works.",
        "background": "Lamps give light.",
        "product": "Lamp glass",
    },
    "zh": {
        "value": "到{year}年，产值{stated}。",
        "again": "前文：{stated}。",
        "task": "建设灯具实验室。",
        "plan": "灯具玻璃由灯厂制造。",
        "background": "灯发光。",
        "product": "灯具玻璃",
    },
}


@dataclass
class DraftDocument:
    """A document while it is written, paragraph by paragraph."""

    id: str
    language: str
    published_on: datetime.date
    text: str = ""
    _paragraphs: list[tuple[int, int, str]] = field(default_factory=list[tuple[int, int, str]])
    _rows: dict[str, list[Record]] = field(default_factory=dict[str, list[Record]])
    _stated: list[tuple[Any, str]] = field(default_factory=list[tuple[Any, str]])
    _tasks: dict[str, list[Task]] = field(default_factory=dict[str, list[Task]])

    @property
    def source_file(self) -> str:
        """Name of the text's file."""
        return f"{self.id}.txt"

    def value(
        self,
        table: str,
        promise: Promise,
        *,
        policy: Policy,
        indicator: Indicator,
        region: str,
        organization: str | None,
        strength: Strength,
        year: int,
    ) -> None:
        """Write a paragraph with a value, its record, and the erratum of a wrong magnitude."""
        value = promise.value
        stated = value.stated(self.language, promise.factor)
        place = self._write("value", "figure" if table == "figures" else "goal", stated, year)
        id = f"{self.id}-{table[:-1]}-{len(self._stated) + 1}"
        erratum_id = f"{id}-erratum" if promise.wrong else None
        common: dict[str, Any] = {
            "id": id,
            "policy_id": policy.id,
            "indicator_id": indicator.id,
            "region_id": region,
            "statement": "A value is stated.",
            "comparator": value.comparator,
            "value": value.value,
            "value_upper": value.upper,
            "unit": value.unit,
            "measure": value.measure,
            "price_basis": "not_stated" if value.unit == "CNY" else None,
            "period": f"../{year}",
            "period_end": datetime.date(year, 12, 31),
            "period_basis": "stated",
            "value_printed": value.value / Decimal(promise.factor) if promise.wrong else None,
            "erratum_id": erratum_id,
            "stated": stated,
            "review": "single",
            **place,
        }
        if table == "targets":
            record: Any = Target(
                **common, kind="quantitative", strength=strength, origin="document"
            )
        else:
            record = Figure(
                **common,
                kind="observed",
                basis="attributed" if organization else "official",
                attributed_to=organization,
                attribution_certainty="clear" if organization else None,
            )
        self._add(table, record)
        self._stated.append((record, stated))
        self._mention(stated, "indicator", place, record.id)
        self._mention(str(year), "date", place, None)
        if erratum_id:
            self._add(
                "errata",
                Erratum(
                    id=erratum_id,
                    printed=stated,
                    meant=value.stated(self.language),
                    kind="magnitude",
                    explanation="The printed value is too small by a factor of a thousand.",
                    certainty="internal",
                    record_ids=(id,),
                    **place,
                ),
            )

    def restatement(self) -> None:
        """State a value again: a span and a mention, and no second record."""
        if not self._stated:
            return self.background()
        record, stated = self._stated[-1]
        place = self._write("again", "goal", stated)
        span_id = f"{self.id}-s{place['char_start']}-{record.id}"
        self._add("spans", Span(id=span_id, role="restatement", record_id=record.id, **place))
        self._mention(stated, "indicator", place, record.id)
        return None

    def task(self, policy: Policy, *, below: bool) -> None:
        """Write a task: a key task, or one below the last key task of the policy."""
        place = self._write("task", "task")
        tasks = self._tasks.setdefault(policy.id, [])
        parents = [task for task in tasks if task.level == 1]
        parent = parents[-1] if below and parents else None
        siblings = [task for task in tasks if task.parent_id == (parent.id if parent else None)]
        task = Task(
            id=f"{self.id}-{policy.id}-task-{len(tasks) + 1}",
            policy_id=policy.id,
            region_id=policy.region_id,
            parent_id=parent.id if parent else None,
            level=2 if parent else 1,
            # Every document has its own thousands, so that no two number a task alike.
            ordinal=len(siblings) + 1 + 1000 * int(self.id.rpartition("-")[2]),
            kind="sub_task" if parent else "key_task",
            title="Laboratory",
            summary="A laboratory is built.",
            review="single",
            **place,
        )
        tasks.append(task)
        self._add("tasks", task)

    def plan(self, policy: Policy, organizations: tuple[str, ...]) -> None:
        """Write a paragraph with a product and a project, and a task that covers it."""
        place = self._write("plan", "task")
        common: dict[str, Any] = {
            "policy_id": policy.id,
            "region_id": policy.region_id,
            "name": "Lamp glass",
            "name_printed": _WORDS[self.language]["product"],
            "review": "single",
            **place,
        }
        number = len(self._paragraphs)
        self._add(
            "products",
            Product(id=f"{self.id}-product-{number}", kind="material", segment="lamps", **common),
        )
        self._add(
            "projects",
            Project(
                id=f"{self.id}-project-{number}",
                organization_ids=organizations[:1],
                action="build",
                summary="The lamp works make glass.",
                **common,
            ),
        )

    def background(self) -> None:
        """Write a paragraph that is marked as background."""
        place = self._write("background", "background")
        span = Span(id=f"{self.id}-s{place['char_start']}", role="background", **place)
        self._add("spans", span)

    def records(self) -> dict[str, list[Record]]:
        """Return every record of the document, by table, with its passages."""
        counts = {
            table: Counter(getattr(row, "paragraph") for row in self._rows.get(table, ()))  # noqa: B009
            for table in COUNTED_TABLES
        }
        passages: list[Record] = [
            Passage(
                id=f"{self.id}-p{number}",
                role=role,  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
                document_id=self.id,
                paragraph=number,
                char_start=start,
                char_end=end,
                **{f"n_{table}": counts[table][number] for table in COUNTED_TABLES},
            )
            for number, (start, end, role) in enumerate(self._paragraphs, 1)
        ]
        document = Document(
            id=self.id,
            title="A synthetic document",
            kind="notice",
            language=self.language,
            published_on=self.published_on,
            source_file=self.source_file,
            sha256=sha256_of(self.text.encode()),
            n_chars=len(self.text),
            n_paragraphs=len(self._paragraphs),
        )
        return {**self._rows, "passages": passages, "documents": [document]}

    def _write(self, words: str, role: str, stated: str = "", year: int = 0) -> dict[str, Any]:
        sentence = _WORDS[self.language][words].format(stated=stated, year=year)
        if self.text:
            self.text += "\n\n"
        start = len(self.text)
        self.text += sentence
        end = len(self.text)
        self._paragraphs.append((start, end, role))
        return {
            "document_id": self.id,
            "paragraph": len(self._paragraphs),
            "char_start": start,
            "char_end": end,
            "text_sha256": sha256_of(sentence),
        }

    def _mention(self, words: str, role: Any, place: Mapping[str, Any], record: str | None) -> None:
        sentence = self.text[place["char_start"] :]
        # The year precedes the value in Chinese, and follows it in English.
        offset = sentence.rindex(words) if self.language == "en" else sentence.index(words)
        start = place["char_start"] + offset
        self._add(
            "mentions",
            Mention(
                id=f"{self.id}-m{start}",
                text=words,
                role=role,
                record_id=record,
                document_id=self.id,
                paragraph=place["paragraph"],
                char_start=start,
                char_end=start + len(words),
            ),
        )

    def _add(self, table: str, record: Record) -> None:
        self._rows.setdefault(table, []).append(record)
