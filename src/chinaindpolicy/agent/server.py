"""The Model Context Protocol server: the tools over stdio, offline and read-only."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from chinaindpolicy._similar import nearest
from chinaindpolicy._version import __version__
from chinaindpolicy.agent.tools import Tools, tool_names
from chinaindpolicy.errors import ChinaIndPolicyError, MissingExtraError

INSTRUCTIONS = """\
Targets, figures and tasks of Chinese industrial policy, read from five documents.
Find records with search or records, read them with get, and answer with the value, its
comparator, unit, region and period, the cautions, and the record id.
Never add values across units, kinds or overlapping regions (use add), never drop a comparator,
never report a target as achieved (use assess), never cite a number without its id. If search
finds nothing, the data do not have it: say so.
"""


def server(sources: Path | None = None) -> Any:
    """Return the server with all tools, an `mcp.server.MCPServer`; it does not run yet.

    Args:
        sources: The folder of the source texts; with it, `quote` gives sentences.

    Raises:
        MissingExtraError: If the package `mcp` is not installed.
    """
    try:
        mcp: Any = importlib.import_module("mcp.server")
        types: Any = importlib.import_module("mcp.types")
    except ImportError as error:
        raise MissingExtraError("mcp", "mcp") from error
    tools = Tools(sources)
    made = mcp.MCPServer(
        "chinaindpolicy", version=__version__, instructions=INSTRUCTIONS, log_level="WARNING"
    )
    hints = types.ToolAnnotations(
        read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
    )
    for name in tool_names():
        made.add_tool(getattr(tools, name), annotations=hints, structured_output=True)
    _explain_rejections(made)
    return made


def run(sources: Path | None = None) -> None:
    """Serve the tools on standard input and output until the input ends."""
    server(sources).run("stdio")


def _explain_rejections(made: Any) -> None:
    """Make a server reject unknown arguments, and explain each rejection.

    The package `mcp` ignores an argument that a tool does not have. A filter with a misspelled
    name would then be dropped, and the answer would be about other records.
    """
    tool_error: Any = importlib.import_module("mcp.server.mcpserver.exceptions").ToolError
    call = made.call_tool

    async def call_tool(name: str, arguments: dict[str, Any], *context: Any) -> Any:
        tools = {tool.name: tool.input_schema for tool in await made.list_tools()}
        if name not in tools:
            raise tool_error(f"no tool {name!r}{_hint(name, tools)}")
        allowed = tools[name].get("properties", {})
        for given in arguments:
            if given not in allowed:
                raise tool_error(f"{name} has no argument {given!r}{_hint(given, allowed)}")
        try:
            return await call(name, arguments, *context)
        except tool_error as error:
            cause = error.__cause__
            if isinstance(cause, ValidationError):
                raise tool_error(_rejected(name, cause)) from error
            if isinstance(cause, ChinaIndPolicyError):
                raise tool_error(str(cause)) from error
            raise

    made.call_tool = call_tool


def _hint(name: str, names: Iterable[str]) -> str:
    near = nearest(name, names, most=1)
    suggestion = f"; did you mean {near[0]!r}?" if near else ""
    return f"{suggestion}; available: {', '.join(names)}"


def _rejected(name: str, error: ValidationError) -> str:
    """Return one message for all rejected arguments of a call."""
    parts: list[str] = []
    for each in error.errors(include_url=False):
        place = ".".join(str(part) for part in each["loc"])
        value = "" if each["type"] == "missing" else f" is {each['input']!r:.80}"
        parts.append(f"{place}{value}: {each['msg'][:1].lower()}{each['msg'][1:]}")
    return f"{name}: {'; '.join(parts)}"
