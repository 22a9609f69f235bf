"""The home page: every pathway, found by the question it answers.

Takes the collection and the day; gives `index.md`. Pathways stand in the order
of their files with retired ones last; planned ones have a heading of their own.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from stepwell.model import Pathway
from stepwell.render import citing
from stepwell.render.artifact import Artifact
from stepwell.render.lookups import shelf
from stepwell.render.quoting import markdown
from stepwell.render.templating import render
from stepwell.render.words import STATUS, age

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from stepwell.collection import Collection, Sheet
    from stepwell.head import RedFlag


def home(collection: Collection, *, as_of: date) -> Iterator[Artifact]:
    """The home page."""
    info = collection.info.value
    text = render(
        "home.md.j2",
        notices=(*_states(collection), markdown(info.disclaimer)),
        info=info,
        pathways=tuple(sorted(collection.pathways.items(), key=_is_retired)),
        flags=tuple(_urgent(collection)),
        scores=tuple(one.value for one in collection.scores.values()),
        leaflets=collection.leaflets.keys(),
        shelf=shelf(collection),
        statuses=STATUS,
        age=partial(age, as_of=as_of),
    )
    yield Artifact("index.md", text.encode())


def _states(collection: Collection) -> Iterator[str]:
    """The state of each pathway, as the list of pathways says it."""
    for sheet in collection.pathways.values():
        if isinstance(sheet.value, Pathway):
            yield f'<li class="sw-status-word">{STATUS[sheet.value.status]}</li>'


def _is_retired(pathway: tuple[str, Sheet]) -> bool:
    return getattr(pathway[1].value, "status", "") == "retired"


def _urgent(collection: Collection) -> Iterator[tuple[str, RedFlag]]:
    """Each urgent red flag once, with the first pathway that cites its sources."""
    seen: set[str] = set()
    for slug, sheet in collection.pathways.items():
        for flag in citing.red_flags(sheet, collection):
            if flag.urgent and flag.flag not in seen:
                seen.add(flag.flag)
                yield slug, flag
