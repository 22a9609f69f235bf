"""The commands `walk` and `prove`: one patient, many patients, or all there can be.

Thin, like the rest of the terminal: what is said is made by the library below.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from stepwell.checking import Timings, loaded, proven
from stepwell.checks import check, sound
from stepwell.clock import today
from stepwell.commands.telling import Teller, format_option, into_option
from stepwell.diagnostics import Findings, did_you_mean
from stepwell.duration import longest
from stepwell.interview import interview
from stepwell.options import (
    CACHE,
    Examples,
    as_of_option,
    day,
    folder_argument,
    no_cache_option,
    pathways_option,
)
from stepwell.patients import BadPatient, from_json, from_pairs
from stepwell.render.walked import walk_data, walk_text
from stepwell.store import Store
from stepwell.terminal import counted, err, findings_reported, out, shown
from stepwell.walk import follow, walker

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime
    from pathlib import Path
    from typing import TextIO

    from stepwell.collection import Collection
    from stepwell.patients import Told
    from stepwell.prove import Proven
    from stepwell.walk import Walk, Walker


@click.command(
    cls=Examples,
    examples=(
        "stepwell walk assessment",
        "stepwell walk assessment --given cauda_equina_signs=no --given age_years=70",
        "stepwell walk medicines --given pain_duration_weeks=14 --json",
        "stepwell walk medicines --batch patients.jsonl",
    ),
)
@click.argument("slug")
@click.option("--given", multiple=True, metavar="FACT=VALUE", help="A fact that is known.")
@click.option(
    "--used-up",
    multiple=True,
    metavar="STEP",
    help="A step whose return has been taken as often as it may be.",
)
@click.option("--follow", "on", is_flag=True, help="Go on in the pathways that it leads to.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option(
    "--batch",
    metavar="FILE",
    type=click.File(encoding="utf-8"),
    help="Read one patient a line as JSON, print one object a line; `-` is the standard input.",
)
@pathways_option
@as_of_option
def walk(
    slug: str,
    given: tuple[str, ...],
    used_up: tuple[str, ...],
    on: bool,
    as_json: bool,
    batch: TextIO | None,
    folder: Path,
    as_of: datetime | None,
) -> None:
    """Run the pathway SLUG on a patient: the steps, the reasons, the advice, what is missing.

    Facts that are not given are unknown, and never guessed. Without any, a terminal asks.
    """
    with findings_reported():
        collection = loaded(folder)
    ready = _ready(slug, collection)
    on_day = day(as_of)
    if batch:
        if given or used_up or on:
            raise click.UsageError("--batch goes with no --given, --used-up or --follow")
        sys.exit(_many(batch, ready, collection, on_day))
    try:
        told = from_pairs(given, used_up, ready.graph, ready.facts)
    except BadPatient as bad:
        raise click.UsageError("\n".join(bad.faults)) from None
    asks = not given and not as_json and sys.stdin.isatty()
    first = _asked(ready, collection, told) if asks else ready.walk(told.known, told.used_up)
    walks = [*follow(first, collection)] if on else [first]
    if as_json:
        found = [walk_data(one, collection, as_of=on_day) for one in walks]
        click.echo(_json({**found[0], "next": found[1:]} if on else found[0]))
        return
    said = "\n".join(walk_text(one, collection, as_of=on_day) for one in walks)
    shown(said)


def _json(found: dict[str, Any]) -> str:
    return json.dumps(found, ensure_ascii=False)


def _ready(slug: str, collection: Collection) -> Walker:
    if slug not in collection.pathways:
        near = did_you_mean(slug, collection.pathways) or (
            f"there are {', '.join(collection.pathways)}"
        )
        raise click.UsageError(f"there is no pathway `{slug}`; {near}")
    return walker(collection.pathways[slug], collection)


def _asked(ready: Walker, collection: Collection, told: Told) -> Walk:
    out.print(f"{ready.sheet.value.title}: answer what you know, `?` for the rest.", markup=False)

    def ask(hint: str) -> str:
        return str(click.prompt(hint, prompt_suffix=" "))

    made = interview(
        ready, collection, told.known, told.used_up, ask, lambda line: out.print(line, markup=False)
    )
    out.print("")
    return made


def _many(lines: TextIO, ready: Walker, collection: Collection, on_day: date) -> int:
    """One walk a line; a line that is no patient is reported and the others still walk."""
    wrong = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            told = from_json(line, ready.graph, ready.facts)
        except BadPatient as bad:
            wrong += 1
            for fault in bad.faults:
                err.print(f"{lines.name}:{number}: {fault}", markup=False)
            click.echo(_json({"error": bad.faults}))
            continue
        made = ready.walk(told.known, told.used_up)
        click.echo(_json(walk_data(made, collection, as_of=on_day)))
    return 1 if wrong else 0


@click.command(
    cls=Examples,
    examples=("stepwell prove", "stepwell prove other/pathways", "stepwell prove --no-cache"),
)
@folder_argument
@click.option(
    "--timeout",
    metavar="SECONDS",
    type=click.FloatRange(min=0.001, max=3600),
    help="Time for one question to the solver; default 10.",
)
@format_option
@into_option
@no_cache_option
def prove(
    folder: Path, timeout: float | None, form: str, into: Path | None, no_cache: bool
) -> None:
    """Prove the logic of DIR (pathways/) over all patients there can be.

    At every question one answer applies and never two; no answer and no step is there for
    nobody; every safety rule holds. A fault is shown as a patient.
    """
    timings = Timings()
    tell = Teller(form, into, folder)
    with findings_reported(tell):
        collection = loaded(folder)
        structure = Findings.of(
            (one for one in check(collection, today()) if one.rule.code.startswith("P3")),
            collection.sources,
        )
        with timings.stage("prove"):
            limit = int(timeout * 1000) if timeout else None
            store = Store(None if no_cache else CACHE)
            made = proven(collection, sound(collection, structure), store, limit)
        found = Findings.of([*structure, *made.diagnostics], collection.sources)
        tell(found)
    if not tell.alone:
        for line in _proof_lines(made.pathways, collection):
            out.print(line, markup=False)
        out.print(f"prove {timings.stages['prove']:.2f} s")
    sys.exit(1 if found.errors else 0)


def _proof_lines(pathways: Mapping[str, Proven], collection: Collection) -> Iterator[str]:
    """What holds, a line a pathway, and the longest time that it can take."""
    wide = max((len(slug) for slug in pathways), default=0)
    for slug, one in pathways.items():
        within = longest(collection.pathways[slug], collection).words
        counts = {
            "questions": one.questions,
            "answers": one.branches,
            "steps": one.steps,
            "safety rules": len(one.rules),
        }
        idle = f", {len(one.idle)} about nothing yet" if one.idle else ""
        yield f"{slug:<{wide}}  {counted(counts)}{idle}; within {within}"
