"""Releasing sheets, and asking paper its age afterwards."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from click.testing import CliRunner, Result
from examples import AS_OF, EXAMPLE, Collect

from stepwell.cli import main
from stepwell.load import load
from stepwell.release import unreleased
from stepwell.render.fingerprint import of_card
from stepwell.render.sheet_pages import sheet_pages

ROOT = Path(__file__).parent.parent
NOW = EXAMPLE.replace("lasted four weeks or more", "lasted a month or more")
LATER = NOW.replace(
    'edition = "2026.1"', 'edition = "2027.1"'
).replace(
    "[review]",
    '[[history]]\nedition = "2027.1"\ndate = 2027-01-01\n'
    'change = "Asks for a month."\n\n'
    '[[history]]\nedition = "2026.1"\ndate = 2026-01-01\nchange = "First edition."\n\n[review]',
)  # fmt: skip


def release(*more: str, day: str = "2026-07-01") -> Result:
    arguments = ["release", "--as-of", day, *more]
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


def codes(folder: Path) -> list[str]:
    return [*load(folder).released]


def pages(folder: Path) -> dict[str, str]:
    made = sheet_pages(load(folder), as_of=AS_OF)
    return {one.path.removeprefix("c/").removesuffix(".md"): one.content.decode() for one in made}


def test_a_release_keeps_every_sheet_once(minimal: Path) -> None:
    assert release("--check").exit_code == 1
    assert not (minimal / "released.toml").exists()
    first = release()
    assert (first.exit_code, "1 sheet added" in first.stdout) == (0, True)
    kept = (minimal / "released.toml").read_text()
    assert codes(minimal) == [of_card(load(minimal).pathways["example"], load(minimal)).code]
    assert release("--check").exit_code == 0
    assert "every sheet stands in" in release().stdout
    assert (minimal / "released.toml").read_text() == kept


def test_a_later_release_adds_below_and_changes_nothing_above(minimal: Path) -> None:
    release()
    kept = (minimal / "released.toml").read_text()
    (minimal / "example.toml").write_text(NOW)
    made = release(day="2026-08-01")
    assert "edition 2026.1 was released with other content" in made.stdout
    assert (minimal / "released.toml").read_text().startswith(kept)
    assert len(codes(minimal)) == 2


def test_faulty_pathways_are_not_released(minimal: Path) -> None:
    (minimal / "example.toml").write_text(EXAMPLE.replace('goto = "review"', 'goto = "revew"'))
    assert release().exit_code == 1
    assert not (minimal / "released.toml").exists()


def test_a_register_with_one_code_twice_is_refused(minimal: Path) -> None:
    release()
    path = minimal / "released.toml"
    entry = path.read_text()[path.read_text().index("[[sheet]]") :]
    path.write_text(path.read_text() + entry)
    made = release()
    assert (made.exit_code, "P210" in made.stderr) == (1, True)


def test_a_current_sheet_says_so(minimal: Path) -> None:
    release()
    (code,) = codes(minimal)
    text = pages(minimal)[code]
    assert "<strong>Current</strong>" in text
    assert "Superseded" not in text
    assert "released 1 July 2026" in text
    assert 'data-review-due="2030-01-01"' in text


def test_a_superseded_sheet_names_what_changed_and_leads_to_the_new_one(minimal: Path) -> None:
    release()
    (old,) = codes(minimal)
    (minimal / "example.toml").write_text(LATER)
    release(day="2027-01-02")
    new = codes(minimal)[-1]
    text = pages(minimal)[old]
    assert "<strong>Superseded</strong>" in text
    assert "Changed: [Box 1: Has it lasted a month or more" in text
    assert text.count("Changed: ") == 1
    assert "Asks for a month." in text
    assert "First edition." not in text
    assert f"[{new}]({new}.md)" in text
    assert "<strong>Current</strong>" in pages(minimal)[new]


def test_new_and_lost_steps_are_told_apart(minimal: Path) -> None:
    release()
    (old,) = codes(minimal)
    text = EXAMPLE.replace('id = "wait"', 'id = "watch"').replace('goto = "wait"', 'goto = "watch"')
    (minimal / "example.toml").write_text(text.replace('then = "wait"', 'then = "watch"'))
    said = pages(minimal)[old]
    assert "New: [Box 4: Wait and watch" in said
    assert "No longer there: The step “wait”" in said


def test_a_sheet_that_is_gone_is_withdrawn(minimal: Path) -> None:
    release()
    (old,) = codes(minimal)
    path = minimal / "released.toml"
    path.write_text(path.read_text().replace('slug = "example"', 'slug = "gone-by-now"'))
    (minimal / "example.toml").write_text(NOW)
    text = pages(minimal)[old]
    assert "<strong>Withdrawn</strong>" in text
    assert "pathways/" not in text


def test_advice_that_is_taken_back_makes_its_first_sheet_current_again(minimal: Path) -> None:
    release()
    (old,) = codes(minimal)
    (minimal / "example.toml").write_text(NOW)
    release()
    (minimal / "example.toml").write_text(EXAMPLE)
    assert "every sheet stands in" in release().stdout
    assert "<strong>Current</strong>" in pages(minimal)[old]


def test_what_is_not_released_yet_is_a_proof(collect: Collect) -> None:
    collection, _ = collect({})
    (page, index) = sheet_pages(collection, as_of=AS_OF)
    assert "It is a proof" in page.content.decode()
    assert "Current, not released" in index.content.decode()


def test_every_sheet_of_this_site_is_released() -> None:
    lacking = [str(one) for one in unreleased(load(ROOT / "pathways"))]
    assert lacking == [], "run: stepwell release"


def test_no_code_was_ever_taken_out_of_the_register() -> None:
    log = subprocess.run(
        ["git", "log", "--format=", "--patch", "--no-color", "--", "pathways/released.toml"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    gone = set(re.findall(r'^[-+]id = "(\w+)"$', log.stdout, re.MULTILINE))
    assert gone <= {*codes(ROOT / "pathways")}


def test_every_released_sheet_has_its_page_in_the_site(site: Path) -> None:
    released = codes(ROOT / "pathways")
    assert len(released) > 50
    for code in released:
        assert (site / "c" / code / "index.html").is_file()
