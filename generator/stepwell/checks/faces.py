"""Checks that every word can be set and every chart can be read.

Takes a resolved `Collection`; yields diagnostics of the rules P801 to P803 and P805.
Measures with the typeface that the faces use, and lays nothing out.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from stepwell.diagnostics import Diagnostic, diagnostic
from stepwell.fields import parts
from stepwell.graph import EdgeKind, chart
from stepwell.place import MAX_BOXES, MAX_LABEL, MAX_LINES
from stepwell.source import Span
from stepwell.step_text import box_text
from stepwell.typeface import missing, width, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from stepwell.collection import Collection, Located
    from stepwell.graph import Graph
    from stepwell.source import Key

_SIZE = 10.0
"""Type size in points at which budgets are stated."""
_LINE = 132.0
"""Width in points of a line in the narrowest box, a hexagon."""
_LABEL_LINES = 2
MAX_RUN = 9
"""Things to do between two pauses of a list that is read aloud."""


def missing_glyph(collection: Collection) -> Iterator[Diagnostic]:
    """P801: the typeface has every character of every text that is published."""
    for located in _published(collection):
        for path, value in parts(located.value):
            if isinstance(value, str):
                for char in missing(value):
                    yield _lacking(char, _spot(located, path, char))
    for entry in collection.references.values():
        for char in missing(entry.text):
            yield _lacking(char, entry.span)


def _published(collection: Collection) -> Iterator[Located[Any]]:
    """What may hold such a character: a file whose text has none is passed over."""
    suspect = {
        path
        for path, source in collection.sources.items()
        if "\\" in source.text or missing(source.text.replace("\t", "").replace("\r", ""))
    }
    everything: tuple[Located[Any], ...] = (
        collection.info,
        *(sheet.located for sheet in collection.sheets),
        *collection.facts.values(),
        *collection.classes.values(),
        *collection.medications.values(),
        *collection.contested.values(),
        *collection.safety.values(),
        *collection.scores.values(),
        *collection.leaflets.values(),
    )
    yield from (one for one in everything if one.source.path in suspect)


def _spot(located: Located[Any], path: tuple[Key, ...], char: str) -> Span:
    """Where the character is written; an escaped one has only its text."""
    whole = located.span(*path)
    offset = located.source.line(whole.line).find(char, whole.column - 1)
    return Span(whole.path, whole.line, offset + 1) if offset >= 0 else whole


def _lacking(char: str, span: Span) -> Diagnostic:
    name = f"U+{ord(char):04X} {unicodedata.name(char, '')}".strip()
    shown = f"`{char}` ({name})" if char.isprintable() else name
    return diagnostic(
        "missing-glyph",
        f"The typeface has no {shown}.",
        span,
        "use a character that it has, or a word",
    )


def label_over_budget(collection: Collection) -> Iterator[Diagnostic]:
    """P802: the wording of a box and the label of an arrow fit their lines."""
    for sheet in collection.sheets:
        graph = chart(sheet)
        for name in _drawn(graph):
            node = graph.nodes[name]
            step = node.step.value
            lines = _lines(box_text(node, collection), _LINE, MAX_LINES)
            if lines > MAX_LINES and step.kind != "include":
                yield diagnostic(
                    "label-over-budget",
                    f"The wording of `{name}` takes {lines} lines of its box, "
                    f"which has {MAX_LINES}.",
                    node.step.span("short" if step.short else "id"),
                    "shorten it" if step.short else "add `short`, the same in fewer words",
                )
            if step.kind != "question":
                continue
            for index, branch in enumerate(step.branches):
                if _lines(branch.label, MAX_LABEL, _LABEL_LINES) > _LABEL_LINES:
                    yield diagnostic(
                        "label-over-budget",
                        f"An answer of `{name}` takes more than {_LABEL_LINES} lines on its arrow.",
                        node.step.span("branch", index, "label"),
                        "say the answer in a few words; the question can hold the rest",
                    )


def _lines(text: str, limit: float, most: int) -> int:
    """How many lines the text takes; `most` when it is too short to take more.

    Two lines that follow each other are together wider than `limit`.
    """
    if width(text, _SIZE) <= (most + 1) // 2 * limit:
        return most
    return len(wrap(text, limit, _SIZE))


def chart_over_budget(collection: Collection) -> Iterator[Diagnostic]:
    """P803: a chart has no more boxes than a reader can follow."""
    for sheet in collection.sheets:
        boxes = len(_drawn(chart(sheet)))
        if boxes > MAX_BOXES:
            yield diagnostic(
                "chart-over-budget",
                f"The chart of `{sheet.slug}` has {boxes} boxes; a reader can follow {MAX_BOXES}.",
                sheet.span("title"),
                "move steps that belong together into a block and include it",
            )


def no_pause(collection: Collection) -> Iterator[Diagnostic]:
    """P805: between two questions, or a question and the end, fewer than ten things are done."""
    for sheet in collection.sheets:
        graph = chart(sheet)
        onward = {name: _then(name, graph) for name in graph.nodes}
        for first in graph.nodes:
            if first in onward.values():
                continue
            run = [*_run(first, onward)]
            if len(run) > MAX_RUN:
                last, middle = run[-1], run[len(run) // 2]
                yield diagnostic(
                    "no-pause",
                    f"From `{first}` to `{last}` {len(run)} things are done without a question "
                    f"between them; a list that is read aloud pauses after {MAX_RUN} at the most.",
                    graph.nodes[middle].step.span(
                        "block" if graph.nodes[middle].kind == "include" else "id"
                    ),
                    f"move the steps from `{first}` to before `{middle}` into a block and "
                    "include it, or ask here whether all is done",
                )


def _then(name: str, graph: Graph) -> str:
    """The step that follows an action or a block at once, unless it asks."""
    for edge in graph.ways[name]:
        goal = graph.nodes.get(edge.target)
        if edge.kind is EdgeKind.GOTO and goal and goal.kind != "question":
            return goal.id
    return ""


def _run(first: str, onward: Mapping[str, str]) -> Iterator[str]:
    """The steps from `first` on that are done one after another."""
    seen: set[str] = set()
    while first and first not in seen:
        seen.add(first)
        yield first
        first = onward[first]


def _drawn(graph: Graph) -> list[str]:
    """The steps that have a box, in reading order."""
    reached = graph.reach(drawn=True)
    return [name for name in graph.nodes if name in reached]
