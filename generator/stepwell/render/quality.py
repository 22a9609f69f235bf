"""The quality page: what was checked and proven, how often, and what was found.

Takes the collection, the findings, the proof and the rules that ran; gives `quality.md`.
Counts say what is still weak (whole-document citations, accepted faults) as
plainly as what holds.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stepwell.checks.cases import coverage
from stepwell.diagnostics import RULES
from stepwell.duration import longest
from stepwell.graph import EdgeKind, whole
from stepwell.model import Pathway
from stepwell.render import citing
from stepwell.render.artifact import Artifact
from stepwell.render.register import sources
from stepwell.render.templating import render
from stepwell.render.words import STATUS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from stepwell.collection import Collection, Sheet
    from stepwell.diagnostics import Diagnostic, Findings, Rule
    from stepwell.fields import Citation
    from stepwell.graph import Graph
    from stepwell.head import Suppression
    from stepwell.prove import Proof, Proven
    from stepwell.safety import SafetyRule

FAMILIES = {
    "P1": "Files",
    "P2": "Names",
    "P3": "Structure",
    "P4": "Logic",
    "P5": "Evidence",
    "P6": "Cases",
    "P7": "Wording",
    "P8": "Faces",
}
_ANSWERS = {EdgeKind.BRANCH, EdgeKind.UNKNOWN}
WHOLE = "whole document"
"""How editors write a place that is still to be narrowed."""


@dataclass(frozen=True, slots=True)
class Share:
    """How many there are of a thing, and how many of them cases take."""

    taken: int
    of: int

    @property
    def text(self) -> str:
        return f"{self.taken} of {self.of}"


@dataclass(frozen=True, slots=True)
class Run:
    """How far the cases of one pathway go, and what is proven of it."""

    sheet: Sheet
    cases: int
    steps: Share
    branches: Share
    returns: Share
    proven: Proven
    longest: str


@dataclass(frozen=True, slots=True)
class Held:
    """A safety rule with the pathways for which it is proven."""

    rule: SafetyRule
    holds: tuple[Sheet, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """What one pathway holds, its blocks included."""

    sheet: Sheet
    status: str
    steps: int
    questions: int
    answers: int
    recommendations: int
    citations: int
    whole_document: int


def quality(
    collection: Collection,
    findings: Findings,
    proof: Proof,
    *,
    as_of: date,
    rules: Iterable[Rule] | None = None,
) -> Iterator[Artifact]:
    """The quality page; `rules` are those that ran, all of them unless said otherwise."""
    ran = tuple(RULES.values() if rules is None else rules)
    found = Counter(one.rule.code for one in findings)
    tallies = tuple(_tally(sheet, collection) for sheet in collection.pathways.values())
    text = render(
        "quality.md.j2",
        as_of=as_of,
        families=tuple(_families(ran)),
        found=found,
        errors=findings.errors,
        warnings=findings.warnings,
        diagnostics=tuple(findings),
        place=_place,
        tallies=tallies,
        runs=tuple(_runs(collection, proof)),
        safety=tuple(_safety(collection, proof)),
        suppressions=tuple(_suppressions(collection)),
        planned=collection.info.value.planned,
        sources_of=lambda cites: sources(cites, collection),
        rules=len(ran),
        totals=_totals(collection),
    )
    yield Artifact("quality.md", text.encode())


def _families(rules: tuple[Rule, ...]) -> Iterator[tuple[str, tuple[Rule, ...]]]:
    for prefix, name in FAMILIES.items():
        if some := tuple(one for one in rules if one.code.startswith(prefix)):
            yield name, some


def _place(one: Diagnostic) -> str:
    return f"{one.span.path}:{one.span.line}:{one.span.column}"


def _tally(sheet: Sheet, collection: Collection) -> Tally:
    status = STATUS[sheet.value.status] if isinstance(sheet.value, Pathway) else ""
    steps = list(citing.steps(sheet, collection))
    cites = list(citing.citations(sheet, collection))
    return Tally(
        sheet,
        status,
        steps=len(steps),
        questions=sum(one.kind == "question" for one in steps),
        answers=sum(len(one.branches) for one in steps if one.kind == "question"),
        recommendations=sum(
            one.kind in {"action", "outcome"} and one.direction is not None for one in steps
        ),
        citations=len(cites),
        whole_document=sum(map(_is_whole, cites)),
    )


def _runs(collection: Collection, proof: Proof) -> Iterator[Run]:
    for slug, one in proof.pathways.items():
        sheet = collection.pathways[slug]
        taken = coverage(sheet, collection)
        graph = whole(sheet, collection)
        branches = {edge for edge in graph.edges if edge.kind in _ANSWERS}
        returns = set(_returns(graph))
        yield Run(
            sheet,
            cases=len(collection.cases.get(slug, ())),
            steps=Share(len(taken.steps), len(graph.nodes)),
            branches=Share(len(branches & taken.edges), len(branches)),
            returns=Share(len(returns & taken.returns), len(returns)),
            proven=one,
            longest=longest(sheet, collection).words,
        )


def _returns(graph: Graph) -> Iterator[str]:
    """Outcomes after which care resumes."""
    for node in graph.nodes.values():
        if node.step.value.kind == "outcome" and node.step.value.returns:
            yield node.id


def _safety(collection: Collection, proof: Proof) -> Iterator[Held]:
    for name, located in collection.safety.items():
        holds = [slug for slug, one in proof.pathways.items() if name in one.rules]
        yield Held(located.value, tuple(collection.pathways[slug] for slug in holds))


def _is_whole(cite: Citation) -> bool:
    return cite.at.strip().lower() == WHOLE


def _suppressions(collection: Collection) -> Iterator[tuple[Sheet, Suppression]]:
    for sheet in collection.sheets:
        for one in sheet.value.suppress:
            yield sheet, one


def _totals(collection: Collection) -> dict[str, int]:
    """How many there are of each thing in the whole collection."""
    return {
        "pathways": len(collection.pathways),
        "blocks": len(collection.blocks),
        "facts": len(collection.facts),
        "medications": len(collection.medications),
        "contested points": len(collection.contested),
        "sources": len(collection.references),
    }
