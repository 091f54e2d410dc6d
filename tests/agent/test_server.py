"""The server for agents, called through the client of the package that it is built on."""

from __future__ import annotations

import asyncio
import functools
import json
import re
import sys
from typing import Any

import pytest

from chinaindpolicy.agent.server import server
from chinaindpolicy.agent.tools import tool_names

client: Any = pytest.importorskip("mcp.client", reason="the package mcp is not installed")


@functools.cache
def one_server() -> Any:
    """Return a server that all tests share."""
    return server()


def call(*calls: tuple[str, dict[str, Any]], target: Any = None) -> list[Any]:
    """Call tools of one server, one after the other."""

    async def run() -> list[Any]:
        async with client.Client(target if target is not None else one_server()) as connected:
            return [await connected.call_tool(name, arguments) for name, arguments in calls]

    return asyncio.run(run())


def test_tools_are_read_only_and_answer_with_a_schema() -> None:
    async def run() -> Any:
        async with client.Client(one_server()) as connected:
            return (await connected.list_tools()).tools

    tools = asyncio.run(run())
    assert [tool.name for tool in tools] == list(tool_names())
    for tool in tools:
        assert tool.annotations.read_only_hint
        assert not tool.annotations.open_world_hint
        assert tool.output_schema["properties"]["release"]


def test_an_answer_has_the_id_the_source_and_the_release() -> None:
    (answer,) = call(("get", {"ids": ["components-plan-sales-2023"]}))
    record = answer.structured_content["records"][0]
    assert (record["id"], record["value"]) == ("components-plan-sales-2023", 2_100_000_000_000)
    assert record["document_id"] in record["citation"]
    assert answer.structured_content["release"]


HOSTILE: list[tuple[str, dict[str, Any], str]] = [
    ("serch", {}, "did you mean 'search'"),
    ("search", {"query": "chip", "regions": "cn-zj"}, "did you mean 'region'"),
    ("search", {"query": 5}, "query is 5"),
    ("search", {"query": None}, "query is None"),
    ("get", {"ids": "components-plan-sales-2023"}, "valid list"),
    ("get", {}, "ids: field required"),
    ("get", {"ids": [{}]}, "ids.0"),
    ("records", {"table": "targets", "where": {"region_id": {"$ne": 1}}}, "where"),
    ("cite", {"ids": ["miit"], "style": "html"}, "style is 'html'"),
    ("convert", {"value": "1e999999", "unit": "CNY", "to": "CNY"}, "exponent"),
    ("get", {"ids": ["../../etc/passwd"]}, "no record"),
    ("quote", {"id": "components-plan-sales-2023", "release": "2026.1; rm"}, "no release"),
    ("search", {"query": "\ud800"}, "surrogate|character"),
    ("search", {"query": "chip", "limit": 10**30}, "limit is"),
]


@pytest.mark.parametrize(("tool", "arguments", "words"), HOSTILE)
def test_hostile_arguments_are_rejected_by_name(
    tool: str, arguments: dict[str, Any], words: str
) -> None:
    (answer,) = call((tool, arguments))
    assert answer.is_error
    text = answer.content[0].text
    assert re.search(words, text), text
    assert "Traceback" not in text
    assert "pydantic.dev" not in text


def test_the_command_serves_on_standard_streams() -> None:
    stdio: Any = pytest.importorskip("mcp.client.stdio")
    parameters = stdio.StdioServerParameters(
        command=sys.executable, args=["-m", "chinaindpolicy", "mcp"]
    )
    (answer, wrong) = call(
        ("search", {"query": "YMTC"}),
        ("get", {"ids": ["nothing"]}),
        target=stdio.stdio_client(parameters),
    )
    assert json.loads(answer.content[0].text) == answer.structured_content
    assert wrong.is_error
