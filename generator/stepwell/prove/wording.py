"""Faults of the logic in clinic words, each at the line that an editor must change.

Takes what the proofs found; gives diagnostics, those that show a patient with the
patient as a case to paste.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stepwell.diagnostics import Diagnostic, Note, diagnostic
from stepwell.effects import matching

if TYPE_CHECKING:
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
    expect = _expectation(name, collection)
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
    for name in walk.steps:
        effects = walk.walker.effects[name]
        if any(matching((*rule.never, *rule.together), one, collection) for one in effects):
            return name
    return walk.steps[-1]


def _expectation(name: str, collection: Collection) -> str:
    """What a case must expect so that the rule is kept."""
    rule = collection.safety[name].value
    for key, patterns in (("not_advise", rule.never), ("advise", rule.always)):
        plain = [one for one in patterns if not one.endswith("*")]
        if plain:
            listed = ", ".join(f'"{one}"' for one in plain)
            return f"{{ {key} = [{listed}] }}"
    return _DECIDE


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
    )


def _located(name: str, collection: Collection) -> tuple[Located[Step], Question]:
    """The step of a `home` name where it is written."""
    slug, _, inner = name.replace(":", "/", 1).partition("/")
    sheet = collection.pathways[slug] if ":" in name else collection.blocks[slug]
    step = next(one for one in sheet.steps() if one.value.id == inner)
    question: Question = step.value  # type: ignore[assignment]
    return step, question
