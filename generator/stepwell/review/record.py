"""The record of a review, written into the file of its pathway.

Takes the file as text and what the reviewer said; gives the new text, in which
every other character is as it was. CannotRecord says what is in the way.
"""

from __future__ import annotations

import json
import re
import tomllib
from typing import TYPE_CHECKING

from pydantic import ValidationError

from stepwell.checks.currency import last_day
from stepwell.diagnostics import did_you_mean
from stepwell.head import Compared, Reviewer
from stepwell.render.citing import numbering

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from stepwell.collection import Collection, Sheet
    from stepwell.source import Source

_HEADER = re.compile(r"^[ \t]*\[")


class CannotRecord(ValueError):
    """What was given is no record, or the file has no place for it; says why in a sentence."""


def compared(text: str, sheet: Sheet, collection: Collection) -> Compared:
    """`qaseem2017acp: 2017 edition` as a value; CannotRecord unless the pathway cites it."""
    key, colon, edition = (part.strip() for part in text.partition(":"))
    if not (key and colon and edition):
        raise CannotRecord(
            f"`{text}` does not name a source and its edition: write `SOURCE: EDITION`,"
            " such as `qaseem2017acp: 2017`"
        )
    cited = numbering(sheet, collection)
    if key not in collection.references:
        raise CannotRecord(
            _asked(f"the source `{key}` does not exist", did_you_mean(key, collection.references))
        )
    if key not in cited:
        raise CannotRecord(
            _asked(f"`{sheet.slug}` does not cite the source `{key}`", did_you_mean(key, cited))
        )
    return Compared(source=key, edition=edition)


def reviewer(name: str, role: str, day: date, sources: Iterable[Compared]) -> Reviewer:
    """The record as a value; CannotRecord if a part of it is empty or no plain text."""
    try:
        return Reviewer(name=name, role=role, date=day, compared=tuple(sources))
    except ValidationError as error:
        first = error.errors()[0]
        said = str(first["msg"]).removeprefix("Value error, ")
        raise CannotRecord(f"the {first['loc'][0]} cannot be recorded: {said}") from None


def recorded(source: Source, one: Reviewer, due: date | None = None) -> str:
    """The text of a pathway with one record more, and the new day of review if there is one."""
    if due and not one.date < due <= last_day(one.date):
        raise CannotRecord(
            f"the next review cannot be due on {due.isoformat()}: it must follow this one,"
            f" by {last_day(one.date).isoformat()} at the latest"
        )
    if not _headed(source, ("review",)):
        raise CannotRecord(_unfit(source, "review", "[review]"))
    if ("review", "by") in source.places and not _headed(source, ("review", "by")):
        raise CannotRecord(_unfit(source, "by", "[[review.by]]", "review", "by"))
    lines = source.text.split("\n")
    after = _end(source, lines)
    ending = "\r" if "\r\n" in source.text else ""
    block = [line + ending for line in ("", *_written(one))]
    if due:
        span = source.span("review", "due")
        line = lines[span.line - 1]
        start = span.column - 1
        lines[span.line - 1] = line[:start] + due.isoformat() + line[start + span.length :]
    lines[after:after] = block
    text = "\n".join(lines)
    _as_meant(source.text, text, one, due)
    return text


def _headed(source: Source, path: tuple[str, ...]) -> bool:
    """Whether the table at `path` has a header of its own."""
    place = source.places.get(path)
    return (
        place is not None
        and place.key == place.value
        and bool(_HEADER.match(source.line(place.key.line)))
    )


def _unfit(source: Source, name: str, wanted: str, *path: str) -> str:
    line = source.key_span(*(path or (name,))).line
    return (
        f"{source.path}:{line}: `{name}` is written in one line here;"
        f" write it as a table `{wanted}`, then record again"
    )


def _end(source: Source, lines: list[str]) -> int:
    """The number of lines up to and with the last one of the review and its records."""
    own = [place.key.line for path, place in source.places.items() if path[0] == "review"]
    headers = [
        place.key.line
        for path, place in source.places.items()
        if path[0] != "review"
        and place.key == place.value
        and _HEADER.match(lines[place.key.line - 1])
    ]
    end = min((line - 1 for line in headers if line > max(own)), default=len(lines))
    while not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#"):
        end -= 1
    return end


def _written(one: Reviewer) -> list[str]:
    """The record as the guide has it."""
    sources = [
        f"{{ source = {_text(each.source)}, edition = {_text(each.edition)} }}"
        for each in one.compared
    ]
    listed = (
        f"[{sources[0]}]"
        if len(sources) == 1
        else "\n".join(["[", *(f"  {each}," for each in sources), "]"])
    )
    return [
        "[[review.by]]",
        f"name     = {_text(one.name)}",
        f"role     = {_text(one.role)}",
        f"date     = {one.date.isoformat()}",
        *f"compared = {listed}".split("\n"),
    ]


def _text(value: str) -> str:
    """A basic string of TOML, whose escapes are those of JSON."""
    return json.dumps(value, ensure_ascii=False)


def _as_meant(before: str, after: str, one: Reviewer, due: date | None) -> None:
    """CannotRecord unless the two texts differ by this record alone."""
    wanted = tomllib.loads(before)
    review = wanted["review"]
    review["due"] = due or review["due"]
    review["by"] = [
        *review.get("by", []),
        one.model_dump() | {"compared": [each.model_dump() for each in one.compared]},
    ]
    if tomllib.loads(after) != wanted:
        raise CannotRecord(
            "this file is written in a way that the record does not fit; add it by hand"
        )


def _asked(said: str, near: str) -> str:
    return f"{said}; {near}" if near else f"{said}; see references.bib"
