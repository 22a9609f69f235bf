"""What machines have found out about a pathway: proofs, findings, faults that were accepted.

Takes a checked collection and a pathway; gives plain values.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stepwell.diagnostics import RULES
from stepwell.duration import longest
from stepwell.render.citing import family
from stepwell.render.templating import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stepwell.checking import Checked
    from stepwell.collection import Collection, Sheet


@dataclass(frozen=True, slots=True)
class Held:
    """What holds for every patient there can be."""

    lines: tuple[str, ...]
    rules: tuple[tuple[str, str], ...]
    """Safety rules that hold, each with the hazard."""
    idle: str
    """How many more are about effects that no step of the pathway has."""


def held(sheet: Sheet, made: Checked) -> Held:
    """What is proven of a pathway."""
    one, rules = made.proof.pathways[sheet.slug], made.collection.safety
    lines = (
        (
            f"At each of {plural(one.questions, 'question')} one answer applies and never two,"
            " whatever is known of the patient."
        ),
        (
            f"Each of {plural(one.branches, 'answer')} and of {plural(one.steps, 'step')} is there"
            " for some patient."
        ),
        f"A visit can begin at {plural(one.entries, 'step')}; from each of them it ends.",
        f"All visits together take {longest(sheet, made.collection).words} at most.",
    )
    return Held(
        lines,
        tuple((rules[name].value.say, rules[name].value.hazard) for name in one.rules),
        f"{plural(len(one.idle), 'more rule is', 'more rules are')} about things that this pathway"
        " never does."
        if one.idle
        else "",
    )


def found_in(sheet: Sheet, made: Checked) -> Iterator[str]:
    """Findings in the files of a pathway and in the registers, none of other pathways."""
    others = {*_files(made.collection)} - {*_files(made.collection, sheet)}
    for one in made.findings:
        if one.span.path not in others:
            place = f"{one.span.path.rsplit('/', 1)[-1]}:{one.span.line}"
            yield f"{one.rule.code} {one.rule.severity} at {place}: {one.message}"


def _files(collection: Collection, pathway: Sheet | None = None) -> Iterator[str]:
    """Paths of the files that belong to one pathway and its blocks, or to any."""
    for sheet in family(pathway, collection) if pathway else collection.sheets:
        yield sheet.source.path
        if leaflet := collection.leaflets.get(sheet.slug):
            yield leaflet.source.path
        yield from (case.source.path for case in collection.cases.get(sheet.slug, ()))


def accepted(sheet: Sheet, collection: Collection) -> Iterator[str]:
    """Faults that the editors accept, with their reasons."""
    summaries = {rule.code: rule.summary for rule in RULES.values()}
    for part in family(sheet, collection):
        for one in part.value.suppress:
            where = f"step `{one.step}` of `{part.slug}`" if one.step else f"`{part.slug}`"
            yield f"{one.code} in {where}: {summaries.get(one.code, '')} Reason: {one.reason}"
