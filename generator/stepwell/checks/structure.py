"""Checks of a pathway's order: what is reached, where it ends, where it loops.

Takes a resolved `Collection`; yields diagnostics of the rules P301 to P304 and
P310. Looks at steps and their edges only, never at wording.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from stepwell.diagnostics import Diagnostic, Note, diagnostic
from stepwell.graph import EdgeKind, Graph, chart, targets
from stepwell.model import EXIT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from stepwell.collection import Collection, Located, Sheet
    from stepwell.model import Include, Step
    from stepwell.source import Span


def unreachable_step(collection: Collection) -> Iterator[Diagnostic]:
    """P301: every step is reached from the start of its file by some edge."""
    for sheet in collection.sheets:
        graph = chart(sheet)
        reached = graph.reach()
        for name, node in graph.nodes.items():
            if name not in reached:
                yield diagnostic(
                    "unreachable-step",
                    f"Nothing leads to step `{name}`.",
                    _named(node.step),
                    "name it in a `goto` of an earlier step, or delete it",
                )


def dead_end(collection: Collection) -> Iterator[Diagnostic]:
    """P302: every step leads on, or is an end; a block's `@exit` leads somewhere."""
    exits = {slug: _exits(block) for slug, block in collection.blocks.items()}
    for sheet in collection.sheets:
        for step in sheet.steps():
            if step.value.kind == "action" and not step.value.goto:
                yield diagnostic(
                    "dead-end",
                    f"Action `{step.value.id}` leads nowhere.",
                    _named(step),
                    "add `goto`, or make it an outcome if the encounter ends here",
                )
            elif step.value.kind == "include" and step.value.block in exits:
                yield from _include_end(step, step.value, exits[step.value.block])


def _include_end(step: Located[Step], include: Include, exits: bool) -> Iterator[Diagnostic]:
    if exits and not include.goto:
        yield diagnostic(
            "dead-end",
            f"Block `{include.block}` can be left by `{EXIT}`, and nothing follows it here.",
            _named(step),
            "add `goto` with the step that follows the block",
        )
    elif include.goto and not exits:
        yield diagnostic(
            "dead-end",
            f"No step of block `{include.block}` has `{EXIT}`, so `{include.goto}` never follows.",
            step.span("goto"),
            f'delete this `goto`, or write `goto = "{EXIT}"` where the block is left',
        )


def _exits(block: Sheet) -> bool:
    return any(goto == EXIT for step in block.value.steps for _, goto in targets(step))


def cycle(collection: Collection) -> Iterator[Diagnostic]:
    """P303: the order of steps has no loop; a resumed return is not order."""
    for sheet in collection.sheets:
        graph = chart(sheet)
        for loop in graph.loops():
            yield _loop(graph, loop)


def _loop(graph: Graph, loop: list[str]) -> Diagnostic:
    spans = {name: _named(graph.nodes[name].step) for name in loop}
    named = " → ".join(f"`{name}` (line {spans[name].line})" for name in loop)
    return diagnostic(
        "cycle",
        f"The steps run in a loop: {named} → `{loop[0]}`.",
        _edge(graph, loop[-1], loop[0]),
        "lead onward from here; what is repeated at a later visit is a `return` of an outcome",
        (Note(spans[name], f"`{name}` is part of the loop") for name in loop),
    )


def _edge(graph: Graph, source: str, target: str) -> Span:
    """Where the ordered edge from one step to another is written."""
    step = graph.nodes[source].step
    resumed = ("return", EdgeKind.RESUME.value)
    paths = [path for path, goto in targets(step.value) if goto == target and path != resumed]
    return step.span(*paths[0]) if paths else _named(step)


def link_cycle(collection: Collection) -> Iterator[Diagnostic]:
    """P304: no pathway hands over, at once and through others, back to itself."""
    links = {slug: _links(sheet, collection) for slug, sheet in collection.pathways.items()}
    seen: set[frozenset[str]] = set()
    for slug in links:
        loop = _way_back(slug, links)
        if loop and frozenset(loop) not in seen:
            seen.add(frozenset(loop))
            steps = [
                links[one][other] for one, other in zip(loop, (*loop[1:], loop[0]), strict=True)
            ]
            named = " → ".join(f"`{one}`" for one in (*loop, loop[0]))
            yield diagnostic(
                "link-cycle",
                f"Pathways hand over to each other in a loop: {named}.",
                steps[-1].span("to"),
                "end one of them in an outcome, or let care resume later by `return.resume_in`",
                (
                    Note(step.span("to"), f"`{one}` hands over here")
                    for one, step in zip(loop, steps, strict=True)
                ),
            )


def _links(sheet: Sheet, collection: Collection) -> dict[str, Located[Step]]:
    """The first link step to each pathway, the included blocks' among them."""
    found: dict[str, Located[Step]] = {}
    for one in (sheet, *collection.includes(sheet)):
        for step in one.steps():
            if step.value.kind == "link" and step.value.to in collection.pathways:
                found.setdefault(step.value.to, step)
    return found


def _way_back(slug: str, links: Mapping[str, dict[str, Located[Step]]]) -> list[str]:
    """The shortest loop of hand-overs through a pathway, or nothing."""
    trails = deque([[slug]])
    seen: set[str] = set()
    while trails:
        trail = trails.popleft()
        for other in links[trail[-1]]:
            if other == slug:
                return trail
            if other not in seen:
                seen.add(other)
                trails.append([*trail, other])
    return []


def no_red_flags(collection: Collection) -> Iterator[Diagnostic]:
    """P310: every pathway shows red flags, its own or those of a block."""
    for sheet in collection.pathways.values():
        shown = (sheet, *collection.includes(sheet))
        if not any(one.value.red_flags for one in shown):
            yield diagnostic(
                "no-red-flags",
                f"Pathway `{sheet.slug}` shows no red flags.",
                sheet.span("title"),
                "add a `[[red_flag]]`, or include a block that has them",
            )


def _named(step: Located[Step]) -> Span:
    """The id of a step, where it is written."""
    return step.span("block" if step.value.kind == "include" else "id")
