"""What is proven of a collection before it is published, and the patients who break it.

Takes a resolved collection of sound structure; gives a `Proof`: for each pathway
what was proven, and diagnostics of family P4. A proof that found no fault can be
kept as JSON and recalled; whatever the solver could not settle is a fault.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from stepwell.diagnostics import Diagnostic, diagnostic
from stepwell.prove import wording
from stepwell.prove.bands import bands
from stepwell.prove.counterexample import Solver
from stepwell.prove.logic import Dead, dead, gaps_and_overlaps
from stepwell.prove.oracle import TIMEOUT, NotProved
from stepwell.prove.reach import Reach
from stepwell.prove.safety import judge
from stepwell.walk import walker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from stepwell.collection import Collection, Sheet


@dataclass(frozen=True)
class Proven:
    """What holds for all patients of one pathway."""

    questions: int
    branches: int
    steps: int
    entries: int
    """Steps at which a visit may begin: the start, and where returns resume."""
    rules: tuple[str, ...]
    """Safety rules that hold."""
    idle: tuple[str, ...]
    """Safety rules about effects that no step of it has."""
    asked: int
    """Questions that the solver answered."""
    dead: Dead = field(default_factory=lambda: Dead((), ()))

    def kept(self) -> str:
        """As JSON, for the cache."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def recalled(cls, text: str) -> Proven:
        """Read what `kept` wrote."""
        found = json.loads(text)
        unused = found.pop("dead")
        branches = tuple((step, index) for step, index in unused["branches"])
        return cls(
            **found | {"rules": tuple(found["rules"]), "idle": tuple(found["idle"])},
            dead=Dead(branches, tuple(unused["steps"])),
        )


@dataclass(frozen=True)
class Proof:
    """What is proven of each pathway, and the faults."""

    pathways: dict[str, Proven]
    diagnostics: tuple[Diagnostic, ...]


def prove(
    collection: Collection,
    slugs: Iterable[str] | None = None,
    *,
    recall: Callable[[str], Proven | None] = lambda _: None,
    keep: Callable[[str, Proven], None] = lambda _, __: None,
    timeout: int = TIMEOUT,
) -> Proof:
    """Prove the pathways of those slugs, all unless said; `timeout` is in milliseconds.

    `recall` gives what is known of a pathway from before, `keep` hears of what holds now.
    """
    proven: dict[str, Proven] = {}
    found: list[Diagnostic] = []
    chosen = [*collection.pathways] if slugs is None else [*slugs]
    for slug in chosen:
        known = recall(slug)
        if known is None:
            faults, known = _pathway(collection.pathways[slug], collection, timeout)
            found += faults
            if known and not faults:
                keep(slug, known)
        if known:
            proven[slug] = known
    found += _dead(proven, collection)
    found += bands(collection, timeout)
    return Proof(proven, tuple(_once(found)))


def _pathway(
    sheet: Sheet, collection: Collection, timeout: int
) -> tuple[list[Diagnostic], Proven | None]:
    ready = walker(sheet, collection)
    reach = Reach(ready)
    solver = Solver(reach, timeout)
    found: list[Diagnostic] = []
    try:
        found += [
            wording.logic_fault(one, ready, collection) for one in gaps_and_overlaps(reach, solver)
        ]
        unused = dead(reach, solver)
        judged = [*judge(reach, solver, collection)]
    except NotProved as gave_up:
        span = sheet.span("start")
        return [
            *found,
            diagnostic(
                "not-proved",
                f"The logic of `{sheet.slug}` is not proven: {gave_up}.",
                span,
                "simplify its guards, or hand a part of it over to a pathway of its own",
            ),
        ], None
    found += [
        wording.broken_rule(one.rule, one.patient, ready, collection)
        for one in judged
        if one.patient
    ]
    questions = ready.questions.values()
    held = tuple(one.rule for one in judged if not one.patient and not one.idle)
    return found, Proven(
        questions=len(ready.questions),
        branches=sum(len(one.guarded) + bool(one.rest) for one in questions),
        steps=len(ready.graph.nodes),
        entries=len({entry.step for entry in reach.entries}),
        rules=held,
        idle=tuple(one.rule for one in judged if one.idle),
        asked=solver.questions,
        dead=unused,
    )


def _dead(proven: dict[str, Proven], collection: Collection) -> Iterator[Diagnostic]:
    """What nobody takes; of a block only what nobody takes in any of its hosts."""
    branches: dict[tuple[str, int], set[str]] = {}
    steps: dict[str, set[str]] = {}
    for slug, one in proven.items():
        for name, index in one.dead.branches:
            branches.setdefault((wording.home(slug, name), index), set()).add(slug)
        for name in one.dead.steps:
            steps.setdefault(wording.home(slug, name), set()).add(slug)
    for (name, index), where in branches.items():
        if _everywhere(name, where, collection):
            yield wording.dead_branch(name, index, collection)
    for name, where in steps.items():
        if _everywhere(name, where, collection):
            yield wording.dead_step(name, collection)


def _everywhere(name: str, where: set[str], collection: Collection) -> bool:
    block = collection.blocks.get(name.partition("/")[0])
    return block is None or where == {host.slug for host in collection.hosts(block)}


def _once(found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """The first diagnostic of each rule at each place: a block is proven in each of its hosts."""
    seen = set()
    for one in found:
        key = one.rule.code, one.span, one.message if one.rule.name == "broken-safety-rule" else ""
        if key not in seen:
            seen.add(key)
            yield one
