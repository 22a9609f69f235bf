"""What changed in the registers that pathways share, and which pathways show it.

Takes both collections; gives a `Part` for each entry that was added, removed or
reads otherwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stepwell.diff.values import Change, Part, Weight
from stepwell.guard import names, parse
from stepwell.model import OTHERWISE
from stepwell.render import citing
from stepwell.step_text import box_text
from stepwell.verdict import with_parts
from stepwell.walk import walker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from stepwell.collection import Collection, Located, Sheet
    from stepwell.diff.content import Reader

_TAKEN = {"medications", "classes"}
"""What steps start, continue or stop by name."""
_TABLES: tuple[tuple[str, str, str], ...] = (
    ("medication", "medications", "name"),
    ("class of medications", "classes", "name"),
    ("fact", "facts", "name"),
    ("safety rule", "safety", "say"),
    ("contested point", "contested", "asks"),
    ("score tool", "scores", "title"),
    ("term", "terms", "term"),
    ("scale", "scales", "name"),
    ("benefit", "benefits", "treatment"),
    ("guideline", "guidelines", "society"),
    ("leaflet", "leaflets", "title"),
)
"""Kind, attribute of the collection, and the field that a reader knows an entry by."""


def registers(old: Collection, new: Collection, reader: Reader) -> Iterator[Part]:
    """Every entry that differs, register by register."""
    for kind, attribute, title in _TABLES:
        users = _USERS.get(kind)
        for name, before, after in _both(getattr(old, attribute), getattr(new, attribute)):
            shown = after or before
            changes = tuple(reader.changes(before.value, after.value)) if before and after else ()
            state = _state(before, after)
            if state != "changed" or changes:
                side = new if after else old
                used = tuple(users(name, side)) if users else ()
                told = [*_told(name, side, used)] if attribute in _TAKEN else []
                yield Part(
                    kind,
                    name,
                    getattr(shown.value, title),
                    state,
                    changes,
                    tuple(whom for whom, _ in told),
                    used,
                    tuple(dict.fromkeys(case for _, cases in told for case in cases)),
                )
    yield from _sources(old, new)
    info = reader.changes(old.info.value, new.info.value)
    if info:
        yield Part("collection", "", new.info.value.title, "changed", tuple(info))
    yield from _cases(old, new, reader)


def _told(
    name: str, collection: Collection, slugs: Iterable[str]
) -> Iterator[tuple[str, list[str]]]:
    """Steps that speak of a medication or class, each with the cases that are told so."""
    for slug in slugs:
        ready = walker(collection.pathways[slug], collection)
        runs = [
            (one.value.name, ready.walk(one.value.patient, one.value.used_up, one.value.at or ""))
            for one in collection.cases.get(slug, ())
        ]
        for node in ready.graph.nodes.values():
            step = node.step.value
            named = step.medications if step.kind in {"action", "outcome"} else ()
            if name in named or name in {one.value.id for one in citing.meant(named, collection)}:
                cases = [f"{slug}: {case}" for case, walk in runs if node in walk.advice]
                yield f"those who come to “{box_text(node, collection)}” in {slug}", cases


def _both(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    for name in dict.fromkeys((*new, *old)):
        yield name, old.get(name), new.get(name)


def _state(before: object, after: object) -> str:
    if before is None:
        return "added"
    return "changed" if after is not None else "removed"


def _sources(old: Collection, new: Collection) -> Iterator[Part]:
    for name, before, after in _both(old.references, new.references):
        same = before and after and (before.text, before.url) == (after.text, after.url)
        if not same:
            shown = new if after else old
            used = [
                one.slug for one in shown.pathways.values() if name in citing.numbering(one, shown)
            ]
            changes = (
                (Change("source", before.text, after.text, Weight.EVIDENCE),)
                if before and after
                else ()
            )
            text = (after or before).text
            yield Part("source", name, text, _state(before, after), changes, used_in=tuple(used))


def _cases(old: Collection, new: Collection, reader: Reader) -> Iterator[Part]:
    for slug in dict.fromkeys((*new.cases, *old.cases)):
        sides = [
            {one.value.name: one.value for one in side.cases.get(slug, ())} for side in (old, new)
        ]
        for name, before, after in _both(*sides):
            changes = tuple(reader.changes(before, after)) if before and after else ()
            state = _state(before, after)
            if state != "changed" or changes:
                yield Part("case", "", name, state, changes, used_in=(slug,))


def _showing(
    found: Callable[[Sheet, Collection], list[Located[Any]]],
) -> Callable[[str, Collection], Iterator[str]]:
    def users(name: str, collection: Collection) -> Iterator[str]:
        for sheet in collection.pathways.values():
            if any(one.value.id == name for one in found(sheet, collection)):
                yield sheet.slug

    return users


def _asking(name: str, collection: Collection) -> Iterator[str]:
    """Pathways whose guards rest on a fact."""
    for sheet in collection.pathways.values():
        guards = [
            branch.when
            for step in citing.steps(sheet, collection)
            if step.kind == "question"
            for branch in step.branches
            if branch.when.strip() != OTHERWISE
        ]
        named = (one.fact for when in guards for one in names(parse(when)))
        if name in with_parts(named, collection.known_facts):
            yield sheet.slug


_USERS = {
    "medication": _showing(citing.medications),
    "class of medications": _showing(citing.classes),
    "contested point": _showing(citing.contested),
    "fact": _asking,
}
"""How to find the pathways that show an entry."""
