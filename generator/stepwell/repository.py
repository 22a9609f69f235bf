"""The repository that MkDocs' settings name: where its files are read and edited on the web.

Takes `repo_url` with `edit_uri` or `edit_uri_template`, as GitHub, GitLab and their kin
have them; gives `Edits` for a folder of pathways, or None where no repository is named.
"""

from __future__ import annotations

import os
import posixpath
import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from stepwell.render.editing import Edits

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

_FORMS = (
    (r"^(/-)?/edit/", r"\1/blob/"),  # GitHub, GitLab
    (r"^/_edit/", "/src/"),  # Forgejo, Gitea
)
_GUESSED = ("edit/master/docs/", "src/default/docs/")
"""What MkDocs takes for `edit_uri` when none is written."""
_TEMPLATE = "edit_uri_template"
_PATH = re.compile(r"\{path(?:!q)?\}")


class Unusable(Exception):
    """The settings do not say where a file is edited; says why in a sentence."""


def edits(loaded: MkDocsConfig, folder: Path) -> Edits | None:
    """Where the files of a folder are edited; Unusable if that cannot be told.

    None as well where MkDocs guesses at both branch and folder.
    """
    written = str(loaded.edit_uri_template or loaded.edit_uri or "")
    if not (loaded.repo_url and written):
        return None
    root = Path(loaded.config_file_path or "mkdocs.yml").absolute().parent
    docs = Path(os.path.relpath(loaded.docs_dir, root)).as_posix()
    inside = Path(os.path.relpath(folder, root)).as_posix()
    name = _TEMPLATE if loaded.edit_uri_template else "edit_uri"
    template = written if loaded.edit_uri_template else f"{written}{{path}}"
    found = _PATH.search(template)
    wanted = "" if docs == "." else f"{docs}/"
    if written in _GUESSED and wanted != "docs/":
        return None
    if not found or not template[: found.start()].endswith(wanted) or template[found.end() :]:
        raise Unusable(
            f"`{name}: {written}` does not lead to the pages in `{wanted}`; "
            f"write for example `edit_uri: edit/main/{wanted}`"
        )
    above = template[: found.start()].removesuffix(wanted)
    base = urljoin(f"{loaded.repo_url.rstrip('/')}/", above)
    edit = f"{_joined(base, inside)}/{{path}}"
    return Edits(folder.as_posix(), _read(edit, loaded.repo_url), edit)


def _joined(base: str, inside: str) -> str:
    """A folder below, or beside, an address of folders."""
    parts = urlsplit(base)
    return parts._replace(path=posixpath.normpath(posixpath.join(parts.path, inside))).geturl()


def _read(edit: str, repo: str) -> str:
    """The address that shows a file, from the one that edits it: lines can be named there."""
    repo = repo.rstrip("/")
    inside = edit.removeprefix(repo)
    for pattern, read in _FORMS:
        inside = re.sub(pattern, read, inside)
    return repo + inside
