"""The steps of one chart as sentences, for paper that is read and not looked at.

Takes a sheet and its collection; gives `Reading`: an `Entry` a step, in reading
order and under the numbers of the chart, with doses and sources. Every edge of
`graph.chart` is said once: an answer, what is not known, what follows, where
care resumes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stepwell.graph import EdgeKind, chart
from stepwell.model import Question
from stepwell.place import resumes, urgent
from stepwell.render import words
from stepwell.render.card_notes import Line, Notes
from stepwell.render.citing import numbering
from stepwell.render.words import sentence
from stepwell.step_text import box_text
from stepwell.typeface import ranges

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stepwell.collection import Collection, Sheet
    from stepwell.graph import Edge, Graph, Node
    from stepwell.model import Return

LEAVE = "leave this list"
"""What leads out of a block, back to the list that sent the reader to it."""


_KEEP = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class Way:
    """An answer and where it leads: a number, or `LEAVE`."""

    label: str
    to: str
    known: bool
    """False when the answer is that a fact is missing."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One step in words."""

    id: str
    number: int
    text: str
    cites: str
    urgent: bool
    asks: bool
    """Whether it is a question, at which the reader pauses."""
    drawn: bool
    """Whether the chart has a box for it; the others follow from what is not known."""
    ways: tuple[Way, ...]
    """The answers of a question."""
    onward: str
    """What follows any other step, in sentences."""
    doses: tuple[Line, ...]
    """Doses of what the step itself starts or continues."""


@dataclass(frozen=True, slots=True)
class Reading:
    """All that is read of one chart."""

    steps: tuple[Entry, ...]
    inner_doses: tuple[Line, ...]
    """Doses of its blocks that none of its own steps names."""
    elsewhere: tuple[Line, ...]
    """Where those are, in fewer words."""
    sources: tuple[Line, ...]
    """Sources of its red flags, steps and own doses, numbered as on the page."""


def reading(sheet: Sheet, collection: Collection) -> Reading:
    """The steps of a sheet with their doses and sources."""
    return _Steps(sheet, collection).reading()


@dataclass
class _Steps:
    """One pass over the steps of one chart."""

    sheet: Sheet
    collection: Collection

    def __post_init__(self) -> None:
        self.graph: Graph = chart(self.sheet)
        self.numbers = numbering(self.sheet, self.collection)
        self.notes = Notes(self.sheet, self.collection, self.graph, self.numbers)

    def reading(self) -> Reading:
        own = [node.step.value for node in self.graph.nodes.values()]
        doses = self.notes.doses_of(own)
        blocks = self.collection.includes(self.sheet)
        inner = self.notes.doses_of([step for block in blocks for step in block.value.steps])
        return Reading(
            tuple(self._entries()),
            tuple(line for line in inner if line not in doses),
            tuple(self.notes.elsewhere()),
            tuple(self.notes.own_sources()),
        )

    def _entries(self) -> Iterator[Entry]:
        shown = self.graph.reach(drawn=True)
        for node in self.graph.nodes.values():
            step = node.step.value
            asks = isinstance(step, Question)
            yield Entry(
                node.id,
                node.number,
                self._text(node),
                ranges(self.numbers[one.source] for one in getattr(step, "cite", ())),
                urgent(step),
                asks,
                node.id in shown,
                tuple(self._ways(node)) if asks else (),
                "" if asks else " ".join(self._onward(node)),
                tuple(self.notes.doses_of([step])),
            )

    def _text(self, node: Node) -> str:
        step, text = node.step.value, box_text(node, self.collection)
        match step.kind:
            case "question":
                return text
            case "include":
                return f"Go through “{text}”."
            case "link":
                title = self.collection.title(step.to)
                own = f"{sentence(text)} " if text != title else ""
                return f"{own}Go to “{title}”."
            case _:
                return sentence(text)

    def _ways(self, node: Node) -> Iterator[Way]:
        for edge in self.graph.ways[node.id]:
            yield Way(edge.label, self._to(edge), edge.kind is not EdgeKind.UNKNOWN)

    def _to(self, edge: Edge) -> str:
        goal = self.graph.nodes.get(edge.target)
        return str(goal.number) if goal else LEAVE

    def _onward(self, node: Node) -> Iterator[str]:
        step = node.step.value
        back = step.returns if step.kind == "outcome" else None
        ways = {edge.kind: self._to(edge) for edge in self.graph.ways[node.id]}
        if step.kind == "outcome" and not (back and back.after and not back.after.high):
            yield "End here."
        if back:
            yield sentence(self._return(back, ways.get(EdgeKind.RESUME, "")))
        if EdgeKind.THEN in ways:
            yield _go("After that", ways[EdgeKind.THEN])
        if EdgeKind.GOTO in ways:
            yield _go("Then", ways[EdgeKind.GOTO])

    def _return(self, back: Return, resume: str) -> str:
        """`In 4 weeks: back to 5, at most twice`."""
        where = f"back to {resume}" if resume else ""
        if back.resume_in:
            said = resumes(back.resume_in, self.sheet, self.collection)
            where = said[:1].lower() + said[1:]
        return ", ".join(filter(None, [_after(back, where), words.at_most(back)]))


def _go(when: str, to: str) -> str:
    return f"{when} {to}." if to == LEAVE else f"{when} →{_KEEP}{to}."


def _after(back: Return, where: str) -> str:
    return f"{words.after(back.after)}: {where}" if where else words.after(back.after)
