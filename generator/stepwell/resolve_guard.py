"""Guards wherever they are written: each is read, its names followed, its types held.

Takes a guard's text, the table that holds it and the register of facts; gives
diagnostics at the column of the part that is wrong. Branches, derived facts,
safety rules and bands of scores share it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stepwell.derivation import derivation
from stepwell.diagnostics import Diagnostic, Note, diagnostic, did_you_mean
from stepwell.guard import BrokenGuard, names, parse
from stepwell.guard_types import misfits
from stepwell.model import OTHERWISE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stepwell.collection import Collection, Located
    from stepwell.guard_types import Misfit
    from stepwell.registers import Fact
    from stepwell.source import Key

_WRITE = "write facts, comparisons, `and`, `or`, `not`, `in [...]`; or `otherwise`"


def guard_faults(
    text: str, holder: Located[Any], path: tuple[Key, ...], collection: Collection
) -> Iterator[Diagnostic]:
    """Every fault of the guard at `path`."""
    if text.strip() == OTHERWISE:
        return
    try:
        found = [*misfits(parse(text), collection.known_facts)]
    except BrokenGuard as broken:
        yield _broken(broken, holder, path)
        return
    for misfit in found:
        yield _diagnostic(misfit, holder, path, collection)


def _broken(broken: BrokenGuard, holder: Located[Any], path: tuple[Key, ...]) -> Diagnostic:
    return diagnostic(
        "broken-guard",
        f"This guard cannot be read: {broken}.",
        holder.inside(broken.at.offset, broken.at.length, *path),
        _WRITE,
    )


def _diagnostic(
    misfit: Misfit, holder: Located[Any], path: tuple[Key, ...], collection: Collection
) -> Diagnostic:
    span = holder.inside(misfit.at.offset, misfit.at.length, *path)
    if misfit.rule == "unknown-fact":
        near = did_you_mean(misfit.fact, collection.facts)
        return diagnostic("unknown-fact", f"The fact `{misfit.fact}` does not exist.", span, near)
    notes = []
    if misfit.fact:
        notes.append(Note(collection.facts[misfit.fact].span("id"), "the fact is described here"))
    message = f"{misfit.message[0].upper()}{misfit.message[1:]}."
    return diagnostic(misfit.rule, message, span, misfit.help, notes)


def derived_faults(collection: Collection) -> Iterator[Diagnostic]:
    """Faults of what derived facts are worked out from."""
    told: set[frozenset[str]] = set()
    for located in collection.facts.values():
        fact = located.value
        if fact.derive is None:
            continue
        try:
            for misfit in derivation(fact, collection.known_facts):
                yield _diagnostic(misfit, located, ("derive",), collection)
        except BrokenGuard as broken:
            yield _broken(broken, located, ("derive",))
        loop = _loop(fact, collection)
        if loop and frozenset(loop) not in told:
            told.add(frozenset(loop))
            named = " → ".join(f"`{name}`" for name in loop)
            yield diagnostic(
                "derived-cycle",
                f"The fact `{fact.id}` is worked out from itself: {named}.",
                located.span("derive"),
                "work it out from facts that are asked for",
                [
                    Note(collection.facts[name].span("derive"), f"`{name}` is part of the loop")
                    for name in loop[1:-1]
                ],
            )


def _loop(fact: Fact, collection: Collection) -> list[str]:
    """A way from a derived fact back to itself, or nothing."""
    trails = [[fact.id]]
    seen = set()
    while trails:
        trail = trails.pop()
        for name in _sources(trail[-1], collection):
            if name == fact.id:
                return [*trail, name]
            if name not in seen:
                seen.add(name)
                trails.append([*trail, name])
    return []


def _sources(name: str, collection: Collection) -> list[str]:
    known = collection.known_facts.get(name)
    if known is None or known.derive is None:
        return []
    try:
        return [one.fact for one in names(parse(known.derive))]
    except BrokenGuard:
        return []
