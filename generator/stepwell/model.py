"""A pathway as an editor writes it: steps, branches, returns, blocks.

One frozen class a table of TOML; the JSON Schemas are generated from these
classes, so every field says in a sentence what it is for. Nothing here reads a
file, follows a name into another file, or judges content: a value that passes
is well-formed, not yet right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, Self, TypeAlias

from pydantic import (
    AfterValidator,
    Field,
    StrictBool,
    StrictInt,
    StringConstraints,
    model_validator,
)

from stepwell.fields import (
    Certainty,
    Cites,
    Direction,
    Effect,
    Guard,
    Interval,
    Slug,
    Statement,
    Status,
    StepId,
    Strength,
    Target,
    Text,
    Value,
    plain_text,
)
from stepwell.head import Answer, Edition, Population, RedFlag, Review, SeeAlso, Suppression

if TYPE_CHECKING:
    from datetime import date

EXIT = "@exit"
"""The `goto` of a block's step that leaves the block, to wherever its host includes it."""
OTHERWISE = "otherwise"
"""The `when` of a last branch that is taken when no other is."""


class Branch(Value):
    """One answer of a question."""

    label: Annotated[str, StringConstraints(max_length=200), AfterValidator(plain_text)] = Field(
        "", description="The answer in a few words, written on the arrow."
    )
    when: Guard = Field(description="Guard over facts, or `otherwise` for the last branch.")
    goto: Target = Field(description="Id of the next step; `@exit` leaves a block.")


class Return(Value):
    """When and where care resumes after an outcome, and how often at most."""

    after: Interval | None = Field(
        None, description="Time until then, such as `4-6 wk`; `0 d` is this visit."
    )
    resume: Target | None = Field(
        None, description="Step of this file at which the next visit begins."
    )
    resume_in: Slug | None = Field(
        None, description="Pathway at whose start the next visit begins."
    )
    at_most: Annotated[StrictInt, Field(ge=1, le=99)] | None = Field(
        None, description="How many times at the most."
    )
    then: Target | None = Field(None, description="Step that follows when the maximum is reached.")

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if self.resume and self.resume_in:
            raise ValueError("name `resume` or `resume_in`, not both")
        return self


class Graded(Value):
    """The grade of a recommendation, as its source gives it."""

    direction: Direction | None = Field(
        None, description="Whether the thing is advised or advised against."
    )
    strength: Strength | None = Field(
        None, description="Strength; `not-graded` when no source grades it."
    )
    certainty: Certainty | None = Field(
        None, description="Certainty of the evidence; `not-graded` as above."
    )
    reason: Text | None = Field(None, description="Why strong advice stands on low certainty.")


class Identified(Value):
    """What all steps share."""

    id: StepId = Field(description="Name of the step, unique in its file.")
    short: Text | None = Field(None, description="Shorter wording for the box of the chart.")
    plain: Text | None = Field(None, description="The same in plain words for patients.")
    note: Text | None = Field(None, description="An explanation beside the step.")
    cite: Cites = Field((), description="Sources, each with its place.")
    contested: tuple[Slug, ...] = Field((), description="Contested points that touch this step.")
    scores: tuple[Slug, ...] = Field(
        (), alias="score", description="Score tools that help with this step."
    )


class Question(Identified):
    """A decision: answers that exclude each other."""

    kind: Literal["question"] = Field(description="A decision: answers that exclude each other.")
    ask: Text = Field(description="The question to the clinician.")
    branches: tuple[Branch, ...] = Field((), alias="branch", description="The answers.")
    unknown: Target | None = Field(None, description="Where a missing fact leads.")


class Acting(Identified, Graded):
    """What a step does to care."""

    start: tuple[Slug, ...] = Field(
        (), description="Medications or classes started; implies `start:`."
    )
    continues: tuple[Slug, ...] = Field(
        (), alias="continue", description="Medications or classes continued; implies `continue:`."
    )
    stop: tuple[Slug, ...] = Field(
        (), description="Medications or classes stopped; implies `stop:`."
    )
    effects: tuple[Effect, ...] = Field(
        (), description="Other effects on care, such as `refer:psych`."
    )

    @property
    def medications(self) -> tuple[str, ...]:
        """Every medication or class that the step names."""
        return self.start + self.continues + self.stop

    @property
    def all_effects(self) -> tuple[str, ...]:
        """The stated effects and those that medications imply, in that order."""
        implied = [("start", self.start), ("continue", self.continues), ("stop", self.stop)]
        return self.effects + tuple(f"{verb}:{name}" for verb, names in implied for name in names)


class Action(Acting):
    """A thing to do before going on."""

    kind: Literal["action"] = Field(description="A thing to do before going on.")
    do: Text = Field(description="What to do: one sentence that begins with its verb.")
    goto: Target | None = Field(None, description="Id of the next step; `@exit` leaves a block.")


class Outcome(Acting):
    """The end of today's encounter: a disposition, or a review at a stated time."""

    kind: Literal["outcome"] = Field(
        description="The end of the encounter: a disposition, or a review later."
    )
    say: Text = Field(description="The disposition.")
    returns: Return | None = Field(
        None, alias="return", description="Where care resumes, if it does."
    )


class Link(Identified):
    """A hand-over, now, to another pathway."""

    kind: Literal["link"] = Field(description="A hand-over, now, to another pathway.")
    say: Text = Field(description="What is handed over, and why.")
    to: Slug = Field(description="Slug of the pathway.")
    effects: tuple[Effect, ...] = Field((), description="Effects on care, such as `avoid:imaging`.")


class Include(Value):
    """A block's steps at this place of the pathway."""

    kind: Literal["include"] = Field(description="The steps of a block at this place.")
    block: Slug = Field(description="Name of the block; also the id of this step.")
    goto: Target | None = Field(None, description="Where `@exit` of the block leads.")

    @property
    def id(self) -> str:
        return self.block


OwnStep: TypeAlias = Annotated[Question | Action | Outcome | Link, Field(discriminator="kind")]
Step: TypeAlias = Annotated[
    Question | Action | Outcome | Link | Include, Field(discriminator="kind")
]


class Block(Value):
    """Steps written once and included by several pathways: blocks/<slug>.toml."""

    title: Text = Field(description="Name of the block, shown on the box that stands for it.")
    asks: Text = Field(description="The question that it answers.")
    start: Target = Field(description="Id of its first step.")
    red_flags: tuple[RedFlag, ...] = Field(
        (), alias="red_flag", description="Red flags that it asks for."
    )
    steps: tuple[OwnStep, ...] = Field(
        alias="step", min_length=1, description="Steps in reading order."
    )
    pitfalls: tuple[Statement, ...] = Field((), alias="pitfall", description="Mistakes to avoid.")
    contested: tuple[Slug, ...] = Field((), description="Contested points of the block as a whole.")
    suppress: tuple[Suppression, ...] = Field((), description="Accepted faults, with reasons.")


class Pathway(Value):
    """One clinical pathway: <slug>.toml."""

    title: Text = Field(description="Short title, also on the card.")
    asks: Text = Field(description="The clinical question that the pathway answers.")
    summary: Text | None = Field(None, description="The answer in two sentences.")
    edition: Text = Field(description="Name of this edition, such as 2026.1.")
    status: Status = Field(description="draft, in-review, approved or retired.")
    start: Target = Field(description="Id of the first step.")
    population: Population = Field(description="Whom it is for.")
    review: Review = Field(description="Who reviewed it, and when it is due.")
    history: tuple[Edition, ...] = Field((), description="Editions, newest first.")
    synonyms: tuple[Text, ...] = Field((), description="Other words that readers search for.")
    answers: tuple[Answer, ...] = Field(
        (), alias="answer", description="Other questions that it answers, each with its step."
    )
    see_also: tuple[SeeAlso, ...] = Field(
        (), description="Pathways that answer related questions, with the reason to look there."
    )
    walk_through: StrictBool = Field(
        True, description="False switches the walk-through in the browser off."
    )
    red_flags: tuple[RedFlag, ...] = Field(
        (), alias="red_flag", description="Red flags; those of included blocks are shown as well."
    )
    steps: tuple[Step, ...] = Field(
        alias="step", min_length=1, description="Steps in reading order."
    )
    pitfalls: tuple[Statement, ...] = Field((), alias="pitfall", description="Mistakes to avoid.")
    contested: tuple[Slug, ...] = Field(
        (), description="Contested points of the pathway as a whole."
    )
    suppress: tuple[Suppression, ...] = Field((), description="Accepted faults, with reasons.")

    @property
    def last_seen(self) -> date | None:
        """The newest day of an edition or of a review; None when neither is told."""
        days = [one.date for one in self.history] + [one.date for one in self.review.by]
        return max(days, default=None)
