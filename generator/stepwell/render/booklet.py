"""The booklet: all cards bound in one document, with contents, questions and sources.

Takes a collection, a paper and what each card was set from; gives the PDF, or
what is wrong with it. Its leaves are the cards to the letter: each has the code
of its sheet and can be taken out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stepwell.graph import chart
from stepwell.model import Pathway
from stepwell.render import edition, words
from stepwell.render.card import PAPERS
from stepwell.render.downloads import BOOK
from stepwell.render.fingerprint import of_card
from stepwell.render.paper import literal, source
from stepwell.render.printed import printed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from stepwell.collection import Collection, Sheet
    from stepwell.diagnostics import Diagnostic
    from stepwell.render.artifact import Artifact
    from stepwell.render.card import Paper

MOST = 120
"""Cards of the largest booklet; more is a library, which nobody prints whole."""
_CALL = "#card(("
"""How the source of a card begins to draw it."""
_NOTICES = {
    "draft": "No clinician has reviewed all of these cards. Do not use them to treat patients.",
    "in-review": "Not every card is approved yet. Do not use them to treat patients.",
    "retired": "Some of these cards are no longer kept up to date.",
    "approved": "Every card was reviewed; each says by whom, and until when it holds.",
}


@dataclass(frozen=True, slots=True)
class Leaf:
    """A card as the contents list it."""

    slug: str
    title: str
    edition: str
    state: str
    code: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the card that answers it and its box; 0 is the card as a whole."""

    question: str
    slug: str
    box: int


def booklet(
    collection: Collection, paper: Paper, cards: Mapping[str, str], base_url: str = ""
) -> tuple[Artifact, list[Diagnostic]]:
    """The booklet of the cards given as Typst under their slugs."""
    sheets = [one for one in collection.sheets if one.slug in cards]
    owners = tuple(each for one in sheets for each in edition.hosts(one, collection))
    state = edition.state(owners)
    site = base_url.rstrip("/")
    head = source(
        "booklet.typ.j2",
        paper=PAPERS[paper],
        info=collection.info.value,
        state=words.STATUS[state],
        notice=_NOTICES[state],
        check=f"Scan its code, or open {site}/c/" if site else "Look up its code on the site.",
        parts=[
            ("Pathways", [_leaf(one, collection) for one in sheets if _is_pathway(one)]),
            (
                "Parts that pathways share",
                [_leaf(one, collection) for one in sheets if not _is_pathway(one)],
            ),
        ],
        questions=[(one.value.title, tuple(_asked(one, collection))) for one in sheets],
        sources=tuple(_sources(collection)),
    )
    leaves = "".join(_bound(slug, text) for slug, text in cards.items())
    info = collection.info
    return printed(
        BOOK.format(paper=paper),
        f"{head}{leaves}])\n",
        edition.dated(host for _, host in owners),
        "booklet",
        info.span("title"),
    )


def _bound(slug: str, text: str) -> str:
    """The source of one card as a leaf of the book."""
    return f"#bound({literal(slug)}, ({text[text.index(_CALL) + len(_CALL) :]}"


def _is_pathway(sheet: Sheet) -> bool:
    return isinstance(sheet.value, Pathway)


def _leaf(sheet: Sheet, collection: Collection) -> Leaf:
    owners = edition.hosts(sheet, collection)
    return Leaf(
        sheet.slug,
        sheet.value.title,
        edition.named(owners),
        words.STATUS[edition.state(owners)].lower(),
        of_card(sheet, collection).code,
    )


def _asked(sheet: Sheet, collection: Collection) -> Iterator[Asked]:
    """The question of a sheet, then those that it answers besides."""
    yield Asked(sheet.value.asks, sheet.slug, 0)
    if isinstance(sheet.value, Pathway):
        for one in sheet.value.answers:
            block, _, step = one.step.rpartition("/")
            home = collection.blocks.get(block, sheet)
            yield Asked(one.question, home.slug, chart(home).nodes[step].number)


def _sources(collection: Collection) -> Iterator[str]:
    """Every source in full, by author."""
    for entry in sorted(collection.references.values(), key=lambda one: one.text.casefold()):
        place = f" doi:{entry.doi}" if entry.doi else f" {entry.url}" if entry.url else ""
        yield f"{entry.text}{place}"
