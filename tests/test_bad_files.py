"""Every rule has a bad file, and its report is the one expected, byte for byte.

`bad/<rule>.toml` stands in place of the minimal pathway, or of the file that
its first line names; `.bib` of the bibliography; a folder is laid over the
whole. What no file in git can be is built here.
"""

from __future__ import annotations

import shutil
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from examples import AS_OF, MINIMAL, examine

from stepwell.changelog import FILE, read
from stepwell.checks import check
from stepwell.collection import Collection
from stepwell.diagnostics import RULES, Findings, InvalidInput
from stepwell.load import load
from stepwell.prove import prove
from stepwell.reading import MAX_LINE
from stepwell.render import overriding
from stepwell.render.card import card
from stepwell.render.home import home
from stepwell.report import text
from stepwell.review.moved import due_moved_without_review

if TYPE_CHECKING:
    from collections.abc import Callable

    from stepwell.render.overriding import Templates

BAD = Path(__file__).parent / "bad"


def _link_out_of_tree(folder: Path) -> None:
    (folder / "facts.toml").rename("facts.toml")
    (folder / "facts.toml").symlink_to("../facts.toml")


def _line_too_long(folder: Path) -> None:
    with (folder / "facts.toml").open("a") as file:
        file.write(f"# {'long ' * MAX_LINE}\n")


def _not_proved(folder: Path) -> None:
    """More birds than holes, each in one of its own: nobody, and long to prove."""
    birds, holes = "abcdefgh", "1234567"
    yes_no = '[[fact]]\nid = "{0}"\nname = "-"\ntype = "yes-no"\nask = "-"\nplain = "-"\n{1}'
    facts = [yes_no.format(bird + hole, "") for bird in birds for hole in holes]
    for hole in holes:
        both = [f"({one}{hole} and {other}{hole})" for one, other in combinations(birds, 2)]
        facts.append(yes_no.format(f"shared_{hole}", f'derive = "{" or ".join(both)}"\n'))
    housed = [f"({' or '.join(bird + hole for hole in holes)})" for bird in birds]
    guard = " and ".join([*housed, *(f"not shared_{hole}" for hole in holes)])
    (folder / "facts.toml").write_text("\n".join(facts))
    (folder / "example.cases.toml").unlink()
    example = (folder / "example.toml").read_text().replace("weeks >= 4", guard)
    (folder / "example.toml").write_text(example.replace("weeks < 4", "otherwise"))


def _broken_changelog(folder: Path) -> None:
    log = "# Changelog\n\n## Unreleased\n\n### Bedside\n\n- **Example** (`example`): new.\n"
    (folder / FILE).write_text(log)


def _broken_template(folder: Path) -> None:
    (folder / "home.md.j2").write_text("# {{ info.title }}\n\n{{ info.owner }}\n")


BUILT: dict[str, Callable[[Path], object]] = {
    "missing-folder": shutil.rmtree,
    "empty-folder": lambda folder: (folder / "example.toml").unlink(),
    "line-too-long": _line_too_long,
    "link-out-of-tree": _link_out_of_tree,
    "unreadable-file": lambda folder: (folder / "later.toml").symlink_to("gone.toml"),
    "nothing-checked": lambda folder: None,
    "not-proved": _not_proved,
    "broken-changelog": _broken_changelog,
    "broken-template": _broken_template,
}


def plant(rule: str, folder: Path) -> None:
    """Put the bad file of a rule into the minimal collection."""
    if rule in BUILT:
        BUILT[rule](folder)
    elif (BAD / rule).is_dir():
        shutil.copytree(BAD / rule, folder, dirs_exist_ok=True)
    elif (bibliography := BAD / f"{rule}.bib").is_file():
        shutil.copy(bibliography, folder / "references.bib")
    else:
        raw = (BAD / f"{rule}.toml").read_bytes()
        first = raw.split(b"\n", 1)[0].decode()
        name = first.removeprefix("# file: ") if first.startswith("# file: ") else "example.toml"
        (folder / name).write_bytes(raw)


def report(rule: str, folder: Path) -> Findings:
    """What is found in the folder, by the stage that the rule belongs to."""
    match rule:
        case "nothing-checked":
            collection = Collection(load(folder).info, pathways={})
            return Findings.of(check(collection, AS_OF), collection.sources)
        case "not-proved":
            collection = load(folder)
            return Findings.of(prove(collection, timeout=1).diagnostics, collection.sources)
        case "due-moved-without-review":
            before = load(MINIMAL)
            collection = load(folder)
            moved = due_moved_without_review(before, collection)
            return Findings.of(moved, collection.sources)
        case "card-over-budget":
            collection = load(folder)
            found = card(collection.pathways["example"], collection, "a4")[1]
            return Findings.of(found, collection.sources)
        case "broken-changelog":
            return _refused(lambda: read(folder / FILE))
        case "broken-template":
            return _refused(lambda: [*home(load(folder), as_of=AS_OF)], overriding.read(folder))
    return examine(folder)


def _refused(work: Callable[[], object], templates: Templates | None = None) -> Findings:
    with overriding.using(templates), pytest.raises(InvalidInput) as caught:
        work()
    return caught.value.findings


@pytest.mark.parametrize("rule", RULES)
def test_the_report_of_a_bad_file_is_the_expected_one(
    rule: str, minimal: Path, request: pytest.FixtureRequest
) -> None:
    plant(rule, minimal)
    found = report(rule, minimal)
    expected = BAD / f"{rule}.txt"
    if request.config.getoption("--update"):
        expected.write_text(text(found))
    assert {one.rule.name for one in found} == {rule}
    assert expected.read_text() == text(found)


def test_every_bad_file_belongs_to_a_rule() -> None:
    assert {path.name.split(".")[0] for path in BAD.iterdir()} == set(RULES)


@pytest.mark.parametrize("rule", RULES)
def test_the_reported_line_exists_and_the_carets_stand_under_it(rule: str, minimal: Path) -> None:
    plant(rule, minimal)
    found = report(rule, minimal)
    for one in found:
        source = found.sources.get(one.span.path)
        if source and source.line(one.span.line):
            line = source.line(one.span.line)
            assert one.span.column + one.span.length - 1 <= len(line) + 1
