"""The page of each score tool: a form that adds up, and the same sheet for paper.

Takes the collection and the day; gives Markdown, one page a tool. Guards go to
the script as trees, so that it decides nothing that `verdict` does not; what an
answer counts for is read from what the scales are worked out from.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from stepwell.given import expected
from stepwell.guard import Compare, Constant, Name, OneOf, Sum, names, parse
from stepwell.guard_json import fact_json, guard_json
from stepwell.guard_words import guard_words
from stepwell.listing import listed
from stepwell.model import OTHERWISE, Pathway
from stepwell.render import words
from stepwell.render.artifact import Artifact
from stepwell.render.editing import edit_links
from stepwell.render.quoting import json, markdown
from stepwell.render.references import References
from stepwell.render.step_list import anchor
from stepwell.render.templating import capital, render, state
from stepwell.verdict import with_parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from stepwell.collection import Collection, Sheet
    from stepwell.guard import Guard
    from stepwell.interval import Facts
    from stepwell.registers import Fact
    from stepwell.render.editing import Edits
    from stepwell.render.references import Mark
    from stepwell.scores import Score


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer: its value as text, its label, and whether it counts."""

    value: str
    label: str
    counts: bool


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the form."""

    number: int
    fact: Fact
    choices: tuple[Choice, ...]
    part_of: tuple[str, ...]
    """Names of the scales that count it and not every line."""
    marks: tuple[Mark, ...]

    @property
    def hint(self) -> str:
        """What may be typed where there is nothing to choose."""
        return expected(self.fact, code=False)

    @property
    def values(self) -> list[bool | str]:
        """The answers as the logic reads them."""
        if self.fact.type == "yes-no":
            return [True, False]
        return [one.value for one in self.choices]


@dataclass(frozen=True, slots=True)
class ScaleView:
    """A scale: how it is added up, and the least and the most that it can be."""

    fact: Fact
    name: str
    counting: str
    marks: tuple[Mark, ...]

    @property
    def hint(self) -> str:
        """What it can be."""
        return expected(self.fact, code=False)


@dataclass(frozen=True, slots=True)
class BandView:
    """A band in words."""

    label: str
    guard: str
    say: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Use:
    """A step that this tool helps with."""

    slug: str
    title: str
    anchor: str
    edition: str
    age: words.Age


def scores(
    collection: Collection, *, as_of: date, edits: Edits | None = None
) -> Iterator[Artifact]:
    """The pages of the score tools."""
    for one in collection.scores.values():
        page = _Page(one.value, collection)
        text = page.text(as_of, edit_links(collection, edits))
        yield Artifact(f"tools/{one.value.id}.md", text.encode())


class _Page:
    """One pass over one tool; sources are numbered in the order of the page."""

    def __init__(self, score: Score, collection: Collection) -> None:
        self._score, self._of = score, collection
        self._facts: Facts = collection.known_facts
        cites = [
            *(self._facts[name].cite for name in score.items),
            *(self._facts[one.fact].cite for one in score.scales),
            *(one.cite for one in score.bands),
            score.cite,
        ]
        keys = dict.fromkeys(cite.source for cite in chain.from_iterable(cites))
        numbers = {key: number for number, key in enumerate(keys, start=1)}
        self._references = References(collection.references, numbers)

    def text(self, as_of: date, links: Mapping[str, str]) -> str:
        """The Markdown of the page."""
        score, mark = self._score, self._references.mark
        items, scales, bands = [*self._items()], [*self._scales()], [*self._bands()]
        info = self._of.info.value
        notice = state("draft", words.STATUS["draft"], "No clinician has reviewed this page.")
        return render(
            "score.md.j2",
            notices=(notice, markdown(info.disclaimer)),
            score=score,
            info=info,
            notice=notice,
            links=links,
            uses=[*uses(score.id, self._of, as_of)],
            items=items,
            scales=scales,
            bands=bands,
            note_marks=mark(score.cite, "limits"),
            data=json(self._data(items, scales, bands)),
            references=[*self._references.listed()],
        )

    def _items(self) -> Iterator[Item]:
        inside = {
            one.name: _parts(self._facts[one.fact], self._facts) for one in self._score.scales
        }
        every = set(self._score.items)
        partial = {name: parts for name, parts in inside.items() if not every <= set(parts)}
        for number, name in enumerate(self._score.items, start=1):
            fact = self._facts[name]
            counting = {value for parts in inside.values() for value in parts.get(name, ())}
            part_of = tuple(scale for scale, parts in partial.items() if name in parts)
            marks = self._references.mark(fact.cite, f"line {number}")
            yield Item(number, fact, tuple(_choices(fact, counting)), part_of, marks)

    def _scales(self) -> Iterator[ScaleView]:
        for one in self._score.scales:
            fact = self._facts[one.fact]
            inside = _parts(fact, self._facts)
            numbers = [n for n, name in enumerate(self._score.items, start=1) if name in inside]
            counting = f"the points of lines {_ranges(numbers)} added up"
            yield ScaleView(fact, one.name, counting, self._references.mark(fact.cite, one.name))

    def _bands(self) -> Iterator[BandView]:
        for one in self._score.bands:
            guard = guard_words(one.when, self._facts)
            yield BandView(one.label, guard, one.say, self._references.mark(one.cite, one.label))

    def _data(
        self, items: list[Item], scales: list[ScaleView], bands: list[BandView]
    ) -> dict[str, Any]:
        """What the script needs."""
        score = self._score
        return {
            "title": score.title,
            "asks": score.asks,
            "facts": {name: self._fact(name) for name in self._used()},
            "items": [
                {
                    "fact": one.fact.id,
                    "number": one.number,
                    "say": one.fact.ask,
                    "values": one.values,
                }
                for one in items
            ],
            "scales": [
                {
                    "fact": one.fact.id,
                    "name": one.name,
                    "min": int(one.fact.min or 0),
                    "max": int(one.fact.max or 0),
                }
                for one in scales
            ],
            "bands": [
                {
                    "label": view.label,
                    "when": _tree(band.when),
                    "words": view.guard,
                    "say": view.say,
                    "sources": [[mark.number, mark.title] for mark in view.marks],
                }
                for band, view in zip(score.bands, bands, strict=True)
            ],
            "disclaimer": self._of.info.value.disclaimer,
        }

    def _used(self) -> tuple[str, ...]:
        """The facts of the form, and those that its scales are worked out from."""
        scales = [one.fact for one in self._score.scales]
        return with_parts([*self._score.items, *scales], self._facts)

    def _fact(self, name: str) -> dict[str, Any]:
        fact = self._facts[name]
        return fact_json(fact, parse(fact.derive) if fact.derive else None)


def _tree(when: str) -> list[Any] | None:
    return None if when.strip() == OTHERWISE else guard_json(parse(when))


def uses(tool: str, collection: Collection, as_of: date) -> Iterator[Use]:
    """Every step that names the tool, with the currency of its pathway."""
    for sheet in collection.pathways.values():
        pathway = sheet.value
        if isinstance(pathway, Pathway):
            for name in _named(sheet, tool, collection):
                age = words.age(pathway, as_of)
                yield Use(sheet.slug, pathway.title, anchor(name), pathway.edition, age)


def _named(sheet: Sheet, tool: str, collection: Collection) -> Iterator[str]:
    for step in sheet.value.steps:
        if step.kind != "include" and tool in step.scores:
            yield step.id
        elif step.kind == "include" and (block := collection.blocks.get(step.block)):
            own = (one for one in block.value.steps if one.kind != "include")
            yield from (f"{block.slug}/{one.id}" for one in own if tool in one.scores)


def _choices(fact: Fact, counting: set[str]) -> Iterator[Choice]:
    if fact.type == "yes-no":
        for value, label in (("yes", "Yes"), ("no", "No")):
            yield Choice(value, label, value in counting)
    for one in fact.values:
        yield Choice(one.value, capital(one.say), one.value in counting)


def _parts(fact: Fact, facts: Facts) -> dict[str, tuple[str, ...]]:
    """The items that a scale adds up, each with the values that give a point."""
    found: dict[str, tuple[str, ...]] = {}
    for part in _leaves(parse(fact.derive)) if fact.derive else ():
        match part:
            case Name(fact=name) if facts[name].derive:
                found |= _parts(facts[name], facts)
            case Name(fact=name):
                found[name] = ("yes",) if facts[name].type == "yes-no" else ()
            case OneOf(part=Name(fact=name), values=values, negated=False):
                found[name] = tuple(str(one.value) for one in values)
            case Compare(left=Name(fact=name), op="==", right=Constant(value=str() as value)):
                found[name] = (value,)
            case _:
                found |= {one.fact: () for one in names(part)}
    return found


def _leaves(guard: Guard) -> Iterator[Guard]:
    if isinstance(guard, Sum):
        yield from chain.from_iterable(map(_leaves, guard.parts))
    else:
        yield guard


def _ranges(numbers: list[int]) -> str:
    """Numbers as a reader counts them: `1 to 4 and 9`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    said = [str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs]
    return listed(said)
