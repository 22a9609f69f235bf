"""Templates of the site's own in place of ours, and what no template may leave out.

A name is looked up in the site's folder first; `stepwell/<name>` is always ours, to be
extended. A template that fails is told with its file and line, and so is one that hides
the state of review: `InvalidInput` in both cases.
"""

from __future__ import annotations

import re
import traceback
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    FunctionLoader,
    PackageLoader,
    PrefixLoader,
    TemplateNotFound,
    TemplateSyntaxError,
)

from stepwell.diagnostics import Findings, InvalidInput, diagnostic, did_you_mean
from stepwell.source import Source, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from jinja2 import Environment

ORIGINAL = "stepwell"
"""Prefix under which ours are found although they are overridden."""
_NOT_FOR_SITES = ("new/", "offline/", "notice.j2")
"""Templates that make no page of a site, and the one that says the state of review."""


@dataclass(frozen=True)
class Templates:
    """The templates of a site: their folder, and each text under its name below it."""

    folder: str
    texts: tuple[tuple[str, str], ...]

    def path(self, name: str) -> str:
        """The file of a template."""
        return f"{self.folder}/{name}"

    def find(self, name: str) -> tuple[str, str, None] | None:
        """The text and the file of a template, as Jinja asks for them."""
        text = dict(self.texts).get(name)
        return None if text is None else (text, self.path(name), None)


_current: ContextVar[Templates | None] = ContextVar("templates", default=None)


def read(folder: Path) -> Templates:
    """The templates in a folder; InvalidInput if one stands in for none of ours.

    A name that begins with `_` is a part that other templates include.
    """
    named = {
        path.relative_to(folder).as_posix(): path.read_text("utf-8", "replace")
        for path in sorted(folder.rglob("*.j2"))
    }
    made = Templates(folder.as_posix(), tuple(named.items()))
    ours = [
        name
        for name in PackageLoader("stepwell", "templates").list_templates()
        if name.endswith(".j2") and not name.startswith(_NOT_FOR_SITES)
    ]
    stray = [name for name in named if name not in ours and name.rsplit("/")[-1][0] != "_"]
    if stray:
        does = "name it as ours, or begin its name with `_` if others include it"
        raise InvalidInput(
            Findings.of(
                (
                    diagnostic(
                        "broken-template",
                        f"`{name}` stands in for no template of ours.",
                        Span(made.path(name)),
                        did_you_mean(name, ours) or does,
                    )
                    for name in stray
                ),
                {},
            )
        )
    return made


def current() -> Templates | None:
    """The templates in place of ours, if there are any."""
    return _current.get()


def use(templates: Templates | None) -> None:
    """Use them from now on, in a process that renders one site."""
    _current.set(templates)


@contextmanager
def using(templates: Templates | None) -> Iterator[None]:
    """Use them until the block ends."""
    token = _current.set(templates)
    try:
        yield
    finally:
        _current.reset(token)


def loader(templates: Templates | None) -> BaseLoader:
    """Where a name is looked up."""
    ours = PackageLoader("stepwell", "templates")
    if templates is None:
        return ours
    return ChoiceLoader(
        [FunctionLoader(templates.find), PrefixLoader({ORIGINAL: ours}, delimiter="/"), ours]
    )


@contextmanager
def told(name: str) -> Iterator[None]:
    """Say in which file and line a template of the site fails; a fault of ours goes on as it is."""
    try:
        yield
    except TemplateSyntaxError as error:
        templates = current()
        if templates and error.filename and error.filename.startswith(templates.folder + "/"):
            raise _broken(templates, error.filename, error.lineno, str(error.message)) from None
        raise
    except InvalidInput:
        raise
    except Exception as error:
        templates = current()
        places = traceback.extract_tb(error.__traceback__)
        mine = templates.folder + "/" if templates else None
        found = [one for one in places if mine and one.filename.startswith(mine)]
        if templates and found:
            missing = isinstance(error, TemplateNotFound)
            said = f"there is no template `{error}`" if missing else str(error)
            said = f"{said} (in the making of `{name}`)"
            raise _broken(templates, found[-1].filename, found[-1].lineno or 1, said) from error
        raise


def filled(
    environment: Callable[[Templates | None], Environment],
    name: str,
    values: Mapping[str, Any],
    notices: Iterable[str] = (),
) -> str:
    """A template filled in; each of the notices must stand in the text, letter by letter."""
    with told(name):
        text = environment(current()).get_template(name).render(**values)
    return held(name, text, notices)


def held(name: str, text: str, notices: Iterable[str]) -> str:
    """The text, if every notice stands in it; else InvalidInput names the template."""
    templates = current()
    if templates is None:
        return text
    for one in notices:
        if one not in text:
            words = " ".join(re.sub(r"<[^>]*>", " ", one).split())
            said = f"`{name}` leaves out what must be shown: {words}"
            own = name if name in dict(templates.texts) else templates.texts[0][0]
            raise _broken(templates, templates.path(own), 1, said)
    return text


def _broken(templates: Templates, path: str, line: int, message: str) -> InvalidInput:
    texts: dict[str, Any] = dict(templates.texts)
    text = texts.get(path.removeprefix(templates.folder + "/"), "")
    source = Source(path, text)
    span = Span(path, line, 1, max(1, len(source.line(line))))
    said = message[0].upper() + message[1:] if message else "This template fails"
    does = "compare it with ours, which `stepwell/` before its name still means"
    found = diagnostic("broken-template", said.rstrip(".") + ".", span, does)
    return InvalidInput(Findings.of([found], {path: source}))
