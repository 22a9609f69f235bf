"""Cut the fonts of the web from the typeface's own files; `make fonts` writes them."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

from stepwell.typeface import FONT_FILES

FOLDER = Path(__file__).parent.parent / "generator" / "stepwell" / "assets" / "fonts"
RANGES = (
    (0x20, 0x17F),
    (0x2B0, 0x2FF),
    (0x370, 0x3FF),
    (0x1E00, 0x1EFF),
    (0x2000, 0x22FF),
    (0x2500, 0x27BF),
)


def cut(style: str) -> bytes:
    """One style with the characters of western languages and the signs of medicine, as WOFF."""
    font = TTFont(FONT_FILES[style], recalcTimestamp=False)
    options = subset.Options()
    options.layout_features = ["kern", "liga", "mark", "mkmk", "tnum", "lnum"]
    options.hinting = False
    options.notdef_outline = True
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[code for low, high in RANGES for code in range(low, high + 1)])
    cutter.subset(font)
    font.flavor = "woff"
    made = BytesIO()
    font.save(made)
    return made.getvalue()


def main() -> None:
    """Write every style."""
    for style in FONT_FILES:
        (FOLDER / f"{style}.woff").write_bytes(cut(style))


if __name__ == "__main__":
    main()
