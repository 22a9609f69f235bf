"""Whether a printed sheet still holds: a page for each code that a sheet ever carried.

Takes a collection with its register of released sheets; gives `c/<code>.md` for
each of them and for what is not released yet, and a page to look codes up. The
answer knows no clock: current means what the collection says now.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from stepwell.graph import chart
from stepwell.render import edition, words
from stepwell.render.artifact import Artifact
from stepwell.render.fingerprint import fingerprints
from stepwell.render.quoting import markdown
from stepwell.render.step_list import anchor
from stepwell.render.templating import render
from stepwell.step_text import step_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from stepwell.collection import Collection, Sheet
    from stepwell.head import Edition
    from stepwell.model import Pathway
    from stepwell.released import ReleasedSheet, SheetKind
    from stepwell.render.fingerprint import Fingerprint

FOLDER = "c"
State: TypeAlias = Literal["current", "superseded", "withdrawn"]
Key: TypeAlias = "tuple[SheetKind, str]"

_PARTS = {
    "title": "The title",
    "question": "The question that it answers",
    "start": "Where it begins",
    "patients": "Whom it is for",
    "red-flags": "Red flags",
    "pitfalls": "Pitfalls",
    "help": "When to get help at once",
    "basics": "The text of the basics",
    "more": "The text in more detail",
}
"""Parts of a sheet that have no name of their own."""
_PLACES = {"red-flags": "red-flags", "pitfalls": "pitfalls", "patients": "top", "question": "top"}


@dataclass(frozen=True, slots=True)
class Change:
    """One part that a sheet does not say as it is said now."""

    verb: Literal["New", "Changed", "No longer there"]
    what: str
    place: str
    """Where it stands now, as an anchor of the page; empty when nowhere."""


@dataclass(frozen=True, slots=True)
class SheetPage:
    """What is known about one code."""

    code: str
    kind: SheetKind
    slug: str
    title: str
    state: State
    edition: str
    released: date | None
    """None for what the collection says now and no release has kept."""
    now: Fingerprint | None
    hosts: tuple[tuple[str, Pathway], ...]
    """The pathways to which it belongs now, under their slugs."""
    changes: tuple[Change, ...]
    history: tuple[Edition, ...]
    """What the editors say of the editions since."""

    @property
    def place(self) -> str:
        """Where on the page of its first pathway it stands."""
        own = self.kind == "leaflet" or (self.hosts and self.hosts[0][0] == self.slug)
        return "top" if own else f"chart-{self.slug}"


def sheet_pages(collection: Collection, *, as_of: date) -> Iterator[Artifact]:
    """The page of each code, and the list of all, the newest first."""
    made = tuple(_pages(collection))
    for one in made:
        info = collection.info.value
        status = words.STATUS[edition.state(one.hosts)]
        said = (f'<li class="sw-status-word">{status}</li>',) if one.hosts else ()
        text = render(
            "sheet.md.j2",
            notices=(*said, markdown(info.disclaimer)),
            one=one,
            info=info,
            status=status,
            edition_now=edition.named(one.hosts),
            age=edition.age(one.hosts, as_of),
        )
        yield Artifact(f"{FOLDER}/{one.code}.md", text.encode())
    listed = sorted(made, key=lambda one: (one.state != "current", one.kind, one.title))
    text = render("sheets.md.j2", sheets=listed, info=collection.info.value)
    yield Artifact(f"{FOLDER}/index.md", text.encode())


def _pages(collection: Collection) -> Iterator[SheetPage]:
    now = {(one.kind, one.slug): one for one in fingerprints(collection)}
    codes = {one.code for one in now.values()}
    for located in collection.released.values():
        entry = located.value
        found = now.get((entry.kind, entry.slug))
        same = entry.id in codes
        state: State = "current" if same else "superseded" if found else "withdrawn"
        since = () if same or not found else _changes(entry.parts, found, collection)
        yield _page(entry.id, (entry.kind, entry.slug), state, found, collection, entry, since)
    for key, found in now.items():
        if found.code not in collection.released:
            yield _page(found.code, key, "current", found, collection)


def _page(
    code: str,
    key: Key,
    state: State,
    now: Fingerprint | None,
    collection: Collection,
    entry: ReleasedSheet | None = None,
    changes: tuple[Change, ...] = (),
) -> SheetPage:
    kind, slug = key
    sheet = collection.pathways.get(slug) or collection.blocks.get(slug)
    title = slug
    if kind == "leaflet" and slug in collection.leaflets:
        title = collection.leaflets[slug].value.title
    elif sheet:
        title = sheet.value.title
    owners = edition.hosts(sheet, collection) if sheet else ()
    return SheetPage(
        code=code,
        kind=kind,
        slug=slug,
        title=title,
        state=state,
        edition=entry.edition if entry else edition.named(owners),
        released=entry.released if entry else None,
        now=now,
        hosts=owners,
        changes=changes,
        history=tuple(_history(owners, entry)) if entry and changes else (),
    )


def _history(owners: tuple[tuple[str, Pathway], ...], entry: ReleasedSheet) -> Iterator[Edition]:
    """Lines of the histories for editions newer than the one on the sheet, each once."""
    said: set[tuple[str, str]] = set()
    for _, host in owners:
        for one in host.history:
            if one.edition == entry.edition:
                break
            if one.date >= entry.released and (one.edition, one.change) not in said:
                said.add((one.edition, one.change))
                yield one


def _changes(
    old: Mapping[str, str], now: Fingerprint, collection: Collection
) -> tuple[Change, ...]:
    """Parts that differ, in the order in which a sheet says them; those that went come last."""
    sheet = collection.pathways.get(now.slug) or collection.blocks.get(now.slug)
    found = [
        Change(
            "Changed" if name in old else "New",
            _words(name, sheet, collection),
            _anchor(name, sheet, collection),
        )
        for name, digest in now.parts.items()
        if old.get(name) != digest
    ]
    gone = [
        Change("No longer there", _words(name, sheet, collection), "")
        for name in old
        if name not in now.parts
    ]
    return (*found, *gone)


def _words(part: str, sheet: Sheet | None, collection: Collection) -> str:
    """A part as readers know it."""
    kind, _, name = part.partition(" ")
    match kind:
        case "step":
            node = chart(sheet).nodes.get(name) if sheet else None
            text = step_text(node.step.value, collection) if node else ""
            return f"Box {node.number}: {text}" if node else f"The step “{name}”"
        case "medication" if name in collection.medications:
            return f"Doses or cautions of {collection.medications[name].value.name}"
        case "class" if name in collection.classes:
            return f"Cautions of {collection.classes[name].value.name}"
        case "contested" if name in collection.contested:
            return f"Where sources disagree: {collection.contested[name].value.asks}"
        case "fact" if name in collection.facts:
            return f"How this is worked out: {collection.facts[name].value.name}"
    return _PARTS.get(part, f"The {kind} “{name}”")


def _anchor(part: str, sheet: Sheet | None, collection: Collection) -> str:
    """Where on the page of its pathway a part stands."""
    kind, _, name = part.partition(" ")
    if kind == "step" and sheet:
        return anchor(name if sheet.slug in collection.pathways else f"{sheet.slug}/{name}")
    if kind in {"medication", "class"}:
        return "medications"
    return "contested" if kind == "contested" else _PLACES.get(part, "")
