"""What stands on a card around its chart: doses, pitfalls, contested points, sources.

Takes a sheet, its collection, graph and reference numbers; gives sections of
lines, and the same with less for a card that is full. Doses of the card's own
steps are in every variant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from stepwell.graph import EdgeKind
from stepwell.model import EXIT, Pathway
from stepwell.place import box_text, resumes
from stepwell.render.card_flags import flags
from stepwell.render.citing import pitfalls, red_flags
from stepwell.render.doses import schedule_words
from stepwell.render.words import LEAVE, sentence
from stepwell.typeface import ranges

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from stepwell.collection import Collection, Sheet
    from stepwell.fields import Citation
    from stepwell.graph import Graph, Node
    from stepwell.model import Step
    from stepwell.registers import Dose, Medication


@dataclass(frozen=True, slots=True)
class Extent:
    """How much stands around the chart; `loss` is what it gives up, in points of type."""

    loss: float
    inner_doses: bool
    """Doses of its blocks, which their own cards have too."""
    inner: bool
    """Pitfalls and contested points of its blocks."""
    most: int
    """How many pitfalls, and how many contested points."""
    keys: bool
    """Abbreviations."""


EXTENTS = (
    Extent(0.0, inner_doses=True, inner=True, most=99, keys=True),
    Extent(1.0, inner_doses=True, inner=False, most=99, keys=True),
    Extent(2.5, inner_doses=True, inner=False, most=3, keys=True),
    Extent(3.0, inner_doses=False, inner=False, most=99, keys=True),
    Extent(4.5, inner_doses=False, inner=False, most=3, keys=True),
    Extent(6.0, inner_doses=False, inner=False, most=3, keys=False),
    Extent(8.0, inner_doses=False, inner=False, most=1, keys=False),
    Extent(10.0, inner_doses=False, inner=False, most=0, keys=False),
)
"""From the fullest to the least; doses of its own steps are in each."""


@dataclass(frozen=True, slots=True)
class Line:
    """A run of text: its strong beginning, the rest, its reference numbers."""

    strong: str
    text: str
    cites: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A titled list of lines; `run_on` sets them as one paragraph."""

    title: str
    lines: tuple[Line, ...]
    bullets: bool = False
    run_on: bool = False


@dataclass(frozen=True)
class Notes:
    """The notes of one card."""

    sheet: Sheet
    collection: Collection
    graph: Graph
    numbers: Mapping[str, int]

    def variants(self) -> tuple[tuple[float, tuple[Section, ...]], ...]:
        """The notes to every extent, with what each gives up."""
        found: dict[tuple[Section, ...], float] = {}
        for extent in EXTENTS:
            found.setdefault(tuple(one for one in self._sections(extent) if one.lines), extent.loss)
        return tuple((loss, sections) for sections, loss in found.items())

    def doses_of(self, steps: list[Step]) -> list[Line]:
        """Doses of what these steps start or continue."""
        return [*map(self._dose_line, self._doses(steps))]

    def own_sources(self) -> list[Line]:
        """Sources of the red flags, of the boxes and of the doses of the card's own steps."""
        own = self._own()
        cited = [
            *(one for flag in red_flags(self.sheet, self.collection) for one in flag.cite),
            *(one for step in own for one in _cites(step)),
            *(one for _, dose in self._doses(own) for one in dose.cite),
        ]
        return [*self._sources(cited)]

    def _sections(self, extent: Extent) -> Iterator[Section]:
        every = pitfalls(self.sheet, self.collection)
        kept = (every if extent.inner else self.sheet.value.pitfalls)[: extent.most]
        doses = self._doses(self._own())
        if extent.inner_doses:
            doses += [one for one in self._doses(self._inner()) if one not in doses]
        cited = [
            *(one for flag in red_flags(self.sheet, self.collection) for one in flag.cite),
            *(one for step in self._own() for one in _cites(step)),
            *(one for _, dose in doses for one in dose.cite),
            *(one for pitfall in kept for one in pitfall.cite),
        ]
        lines = [Line("", one.say, self._cited(one.cite)) for one in kept]
        if len(kept) < len(every):
            more = "more " if kept else ""
            lines.append(Line("", f"{len(every) - len(kept)} {more}on the page."))
        elsewhere = () if extent.inner_doses else self.elsewhere()
        sections = [
            Section("? Not known", tuple(self._unknown())),
            Section("Doses", (*map(self._dose_line, doses), *elsewhere)),
            Section("Pitfalls", tuple(lines), bullets=True),
            Section("Contested", tuple(self._contested(extent)), bullets=True),
            Section("Sources", tuple(self._sources(cited)), run_on=True),
        ]
        yield from sections
        if extent.keys:
            yield Section("Abbreviations", tuple(self._abbreviations(sections)), run_on=True)

    def _cited(self, cites: Iterable[Citation]) -> str:
        return ranges(self.numbers[one.source] for one in cites)

    def _own(self) -> list[Step]:
        return [node.step.value for node in self.graph.nodes.values()]

    def _inner(self) -> list[Step]:
        blocks = self.collection.includes(self.sheet)
        return [step for block in blocks for step in block.value.steps]

    def _doses(self, steps: list[Step]) -> list[tuple[Medication, Dose]]:
        """Doses of what the steps start or continue, a class standing for its members."""
        named = {
            name
            for step in steps
            if step.kind in {"action", "outcome"}
            for name in step.start + step.continues
        }
        return [
            (one.value, dose)
            for one in self.collection.medications.values()
            if one.value.id in named or one.value.medication_class in named
            for dose in one.value.doses
        ]

    def _dose_line(self, found: tuple[Medication, Dose]) -> Line:
        medication, dose = found
        whom = f"{dose.patients}: " if dose.patients else ""
        note = f". {dose.note}" if dose.note else ""
        words = f"{whom}{schedule_words(dose)}{note}"
        return Line(dose.of or medication.name, words, self._cited(dose.cite))

    def elsewhere(self) -> Iterator[Line]:
        """Where the doses of a block's medications are."""
        for node in self.graph.nodes.values():
            step = node.step.value
            block = self.collection.blocks.get(step.block) if step.kind == "include" else None
            if block and self._doses(list(block.value.steps)):
                yield Line(f"Box {node.number}:", f"doses on the card “{block.value.title}”.")

    def _unknown(self) -> Iterator[Line]:
        """Where a missing fact leads; those steps are on no arrow of the chart."""
        shown = self.graph.reach(drawn=True)
        asked: dict[str, list[int]] = {}
        for node in self.graph.nodes.values():
            for edge in self.graph.ways[node.id]:
                if edge.kind is EdgeKind.UNKNOWN:
                    asked.setdefault(edge.target, []).append(node.number)
        ways = [(asked.get(node.id, []), node) for node in self.graph.nodes.values()]
        drawn = [
            f"{_boxes(boxes)} → {node.number}" for boxes, node in ways if boxes and node.id in shown
        ]
        if left := asked.get(EXIT):
            drawn.append(f"{_boxes(left)} → {LEAVE}")
        if drawn:
            yield Line(f"Box {' · '.join(drawn)}", "")
        for boxes, node in ways:
            if node.id not in shown:
                start = f"Box {_boxes(boxes)} → " if boxes else "Box "
                words = " ".join((sentence(box_text(node, self.collection)), *self._onward(node)))
                yield Line(f"{start}{node.number}", words, self._cited(_cites(node.step.value)))

    def _onward(self, node: Node) -> Iterator[str]:
        step = node.step.value
        if step.kind == "outcome" and step.returns and step.returns.resume_in:
            after = step.returns.after
            when = f" in {after}" if after and after.high else ""
            yield f"{resumes(step.returns.resume_in, self.sheet, self.collection)}{when}."
        for edge in self.graph.ways[node.id]:
            goal = self.graph.nodes.get(edge.target)
            to = f"box {goal.number}" if goal else LEAVE
            if edge.kind is EdgeKind.RESUME:
                when = f" in {edge.label}" if edge.label and not edge.label.startswith("0 ") else ""
                yield f"Back to {to}{when}."
            elif edge.kind is EdgeKind.THEN and step.kind == "outcome" and step.returns:
                most = step.returns.at_most
                yield f"Done {_TIMES.get(most or 1, f'{most} times')} already: {to}."
            elif edge.kind is not EdgeKind.UNKNOWN:
                yield f"{edge.label or 'Then'}: {to}." if edge.label else f"Then {to}."

    def _contested(self, extent: Extent) -> Iterator[Line]:
        """Contested points, those that boxes name first, then where the positions are."""
        boxes: dict[str, list[int]] = {}
        for node in self.graph.nodes.values():
            for name in self._disputed(node.step.value, inner=extent.inner):
                boxes.setdefault(name, []).append(node.number)
        for name in self.sheet.value.contested:
            boxes.setdefault(name, [])
        known = self.collection.contested
        found = [(known[name], where) for name, where in boxes.items() if name in known]
        for point, where in found[: extent.most]:
            yield Line(f"Box {_boxes(where)}:" if where else "", point.value.asks)
        if len(found) > extent.most:
            left = found[extent.most :]
            rest = sorted({number for _, where in left for number in where})
            more = "more " if extent.most else ""
            yield Line(
                f"Box {_boxes(rest)}:" if rest else "",
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

    def _abbreviations(self, sections: list[Section]) -> Iterator[Line]:
        """Those that the card uses."""
        value = self.sheet.value
        text = [
            value.title,
            value.asks,
            *(f"{one.text} {one.act}" for one in flags(self.sheet, self.collection, self.numbers)),
        ]
        text += [box_text(node, self.collection) for node in self.graph.nodes.values()]
        text += [edge.label for edge in self.graph.edges]
        text += [f"{line.strong} {line.text}" for one in sections for line in one.lines]
        if isinstance(value, Pathway):
            people = value.population
            text += [*people.include, *people.exclude, people.setting or ""]
        used = " ".join(text)
        for one in self.collection.info.value.abbreviations:
            if re.search(rf"(?<!\w){re.escape(one.short)}s?(?!\w)", used):
                yield Line(one.short, one.long)


def _cites(step: Step) -> tuple[Citation, ...]:
    return () if step.kind == "include" else step.cite


_TIMES = {1: "once", 2: "twice"}


def _boxes(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers))
