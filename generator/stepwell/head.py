"""What stands in the head of a pathway: red flags, population, review, questions.

One frozen class a table of TOML, like the steps.
"""

from __future__ import annotations

from pydantic import Field, StrictBool

from stepwell.fields import Cites, Code, Date, Slug, StepId, StepName, Text, Value


class RedFlag(Value):
    """A finding that stops everything else; stands first on page and card."""

    flag: Text = Field(description="What to look for.")
    act: Text = Field(description="What to do when it is there.")
    plain: Text | None = Field(None, description="The finding in plain words for patients.")
    plain_act: Text | None = Field(
        None, description="What a patient who has it should do, in plain words."
    )
    urgent: StrictBool = Field(False, description="True when it cannot wait until tomorrow.")
    cite: Cites = Field((), description="Sources, each with its place.")


class Population(Value):
    """Whom a pathway is for."""

    include: tuple[Text, ...] = Field(min_length=1, description="Patients it is meant for.")
    exclude: tuple[Text, ...] = Field((), description="Patients it must not be used for.")
    setting: Text | None = Field(None, description="Where it is used, such as primary care.")


class Compared(Value):
    """A source that a reviewer read beside the pathway, and in which edition."""

    source: Text = Field(description="Key of an entry in references.bib.")
    edition: Text = Field(
        description="The edition that was read, such as `2017` or `web page of 3 May 2026`."
    )


class Reviewer(Value):
    """A person who compared this edition with its sources."""

    name: Text = Field(description="Full name.")
    role: Text = Field(description="Profession or role.")
    date: Date = Field(description="Day of the review.")
    compared: tuple[Compared, ...] = Field(
        (), description="Which edition of which source was compared."
    )


class Review(Value):
    """Who reviewed a pathway, and when it is due again."""

    due: Date = Field(description="Day by which it must be reviewed again.")
    by: tuple[Reviewer, ...] = Field((), description="Reviewers of this edition; empty is shown.")


class Edition(Value):
    """One line of a pathway's history."""

    edition: Text = Field(description="Name of the edition, such as 2026.1.")
    date: Date = Field(description="Day of publication.")
    change: Text = Field(description="What changed for the patient.")


class Answer(Value):
    """A question that readers bring, and the step at which its answer begins."""

    question: Text = Field(description="The question in the words of those who ask it.")
    step: StepName = Field(description="Step that answers it; `block/step` inside a block.")


class SeeAlso(Value):
    """Another pathway that a reader of this one may need."""

    pathway: Slug = Field(description="Its slug.")
    why: Text = Field(description="What is found there, in a few words.")


class Suppression(Value):
    """A fault that the editors accept, with the reason."""

    code: Code = Field(description="Code of the rule, such as P503.")
    step: StepId | None = Field(None, description="Only in this step; else anywhere in the file.")
    reason: Text = Field(description="Why the fault is accepted.")
