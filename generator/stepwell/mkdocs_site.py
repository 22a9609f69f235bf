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
from typing import TYPE_CHECKING, Any, cast

from jinja2 import TemplateError
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException

from stepwell.publish import published, replacing
from stepwell.render.offline_copy import SHIM

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.plugins import BasePlugin

    from stepwell.build import Site
    from stepwell.plugin import StepwellPlugin


class CannotBuild(Exception):
    """MkDocs refused its settings or stopped; says why in a sentence."""


@dataclass(frozen=True)
class Settings:
    """What `mkdocs.yml` says about pathways, and about a preview."""

    site_name: str
    pathways: Path
    base_url: str
    cache: Path | None
    address: tuple[str, int]
    """Host and port of a preview."""
    watched: tuple[Path, ...]
    """Files and folders from which the site is made."""


def settings(config: Path) -> Settings:
    """Read the plugin's part of the settings; CannotBuild if there is none."""
    loaded = _load(config)
    plugin = loaded.plugins.get("stepwell")
    if plugin is None:
        raise CannotBuild(f"{config} does not list the plugin `stepwell`")
    here = Path.cwd()
    folder = Path(plugin.config.pathways)
    return Settings(
        loaded.site_name,
        folder.relative_to(here) if folder.is_relative_to(here) else folder,
        loaded.site_url or "",
        Path(plugin.config.cache) if plugin.config.cache else None,
        (loaded.dev_addr.host, loaded.dev_addr.port),
        tuple(Path(one) for one in dict.fromkeys(_watched(loaded, plugin))),
    )


def _watched(loaded: MkDocsConfig, plugin: BasePlugin[Any]) -> Iterator[str]:
    yield plugin.config.pathways
    yield loaded.docs_dir
    yield loaded.config_file_path
    if loaded.theme.custom_dir:
        yield loaded.theme.custom_dir
    yield from loaded.watch


def build(config: Path, made: Site, target: Path | None) -> Path:
    """Build the site from what is already rendered; the folder it stands in."""
    loaded = _load(config)
    where = target or Path(loaded.site_dir)
    with replacing(where) as fresh:
        _run(loaded, made, fresh)
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
    return _heard(loaded, made, into, hosted=False)


def _run(loaded: MkDocsConfig, made: Site, into: Path, *, hosted: bool = True) -> None:
    """One MkDocs build into a folder; a strict one stops at a warning."""
    heard = _heard(loaded, made, into, hosted=hosted)
    if loaded.strict and heard:
        raise CannotBuild("\n".join(heard))


def _heard(loaded: MkDocsConfig, made: Site, into: Path, *, hosted: bool) -> list[str]:
    """One MkDocs build into a folder; its warnings. CannotBuild says all that was heard."""
    plugin = _plugin(loaded)
    log = logging.getLogger("mkdocs")
    heard = _Heard()
    log.addHandler(heard)
    try:
        loaded.site_dir = str(into)
        loaded.plugins.on_startup(command="build" if hosted else "serve", dirty=False)
        plugin.rendered, plugin.hosted = made, hosted
        mkdocs_build(loaded)
        loaded.plugins.on_shutdown()
    except (MkDocsException, SystemExit) as error:
        raise CannotBuild("\n".join([*heard.said, str(error)])) from None
    except TemplateError as error:
        where = f"{getattr(error, 'filename', '') or error.__class__.__name__}"
        line = getattr(error, "lineno", None)
        raise CannotBuild(f"{where}{f':{line}' if line else ''}: {error}") from None
    finally:
        log.removeHandler(heard)
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


def _load(config: Path) -> MkDocsConfig:
    if not config.is_file():
        raise CannotBuild(f"there is no {config} here")
    try:
        with contextlib.redirect_stderr(None):
            return load_config(str(config))
    except MkDocsException as error:
        raise CannotBuild(f"{config}: {error}") from None


class _Heard(logging.Handler):
    """Keeps warnings and errors, which make a strict build fail."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())
