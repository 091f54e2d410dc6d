"""Context of a sentence's claims from headings and earlier sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chinaindpolicy.extraction.candidates import CandidateKind, Part
from chinaindpolicy.extraction.chinese_phrases import Phrase
from chinaindpolicy.extraction.layout import Sentence
from chinaindpolicy.extraction.parties import region_of
from chinaindpolicy.extraction.periods import TimeWord, until
from chinaindpolicy.quantity.core.patterns import LazyPattern

_TARGETS = LazyPattern(
    r"(?i:目标|任务|指标|规划|工作安排|工作部署|重点工作|举措|措施|下一步|今后|展望"
    r"|\b(?:targets?|goals?|objectives?|tasks?|plan|recommendations|outlook|priorities|measures)\b)"
)
_REVIEW = LazyPattern(
    r"(?i:回顾|总结|成效|成就|进展|公报|综合|现状|基础|完成情况|运行情况|发展环境|形势|年度报告|报告期"
    r"|\b(?:review|achievements|progress|results|communiqu[eé]|performance|background|overview)\b)"
)
_REPORT = LazyPattern(r"工作报告|统计公报|年度报告|(?i:work report|communiqu[eé]|annual report)")
_OFFICIAL = LazyPattern(
    r"规划|纲要|行动计划|实施方案|意见|通知|公报|工作报告|(?i:\b(?:five-year plan"
    r"|outline|communiqu[eé]|work report|report on the work|action plan|opinions|notice)\b)"
)
_ITEM = LazyPattern(r"\s*(?:[-–—*•·■●◆]|[（(]?[0-9一二三四五六七八九十]{1,3}[)）.、])")
_PLAN = LazyPattern(r"规划|计划|方案|纲要|(?i:\bplan\b|\boutline\b)")


@dataclass
class Context:
    """State of the reading of a text, from heading to heading and sentence to sentence.

    Attributes:
        year: the year of a report or communique, by its title.
        title_time: the years of a plan, by its title.
        region: the place that the title names.
        official: whether the title is that of a plan, notice or report of a public body.
    """

    year: int | None = None
    _heading: CandidateKind | None = None
    _heading_time: TimeWord | None = None
    _section_time: TimeWord | None = None
    title_time: TimeWord | None = None
    _time: TimeWord | None = None
    _phrase: Phrase | None = None
    _kind: CandidateKind | None = None
    _paragraph: int = 0
    _opens: bool = False
    region: Part | None = None
    official: bool = False

    def enter(
        self, text: str, sentence: Sentence, times: Sequence[TimeWord], *, chinese: bool
    ) -> None:
        """Take note of a sentence before its claims are read."""
        words = text[sentence.start : sentence.end]
        if sentence.is_heading and self._paragraph == 0:
            self.region = region_of(text, sentence.start, sentence.end, chinese=chinese)
        if sentence.is_heading:
            self._enter_heading(words, sentence, times)
        elif sentence.paragraph != self._paragraph:
            listed = self._opens and _ITEM.match(words) is not None
            if not listed:
                self._time = self._kind = None
                self._opens = False
            self._phrase = None
        if words.endswith(("：", ":")) and not sentence.is_heading:
            self._opens = True
            self._kind = "target" if _TARGETS.search(words) else self._kind
            self._time = next((word for word in times if word.role != "from"), self._time)
        self._paragraph = sentence.paragraph

    def _enter_heading(self, words: str, sentence: Sentence, times: Sequence[TimeWord]) -> None:
        named = [word for word in times if word.value is not None]
        first = self._paragraph == 0
        if _REPORT.search(words) and named and first:
            self.year = named[-1].year
        if first and _PLAN.search(words):
            spans = [word for word in named if word.value and "/" in word.value]
            self.title_time = spans[0] if spans else None
        if first:
            self.official = _OFFICIAL.search(words) is not None
        is_title = first and (_REPORT.search(words) or _PLAN.search(words)) is not None
        target, review = _TARGETS.search(words), _REVIEW.search(words)
        self._heading = None if is_title else "observed" if review else "target" if target else None
        self._heading_time = named[-1] if named and not is_title else None
        self._time = self._section_time = self._phrase = self._kind = None
        self._opens = False

    def leave(
        self, times: Sequence[TimeWord], phrase: Phrase | None, kind: CandidateKind | None
    ) -> None:
        """Take note of a sentence after its claims are read."""
        # A day is that of an event or a publication: it applies to its own sentence only.
        usable = [word for word in times if word.role != "from" and not _is_day(word)]
        leading = next((word for word in usable if word.role == "by"), None)
        if leading or usable:
            self._time = leading or usable[-1]
        if leading and self._heading == "target":
            self._section_time = leading
        self._phrase = phrase or self._phrase
        self._kind = kind or self._kind

    def kind(self) -> CandidateKind | None:
        """Return the kind that the context suggests for a value without a strong cue."""
        return self._kind or self._heading

    def time(self, kind: CandidateKind) -> TimeWord | None:
        """Return the period that the context gives to a value without one."""
        carried = self._time or self._heading_time
        if kind in ("target", "forecast"):
            if carried is not None and self.precedes_plan(carried):
                carried = None
            if carried is not None and carried is self._heading_time:
                return carried._replace(value=until(carried.value))
            return carried or self._section_time or self.title_time
        if carried is not None and carried.role == "by":
            return None
        return carried

    def precedes_plan(self, word: TimeWord) -> bool:
        """Return True for a period that ends before the plan of the title begins."""
        plan, value = self.title_time, word.value
        if plan is None or plan.value is None or value is None:
            return False
        return value.rpartition("/")[2][:4] < plan.value[:4]

    def phrase(self, sentence: Sentence) -> Phrase | None:
        """Return the indicator of the sentence before in the same paragraph."""
        return self._phrase if sentence.paragraph == self._paragraph else None


def _is_day(word: TimeWord) -> bool:
    return word.value is not None and len(word.value.removeprefix("../")) == 10
