"""Paper as its reader gets it: text, type sizes, fonts, and the graph drawn on a card."""

from __future__ import annotations

import ctypes
import io
import re
from dataclasses import dataclass
from functools import cached_property
from math import sqrt
from typing import TYPE_CHECKING, Any

import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from pypdf import PdfReader

from stepwell.model import EXIT

if TYPE_CHECKING:
    from collections.abc import Iterator

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


@dataclass(frozen=True)
class Print:
    """A PDF as it is read aloud: text by page, type sizes, tags and what it declares."""

    content: bytes

    @cached_property
    def pages(self) -> list[str]:
        """The text of each page, in the order of its lines."""
        return _texts(self.content)

    @cached_property
    def upside_down(self) -> bytes:
        """The same with its first page turned."""
        document, out = pdfium.PdfDocument(self.content), io.BytesIO()
        document[0].set_rotation(180)
        document.save(out)
        return out.getvalue()

    @cached_property
    def papers(self) -> list[tuple[float, float]]:
        return [page.get_size() for page in pdfium.PdfDocument(self.content)]

    @cached_property
    def sizes(self) -> set[float]:
        """Every type size in points, as printed."""
        found, size = set(), ctypes.c_float()
        for page in pdfium.PdfDocument(self.content):
            for one in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_TEXT], max_depth=9):
                pdfium_c.FPDFTextObj_GetFontSize(one, size)
                a, b, c, d, *_ = one.get_matrix().get()
                found.add(round(size.value * sqrt(abs(a * d - b * c)), 2))
        return found

    @cached_property
    def pdf(self) -> pikepdf.Pdf:
        return pikepdf.open(io.BytesIO(self.content))

    @cached_property
    def declared(self) -> dict[str, str]:
        """Which standards it says it meets, and its title."""
        with self.pdf.open_metadata() as xmp:
            return {
                name: str(xmp.get(name, ""))
                for name in ("pdfuaid:part", "pdfaid:part", "pdfaid:conformance", "dc:title")
            }

    @cached_property
    def structure(self) -> list[str | tuple[int, int]]:
        """Tags, and the content of each by page and number, in the order in which they are read."""
        pages = {page.objgen: index for index, page in enumerate(self.pdf.pages)}
        return [*_structure(self.pdf.Root.StructTreeRoot, pages, 0)]

    @property
    def tags(self) -> list[str]:
        return [one for one in self.structure if isinstance(one, str)]

    @property
    def marks(self) -> list[tuple[int, int]]:
        return [one for one in self.structure if not isinstance(one, str)]

    @cached_property
    def fonts(self) -> set[tuple[str, bool]]:
        """Name of each font without the mark of its subset, and whether it is embedded."""
        found = set()
        for page in self.pdf.pages:
            for font in page.resources.get("/Font", {}).values():
                inner = font.DescendantFonts[0]
                embedded = "/FontFile2" in inner.FontDescriptor
                found.add((str(inner.BaseFont).partition("+")[2], embedded))
        return found


def _texts(content: bytes) -> list[str]:
    document = pdfium.PdfDocument(content)
    texts = (page.get_textpage().get_text_range() for page in document)
    return [text.replace("\r", "").replace("\ufffe", "-") for text in texts]  # a hyphen at an end


def _structure(node: Any, pages: dict[Any, int], page: int) -> Iterator[str | tuple[int, int]]:
    if isinstance(node, int):
        yield page, node
    elif isinstance(node, pikepdf.Array):
        for one in node:
            yield from _structure(one, pages, page)
    elif isinstance(node, pikepdf.Dictionary):
        here = pages[node.Pg.objgen] if "/Pg" in node else page
        if "/MCID" in node:
            yield here, int(node.MCID)
        if "/S" in node:
            yield str(node.S)
        yield from _structure(node.get("/K", pikepdf.Array()), pages, here)


_GOES = re.compile(r"☐ (?P<label>.+?) → (?P<to>\d+|leave this list)")
_THEN = re.compile(r"(?P<word>Then|After that|back to)(?: →)? (?P<to>\d+|leave this list)")


def read_steps(lines: list[str]) -> dict[int, str]:
    """The numbered steps of a list: numbers follow each other, so no other number begins one."""
    found: dict[int, str] = {}
    for line in lines:
        number, _, rest = line.replace("\N{NO-BREAK SPACE}", " ").partition(" ")
        if number == str(len(found) + 1):
            found[len(found) + 1] = rest.strip()
        elif found:
            found[len(found)] += f" {line.strip()}"
    return {number: re.sub(r"\s+", " ", text) for number, text in found.items()}


def read_edges(steps: dict[int, str]) -> set[tuple[int, str, str]]:
    """From which number, by which answer or word, to which number a list sends its reader."""
    found: set[tuple[int, str, str]] = set()
    for number, text in steps.items():
        asks = not text.startswith("☐")
        for one in (_GOES if asks else _THEN).finditer(text):
            found.add((number, one.group("label" if asks else "word"), one["to"]))
    return found
