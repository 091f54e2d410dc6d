"""The files for agents, made from the tools and from the pages: SKILL.md and llms.txt."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

from chinaindpolicy.agent.server import INSTRUCTIONS
from chinaindpolicy.agent.tools import Tools, tool_names

HERE = Path(__file__).parent
RULES = re.compile(r"^## Answer correctly\n(.*?)^## ", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"^```.*?^```\n", re.MULTILINE | re.DOTALL)


def skill() -> str:
    """Return SKILL.md: which tool to call when, and what never to do."""
    found = RULES.search((HERE / "agents.md").read_text(encoding="utf-8"))
    if found is None:
        raise ValueError("docs/agents.md has no section 'Answer correctly'")
    rules = re.sub(r"\n{2,}", "\n", CODE.sub("", found[1])).replace(":\n", ".\n").strip()
    rules = re.sub(r"\[([^]]+)\]\([^)]*\)", r"\1", rules)  # the skill is read elsewhere
    lines = [
        "---",
        "name: chinaindpolicy",
        "description: Targets, figures and tasks of Chinese industrial policy documents, with",
        "  sources. Use it for numbers that these documents promise or report.",
        "---",
        "",
        "# Chinese industrial policy in numbers",
        "",
        INSTRUCTIONS.strip(),
        "",
        "Start the server with `python3 -m chinaindpolicy mcp`, or call the methods of",
        "`chinaindpolicy.agent.tools.Tools` in Python.",
        "",
        "## Which call when",
        "",
    ]
    for name in tool_names():
        tool = getattr(Tools, name)
        arguments = ", ".join(list(inspect.signature(tool).parameters)[1:])
        doc = re.sub(r"\s+", " ", inspect.getdoc(tool) or "")
        lines.append(f"- `{name}({arguments})`: {doc}")
    return "\n".join([*lines, "", "## Rules", "", rules]) + "\n"


def llms() -> str:
    """Return llms.txt: the pages of the documentation, each with its first sentence."""
    lines = [
        "# chinaindpolicy",
        "",
        "> Targets, figures and tasks of Chinese industrial policy as typed records and Polars",
        "> frames, each value traceable to the characters it was read from.",
        "",
        "## Documentation",
        "",
    ]
    for page in sorted(HERE.glob("*.md")):
        title, _, text = page.read_text(encoding="utf-8").partition("\n")
        # The first line of some pages links to the Chinese page.
        parts = [
            part for part in text.strip().split("\n\n") if not part.startswith(("#", "English | "))
        ]
        paragraph = re.sub(r"\s+", " ", parts[0])
        sentence = re.split(r"(?<=[.:])\s", paragraph)[0].rstrip(":")
        lines.append(f"- [{title.lstrip('# ')}]({page.name}): {sentence.rstrip('.')}.")
    return "\n".join(lines) + "\n"
