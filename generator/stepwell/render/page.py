"""The page of one pathway, with its chart and its export beside it.

Takes a checked pathway, its collection, the day and the site's address; gives
the Markdown page and the files below it. Markdown, admonitions and HTML that
any engine with `md_in_html` and `attr_list` builds; every text is quoted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from stepwell.model import Pathway
from stepwell.render import shown, words
from stepwell.render.artifact import Artifact
from stepwell.render.basis import basis
from stepwell.render.changes import changes_of
from stepwell.render.downloads import shelf, sizes
from stepwell.render.editing import step_links
from stepwell.render.export import export
from stepwell.render.flowchart import figure, flowchart
from stepwell.render.quoting import markdown
from stepwell.render.references import References, compared_words
from stepwell.render.related import related
from stepwell.render.step_list import anchor, own_steps, step_list
from stepwell.render.surroundings import ALONE
from stepwell.render.templating import render, state
from stepwell.render.walk_through import section

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from stepwell.collection import Collection, Sheet
    from stepwell.registers import Abbreviation
    from stepwell.render.step_list import StepView
    from stepwell.render.surroundings import Surroundings


@dataclass(frozen=True, slots=True)
class BlockChart:
    """The chart of an included block, under the number of its box."""

    slug: str
    number: str
    title: str
    asks: str
    figure: str
    """HTML."""


def page(
    sheet: Sheet,
    collection: Collection,
    *,
    as_of: date,
    base_url: str,
    files: Mapping[str, int] = MappingProxyType({}),
    around: Surroundings = ALONE,
) -> Iterator[Artifact]:
    """The page of a pathway, its chart as a file and its export; `files` are its printed sheets."""
    address = f"{base_url.rstrip('/')}/pathways/{sheet.slug}/" if base_url else "./"
    svg = flowchart(
        sheet, collection, sheet, lambda step: f"{address}#{anchor(step)}", standalone=True
    )
    chart = Artifact(f"pathways/{sheet.slug}/flowchart.svg", svg.encode())
    data = Artifact(
        f"pathways/{sheet.slug}/pathway.json", export(sheet, collection, base_url=base_url)
    )
    listed = {**files, **sizes([chart, data])}
    text = page_text(
        sheet, collection, as_of=as_of, files=listed, around=around, feed=bool(base_url)
    )
    yield Artifact(f"pathways/{sheet.slug}.md", text.encode())
    yield from (chart, data)


def page_text(
    sheet: Sheet,
    collection: Collection,
    *,
    as_of: date,
    files: Mapping[str, int] = MappingProxyType({}),
    around: Surroundings = ALONE,
    feed: bool = False,
) -> str:
    """The Markdown of the page of a pathway."""
    pathway = sheet.value
    if not isinstance(pathway, Pathway):
        raise TypeError("a block has no page of its own")
    references = References.of(sheet, collection)
    flags = tuple(shown.flags(sheet, collection, references))
    views = step_list(sheet, collection, references)
    pitfalls = shown.pitfalls(sheet, collection, references)
    classes = tuple(shown.classes(sheet, collection, references))
    drugs = tuple(shown.drugs(sheet, collection, references))
    points = tuple(shown.points(sheet, collection, references, views, as_of))
    listed = tuple(references.listed())
    info = collection.info.value
    notice = state(pathway.status, words.STATUS[pathway.status], words.reviewed(pathway.review))
    return render(
        "page.md.j2",
        notices=(notice, markdown(info.disclaimer)),
        slug=sheet.slug,
        pathway=pathway,
        info=info,
        notice=notice,
        age=words.age(pathway, as_of),
        flags=flags,
        walk_through=section(sheet, collection),
        figure=figure(sheet, collection, sheet, _here),
        charts=tuple(_charts(views, collection, sheet)),
        steps=views,
        plain=any(step.plain for _, step in own_steps(views)),
        pitfalls=pitfalls,
        classes=classes,
        drugs=drugs,
        points=points,
        leaflet=(found := collection.leaflets.get(sheet.slug)) and found.value,
        points_by_id={one.entry.id: one.entry for one in points},
        abbreviations=tuple(_abbreviations(views, collection)),
        references=listed,
        basis=tuple(basis(listed, views)),
        answers=tuple(_answers(pathway, views)),
        related=related(sheet, collection),
        compared=lambda one: compared_words(one, collection.references),
        shelf=shelf(sheet, collection, files),
        changes=changes_of(sheet, collection, around.changelog),
        feed=feed,
        links=step_links(sheet, collection, around.edits),
    )


def _answers(pathway: Pathway, views: tuple[StepView, ...]) -> Iterator[tuple[str, StepView]]:
    """Each question that the pathway answers besides its own, with the step that answers it."""
    by_name = {view.name: view for view, _ in own_steps(views)}
    for one in pathway.answers:
        yield one.question, by_name[one.step]


def _charts(
    views: tuple[StepView, ...], collection: Collection, host: Sheet
) -> Iterator[BlockChart]:
    """The charts of included blocks, each once, at its first place."""
    seen: set[str] = set()
    for view in views:
        block = collection.blocks.get(view.name)
        if view.kind == "include" and block and block.slug not in seen:
            seen.add(block.slug)
            drawn = figure(block, collection, host, partial(_inside, block.slug))
            title, asks = block.value.title, block.value.asks
            yield BlockChart(block.slug, view.number, title, asks, drawn)


def _here(step: str) -> str:
    return f"#{anchor(step)}"


def _inside(block: str, step: str) -> str:
    return f"#{anchor(f'{block}/{step}')}"


def _abbreviations(views: tuple[StepView, ...], collection: Collection) -> Iterator[Abbreviation]:
    """Abbreviations that the steps use, in the order of the collection."""
    used = " ".join(
        f"{view.text} {step.short or ''} {step.note or ''}" for view, step in own_steps(views)
    )
    for one in collection.info.value.abbreviations:
        if re.search(rf"(?<![\w/]){re.escape(one.short)}(?![\w/])", used):
            yield one
