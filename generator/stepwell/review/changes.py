"""What changed in one pathway since an earlier edition, as its reviewers read it.

Takes a `Difference` of two collections and the pathway; gives the part of it that
this pathway shows, and that part in lines for paper.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from stepwell.diff import difference
from stepwell.diff.summary import counts, headline, part_words
from stepwell.diff.text import who_lines
from stepwell.registers import Planned
from stepwell.render import citing
from stepwell.render.templating import capital

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stepwell.collection import Collection, Sheet
    from stepwell.diff.values import Change, Difference, Part, Region

_FEW = 12
"""Cases that are named at one place; the others are counted."""


@dataclass(frozen=True, slots=True)
class Led:
    """Patients who are led elsewhere."""

    where: str
    who: tuple[str, ...]
    was: str
    now: str
    example: str
    example_was: tuple[str, ...]
    example_now: tuple[str, ...]
    cases: str


@dataclass(frozen=True, slots=True)
class Reads:
    """A part that reads otherwise: its kind and state, its title, each change with both sides."""

    title: str
    changes: tuple[tuple[str, str, str], ...]
    whom: tuple[str, ...]
    cases: str


@dataclass(frozen=True, slots=True)
class Changed:
    """What changed; `summary` says it in a sentence, or why there is nothing to compare with."""

    since: str
    summary: str
    led: tuple[Led, ...] = ()
    reads: tuple[Reads, ...] = ()


def changed(sheet: Sheet, old: Collection, new: Collection, since: str) -> Changed:
    """What changed in a pathway, its blocks and the registers it shows."""
    if sheet.slug not in old.pathways:
        return Changed(since, "The pathway was not there yet: everything is new.")
    sides = (alone(sheet.slug, old), alone(sheet.slug, new))
    found = of_pathway(difference(*sides), sheet, *sides)
    reasons = [f"The patients could not be compared: {reason}." for _, reason in found.uncompared]
    said = " ".join(filter(None, [headline(found), capital(counts(found)), *reasons]))
    return Changed(
        since,
        said,
        tuple(_led(one, sheet.slug) for one in found.regions),
        tuple(_reads(one, sheet.slug) for one in found.parts),
    )


def alone(slug: str, collection: Collection) -> Collection:
    """The collection with one pathway and its blocks; others are known by their titles alone.

    So patients, examples and cases are those of this pathway.
    """
    sheet = collection.pathways[slug]
    titles = tuple(
        Planned(slug=one.slug, title=one.value.title, asks=one.value.asks)
        for one in collection.pathways.values()
        if one is not sheet
    )
    info = collection.info.value
    told = info.model_copy(update={"planned": (*info.planned, *titles)})
    return replace(
        collection,
        info=replace(collection.info, value=told),
        pathways={slug: sheet},
        blocks={one.slug: one for one in collection.includes(sheet)},
        cases={key: one for key, one in collection.cases.items() if key == slug},
        leaflets={key: one for key, one in collection.leaflets.items() if key == slug},
    )


def of_pathway(found: Difference, sheet: Sheet, old: Collection, new: Collection) -> Difference:
    """A difference without those entries of registers that the pathway does not show."""
    slug = sheet.slug
    scores = {name for step in citing.steps(sheet, new) for name in step.scores}

    def shows(part: Part) -> bool:
        match part.kind:
            case "safety rule":
                rule = new.safety.get(part.name) or old.safety[part.name]
                return rule.value.covers(slug)
            case "leaflet":
                return part.name == slug
            case "score tool":
                return part.name in scores
            case _:
                return slug in part.used_in

    return replace(found, registers=tuple(one for one in found.registers if shows(one)))


def _led(one: Region, slug: str) -> Led:
    return Led(
        f"At “{one.at}”" if one.at else "At the start",
        tuple(who_lines(one)),
        one.was,
        one.now,
        one.example.words,
        one.example.was,
        one.example.now,
        _cases(one.cases, slug),
    )


def _reads(one: Part, slug: str) -> Reads:
    told = one.whom if one.reads or one.state in {"added", "removed"} else ()
    return Reads(
        f"{capital(part_words(one))}: {one.title}",
        tuple(_sides(one.changes)),
        told,
        _cases(one.cases, slug),
    )


def _sides(changes: tuple[Change, ...]) -> Iterator[tuple[str, str, str]]:
    for one in changes:
        yield one.field, one.old, one.new


def _cases(names: tuple[str, ...], slug: str) -> str:
    """Names of the cases of one pathway, as many as there is room for."""
    own = [one.removeprefix(f"{slug}: ") for one in names if one.startswith(f"{slug}: ")]
    more = f"; and {len(own) - _FEW} more" if len(own) > _FEW else ""
    return "; ".join(own[:_FEW]) + more
