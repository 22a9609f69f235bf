"""A difference in a terminal, in one comment on a pull request, and as a page with charts."""

from __future__ import annotations

import re
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from editions import REALISTIC, edited, shipped
from golden_files import golden

from stepwell.checking import loaded
from stepwell.cli import main
from stepwell.diff import difference
from stepwell.diff.chart import charts
from stepwell.diff.markdown import LIMIT, markdown
from stepwell.diff.marking import Piece, pieces
from stepwell.diff.mermaid import mermaid
from stepwell.diff.page import page
from stepwell.diff.text import text


@pytest.mark.parametrize("name", REALISTIC)
def test_the_comment_on_a_realistic_change_reads_as_it_should(
    tmp_path: Path, name: str, pytestconfig: pytest.Config
) -> None:
    new = loaded(edited(tmp_path, REALISTIC[name]))
    made = markdown(difference(shipped(), new), shipped(), new)
    assert made == golden(f"diff/{name}.md", made, pytestconfig.getoption("--update"))


def test_a_comment_keeps_what_concerns_patients_and_says_what_it_leaves_out(tmp_path: Path) -> None:
    new = loaded(edited(tmp_path, REALISTIC["falls-are-asked-for-before-a-tricyclic"]))
    found = difference(shipped(), new)
    whole = markdown(found, shipped(), new)
    assert len(whole) < LIMIT
    short = markdown(found, shipped(), new, limit=2_000)
    assert len(short) <= 2_000
    assert "**Who**" in short
    assert "```mermaid" in whole
    assert "```mermaid" not in short
    left = re.search(r"There is no room for (\d+) more parts", short)
    assert left
    assert int(left[1]) > 1


HOSTILE = "Stop <img src=x onerror=1> | @everyone `x` [a](javascript:1) ``` #1 &amp; \\\\ end"


@pytest.mark.parametrize("name", ["markdown", "page", "mermaid"])
def test_text_of_a_file_is_never_markup(tmp_path: Path, name: str) -> None:
    new = loaded(
        edited(
            tmp_path,
            [
                (
                    "imaging.toml",
                    'short     = "No imaging: explain, treat, look again"',
                    f'short = "{HOSTILE}"',
                ),
                ("imaging.toml", "Order no imaging, explain why", HOSTILE),
            ],
        )
    )
    found = difference(shipped(), new)
    said = HOSTILE.replace("\\\\", "\\")
    match name:
        case "markdown":
            made = markdown(found, shipped(), new)
            assert "<img" not in made
            assert "@everyone" not in made
            assert made.count("```") == 2  # the one diagram
            assert "[a](" not in made
        case "page":
            made = page(found, shipped(), new, "<old>", "new")
            reader = _Text()
            reader.feed(made)
            assert "img" not in reader.tags
            assert said in " ".join(reader.said)
        case _:
            made = mermaid(found.sheets[0], shipped(), new)
            labels = re.findall(r'"([^"]*)"', made)
            assert all(not set("<>`|[]@") & set(one) for one in labels)
            assert made.count("\n") == len(made.splitlines()) - 1


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def test_charts_mark_what_was_added_removed_and_changed_with_words_and_signs(
    tmp_path: Path,
) -> None:
    new = loaded(edited(tmp_path, REALISTIC["falls-are-asked-for-before-a-tricyclic"]))
    found = difference(shipped(), new)
    (sheet,) = (one for one in found.sheets if one.slug == "tricyclic")
    before, after = charts(sheet, shipped(), new)
    assert _tags(before) == {"tca-age": "CHANGED"}
    assert _tags(after) == {"tca-age": "CHANGED", "tca-falls": "NEW"}
    assert _arrows(before) == {("tca-age", "start-tca-older"): "removed"}
    assert _arrows(after) == {
        ("tca-age", "tca-falls"): "added",
        ("tca-falls", "@exit"): "added",
        ("tca-falls", "start-tca-older"): "added",
    }
    assert before.count(">−</text>") == 1
    assert after.count(">+</text>") == 3
    (other,) = (one for one in found.sheets if one.slug == "imaging")
    assert _arrows(charts(other, shipped(), new).after) == {("how-long", "no-imaging"): "changed"}


def _tags(svg: str) -> dict[str, str]:
    boxes = re.findall(
        r'data-step="([^"]+)"(.*?)</(?:a|g)>\s*(?=<(?:a|g) class="sw-box|</svg>)', svg, re.DOTALL
    )
    found = (
        (name, re.search(r'class="sw-tag">.*?<text[^>]*>(\w+)<', body, re.DOTALL))
        for name, body in boxes
    )
    return {name: tag[1] for name, tag in found if tag}


def _arrows(svg: str) -> dict[tuple[str, str], str]:
    found = re.findall(
        r'sw-arrow sw-\w+ sw-(\w+)" id="[^"]*" data-from="([^"]+)" data-to="([^"]+)"', svg
    )
    return {(source, target): state for state, source, target in found}


def test_a_page_of_two_charts_has_no_id_twice(tmp_path: Path) -> None:
    new = loaded(edited(tmp_path, REALISTIC["falls-are-asked-for-before-a-tricyclic"]))
    made = page(difference(shipped(), new), shipped(), new, "old", "new")
    ids = re.findall(r'\bid="([^"]+)"', made)
    assert len(ids) == len({*ids}) > 50
    assert "http" not in re.sub(r'xmlns="[^"]+"', "", made)


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("60 mg once a day", "90 mg once a day", [("60", "90"), (" mg once a day",) * 2]),
        ("low and slow", "low and very slow", [("low and ",) * 2, ("", "very "), ("slow",) * 2]),
        ("one thing", "quite another matter", [("one thing", "quite another matter")]),
        ("", "all of it", [("", "all of it")]),
        ("1.5 mg", "2.5 mg", [("1.5", "2.5"), (" mg",) * 2]),
    ],
)
def test_words_are_set_beside_each_other(old: str, new: str, wanted: list[tuple[str, str]]) -> None:
    found = pieces(old, new)
    assert found == [Piece(*one) for one in wanted]
    assert ("".join(one.old for one in found), "".join(one.new for one in found)) == (old, new)


# the command


def diff(*words: str) -> Result:
    return CliRunner().invoke(main, ["diff", *words], catch_exceptions=False)


@pytest.fixture
def repository(minimal: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The minimal collection, committed and then edited."""
    who = ("-c", "user.name=Editor", "-c", "user.email=editor@example.org")
    for words in (("init", "-b", "main"), ("add", "."), ("commit", "-m", "first")):
        subprocess.run(["git", *who, *words], cwd=minimal.parent, check=True, capture_output=True)
    return minimal


def test_the_working_folder_is_compared_with_a_revision(repository: Path) -> None:
    assert diff("main").stdout == "No clinical change.\n"
    path = repository / "example.toml"
    path.write_text(path.read_text().replace("weeks >= 4", "weeks >= 6"))
    made = diff("main")
    assert (made.exit_code, "led elsewhere" in made.stdout) == (0, True), made.output
    assert diff("main", "HEAD").stdout == "No clinical change.\n"
    assert diff("main", "pathways").stdout == made.stdout


def test_a_comment_and_a_page_may_be_written_to_a_file(repository: Path) -> None:
    path = repository / "example.toml"
    path.write_text(path.read_text().replace("weeks >= 4", "weeks >= 6"))
    printed = diff("main", "--format", "markdown")
    written = diff("main", "--format", "markdown", "--into", "made/diff.md")
    assert written.stdout == "wrote made/diff.md\n"
    assert Path("made/diff.md").read_text("utf-8") == printed.stdout
    assert diff("main", "--format", "html").stdout.lstrip().startswith("<!doctype html>")


def test_a_name_that_is_nothing_is_refused(repository: Path) -> None:
    made = diff("nowhere")
    assert (made.exit_code, made.stdout) == (2, "")
    assert "`nowhere` is neither a folder nor a revision" in made.stderr


def test_faults_of_the_old_edition_are_told_under_its_name(repository: Path) -> None:
    path = repository / "example.toml"
    whole = path.read_text()
    path.write_text(whole.replace('goto = "', 'goto = "no-', 1))
    who = ("-c", "user.name=Editor", "-c", "user.email=editor@example.org")
    subprocess.run(["git", *who, "commit", "-am", "bad"], cwd=repository.parent, check=True)
    path.write_text(whole)
    made = diff("HEAD")
    assert made.exit_code == 1
    assert "HEAD:pathways/example.toml:" in made.stderr
    assert "`HEAD` cannot be compared while it has faults" in made.stderr


def test_faults_of_the_new_edition_are_reported_as_ever(repository: Path) -> None:
    path = repository / "example.toml"
    path.write_text(path.read_text().replace('goto = "', 'goto = "no-', 1))
    made = diff("main")
    assert (made.exit_code, made.stdout) == (1, "")
    assert "pathways/example.toml:" in made.stderr


def test_the_text_says_the_same_as_the_comment(tmp_path: Path) -> None:
    new = loaded(edited(tmp_path, REALISTIC["a-dose-is-halved"]))
    found = difference(shipped(), new)
    said = text(found)
    for part in found.registers:
        assert part.title in said
        for change in part.changes:
            assert change.new in said
    for one in found.touched:
        assert f"{one.old} → {one.new}" in said


def test_the_readme_shows_what_the_diff_says(tmp_path: Path) -> None:
    new = loaded(edited(tmp_path, REALISTIC["falls-are-asked-for-before-a-tricyclic"][2:3]))
    said = text(difference(shipped(), new))
    readme = (Path(__file__).parent.parent / "README.md").read_text("utf-8")
    fences = re.findall(r"^```\w*\n(.*?)^```$", readme, re.DOTALL | re.MULTILINE)
    shown = next(one for one in fences if "− " in one)
    assert shown in said
