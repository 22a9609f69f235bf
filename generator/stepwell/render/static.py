"""Styles, scripts and fonts that every site of pathways carries.

Taken from the package and the typeface's own; no site asks another host for them.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from stepwell.render.artifact import Artifact
from stepwell.typeface import FAMILY, LICENCE_FILE, web_font

FOLDER = "assets/stepwell"
_FACES = {"regular": (400, "normal"), "italic": (400, "italic"), "bold": (700, "normal")}
_OWN_STYLES = (
    "chart.css",
    "pathway.css",
    "walk.css",
    "print.css",
    "score.css",
    "leaflet.css",
    "sheets.css",
    "offline.css",
)
STYLES = tuple(f"{FOLDER}/{name}" for name in ("typeface.css", *_OWN_STYLES))
_OWN_SCRIPTS = (
    "age.js",
    "paper.js",
    "chart.js",
    "logic.js",
    "walk.js",
    "score.js",
    "reader.js",
    "sheets.js",
)
OFFLINE = f"{FOLDER}/offline.js"
SCRIPTS = (*(f"{FOLDER}/{name}" for name in _OWN_SCRIPTS), OFFLINE)
"""In the order in which they run; the last belongs to a hosted site alone."""


@cache
def static() -> tuple[Artifact, ...]:
    """The files, below `assets/stepwell/`."""
    own = [name.rsplit("/", 1)[1] for name in (*STYLES[1:], *SCRIPTS)]
    assets = files("stepwell") / "assets"
    return (
        Artifact(STYLES[0], _typeface().encode()),
        *(Artifact(f"{FOLDER}/{name}", (assets / name).read_bytes()) for name in own),
        *(Artifact(f"{FOLDER}/fonts/{style}.woff", web_font(style)) for style in _FACES),
        Artifact(f"{FOLDER}/fonts/LICENSE.txt", LICENCE_FILE.read_bytes()),
    )


def _typeface() -> str:
    return "".join(
        f'@font-face {{ font-family: "{FAMILY}"; src: url("fonts/{style}.woff") format("woff"); '
        f"font-weight: {weight}; font-style: {slant}; font-display: swap; }}\n"
        for style, (weight, slant) in _FACES.items()
    )
