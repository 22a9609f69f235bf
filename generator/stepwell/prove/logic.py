"""Proofs about the questions of one pathway: no gap, no overlap, nothing dead.

Takes the reach of a pathway and a solver; yields `Fault`s, each with the patient
who shows it where there is one. What is dead in a block is judged over all of its
hosts, so it is only named here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import z3

from stepwell.choice import Stop
from stepwell.graph import EdgeKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stepwell.graph import Edge
    from stepwell.prove.counterexample import Patient, Shows, Solver
    from stepwell.prove.reach import Reach


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule of family P4 that a question breaks, and the patient who shows it."""

    rule: str
    step: str
    patient: Patient


@dataclass(frozen=True, slots=True)
class Dead:
    """What no patient of one pathway takes: branches by step and index, and steps."""

    branches: tuple[tuple[str, int], ...]
    steps: tuple[str, ...]


def gaps_and_overlaps(reach: Reach, solver: Solver) -> Iterator[Fault]:
    """Every question at which some patient finds no answer, or two."""
    for name, asked in reach.asked.items():
        here = reach.steps[name]
        faults = [("overlap", Stop.OVERLAP, asked.overlap)]
        if asked.rest is None:
            faults.append(("gap", Stop.GAP, asked.gap))
        for rule, stop, condition in faults:
            patient = solver.smallest(z3.And(here, condition), _stopped(name, stop))
            if patient:
                yield Fault(rule, name, patient)


def _stopped(name: str, stop: Stop) -> Shows:
    return lambda walk: walk.stop is stop and walk.steps[-1] == name


def dead(reach: Reach, solver: Solver) -> Dead:
    """The branches that nobody takes, and the steps that nobody reaches.

    An answer that applies only together with another one is an overlap, and not dead.
    """
    branches: list[tuple[str, int]] = []
    alive = {
        entry.step
        for entry in reach.entries
        if not entry.same_visit or solver.possible(entry.condition)
    }
    explained: set[str] = set()
    for edge, condition in reach.edges():
        if edge.target in alive and edge.kind is not EdgeKind.BRANCH:
            continue
        if solver.possible(condition):
            alive.add(edge.target)
        elif edge.kind is EdgeKind.BRANCH and edge.source in alive:
            explained.add(edge.target)
            if not solver.possible(reach.steps[edge.source], reach.asked[edge.source].holds(edge)):
                branches.append((edge.source, edge.index))
    lost = _unexplained(reach, alive, explained)
    return Dead(tuple(branches), tuple(lost))


def _unexplained(reach: Reach, alive: set[str], explained: set[str]) -> Iterator[str]:
    """Dead steps, but not those that only a dead branch or another dead step leads to."""
    graph = reach.walker.graph
    into: dict[str, list[Edge]] = {name: [] for name in graph.nodes}
    for edge in graph.edges:
        if edge.ordered:
            into[edge.target].append(edge)
    for name in graph.nodes:
        if name in alive or name in explained or not into[name]:
            continue
        if any(edge.source in alive for edge in into[name]):
            yield name
