"""What the walk-through says: facts as fields of a form, steps as advice, medications with doses.

Takes a pathway and its collection; gives views for the template, whose sources
have the numbers of the page. Decides nothing: the logic is `walk_through`'s.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stepwell.given import expected
from stepwell.graph import EdgeKind
from stepwell.guard_words import guard_words, known_words
from stepwell.model import OTHERWISE
from stepwell.place import urgent
from stepwell.quantity import UNIT_WORDS
from stepwell.render import words
from stepwell.render.citing import meant
from stepwell.render.doses import dose_words
from stepwell.render.references import References
from stepwell.render.step_list import elsewhere, own_steps, step_list
from stepwell.render.templating import capital
from stepwell.walk import walker

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stepwell.collection import Collection, Sheet
    from stepwell.fields import Citation
    from stepwell.graph import Edge
    from stepwell.model import OwnStep, Return
    from stepwell.registers import Fact, Medication
    from stepwell.render.references import Mark
    from stepwell.render.step_list import Elsewhere, StepView


DONT_KNOW = "I don’t know"


@dataclass(frozen=True, slots=True)
class Cite:
    """A source by its number on the page, with every place in it that is meant."""

    number: int
    title: str


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence and its sources."""

    say: str
    cites: tuple[Cite, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A fact as a field of a form."""

    fact: Fact
    cites: tuple[Cite, ...]
    hint: str
    unit: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Drug:
    """A medication, or a class of them, with its doses and what to check first."""

    name: str
    doses: tuple[Said, ...]
    cautions: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Back:
    """A return: when, how often, and what the reader may choose."""

    after: str
    at_most: str
    resume: str
    """The button that begins the next visit."""
    pathway: Elsewhere | None
    """Another pathway that the next visit begins in."""
    done: str
    """That it was taken as often as it may be; empty when nothing follows then."""


@dataclass(frozen=True, slots=True)
class Onward:
    """A way as the path taken tells it."""

    edge: Edge
    said: str
    rule: str


@dataclass(frozen=True, slots=True)
class Told:
    """A step as the walk-through tells it."""

    view: StepView
    step: OwnStep
    cites: tuple[Cite, ...]
    urgent: bool
    back: Back | None
    ways: tuple[Onward, ...]


def options(fact: Fact) -> Iterator[tuple[str, str, str]]:
    """The answers to choose from: as written in an address, as a label, as a reason."""
    if fact.type == "yes-no":
        for word, value in (("yes", True), ("no", False)):
            yield word, capital(word), known_words(value, fact)
    for one in fact.values:
        yield one.value, capital(one.say), known_words(one.value, fact)


def at_once(back: Return) -> bool:
    """Whether care goes on at this visit."""
    return back.after is not None and not back.after.high


def done_words(back: Return) -> str:
    if back.at_most is None:
        return "Already done"
    return "Already done once" if back.at_most == 1 else f"Already done {back.at_most} times"


class Teller:
    """The wording of one pathway; its sources have the numbers of the page."""

    def __init__(self, sheet: Sheet, collection: Collection, used: Iterable[str]) -> None:
        self._used = used
        self._sheet, self._of = sheet, collection
        self._walker = walker(sheet, collection)
        self._references = References.of(sheet, collection)
        views = step_list(sheet, collection, self._references)
        self._views = list(own_steps(views))
        self._numbers = {view.name: view.number for view, _ in self._views}

    def facts(self) -> Iterator[tuple[str, Asked]]:
        """The fields of the forms."""
        for name in self._used:
            fact = self._walker.facts[name]
            shown = tuple((word, label) for word, label, _ in options(fact))
            unit = UNIT_WORDS.get(fact.unit or "1", ("", fact.unit or ""))[1]
            hint = expected(fact, code=False) if fact.type in {"number", "count"} else ""
            yield name, Asked(fact, self._cites(fact.cite), hint, unit, shown)

    def steps(self) -> Iterator[Told]:
        """The steps in reading order."""
        for view, step in self._views:
            back = step.returns if step.kind == "outcome" else None
            yield Told(
                view,
                step,
                _grouped(view.marks),
                urgent(step),
                self._back(back, view) if back else None,
                tuple(self._onward(edge, back) for edge in self._walker.graph.ways[view.name]),
            )

    def drugs(self) -> Iterator[tuple[str, list[Drug]]]:
        """What the steps start."""
        for _, step in self._views:
            for name in step.start if step.kind in {"action", "outcome"} else ():
                yield name, list(self._drugs(name))

    def _back(self, back: Return, view: StepView) -> Back:
        here = back.resume_in == self._sheet.slug
        edges = {one.kind: one.target for one in self._walker.graph.ways[view.name]}
        start = self._walker.graph.start if here else ""
        target = self._numbers.get(edges.get(EdgeKind.RESUME, start), "")
        begin = "Start again" if at_once(back) else "Next visit: start"
        other = elsewhere(back.resume_in, self._of) if back.resume_in and not here else None
        return Back(
            words.after(back.after),
            words.at_most(back),
            f"{begin} at step {target}" if target else "",
            other,
            done_words(back) if EdgeKind.THEN in edges else "",
        )

    def _onward(self, edge: Edge, back: Return | None) -> Onward:
        rule = guard_words(edge.when, self._of.known_facts) if edge.when else ""
        if edge.kind is EdgeKind.UNKNOWN:
            return Onward(edge, "Not known", "")
        if back:
            return Onward(edge, done_words(back), "")
        return Onward(edge, edge.label or rule, "" if edge.when.strip() == OTHERWISE else rule)

    def _cites(self, cite: tuple[Citation, ...]) -> tuple[Cite, ...]:
        return _grouped(self._references.mark(cite, ""))

    def _drugs(self, name: str) -> Iterator[Drug]:
        """A medication with the cautions of its class; a class, and then each of its members."""
        known = self._of.medications.get(name)
        group = self._of.classes.get((known.value.medication_class or "") if known else name)
        if group:
            cautions = tuple(Said(one.say, self._cites(one.cite)) for one in group.value.cautions)
            yield Drug(capital(group.value.name), (), cautions)
        for one in meant((name,), self._of):
            yield self._drug(one.value)

    def _drug(self, drug: Medication) -> Drug:
        use = "" if drug.use == "offer" else f" ({words.USE[drug.use].lower()})"
        doses = [Said(dose_words(one), self._cites(one.cite)) for one in drug.doses]
        if drug.note or not doses:
            doses.append(Said(drug.note or "No dose is given here."))
        cautions = tuple(Said(one.say, self._cites(one.cite)) for one in drug.cautions)
        return Drug(capital(drug.name) + use, tuple(doses), cautions)


def _grouped(marks: Iterable[Mark]) -> tuple[Cite, ...]:
    found: dict[int, list[Mark]] = {}
    for one in marks:
        found.setdefault(one.number, []).append(one)
    return tuple(
        Cite(number, "; ".join([all_[0].title, *(one.at for one in all_[1:] if one.at)]))
        for number, all_ in found.items()
    )
