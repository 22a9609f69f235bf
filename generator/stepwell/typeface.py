"""The one typeface of web, chart and paper: what a text measures and how it breaks.

Takes text; gives widths in points, wrapped lines, the characters the typeface
lacks, and the font files themselves. Knows nothing of pathways; the files come
from an installed package and are never fetched.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import font_source_sans_pro
from fontTools.ttLib import TTFont

if TYPE_CHECKING:
    from collections.abc import Iterable

FAMILY = "Source Sans Pro"
FONT_FOLDER = Path(font_source_sans_pro.font_directory)
FONT_FILES = {
    "regular": FONT_FOLDER / "SourceSansPro-Regular.ttf",
    "italic": FONT_FOLDER / "SourceSansPro-It.ttf",
    "bold": FONT_FOLDER / "SourceSansPro-Bold.ttf",
}
"""Style to TrueType file; paper embeds these, the web their subsets."""
LICENCE_FILE = FONT_FOLDER / "LICENSE.txt"
CAP_HEIGHT = 0.660
"""Of the type size, after the font's `OS/2` table."""

_UNIT = re.compile(
    r"(%|×|°C?|[µnk]?g|mcg|mg(/\S+)?|m?L|ml|mmol(/L)?|IU|[ckm]?m|h|min|"
    r"(hour|minute|day|night|week|month|year|time|dose|tablet|point|injection|visit)s?)"
    r"[.,;:?!)]*"
)
_COUNTS = {
    "step",
    "steps",
    "box",
    "boxes",
    "table",
    "section",
    "page",
    "grade",
    "stage",
    "age",
    "over",
    "under",
    "about",
    "than",
    "least",
    "most",
}
_BEFORE = {"≥", "≤", "<", ">", "=", "±", "+", "×"}


@cache
def _font(style: str) -> TTFont:
    return TTFont(FONT_FILES[style], lazy=True, recalcTimestamp=False)


@cache
def _advances(style: str) -> dict[int, float]:
    font = _font(style)
    metrics, em = font["hmtx"].metrics, font["head"].unitsPerEm
    return {code: metrics[name][0] / em for code, name in font.getBestCmap().items()}


def width(text: str, size: float, bold: bool = False) -> float:
    """Width of one line in points at type size `size`, without kerning."""
    advances = _advances("bold" if bold else "regular")
    return size * sum(advances.get(ord(char), 1.0) for char in text)


def missing(text: str) -> tuple[str, ...]:
    """Characters of the text that the typeface lacks, each once, in order."""
    have = _advances("regular")
    return tuple(char for char in dict.fromkeys(text) if ord(char) not in have and char != "\n")


def ranges(numbers: Iterable[int]) -> str:
    """Reference numbers as print has them: `1,3–5`."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ",".join(
        f"{run[0]}–{run[-1]}" if len(run) > 2 else ",".join(map(str, run)) for run in runs
    )


def wrap(
    text: str, limit: float, size: float, bold: bool = False, tail: float = 0.0
) -> tuple[str, ...]:
    """The fewest lines that fit `limit` points, as even as they can be.

    Only plain spaces break. A number keeps its unit; the last line leaves `tail`
    points free for what follows it. A word wider than the line is cut.
    """
    pieces = [part for piece in _pieces(text) for part in _fit(piece, limit, size, bold)]
    if not pieces:
        return ("",)
    widths = [width(piece, size, bold) for piece in pieces]
    space = width(" ", size, bold)
    for count in range(1, len(pieces) + 1):
        if breaks := _even(widths, space, limit, tail, count):
            return tuple(" ".join(pieces[a:b]) for a, b in breaks)
    return tuple(pieces)


def _pieces(text: str) -> list[str]:
    """Words that may stand alone on a line, a number and its unit as one."""
    pieces: list[str] = []
    for word in filter(None, text.split(" ")):
        before = pieces[-1].split(" ")[-1] if pieces else ""
        number = bool(re.search(r"\d[\d.,–-]*$", before))
        if pieces and (
            (number and _UNIT.fullmatch(word))
            or before in _BEFORE
            or (before.lower() in _COUNTS and word[:1].isdigit())
            or (number and word == "×")
        ):
            pieces[-1] += f" {word}"
        else:
            pieces.append(word)
    return pieces


def _fit(piece: str, limit: float, size: float, bold: bool) -> list[str]:
    """The piece, or its parts when it is wider than a line."""
    if width(piece, size, bold) <= limit:
        return [piece]
    if " " in piece:
        return [part for word in piece.split(" ") for part in _fit(word, limit, size, bold)]
    for end in range(len(piece) - 1, 0, -1):
        if width(piece[:end], size, bold) <= limit or end == 1:
            marks = [spot.end() for spot in re.finditer(r"[-/–]", piece[:end])]
            cut = marks[-1] if marks else end
            return [piece[:cut], *_fit(piece[cut:], limit, size, bold)]
    return [piece]


def _even(
    widths: list[float], space: float, limit: float, tail: float, count: int
) -> list[tuple[int, int]] | None:
    """Where `count` lines begin and end with the least sum of squared slack, or None."""
    many = len(widths)
    best: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]
    for line in range(1, count + 1):
        row: dict[int, tuple[float, int]] = {}
        for start, (cost, _) in best[-1].items():
            length = -space
            for end in range(start + 1, many - (count - line) + 1):
                length += space + widths[end - 1]
                full = length + (tail if end == many else 0.0)
                if full > limit and end > start + 1:
                    break
                lonely = end == many and end == start + 1 and count > 1 and length < limit / 3
                price = cost + (limit - full) ** 2 + (limit**2 / 4 if lonely else 0.0)
                if full <= limit + 1e-6 and price < row.get(end, (float("inf"), 0))[0]:
                    row[end] = (price, start)
        best.append(row)
    if many not in best[count]:
        return None
    end, lines = many, []
    for line in range(count, 0, -1):
        start = best[line][end][1]
        lines.append((start, end))
        end = start
    return lines[::-1]


def web_font(style: str) -> bytes:
    """One style as WOFF: western letters and the signs of medicine, cut from the same file."""
    return (files("stepwell") / "assets" / "fonts" / f"{style}.woff").read_bytes()
