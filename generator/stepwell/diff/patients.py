"""Which patients are led elsewhere by a new edition, pathway by pathway, and which cases are.

Takes both collections; gives `Region`s in words, each with the patient who shows it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from stepwell.diff.pairing import paired
from stepwell.diff.regions import Comparison, Found, Incomparable
from stepwell.diff.said import landing_words, place_words, walk_words
from stepwell.diff.turns import START
from stepwell.diff.values import Example, Region
from stepwell.prove.counterexample import Patient
from stepwell.prove.oracle import NotProved
from stepwell.walk import walker

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from stepwell.collection import Collection
    from stepwell.diff.parting import Parting


def comparison(slug: str, old: Collection, new: Collection) -> Comparison:
    """One pathway of both editions, made ready to walk in both."""
    before, after = walker(old.pathways[slug], old), walker(new.pathways[slug], new)
    steps = [
        {name: node.step.value for name, node in one.graph.nodes.items()} for one in (before, after)
    ]
    return Comparison(before, after, paired(*steps))


def regions(
    old: Collection, new: Collection
) -> tuple[tuple[Region, ...], tuple[tuple[str, str], ...]]:
    """Regions of all pathways, and the pathways that could not be compared, with the reason.

    One region that many pathways share, through a block, stands once.
    """
    found: dict[tuple[object, ...], Region] = {}
    failed: list[tuple[str, str]] = []
    for slug in new.pathways:
        if slug not in old.pathways:
            continue
        compared = comparison(slug, old, new)
        try:
            turns = [*compared.regions()]
        except (Incomparable, NotProved) as reason:
            failed.append((slug, str(reason)))
            continue
        cases = _cases(slug, compared, old, new) if turns else {}
        for one in turns:
            region = _region(one, slug, compared, cases.get(one.parting, ()), old, new)
            key = (region.step, region.was, region.now, region.conditions)
            if known := found.get(key):
                region = replace(
                    known, slugs=(*known.slugs, slug), cases=(*known.cases, *region.cases)
                )
            found[key] = region
    return tuple(found.values()), tuple(failed)


def _region(
    found: Found,
    slug: str,
    compared: Comparison,
    cases: tuple[str, ...],
    old: Collection,
    new: Collection,
) -> Region:
    step, was, now = found.parting
    before, after = compared.walks(found.patient)
    old_name = {now_name: name for name, now_name in compared.names.items()}.get(step, step)
    since = [
        0 if step == START else one.steps.index(name) + 1
        for one, name in ((before, old_name), (after, step))
    ]
    return Region(
        place_words(step, compared.new, new),
        step,
        landing_words(was, old_name, compared.old, old),
        landing_words(now, step, compared.new, new),
        tuple(sorted(found.who.conditions, key=lambda one: (len(one), one))),
        found.who.complete,
        Example(
            found.patient,
            _told_first(found, compared).words({**old.known_facts, **new.known_facts}),
            walk_words(before, since[0], old),
            walk_words(after, since[1], new),
        ),
        (slug,),
        cases,
    )


def _told_first(found: Found, compared: Comparison) -> Patient:
    """The patient, what the step itself asks for first."""
    asked = {
        name
        for ready in (compared.old, compared.new)
        if (ask := ready.questions.get(found.parting.step))
        for name in ask.asked
    }
    given = sorted(found.patient.given.items(), key=lambda one: one[0] not in asked)
    return replace(found.patient, given=dict(given))


def _cases(
    slug: str, compared: Comparison, old: Collection, new: Collection
) -> Mapping[Parting, tuple[str, ...]]:
    """The cases of both editions by where their walks part."""
    found: dict[Parting, tuple[str, ...]] = {}
    for name, patient in _patients(slug, compared, old, new):
        if parting := compared.parting(patient):
            found[parting] = (*found.get(parting, ()), f"{slug}: {name}")
    return found


def _patients(
    slug: str, compared: Comparison, old: Collection, new: Collection
) -> Iterator[tuple[str, Patient]]:
    """Every case of the new edition, then those that only the old one has."""
    seen = set()
    for side, names in ((new, {}), (old, compared.names)):
        for one in side.cases.get(slug, ()):
            case = one.value
            if case.name in seen:
                continue
            seen.add(case.name)
            at = names.get(case.at or "", case.at or "")
            used_up = tuple(names.get(step, step) for step in case.used_up)
            if {at, *used_up} <= {"", *compared.new.graph.nodes}:
                yield case.name, Patient(case.patient, used_up, at)
