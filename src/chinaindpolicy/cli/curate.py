"""Commands for curators: init, locate, build, verify."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from chinaindpolicy.cli.options import (
    FINDINGS,
    collection_option,
    including_option,
    lang_option,
    load_dataset,
    note,
    progress,
    release_option,
    report_option,
    result,
)
from chinaindpolicy.lang.texts import Language
from chinaindpolicy.lang.texts import texts as say_in


@click.command(epilog="Example: chinaindpolicy verify --sources texts/")
@click.option(
    "--sources",
    type=click.Path(path_type=Path),
    help="The folder of the source texts; without it, checks that need the texts are skipped.",
)
@release_option
@including_option
@report_option
@lang_option
def verify(
    sources: Path | None, release: str | None, including: str | None, style: str, lang: Language
) -> None:
    """Verify a release or collection with its rules and its source texts."""
    from chinaindpolicy.curation.verify import verify_dataset

    report = verify_dataset(sources, load_dataset(release, including), progress)
    result(report.to(style, lang), nl=False)
    if not report.ok:
        sys.exit(FINDINGS)


@click.command(epilog="Example: chinaindpolicy init lamps --text texts/plan.txt")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--text",
    "texts",
    type=click.Path(path_type=Path, dir_okay=False),
    multiple=True,
    help="A source text of the collection; may be repeated. The file is not moved.",
)
@including_option
@lang_option
def init(folder: Path, texts: tuple[Path, ...], including: str | None, lang: Language) -> None:
    """Create a collection: its code lists, and a file for each text.

    FOLDER must be empty or not exist.
    """
    from chinaindpolicy.dataset.release_names import packaged_releases as releases
    from chinaindpolicy.extraction.scaffold import init_collection

    known = load_dataset(including) if including else None
    units = known.units.ids if known else ()
    # The name of a packaged release is valid on every machine, a folder is not.
    name = including if including in releases() else ""
    path = init_collection(folder, texts, units, name or "")
    click.echo(say_in(lang)("wrote {path}", path=path))


@click.command(epilog="Example: chinaindpolicy locate --sources texts/ --collection datasets")
@click.option(
    "--sources",
    type=click.Path(path_type=Path),
    required=True,
    help="The folder of the source texts.",
)
@collection_option
@lang_option
def locate(sources: Path, collection: Path, lang: Language) -> None:
    """Find every expression of a collection in its texts and store the offsets.

    Run it after each change of the paragraph or the expression of a record.
    """
    from chinaindpolicy.curation.collection import read_collection
    from chinaindpolicy.curation.offsets import locate as find
    from chinaindpolicy.curation.offsets import write_located

    for path in write_located(find(read_collection(collection, progress), sources, progress)):
        click.echo(say_in(lang)("wrote {path}", path=path))


@click.command(epilog="Example: chinaindpolicy build --collection datasets --check")
@collection_option
@click.option(
    "--sources",
    type=click.Path(path_type=Path),
    help="Verify the release with these texts before it is written.",
)
@click.option(
    "--check",
    is_flag=True,
    help="Write nothing; the exit code is 1 if the release differs from the collection.",
)
@click.option(
    "--replace",
    is_flag=True,
    help="Overwrite a release of this name that differs; only before it is published.",
)
@including_option
@lang_option
def build(
    collection: Path,
    sources: Path | None,
    check: bool,
    replace: bool,
    including: str | None,
    lang: Language,
) -> None:
    """Build the release of a collection: one CSV file per table, and datapackage.json."""
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
            note(report.to("text", lang), nl=False)
        else:
            click.echo(report.to("text", lang), nl=False, err=True)
            sys.exit(FINDINGS)
    if check:
        changed = differences(files, folder)
        for name in changed:
            text = "{path} differs from the collection; run chinaindpolicy build"
            click.echo(say_in(lang)(text, path=folder / name), err=True)
        if changed:
            sys.exit(FINDINGS)
        click.echo(say_in(lang)("{path}: current", path=folder))
        return
    written = write_release(files, folder, replace=replace)
    click.echo(say_in(lang)("wrote {path}" if written else "unchanged {path}", path=folder))
