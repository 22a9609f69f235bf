"""The site by MkDocs: its settings read, its build run, its result put in place.

Takes the path of `mkdocs.yml` and a rendered `Site`; gives the folder of the
published site, or the pages of a copy that needs no server. MkDocs builds beside
the old site, which stays until the new one is whole. A preview passes warnings on.
"""

from __future__ import annotations

import contextlib
import logging
import os
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from jinja2 import TemplateError
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException

from stepwell import changelog, repository
from stepwell.publish import as_preview, published, replacing, with_headers
from stepwell.render import overriding
from stepwell.render.offline_copy import SHIM
from stepwell.render.surroundings import Surroundings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.plugins import BasePlugin

    from stepwell.build import Site
    from stepwell.plugin import StepwellConfig, StepwellPlugin


class CannotBuild(Exception):
    """MkDocs refused its settings or stopped; says why in a sentence."""


@dataclass(frozen=True)
class Settings:
    """What `mkdocs.yml` says about pathways, and about a preview."""

    site_name: str
    pathways: Path
    content: Path
    base_url: str
    cache: Path | None
    around: Surroundings
    address: tuple[str, int]
    """Host and port of a preview."""
    watched: tuple[Path, ...]
    """Files and folders from which the site is made."""
    read: tuple[Path, ...]
    """Those of them whose content is in these settings already."""


def settings(config: Path, site_url: str | None = None) -> Settings:
    """Read the plugin's part of the settings; CannotBuild if there is none.

    `site_url` stands in for the address in the settings. InvalidInput tells what is wrong with
    the changelog or with a template.
    """
    loaded = _load(config, site_url)
    plugin = loaded.plugins.get("stepwell")
    if plugin is None:
        raise CannotBuild(f"{config} does not list the plugin `stepwell`")
    return Settings(
        loaded.site_name,
        near(plugin.config.pathways),
        Path(loaded.docs_dir),
        loaded.site_url or "",
        Path(plugin.config.cache) if plugin.config.cache else None,
        surroundings(loaded, plugin.config),
        (loaded.dev_addr.host, loaded.dev_addr.port),
        tuple(Path(one) for one in dict.fromkeys(_watched(loaded, plugin))),
        (config, *_read(plugin.config)),
    )


def rules_at(config: Path, folder: Path) -> str:
    """The address below which the site of a folder has the pages of the rules.

    Nothing where there is no such site, or where it does not say its address.
    """
    try:
        found = settings(config)
    except CannotBuild:
        return ""
    pages = found.content / "checks"
    own = found.pathways.resolve() == folder.resolve() and pages.is_dir()
    return f"{found.base_url.rstrip('/')}/checks/" if own and found.base_url else ""


def surroundings(loaded: MkDocsConfig, plugin: StepwellConfig) -> Surroundings:
    """What the settings name beside the pathways: the changelog, the repository, the templates.

    CannotBuild if the address of the repository cannot be used, InvalidInput if what a
    file holds cannot.
    """
    try:
        return Surroundings(
            changelog.read(near(plugin.changelog)) if plugin.changelog else None,
            repository.edits(loaded, near(plugin.pathways)),
            overriding.read(near(plugin.templates)) if plugin.templates else None,
        )
    except repository.Unusable as error:
        raise CannotBuild(str(error)) from None


def near(path: str) -> Path:
    """A path as a reader would name it from here."""
    here, there = Path.cwd(), Path(path)
    return there.relative_to(here) if there.is_relative_to(here) else there


def _read(plugin: StepwellConfig) -> Iterator[Path]:
    """What the surroundings were read from."""
    yield from (Path(one) for one in (plugin.changelog, plugin.templates) if one)


def _watched(loaded: MkDocsConfig, plugin: BasePlugin[Any]) -> Iterator[str]:
    yield plugin.config.pathways
    yield loaded.docs_dir
    yield loaded.config_file_path
    if loaded.theme.custom_dir:
        yield loaded.theme.custom_dir
    yield from map(str, _read(plugin.config))
    yield from loaded.watch


def build(
    config: Path,
    made: Site,
    target: Path | None,
    site_url: str | None = None,
    preview: str | None = None,
) -> Path:
    """Build the site from what is already rendered; the folder it stands in.

    A preview says on every page what it is a preview of, and no device keeps it.
    """
    loaded = _load(config, site_url)
    where = target or Path(loaded.site_dir)
    with replacing(where) as fresh:
        _run(loaded, made, fresh, hosted=preview is None)
        if preview is not None:
            as_preview(fresh, preview)
            with_headers(fresh)
    here = Path.cwd()
    return where.relative_to(here) if where.is_absolute() and where.is_relative_to(here) else where


def offline(config: Path, made: Site) -> dict[str, bytes]:
    """The pages for a folder that is opened without a server, by their paths."""
    loaded = _load(config)
    _ask_no_host(loaded)
    loaded.use_directory_urls = False
    loaded.extra["polyfills"] = [*loaded.extra.get("polyfills", ()), SHIM]
    with tempfile.TemporaryDirectory() as folder, _dated(made.as_of):
        _run(loaded, made, Path(folder), hosted=False)
        return published(Path(folder))


def _ask_no_host(loaded: MkDocsConfig) -> None:
    """Switch off what themes load from elsewhere, and every address of the copy itself."""
    loaded.site_url = ""
    loaded.repo_url = loaded.repo_name = loaded.edit_uri = loaded.edit_uri_template = None
    for name in ("analytics", "consent", "version"):
        loaded.extra.pop(name, None)
    for name, off in (("font", False), ("highlightjs", False), ("analytics", {})):
        if name in loaded.theme:
            loaded.theme[name] = off


def preview(config: Path, made: Site, into: Path, listener: BasePlugin[Any]) -> list[str]:
    """Build a site for one reader, with a plugin that listens; the warnings that were heard."""
    loaded = _load(config)
    loaded.strict = False
    loaded.plugins["stepwell/preview"] = listener
    return _heard(loaded, made, into, hosted=False, command="serve")


def _run(loaded: MkDocsConfig, made: Site, into: Path, *, hosted: bool = True) -> None:
    """One MkDocs build into a folder; a strict one stops at a warning."""
    heard = _heard(loaded, made, into, hosted=hosted)
    if loaded.strict and heard:
        raise CannotBuild("\n".join(heard))


def _heard(
    loaded: MkDocsConfig,
    made: Site,
    into: Path,
    *,
    hosted: bool,
    command: Literal["build", "serve"] = "build",
) -> list[str]:
    """One MkDocs build into a folder; its warnings. CannotBuild says all that was heard."""
    plugin = _plugin(loaded)
    with _listening() as heard:
        try:
            loaded.site_dir = str(into)
            loaded.plugins.on_startup(command=command, dirty=False)
            plugin.rendered, plugin.hosted = made, hosted
            mkdocs_build(loaded)
            loaded.plugins.on_shutdown()
        except (MkDocsException, SystemExit) as error:
            raise CannotBuild("\n".join([*heard.said, str(error)])) from None
        except TemplateError as error:
            where = f"{getattr(error, 'filename', '') or error.__class__.__name__}"
            line = getattr(error, "lineno", None)
            raise CannotBuild(f"{where}{f':{line}' if line else ''}: {error}") from None
    return heard.said


def _plugin(loaded: MkDocsConfig) -> StepwellPlugin:
    return cast("StepwellPlugin", loaded.plugins["stepwell"])


@contextlib.contextmanager
def _dated(day: date) -> Iterator[None]:
    """Themes and plugins that print the moment of a build print this day."""
    name = "SOURCE_DATE_EPOCH"
    before = os.environ.get(name)
    os.environ[name] = str(int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()))
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


def _load(config: Path, site_url: str | None = None) -> MkDocsConfig:
    if not config.is_file():
        raise CannotBuild(f"there is no {config} here")
    with _listening() as heard:
        try:
            with contextlib.redirect_stderr(None):
                return load_config(str(config), site_url=site_url)
        except MkDocsException as error:
            raise CannotBuild("\n".join([f"{config}: {error}", *heard.said])) from None


@contextlib.contextmanager
def _listening() -> Iterator[_Heard]:
    """What MkDocs complains of meanwhile."""
    log = logging.getLogger("mkdocs")
    heard = _Heard()
    log.addHandler(heard)
    try:
        yield heard
    finally:
        log.removeHandler(heard)


class _Heard(logging.Handler):
    """Keeps warnings and errors, which make a strict build fail."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())
