"""What a folder to copy must be: it unpacks anywhere, and no page needs anything outside it.

Takes the artifacts of the folder; gives each fault as a sentence.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from stepwell.render.html_page import WITHIN, HtmlPage, elsewhere

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Set

    from stepwell.render.artifact import Artifact

LONGEST_PATH = 180
"""Characters; Windows stops at 260, and the folder above needs some."""
_NO_NAME = re.compile(
    r"""[<>:"\\|?*\x00-\x1f]|[. ]$|^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)""", re.IGNORECASE
)
_CSS = re.compile(r"""(?:url\(\s*|@import\s+)["']?([^"')\s]+)""")


def faults(artifacts: Iterable[Artifact]) -> Iterator[str]:
    """Why these files cannot be copied and opened anywhere; none when they can."""
    artifacts = tuple(artifacts)
    seen: dict[str, str] = {}
    for one in artifacts:
        if len(one.path) > LONGEST_PATH:
            yield f"{one.path}: the path has more than {LONGEST_PATH} characters"
        if any(_NO_NAME.search(part) for part in one.path.split("/")):
            yield f"{one.path}: Windows allows no such name"
        twin = seen.setdefault(one.path.casefold(), one.path)
        if twin != one.path:
            yield f"{one.path}: differs from {twin} in upper and lower case alone"
    paths = {one.path for one in artifacts}
    for one in artifacts:
        yield from (f"{one.path}: {said}" for said in _outside(one, paths))


def _outside(one: Artifact, paths: Set[str]) -> Iterator[str]:
    """What a file loads or leads to that is not in the folder."""
    if one.path.endswith((".html", ".svg")):
        page = HtmlPage(one.content.decode("utf-8"))
        loads, links = page.loads, page.links
    elif one.path.endswith(".css"):
        loads, links = _CSS.findall(one.content.decode("utf-8")), []
    else:
        return
    for address in dict.fromkeys(loads):
        if address.startswith(WITHIN):
            continue
        if elsewhere(address):
            yield f"loads {address}, which is not in the copy"
        elif not _found(one.path, address, paths):
            yield f"loads {address}, which does not exist"
    for address in dict.fromkeys(links):
        if not elsewhere(address) and not _found(one.path, address, paths):
            yield f"leads to {address}, which is no file of the copy; link to a Markdown file"


def _found(page: str, address: str, paths: Set[str]) -> bool:
    path = unquote(urlsplit(address).path)
    return not path or posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) in paths
