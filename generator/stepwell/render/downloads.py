"""Everything that can be printed or taken along: by pathway, by format, with size and date.

Takes the files that were made; gives the shelf of one sheet, for its own page,
and the page of all downloads. A format that was not made is not offered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stepwell.render import edition
from stepwell.render.artifact import Artifact
from stepwell.render.fingerprint import of_card
from stepwell.render.templating import render

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from stepwell.collection import Collection, Sheet

PAPERS = {"a4": "A4", "letter": "Letter", "a3": "A3", "a2": "A2", "svg": "SVG", "json": "JSON"}
"""Papers and files as readers call them."""
_SHEETS = ("a4", "letter")
KINDS = (
    ("Card, both sides", "cards/{slug}-{paper}.pdf", _SHEETS),
    ("List to read aloud", "cards/{slug}-list-{paper}.pdf", _SHEETS),
    ("Pocket card to fold", "cards/{slug}-pocket-{paper}.pdf", _SHEETS),
    ("Wall poster", "cards/{slug}-{paper}.pdf", ("a3", "a2")),
    ("Leaflet, the basics", "leaflets/{slug}-basics-{paper}.pdf", _SHEETS),
    ("Leaflet, in more detail", "leaflets/{slug}-more-{paper}.pdf", _SHEETS),
    ("Chart", "pathways/{slug}/flowchart.{paper}", ("svg",)),
    ("Data", "pathways/{slug}/pathway.{paper}", ("json",)),
)
"""What readers call each format, its file, and the papers it comes on."""
BOOK = "booklet-{paper}.pdf"


@dataclass(frozen=True, slots=True)
class File:
    """One file to download."""

    path: str
    paper: str
    size: str


@dataclass(frozen=True, slots=True)
class Format:
    """The files of one format, one for each paper."""

    name: str
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """All files of one pathway or block."""

    slug: str
    title: str
    edition: str
    date: date | None
    code: str
    formats: tuple[Format, ...]


def sizes(artifacts: Iterable[Artifact]) -> dict[str, int]:
    """Bytes of each file by its path."""
    return {one.path: len(one.content) for one in artifacts}


def shelf(sheet: Sheet, collection: Collection, made: Mapping[str, int]) -> Shelf:
    """What there is to download of a sheet, out of all that was made."""
    owners = edition.hosts(sheet, collection)
    day = edition.dated(host for _, host in owners)
    found = (Format(name, _files(file, sheet.slug, papers, made)) for name, file, papers in KINDS)
    return Shelf(
        slug=sheet.slug,
        title=sheet.value.title,
        edition=edition.named(owners),
        date=None if day == edition.UNDATED else day,
        code=of_card(sheet, collection).code,
        formats=tuple(one for one in found if one.files),
    )


def downloads(collection: Collection, made: Mapping[str, int]) -> Iterator[Artifact]:
    """The page of all downloads."""
    text = render(
        "downloads.md.j2",
        info=collection.info.value,
        pathways=[shelf(one, collection, made) for one in collection.pathways.values()],
        blocks=[shelf(one, collection, made) for one in collection.blocks.values()],
        books=_files(BOOK, "", _SHEETS, made),
    )
    yield Artifact("downloads.md", text.encode())


def size(count: int) -> str:
    """Bytes as readers have them: `42 kB`, `1.3 MB`."""
    return f"{max(1, round(count / 1000))} kB" if count < 999_500 else f"{count / 1e6:.1f} MB"


def _files(
    file: str, slug: str, papers: Iterable[str], made: Mapping[str, int]
) -> tuple[File, ...]:
    paths = {paper: file.format(slug=slug, paper=paper) for paper in papers}
    return tuple(
        File(path, PAPERS[paper], size(made[path])) for paper, path in paths.items() if path in made
    )
