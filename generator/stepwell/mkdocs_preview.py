"""A site by MkDocs for a preview: built whole, then page by page.

Takes the path of `mkdocs.yml` and a rendered `Site`; gives a `Standing` site,
whose pages can be made again one by one in a fraction of the time, since what
MkDocs has read, its navigation and its templates are kept.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.commands.build import _build_page, _populate_page
from mkdocs.config.base import Config
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import InclusionLevel

from stepwell import mkdocs_site
from stepwell.aside import Superseded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation

    from stepwell.build import Site


@dataclass(frozen=True)
class Standing:
    """One whole build, and what its pages were made with."""

    root: Path
    warnings: tuple[str, ...]
    config: MkDocsConfig
    files: Files
    nav: Navigation
    env: Environment

    def address(self, path: str) -> str:
        """Where a generated file is served, below the root; empty when it is not."""
        file = self.files.get_file_from_path(path)
        return file.dest_uri if file and file.generated_by else ""

    def again(self, pages: Mapping[str, bytes]) -> dict[str, bytes]:
        """The HTML of pages whose Markdown has changed, by address; unknown pages are left out."""
        every = self.files.documentation_pages(inclusion=InclusionLevel.is_included)
        known = [(one, pages[one.src_uri]) for one in every if one.src_uri in pages]
        made = {}
        with tempfile.TemporaryDirectory() as folder:
            for file, content in known:
                if file.page and file.generated_by:
                    file.content_bytes = content
                    file.abs_dest_path = str(Path(folder, file.dest_uri))
                    _populate_page(file.page, self.config, self.files)
                    _build_page(file.page, self.config, every, self.nav, self.env)
                    made[file.dest_uri] = Path(file.abs_dest_path).read_bytes()
        return made


def whole(config: Path, made: Site, into: Path, superseded: Callable[[], bool]) -> Standing:
    """The whole site in `into`; CannotBuild or Superseded when it is not finished."""
    kept = _Kept(superseded)
    warnings = mkdocs_site.preview(config, made, into, kept)
    return Standing(into, tuple(warnings), kept.settings, kept.files, kept.nav, kept.env)


class _Nothing(Config):
    """The settings of a plugin that has none."""


class _Kept(BasePlugin[_Nothing]):
    """Listens to one build: keeps what a page needs, and stops it when it is superseded."""

    settings: MkDocsConfig
    files: Files
    nav: Navigation
    env: Environment

    def __init__(self, superseded: Callable[[], bool]) -> None:
        self._superseded = superseded

    def on_nav(self, nav: Navigation, *, config: Config, files: Files) -> None:  # noqa: ARG002
        """Keep the navigation."""
        self.nav = nav

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> None:
        """Keep the templates; all pages have been read by now."""
        self.settings, self.files, self.env = config, files, env

    def on_pre_page(self, page: Any, **_: Any) -> Any:
        """Go on, or stop, before a page is read."""
        if self._superseded():
            raise Superseded
        return page

    def on_page_context(self, context: Any, **_: Any) -> Any:
        """Go on, or stop, before a page is written."""
        if self._superseded():
            raise Superseded
        return context
