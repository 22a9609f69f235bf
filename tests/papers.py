"""A card as its reader gets it: text, type sizes, fonts, and the graph drawn on it."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from functools import cached_property
from math import sqrt
from typing import TYPE_CHECKING, Any

from pypdf import PdfReader

from stepwell.model import EXIT

if TYPE_CHECKING:
    from stepwell.graph import Graph

_BOX = re.compile(r'\(id: "([^"]+)", number: (\d+), .*? back: "([^"]*)", then: "([^"]*)"\)')
_ARROW = re.compile(r'\(source: "([^"]+)", target: "([^"]+)", kind: "([^"]+)"')
_UNKNOWN = re.compile(r"([\d, ]+?) → (\d+|leave this chart)")


def squeezed(text: str) -> str:
    """Text without white space, as lines may break anywhere."""
    return re.sub(r"\s+", "", text)


@dataclass(frozen=True)
class Sheet:
    """A PDF of one page."""

    content: bytes

    @cached_property
    def reader(self) -> PdfReader:
        return PdfReader(io.BytesIO(self.content))

    @cached_property
    def runs(self) -> list[tuple[str, float]]:
        """Every run of text with its effective type size in points."""
        found: list[tuple[str, float]] = []

        def visit(text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
            if text.strip():
                found.append((text, size * _scale(cm) * _scale(tm)))

        self.reader.pages[0].extract_text(visitor_text=visit)
        return found

    @cached_property
    def text(self) -> str:
        return squeezed("".join(text for text, _ in self.runs))

    @property
    def fonts(self) -> list[tuple[str, bool]]:
        """Name of each font, and whether it is embedded."""
        resources = self.reader.pages[0]["/Resources"]["/Font"]
        inner = [one.get_object()["/DescendantFonts"][0].get_object() for one in resources.values()]
        return [(str(one["/BaseFont"]), "/FontFile2" in one["/FontDescriptor"]) for one in inner]

    @property
    def root(self) -> Any:
        return self.reader.trailer["/Root"]

    @property
    def alternatives(self) -> list[str]:
        """Alternative texts of the figures, in the order of the structure tree."""
        return list(_alternatives(self.root["/StructTreeRoot"]))


def _scale(matrix: list[float]) -> float:
    return sqrt(abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]))


def _alternatives(node: Any) -> Any:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for one in node:
            yield from _alternatives(one)
    elif isinstance(node, dict):
        if "/Alt" in node:
            yield str(node["/Alt"])
        if "/K" in node:
            yield from _alternatives(node["/K"])


def drawn(typst: str) -> tuple[dict[str, int], set[tuple[str, str, str]]]:
    """Boxes and arrows that the source of a card draws, a return in a box's words among them."""
    found = _BOX.findall(typst)
    arrows = set(_ARROW.findall(typst))
    arrows |= {(name, back, "resume") for name, _, back, _ in found if back}
    arrows |= {(name, then, "then") for name, _, _, then in found if then}
    return {name: int(number) for name, number, _, _ in found}, arrows


def unknown(lines: list[str], graph: Graph) -> set[tuple[str, str]]:
    """From which step to which a missing fact leads, as the notes say it."""
    names = {node.number: node.id for node in graph.nodes.values()}
    return {
        (names[int(one)], names[int(target)] if target.isdigit() else EXIT)
        for line in lines
        for asked, target in _UNKNOWN.findall(line.removeprefix("Box "))
        for one in asked.split(",")
    }
