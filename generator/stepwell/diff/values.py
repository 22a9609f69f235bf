"""What differs between two editions of a collection, as values.

A `Change` is one thing said otherwise; a `Region` is a set of patients who are led
elsewhere; a `Difference` is the whole, in the order in which a reviewer reads it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stepwell.prove.counterexample import Patient


class Weight(StrEnum):
    """What a change touches; all but `RECORD` are clinical."""

    WAY = "way"  # who is led where; the regions say whom it concerns
    ADVICE = "advice"  # what is done, and how much
    EVIDENCE = "evidence"  # on what it rests
    WORDING = "wording"  # how it is explained
    RECORD = "record"  # editions, dates, links, suppressions


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that reads otherwise; an empty side means that it was not there."""

    field: str
    old: str
    new: str
    weight: Weight


@dataclass(frozen=True, slots=True)
class Part:
    """A named part of a file, and what changed in it."""

    kind: str
    """Step, medication, fact and so on, in words."""
    name: str
    """Its id, as the file has it; empty for the head of a pathway."""
    title: str
    """What a reader calls it."""
    state: str
    """added, removed, renamed or changed."""
    changes: tuple[Change, ...] = ()
    whom: tuple[str, ...] = ()
    """Who comes to a step, in words: the answers that lead to it."""
    used_in: tuple[str, ...] = ()
    """Slugs of the pathways that show a part of a register."""
    cases: tuple[str, ...] = ()
    """Cases that are told a part of a register, each after its pathway's slug."""

    @property
    def clinical(self) -> bool:
        """Whether a patient or a reader of the advice could notice."""
        if self.state in {"added", "removed"}:
            return self.kind != "case"
        return any(one.weight is not Weight.RECORD for one in self.changes)

    @property
    def reads(self) -> bool:
        """Whether a patient who comes to it is told something else."""
        told = {Weight.ADVICE, Weight.EVIDENCE, Weight.WORDING}
        return any(one.weight in told for one in self.changes)


@dataclass(frozen=True, slots=True)
class Example:
    """One patient, with what was and what is now advised, in order."""

    patient: Patient
    words: str
    was: tuple[str, ...]
    now: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Region:
    """Patients whose way parts at one step, and who are advised otherwise after it."""

    at: str
    """The step at which the two editions part, in words; empty for the start."""
    step: str
    """The same by its name in the new edition."""
    was: str
    now: str
    """Where they were led, and are led now, in words."""
    conditions: tuple[tuple[str, ...], ...]
    """Who they are among those who come to that step: for any of these all clauses hold."""
    complete: bool
    """Whether the conditions name all of them; else there are others like these."""
    example: Example
    slugs: tuple[str, ...]
    """Pathways in which it is so."""
    cases: tuple[str, ...] = ()
    """Names of the cases that take this turn, each after its pathway's slug."""


@dataclass(frozen=True, slots=True)
class PathwayDifference:
    """One pathway or block in both editions, or in one of them."""

    slug: str
    kind: str
    """pathway or block."""
    title: str
    state: str
    """added, removed or changed."""
    parts: tuple[Part, ...]
    cases: tuple[str, ...] = ()
    """Cases that pass through a step that reads otherwise."""


@dataclass(frozen=True, slots=True)
class Touched:
    """A printed sheet whose code is another one now."""

    kind: str
    slug: str
    title: str
    old: str
    new: str
    """Codes; empty where there is no such sheet."""


@dataclass(frozen=True, slots=True)
class Difference:
    """All that differs between two editions."""

    sheets: tuple[PathwayDifference, ...]
    regions: tuple[Region, ...]
    uncompared: tuple[tuple[str, str], ...]
    """Pathways whose patients could not be compared, each with the reason."""
    registers: tuple[Part, ...]
    touched: tuple[Touched, ...]

    @property
    def parts(self) -> tuple[Part, ...]:
        """Every part that differs, of sheets and registers."""
        return tuple(one for sheet in self.sheets for one in sheet.parts) + self.registers

    @property
    def clinical(self) -> bool:
        """Whether anything differs that a patient or a reader of the advice could notice."""
        return bool(self.regions or self.uncompared) or any(one.clinical for one in self.parts)
