"""The changelog in two tracks: read strictly, shown, fed, and demanded of each clinical change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import repositories
from click.testing import CliRunner, Result
from examples import AS_OF, EXAMPLE, MINIMAL

from stepwell.build import site
from stepwell.changelog import Changelog, changelog
from stepwell.cli import main
from stepwell.diagnostics import InvalidInput
from stepwell.load import load
from stepwell.render.surroundings import Surroundings
from stepwell.report import text
from stepwell.source import Source

ATOM = "{http://www.w3.org/2005/Atom}"
TEXT = """\
# Changelog

A word before.

## Unreleased

### Clinical

A lead that is no entry.

- **Example** (`example`): asks for a <month>
  & no less.
- All pathways show when they were made.

### Technical

- `stepwell` draws *faster*.

## 2026.1 - 2026-03-01

### Clinical

- **Gone** (`gone`): what is no longer here.
"""
HISTORY = '[[history]]\nedition = "2026.1"\ndate = 2026-02-03\nchange = "First."\n\n[review]'


def parsed(body: str = TEXT) -> Changelog:
    return changelog(Source("CHANGELOG.md", body))


def test_entries_have_their_release_track_words_and_names() -> None:
    log = parsed()
    assert [(one.name, one.date) for one in log.releases] == [
        ("Unreleased", None), ("2026.1", date(2026, 3, 1)),
    ]  # fmt: skip
    first, every, gone = log.clinical
    assert first.text == "**Example** (`example`): asks for a <month> & no less."
    assert (first.names, first.plain) == (("example",), "Example: asks for a <month> & no less.")
    assert (every.collective, gone.names, gone.span.line) == (True, ("gone",), 23)
    assert [one.words for one in log.releases[0].track("technical")] == ["stepwell draws faster."]


def test_an_entry_keeps_its_name_when_it_is_released() -> None:
    moved = TEXT.replace("## Unreleased", "## Unreleased\n\n## 2026.2 - 2026-04-01")
    assert [one.key for one in parsed(moved).clinical] == [one.key for one in parsed().clinical]


@pytest.mark.parametrize(
    ("old", "new", "place", "said"),
    [
        ("### Technical", "### Bedside", "15:1", "There is no track `Bedside`."),
        ("## 2026.1 - 2026-03-01", "## 2026.1", "19:4", "This heading names no release."),
        ("2026-03-01", "2026-02-30", "19:13", "There is no such day."),
        ("### Clinical\n\nA lead", "A lead", "9:3", "This entry stands in no track."),
        ("  & no less", "& no less", "12:1", "This line belongs to no entry."),
        ("2026.1 - 2026-03-01", "Unreleased", "19:4", "`Unreleased` stands here for the second"),
        ("### Technical", "#### Technical", "15:1", "This heading has no place in a changelog."),
        ("- All", "- Same.\n- Same.\n- All", "14:1", "This entry stands here twice."),
    ],
)  # fmt: skip
def test_a_line_without_a_place_is_told_with_its_place(
    old: str, new: str, place: str, said: str
) -> None:
    assert old in TEXT
    with pytest.raises(InvalidInput) as caught:
        parsed(TEXT.replace(old, new, 1))
    report = text(caught.value.findings)
    assert f"CHANGELOG.md:{place}: error[P117]: {said}" in report
    assert caught.value.findings.diagnostics[0].help or "twice" in said or "track" in said


@pytest.fixture
def folder(tmp_path: Path, minimal: Path) -> Path:
    (minimal / "example.toml").write_text(EXAMPLE.replace("[review]", HISTORY))
    Path("CHANGELOG.md").write_text(TEXT)
    return minimal


def published(folder: Path, base_url: str = "https://a.example/docs/") -> dict[str, str]:
    made = site(folder, AS_OF, base_url, around=Surroundings(changelog=parsed()))
    texts = [one for one in made.artifacts if one.path.endswith((".md", ".xml"))]
    return {one.path: one.content.decode() for one in texts}


def test_the_page_shows_both_tracks_and_each_pathway_its_own(folder: Path) -> None:
    made = published(folder)
    page, own = made["changes.md"], made["pathways/example.md"]
    assert page.index("{ #clinical }") < page.index("{ #technical }")
    assert "asks for a &#60;month&#62; &#38; no less." in page
    assert "](pathways/example.md)" in page
    assert "<em>faster</em>" in page
    assert own.count("](../changes.md#change-") == 2, "its own and that of all, not that of `gone`"


def test_the_feeds_are_atom_with_stable_names_and_days_of_the_data(folder: Path) -> None:
    made = published(folder)
    for path, count in (("changes.xml", 3), ("pathways/example/changes.xml", 2)):
        feed = ET.fromstring(made[path])
        assert feed.tag == f"{ATOM}feed"
        for one in (feed, *feed.findall(f"{ATOM}entry")):
            for name in ("id", "title", "updated"):
                assert len(one.findall(ATOM + name)) == 1, name
            datetime.fromisoformat(one.findtext(f"{ATOM}updated", ""))
            assert one.findtext(f"{ATOM}id", "").startswith("https://a.example/docs/")
        assert feed.findtext(f"{ATOM}author/{ATOM}name")
        assert [one.get("href") for one in feed.findall(f"{ATOM}link[@rel='self']")] == [
            f"https://a.example/docs/{path}"
        ]
        entries = feed.findall(f"{ATOM}entry")
        ids = [one.findtext(f"{ATOM}id", "") for one in entries]
        assert len(set(ids)) == len(entries) == count
        assert all(one.partition("#")[2] in made["changes.md"] for one in ids)
    entries = ET.fromstring(made["changes.xml"]).findall(f"{ATOM}entry")
    days = [one.findtext(f"{ATOM}updated", "")[:10] for one in entries]
    assert days == ["2026-03-01", "2026-02-03", "2026-02-03"], "the release's, else the edition's"
    assert entries[1].findtext(f"{ATOM}content") == "Example: asks for a <month> & no less."


def test_without_an_address_there_is_a_page_and_no_feed_without_a_changelog_neither(
    folder: Path,
) -> None:
    made = published(folder, "")
    assert "changes.md" in made
    assert not [path for path in [*made, *made.values()] if "changes.xml" in path]
    assert "changes.md" not in {one.path for one in site(folder, AS_OF).artifacts}


def test_a_changed_entry_makes_its_pathway_anew_and_an_old_name_is_no_fault(folder: Path) -> None:
    cache = folder.parent / "cache"

    def made(log: str) -> int:
        around = Surroundings(changelog=parsed(log))
        return site(folder, AS_OF, cache=cache, around=around).rendered

    assert [made(TEXT), made(TEXT), made(TEXT + "- **Gone** (`gone`): more.\n")] == [1, 0, 0]
    assert made(TEXT.replace("no less", "no more")) == 1


def test_an_unreleased_entry_that_names_nothing_known_is_told(folder: Path) -> None:
    wrong = TEXT.replace("(`example`)", "(`exmple`)")
    with pytest.raises(InvalidInput) as caught:
        site(folder, AS_OF, around=Surroundings(changelog=parsed(wrong)))
    (one,) = caught.value.findings
    assert (one.rule.code, one.span.line, one.span.column) == ("P203", 11, 17)
    assert one.help == "did you mean `example`?"


# What CI demands -------------------------------------------------------------------------

Git = Callable[..., None]


@pytest.fixture
def git(folder: Path) -> Git:
    """A repository whose first commit holds the collection and its changelog."""
    gate = 'title = "Gate"\nasks = "Now?"\nstart = "wait"\n'
    (folder / "medications.toml").write_text((MINIMAL / "medications.toml").read_text())
    (folder / "blocks").mkdir()
    (folder / "blocks" / "gate.toml").write_text(gate + outcome("Wait."))
    repositories.commit(folder.parent, "first")
    return partial(repositories.git, folder.parent)


def outcome(say: str) -> str:
    return f'[[step]]\nkind = "outcome"\nid = "wait"\nsay = "{say}"\n'


def asked(*more: str) -> Result:
    return CliRunner().invoke(main, ["changelog", *more], catch_exceptions=False)


def edit(name: str, old: str, new: str) -> None:
    path = Path(name)
    before = path.read_text()
    assert old in before
    path.write_text(before.replace(old, new))


def test_order_formatting_and_words_that_no_sheet_shows_need_no_entry(git: Git) -> None:
    edit("pathways/example.toml", "[review]", "# a remark\n\n[review]")
    edit("pathways/example.toml", 'change = "First."', 'change = "The first."')
    result = asked("--check", "HEAD")
    assert (result.exit_code, result.stdout) == (0, "no clinical change since HEAD\n")


def test_a_changed_pathway_needs_a_new_entry_that_names_it(git: Git) -> None:
    edit("pathways/example.toml", "lasted four weeks or more", "lasted a month or more")
    result = asked("--check", "HEAD")
    assert result.exit_code == 1
    assert "pathway `example` (" in result.stderr
    assert "- **Example** (`example`): what changes at the bedside" in result.stderr
    edit("CHANGELOG.md", "## Unreleased\n\n### Clinical\n",
         "## Unreleased\n\n### Clinical\n\n- **Example** (`example`): a month.\n")  # fmt: skip
    result = asked("--check", "HEAD")
    assert (result.exit_code, result.stdout) == (
        0, "1 sheet changed since HEAD, each is told in CHANGELOG.md\n",
    )  # fmt: skip
    git("commit", "-am", "told")
    edit("pathways/example.toml", "lasted a month or more", "lasted six weeks or more")
    assert asked("--check", "HEAD").exit_code == 1, "an entry tells of the change it came with"
    assert asked("--check", "HEAD~1").exit_code == 0


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ("Doses of exampline (`example`) are lower.", 0),
        ("Lower doses in all pathways.", 0),
        ("Doses are lower.", 1),
    ],
)
def test_a_register_touches_each_pathway_that_shows_it(git: Git, entry: str, code: int) -> None:
    drugs = Path("pathways/medications.toml")
    drugs.write_text(drugs.read_text().replace('name = "', 'name = "new ', 1))
    told = "## Unreleased\n\n### Clinical\n\n"
    edit("CHANGELOG.md", told, f"{told}- {entry}\n\n")
    result = asked("--check", "HEAD")
    assert result.exit_code == code, result.output


def test_a_block_a_new_and_a_removed_pathway_are_changes(git: Git) -> None:
    Path("pathways/blocks/gate.toml").write_text(
        Path("pathways/blocks/gate.toml").read_text().replace("Wait.", "Go.")
    )
    Path("pathways/example.toml").rename("pathways/other.toml")
    Path("pathways/example.cases.toml").rename("pathways/other.cases.toml")
    edit("CHANGELOG.md", "(`example`)", "(`other`)")
    result = asked("--check", "HEAD")
    assert result.exit_code == 1
    assert "block `gate` (step wait)" in result.stderr
    assert "pathway `example` (removed)" in result.stderr
    assert "pathway `other`" not in result.stderr, "the entry was reworded, so it is a new one"


def test_a_changelog_that_is_new_counts_whole(git: Git) -> None:
    git("rm", "--cached", "CHANGELOG.md")
    git("commit", "-m", "without")
    edit("pathways/example.toml", "lasted four weeks or more", "lasted a month or more")
    assert asked("--check", "HEAD").exit_code == 0


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--check", "nowhere"), 2, "revision"),
        (("--file", "gone.md"), 2, "gone.md"),
        (("gone",), 2, "The folder `gone` does not exist."),
    ],
)
def test_what_cannot_be_compared_is_told(
    git: Git, words: tuple[str, ...], code: int, said: str
) -> None:
    result = asked(*words)
    assert (result.exit_code, said in result.stderr) == (code, True)


def test_what_is_not_released_yet_is_listed_by_pathway(folder: Path) -> None:
    assert asked().stdout.splitlines() == [
        "example: Example: asks for a <month> & no less.",
        "example: All pathways show when they were made.",
    ]


def test_the_folder_is_left_as_it_was(git: Git) -> None:
    before = load(Path("pathways")).sources
    asked("--check", "HEAD")
    assert {name: one.text for name, one in load(Path("pathways")).sources.items()} == {
        name: one.text for name, one in before.items()
    }
