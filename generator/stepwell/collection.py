"""All that was loaded, with where each part was written.

`Located` ties a value to its place in a source; `Collection` is the whole of a
folder. Values only: nothing here reads a file or judges one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from stepwell.background import Benefit, Guideline, Scale, Term
    from stepwell.bibliography import Entry
    from stepwell.cases import Case
    from stepwell.leaflets import Leaflet
    from stepwell.model import Block, Pathway, Step
    from stepwell.registers import (
        CollectionInfo,
        ContestedPoint,
        Fact,
        Medication,
        MedicationClass,
    )
    from stepwell.released import ReleasedSheet
    from stepwell.safety import SafetyRule
    from stepwell.scores import Score
    from stepwell.source import Key, Source, Span

T = TypeVar("T")


@dataclass(frozen=True)
class Located(Generic[T]):
    """A value, the file it stands in and the key path of its table there."""

    value: T
    source: Source
    at: tuple[Key, ...] = ()

    def span(self, *path: Key) -> Span:
        """The span of the value at `path` below this one."""
        return self.source.span(*self.at, *path)

    def key_span(self, *path: Key) -> Span:
        """The span of the key at `path` below this one."""
        return self.source.key_span(*self.at, *path)

    def inside(self, offset: int, length: int, *path: Key) -> Span:
        """The span of a part of the text at `path`, `offset` characters into it."""
        return self.source.inside(offset, length, *self.at, *path)


@dataclass(frozen=True, eq=False)
class Sheet:
    """A pathway or a block under its slug: what has steps and a chart of its own.

    Compared by identity, so that what is worked out from it can be kept.
    """

    slug: str
    located: Located[Pathway] | Located[Block]

    @property
    def value(self) -> Pathway | Block:
        return self.located.value

    @property
    def source(self) -> Source:
        return self.located.source

    def span(self, *path: Key) -> Span:
        return self.located.span(*path)

    def key_span(self, *path: Key) -> Span:
        return self.located.key_span(*path)

    def steps(self) -> Iterator[Located[Step]]:
        """The steps in reading order, each with its place."""
        for index, step in enumerate(self.value.steps):
            yield Located(step, self.source, ("step", index))


@dataclass(frozen=True, eq=False)
class Collection:
    """A folder of pathways with its shared registers, keyed by name in the order of the files.

    Compared by identity, like a sheet.
    """

    info: Located[CollectionInfo]
    pathways: Mapping[str, Sheet]
    blocks: Mapping[str, Sheet] = field(default_factory=dict)
    facts: Mapping[str, Located[Fact]] = field(default_factory=dict)
    medications: Mapping[str, Located[Medication]] = field(default_factory=dict)
    classes: Mapping[str, Located[MedicationClass]] = field(default_factory=dict)
    contested: Mapping[str, Located[ContestedPoint]] = field(default_factory=dict)
    references: Mapping[str, Entry] = field(default_factory=dict)
    cases: Mapping[str, tuple[Located[Case], ...]] = field(default_factory=dict)
    leaflets: Mapping[str, Located[Leaflet]] = field(default_factory=dict)
    """By the slug of their pathway, as cases are."""
    safety: Mapping[str, Located[SafetyRule]] = field(default_factory=dict)
    scores: Mapping[str, Located[Score]] = field(default_factory=dict)
    terms: Mapping[str, Located[Term]] = field(default_factory=dict)
    scales: Mapping[str, Located[Scale]] = field(default_factory=dict)
    benefits: Mapping[str, Located[Benefit]] = field(default_factory=dict)
    benefits_note: str = ""
    guidelines: Mapping[str, Located[Guideline]] = field(default_factory=dict)
    released: Mapping[str, Located[ReleasedSheet]] = field(default_factory=dict)
    """By the code that each sheet carries, the oldest first."""
    sources: Mapping[str, Source] = field(default_factory=dict)

    @cached_property
    def known_facts(self) -> dict[str, Fact]:
        """The register of facts without their places, for guards."""
        return {name: one.value for name, one in self.facts.items()}

    @property
    def sheets(self) -> Iterator[Sheet]:
        """Every pathway, then every block."""
        yield from self.pathways.values()
        yield from self.blocks.values()

    def hosts(self, block: Sheet) -> Iterator[Sheet]:
        """The pathways that include a block."""
        for pathway in self.pathways.values():
            if block in self.includes(pathway):
                yield pathway

    @property
    def slugs(self) -> list[str]:
        """Every pathway, written or planned."""
        return [*self.pathways, *(one.slug for one in self.info.value.planned)]

    def title(self, slug: str) -> str:
        """The title of a pathway, written or planned; its slug when it is neither."""
        if slug in self.pathways:
            return self.pathways[slug].value.title
        return next((one.title for one in self.info.value.planned if one.slug == slug), slug)

    def includes(self, pathway: Sheet) -> Iterator[Sheet]:
        """The blocks that a pathway includes, in reading order, each once."""
        seen = dict.fromkeys(step.block for step in pathway.value.steps if step.kind == "include")
        yield from (self.blocks[name] for name in seen if name in self.blocks)
