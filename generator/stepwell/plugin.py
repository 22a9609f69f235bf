"""The MkDocs plugin: feeds the generated pages to a build, and nothing else.

Every hook is short; the work is done by `stepwell.build`. Speaks through MkDocs'
own log and errors.
"""

from __future__ import annotations

import logging
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File
from mkdocs.utils import get_relative_url

from stepwell.build import Site, site
from stepwell.clock import today
from stepwell.diagnostics import InvalidInput
from stepwell.mkdocs_site import CannotBuild, near, surroundings
from stepwell.publish import with_headers, with_worker
from stepwell.render.changes import FEED, with_feeds
from stepwell.render.static import OFFLINE, SCRIPTS, STYLES
from stepwell.report import text
from stepwell.repository import edits

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

log = logging.getLogger("mkdocs.plugins.stepwell")


class StepwellConfig(Config):
    """The plugin's settings in `mkdocs.yml`."""

    pathways = config_options.Dir(exists=True, default="pathways")
    cache = config_options.Optional(config_options.Dir())
    as_of = config_options.Optional(config_options.Type((str, date)))
    changelog = config_options.Optional(config_options.File(exists=True))
    templates = config_options.Optional(config_options.Dir(exists=True))


class StepwellPlugin(BasePlugin[StepwellConfig]):
    """Adds pathways, cards, registers and their assets to the site."""

    rendered: Site | None = None
    """A site rendered already, by a caller who has reported its findings."""
    hosted = True
    """Whether readers may keep the site; neither a preview nor a folder has a service worker."""

    def on_startup(self, *, command: str, dirty: bool) -> None:  # noqa: ARG002 - MkDocs names them
        """A preview keeps nothing: the next edit would be hidden behind it."""
        self.hosted = command != "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Name the styles and scripts, and watch the pathways for a live preview."""
        config.extra_css = [
            *config.extra_css,
            *(one for one in STYLES if one not in config.extra_css),
        ]
        known = [str(one) for one in config.extra_javascript]
        config.extra_javascript = [
            *config.extra_javascript,
            *(one for one in SCRIPTS if one not in known and (self.hosted or one != OFFLINE)),
        ]
        own = (self.config.pathways, self.config.changelog, self.config.templates)
        config.watch = [*config.watch, *(one for one in own if one)]
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add every generated file; a hand-written one of the same name wins."""
        built = self.rendered or self._render(config)
        self._as_of = built.as_of
        self._feeds = frozenset(one.path for one in built.artifacts if one.path.endswith(FEED))
        for artifact in built.artifacts:
            if files.get_file_from_path(artifact.path) is None:
                files.append(File.generated(config, artifact.path, content=artifact.content))
        log.info(
            "Stepwell: %d pathways, %d files, %d rendered anew",
            built.counts["pathways"],
            len(built.artifacts),
            built.rendered,
        )
        return files

    @event_priority(-200)  # the last: every file has its final bytes
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Give the finished pages their policies; then the worker, which names every file."""
        if not self.hosted:
            return
        for path in with_headers(Path(config.site_dir)):
            log.info("Stepwell: %s asks another host or runs attributes: no policy", path)
        with_worker(Path(config.site_dir), self._as_of)

    def on_pre_page(self, page: Page, *, config: MkDocsConfig, files: Files) -> Page:  # noqa: ARG002 - MkDocs names them
        """Lead from a generated page to the file that it is made from."""
        if page.file.generated_by and config.repo_url:
            found = edits(config, near(self.config.pathways))
            page.edit_url = (found and found.page(page.file.src_uri)) or None
        return page

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Name the feeds in the head of each page, whatever the theme."""
        if not config.site_url:  # a copy in a folder: nobody follows it
            return output
        to = partial(get_relative_url, other=page.url)
        return with_feeds(output, page.file.src_uri, self._feeds, to)

    def _render(self, config: MkDocsConfig) -> Site:
        as_of: str | date = self.config.as_of or today()  # type: ignore[assignment]
        try:
            built = site(
                near(self.config.pathways),
                date.fromisoformat(as_of) if isinstance(as_of, str) else as_of,
                config.site_url or "",
                Path(self.config.cache) if self.config.cache else None,
                around=surroundings(config, self.config),
            )
        except InvalidInput as invalid:
            raise PluginError("\n\n" + text(invalid.findings)) from None
        except CannotBuild as error:
            raise PluginError(str(error)) from None
        for one in built.findings:
            log.warning("%s:%d: %s", one.span.path, one.span.line, one.message)
        return built
