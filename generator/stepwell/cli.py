"""The terminal: arguments in, text out, exit codes 0, 1 and 2.

Thin: every command calls the library below it. Exit 0 is clean, 1 means
findings, 2 that the command could not run.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED

import click
from rich.syntax import Syntax

from stepwell import __version__, build, explain, mkdocs_site, new, packing, publish, release
from stepwell.archive import zipped
from stepwell.checking import Timings, checked
from stepwell.clock import today
from stepwell.options import CACHE, Examples, as_of_option, folder_argument, no_cache_option
from stepwell.render.offline_copy import Copy, offline_copy
from stepwell.render.templating import plural
from stepwell.report import summary
from stepwell.schema import FOLDER, schemas
from stepwell.terminal import counted, err, findings_reported, out, progress, report, told
from stepwell.walking import prove, walk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="stepwell")
def main() -> None:
    """Clinical pathways in TOML: checked, drawn, printed, published."""


@main.command(
    cls=Examples,
    examples=(
        "stepwell check",
        "stepwell check other/pathways --as-of 2027-12-01",
        "stepwell check --strict",
    ),
)
@folder_argument
@as_of_option
@click.option("--strict", is_flag=True, help="Warnings fail as well.")
@no_cache_option
def check(folder: Path, as_of: datetime | None, strict: bool, no_cache: bool) -> None:
    """Check every pathway in DIR (pathways/), run its cases, prove its logic, report findings."""
    with findings_reported():
        cache = None if no_cache else CACHE
        collection, findings, _ = checked(folder, _day(as_of), cache=cache)
        if findings:
            report(findings)
        out.print(f"checked {counted(build.count(collection))}: {summary(findings)}")
        if strict and findings:
            sys.exit(1)


@main.command(
    cls=Examples,
    examples=(
        "stepwell render --into docs",
        "stepwell render other/pathways --into docs --content pages",
    ),
)
@folder_argument
@click.option(
    "--into",
    required=True,
    metavar="OUT",
    type=click.Path(path_type=Path, file_okay=False),
    help="The docs tree to write; an earlier one is replaced.",
)
@click.option(
    "--content",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Hand-written pages to copy beside; default content/ where it exists.",
)
@click.option(
    "--base-url", default="", metavar="URL", help="Address of the site, for the codes on cards."
)
@no_cache_option
@as_of_option
def render(
    folder: Path,
    into: Path,
    content: Path | None,
    base_url: str,
    no_cache: bool,
    as_of: datetime | None,
) -> None:
    """Write the docs tree of DIR: Markdown, charts, cards, registers, assets."""
    timings = Timings()
    with findings_reported():
        if into.exists() and not publish.replaceable(into):
            raise click.UsageError(
                f"{into} holds files that stepwell did not write; name another folder"
            )
        made = _site(folder, _day(as_of), base_url, None if no_cache else CACHE, timings)
        content = content or (Path("content") if Path("content").is_dir() else None)
        with timings.stage("write"), publish.replacing(into) as fresh:
            publish.tree(made.artifacts, content, fresh)
        told(made, timings)
        out.print(f"docs tree in {into}/")


config_option = click.option(
    "--config",
    "config",
    default="mkdocs.yml",
    metavar="FILE",
    show_default=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="MkDocs' settings.",
)


@main.command(
    "build", cls=Examples, examples=("stepwell build", "stepwell build --config other/mkdocs.yml")
)
@config_option
@click.option(
    "--site",
    "target",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where the site goes; default is site_dir of the settings.",
)
@as_of_option
def build_site(config: Path, target: Path | None, as_of: datetime | None) -> None:
    """Build the whole site; a failed or killed build leaves the last one in place."""
    timings = Timings()
    with findings_reported(), _built_or_told("site"):
        settings = _settings(config)
        made = _site(settings.pathways, _day(as_of), settings.base_url, settings.cache, timings)
        with timings.stage("publish"):
            where = mkdocs_site.build(config, made, target)
        told(made, timings)
        out.print(f"open {where / 'index.html'}, or run: python -m http.server -d {where}")


@main.command(
    cls=Examples,
    examples=("stepwell pack", "stepwell pack --into usb/ward.zip --as-of 2026-11-24"),
)
@config_option
@click.option(
    "--into",
    metavar="ZIP",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The zip to write; default dist/<site name>-offline.zip.",
)
@as_of_option
def pack(config: Path, into: Path | None, as_of: datetime | None) -> None:
    """Pack the whole site into one zip that opens with a double-click, without a network."""
    timings = Timings()
    with findings_reported(), _built_or_told("zip"):
        settings = _settings(config)
        about = Copy(settings.site_name, settings.base_url, _day(as_of))
        into = into or Path("dist") / f"{about.file}.zip"
        made = _site(settings.pathways, about.as_of, settings.base_url, settings.cache, timings)
        with timings.stage("pack"):
            copied = offline_copy(mkdocs_site.offline(config, made), made.artifacts, about)
            if wrong := [*packing.faults(copied)]:
                raise mkdocs_site.CannotBuild("\n".join(["what it would hold:", *wrong[:20]]))
            content = zipped(copied, about.as_of, ZIP_DEFLATED)
        publish.files({into.name: content}, into.parent)
        told(made, timings)
        out.print(f"{into}: {counted({'files': len(copied)})}, {len(content) / 1e6:.1f} MB")
        out.print(f"unpack it anywhere and open {about.folder}/INDEX.html with a double-click")


@main.command("explain", cls=Examples, examples=("stepwell explain P303", "stepwell explain cycle"))
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


@main.command(
    "schema", cls=Examples, examples=("stepwell schema", "stepwell schema --print pathway")
)
@folder_argument
@click.option(
    "--print",
    "kind",
    metavar="KIND",
    type=click.Choice([one.removesuffix(".json") for one in schemas()]),
    help="Print the schema of one kind of file instead.",
)
def schema(folder: Path, kind: str | None) -> None:
    """Write the JSON Schemas of all files into DIR/schema, for your editor."""
    made = schemas()
    if kind:
        click.echo(made[f"{kind}.json"], nl=False)
        return
    if not folder.is_dir():
        raise click.UsageError(f"the folder {folder} does not exist")
    target = folder / FOLDER
    publish.files({name: content.encode() for name, content in made.items()}, target)
    out.print(f"{len(made)} schemas in {target}/")


@main.command(
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


@main.command("release", cls=Examples, examples=("stepwell release", "stepwell release --check"))
@folder_argument
@click.option("--check", "only", is_flag=True, help="Keep nothing; exit 1 if a sheet is lacking.")
@as_of_option
def release_sheets(folder: Path, only: bool, as_of: datetime | None) -> None:
    """Keep the code of every printed sheet of DIR, so that each can be asked its age for ever."""
    with findings_reported():
        collection, _, _ = checked(folder, _day(as_of), cache=CACHE)
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
        text = release.register(source.text if source else "", found, _day(as_of))
        publish.files({release.REGISTER: text.encode()}, folder)
        out.print(f"{plural(len(found), 'sheet')} added to {target}; commit it with the change")


main.add_command(walk)
main.add_command(prove)


@contextmanager
def _built_or_told(what: str) -> Iterator[None]:
    """Say why MkDocs or the packing stopped, and leave; what was made before is still there."""
    try:
        yield
    except mkdocs_site.CannotBuild as error:
        err.print(f"the {what} was not built: {error}", markup=False)
        err.print(f"the previous {what}, if there is one, is untouched")
        sys.exit(1)


def _settings(config: Path) -> mkdocs_site.Settings:
    try:
        return mkdocs_site.settings(config)
    except mkdocs_site.CannotBuild as error:
        raise click.UsageError(str(error)) from None


def _day(as_of: datetime | None) -> date:
    return as_of.date() if as_of else today()


def _site(
    folder: Path, as_of: date, base_url: str, cache: Path | None, timings: Timings
) -> build.Site:
    with progress() as hear:
        return build.site(folder, as_of, base_url, cache, timings, hear)
