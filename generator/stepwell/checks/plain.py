"""Checks that patients are spoken to, in words that they can read.

Takes a resolved `Collection`; yields diagnostics of the rules P701 to P703.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stepwell.diagnostics import Diagnostic, diagnostic
from stepwell.graph import whole
from stepwell.leaflet_text import BANDS, VERSIONS, body, reading_grade, sections
from stepwell.reading_grade import grade, hardest
from stepwell.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stepwell.collection import Collection, Located, Sheet
    from stepwell.leaflet_text import Said, Version
    from stepwell.leaflets import Leaflet

_PLAIN = "add `plain`, the same in words that a patient uses"


def reading_grade_of_leaflets(collection: Collection) -> Iterator[Diagnostic]:
    """P701: each version of a leaflet lies in its band."""
    for slug, leaflet in collection.leaflets.items():
        for version in VERSIONS:
            low, high = BANDS[version]
            made = sections(slug, collection, version)
            found = reading_grade(made)
            if not low <= found <= high:
                yield _out_of_band(leaflet, version, [*body(made)], found)


def _out_of_band(
    leaflet: Located[Leaflet], version: Version, every: list[Said], found: float
) -> Diagnostic:
    low, high = BANDS[version]
    sentence = hardest(one.text for one in every)
    if found > high:
        where = max(every, key=lambda one: grade([hardest([one.text])]))
        does = f"shorten its hardest sentence first: “{sentence}”"
    else:
        where = every[0]
        more = "join short sentences" if version == "basics" else "say more of why and how sure"
        does = f"{more}; its hardest sentence now: “{sentence}”"
    return diagnostic(
        "reading-grade",
        f"The leaflet reads at grade {found:.1f} in `{version}`, "
        f"which is meant for grade {low:.1f} to {high:.1f}.",
        leaflet.span(*where.path),
        does,
    )


def missing_plain_words(collection: Collection) -> Iterator[Diagnostic]:
    """P702: what is done, decided or handed over is also said to the patient.

    So is what a leaflet takes from its pathway: urgent red flags, and steps it names.
    """
    told = {step for slug in collection.leaflets for step in _told(slug, collection)}
    for sheet in collection.sheets:
        for step in sheet.steps():
            value = step.value
            due = value.kind in {"action", "outcome", "link"} or (sheet.slug, value.id) in told
            if due and value.kind != "include" and not value.plain:
                said = f"The {value.kind} `{value.id}` has no words for the patient."
                yield diagnostic("missing-plain-words", said, step.span("id"), _PLAIN)
    for sheet in _on_leaflets(collection):
        for index, flag in enumerate(sheet.value.red_flags):
            if flag.urgent and not (flag.plain and flag.plain_act):
                yield diagnostic(
                    "missing-plain-words",
                    "This urgent red flag stands on a leaflet without words for the patient.",
                    sheet.span("red_flag", index, "flag"),
                    "add `plain`, the finding, and `plain_act`, what a patient who has it does",
                )


def _told(slug: str, collection: Collection) -> Iterator[tuple[str, str]]:
    """The steps whose words a leaflet borrows, each under the slug of its file."""
    nodes = whole(collection.pathways[slug], collection).nodes
    for part in collection.leaflets[slug].value.parts:
        for name in part.steps:
            yield (name.rpartition("/")[0] or slug), nodes[name].step.value.id


def _on_leaflets(collection: Collection) -> Iterator[Sheet]:
    """The pathways that have a leaflet, and their blocks, each once."""
    seen = dict.fromkeys(
        part
        for slug in collection.leaflets
        for part in (
            collection.pathways[slug],
            *collection.includes(collection.pathways[slug]),
        )
    )
    yield from seen


def missing_leaflet(collection: Collection) -> Iterator[Diagnostic]:
    """P703: where some pathways have a leaflet, each one in use has."""
    for slug, sheet in collection.pathways.items():
        retired = getattr(sheet.value, "status", "") == "retired"
        if collection.leaflets and slug not in collection.leaflets and not retired:
            yield diagnostic(
                "missing-leaflet",
                f"Pathway `{slug}` has no leaflet, and others have.",
                Span(sheet.source.path),
                f"write `{slug}.leaflet.toml` beside it",
            )
