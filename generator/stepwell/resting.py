"""What a site and the faces of each sheet rest on, as keys of the cache.

Takes a folder or a collection, a day, an address and the surroundings; gives hashes
that differ whenever a face could.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stepwell.model import Pathway
from stepwell.reading import find
from stepwell.render.citing import red_flags
from stepwell.render.related import related
from stepwell.store import key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from stepwell.collection import Collection, Located, Sheet
    from stepwell.leaflets import Leaflet
    from stepwell.model import Step
    from stepwell.render.surroundings import Surroundings


def site_key(folder: Path, as_of: date, base_url: str, around: Surroundings) -> str:
    """The hash of all that a site is made from."""
    return key(["site", base_url, str(as_of), *around.key, *_texts(folder)])


def _texts(folder: Path) -> Iterator[str]:
    """What a folder holds, without understanding it; a file that cannot be read has no text."""
    for path in find(folder) if folder.is_dir() else ():
        yield path.relative_to(folder).as_posix()
        try:
            yield path.read_text("utf-8", "surrogateescape") if path.is_file() else ""
        except OSError:
            yield ""


def sheet_keys(
    collection: Collection, as_of: date, base_url: str, around: Surroundings
) -> dict[str, str]:
    """The hashes of all that each sheet is made from, by slug."""
    owned: tuple[Sheet | Located[Leaflet], ...] = (
        *collection.sheets,
        *collection.leaflets.values(),
    )
    own = {one.source.path for one in owned}
    shared = key(
        source.text
        for path, source in collection.sources.items()
        if path not in own and not path.endswith((".cases.toml", "released.toml"))
    )
    return {
        one.slug: key(
            [_key(one, collection, shared, as_of, base_url), *around.key_of(one, collection)]
        )
        for one in collection.sheets
    }


def _key(sheet: Sheet, collection: Collection, shared: str, as_of: date, base_url: str) -> str:
    """The hash of all that a sheet's faces are made from; `shared` is that of the registers."""
    near = [sheet, *collection.includes(sheet)]
    named = {name for one in near for step in one.value.steps for name in _named(step)}
    titles = [
        f"{slug}\0{other.value.title}\0{other.value.asks}"
        for slug, other in collection.pathways.items()
        if slug in named
    ]
    titles.append(repr(related(sheet, collection)))
    dues = [one.value.review.due for one in near if isinstance(one.value, Pathway)]
    dues += [one.value.due for one in collection.contested.values()]
    late = [str(as_of > one) for one in dues]
    texts = [f"{one.slug}\0{one.source.text}" for one in near]
    if leaflet := collection.leaflets.get(sheet.slug):
        texts.append(f"leaflet\0{leaflet.source.text}")
    lent = [_lent(host, collection) for host in collection.hosts(sheet)]
    return key([sheet.slug, base_url, shared, *late, *titles, *texts, *lent])


def _lent(host: Sheet, collection: Collection) -> str:
    """What the card of a block says of a pathway that includes it."""
    said = host.value.model_dump(include={"title", "edition", "status", "review", "history"})
    return repr((host.slug, said, red_flags(host, collection)))


def _named(step: Step) -> Iterator[str]:
    """Pathways whose titles a step shows."""
    if step.kind == "link":
        yield step.to
    elif step.kind == "outcome" and step.returns and step.returns.resume_in:
        yield step.returns.resume_in
