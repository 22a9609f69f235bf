"""What changed in each pathway and block: its head, its steps, and the cases through them.

Takes both collections; gives a `PathwayDifference` for each file that differs.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from stepwell.diff.content import Reader, Side
from stepwell.diff.pairing import paired
from stepwell.diff.said import steps_said, whom
from stepwell.diff.values import Change, Part, PathwayDifference, Weight
from stepwell.graph import chart
from stepwell.step_text import step_text
from stepwell.walk import walker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stepwell.collection import Collection, Sheet
    from stepwell.model import Step

_OWN = frozenset({"id", "kind"})
"""Keys of a step that the pairing has settled."""


def sheets(old: Collection, new: Collection) -> Iterator[PathwayDifference]:
    """Every pathway and block that differs, in the order of the files."""
    for kind, before, after in (
        ("pathway", old.pathways, new.pathways),
        ("block", old.blocks, new.blocks),
    ):
        for slug in dict.fromkeys((*after, *before)):
            was, now = before.get(slug), after.get(slug)
            if was and now:
                parts = tuple(_parts(was, now, old, new))
                if parts:
                    found = PathwayDifference(slug, kind, now.value.title, "changed", parts)
                    yield replace(found, cases=tuple(_through(found, new)))
            else:
                shown, collection = (now, new) if now else (was, old)
                state = "added" if now else "removed"
                if shown:
                    steps = tuple(
                        Part(one.value.kind, one.value.id, step_text(one.value, collection), state)
                        for one in shown.steps()
                    )
                    yield PathwayDifference(slug, kind, shown.value.title, state, steps)


def _parts(was: Sheet, now: Sheet, old: Collection, new: Collection) -> Iterator[Part]:
    """The head and the steps of a file that differ, in reading order; lost steps come last."""
    before, after = _steps(was), _steps(now)
    names = paired(before, after)
    back = {new_name: old_name for old_name, new_name in names.items()}
    reader = Reader(
        Side.of(old, steps_said(was, old)),
        Side.of(new, steps_said(now, new)),
        names,
    )
    head = reader.changes(was.value, now.value, frozenset({"step"}))
    if head:
        yield Part("head", "", now.value.title, "changed", tuple(head))
    graph = chart(now)
    for name, step in after.items():
        title, who = step_text(step, new), tuple(whom(name, graph, new))
        if name not in back:
            yield Part(step.kind, name, title, "added", whom=who)
            continue
        changes = reader.changes(before[back[name]], step, _OWN)
        if back[name] != name:
            renamed = Change("name of the step", back[name], name, Weight.RECORD)
            yield Part(step.kind, name, title, "renamed", (renamed, *changes), who)
        elif changes:
            yield Part(step.kind, name, title, "changed", tuple(changes), who)
    for name, step in before.items():
        if name not in names:
            yield Part(
                step.kind,
                name,
                step_text(step, old),
                "removed",
                whom=tuple(whom(name, chart(was), old)),
            )


def _steps(sheet: Sheet) -> dict[str, Step]:
    return {one.value.id: one.value for one in sheet.steps()}


def _through(found: PathwayDifference, new: Collection) -> Iterator[str]:
    """The cases that pass through a step of a file that reads otherwise."""
    block = found.kind == "block"
    sheet = (new.blocks if block else new.pathways)[found.slug]
    hosts = new.hosts(sheet) if block else (sheet,)
    steps = {
        f"{found.slug}/{one.name}" if block else one.name
        for one in found.parts
        if one.name and one.reads
    }
    for host in hosts:
        ready = walker(host, new)
        for case in new.cases.get(host.slug, ()):
            one = case.value
            walk = ready.walk(one.patient, one.used_up, one.at or "")
            if steps & {*walk.steps}:
                yield f"{host.slug}: {one.name}"
