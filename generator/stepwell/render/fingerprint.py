"""What a printed sheet says clinically, as short hashes: of each part, and of the whole.

Takes a sheet and its collection. Order, formatting, numbering, edition, dates and
words for the page alone do not count, nor do keys that a later program adds and
nobody uses: the same advice has the same code.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from stepwell.guard import names, parse
from stepwell.guard_json import commuted, guard_json
from stepwell.leaflet_text import VERSIONS
from stepwell.model import OTHERWISE, Pathway
from stepwell.released import ALPHABET
from stepwell.render import citing
from stepwell.render.export import plain
from stepwell.render.leaflet import leaflet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from stepwell.collection import Collection, Sheet
    from stepwell.head import RedFlag
    from stepwell.released import SheetKind

_CODE, _PART = 8, 6
"""Characters of the code of a sheet and of the hash of a part, five bits each."""
_ASIDE = {"plain", "plain_act", "brands", "due", "chosen_by"}
"""Keys that no card shows."""
_IN_ORDER = {"step", "paragraphs", "points"}
"""Lists whose order is their meaning: stages of a dose, text of a leaflet."""


@dataclass(frozen=True)
class Fingerprint:
    """The code of a sheet, and the hash of each part of what it says by the part's name."""

    kind: SheetKind
    slug: str
    code: str
    parts: Mapping[str, str]


@lru_cache(maxsize=256)
def of_card(sheet: Sheet, collection: Collection) -> Fingerprint:
    """The fingerprint that every card of a pathway or block carries, whatever its paper."""
    return _fingerprint("card", sheet.slug, dict(_card(sheet, collection)))


@lru_cache(maxsize=256)
def of_leaflet(sheet: Sheet, collection: Collection) -> Fingerprint:
    """The fingerprint that both versions of a leaflet carry."""
    return _fingerprint("leaflet", sheet.slug, dict(_leaflet(sheet, collection)))


def fingerprints(collection: Collection) -> Iterator[Fingerprint]:
    """Those of all sheets: pathways, blocks, leaflets."""
    for sheet in collection.sheets:
        yield of_card(sheet, collection)
    for slug in collection.leaflets:
        yield of_leaflet(collection.pathways[slug], collection)


def _card(sheet: Sheet, collection: Collection) -> Iterator[tuple[str, Any]]:
    """Each part of what a card can say, on the front or on the back."""
    value = sheet.value
    yield "title", value.title
    yield "question", value.asks
    yield "start", value.start
    if isinstance(value, Pathway):
        yield "patients", value.population
    yield "red-flags", [*_red_flags(sheet, collection)]
    for step in value.steps:
        yield f"step {step.id}", step
    if pitfalls := citing.pitfalls(sheet, collection):
        yield "pitfalls", pitfalls
    for group in citing.classes(sheet, collection):
        yield f"class {group.value.id}", group.value
    for drug in citing.medications(sheet, collection):
        yield f"medication {drug.value.id}", drug.value
    for point in citing.contested(sheet, collection):
        yield f"contested {point.value.id}", point.value
    for name in sorted({*_facts(sheet)}):
        if found := collection.facts.get(name):
            kept = {"type", "unit", "min", "max", "derive"}
            values = [one.value for one in found.value.values]
            yield f"fact {name}", found.value.model_dump(include=kept) | {"values": values}


def _red_flags(sheet: Sheet, collection: Collection) -> Iterator[RedFlag]:
    """Those of the sheet; a block without any shows the urgent ones of its pathways."""
    if own := citing.red_flags(sheet, collection):
        yield from own
        return
    for host in collection.hosts(sheet):
        yield from (one for one in citing.red_flags(host, collection) if one.urgent)


def _facts(sheet: Sheet) -> Iterator[str]:
    for step in sheet.value.steps:
        if step.kind == "question":
            for branch in step.branches:
                if branch.when != OTHERWISE:
                    yield from (name.fact for name in names(parse(branch.when)))


def _leaflet(sheet: Sheet, collection: Collection) -> Iterator[tuple[str, Any]]:
    for version in VERSIONS:
        made = leaflet(sheet, collection, version)
        yield "title", made.title
        yield "help", [{"findings": list(one.findings), "act": one.act} for one in made.help]
        yield (
            version,
            {
                "points": [
                    {"heading": one.heading, "paragraphs": one.paragraphs, "points": one.points}
                    for one in made.parts
                ]
            },
        )


def _fingerprint(kind: SheetKind, slug: str, said: Mapping[str, Any]) -> Fingerprint:
    parts = {name: _hash(_canonical(plain(part)), _PART) for name, part in said.items()}
    code = _hash({"kind": kind, "slug": slug, "parts": parts}, _CODE)
    return Fingerprint(kind, slug, code, MappingProxyType(parts))


def _canonical(value: Any, key: str = "") -> Any:
    """A value without what is empty, in an order that no editor's reordering changes."""
    if isinstance(value, dict):
        guards = {"derive", "when"} if key == "branch" else {"derive"}
        kept = {
            name: _guard(one) if name in guards else _canonical(one, name)
            for name, one in sorted(value.items())
            if name not in _ASIDE
        }
        return {name: one for name, one in kept.items() if one not in (None, "", [], {}, False)}
    if isinstance(value, list):
        items = [_canonical(one, key) for one in value]
        return items if key in _IN_ORDER else sorted(items, key=_text)
    return value


def _guard(text: str | None) -> Any:
    return text if text in (None, OTHERWISE) else commuted(guard_json(parse(text)))


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _hash(value: Any, length: int) -> str:
    number = int.from_bytes(hashlib.sha256(_text(value).encode()).digest(), "big")
    return "".join(ALPHABET[(number >> (5 * place)) & 31] for place in range(length))
