"""Every single deletion from the shipped pathways, and what Stepwell says of each.

A deletion is made in the text of the real files; processes of their own try them,
each on a copy of its own.
"""

from __future__ import annotations

import multiprocessing
import os
import re
import shutil
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from examples import AS_OF
from site_pages import ROOT

import stepwell.load
from stepwell.bibliography import bibliography
from stepwell.checks import check, check_cases, sound
from stepwell.checks.cases import runs
from stepwell.choice import Stop
from stepwell.diagnostics import InvalidInput
from stepwell.graph import targets
from stepwell.load import load
from stepwell.model import EXIT
from stepwell.prove import prove
from stepwell.resolve import resolve
from stepwell.statements import stated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stepwell.collection import Collection, Located, Sheet
    from stepwell.diagnostics import Diagnostic
    from stepwell.source import Source

_CITE = re.compile(r"cite\s*=\s*\[[^\]]*\]")

Place = tuple[str, int]
"""A file below the folder, and a line of it."""


@dataclass(frozen=True)
class Deletion:
    """One thing deleted: the text of its file without it, and where that may be told."""

    what: str
    file: str
    text: str
    told: frozenset[Place]


@dataclass(frozen=True)
class Told:
    """One finding: its place and the name of its rule."""

    place: Place
    rule: str


def collection() -> Collection:
    """The shipped collection, its files named as below their folder."""
    os.chdir(ROOT / "pathways")
    return load(Path())


def branches(whole: Collection) -> Iterator[Deletion]:
    """Every branch; told at its question, where it led to, or at the cases that took it."""
    took: dict[tuple[str, int, int], set[Place]] = {}
    for sheet in whole.pathways.values():
        for case, walk in runs(sheet, whole):
            for way in walk.ways:
                if way.edge and way.edge.when:
                    step = walk.walker.graph.nodes[way.step].step
                    key = (step.source.path, step.span("id").line, way.edge.index)
                    at = case.span("expect", "outcome")
                    took.setdefault(key, set()).add((at.path, at.line))
    for sheet in whole.sheets:
        for step in sheet.steps():
            if step.value.kind != "question":
                continue
            for index, branch in enumerate(step.value.branches):
                line = step.span("branch", index).line
                assert sheet.source.line(line).strip().startswith("{")
                key = (sheet.source.path, step.span("id").line, index)
                told = {(sheet.source.path, one) for one in _lines(step, sheet)}
                told |= {
                    (sheet.source.path, other.span(_name(other)).line)
                    for other in sheet.steps()
                    if other.value.id == branch.goto
                }
                elsewhere = took.get(key, set())
                if branch.goto == EXIT:
                    elsewhere = elsewhere | {*_included(sheet, whole)}
                gone = range(line, line + 1)
                yield Deletion(
                    f"the answer `{branch.label}` of {sheet.slug}/{step.value.id}",
                    sheet.source.path,
                    _without(sheet, gone),
                    frozenset(_after(told, gone) | elsewhere),
                )


def _included(block: Sheet, whole: Collection) -> Iterator[Place]:
    """Where hosts include a block: what leaves it goes on from there."""
    for host in whole.hosts(block):
        for step in host.steps():
            if step.value.kind == "include" and step.value.block == block.slug:
                yield host.source.path, step.span("goto").line


def steps(whole: Collection) -> Iterator[Deletion]:
    """Every step; told where another step, or the head of the file, names it."""
    for sheet in whole.sheets:
        named: dict[str, set[Place]] = {}
        start = sheet.span("start")
        named.setdefault(sheet.value.start, set()).add((start.path, start.line))
        for step in sheet.steps():
            for path, target in targets(step.value):
                span = step.span(*path)
                named.setdefault(target, set()).add((span.path, span.line))
        for step in sheet.steps():
            gone = _lines(step, sheet)
            told = _after(named[step.value.id], gone)
            what = f"the step {sheet.slug}/{step.value.id}"
            yield Deletion(what, sheet.source.path, _without(sheet, gone), frozenset(told))


def citations(whole: Collection) -> Iterator[Deletion]:
    """Every citation that is the only one of its statement; told at the statement."""
    for one in stated(whole):
        if len(one.cite) != 1 or one.kind in {"fact", "link"}:
            continue
        source, key = one.located.source, one.located.key_span("cite")
        rows = source.text.split("\n")
        begin = sum(len(row) + 1 for row in rows[: key.line - 1]) + key.column - 1
        found = _CITE.match(source.text, begin)
        assert found, f"{source.path}:{key.line}: {rows[key.line - 1]}"
        before, after = source.text[:begin], source.text[found.end() :]
        if not before.endswith("\n"):
            before = before.rstrip().removesuffix(",")
        kept = "\n" * found[0].count("\n")  # so that lines keep their numbers
        yield Deletion(
            f"the citation of {one.kind} {one.name}",
            source.path,
            before + kept + after,
            frozenset({(source.path, one.span.line)}),
        )


def cases(whole: Collection) -> Iterator[Deletion]:
    """Every case that alone takes something; told at the step that it alone takes."""
    for sheet in whole.pathways.values():
        counts: Counter[object] = Counter()
        takes: list[tuple[Located, set[tuple[object, str]]]] = []
        for case, walk in runs(sheet, whole):
            taken = set()
            for way in walk.ways:
                taken.add((way.step, way.step))
                if way.edge:
                    taken.add((way.edge, way.step))
                if way.stop is Stop.OUTCOME:
                    taken.add((("return", way.step), way.step))
            takes.append((case, taken))
            counts.update(thing for thing, _ in taken)
        for case, taken in takes:
            alone = {step for thing, step in taken if counts[thing] == 1}
            if alone and len(takes) > 1:
                yield _case(case, alone, sheet, whole)


def _case(case: Located, alone: set[str], sheet: Sheet, whole: Collection) -> Deletion:
    told = set()
    for name in alone:
        inner = name.rpartition("/")
        home = whole.blocks[inner[0]] if inner[0] else sheet
        step = next(one for one in home.steps() if one.value.id == inner[2])
        told |= {(home.source.path, line) for line in _lines(step, home)}
    rows = case.source.text.split("\n")
    begin = case.key_span().line
    end = next(
        (i for i in range(begin + 1, len(rows) + 1) if rows[i - 1] == "[[case]]"), len(rows) + 1
    )
    text = "\n".join(rows[: begin - 1] + rows[end - 1 :])
    return Deletion(f"the case `{case.value.name}`", case.source.path, text, frozenset(told))


def _name(step: Located) -> str:
    """The key under which a step writes its name."""
    return "block" if step.value.kind == "include" else "id"


def _lines(step: Located, sheet: Sheet) -> range:
    """The lines of a step, from its header up to the next header."""
    rows = sheet.source.text.split("\n")
    begin = step.key_span().line
    end = begin + 1
    while end <= len(rows) and not rows[end - 1].startswith("[["):
        end += 1
    return range(begin, end)


def _after(places: set[Place], gone: range) -> set[Place]:
    """Places of a file when some of its lines are gone."""
    return {
        (path, line if line < gone.start else line - len(gone))
        for path, line in places
        if line not in gone
    }


def _without(sheet: Sheet, lines: range) -> str:
    rows = sheet.source.text.split("\n")
    return "\n".join(row for number, row in enumerate(rows, start=1) if number not in lines)


def tried(deletions: Iterable[Deletion]) -> list[tuple[Deletion, list[Told]]]:
    """Each deletion with all that is said of it, by two processes."""
    listed = [*deletions]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(mp_context=context, max_workers=2, initializer=_begin) as pool:
        return [*zip(listed, pool.map(_try, listed, chunksize=8), strict=True)]


def _begin() -> None:
    """A copy of the folder for this process; the sources never change, and are read once."""
    folder = Path(tempfile.mkdtemp())
    shutil.copytree(ROOT / "pathways", folder, dirs_exist_ok=True)
    os.chdir(folder)
    stepwell.load.bibliography = lru_cache(bibliography)  # type: ignore[attr-defined]
    typed = stepwell.load._Loader._typed
    known: dict[tuple[str, str], object] = {}

    def once(loader: object, source: Source, model: type) -> object:
        """What a file holds, worked out once for each of its texts."""
        name = (source.path, source.text)
        if name not in known:
            known[name] = typed(loader, source, model)
        return known[name]

    stepwell.load._Loader._typed = once


def _try(deletion: Deletion) -> list[Told]:
    file = Path(deletion.file)
    kept = file.read_text("utf-8")
    file.write_text(deletion.text, "utf-8")
    try:
        return [Told((one.span.path, one.span.line), one.rule.name) for one in _found(deletion)]
    finally:
        file.write_text(kept, "utf-8")


def _found(deletion: Deletion) -> Iterator[Diagnostic]:
    """All findings of the first stage that has any; the slowest come last.

    Walks and proofs of a pathway rest on its own file, its blocks, its cases and the registers:
    those of other pathways cannot change.
    """
    try:
        made = load(Path())
    except InvalidInput as invalid:
        yield from invalid.findings
        return
    found = [*resolve(made)]
    if not found:
        found += check(made, AS_OF)
        pathways = [one for one in sound(made, found) if _concerned(one, deletion, made)]
        if not found:
            found += check_cases(pathways, made)
        if not found:
            found += prove(made, [one.slug for one in pathways]).diagnostics
    yield from found


def _concerned(pathway: Sheet, deletion: Deletion, made: Collection) -> bool:
    """Whether a deletion can change the walks of a pathway."""
    own = {one.source.path for one in (pathway, *made.includes(pathway))}
    all_sheets = {one.source.path for one in made.sheets}
    cases = {f"{slug}.cases.toml" for slug in made.pathways}
    if deletion.file in all_sheets | cases:
        return deletion.file in own | {f"{pathway.slug}.cases.toml"}
    return True
