"""Score tools: items, scales and bands of a questionnaire, scores.toml.

One frozen class a table of TOML, like those of a pathway. Items and scales are
facts; what a score adds is their order, their bands and their source.
"""

from __future__ import annotations

from pydantic import Field

from stepwell.fields import Cites, FactId, Guard, Slug, Text, Value


class Scale(Value):
    """A number that a score gives: a total or a subscale."""

    fact: FactId = Field(description="The derived fact that holds it.")
    name: Text = Field(description="What it is called on the form, such as `Total`.")


class Band(Value):
    """What a range of the score means."""

    label: Text = Field(description="Its name, such as `Low risk`.")
    when: Guard = Field(description="Guard over the scales, or `otherwise` for the last band.")
    say: Text = Field(description="What it means, in one or two sentences.")
    cite: Cites = Field((), description="Sources, each with its place.")


class Score(Value):
    """A questionnaire that gives numbers, and what they mean."""

    id: Slug = Field(description="The name that steps use.")
    title: Text = Field(description="Its full name.")
    asks: Text = Field(description="The question that it answers.")
    lead: Text = Field(description="What to tell the patient before the items.")
    note: Text | None = Field(None, description="Its rights, versions and limits.")
    items: tuple[FactId, ...] = Field(alias="item", min_length=1, description="Facts, in order.")
    scales: tuple[Scale, ...] = Field(
        alias="scale", min_length=1, description="Total and subscales."
    )
    bands: tuple[Band, ...] = Field(alias="band", min_length=2, description="The bands.")
    cite: Cites = Field((), description="Sources, each with its place.")


class Scores(Value):
    """The register of score tools: scores.toml."""

    scores: tuple[Score, ...] = Field(alias="score", min_length=1, description="The score tools.")
