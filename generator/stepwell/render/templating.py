"""The Jinja environment of every Markdown page.

Takes the name of a template and its values; gives the text. Whatever is not
already marked as safe is quoted on its way out, so no template can forget it.
Undefined names and `None` are faults of the template and raise.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, StrictUndefined, Undefined
from markupsafe import Markup

from stepwell.render.overriding import Templates, current, filled, loader
from stepwell.render.quoting import front_matter, markdown

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


def day(value: date) -> str:
    """A date as readers write it: `1 November 2027`."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def plural(count: int, one: str, many: str = "") -> str:
    """A number with its noun: `1 step`, `3 steps`."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def capital(text: str) -> str:
    """Text that begins with a capital: `tricyclic` is `Tricyclic`, `pH` stays."""
    return text if text[1:2].isupper() else text[:1].upper() + text[1:]


def render(template: str, *, notices: Iterable[str] = (), **values: Any) -> str:
    """The text of a page, from the template of that name below `templates/`.

    Each of the notices, as it is written there, must stand in it whoever wrote the template.
    """
    return filled(_environment, template, values, notices)


def macros(template: str, **values: Any) -> Any:
    """The macros of a template by their names, for a text made piece by piece."""
    return _environment(current()).get_template(template).make_module(values)


def state(status: str, word: str, more: str) -> str:
    """The notice of the state of review, which stands on every page of a pathway."""
    return render("notice.j2", status=status, word=word, more=more).rstrip("\n")


@cache
def _environment(templates: Templates | None) -> Environment:
    """The environment of a site; it holds no state beyond compiled templates."""
    made = Environment(
        loader=loader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {
        "capital": capital,
        "day": day,
        "front_matter": front_matter,
        "plural": plural,
    }
    return made


def _finalize(value: Any) -> Any:
    if isinstance(value, Markup | Undefined):
        return value
    if value is None:
        raise TypeError("a template printed None")
    return markdown(str(value))
