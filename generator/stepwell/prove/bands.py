"""Proofs about the bands of score tools: every result has one meaning, and never two.

Takes the collection; yields diagnostics of the rules P401 and P402, each with the
fewest answers that show it. A result of which too little is known has no band yet,
and that is no gap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import z3

from stepwell.diagnostics import Diagnostic, Note, diagnostic
from stepwell.guard import parse
from stepwell.guard_words import known_words
from stepwell.model import OTHERWISE
from stepwell.prove.encode import Encoder
from stepwell.prove.oracle import NotProved, Oracle
from stepwell.verdict import verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stepwell.collection import Collection, Located
    from stepwell.given import Patient
    from stepwell.scores import Score


def bands(collection: Collection, timeout: int) -> Iterator[Diagnostic]:
    """Every score tool with a result that no band, or more than one, is about."""
    for located in collection.scores.values():
        try:
            yield from _score(located, collection, timeout)
        except NotProved as gave_up:
            yield diagnostic(
                "not-proved",
                f"The bands of `{located.value.id}` are not proven: {gave_up}.",
                located.span("band"),
                "simplify their guards",
            )


def _score(located: Located[Score], collection: Collection, timeout: int) -> Iterator[Diagnostic]:
    score, facts = located.value, collection.known_facts
    guards = [parse(band.when) for band in score.bands if band.when.strip() != OTHERWISE]
    encoder = Encoder(facts)
    each = [encoder.guard(guard) for guard in guards]
    oracle = Oracle(encoder.domain, timeout)
    several = z3.PbGe([(one.true, 1) for one in each], 2)
    faults = [("overlap", several, f"Two bands of `{score.id}` apply")]
    if len(guards) == len(score.bands):
        none = z3.And([one.false for one in each])
        faults.append(("gap", none, f"No band of `{score.id}` applies"))
    for rule, condition, said in faults:
        model = oracle.fewest(condition, [*encoder.known.values()])
        if model is None:
            continue
        given = encoder.patient(model)
        answers = [verdict(guard, facts)(given) for guard in guards]
        if (answers.count(True) > 1) is not (rule == "overlap"):
            raise NotProved("the bands do not confirm the answers that the solver found")
        yield diagnostic(
            rule,
            f"{said} to these answers: {_words(given, collection)}.",
            located.span("band"),
            "correct the guards of the bands, or make the last one `otherwise`",
            [
                Note(located.span("band", index, "when"), f"`{band.label}` applies")
                for index, band in enumerate(score.bands)
                if band.when.strip() != OTHERWISE
                and verdict(parse(band.when), facts)(given) is True
            ],
        )


def _words(given: Patient, collection: Collection) -> str:
    facts = collection.known_facts
    return ", ".join(known_words(value, facts[name]) for name, value in given.items())
