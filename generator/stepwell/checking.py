"""The stages up to rendering, in order: load, resolve, check and prove; each behind its barrier.

Takes a folder and a day; gives a `Checked` collection or raises `InvalidInput`
with all faults of the stage that found errors, and beside unknown names those
that no name bears on. Proofs are recalled from the cache while what they rest on
is unchanged.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from stepwell.checks import NAMELESS, UNCOVERED, check, check_cases, sound
from stepwell.checks.suppression import apply_suppressions
from stepwell.diagnostics import Findings, InvalidInput
from stepwell.load import load
from stepwell.prove import Proof, Proven, prove
from stepwell.prove.oracle import TIMEOUT
from stepwell.render.artifact import Artifact
from stepwell.resolve import resolve
from stepwell.store import Store, key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date
    from pathlib import Path

    from stepwell.collection import Collection, Sheet
    from stepwell.diagnostics import Diagnostic


@dataclass
class Timings:
    """Seconds spent in each stage, in order."""

    stages: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time what happens inside."""
        begun = time.perf_counter()
        try:
            yield
        finally:
            self.stages[name] = self.stages.get(name, 0.0) + time.perf_counter() - begun


def barrier(findings: Findings) -> Findings:
    """The findings, if none of them is an error; else InvalidInput."""
    if findings.errors:
        raise InvalidInput(findings)
    return findings


class Checked(NamedTuple):
    """A collection without errors, its warnings, and what is proven of it."""

    collection: Collection
    findings: Findings
    proof: Proof


def loaded(folder: Path, timings: Timings | None = None) -> Collection:
    """The collection with every name followed; InvalidInput if a file or a name is at fault."""
    return _loaded(folder, timings or Timings())


def _loaded(
    folder: Path,
    timings: Timings,
    beside: Callable[[Collection], Iterable[Diagnostic]] = lambda _: (),
) -> Collection:
    """What `loaded` gives; a name at fault is told with what is found `beside` it."""
    with timings.stage("load"):
        collection = load(folder)
    with timings.stage("resolve"):
        if unknown := [*resolve(collection)]:
            barrier(Findings.of([*unknown, *beside(collection)], collection.sources))
    return collection


def checked(
    folder: Path, as_of: date, timings: Timings | None = None, cache: Path | None = None
) -> Checked:
    """The collection, proven; InvalidInput if a stage finds an error."""
    timings = timings or Timings()
    collection = _loaded(folder, timings, lambda found: _nameless(found, as_of))
    with timings.stage("check"):
        found = [*apply_suppressions(check(collection, as_of), collection)]
        pathways = sound(collection, found)
        found += check_cases(pathways, collection)
    with timings.stage("prove"):
        proof = proven(collection, pathways, Store(cache))
    found = [*_reachable(found, proof), *proof.diagnostics]
    every = Findings.of(found, collection.sources)
    return Checked(collection, barrier(every), proof)


def _nameless(collection: Collection, as_of: date) -> Iterator[Diagnostic]:
    """What is at fault whatever the names lead to; which suppressions are idle is not yet known."""
    for one in apply_suppressions(check(collection, as_of, NAMELESS), collection):
        if one.rule.name != "unused-suppression":
            yield one


def _reachable(found: Iterable[Diagnostic], proof: Proof) -> Iterator[Diagnostic]:
    """The findings without those that ask for a case where the proof says that nobody comes."""
    dead = {"dead-branch", "dead-step"}
    nobody = {
        span
        for one in proof.diagnostics
        if one.rule.name in dead
        for span in (one.span, *(note.span for note in one.related))
    }
    for one in found:
        if one.rule.name not in UNCOVERED or one.span not in nobody:
            yield one


def proven(
    collection: Collection, pathways: Iterable[Sheet], store: Store, timeout: int | None = None
) -> Proof:
    """The proof of pathways; what was proven before and has not changed is not proven again."""
    keys = {slug: _proof_key(sheet, collection) for slug, sheet in collection.pathways.items()}

    def recall(slug: str) -> Proven | None:
        kept = store.get(keys[slug])
        return Proven.recalled(kept[0].content.decode()) if kept else None

    def keep(slug: str, one: Proven) -> None:
        store.put(keys[slug], [Artifact("proof.json", one.kept().encode())])

    slugs = [sheet.slug for sheet in pathways]
    return prove(collection, slugs, recall=recall, keep=keep, timeout=timeout or TIMEOUT)


def _proof_key(sheet: Sheet, collection: Collection) -> str:
    """The hash of all that the proof of a pathway rests on."""
    registers = ("facts.toml", "medications.toml", "safety.toml")
    shared = [
        f"{path}\0{source.text}"
        for path, source in sorted(collection.sources.items())
        if path.rsplit("/", 1)[-1] in registers
    ]
    family = [_logic(one) for one in (sheet, *collection.includes(sheet))]
    return key(["proof", *shared, *family])


_LOGIC = {
    "id", "kind", "branches", "unknown", "goto", "returns", "to", "block",
    "start", "continues", "stop", "effects",
}  # fmt: skip
"""The keys of steps that proofs rest on; the others are words."""


def _logic(sheet: Sheet) -> str:
    """The ways of a sheet and what its steps do to care, without its words."""
    steps = [one.model_dump(include=_LOGIC) for one in sheet.value.steps]
    return repr((sheet.slug, sheet.value.start, steps))
