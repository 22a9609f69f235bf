"""The conformance corpus: what every engine that evaluates guards or walks pathways must give.

One case a file, named for its id. A guard case holds a guard over `facts.toml`
and a patient, a walk case a pathway of `walks/pathways` and a patient. `missing`
and `needs` are in the order in which they are asked for.
"""

from __future__ import annotations

import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, StrictBool

from stepwell.fields import Effect, FactId, Number, Text, Value
from stepwell.load import load
from stepwell.registers import Facts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stepwell.collection import Collection
    from stepwell.registers import Fact

HERE = Path(__file__).parent
PATHWAYS = HERE / "walks" / "pathways"


class _Case(Value):
    """What both kinds of case share."""

    purpose: Text = Field(description="What an engine that fails the case gets wrong.")
    given: dict[FactId, StrictBool | Number | FactId] = Field(
        default_factory=dict, description="Facts known; all others are unknown."
    )

    @property
    def patient(self) -> dict[str, bool | Decimal | str]:
        return dict(self.given)


class GuardCase(_Case):
    """A guard on one patient."""

    guard: Text = Field(description="The guard.")
    expect: StrictBool | Literal["unknown"] = Field(description="Its verdict.")
    missing: tuple[FactId, ...] = Field((), description="Facts that could settle it.")
    words: Text = Field(description="The guard in words.")

    @property
    def verdict(self) -> bool | None:
        """True, false, or None for unknown."""
        return None if self.expect == "unknown" else self.expect


class Need(Value):
    """Facts that one question lacks."""

    step: str = Field(description="Name of the question.")
    facts: tuple[FactId, ...] = Field(description="The facts, in the order asked for.")


class WalkCase(_Case):
    """A pathway on one patient."""

    pathway: str = Field(description="Slug of the pathway.")
    at: str = Field("", description="Step at which the visit begins, if not at the start.")
    used_up: tuple[str, ...] = Field((), description="Steps whose return is used up.")
    steps: tuple[str, ...] = Field(description="Steps taken, in order.")
    branches: tuple[str, ...] = Field((), description="Labels of the branches taken.")
    stop: Literal["outcome", "link", "needs", "gap", "overlap", "loop"]
    outcome: str | None = Field(None, description="The step it ends in, if it reaches an end.")
    effects: tuple[Effect, ...] = Field((), description="Effects on care, in order.")
    needs: tuple[Need, ...] = Field((), description="What is missing, by question.")
    missing: tuple[FactId, ...] = Field((), description="The facts of all needs.")


@cache
def facts() -> dict[str, Fact]:
    """The register of the guard cases."""
    register = Facts.model_validate(_toml(HERE / "facts.toml"))
    return {fact.id: fact for fact in register.facts}


@cache
def collection() -> Collection:
    """The pathways of the walk cases."""
    return load(PATHWAYS)


def guard_cases() -> dict[str, GuardCase]:
    """The guard cases by id."""
    return {name: GuardCase.model_validate(table) for name, table in _tables("guards")}


def walk_cases() -> dict[str, WalkCase]:
    """The walk cases by id."""
    return {name: WalkCase.model_validate(table) for name, table in _tables("walks")}


def _tables(folder: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted((HERE / folder).glob("*.toml")):
        yield path.stem, _toml(path)


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)
