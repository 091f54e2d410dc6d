"""Commands for curators: init, locate, build, verify."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from chinaindpolicy.cli.options import (
    FINDINGS,
    collection_option,
    including_option,
    load_dataset,
    note,
    progress,
    release_option,
    report_option,
    result,
)


@click.command(epilog="Example: chinaindpolicy verify --sources texts/")
@click.option(
    "--sources",
    type=click.Path(path_type=Path),
    help="The folder of the source texts; without it, only what needs no text is checked.",
)
@release_option
@including_option
@report_option
def verify(sources: Path | None, release: str | None, including: str | None, style: str) -> None:
    """Prove a release or collection against its rules and its texts."""
    from chinaindpolicy.curation.verify import verify_dataset

    report = verify_dataset(sources, load_dataset(release, including), progress)
    result(report.to(style), nl=False)
    if not report.ok:
        sys.exit(FINDINGS)


@click.command(epilog="Example: chinaindpolicy init lamps --text texts/plan.txt")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--text",
    "texts",
    type=click.Path(path_type=Path, dir_okay=False),
    multiple=True,
    help="A text that is to be read; may be repeated. It stays where it is.",
)
@including_option
def init(folder: Path, texts: tuple[Path, ...], including: str | None) -> None:
    """Make a new collection: its lists, and a file for each text.

    FOLDER must not exist or be empty.
    """
    from chinaindpolicy.dataset.release_names import packaged_releases as releases
    from chinaindpolicy.extraction.scaffold import init_collection

    known = load_dataset(including) if including else None
    units = known.units.ids if known else ()
    # A release that is packaged goes by its name everywhere; a folder only here.
    name = including if including in releases() else ""
    click.echo(f"wrote {init_collection(folder, texts, units, name or '')}")


@click.command(epilog="Example: chinaindpolicy locate --sources texts/ --collection datasets")
@click.option(
    "--sources",
    type=click.Path(path_type=Path),
    required=True,
    help="The folder of the source texts.",
)
@collection_option
def locate(sources: Path, collection: Path) -> None:
    """Find every expression of a collection in its texts and keep the offsets.

    Run it after changing a record's paragraph or expression; nobody counts characters.
    """
    from chinaindpolicy.curation.collection import read_collection
    from chinaindpolicy.curation.offsets import locate as find
    from chinaindpolicy.curation.offsets import write_located

    for path in write_located(find(read_collection(collection, progress), sources, progress)):
        click.echo(f"wrote {path}")


@click.command(epilog="Example: chinaindpolicy build --collection datasets --check")
@collection_option
@click.option(
    "--sources",
    type=click.Path(path_type=Path),
    help="Prove the release against these texts before it is written.",
)
@click.option(
    "--check",
    is_flag=True,
    help="Write nothing; fail if the release is not what the collection builds.",
)
@click.option(
    "--replace",
    is_flag=True,
    help="Overwrite a release of this name that differs; only if nobody else has it yet.",
)
@including_option
def build(
    collection: Path, sources: Path | None, check: bool, replace: bool, including: str | None
) -> None:
    """Build a collection's release: one CSV per table, and datapackage.json."""
    from chinaindpolicy.curation.build import build, differences, release_folder, write_release
    from chinaindpolicy.curation.collection import read_collection
    from chinaindpolicy.curation.verify import verify_dataset

    read = read_collection(collection, progress)
    included = load_dataset(including) if including else None
    folder = release_folder(read)
    made = build(read, included)
    files = made.files
    if sources is not None:
        report = verify_dataset(sources, made.dataset, progress)
        if report.ok:
            note(str(report))
        else:
            click.echo(str(report), err=True)
            sys.exit(FINDINGS)
    if check:
        changed = differences(files, folder)
        for name in changed:
            click.echo(f"{folder / name}: not what the collection builds", err=True)
        if changed:
            sys.exit(FINDINGS)
        click.echo(f"{folder}: current")
        return
    written = write_release(files, folder, replace=replace)
    click.echo(f"{'wrote' if written else 'unchanged'} {folder}")
