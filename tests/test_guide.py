"""The editors' guide is followed to the letter: what it says to do works, what it shows is true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from examples import AS_OF, minimal
from following import Follower, Shell, in_process

from stepwell import options
from stepwell.commands import walking

ROOT = Path(__file__).parent.parent
GUIDE = ROOT / "content" / "editing"
SHOWING = ("guards", "counterexamples", "how-to-cite", "review", "release")
"""Pages whose sections each change the minimal collection anew."""


def _held(page: Path, made: str, request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update"):
        page.write_text(made, "utf-8")
    assert page.read_text("utf-8") == made


def test_a_newcomer_who_follows_the_first_page_to_the_letter_publishes_a_pathway(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    page = GUIDE / "first-pathway.md"
    reader = Follower(tmp_path, Shell(tmp_path / "tools"))
    _held(page, reader.follow(page.read_text("utf-8")), request)
    site = reader.folder / "site"
    shown = (site / "pathways" / "exercise-class" / "index.html").read_text("utf-8")
    assert "Whom do we invite to the exercise class?" in shown
    assert "Consider a place in the class" in shown
    assert "Replace with" not in shown
    assert (site / "cards" / "exercise-class-a4.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("name", SHOWING)
def test_what_a_page_shows_is_what_the_program_says(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    for module in (options, walking):
        monkeypatch.setattr(module, "today", lambda: AS_OF)
    page = GUIDE / f"{name}.md"
    made = []
    for number, section in enumerate(re.split(r"(?m)^(?=## )", page.read_text("utf-8"))):
        folder = tmp_path / str(number)
        folder.mkdir()
        minimal(folder)
        made.append(Follower(folder, in_process).follow(section))
    _held(page, "".join(made), request)


def test_the_sources_of_the_first_pathway_stand_in_the_collection() -> None:
    page = (GUIDE / "first-pathway.md").read_text("utf-8")
    entries = re.findall(r"^@\w+\{.*?^\}$", page, re.MULTILINE | re.DOTALL)
    known = (ROOT / "pathways" / "references.bib").read_text("utf-8")
    assert entries
    assert [one for one in entries if one not in known] == []


@pytest.mark.parametrize("page", sorted(GUIDE.glob("*.md")), ids=lambda page: page.stem)
def test_each_page_of_the_guide_is_reached_from_its_entry(page: Path) -> None:
    entry = (GUIDE / "index.md").read_text("utf-8")
    assert page.stem == "index" or f"]({page.name})" in entry
