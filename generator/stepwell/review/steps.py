"""The steps of a pathway as a reviewer compares them: all that is written, nothing folded away.

Takes the views of `step_list` and the collection; gives plain values in reading order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stepwell.graph import EdgeKind
from stepwell.render import words
from stepwell.render.citing import meant
from stepwell.render.doses import dose_words
from stepwell.render.templating import capital

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stepwell.collection import Collection
    from stepwell.render.references import Mark
    from stepwell.render.step_list import Comeback, StepView, Target
    from stepwell.render.step_list import Way as Seen

_LABEL = {EdgeKind.GOTO: "Then", EdgeKind.UNKNOWN: "Not known"}
_UNKNOWN = "a fact that it needs is missing"
OUT = "leaves the chart"


@dataclass(frozen=True, slots=True)
class Way:
    """One way onward: its label, for whom in words and as written, where it leads."""

    label: str
    words: str
    written: str
    to: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One step."""

    number: str
    kind: str
    name: str
    """Its name in the file; those of a block as `block/step`."""
    text: str
    lines: tuple[tuple[str, str], ...]
    """What else is said: a word for it, and the text."""
    ways: tuple[Way, ...]
    sources: tuple[str, ...]
    opens: bool
    """Whether it stands for a block whose steps follow."""


def entries(views: Iterable[StepView], collection: Collection) -> Iterator[Entry]:
    """Every step, those of a block after the step that stands for it."""
    for view in views:
        yield Entry(
            view.number,
            view.kind_word,
            view.name,
            view.text,
            tuple((label, text) for label, text in _lines(view, collection) if text),
            tuple(_way(one) for one in view.ways),
            sources(view.marks),
            view.step.kind == "include",
        )
        yield from entries(view.inner, collection)


def sources(marks: Iterable[Mark]) -> tuple[str, ...]:
    """Citations with the number of each source and the place in it."""
    return tuple(f"{one.number}\N{NO-BREAK SPACE}{one.title}" for one in marks)


def numbered(target: Target) -> str:
    """A step as something to go to: `7 Review the response`."""
    return f"{target.number} {target.text}"


def _way(one: Seen) -> Way:
    if one.edge.kind is EdgeKind.UNKNOWN:
        return Way(_LABEL[one.edge.kind], _UNKNOWN, "", numbered(one.target))
    label = one.edge.label or _LABEL.get(one.edge.kind, "")
    return Way(label, one.guard, one.edge.when, numbered(one.target))


def _lines(view: StepView, collection: Collection) -> Iterator[tuple[str, str]]:
    step = view.step
    if step.kind == "include":
        block = collection.blocks.get(step.block)
        yield "Answers", block.value.asks if block else ""
        return
    yield "In the chart", step.short or ""
    yield "For patients", step.plain or ""
    yield "Note", step.note or ""
    if step.kind in {"action", "outcome"}:
        yield "Grade", words.graded(step)
        yield "Reason", step.reason or ""
    yield "Effects", "; ".join(one.text for one in view.effects)
    if step.kind in {"action", "outcome"}:
        for one in meant(step.start + step.continues, collection):
            said = " · ".join(dose_words(dose) for dose in one.value.doses)
            yield capital(one.value.name), said or "no dose is given; see Medicines"
    if view.comeback:
        yield "Return", return_words(view.comeback)
    if view.link:
        yield "Continues in", view.link.title
    yield (
        "Contested",
        "; ".join(
            collection.contested[one].value.asks
            for one in step.contested
            if one in collection.contested
        ),
    )
    yield "Score tool", "; ".join(one.title for one in view.tools)


def return_words(back: Comeback) -> str:
    """A return: `In 4 weeks, at most 2 times: begin at 1 Long?; then 3 Wait.`"""
    when = ", ".join(filter(None, (back.after, back.at_most)))
    where = f"begin at {numbered(back.resume.target)}" if back.resume else ""
    if back.resume_in:
        where = f"begin the pathway “{back.resume_in.title}”"
    after = f"{where}; then {numbered(back.then.target)}" if back.then else where
    return words.sentence(f"{when}: {after}")
