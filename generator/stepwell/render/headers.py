"""What a browser may do on a page of the site: a policy in each page, and headers for the host.

Takes the finished pages; gives those that changed, and `_headers` in the form that
static hosts read. A page may run and load what stands in it and in the site, and
nothing else. A page that asks another host for something, or runs attributes, gets
no policy: it would break.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from typing import TYPE_CHECKING

from stepwell.render.artifact import Artifact
from stepwell.render.html_page import WITHIN, HtmlPage, elsewhere

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

HEADERS = "_headers"
_HEAD = re.compile(r"""<meta\s+charset=["']?[\w-]+["']?\s*/?>""", re.IGNORECASE)
"""Must stay among the first 1024 bytes of a page; the policy comes behind it, before all else."""
_LONGEST_LINE = 2000
"""Characters that every host reads in a line of `_headers`."""
_WHEN_USED = (
    ("frame-src", {"iframe"}),
    ("media-src", {"audio", "video"}),
    ("object-src", {"embed", "object"}),
)
_OF_EVERY_FILE = {
    "Cache-Control": "no-cache",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), "
    "payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""`no-cache` keeps a file and asks each time whether it is still the newest."""
_ALONE = "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
"""Kept off sheets: a browser shows a PDF by a plug-in and styles of its own."""


def guarded(built: Mapping[str, bytes]) -> tuple[tuple[Artifact, ...], tuple[str, ...]]:
    """The pages with their policy and the headers; the paths of pages that get no policy.

    Headers that the site already has stay as they are.
    """
    made, without, scripts = [], [], set()
    for path, content in built.items():
        if not path.endswith((".html", ".svg")):
            continue
        text = content.decode("utf-8")
        page = HtmlPage(text)
        scripts |= {*_hashes(page.scripts)}
        if not path.endswith(".html"):
            continue
        if page.handlers or any(_foreign(one) for one in page.loads):
            without.append(path)
        else:
            made.append(Artifact(path, _marked(text, policy(page)).encode()))
    if HEADERS not in built:
        made.append(Artifact(HEADERS, headers(() if without else sorted(scripts)).encode()))
    return tuple(made), tuple(without)


def policy(page: HtmlPage) -> str:
    """What this page needs, and no more."""
    styles = [*_hashes(page.styles)]
    if page.attributes:
        styles += ["'unsafe-hashes'", *_hashes(page.attributes)]
    return "; ".join((
        "default-src 'none'",
        " ".join(("script-src 'self'", *_hashes(page.scripts))),
        " ".join(("style-src 'self'", *dict.fromkeys(styles))),
        "img-src 'self' data:",
        *(f"{one} 'self'" for one in ("connect-src", "font-src", "manifest-src", "worker-src")),
        *(f"{one} 'self'" for one, tags in _WHEN_USED if tags & page.tags),
        "base-uri 'none'",
        "form-action 'self'",
    ))  # fmt: skip


def headers(scripts: Iterable[str] = ()) -> str:
    """The file `_headers`; `scripts` are the hashes of all that run in pages, none if unknown."""
    listed = f"script-src 'self' {' '.join(scripts)}; {_ALONE}" if scripts else _ALONE
    if len(listed) > _LONGEST_LINE:
        listed = _ALONE
    lines = sorted({**_OF_EVERY_FILE, "Content-Security-Policy": listed}.items())
    return "/*\n" + "".join(f"  {name}: {value}\n" for name, value in lines)


def _marked(text: str, said: str) -> str:
    """The page with its policy; one without a head stays as it is."""
    added = (
        f'<meta http-equiv="Content-Security-Policy" content="{said}">'
        '<meta name="referrer" content="no-referrer">'
    )
    return _HEAD.sub(lambda head: head[0] + added, text, count=1)


def _hashes(texts: Iterable[str]) -> Iterator[str]:
    """As a browser counts them: it reads every end of line as one character."""
    for one in dict.fromkeys(texts):
        read = one.replace("\r\n", "\n").replace("\r", "\n").encode()
        yield f"'sha256-{b64encode(hashlib.sha256(read).digest()).decode()}'"


def _foreign(address: str) -> bool:
    return not address.startswith(WITHIN) and elsewhere(address)
