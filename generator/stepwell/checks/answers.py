"""Checks of what a question offers and what a return promises.

Takes a resolved `Collection`; yields diagnostics of the rules P305 to P309.
Whether guards exclude each other is not judged here: that is proven.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stepwell.diagnostics import Diagnostic, Note, diagnostic
from stepwell.listing import listed
from stepwell.model import OTHERWISE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stepwell.collection import Collection, Located
    from stepwell.model import Question, Return, Step


def unlabelled_branch(collection: Collection) -> Iterator[Diagnostic]:
    """P305: every answer has the words that stand on its arrow."""
    for step, question in _questions(collection):
        for index, branch in enumerate(question.branches):
            if not branch.label.strip():
                yield diagnostic(
                    "unlabelled-branch",
                    f"The answer of `{question.id}` that leads to `{branch.goto}` has no label.",
                    step.span("branch", index),
                    'add `label`, the answer in a few words, such as `label = "Yes"`',
                )


def unbounded_return(collection: Collection) -> Iterator[Diagnostic]:
    """P306: a return says when, where, how often at most, and what then."""
    for sheet in collection.sheets:
        for step in sheet.steps():
            if step.value.kind != "outcome" or step.value.returns is None:
                continue
            if lacking := _lacking(step.value.returns):
                yield diagnostic(
                    "unbounded-return",
                    f"The return of `{step.value.id}` does not say {listed(lacking.values())}.",
                    step.key_span("return"),
                    f"add {listed(f'`{key}`' for key in lacking)}",
                )


def _lacking(back: Return) -> dict[str, str]:
    """The keys that a return lacks, each with what it would say."""
    wanted = {
        "after": ("when care resumes", back.after),
        "resume": ("where", back.resume or back.resume_in),
        "at_most": ("how often at most", back.at_most),
        "then": ("what follows after that", back.then),
    }
    return {key: says for key, (says, value) in wanted.items() if value is None}


def single_branch(collection: Collection) -> Iterator[Diagnostic]:
    """P307: a question has two answers or more."""
    for step, question in _questions(collection):
        if len(question.branches) < 2:
            number = "only one answer" if question.branches else "no answer"
            yield diagnostic(
                "single-branch",
                f"Question `{question.id}` has {number}.",
                step.span("id"),
                "add the other answers as `branch`, or make the question an action",
            )


def duplicate_label(collection: Collection) -> Iterator[Diagnostic]:
    """P308: two answers of a question read differently."""
    for step, question in _questions(collection):
        first: dict[str, int] = {}
        for index, branch in enumerate(question.branches):
            label = " ".join(branch.label.casefold().split())
            earlier = first.setdefault(label, index)
            if label and earlier != index:
                yield diagnostic(
                    "duplicate-label",
                    f"Two answers of `{question.id}` are called `{branch.label.strip()}`.",
                    step.span("branch", index, "label"),
                    "word them so that a reader can tell them apart",
                    [Note(step.span("branch", earlier, "label"), "the other answer")],
                )


def otherwise_not_last(collection: Collection) -> Iterator[Diagnostic]:
    """P309: the answer taken otherwise is written last."""
    for step, question in _questions(collection):
        for index, branch in enumerate(question.branches[:-1]):
            if branch.when.strip() == OTHERWISE:
                yield diagnostic(
                    "otherwise-not-last",
                    f"An answer of `{question.id}` follows the one taken otherwise.",
                    step.span("branch", index, "when"),
                    f"move the `{OTHERWISE}` branch to the end; only one may have it",
                )


def _questions(collection: Collection) -> Iterator[tuple[Located[Step], Question]]:
    for sheet in collection.sheets:
        for step in sheet.steps():
            if step.value.kind == "question":
                yield step, step.value
