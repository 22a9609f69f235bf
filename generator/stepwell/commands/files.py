"""The commands `new`, `schema`, `release` and `explain`: what an editor keeps and looks up."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.syntax import Syntax

from stepwell import explain, new, publish, release
from stepwell.checking import checked, loaded
from stepwell.options import CACHE, Examples, as_of_option, day, folder_argument
from stepwell.render.format_reference import format_reference
from stepwell.render.templating import plural
from stepwell.report.json_object import KIND, report_schema
from stepwell.schema import FOLDER, schemas
from stepwell.terminal import err, findings_reported, out

if TYPE_CHECKING:
    from datetime import datetime


@click.command(
    "new",
    cls=Examples,
    examples=("stepwell new neck-pain", "stepwell new neck-pain other/pathways"),
)
@click.argument("slug")
@folder_argument
def new_pathway(slug: str, folder: Path) -> None:
    """Start a pathway called SLUG in DIR, with whatever DIR still lacks."""
    try:
        made = new.new(slug, folder)
    except new.CannotStart as error:
        raise click.UsageError(str(error)) from None
    publish.files(made, folder)
    for name in made:
        out.print(f"wrote {folder / name}")
    out.print(f"next: edit {folder / slug}.toml, then run: stepwell check {folder}")
    if "collection.toml" in made:
        out.print(f"who publishes it, and its licence, stand in {folder / 'collection.toml'}")


@click.command(
    "schema",
    cls=Examples,
    examples=(
        "stepwell schema",
        "stepwell schema --print pathway",
        "stepwell schema --reference content/editing/reference.md",
    ),
)
@folder_argument
@click.option(
    "--print",
    "kind",
    metavar="KIND",
    type=click.Choice([*(one.removesuffix(".json") for one in schemas()), KIND]),
    help="Print the schema of one kind of file instead; `findings` is what checks print.",
)
@click.option(
    "--reference",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a page of all tables and keys instead, with examples from DIR.",
)
def schema(folder: Path, kind: str | None, reference: Path | None) -> None:
    """Write the JSON Schemas of all files into DIR/schema, for your editor."""
    if kind and reference:
        raise click.UsageError("--print goes with no --reference")
    made = schemas()
    if kind == KIND:
        click.echo(report_schema(), nl=False)
        return
    if kind:
        click.echo(made[f"{kind}.json"], nl=False)
        return
    if not folder.is_dir():
        raise click.UsageError(f"the folder {folder} does not exist")
    if reference:
        with findings_reported():
            page = format_reference(loaded(folder))
        publish.files({reference.name: page.encode()}, reference.parent)
        out.print(f"wrote {reference}", markup=False)
        return
    target = folder / FOLDER
    publish.files({name: content.encode() for name, content in made.items()}, target)
    out.print(f"{len(made)} schemas in {target}/")


@click.command("release", cls=Examples, examples=("stepwell release", "stepwell release --check"))
@folder_argument
@click.option("--check", "only", is_flag=True, help="Keep nothing; exit 1 if a sheet is lacking.")
@as_of_option
def release_sheets(folder: Path, only: bool, as_of: datetime | None) -> None:
    """Keep the code of every printed sheet of DIR, so that each can be asked its age for ever."""
    with findings_reported():
        collection, _, _ = checked(folder, day(as_of), cache=CACHE)
    found = release.unreleased(collection)
    target = folder / release.REGISTER
    for one in found:
        out.print(f"{'lacking' if only else 'released'}  {one}", markup=False)
    if not found:
        out.print(f"every sheet stands in {target}")
    elif only:
        err.print(f"not released: {plural(len(found), 'sheet')}; run: stepwell release {folder}")
        sys.exit(1)
    else:
        source = collection.sources.get(target.as_posix())
        text = release.register(source.text if source else "", found, day(as_of))
        publish.files({release.REGISTER: text.encode()}, folder)
        out.print(f"{plural(len(found), 'sheet')} added to {target}; commit it with the change")


@click.command(
    "explain", cls=Examples, examples=("stepwell explain P303", "stepwell explain cycle")
)
@click.argument("code")
def explain_rule(code: str) -> None:
    """Say what a rule means, with a failing and a repaired example."""
    try:
        page = explain.explain(code)
    except KeyError as error:
        raise click.UsageError(error.args[0]) from None
    if out.is_terminal:
        out.print(
            Syntax(page, "markdown", theme="ansi_dark", background_color="default", word_wrap=True)
        )
    else:
        click.echo(page, nl=not page.endswith("\n"))
