"""The review packet as values: all that is in a pathway, in the order in which it is compared.

Takes a checked collection, a pathway of it and what changed; gives a `Packet`. What
it says of steps, doses and guards are the words of the other faces.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stepwell.model import Pathway
from stepwell.render import shown, words
from stepwell.render.citing import family
from stepwell.render.edition import dated
from stepwell.render.fingerprint import of_card
from stepwell.render.references import References, compared_words
from stepwell.render.step_list import step_list
from stepwell.render.templating import capital, day
from stepwell.review.cases import patients, usual_words
from stepwell.review.proofs import accepted, found_in, held
from stepwell.review.steps import entries, sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from stepwell.checking import Checked
    from stepwell.collection import Collection, Sheet
    from stepwell.registers import Position
    from stepwell.render.references import Mark, Reference
    from stepwell.render.shown import Cited, Drug, DrugClass, Point
    from stepwell.review.cases import Patient
    from stepwell.review.changes import Changed
    from stepwell.review.proofs import Held
    from stepwell.review.steps import Entry

_NOTICES = {
    "draft": "No clinician has reviewed this pathway. Do not use it to treat patients.",
    "in-review": "This pathway is not approved yet. Do not use it to treat patients.",
    "retired": "This pathway is no longer kept up to date.",
    "approved": "This pathway was approved; the packet serves its next review.",
}

_UNREVIEWED = "No clinician has reviewed this edition."


@dataclass(frozen=True, slots=True)
class Item:
    """One statement to be compared: a word for it, the text, more lines, its sources."""

    title: str
    text: str
    lines: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A source in full, and every place at which it is cited."""

    number: int
    text: str
    link: str
    kind: str
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Packet:
    """All that the packet says, in its order."""

    language: str
    title: str
    asks: str
    summary: str
    publisher: str
    disclaimer: str
    status: str
    notice: str
    reviewed: str
    foot: str
    """What the foot of every page says."""
    edition: str
    code: str
    file: str
    facts: tuple[tuple[str, str], ...]
    records: tuple[tuple[str, str], ...]
    flags: tuple[Item, ...]
    steps: tuple[Entry, ...]
    pitfalls: tuple[Item, ...]
    medicines: tuple[Item, ...]
    contested: tuple[Item, ...]
    listed: tuple[Listed, ...]
    usual: str
    """What is known of most patients of the cases, said once."""
    patients: tuple[Patient, ...]
    held: Held
    findings: tuple[str, ...]
    accepted: tuple[str, ...]
    changed: Changed
    day: str
    """The day by which findings were judged."""


def packet(made: Checked, sheet: Sheet, changed: Changed, as_of: date) -> Packet:
    """The packet of one pathway."""
    collection, pathway = made.collection, sheet.value
    if not isinstance(pathway, Pathway):
        raise TypeError("a block is reviewed with the pathways that include it")
    references = References.of(sheet, collection)
    flags = [
        Item("Urgent" if one.urgent else "", one.flag, (("Do", one.act),), sources(one.marks))
        for one in shown.flags(sheet, collection, references)
    ]
    views = step_list(sheet, collection, references)
    pitfalls = shown.pitfalls(sheet, collection, references)
    classes = [_class(one) for one in shown.classes(sheet, collection, references)]
    drugs = [_drug(one) for one in shown.drugs(sheet, collection, references)]
    points = [*shown.points(sheet, collection, references, views, as_of)]
    return Packet(
        language=collection.info.value.language,
        title=pathway.title,
        asks=pathway.asks,
        summary=pathway.summary or "",
        publisher=collection.info.value.publisher,
        disclaimer=collection.info.value.disclaimer,
        status=words.STATUS[pathway.status],
        notice=_NOTICES[pathway.status],
        reviewed=words.reviewed(pathway.review) if pathway.review.by else _UNREVIEWED,
        foot="Review packet" if pathway.review.by else _UNREVIEWED,
        edition=pathway.edition,
        code=of_card(sheet, collection).code,
        file=f"{sheet.slug}.toml",
        facts=tuple(_facts(pathway)),
        records=tuple(_records(pathway, collection)),
        flags=tuple(flags),
        steps=tuple(entries(views, collection)),
        pitfalls=tuple(_cited(pitfalls)),
        medicines=(*classes, *drugs),
        contested=tuple(item for one in points for item in _point(one)),
        listed=tuple(_source(one) for one in references.listed()),
        usual=usual_words(sheet, collection),
        patients=tuple(patients(sheet, collection, views)),
        held=held(sheet, made),
        findings=tuple(found_in(sheet, made)),
        accepted=tuple(accepted(sheet, collection)),
        changed=changed,
        day=day(as_of),
    )


def charts(sheet: Sheet, collection: Collection) -> tuple[Sheet, ...]:
    """The sheets whose charts stand in the packet: the pathway and its blocks."""
    return family(sheet, collection)


def dated_by(sheet: Sheet) -> date:
    """The day in the file: that of the newest edition."""
    return dated([sheet.value] if isinstance(sheet.value, Pathway) else [])


def _facts(pathway: Pathway) -> Iterator[tuple[str, str]]:
    people = pathway.population
    yield from (("For", one) for one in people.include)
    yield from (("Not for", one) for one in people.exclude)
    if people.setting:
        yield "Setting", people.setting
    yield "Review by", day(pathway.review.due)
    for one in pathway.history:
        yield f"Edition {one.edition}", f"{day(one.date)}: {one.change}"


def _records(pathway: Pathway, collection: Collection) -> Iterator[tuple[str, str]]:
    for one in pathway.review.by:
        said = compared_words(one, collection.references)
        yield f"{one.name}, {one.role}", f"{day(one.date)}{f': {said}' if said else ''}"


def _cited(statements: Iterable[Cited]) -> Iterator[Item]:
    for one in statements:
        yield Item("", one.say, (), sources(one.marks))


def _class(one: DrugClass) -> Item:
    lines = tuple(("Caution", _with_sources(each)) for each in one.cautions)
    return Item("Class", capital(one.entry.name), lines, ())


def _drug(one: Drug) -> Item:
    lines = [("Place", one.use)] if one.use else []
    lines += [("Dose", _with_sources(each)) for each in one.doses]
    lines += [("Caution", _with_sources(each)) for each in one.cautions]
    lines += [("Note", one.entry.note)] if one.entry.note else []
    return Item(capital(one.class_name), capital(one.entry.name), tuple(lines), ())


def _with_sources(one: Cited) -> str:
    return f"{one.say}{_bracketed(one.marks)}"


def _bracketed(marks: Iterable[Mark]) -> str:
    said = "; ".join(sources(marks))
    return f" [{said}]" if said else ""


def _point(one: Point) -> Iterator[Item]:
    lines = [_position(each, marks) for each, marks in one.positions]
    lines += [
        ("Chosen here", one.entry.chosen),
        ("Chosen by", f"{one.entry.chosen_by}; to be looked at again by {day(one.entry.due)}"),
    ]
    touched = ", ".join(view.number for view in one.steps)
    yield Item(f"Steps {touched}" if touched else "", one.entry.asks, tuple(lines), ())


def _position(one: Position, marks: tuple[Mark, ...]) -> tuple[str, str]:
    graded = f" ({one.strength})" if one.strength else ""
    return f"{one.who} {one.edition}", f"{one.says}{graded}{_bracketed(marks)}"


def _source(one: Reference) -> Listed:
    places: dict[str, dict[str, None]] = {}
    for mark in one.marks:
        where = "contested points" if mark.where.startswith("contested, ") else mark.where
        places.setdefault(mark.at, {})[where] = None
    link = f"doi:{one.entry.doi}" if one.entry.doi else one.entry.url
    said = tuple(f"{at or 'no place'}: {_steps_first(where)}" for at, where in places.items())
    return Listed(one.number, one.entry.text, link, one.entry.kind, said)


def _steps_first(where: Iterable[str]) -> str:
    """Places in the packet: `steps 1.1, 1.2, 4; pitfalls`."""
    steps = [one.removeprefix("step ") for one in where if one.startswith("step ")]
    others = [one for one in where if not one.startswith("step ")]
    named = [f"step{'s' * (len(steps) > 1)} {', '.join(steps)}"] if steps else []
    return "; ".join([*named, *others])
