"""Cases: patients and the advice that each must get, <slug>.cases.toml.

One frozen class a table of TOML, like those of a pathway.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from pydantic import Field, StrictBool, model_validator

from stepwell.fields import Effect, FactId, Number, StepName, Text, Value

if TYPE_CHECKING:
    from stepwell.given import Given


class Expectation(Value):
    """What the walk of a case must give."""

    outcome: StepName | None = Field(None, description="Step it ends in.")
    advise: tuple[Effect, ...] = Field((), description="Effects that must be advised.")
    not_advise: tuple[Effect, ...] = Field((), description="Effects that must not be advised.")
    ask: tuple[FactId, ...] = Field((), description="Facts that must be asked for.")

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not (self.outcome or self.advise or self.not_advise or self.ask):
            raise ValueError("expect something: an outcome, or effects, or facts to ask for")
        return self


class Case(Value):
    """A patient and the advice expected."""

    name: Text = Field(description="A sentence that says what is tested.")
    given: dict[FactId, StrictBool | Number | FactId] = Field(
        default_factory=dict, description="Facts known; all others are unknown."
    )
    at: StepName | None = Field(
        None, description="Step at which the visit begins, if not at the start."
    )
    used_up: tuple[StepName, ...] = Field(
        (), description="Steps whose return has been taken as often as it may be."
    )
    expect: Expectation = Field(description="What the walk must give.")

    @property
    def patient(self) -> dict[str, Given]:
        """The known facts, for a walk."""
        return dict(self.given)


class Cases(Value):
    """The cases of one pathway: <slug>.cases.toml."""

    cases: tuple[Case, ...] = Field(alias="case", min_length=1, description="The cases.")
