"""What pathways share: facts, medications, contested points, the collection itself.

One frozen class a table of TOML, like those of a pathway.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self, TypeAlias

from pydantic import Field, StrictBool, model_validator

from stepwell.fields import (
    Amount,
    Cites,
    Date,
    Effect,
    FactId,
    Guard,
    Interval,
    Number,
    Slug,
    Statement,
    Text,
    Value,
    told,
)


class FactValue(Value):
    """One value of a fact that has several."""

    value: FactId = Field(description="The value as guards write it.")
    say: Text = Field(description="The value in words, for clinicians.")
    plain: Text | None = Field(None, description="The value in plain words, for patients.")


FactType: TypeAlias = Annotated[
    Literal["yes-no", "one-of", "number", "count"],
    told(
        {
            "yes-no": "True or false: `red_flag` in a guard, or `not red_flag`.",
            "one-of": "One of its values: `mood == 'low'` in a guard.",
            "number": "A number with its unit.",
            "count": "A whole number.",
        }
    ),
]


class Fact(Value):
    """One thing known about a patient."""

    id: FactId = Field(description="The name that guards use.")
    name: Text = Field(description="A noun phrase, such as `age` or `NSAID contraindicated`.")
    type: FactType = Field(description="What kind of value it has.")
    unit: str | None = Field(
        None, max_length=20, description="UCUM unit of a number, such as `wk`."
    )
    min: Number | None = Field(None, description="Smallest value allowed.")
    max: Number | None = Field(None, description="Largest value allowed.")
    values: tuple[FactValue, ...] = Field((), alias="value", description="Values of a one-of fact.")
    ask: Text = Field(description="The question to a clinician.")
    plain: Text = Field(description="The question to a patient.")
    yes: Text | None = Field(
        None, description="The fact when it is true, in a reason; else its name."
    )
    no: Text | None = Field(
        None, description="The fact when it is false, in a reason; else `no` and its name."
    )
    derive: Guard | None = Field(
        None, description="Sum or guard over other facts that gives the value when it is not given."
    )
    note: Text | None = Field(None, description="How to tell.")
    cite: Cites = Field((), description="Sources of the note.")

    @model_validator(mode="after")
    def _fits_its_type(self) -> Self:
        if self.type == "one-of" and self.derive:
            raise ValueError("only a yes-no fact, a number or a count can be derived")
        if self.type != "yes-no" and (self.yes or self.no):
            raise ValueError("only a yes-no fact has words for `yes` and `no`")
        if (self.type == "one-of") != (len(self.values) > 1):
            raise ValueError("a fact has two values or more if its type is `one-of`, else none")
        if self.type in {"yes-no", "one-of"} and (self.unit, self.min, self.max) != (None,) * 3:
            raise ValueError("only numbers and counts have a unit, `min` or `max`")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"`min` {self.min} is more than `max` {self.max}")
        return self


class Facts(Value):
    """The register of facts: facts.toml."""

    facts: tuple[Fact, ...] = Field(alias="fact", min_length=1, description="The facts.")


class Intake(Value):
    """How much of a medication, and how often."""

    amount: Amount = Field(description="How much at a time, such as `10-25 mg`.")
    every: Interval | None = Field(
        None, description="Time between two doses, such as `6 h` or `1 d`."
    )
    times: Amount | None = Field(
        None, description="Doses a day when no interval is given: `1-3 /d`."
    )
    when: Text | None = Field(None, description="Time of day or condition, such as `at bedtime`.")
    lasting: Interval | None = Field(None, description="How long before the next stage.")


class Dose(Value):
    """One dosing of a medication: start, steps, ceiling, limit."""

    of: Text | None = Field(None, description="The drug, where the entry stands for several.")
    patients: Text | None = Field(None, description="Which patients, such as `age 65 or over`.")
    route: Text = Field("oral", description="Route of administration.")
    as_needed: StrictBool = Field(False, description="Taken only when needed.")
    start: Intake = Field(description="The first dose.")
    steps: tuple[Intake, ...] = Field((), alias="step", description="Increases, in order.")
    max_per_day: Amount | None = Field(None, description="Ceiling for 24 hours.")
    limit: Interval | None = Field(None, description="Longest duration of treatment.")
    note: Text | None = Field(None, description="What the figures do not say.")
    cite: Cites = Field((), description="Sources, each with its place.")


Use: TypeAlias = Annotated[
    Literal["offer", "contested", "avoid"],
    told(
        {
            "offer": "Steps may offer it.",
            "contested": "Guidelines disagree about it.",
            "avoid": "It is advised against.",
        }
    ),
]


class Medication(Value):
    """A drug, its doses and its cautions."""

    id: Slug = Field(description="The name that steps use.")
    name: Text = Field(description="Generic name.")
    medication_class: Slug | None = Field(None, alias="class", description="Id of its class.")
    brands: tuple[Text, ...] = Field((), description="Brand names, for the search only.")
    use: Use = Field("offer", description="Its place in these pathways.")
    doses: tuple[Dose, ...] = Field(
        (), alias="dose", description="Doses; none when no source gives one."
    )
    cautions: tuple[Statement, ...] = Field(
        (), alias="caution", description="Cautions, each cited."
    )
    note: Text | None = Field(
        None, description="Why a dose is absent, or whatever else must be said."
    )


class MedicationClass(Value):
    """A class of medications that steps may name as a whole."""

    id: Slug = Field(description="The name that steps use.")
    name: Text = Field(description="Name of the class.")
    cautions: tuple[Statement, ...] = Field(
        (), alias="caution", description="Cautions for all of them."
    )


class Medications(Value):
    """The register of medications: medications.toml."""

    classes: tuple[MedicationClass, ...] = Field((), alias="class", description="Classes.")
    medications: tuple[Medication, ...] = Field((), alias="medication", description="Medications.")


class Position(Value):
    """What one body says on a contested point."""

    who: Text = Field(description="The body or author.")
    edition: Text = Field(description="Year or edition.")
    says: Text = Field(description="The position in one or two sentences.")
    strength: Text | None = Field(None, description="Strength, in the terms of that body.")
    cite: Cites = Field((), description="Sources, each with its place.")


class ContestedPoint(Value):
    """A point on which sources disagree, with every position."""

    id: Slug = Field(description="The name that steps use.")
    asks: Text = Field(description="The question on which they disagree.")
    positions: tuple[Position, ...] = Field(
        alias="position", min_length=2, description="The positions."
    )
    chosen: Text = Field(description="What this site shows, and why it is the safest reading.")
    chosen_by: Text = Field(description="Who decided.")
    due: Date = Field(description="When to look again.")


class Contested(Value):
    """The register of contested points: contested.toml."""

    points: tuple[ContestedPoint, ...] = Field((), alias="point", description="Contested points.")


class Planned(Value):
    """A pathway that others may name before it is written."""

    slug: Slug = Field(description="Its slug.")
    title: Text = Field(description="Its title.")
    asks: Text = Field(description="The question it will answer.")


class Abbreviation(Value):
    """A short form and what it stands for."""

    short: Text = Field(description="The abbreviation.")
    long: Text = Field(description="What it stands for.")


class EffectWords(Value):
    """An effect on care and how readers are told of it."""

    id: Effect = Field(description="The effect as steps write it, such as `refer:psych`.")
    say: Text = Field(description="The effect in words, such as `Referral: psychological care`.")


class CollectionInfo(Value):
    """What holds for all pathways: collection.toml."""

    title: Text = Field(description="Name of the collection.")
    language: str = Field(
        "en", pattern=r"^[a-z]{2}(-[A-Z]{2})?$", description="Language of the content."
    )
    publisher: Text = Field(description="Who publishes it.")
    contact: Text | None = Field(None, description="Where errors are reported.")
    licence: Text = Field(description="Licence of the content.")
    disclaimer: Text = Field(description="What the pages may be used for, and what not.")
    order: tuple[Slug, ...] = Field(
        (), description="Pathways in the order in which lists show them; others follow."
    )
    planned: tuple[Planned, ...] = Field((), description="Pathways named but not yet written.")
    effects: tuple[EffectWords, ...] = Field(
        (),
        alias="effect",
        description="Effects on care; those that a medication implies need no entry.",
    )
    abbreviations: tuple[Abbreviation, ...] = Field(
        (), alias="abbreviation", description="Abbreviations."
    )
