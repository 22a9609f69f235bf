"""Names across files: whatever is named must exist, and once.

Takes a `Collection`; gives diagnostics of family P2. Every name that leads
nowhere is reported with the nearest one that would.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from stepwell.diagnostics import Diagnostic, Note, diagnostic, did_you_mean
from stepwell.fields import parts
from stepwell.graph import targets
from stepwell.guard import BrokenGuard, Constant, constants, names, parse
from stepwell.model import EXIT, OTHERWISE, Block
from stepwell.statements import stated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stepwell.collection import Collection, Located, Sheet
    from stepwell.registers import Case, Fact
    from stepwell.source import Key, Span


def resolve(collection: Collection) -> Iterator[Diagnostic]:
    """Every name of the collection that does not resolve."""
    for sheet in collection.sheets:
        yield from _steps(sheet, collection)
        yield from _registers(sheet, collection)
    for slug, cases in collection.cases.items():
        if slug in collection.pathways:
            for case in cases:
                yield from _case(case, collection.pathways[slug], collection)
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
        yield _unknown("step", sheet.value.start, sheet.span("start"), known, known)
    for step in sheet.steps():
        for path, target in targets(step.value):
            if target not in ids:
                yield _unknown("step", target, step.span(*path), ids, known)
        yield from _named_by_step(step, collection)


def _named_by_step(step: Located[Any], collection: Collection) -> Iterator[Diagnostic]:
    value = step.value
    slugs = [*collection.pathways, *(one.slug for one in collection.info.value.planned)]
    if value.kind == "include" and value.block not in collection.blocks:
        yield _unknown("block", value.block, step.span("block"), collection.blocks)
    if value.kind == "link" and value.to not in slugs:
        yield _unknown("pathway", value.to, step.span("to"), slugs)
    if value.kind == "outcome" and value.returns and value.returns.resume_in:
        other = value.returns.resume_in
        if other not in slugs:
            yield _unknown("pathway", other, step.span("return", "resume_in"), slugs)
    if value.kind == "question":
        for index, branch in enumerate(value.branches):
            if branch.when != OTHERWISE:
                yield from _guard(branch.when, step, ("branch", index, "when"), collection)
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
                    yield _unknown("medication", name, step.span(key, index), drugs)


def _effects(
    effects: Iterable[str], holder: Located[Any], path: tuple[Key, ...], collection: Collection
) -> Iterator[Diagnostic]:
    drugs = [*collection.medications, *collection.classes]
    known = [one.id for one in collection.info.value.effects]
    known += [f"{verb}:{name}" for verb in ("start", "continue", "stop") for name in drugs]
    for index, effect in enumerate(effects):
        if effect not in known:
            yield _unknown("effect", effect, holder.span(*path, index), known)


def _registers(sheet: Sheet, collection: Collection) -> Iterator[Diagnostic]:
    for path, value in parts(sheet.value):
        if path and path[-1] == "contested":
            for index, name in enumerate(value):
                if name not in collection.contested:
                    span = sheet.span(*path, index)
                    yield _unknown("contested", name, span, collection.contested)


def _guard(
    text: str, step: Located[Any], path: tuple[Key, ...], collection: Collection
) -> Iterator[Diagnostic]:
    try:
        guard = parse(text)
    except BrokenGuard as broken:
        yield diagnostic(
            "broken-guard",
            f"This guard cannot be read: {broken}.",
            step.inside(broken.at.offset, broken.at.length, *path),
            "write facts, comparisons, `and`, `or`, `not`, `in [...]`; or `otherwise`",
        )
        return
    for name in names(guard):
        if name.fact not in collection.facts:
            span = step.inside(name.at.offset, name.at.length, *path)
            yield _unknown("fact", name.fact, span, collection.facts)
    for compared, constant in constants(guard):
        fact = collection.facts.get(compared.fact) if compared else None
        if fact and (expected := _unfit(fact.value, constant.value)):
            yield diagnostic(
                "unknown-value",
                f"`{_written(constant)}` is not a value of `{fact.value.id}`.",
                step.inside(constant.at.offset, constant.at.length, *path),
                expected,
                [Note(fact.span("id"), "the fact is described here")],
            )


def _case(case: Located[Case], pathway: Sheet, collection: Collection) -> Iterator[Diagnostic]:
    for name, value in case.value.given.items():
        if name not in collection.facts:
            yield _unknown("fact", name, case.key_span("given", name), collection.facts)
        elif expected := _unfit(collection.facts[name].value, value):
            yield diagnostic(
                "unknown-value",
                f"`{value}` is not a value of `{name}`.",
                case.span("given", name),
                expected,
            )
    for index, name in enumerate(case.value.expect.ask):
        if name not in collection.facts:
            yield _unknown("fact", name, case.span("expect", "ask", index), collection.facts)
    expected_effects = case.value.expect.advise, case.value.expect.not_advise
    for key, effects in zip(("advise", "not_advise"), expected_effects, strict=True):
        yield from _effects(effects, case, ("expect", key), collection)
    outcome = case.value.expect.outcome
    ends = [step.id for step in pathway.value.steps]
    for block in collection.includes(pathway):
        ends += [f"{block.slug}/{step.id}" for step in block.value.steps]
    if outcome and outcome not in ends:
        yield _unknown("step", outcome, case.span("expect", "outcome"), ends)


def _citations(collection: Collection) -> Iterator[Diagnostic]:
    for one in stated(collection):
        for index, citation in enumerate(one.cite):
            if citation.source not in collection.references:
                span = one.located.span("cite", index, "source")
                yield _unknown("source", citation.source, span, collection.references)


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
            yield _unknown("medication", name, located.span("class"), collection.classes)


def _unfit(fact: Fact, value: Any) -> str:
    """What the fact expects, when the value is not one of its own."""
    match fact.type:
        case "yes-no":
            return "" if isinstance(value, bool) else "expected true or false"
        case "one-of":
            known = [one.value for one in fact.values]
            if isinstance(value, str) and value in known:
                return ""
            return did_you_mean(str(value), known) or f"expected one of {', '.join(known)}"
    if not isinstance(value, Decimal) or isinstance(value, bool):
        return "expected a number"
    if fact.type == "count" and value != value.to_integral_value():
        return "expected a whole number"
    if (fact.min is not None and value < fact.min) or (fact.max is not None and value > fact.max):
        low = "any" if fact.min is None else fact.min
        return f"expected a number from {low} to {'any' if fact.max is None else fact.max}"
    return ""


def _written(constant: Constant) -> str:
    value = constant.value
    return str(value).lower() if isinstance(value, bool) else str(value)


_NAMES = {"contested": "contested point"}


def _unknown(
    what: str,
    name: str,
    span: Span,
    known: Iterable[str],
    steps: dict[str, Located[Any]] | None = None,
) -> Diagnostic:
    """A name that leads nowhere, with the nearest that would and its line."""
    known = list(known)
    said = did_you_mean(name, known)
    if said and steps:
        near = said.split("`")[1]
        if near in steps:
            said = f"did you mean `{near}` (line {steps[near].span('id').line})?"
    if not said and what == "step" and name == EXIT:
        said = "only the steps of a block leave by `@exit`"
    return diagnostic(
        f"unknown-{what}", f"The {_NAMES.get(what, what)} `{name}` does not exist.", span, said
    )
