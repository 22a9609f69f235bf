"""The site by MkDocs: its settings read, its build run, its result put in place.

Takes the path of `mkdocs.yml` and a rendered `Site`; gives the folder of the
published site. MkDocs builds beside the old site, which stays until the new one
is whole.
"""

from __future__ import annotations

import contextlib
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException

from stepwell.publish import replacing

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

    from stepwell.build import Site
    from stepwell.plugin import StepwellPlugin


class CannotBuild(Exception):
    """MkDocs refused its settings or stopped; says why in a sentence."""


@dataclass(frozen=True)
class Settings:
    """What `mkdocs.yml` says about pathways."""

    pathways: Path
    base_url: str
    cache: Path | None


def settings(config: Path) -> Settings:
    """Read the plugin's part of the settings; CannotBuild if there is none."""
    loaded = _load(config)
    plugin = loaded.plugins.get("stepwell")
    if plugin is None:
        raise CannotBuild(f"{config} does not list the plugin `stepwell`")
    here = Path.cwd()
    folder = Path(plugin.config.pathways)
    return Settings(
        folder.relative_to(here) if folder.is_relative_to(here) else folder,
        loaded.site_url or "",
        Path(plugin.config.cache) if plugin.config.cache else None,
    )


def build(config: Path, made: Site, target: Path | None) -> Path:
    """Build the site from what is already rendered; the folder it stands in."""
    loaded = _load(config)
    where = target or Path(loaded.site_dir)
    plugin = cast("StepwellPlugin", loaded.plugins["stepwell"])
    plugin.rendered = made
    log = logging.getLogger("mkdocs")
    heard = _Heard()
    log.addHandler(heard)
    try:
        with replacing(where) as fresh:
            loaded.site_dir = str(fresh)
            loaded.plugins.on_startup(command="build", dirty=False)
            mkdocs_build(loaded)
            loaded.plugins.on_shutdown()
            if loaded.strict and heard.said:
                raise CannotBuild("\n".join(heard.said))
    except MkDocsException as error:
        raise CannotBuild("\n".join([*heard.said, str(error)])) from None
    except SystemExit as error:
        raise CannotBuild("\n".join([*heard.said, str(error)])) from None
    finally:
        log.removeHandler(heard)
    here = Path.cwd()
    return where.relative_to(here) if where.is_absolute() and where.is_relative_to(here) else where


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
