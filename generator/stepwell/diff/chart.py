"""The charts of a sheet before and after, what differs marked on both.

Takes both collections and what differs; gives SVG. What was removed is marked on
the chart before, what was added on the chart after, what reads otherwise on both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stepwell.diff.guards import meaning
from stepwell.diff.pairing import paired
from stepwell.graph import chart
from stepwell.render.chart_marks import Marks
from stepwell.render.flowchart import flowchart

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from stepwell.collection import Collection, Sheet
    from stepwell.diff.values import PathwayDifference
    from stepwell.graph import Graph
    from stepwell.model import Step
    from stepwell.render.chart_marks import ArrowName


class Charts(NamedTuple):
    """SVG of the chart before and after; empty where there is none."""

    before: str
    after: str


def charts(found: PathwayDifference, old: Collection, new: Collection) -> Charts:
    """Both charts of a sheet that differs."""
    was, now = sheet_of(found, old), sheet_of(found, new)
    before, after = marks(found, was, now)
    return Charts(
        _drawn(was, old, before) if was else "",
        _drawn(now, new, after) if now else "",
    )


def marks(found: PathwayDifference, was: Sheet | None, now: Sheet | None) -> tuple[Marks, Marks]:
    """What is marked on the chart before and on the one after."""
    if not (was and now):
        return Marks("before-"), Marks("after-")
    before, after = chart(was), chart(now)
    names = paired(_steps(before), _steps(after))
    changed = {one.name for one in found.parts if one.name and one.clinical}
    back = {after_name: name for name, after_name in names.items()}
    old_arrows, new_arrows = _arrows(before, names), _arrows(after, {})
    return (
        Marks(
            "before-",
            {
                name: "removed" if name not in names else "changed"
                for name in before.nodes
                if name not in names or names[name] in changed
            },
            dict(_states(old_arrows, new_arrows, "removed")),
        ),
        Marks(
            "after-",
            {
                name: "added" if name not in back else "changed"
                for name in after.nodes
                if name not in back or name in changed
            },
            dict(_states(new_arrows, old_arrows, "added")),
        ),
    )


class _Arrow(NamedTuple):
    """An arrow as the new edition would name it, and whom it is for."""

    ends: tuple[str, str, str]
    whom: str


def _states(
    these: Mapping[ArrowName, _Arrow], others: Mapping[ArrowName, _Arrow], lone: str
) -> Iterator[tuple[ArrowName, str]]:
    """The arrows of one edition that the other does not have; of several alike, all or none."""
    known, joined = {*others.values()}, {one.ends for one in others.values()}
    for name, one in these.items():
        if one not in known:
            yield name, "changed" if one.ends in joined else lone


def _arrows(graph: Graph, names: Mapping[str, str]) -> dict[ArrowName, _Arrow]:
    return {
        (edge.source, edge.target, edge.kind.value, edge.label): _Arrow(
            (
                names.get(edge.source, edge.source),
                names.get(edge.target, edge.target),
                edge.kind.value,
            ),
            f"{edge.label} {meaning(edge.when)}",
        )
        for edge in graph.edges
    }


def _steps(graph: Graph) -> dict[str, Step]:
    return {name: node.step.value for name, node in graph.nodes.items()}


def sheet_of(found: PathwayDifference, collection: Collection) -> Sheet | None:
    """The sheet that differs, as one edition has it."""
    sheets = collection.blocks if found.kind == "block" else collection.pathways
    return sheets.get(found.slug)


def _drawn(sheet: Sheet, collection: Collection, marked: Marks) -> str:
    host = next(collection.hosts(sheet), sheet)
    return flowchart(sheet, collection, host, lambda _: "", marks=marked)
