"""A name that leads nowhere, as a diagnostic with the nearest one that would."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stepwell.diagnostics import Diagnostic, diagnostic, did_you_mean
from stepwell.model import EXIT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from stepwell.collection import Located
    from stepwell.source import Span

_NAMES = {"contested": "contested point", "score": "score tool"}


def unknown(
    what: str,
    name: str,
    span: Span,
    known: Iterable[str],
    steps: Mapping[str, Located[Any]] | None = None,
) -> Diagnostic:
    """The rule is `unknown-<what>`; `steps` give the line of a near name."""
    known = list(known)
    said = did_you_mean(name, known)
    if said and steps:
        near = said.split("`")[1]
        if near in steps:
            said = f"did you mean `{near}` (line {steps[near].span('id').line})?"
    if not said and what == "step" and name == EXIT:
        said = "only the steps of a block leave by `@exit`"
    return diagnostic(
        f"unknown-{what}", f"The {_NAMES.get(what, what)} `{name}` does not exist.", span, said
    )
