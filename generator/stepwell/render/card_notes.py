"""What stands on a card beside its chart: doses, pitfalls, contested points, sources.

Takes a sheet, its collection, graph and reference numbers; gives each section,
in full or with less. Which of them stand on which side says `card_sides`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from stepwell.model import Pathway
from stepwell.render.card_flags import flags
from stepwell.render.citing import meant, pitfalls, red_flags
from stepwell.render.doses import schedule_words
from stepwell.step_text import box_text
from stepwell.typeface import ranges

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from stepwell.collection import Collection, Sheet
    from stepwell.fields import Citation, Statement
    from stepwell.graph import Graph
    from stepwell.model import Step
    from stepwell.registers import Dose, Medication, MedicationClass

KEYS = "Abbreviations"
"""Title of their section."""


@dataclass(frozen=True, slots=True)
class Line:
    """A run of text: its strong beginning, the rest, its reference numbers."""

    strong: str
    text: str
    cites: str = ""
    grade: str = ""
    """Of a step: direction, strength and certainty in words."""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A titled list of lines.

    `run_on` sets them as one paragraph; `keyed` sets the number of a box before each.
    """

    title: str
    lines: tuple[Line, ...]
    bullets: bool = False
    run_on: bool = False
    keyed: bool = False

    @property
    def items(self) -> tuple[tuple[Line, ...], ...]:
        """What stays together when the section is set in parts."""
        return (self.lines,) if self.run_on else tuple((one,) for one in self.lines)


@dataclass(frozen=True)
class Notes:
    """The notes of one card."""

    sheet: Sheet
    collection: Collection
    graph: Graph
    numbers: Mapping[str, int]

    def doses(self, *, inner: bool) -> Section:
        """Doses of the card's own steps, and with `inner` of its blocks, else where those are."""
        lines = map(self._dose_line, self._dosed(inner=inner))
        return Section("Doses", (*lines, *(() if inner else self.elsewhere())))

    def doses_of(self, steps: list[Step]) -> list[Line]:
        """Doses of what these steps start or continue."""
        return [*map(self._dose_line, self._doses(steps))]

    def cautions(self) -> Section:
        """Cautions of what the card's own steps start or continue, and of its classes."""
        lines = [
            Line(one.name, caution.say, self.cited(caution.cite))
            for one in self._careful()
            for caution in one.cautions
        ]
        return Section("Cautions", tuple(lines))

    def pitfalls(self, *, inner: bool, most: int) -> Section:
        """The first pitfalls, with `inner` those of its blocks too, and how many are left out."""
        every, kept = pitfalls(self.sheet, self.collection), self._kept(inner=inner, most=most)
        lines = [Line("", one.say, self.cited(one.cite)) for one in kept]
        if len(kept) < len(every):
            more = "more " if kept else ""
            lines.append(Line("", f"{len(every) - len(kept)} {more}on the page."))
        return Section("Pitfalls", tuple(lines), bullets=True)

    def contested(self, *, inner: bool, most: int, chosen: bool = False) -> Section:
        """Contested points; with `chosen` what is shown here, and why."""
        lines = self._contested(inner=inner, most=most, chosen=chosen)
        return Section("Contested", tuple(lines), bullets=True)

    def sources(
        self, *, inner_doses: bool, inner: bool, most: int, cautions: bool = False
    ) -> Section:
        """The sources that such sections, the red flags and the boxes cite."""
        cited = [
            *(one for flag in red_flags(self.sheet, self.collection) for one in flag.cite),
            *(one for step in self.own for one in cites(step)),
            *(one for _, dose in self._dosed(inner=inner_doses) for one in dose.cite),
            *(one for pitfall in self._kept(inner=inner, most=most) for one in pitfall.cite),
        ]
        if cautions:
            cited += [one for it in self._careful() for each in it.cautions for one in each.cite]
        return Section("Sources", tuple(self._sources(cited)), run_on=True)

    def own_sources(self) -> list[Line]:
        """Sources of the red flags, of the boxes and of the doses of the card's own steps."""
        return [*self.sources(inner_doses=False, inner=False, most=0).lines]

    def abbreviations(self, words: str) -> Section:
        """Those that the words use."""
        known = {one.short: one.long for one in self.collection.info.value.abbreviations}
        used = {*self._short_forms.findall(words)}
        lines = [Line(short, long) for short, long in known.items() if short in used]
        return Section(KEYS, tuple(lines), run_on=True)

    @cached_property
    def _short_forms(self) -> re.Pattern[str]:
        """Every abbreviation, one that begins with another before it."""
        known = (one.short for one in self.collection.info.value.abbreviations)
        longest = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
        return re.compile(rf"(?<!\w)({longest})s?(?!\w)" if longest else r"(?!)")

    @cached_property
    def words(self) -> str:
        """The words of the header, the stop box and the chart."""
        value = self.sheet.value
        text = [
            value.title,
            value.asks,
            *(f"{one.text} {one.act}" for one in flags(self.sheet, self.collection, self.numbers)),
        ]
        text += [box_text(node, self.collection) for node in self.graph.nodes.values()]
        text += [edge.label for edge in self.graph.edges]
        if isinstance(value, Pathway):
            people = value.population
            text += [*people.include, *people.exclude, people.setting or ""]
        return " ".join(text)

    @cached_property
    def own(self) -> list[Step]:
        """The steps of its boxes."""
        return [node.step.value for node in self.graph.nodes.values()]

    def cited(self, found: Iterable[Citation]) -> str:
        """Reference numbers, as they are printed."""
        return ranges(self.numbers[one.source] for one in found)

    def _inner(self) -> list[Step]:
        blocks = self.collection.includes(self.sheet)
        return [step for block in blocks for step in block.value.steps]

    def _dosed(self, *, inner: bool) -> list[tuple[Medication, Dose]]:
        found = self._doses(self.own)
        if inner:
            found += [one for one in self._doses(self._inner()) if one not in found]
        return found

    def _doses(self, steps: list[Step]) -> list[tuple[Medication, Dose]]:
        """Doses of what the steps start or continue, a class standing for its members."""
        return [
            (one.value, dose)
            for one in meant(begun(steps), self.collection)
            for dose in one.value.doses
        ]

    def _careful(self) -> list[Medication | MedicationClass]:
        """The medications that its steps start or continue, each class before its members."""
        drugs = [one.value for one in meant(begun(self.own), self.collection)]
        used = {one.medication_class for one in drugs}
        groups = [one.value for name, one in self.collection.classes.items() if name in used]
        return [*groups, *drugs]

    def _kept(self, *, inner: bool, most: int) -> Sequence[Statement]:
        every = pitfalls(self.sheet, self.collection) if inner else self.sheet.value.pitfalls
        return every[:most]

    def _dose_line(self, found: tuple[Medication, Dose]) -> Line:
        medication, dose = found
        whom = f"{dose.patients}: " if dose.patients else ""
        note = f". {dose.note}" if dose.note else ""
        words = f"{whom}{schedule_words(dose)}{note}"
        return Line(dose.of or medication.name, words, self.cited(dose.cite))

    def elsewhere(self) -> Iterator[Line]:
        """Where the doses of a block's medications are."""
        for node in self.graph.nodes.values():
            step = node.step.value
            block = self.collection.blocks.get(step.block) if step.kind == "include" else None
            if block and self._doses(list(block.value.steps)):
                yield Line(f"Box {node.number}:", f"doses on the card “{block.value.title}”.")

    def _contested(self, *, inner: bool, most: int, chosen: bool) -> Iterator[Line]:
        """Contested points, those that boxes name first, then where the positions are."""
        named: dict[str, list[int]] = {}
        for node in self.graph.nodes.values():
            for name in self._disputed(node.step.value, inner=inner):
                named.setdefault(name, []).append(node.number)
        for name in self.sheet.value.contested:
            named.setdefault(name, [])
        known = self.collection.contested
        found = [(known[name], where) for name, where in named.items() if name in known]
        for point, where in found[:most]:
            shown = f" Shown here: {point.value.chosen}" if chosen else ""
            yield Line(f"Box {boxes(where)}:" if where else "", f"{point.value.asks}{shown}")
        if len(found) > most:
            left = found[most:]
            rest = sorted({number for _, where in left for number in where})
            more = "more " if most else ""
            yield Line(
                f"Box {boxes(rest)}:" if rest else "",
                f"{len(left)} {more}on the page, with every position.",
            )
        elif found:
            yield Line("", "Every position is on the page.")

    def _disputed(self, step: Step, *, inner: bool) -> Iterable[str]:
        """Contested points that a box names, with `inner` those of its block too."""
        if step.kind != "include":
            return step.contested
        block = self.collection.blocks.get(step.block) if inner else None
        if block is None:
            return ()
        steps = (one.contested for one in block.value.steps if one.kind != "include")
        return dict.fromkeys(chain(block.value.contested, *steps))

    def _sources(self, cited: list[Citation]) -> Iterator[Line]:
        """The sources that this card cites, numbered as on the page."""
        for key, number in self.numbers.items():
            if any(one.source == key for one in cited):
                entry = self.collection.references.get(key)
                yield Line(str(number), (entry.short or entry.text) if entry else key)


def begun(steps: Iterable[Step]) -> set[str]:
    """Medications and classes that the steps start or continue."""
    return {
        name
        for step in steps
        if step.kind in {"action", "outcome"}
        for name in step.start + step.continues
    }


def cites(step: Step) -> tuple[Citation, ...]:
    """The citations of a step; an include has none."""
    return () if step.kind == "include" else step.cite


def boxes(numbers: list[int]) -> str:
    """Numbers of boxes, in a row."""
    return ", ".join(map(str, numbers))
