"""Names across files: whatever is named must exist, and once.

Takes a `Collection`; gives diagnostics of family P2. Every name that leads
nowhere is reported with the nearest one that would.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stepwell.diagnostics import Diagnostic, Note, diagnostic
from stepwell.fields import parts
from stepwell.given import contradiction, unfit
from stepwell.graph import EdgeKind, targets, whole
from stepwell.model import EXIT, Block
from stepwell.resolve_guard import derived_faults, guard_faults
from stepwell.resolve_lookups import lookup_faults
from stepwell.statements import stated
from stepwell.unknown_name import unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from stepwell.cases import Case
    from stepwell.collection import Collection, Located, Sheet
    from stepwell.graph import Graph
    from stepwell.leaflets import Leaflet
    from stepwell.safety import SafetyRule
    from stepwell.scores import Score
    from stepwell.source import Key


def resolve(collection: Collection) -> Iterator[Diagnostic]:
    """Every name of the collection that does not resolve."""
    for sheet in collection.sheets:
        yield from _steps(sheet, collection)
        yield from _registers(sheet, collection)
    for slug, cases in collection.cases.items():
        if slug in collection.pathways:
            graph = whole(collection.pathways[slug], collection)
            for case in cases:
                yield from _case(case, graph, collection)
    for slug, leaflet in collection.leaflets.items():
        if slug in collection.pathways:
            yield from _leaflet(leaflet, whole(collection.pathways[slug], collection))
    yield from (derived := [*derived_faults(collection)])
    if not derived:
        yield from _contradicted(collection)
    for rule in collection.safety.values():
        yield from _safety_rule(rule, collection)
    for score in collection.scores.values():
        yield from _score(score, collection)
    yield from lookup_faults(collection)
    yield from _citations(collection)
    yield from _planned(collection)
    yield from _classes(collection)


def _steps(sheet: Sheet, collection: Collection) -> Iterator[Diagnostic]:
    known: dict[str, Located[Any]] = {}
    for step in sheet.steps():
        key = "block" if step.value.kind == "include" else "id"
        if first := known.get(step.value.id):
            yield diagnostic(
                "duplicate-step",
                f"The step `{step.value.id}` exists twice in this file.",
                step.span(key),
                "give one of the two another id",
                [Note(first.span("id"), "first used here")],
            )
        known.setdefault(step.value.id, step)
    ids = [*known, EXIT] if isinstance(sheet.value, Block) else [*known]
    if sheet.value.start not in known:
        yield unknown("step", sheet.value.start, sheet.span("start"), known, known)
    for step in sheet.steps():
        for path, target in targets(step.value):
            if target not in ids:
                yield unknown("step", target, step.span(*path), ids, known)
        yield from _named_by_step(step, collection)


def _named_by_step(step: Located[Any], collection: Collection) -> Iterator[Diagnostic]:
    value = step.value
    slugs = collection.slugs
    if value.kind == "include" and value.block not in collection.blocks:
        yield unknown("block", value.block, step.span("block"), collection.blocks)
    if value.kind == "link" and value.to not in slugs:
        yield unknown("pathway", value.to, step.span("to"), slugs)
    if value.kind == "outcome" and value.returns and value.returns.resume_in:
        other = value.returns.resume_in
        if other not in slugs:
            yield unknown("pathway", other, step.span("return", "resume_in"), slugs)
    if value.kind == "question":
        for index, branch in enumerate(value.branches):
            yield from guard_faults(branch.when, step, ("branch", index, "when"), collection)
    if value.kind in {"action", "outcome", "link"}:
        yield from _effects(value.effects, step, ("effects",), collection)
    if value.kind in {"action", "outcome"}:
        drugs = [*collection.medications, *collection.classes]
        for key, list_ in (
            ("start", value.start),
            ("continue", value.continues),
            ("stop", value.stop),
        ):
            for index, name in enumerate(list_):
                if name not in drugs:
                    yield unknown("medication", name, step.span(key, index), drugs)


def _effects(
    effects: Iterable[str],
    holder: Located[Any],
    path: tuple[Key, ...],
    collection: Collection,
    first: int = 0,
) -> Iterator[Diagnostic]:
    drugs = [*collection.medications, *collection.classes]
    known = [one.id for one in collection.info.value.effects]
    known += [f"{verb}:{name}" for verb in ("start", "continue", "stop") for name in drugs]
    for index, effect in enumerate(effects, start=first):
        if effect not in known:
            yield unknown("effect", effect, holder.span(*path, index), known)


def _safety_rule(rule: Located[SafetyRule], collection: Collection) -> Iterator[Diagnostic]:
    value = rule.value
    for key in ("when", "unless"):
        if guard := getattr(value, key):
            yield from guard_faults(guard, rule, (key,), collection)
    for key in ("advised", "never", "always", "together"):
        stated_ = [(index, one) for index, one in enumerate(getattr(value, key)) if one[-1] != "*"]
        for index, one in stated_:
            yield from _effects([one], rule, (key,), collection, index)
    for key in ("only_in", "not_in"):
        for index, slug in enumerate(getattr(value, key)):
            if slug not in collection.pathways:
                span = rule.span(key, index)
                yield unknown("pathway", slug, span, collection.pathways)


def _score(score: Located[Score], collection: Collection) -> Iterator[Diagnostic]:
    value = score.value
    named: list[tuple[str, tuple[Key, ...]]] = [
        *((name, ("item", index)) for index, name in enumerate(value.items)),
        *((one.fact, ("scale", index, "fact")) for index, one in enumerate(value.scales)),
    ]
    for name, path in named:
        if name not in collection.facts:
            yield unknown("fact", name, score.span(*path), collection.facts)
    for index, band in enumerate(value.bands):
        yield from guard_faults(band.when, score, ("band", index, "when"), collection)


def _registers(sheet: Sheet, collection: Collection) -> Iterator[Diagnostic]:
    registers: dict[Key, Mapping[str, Any]] = {
        "contested": collection.contested,
        "score": collection.scores,
    }
    for path, value in parts(sheet.value):
        known = registers.get(path[-1]) if path else None
        if known is not None:
            for index, name in enumerate(value):
                if name not in known:
                    yield unknown(str(path[-1]), name, sheet.span(*path, index), known)


def _case(case: Located[Case], graph: Graph, collection: Collection) -> Iterator[Diagnostic]:
    for name, value in case.value.given.items():
        if name not in collection.facts:
            yield unknown("fact", name, case.key_span("given", name), collection.facts)
        elif expected := unfit(collection.facts[name].value, value):
            yield diagnostic(
                "unknown-value",
                f"`{value}` is not a value of `{name}`.",
                case.span("given", name),
                expected,
            )
    for index, name in enumerate(case.value.expect.ask):
        if name not in collection.facts:
            yield unknown("fact", name, case.span("expect", "ask", index), collection.facts)
    expected_effects = case.value.expect.advise, case.value.expect.not_advise
    for key, effects in zip(("advise", "not_advise"), expected_effects, strict=True):
        yield from _effects(effects, case, ("expect", key), collection)
    named: list[tuple[str | None, tuple[Key, ...]]] = [
        (case.value.expect.outcome, ("expect", "outcome")),
        (case.value.at, ("at",)),
        *((name, ("used_up", index)) for index, name in enumerate(case.value.used_up)),
    ]
    for step, path in named:
        if step and step not in graph.nodes:
            yield unknown("step", step, case.span(*path), [*graph.nodes])
        elif step and (said := _impossible(path[0], step, graph)):
            does = "see `return` in the pathway"
            yield diagnostic("impossible-visit", said, case.span(*path), does)


def _leaflet(leaflet: Located[Leaflet], graph: Graph) -> Iterator[Diagnostic]:
    for index, part in enumerate(leaflet.value.parts):
        for at, name in enumerate(part.steps):
            if name not in graph.nodes:
                span = leaflet.span("part", index, "steps", at)
                yield unknown("step", name, span, [*graph.nodes])


def _impossible(key: Key, step: str, graph: Graph) -> str:
    """Why a visit of a case cannot be as the case says, if it cannot."""
    value = graph.nodes[step].step.value
    if key == "used_up" and not (value.kind == "outcome" and value.returns):
        return f"The step `{step}` has no return that could be used up."
    resumed = {edge.target for edge in graph.edges if edge.kind is EdgeKind.RESUME}
    if key == "at" and step not in {graph.start, *resumed}:
        return f"No visit begins at `{step}`: no return resumes there."
    return ""


def _contradicted(collection: Collection) -> Iterator[Diagnostic]:
    """Cases that give a derived fact another value than its parts make."""
    facts = collection.known_facts
    for case in (case for cases in collection.cases.values() for case in cases):
        known = case.value.patient
        if any(name not in facts or unfit(facts[name], known[name]) for name in known):
            continue
        if found := contradiction(known, facts):
            name, expected = found
            yield diagnostic(
                "unknown-value",
                f"`{name}` contradicts the facts that it is worked out from.",
                case.span("given", name),
                expected,
            )


def _citations(collection: Collection) -> Iterator[Diagnostic]:
    for one in stated(collection):
        for index, citation in enumerate(one.cite):
            if citation.source not in collection.references:
                span = one.located.span("cite", index, "source")
                yield unknown("source", citation.source, span, collection.references)


def _planned(collection: Collection) -> Iterator[Diagnostic]:
    for index, planned in enumerate(collection.info.value.planned):
        if planned.slug in collection.pathways:
            yield diagnostic(
                "planned-pathway-exists",
                f"The pathway `{planned.slug}` is no longer only planned.",
                collection.info.span("planned", index, "slug"),
                "delete this entry",
            )


def _classes(collection: Collection) -> Iterator[Diagnostic]:
    for located in collection.medications.values():
        name = located.value.medication_class
        if name and name not in collection.classes:
            yield unknown("medication", name, located.span("class"), collection.classes)
