"""What changed: a page with both tracks, and an Atom feed of the clinical one.

Takes the collection, its changelog and the site's address; gives `changes.md`,
`changes.xml` and a feed below each pathway. An entry that is not released yet has the
day of the newest edition of the pathways that it names; no clock is asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stepwell.changelog import UNRELEASED
from stepwell.model import Pathway
from stepwell.render.artifact import Artifact
from stepwell.render.edition import UNDATED, dated
from stepwell.render.templating import capital, render

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Set
    from datetime import date

    from stepwell.changelog import Changelog, Entry
    from stepwell.collection import Collection, Sheet

PAGE, FEED = "changes.md", "changes.xml"


@dataclass(frozen=True, slots=True)
class Change:
    """An entry of the changelog as pages and feeds show it."""

    entry: Entry
    date: date | None
    """Its release's, else that of the newest edition it tells of; None when neither is known."""
    pathways: tuple[tuple[str, str], ...]
    """Slug and title of each pathway that it tells of by name."""

    @property
    def anchor(self) -> str:
        """Where it stands on the page."""
        return f"change-{self.entry.key}"

    @property
    def title(self) -> str:
        """Its first words, or those that stand out."""
        said = self.entry.plain
        strong = next((one.text for one in self.entry.pieces if one.kind == "strong"), "")
        return strong.rstrip(".:") if said.startswith(strong) and strong else said[:80]


def feed_of(slug: str) -> str:
    """The path of the feed of one pathway."""
    return f"pathways/{slug}/{FEED}"


def changes_of(sheet: Sheet, collection: Collection, log: Changelog | None) -> tuple[Change, ...]:
    """The clinical changes that tell of a pathway, the newest release first."""
    return tuple(_change(one, collection) for one in log.about(sheet, collection)) if log else ()


def changes(collection: Collection, log: Changelog | None, base_url: str) -> Iterator[Artifact]:
    """The page, and the feeds where the site has an address; nothing without a changelog."""
    if log is None:
        return
    releases = [
        (one, *(tuple(_change(each, collection) for each in one.track(track))
                for track in ("clinical", "technical")))
        for one in log.releases
    ]  # fmt: skip
    text = render(
        "changes.md.j2",
        releases=releases,
        unreleased=UNRELEASED,
        pathways=collection.pathways,
        info=collection.info.value,
        feed=FEED if base_url else "",
        feed_of=feed_of,
    )
    yield Artifact(PAGE, text.encode())
    if base_url:
        base = f"{base_url.rstrip('/')}/"
        every = tuple(_change(one, collection) for one in log.clinical)
        yield _feed(FEED, f"{base}changes/", "What changed", every, collection, base)
        for slug, sheet in collection.pathways.items():
            own = changes_of(sheet, collection, log)
            page = f"{base}pathways/{slug}/"
            yield _feed(feed_of(slug), page, sheet.value.title, own, collection, base)


def with_feeds(html: str, page: str, feeds: Set[str], to: Callable[[str], str]) -> str:
    """A page that names in its head the feeds which its reader may want to follow.

    `to` gives the address of a path as the page must write it. The links are `feed` as well:
    Material asks for a site map beside each link that is an `alternate` alone.
    """
    own = page.removesuffix(".md") + f"/{FEED}"
    named = {FEED: "Clinical changes", own: "Clinical changes to this pathway"}
    links = "".join(
        f'<link rel="alternate feed" type="application/atom+xml" title="{title}" href="{to(path)}">'
        for path, title in named.items()
        if path in feeds
    )
    return html.replace("</head>", f"{links}</head>", 1) if links else html


def _feed(
    path: str,
    page: str,
    title: str,
    found: tuple[Change, ...],
    collection: Collection,
    base: str,
) -> Artifact:
    known = [(one, one.date) for one in found if one.date]
    newest = _newest(collection.pathways.values()) or UNDATED
    text = render(
        "changes.xml.j2",
        address=base + path,
        page=page,
        changes_page=f"{base}changes/",
        title=title,
        info=collection.info.value,
        updated=max((day for _, day in known), default=newest),
        changes=sorted(known, key=lambda one: one[1], reverse=True),
    )
    return Artifact(path, text.encode())


def _change(entry: Entry, collection: Collection) -> Change:
    named = [
        (slug, sheet)
        for slug, sheet in collection.pathways.items()
        if not entry.collective and entry.about(sheet, collection)
    ]
    about = [sheet for _, sheet in named] or [*collection.pathways.values()]
    day = entry.date or (_newest(about) if entry.track == "clinical" else None)
    links = tuple((slug, capital(sheet.value.title)) for slug, sheet in named)
    return Change(entry, day, links)


def _newest(sheets: Iterable[Sheet]) -> date | None:
    pathways = [one.value for one in sheets if isinstance(one.value, Pathway)]
    day = dated(pathways)
    return None if day == UNDATED else day
