"""Safety rules: what must hold for every patient of every pathway, safety.toml.

One frozen class a table of TOML, like those of a pathway. A rule speaks about
effects on care, never about wording; it is proven, not sampled.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from stepwell.fields import Cites, Guard, Slug, Text, Value

EffectPattern = Annotated[
    str, StringConstraints(pattern=r"^[a-z]+:(\*|[a-z0-9]+(-[a-z0-9]+)*)$", max_length=80)
]
"""An effect, or `start:*` for all of one verb; a class stands for its members as well."""


class SafetyRule(Value):
    """One thing that must hold, why, and for whom.

    It speaks of the patients for whom `when` is true and `unless` is not known to be true.
    """

    id: Slug = Field(description="Name of the rule.")
    say: Text = Field(description="The rule in one sentence.")
    hazard: Text = Field(description="What happens to a patient when it is broken.")
    when: Guard | None = Field(None, description="Only patients for whom this is true.")
    unless: Guard | None = Field(
        None, description="Not patients for whom this is known to be true; unknown counts as no."
    )
    advised: tuple[EffectPattern, ...] = Field(
        (), description="Only walks that advise one of these."
    )
    never: tuple[EffectPattern, ...] = Field((), description="None of these may be advised.")
    always: tuple[EffectPattern, ...] = Field((), description="One of these must be advised.")
    together: tuple[EffectPattern, ...] = Field(
        (), description="Two different ones of these are never advised in one walk."
    )
    only_in: tuple[Slug, ...] = Field((), description="Only these pathways; else all of them.")
    not_in: tuple[Slug, ...] = Field((), description="Pathways that the rule is not about.")
    cite: Cites = Field((), description="Sources, each with its place.")

    @model_validator(mode="after")
    def _demands_something(self) -> Self:
        if not (self.never or self.always or self.together):
            raise ValueError("say what must hold: `never`, `always` or `together`")
        if self.only_in and self.not_in:
            raise ValueError("name pathways by `only_in` or by `not_in`, not by both")
        return self

    def covers(self, slug: str) -> bool:
        """Whether the rule is about a pathway."""
        return slug in self.only_in if self.only_in else slug not in self.not_in


class Safety(Value):
    """The register of safety rules: safety.toml."""

    rules: tuple[SafetyRule, ...] = Field(alias="rule", min_length=1, description="The rules.")
