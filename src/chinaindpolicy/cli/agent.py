"""The command that serves the tools for agents."""

from __future__ import annotations

from pathlib import Path

import click

from chinaindpolicy.cli.options import note


@click.command(epilog="Example: chinaindpolicy mcp --sources texts")
@click.option(
    "--sources",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="The folder of the source texts; with it, quotations contain the sentence.",
)
def mcp(sources: Path | None) -> None:
    """Serve the tools for agents on standard input and output.

    The server uses the Model Context Protocol, is read-only, and needs no network.
    """
    from chinaindpolicy.agent.server import run

    note("serving on standard input and output until the input ends")
    run(sources)
