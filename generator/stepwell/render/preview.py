"""A page that must say what it is above all else: a preview, or a copy.

Takes finished pages and a line; gives the pages with the line on top. A preview
asks search engines to leave it out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stepwell.render.artifact import Artifact
from stepwell.render.quoting import html

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_BODY = re.compile(r"""<body\b(?:[^>"']|"[^"]*"|'[^']*')*>""")
_BANNER = '<div data-md-component="announce">'
"""Behind the theme's link that skips to the text, which must stay the first on a page."""
_HEAD_ENDS = "</head>"
_UNLISTED = '<meta name="robots" content="noindex">'


def warning(of: str) -> str:
    """What a preview says of itself, as HTML."""
    return f"<strong>Preview of {html(of)}.</strong> Not published: do not use it for patients."


def preview(built: Mapping[str, bytes], of: str) -> Iterator[Artifact]:
    """The pages of a site, each marked as a preview of something."""
    said = f'<aside class="sw-copy" aria-label="Preview">{warning(of)}</aside>'
    for path, content in built.items():
        if path.endswith(".html"):
            page = content.decode("utf-8").replace(_HEAD_ENDS, _UNLISTED + _HEAD_ENDS, 1)
            yield Artifact(path, above(page, said).encode())


def above(page: str, said: str) -> str:
    """The page with a line of HTML above everything else that can be read."""
    if _BANNER in page:
        return page.replace(_BANNER, said + _BANNER, 1)
    return _BODY.sub(lambda body: body[0] + said, page, count=1)
