"""Leaflets: what a pathway says to the patient, twice, <slug>.leaflet.toml.

One frozen class a table of TOML, like those of a pathway. Both versions share
their headings, and their red flags are those of the pathway.
"""

from __future__ import annotations

from pydantic import Field

from stepwell.fields import Cites, StepName, Text, Value


class Part(Value):
    """One section of a leaflet, in short words and in full."""

    heading: Text = Field(description="Heading of the section in both versions.")
    basics: tuple[Text, ...] = Field(
        min_length=1, description="Paragraphs of the version in short words, US grade 5 to 6."
    )
    more: tuple[Text, ...] = Field(
        min_length=1, description="Paragraphs of the version in full, US grade 10 to 12."
    )
    steps: tuple[StepName, ...] = Field(
        (),
        description="Steps whose `plain` words are points of the version in short words; "
        "`block/step` inside a block.",
    )
    cite: Cites = Field((), description="Sources of this section, each with its place.")


class Leaflet(Value):
    """The leaflet of one pathway: <slug>.leaflet.toml."""

    title: Text = Field(description="Title in the patient's words.")
    parts: tuple[Part, ...] = Field(
        alias="part", min_length=1, description="Sections in reading order."
    )
