"""The commands `render`, `build` and `pack`: pathways become a docs tree, a site, a zip."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED

import click

from stepwell import build, changelog, mkdocs_site, packing, publish
from stepwell.archive import zipped
from stepwell.checking import Timings
from stepwell.options import CACHE, Examples, as_of_option, day, folder_argument, no_cache_option
from stepwell.render import overriding
from stepwell.render.offline_copy import Copy, offline_copy
from stepwell.render.surroundings import ALONE, Surroundings
from stepwell.terminal import counted, err, findings_reported, out, progress, told

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime


@click.command(
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
@click.option(
    "--changelog",
    "log",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Tell what changed, from this changelog.",
)
@click.option(
    "--templates",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Templates in place of ours.",
)
@no_cache_option
@as_of_option
def render(
    folder: Path,
    into: Path,
    content: Path | None,
    base_url: str,
    log: Path | None,
    templates: Path | None,
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
        around = Surroundings(
            changelog=changelog.read(log) if log else None,
            templates=overriding.read(templates) if templates else None,
        )
        made = _site(folder, day(as_of), base_url, None if no_cache else CACHE, timings, around)
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


site_url_option = click.option(
    "--site-url", metavar="URL", help="Address of the site, in place of the one in the settings."
)
preview_option = click.option(
    "--preview",
    metavar="TEXT",
    help="Every page says that it is a preview of TEXT, and is not published.",
)


@click.command(
    "build",
    cls=Examples,
    examples=(
        "stepwell build",
        "stepwell build --config other/mkdocs.yml",
        'stepwell build --site preview --preview "the new opioid pathway"',
    ),
)
@config_option
@click.option(
    "--site",
    "target",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where the site goes; default is site_dir of the settings.",
)
@site_url_option
@preview_option
@as_of_option
def build_site(
    config: Path,
    target: Path | None,
    site_url: str | None,
    preview: str | None,
    as_of: datetime | None,
) -> None:
    """Build the whole site; a failed or killed build leaves the last one in place."""
    timings = Timings()
    with findings_reported(), _built_or_told("site"):
        settings = read_settings(config, site_url)
        made = _of(settings, settings.around, day(as_of), timings)
        with timings.stage("publish"):
            where = mkdocs_site.build(config, made, target, site_url, preview)
        told(made, timings)
        out.print(f"open {where / 'index.html'}, or run: python -m http.server -d {where}")


@click.command(
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
@site_url_option
@preview_option
@as_of_option
def pack(
    config: Path,
    into: Path | None,
    site_url: str | None,
    preview: str | None,
    as_of: datetime | None,
) -> None:
    """Pack the whole site into one zip that opens with a double-click, without a network."""
    timings = Timings()
    with findings_reported(), _built_or_told("zip"):
        settings = read_settings(config, site_url)
        about = Copy(settings.site_name, settings.base_url, day(as_of), preview or "")
        into = into or Path("dist") / f"{about.file}.zip"
        alone = replace(settings.around, edits=None)  # a copy is not edited
        made = _of(settings, alone, about.as_of, timings)
        with timings.stage("pack"):
            copied = offline_copy(mkdocs_site.offline(config, made), made.artifacts, about)
            if wrong := [*packing.faults(copied)]:
                raise mkdocs_site.CannotBuild("\n".join(["what it would hold:", *wrong[:20]]))
            content = zipped(copied, about.as_of, ZIP_DEFLATED)
        publish.files({into.name: content}, into.parent)
        told(made, timings)
        out.print(f"{into}: {counted({'files': len(copied)})}, {len(content) / 1e6:.1f} MB")
        out.print(f"unpack it anywhere and open {about.folder}/INDEX.html with a double-click")


@contextmanager
def _built_or_told(what: str) -> Iterator[None]:
    """Say why MkDocs or the packing stopped, and leave; what was made before is still there."""
    try:
        yield
    except mkdocs_site.CannotBuild as error:
        err.print(f"the {what} was not built: {error}", markup=False)
        err.print(f"the previous {what}, if there is one, is untouched")
        sys.exit(1)


def read_settings(config: Path, site_url: str | None = None) -> mkdocs_site.Settings:
    """What MkDocs' settings say; a command that cannot read them cannot run."""
    try:
        return mkdocs_site.settings(config, site_url)
    except mkdocs_site.CannotBuild as error:
        raise click.UsageError(str(error)) from None


def _of(
    settings: mkdocs_site.Settings, around: Surroundings, as_of: date, timings: Timings
) -> build.Site:
    base_url, cache = settings.base_url, settings.cache
    return _site(settings.pathways, as_of, base_url, cache, timings, around)


def _site(
    folder: Path,
    as_of: date,
    base_url: str,
    cache: Path | None,
    timings: Timings,
    around: Surroundings = ALONE,
) -> build.Site:
    with progress() as hear:
        return build.site(folder, as_of, base_url, cache, timings, hear, around)
