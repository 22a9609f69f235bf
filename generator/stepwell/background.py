"""What readers look up beside the pathways: terms, sizes of benefit, guidelines.

One frozen class a table of TOML: glossary.toml, benefits.toml, guidelines.toml.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from stepwell.fields import Cites, Number, Slug, Text, Value


class Term(Value):
    """A word of the field and what it means here."""

    id: Slug = Field(description="Its name in addresses.")
    term: Text = Field(description="The word as pathways write it.")
    means: Text = Field(description="Its meaning, for clinicians.")
    plain: Text | None = Field(None, description="Its meaning in plain words, for patients.")
    cite: Cites = Field((), description="Sources, each with its place.")


class Glossary(Value):
    """The words of the field: glossary.toml."""

    terms: tuple[Term, ...] = Field(alias="term", min_length=1, description="The terms.")


class Scale(Value):
    """A measure in which trials report what a treatment gains."""

    id: Slug = Field(description="The name that benefits use.")
    name: Text = Field(description="Name of the scale, with its usual abbreviation.")
    measures: Text = Field(description="What it measures.")
    low: Number = Field(description="Its lowest value.")
    high: Number = Field(description="Its highest value.")
    better: Literal["lower", "higher"] = Field(description="Which end is the better one.")
    cite: Cites = Field((), description="Sources, each with its place.")


class Benefit(Value):
    """How much a treatment gains on average, as one source reports it."""

    id: Slug = Field(description="Its name in addresses.")
    treatment: Text = Field(description="The treatment.")
    against: Text = Field(description="What it was compared with.")
    patients: Text = Field(description="In which patients.")
    scale: Slug | None = Field(None, description="Scale on which the size is given.")
    size: Text = Field(description="The average gain, in the numbers or words of the source.")
    cite: Cites = Field((), description="Sources, each with its place.")


class Benefits(Value):
    """How large benefits are: benefits.toml."""

    note: Text | None = Field(None, description="What the numbers do not say.")
    scales: tuple[Scale, ...] = Field((), alias="scale", description="The scales.")
    benefits: tuple[Benefit, ...] = Field(
        alias="benefit", min_length=1, description="Average gains, by treatment."
    )


class Guideline(Value):
    """A guideline of a society that a reader may want to hold beside the pathways."""

    id: Slug = Field(description="Its name in addresses.")
    society: Text = Field(description="Who issued it.")
    region: Text = Field(description="For which country or health service.")
    edition: Text = Field(description="Year or version.")
    covers: Text = Field(description="What it speaks about.")
    note: Text | None = Field(None, description="What a reader must know before using it.")
    cite: Cites = Field((), description="Its entry in references.bib.")


class Guidelines(Value):
    """The guidelines of societies: guidelines.toml."""

    guidelines: tuple[Guideline, ...] = Field(
        alias="guideline", min_length=1, description="The guidelines."
    )
