"""What stands on a card around its chart: red flags, doses, pitfalls, sources.

Takes a sheet, its collection, graph and reference numbers; gives sections of
lines, and the same with less for a card that is full. Red flags and doses of
the card's own steps are in every variant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stepwell.graph import EdgeKind
from stepwell.model import Pathway
from stepwell.place import box_text
from stepwell.render.citing import pitfalls, red_flags
from stepwell.render.doses import schedule_words
from stepwell.typeface import ranges

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from stepwell.collection import Collection, Sheet
    from stepwell.fields import Citation
    from stepwell.graph import Graph, Node
    from stepwell.model import Step
    from stepwell.registers import Dose, Medication

LEVELS = (
    (True, 99, True), (False, 99, True), (False, 99, False), (False, 3, False), (False, 1, False),
)
"""Whether a card says what those of its blocks say, how many pitfalls, whether abbreviations."""


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


@dataclass(frozen=True, slots=True)
class Flag:
    """Red flags that share what to do about them."""

    text: str
    act: str
    urgent: bool
    cites: str


@dataclass(frozen=True)
class Notes:
    """The notes of one card."""

    sheet: Sheet
    collection: Collection
    graph: Graph
    numbers: Mapping[str, int]

    def flags(self) -> tuple[Flag, ...]:
        """Red flags by what to do, the urgent ones first."""
        groups: dict[tuple[bool, str], list[int]] = {}
        found = red_flags(self.sheet, self.collection)
        for index, flag in enumerate(found):
            groups.setdefault((flag.urgent, flag.act.rstrip(".")), []).append(index)
        return tuple(
            Flag(
                " · ".join(found[index].flag.rstrip(".") for index in group), f"{act}.", urgent,
                self._cited(one for index in group for one in found[index].cite),
            )
            for (urgent, act), group in sorted(groups.items(), key=lambda one: not one[0][0])
        )

    def variants(self) -> tuple[tuple[Section, ...], ...]:
        """The notes in full, then with less and less; of its own steps no dose ever goes."""
        found = [tuple(one for one in self._sections(*level) if one.lines) for level in LEVELS]
        return tuple(dict.fromkeys(found))

    def _sections(self, inner: bool, most: int, keys: bool) -> Iterator[Section]:
        """One variant of the notes; see `LEVELS`."""
        every = pitfalls(self.sheet, self.collection)
        kept = (every if inner else self.sheet.value.pitfalls)[:most]
        doses = [*self._doses(self._own()), *(self._doses(self._inner()) if inner else ())]
        cited = [
            *(one for flag in red_flags(self.sheet, self.collection) for one in flag.cite),
            *(one for step in self._own() for one in _cites(step)),
            *(one for _, dose in doses for one in dose.cite),
            *(one for pitfall in kept for one in pitfall.cite),
        ]
        lines = [Line("", one.say, self._cited(one.cite)) for one in kept]
        if len(kept) < len(every):
            lines.append(Line("", f"{len(every) - len(kept)} more on the page."))
        sections = [
            Section("? Not known", tuple(self._unknown())),
            Section("Doses", (*self._dose_lines(doses), *(() if inner else self._elsewhere()))),
            Section("Pitfalls", tuple(lines), bullets=True),
            Section("Contested", tuple(self._contested(inner)), bullets=True),
            Section("Sources", tuple(self._sources(cited)), run_on=True),
        ]
        yield from sections
        if keys:
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
            name for step in steps if step.kind in {"action", "outcome"}
            for name in step.start + step.continues
        }
        return [
            (one.value, dose)
            for one in self.collection.medications.values()
            if one.value.id in named or one.value.medication_class in named
            for dose in one.value.doses
        ]

    def _dose_lines(self, doses: list[tuple[Medication, Dose]]) -> Iterator[Line]:
        for medication, dose in _once(doses):
            name = dose.of or medication.name
            whom = f"{dose.patients}: " if dose.patients else ""
            note = f". {dose.note}" if dose.note else ""
            yield Line(name, f"{whom}{schedule_words(dose)}{note}", self._cited(dose.cite))

    def _elsewhere(self) -> Iterator[Line]:
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
        if drawn:
            yield Line(f"Box {' · '.join(drawn)}", "")
        for boxes, node in ways:
            if node.id not in shown:
                start = f"Box {_boxes(boxes)} → " if boxes else "Box "
                words = " ".join((_sentence(box_text(node, self.collection)), *self._onward(node)))
                yield Line(f"{start}{node.number}", words, self._cited(_cites(node.step.value)))

    def _onward(self, node: Node) -> Iterator[str]:
        step = node.step.value
        for edge in self.graph.ways[node.id]:
            goal = self.graph.nodes.get(edge.target)
            to = f"box {goal.number}" if goal else "leave this chart"
            if edge.kind is EdgeKind.RESUME:
                when = f" in {edge.label}" if edge.label and not edge.label.startswith("0 ") else ""
                yield f"Back to {to}{when}."
            elif edge.kind is EdgeKind.THEN and step.kind == "outcome" and step.returns:
                most = step.returns.at_most
                yield f"Done {_TIMES.get(most or 1, f'{most} times')} already: {to}."
            elif edge.kind is not EdgeKind.UNKNOWN:
                yield f"{edge.label or 'Then'}: {to}." if edge.label else f"Then {to}."

    def _contested(self, inner: bool) -> Iterator[Line]:
        boxes: dict[str, list[int]] = {name: [] for name in self.sheet.value.contested}
        for node in self.graph.nodes.values():
            step = node.step.value
            if step.kind != "include":
                names = list(step.contested)
            elif inner and (block := self.collection.blocks.get(step.block)):
                names = list(block.value.contested)
                names += [one for own in block.value.steps if own.kind != "include" for one in own.contested]
            else:
                names = []
            for name in dict.fromkeys(names):
                boxes.setdefault(name, []).append(node.number)
        for name, where in boxes.items():
            if point := self.collection.contested.get(name):
                start = f"Box {_boxes(where)}:" if where else ""
                count = len(point.value.positions)
                yield Line(start, f"{point.value.asks} {count} positions, see the page.")

    def _sources(self, cited: list[Citation]) -> Iterator[Line]:
        """The sources that this card cites, numbered as on the page."""
        for key, number in self.numbers.items():
            if any(one.source == key for one in cited):
                entry = self.collection.references.get(key)
                yield Line(str(number), (entry.short or entry.text) if entry else key)

    def _abbreviations(self, sections: list[Section]) -> Iterator[Line]:
        """Those that the card uses."""
        value = self.sheet.value
        text = [value.title, value.asks, *(f"{one.text} {one.act}" for one in self.flags())]
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


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", ":")) else f"{text}."


def _once(doses: list[tuple[Medication, Dose]]) -> list[tuple[Medication, Dose]]:
    """The doses, each once, in the order of the register."""
    kept: list[tuple[Medication, Dose]] = []
    for one in doses:
        if one not in kept:
            kept.append(one)
    return kept
