"""Paper as its reader gets it: text, type sizes, fonts, and the graph drawn on a card."""

from __future__ import annotations

import ctypes
import io
import re
from dataclasses import dataclass
from functools import cached_property
from math import sqrt
from typing import TYPE_CHECKING, Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
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
class Run:
    """A run of text with its effective type size and its start, in points from the upper left."""

    text: str
    size: float
    x: float
    y: float


@dataclass(frozen=True)
class Sheet:
    """A PDF."""

    content: bytes

    @cached_property
    def reader(self) -> PdfReader:
        return PdfReader(io.BytesIO(self.content))

    @cached_property
    def pages(self) -> list[list[Run]]:
        """Every run of text of each page, in the order of the file."""
        document = pdfium.PdfDocument(self.content)
        try:
            return [list(_runs(page)) for page in document]
        finally:
            document.close()

    @property
    def runs(self) -> list[tuple[str, float]]:
        """Every run of text with its type size."""
        return [(one.text, one.size) for page in self.pages for one in page]

    @cached_property
    def texts(self) -> list[str]:
        """The text of each page, without white space."""
        return [squeezed("".join(one.text for one in page)) for page in self.pages]

    @property
    def text(self) -> str:
        return "".join(self.texts)

    def keyed(self, page: int) -> dict[int, str]:
        """What stands beside each number of a box in the columns of a page, without white space."""
        found: dict[int, list[str]] = {}
        here: list[str] = []
        runs = self.pages[page]
        for run, following in zip(runs, [*runs[1:], None], strict=True):
            ahead, down = (following.x - run.x, run.y - following.y) if following else (0, 0)
            if run.text.strip().isdigit() and 9 < ahead < 20 and 0.5 < down < 3:
                here = found.setdefault(int(run.text), [])
            else:
                here.append(run.text)
        return {number: squeezed("".join(texts)) for number, texts in found.items()}

    @property
    def fonts(self) -> list[tuple[str, bool]]:
        """Name of each font, and whether it is embedded."""
        used = [one for page in self.reader.pages for one in page["/Resources"]["/Font"].values()]
        inner = [one.get_object()["/DescendantFonts"][0].get_object() for one in used]
        return [(str(one["/BaseFont"]), "/FontFile2" in one["/FontDescriptor"]) for one in inner]

    @property
    def root(self) -> Any:
        return self.reader.trailer["/Root"]

    @property
    def alternatives(self) -> list[str]:
        """Alternative texts of the figures, in the order of the structure tree."""
        return list(_alternatives(self.root["/StructTreeRoot"]))


def _runs(page: Any) -> Any:
    """The text objects of a page; pdfium reads them ten times as fast as pypdf does."""
    high, textpage = page.get_height(), page.get_textpage()
    for found in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_TEXT]):
        many = pdfium_c.FPDFTextObj_GetText(found, textpage, None, 0)
        buffer = (pdfium_c.FPDF_WCHAR * (many // 2))()
        pdfium_c.FPDFTextObj_GetText(found, textpage, buffer, many)
        text = bytes(buffer)[: many - 2].decode("utf-16-le").replace("\x02", "-")  # ends a line
        size = ctypes.c_float()
        pdfium_c.FPDFTextObj_GetFontSize(found, ctypes.byref(size))
        a, b, c, d, x, y = found.get_matrix().get()
        if text.strip():
            yield Run(text, size.value * sqrt(abs(a * d - b * c)), x, high - y)


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
