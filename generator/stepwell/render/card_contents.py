"""What a card says, as plain values: header, stop box, chart, notes, foot.

Takes a sheet, its collection and the address of the site; gives `Card`. A block
has no edition of its own: its card names the pathways that include it, and
holds as long as the first of them.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import segno

from stepwell.graph import chart
from stepwell.model import Pathway
from stepwell.place import urgent
from stepwell.render import edition
from stepwell.render.card_flags import Flag, flags
from stepwell.render.card_notes import Line, Notes
from stepwell.render.card_sides import Variants, back, front, poster
from stepwell.render.citing import numbering
from stepwell.render.fingerprint import of_card
from stepwell.render.templating import day
from stepwell.render.words import KIND, LEAVE, STATUS
from stepwell.step_text import box_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from stepwell.collection import Collection, Sheet
    from stepwell.graph import Graph, Node
    from stepwell.render.edition import Hosts

Facts: TypeAlias = tuple[tuple[str, str], ...]

CLAIM = "Supports, never replaces, clinical judgement."


@dataclass(frozen=True, slots=True)
class Card:
    """All that one card says, in the order of the sheet."""

    language: str
    title: str
    asks: str
    publisher: str
    status: str
    reviewed: str
    facts: tuple[Facts, Facts]
    flags: tuple[Flag, ...]
    alt: str
    """The chart in words."""
    edition: str
    """Its edition, or those of the pathways that a block is part of."""
    front: Variants
    back: tuple[Variants, Variants]
    """When the front has its abbreviations, and when it has not."""
    poster: Variants
    foot: tuple[Line, ...]
    address: str
    qr: str | None
    """The code that leads to `address`, as SVG."""
    date: date


def contents(sheet: Sheet, collection: Collection, base_url: str = "") -> Card:
    """What the card of a sheet says."""
    graph = chart(sheet)
    numbers = numbering(sheet, collection)
    notes = Notes(sheet, collection, graph, numbers)
    ahead = front(notes)
    hosts = edition.hosts(sheet, collection)
    code = of_card(sheet, collection).code
    address = sheet_address(code, base_url)
    status, reviewed = _status(hosts)
    return Card(
        language=collection.info.value.language,
        title=sheet.value.title,
        asks=sheet.value.asks,
        publisher=collection.info.value.publisher,
        status=status,
        reviewed=reviewed,
        facts=_facts(sheet, hosts),
        flags=flags(sheet, collection, numbers),
        alt=in_words(graph, collection),
        edition=f"Edition {edition.named(hosts)}" if hosts else "",
        front=ahead,
        back=(back(notes, ahead[0][1]), back(notes, ())),
        poster=poster(notes),
        foot=_foot(collection, hosts, code, address),
        address=address,
        qr=qr_code(address) if address else None,
        date=edition.dated(host for _, host in hosts),
    )


def _status(hosts: Hosts) -> tuple[str, str]:
    """The least trusted state of the hosts, and who reviewed them."""
    status = edition.state(hosts)
    if not hosts or not all(host.review.by for _, host in hosts):
        return STATUS[status], "not reviewed by a clinician"
    names = dict.fromkeys(by.name for _, host in hosts for by in host.review.by)
    return STATUS[status], f"reviewed by {', '.join(names)}"


def _facts(sheet: Sheet, hosts: Hosts) -> tuple[Facts, Facts]:
    """Whom it is for, and beside it where, and how long it holds."""
    due = edition.due(hosts)
    holds = [("Review by", day(due) if due else "")]
    if isinstance(sheet.value, Pathway):
        people = sheet.value.population
        whom = [("For", " · ".join(people.include)), ("Not for", " · ".join(people.exclude))]
        holds = [("Setting", people.setting or ""), ("Edition", sheet.value.edition), *holds]
    else:
        part = " · ".join(f"{host.title} ({host.edition})" for _, host in hosts)
        whom = [("Part of", part or "no pathway yet")]
    return tuple(one for one in whom if one[1]), tuple(one for one in holds if one[1])


def _foot(collection: Collection, hosts: Hosts, code: str, address: str) -> tuple[Line, ...]:
    """How to tell whether the sheet still holds, and what it may be used for."""
    info = collection.info.value
    editions = dict.fromkeys(
        f"Edition {host.edition}, review by {day(host.review.due)}." for _, host in hosts
    )
    check = f"Scan, or open {address}" if address else f"Look up its code {code} on the site."
    claim = info.disclaimer
    if "clinical judgement" not in claim:
        claim = f"{CLAIM} {claim}"
    return (
        Line("Is this sheet current?", check),
        Line(" ".join((*editions, f"Code {code}.")), claim),
        Line("", " · ".join(filter(None, (info.publisher, info.licence, info.contact)))),
    )


def sheet_address(code: str, base_url: str) -> str:
    """Where a sheet is told current or superseded; nothing when the site has no address."""
    return f"{base_url.rstrip('/')}/c/{code}/" if base_url else ""


def qr_code(address: str) -> str:
    """The code that leads to an address, as SVG."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=0, xmldecl=False)
    return out.getvalue().decode()


def in_words(graph: Graph, collection: Collection) -> str:
    """The chart in words, box by box in reading order."""
    parts: list[str] = []
    for node in graph.nodes.values():
        kind = f"{KIND[node.kind]}{', urgent' * urgent(node.step.value)}"
        parts.append(f"{node.number} {kind}: {box_text(node, collection)}")
        parts += _ways(node, graph)
    return " ".join(parts)


def _ways(node: Node, graph: Graph) -> Iterator[str]:
    for edge in graph.ways[node.id]:
        onward = graph.nodes.get(edge.target)
        goal = f"go to {onward.number}" if onward else LEAVE
        yield f"{edge.label}: {goal}." if edge.label else f"{goal.capitalize()}."
