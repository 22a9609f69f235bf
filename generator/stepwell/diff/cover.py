"""A set of patients as a few conditions in words: wide ones first, each as short as it can be.

Takes formulas and the traits that they depend on; gives `Cover`: alternatives that
together name exactly the patients of the set, as far as there is room for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import z3

from stepwell.prove.oracle import Oracle

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from stepwell.diff.cells import Trait

MOST = 8
"""Alternatives that a reader can take in."""


@dataclass(frozen=True, slots=True)
class Cover:
    """Alternatives in words; an empty one is everybody of the surrounding set."""

    conditions: tuple[tuple[str, ...], ...]
    """Each holds for those of whom all its clauses are true."""
    complete: bool


def cover(
    members: z3.BoolRef,
    among: z3.BoolRef,
    traits: Sequence[Trait],
    domain: Iterable[z3.BoolRef],
) -> Cover:
    """Who of the patients `among` are `members`: a set that depends on the traits alone."""
    return _Covering(members, among, traits, domain).cover()


class _Covering:
    """One set, with flags in place of formulas, so that each question to the solver is short."""

    def __init__(
        self,
        members: z3.BoolRef,
        among: z3.BoolRef,
        traits: Sequence[Trait],
        domain: Iterable[z3.BoolRef],
    ) -> None:
        self._traits = traits
        self._in, self._of = z3.Bool("in the set"), z3.Bool("among those")
        self._flags = [
            [z3.Bool(f"{one.name} {index}") for index, _ in enumerate(one.cells)] for one in traits
        ]
        defined = [
            flag == cell
            for flags, one in zip(self._flags, traits, strict=True)
            for flag, cell in zip(flags, one.cells, strict=True)
        ]
        self._oracle = Oracle([*domain, self._in == members, self._of == among, *defined])

    def cover(self) -> Cover:
        """Alternatives until nobody is left out, or there are too many to read."""
        found: list[list[set[int]]] = []
        said: list[tuple[str, ...]] = []
        left = [self._in, self._of]
        while (model := self._oracle.model(*left)) is not None:
            if len(found) == MOST:
                return Cover(tuple(said), complete=False)
            here = [
                {index for index, flag in enumerate(flags) if z3.is_true(model.eval(flag, True))}
                for flags in self._flags
            ]
            wide = self._joined(self._widened(self._shortened(here)))
            found.append(wide)
            said.append(self._words(wide))
            left.append(z3.Not(z3.And([z3.BoolVal(True), *self._holds(wide)])))
        return Cover(tuple(said), complete=True)

    def _holds(self, chosen: list[set[int]]) -> list[z3.BoolRef]:
        """That a patient is in the chosen cells; a trait with none chosen is left open."""
        return [
            z3.Or([flags[index] for index in sorted(cells)])
            for flags, cells in zip(self._flags, chosen, strict=True)
            if cells
        ]

    def _within(self, chosen: list[set[int]]) -> bool:
        """Whether everybody in the chosen cells is in the set."""
        return not self._oracle.possible(self._of, z3.Not(self._in), *self._holds(chosen))

    def _shortened(self, chosen: list[set[int]]) -> list[set[int]]:
        """With as few traits as name the set; later traits go first, many at once if they can."""
        size = len(chosen)
        while size:
            for end in range(len(chosen), 0, -size):
                begin = max(0, end - size)
                tried = [
                    set() if begin <= place < end else cells for place, cells in enumerate(chosen)
                ]
                if tried != chosen and self._within(tried):
                    chosen = tried
            size //= 2
        return chosen

    def _widened(self, chosen: list[set[int]]) -> list[set[int]]:
        """With every cell of the traits that are left, as far as the set has patients in it."""
        for place, index in self._others(chosen):
            one = [*chosen[:place], {index}, *chosen[place + 1 :]]
            tried = [*chosen[:place], chosen[place] | {index}, *chosen[place + 1 :]]
            if self._somebody(one) and self._within(tried):
                chosen = tried
        return chosen

    def _joined(self, chosen: list[set[int]]) -> list[set[int]]:
        """With cells that nobody is in where they lie between two that are chosen."""
        for place, index in self._others(chosen):
            one = [*chosen[:place], {index}, *chosen[place + 1 :]]
            if {index - 1, index + 1} <= chosen[place] and not self._somebody(one):
                chosen = [*chosen[:place], chosen[place] | {index}, *chosen[place + 1 :]]
        return chosen

    def _others(self, chosen: list[set[int]]) -> list[tuple[int, int]]:
        """The cells that are not chosen, of traits that count."""
        return [
            (place, index)
            for place, cells in enumerate(chosen)
            if cells
            for index in range(len(self._flags[place]))
            if index not in cells
        ]

    def _somebody(self, chosen: list[set[int]]) -> bool:
        return self._oracle.possible(self._of, *self._holds(chosen))

    def _words(self, chosen: list[set[int]]) -> tuple[str, ...]:
        return tuple(
            trait.said(frozenset(cells))
            for trait, cells in zip(self._traits, chosen, strict=True)
            if cells
        )
