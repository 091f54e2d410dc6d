"""A scripted client of the tools for agents, and the page of its answers.

The script fixes the calls of each question. Everything in an answer comes from the tools: the
client has no access to the data.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from chinaindpolicy.agent.tools import Tools

QUESTIONS = Path(__file__).with_name("agent-questions.jsonl")
AS_OF = "2026-11-22"
WIDTH = 100


def questions() -> list[dict[str, Any]]:
    """Return the questions, each with its calls and the kind of its answer."""
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def answered(question: dict[str, Any], tools: Tools) -> tuple[list[dict[str, Any]], str]:
    """Return all calls that a question took, with the arguments, and the answer."""
    calls: list[dict[str, Any]] = []

    def call(tool: str, **arguments: Any) -> Any:
        calls.append({"tool": tool, "arguments": arguments})
        return getattr(tools, tool)(**arguments)

    results = [call(step["tool"], **step["arguments"]) for step in question["calls"]]
    pages = [each for each in results if hasattr(each, "records")]
    ids = [record.id for page in pages for record in page.records]
    return calls, ANSWERS[question["answer"]](call, results, ids)


def _value(call: Any, _: list[Any], ids: list[str]) -> str:
    return "\n".join(_stated(record) for record in call("get", ids=ids).records)


def _stated(record: Any) -> str:
    return f"{record.text} {record.value_text} [{record.id}]. {' '.join(record.cautions)}"


def _list(_: Any, results: list[Any], __: list[str]) -> str:
    return "\n".join(
        f"{record.text} [{record.id}] {' '.join(record.cautions)}".strip()
        for page in results
        for record in page.records
    )


def _count(_: Any, results: list[Any], __: list[str]) -> str:
    return f"{results[-1].total}, in release {results[-1].release}."


def _none(_: Any, results: list[Any], __: list[str]) -> str:
    first = results[0]
    if first.total:
        raise ValueError("the data have records on this question")
    similar = {
        record.id
        for page in results
        for record in (*getattr(page, "nearest", ()), *getattr(page, "records", ()))
    }
    return f"The data do not have it. Similar records, which are no answer: {sorted(similar)}."


def _verdict(call: Any, _: list[Any], ids: list[str]) -> str:
    verdicts = call("assess", as_of=AS_OF, ids=ids).verdicts
    return "\n".join(f"{each.verdict} [{each.id}]: {each.explanation}" for each in verdicts)


def _quote(call: Any, _: list[Any], ids: list[str]) -> str:
    place = call("quote", id=ids[0])
    return (
        f"[{place.id}] is in {place.document} ({place.document_id}), paragraph {place.paragraph}, "
        f"characters {place.char_start} to {place.char_end}; printed as “{place.stated}”."
    )


def _explain(call: Any, _: list[Any], ids: list[str]) -> str:
    errata = [each.id for each in call("get", ids=ids).records[0].errata]
    return f"{call('explain', ids=ids[:1]).text}\nErrata: {errata}."


def _cite(call: Any, _: list[Any], ids: list[str]) -> str:
    return f"Sources of [{ids[0]}]:\n{call('cite', ids=ids[:1]).text}"


def _audit(_: Any, results: list[Any], __: list[str]) -> str:
    return "\n".join(
        f"“{each.text}” is {each.verdict} {each.record_ids}: {each.reason}"
        for each in results[0].numbers
    )


def _sum(call: Any, _: list[Any], ids: list[str]) -> str:
    answer = call("add", ids=ids)
    records = call("get", ids=ids).records
    why = " ".join(answer.reasons)
    places = " ".join(each for record in records for each in record.cautions if "part of" in each)
    return f"They cannot be added {answer.ids}: {why}. {places}"


ANSWERS: dict[str, Any] = {
    "value": _value,
    "list": _list,
    "count": _count,
    "none": _none,
    "verdict": _verdict,
    "quote": _quote,
    "explain": _explain,
    "cite": _cite,
    "audit": _audit,
    "sum": _sum,
}


def transcript() -> str:
    """Return the page: each question, the calls, and the answer."""
    tools = Tools()
    lines = [
        "# Read the answers of a scripted agent",
        "",
        "A scripted client answered these questions by calls of the [tools for agents](agents.md).",
        "The script fixes the calls; every word of an answer after the call comes from the tools.",
        "",
    ]
    for question in questions():
        calls, answer = answered(question, tools)
        lines += [f"## {question['question']}", "", "```text"]
        for each in calls:
            arguments = json.dumps(each["arguments"], ensure_ascii=False)
            lines.append(f"-> {each['tool']} {arguments}")
        lines += [*answer.splitlines(), "```", ""]
    return "\n".join(lines).rstrip() + "\n"
