"""Faults of the logic in clinic words, each at the line that an editor must change.

Takes what the proofs found; gives diagnostics, those that show a patient with the
patient as a case to paste.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stepwell.diagnostics import Diagnostic, Note, diagnostic
from stepwell.effects import matching

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stepwell.collection import Collection, Located
    from stepwell.model import Question, Step
    from stepwell.prove.counterexample import Patient
    from stepwell.prove.logic import Fault
    from stepwell.safety import SafetyRule
    from stepwell.walk import Walk, Walker

_DECIDE = '{ outcome = "decide" }  # name the step in which this patient should end'


def home(slug: str, name: str) -> str:
    """A step under the file it is written in: `block/step`, or `pathway:step`."""
    return name if "/" in name else f"{slug}:{name}"


def logic_fault(fault: Fault, walker: Walker, collection: Collection) -> Diagnostic:
    """A gap or an overlap, with the patient who shows it."""
    node = walker.graph.nodes[fault.step]
    question = node.step.value
    patient = fault.patient.words(collection.known_facts)
    if fault.rule == "gap":
        message = f"No answer of `{question.id}` applies to this patient: {patient}."
        does = "widen one of the answers, or add one that takes this patient"
        notes = []
    else:
        message = f"Two answers of `{question.id}` apply to this patient: {patient}."
        does = "narrow one of them, so that only one is left"
        notes = [*_overlapping(fault, walker, node.step)]
    case = fault.patient.case(f"{question.id}, {fault.rule}", _DECIDE)
    return diagnostic(fault.rule, message, node.step.span("branch"), does, notes, case)


def _overlapping(fault: Fault, walker: Walker, step: Located[Step]) -> list[Note]:
    """The answers that apply, each at its guard."""
    ask = walker.questions[fault.step]
    return [
        Note(step.span("branch", edge.index, "when"), f"`{edge.label}` applies")
        for edge in ask.true_for(fault.patient.given)
    ]


def broken_rule(name: str, patient: Patient, walker: Walker, collection: Collection) -> Diagnostic:
    """A safety rule that some patient's walk breaks."""
    rule = collection.safety[name]
    walk = patient.walk(walker)
    step = _culprit(rule.value, walk, collection)
    said = patient.words(collection.known_facts)
    where = walker.graph.nodes[step].step
    expect = _expectation(rule.value, walk, collection)
    return diagnostic(
        "broken-safety-rule",
        f"Step `{step}` breaks the safety rule `{name}` for this patient: {said}.",
        where.span("id"),
        f"{rule.value.say} Hazard: {rule.value.hazard}",
        [
            Note(rule.span("id"), "the safety rule"),
            Note(where.span("id"), f"steps taken: {' → '.join(walk.steps)}"),
        ],
        patient.case(name, expect),
    )


def _culprit(rule: SafetyRule, walk: Walk, collection: Collection) -> str:
    """The step that does what must not be done, else the one in which the walk ends."""
    for node in walk.advice:
        effects = walk.walker.effects[node.id]
        if any(matching((*rule.never, *rule.together), one, collection) for one in effects):
            return node.id
    return walk.steps[-1]


def _expectation(rule: SafetyRule, walk: Walk, collection: Collection) -> str:
    """What a case must expect so that the rule is kept, which this walk breaks."""

    def advised(patterns: tuple[str, ...]) -> list[str]:
        return [one for one in walk.effects if matching(patterns, one, collection)]

    wanted = [one for one in rule.always if not one.endswith("*")]
    if never := advised(rule.never):
        return _table("not_advise", never)
    if wanted and not advised(rule.always):
        return _table("advise", wanted[:1], wanted[1:])
    if both := advised(rule.together)[::-1]:
        return _table("not_advise", both[:1], both[1:])
    return _DECIDE


def _table(key: str, effects: list[str], instead: Iterable[str] = ()) -> str:
    listed = ", ".join(f'"{one}"' for one in effects)
    others = ", ".join(f'"{one}"' for one in instead)
    return f"{{ {key} = [{listed}] }}" + (f"  # or {others}" if others else "")


def dead_branch(name: str, index: int, collection: Collection) -> Diagnostic:
    """A branch that nobody takes."""
    step, question = _located(name, collection)
    label = question.branches[index].label
    return diagnostic(
        "dead-branch",
        f"No patient who reaches `{question.id}` takes the answer `{label}`.",
        step.span("branch", index),
        "an earlier question leaves nobody for it: correct a guard, or delete the answer",
    )


def dead_step(name: str, collection: Collection) -> Diagnostic:
    """A step that nobody reaches."""
    step, _ = _located(name, collection)
    return diagnostic(
        "dead-step",
        f"No patient reaches step `{step.value.id}`.",
        step.span("id"),
        "what leads to it never happens: correct a guard, or delete the step",
        _always_answered(step, collection),
    )


def _always_answered(step: Located[Step], collection: Collection) -> Iterator[Note]:
    """The questions that would lead to a step if a fact were missing, and never do."""
    for sheet in collection.sheets:
        for other in sheet.steps():
            if (
                other.source is step.source
                and other.value.kind == "question"
                and other.value.unknown == step.value.id
            ):
                yield Note(other.span("unknown"), f"`{other.value.id}` is always answered")


def _located(name: str, collection: Collection) -> tuple[Located[Step], Question]:
    """The step of a `home` name where it is written."""
    slug, _, inner = name.replace(":", "/", 1).partition("/")
    sheet = collection.pathways[slug] if ":" in name else collection.blocks[slug]
    step = next(one for one in sheet.steps() if one.value.id == inner)
    question: Question = step.value  # type: ignore[assignment]
    return step, question
