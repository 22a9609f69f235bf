"""One Z3 solver in a room of its own, asked whether conditions are possible.

Takes formulas; gives models, or None when there is none. Every question has a
time limit, and what is not answered within it is `NotProved`, never a pass.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import z3

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

TIMEOUT = 10_000
"""Milliseconds for one question to the solver; what takes longer counts as not proved."""

_OUT_OF_TIME = "the solver ran out of time"
_CUT_SHORT = {"canceled", "timeout"}
"""What the solver calls it."""


class NotProved(Exception):
    """The solver gave up, or found a patient whom the walk does not confirm."""


class Oracle:
    """Answers depend on no question asked before of another oracle."""

    def __init__(self, domain: Iterable[z3.BoolRef], timeout: int = TIMEOUT) -> None:
        self._solver = z3.Solver(ctx=z3.Context())
        self._solver.set("timeout", timeout)
        self._solver.add(*self._moved(domain))
        self._questions = 0

    @property
    def questions(self) -> int:
        """How many questions it was asked."""
        return self._questions

    def possible(self, *conditions: z3.BoolRef) -> bool:
        """Whether all conditions can hold together."""
        return self.model(*conditions) is not None

    def fewest(self, condition: z3.BoolRef, flags: Sequence[z3.BoolRef]) -> z3.ModelRef | None:
        """A model of the condition in which as few flags as possible are true."""
        if not self.possible(condition):
            return None
        counted = [*((one, 1) for one in flags), (z3.BoolVal(False), 1)]
        for most in range(len(flags) + 1):
            model = self.model(condition, z3.PbLe(counted, most))
            if model is not None:
                return model
        raise NotProved("the solver contradicts itself")

    def model(self, *conditions: z3.BoolRef) -> z3.ModelRef | None:
        """Values for which all conditions hold; None when there are none."""
        self._questions += 1
        self._solver.push()
        try:
            self._solver.add(*self._moved(conditions))
            answer = self._solver.check()
            if answer == z3.unknown:
                reason = self._solver.reason_unknown()
                raise NotProved(_OUT_OF_TIME if reason in _CUT_SHORT else f"solver: {reason}")
            return self._solver.model().translate(z3.main_ctx()) if answer == z3.sat else None
        finally:
            self._solver.pop()

    def _moved(self, conditions: Iterable[z3.BoolRef]) -> Iterator[z3.BoolRef]:
        """Into a room of their own, so that a patient depends on no proof made before."""
        return (one.translate(self._solver.ctx) for one in conditions)
