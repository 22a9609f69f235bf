"""Who compared what: the record in the file, and the days of review that rest on it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from examples import AS_OF, EXAMPLE, examine
from repositories import commit

from stepwell.cli import main
from stepwell.load import load
from stepwell.model import Pathway

HEAD = """\
# Kept by the editors.
title    = "Exampline first"   # the short one
asks     = "Who should be offered exampline?"
edition  = "2026.1"
status   = "draft"
start    = "lasting"
contested = ["long-use"]

[population]
include = ["Adults with a lasting example"]

[review]
due   = 2027-01-01   # a year
# the next table is about history

[[history]]
edition = "2026.1"
date = 2026-01-02
change = "First edition."

"""
BODY = EXAMPLE[EXAMPLE.index("[[red_flag]]") :]
BLOCK = """
[[review.by]]
name     = "Dr Jane Poe"
role     = "Physiotherapist"
date     = 2026-06-30
compared = [{ source = "doe2020", edition = "second edition" }]
"""
RECORD = (
    "--by", "Dr Jane Poe", "--role", "Physiotherapist", "--date", "2026-06-30",
    "--compared", "doe2020: second edition",
)  # fmt: skip


def run(*words: str) -> Result:
    dated = () if "--check" in words else ("--as-of", AS_OF.isoformat())
    return CliRunner().invoke(main, ["review", *words, *dated], catch_exceptions=False)


@pytest.fixture
def file(minimal: Path) -> Path:
    """The file of the pathway, with comments and columns."""
    path = minimal / "example.toml"
    path.write_text(HEAD + BODY)
    return path


def test_a_record_is_written_and_every_other_byte_is_kept(file: Path) -> None:
    before = file.read_bytes()
    result = run("example", *RECORD)
    assert result.exit_code == 0
    after = file.read_bytes()
    assert after.count(BLOCK.encode()) == 1
    assert after.replace(BLOCK.encode(), b"") == before
    assert "due   = 2027-01-01   # a year\n\n[[review.by]]" in after.decode()
    assert [*examine(file.parent)] == []


def test_the_change_is_shown_and_what_remains_to_be_done(file: Path) -> None:
    said = run("example", *RECORD).stdout
    for line in BLOCK.splitlines():
        assert f"\n+{line}\n" in said
    assert "the status stays as it is" in said
    assert 'status   = "draft"' in file.read_text()


def test_a_second_record_follows_the_first_and_the_next_day_is_set(file: Path) -> None:
    run("example", *RECORD)
    first = file.read_text()
    both = ("--compared", "doe2020: 2", "--compared", "roe2021: as published: 2021")
    run("example", "--by", 'Ann "A" Roe', "--role", "GP", *both, "--due", "2028-07-01")
    after = file.read_text()
    review = load(file.parent).pathways["example"].value
    assert isinstance(review, Pathway)
    assert [one.name for one in review.review.by] == ["Dr Jane Poe", 'Ann "A" Roe']
    second = review.review.by[1]
    assert second.date == AS_OF
    assert [one.edition for one in second.compared] == ["2", "as published: 2021"]
    assert "due   = 2028-07-01   # a year\n" in after
    added = after[after.index('\n[[review.by]]\nname     = "Ann') : after.index("# the next table")]
    restored = after.replace(added, "", 1).replace("2028-07-01", "2027-01-01")
    assert restored == first


def test_line_endings_stay_as_they_are(file: Path) -> None:
    before = (HEAD + BODY).replace("\n", "\r\n").encode()
    file.write_bytes(before)
    assert run("example", *RECORD).exit_code == 0
    assert file.read_bytes().replace(BLOCK.replace("\n", "\r\n").encode(), b"") == before


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"--compared": "doe202: 2"},
            "the source `doe202` does not exist; did you mean `doe2020`?",
        ),
        ({"--compared": "doe2020"}, "write `SOURCE: EDITION`"),
        ({"--compared": "doe2020: "}, "write `SOURCE: EDITION`"),
        ({"--role": " "}, "the role cannot be recorded"),
        ({"--by": "Dr\tPoe\x07"}, "the name cannot be recorded"),
        ({"--role": ""}, "a record needs --by, --role and at least one --compared"),
        ({"--due": "2026-06-30"}, "cannot be due on 2026-06-30"),
        ({"--due": "2031-07-01"}, "by 2031-06-30 at the latest"),
        ({"--date": "2026-07-02"}, "2026-07-02, which is still to come"),
    ],
)
def test_what_is_no_record_is_refused_and_the_file_is_untouched(
    file: Path, change: dict[str, str], said: str
) -> None:
    before = file.read_bytes()
    words = dict(zip(RECORD[::2], RECORD[1::2], strict=True)) | change
    result = run("example", *(one for pair in words.items() for one in pair))
    assert (result.exit_code, said in result.stderr.replace("\n", " ")) == (2, True)
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("[review]\ndue = 2030-01-01\nby = []\n", "write it as a table `[[review.by]]`"),
        ("", "write it as a table `[review]`"),
    ],
)
def test_a_file_that_has_no_place_for_it_is_refused_with_the_line(
    file: Path, written: str, said: str
) -> None:
    text = EXAMPLE.replace("[review]\ndue = 2030-01-01\n", written)
    if not written:
        text = text.replace("[population]", "review = { due = 2030-01-01 }\n\n[population]", 1)
    file.write_text(text)
    result = run("example", *RECORD)
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.split())
    assert "example.toml:" in result.stderr
    assert file.read_text() == text


def test_a_source_that_the_pathway_does_not_cite_is_refused(file: Path) -> None:
    bibliography = file.parent / "references.bib"
    entry = bibliography.read_text().split("\n\n")[0]
    other = entry.replace("doe2020", "other2022").replace("example.1", "example.9")
    bibliography.write_text(bibliography.read_text() + other.replace("10000001", "10000009"))
    words = {**dict(zip(RECORD[::2], RECORD[1::2], strict=True)), "--compared": "other2022: 1"}
    result = run("example", *(one for pair in words.items() for one in pair))
    assert (result.exit_code, "does not cite the source `other2022`" in result.stderr) == (2, True)


def later(file: Path, name: str = "example.toml", old: str = "2027-01-01") -> None:
    path = file.parent / name
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, "2029-01-01", 1))


def test_a_day_that_moved_without_a_record_fails_where_it_stands(file: Path) -> None:
    commit(Path.cwd(), "as it was")
    assert run("--check", "HEAD").exit_code == 0
    later(file)
    result = run("--check", "HEAD")
    assert result.exit_code == 1
    assert (
        "pathways/example.toml:13:9: error[P518]: The review of `example` was due on 2027-01-01"
        in (result.stderr)
    )


def test_a_new_record_lets_the_day_move_and_an_old_one_does_not(file: Path) -> None:
    run("example", *RECORD)
    commit(Path.cwd(), "with a record")
    later(file)
    result = run("--check", "HEAD")
    assert (result.exit_code, "the newest record, which is no new one" in result.stderr) == (
        1,
        True,
    )
    old = [*RECORD[:5], "2026-01-01", *RECORD[6:]]
    run("example", *old)
    assert run("--check", "HEAD").exit_code == 1
    run("example", *[*RECORD[:5], "2026-07-01", *RECORD[6:]])
    assert run("--check", "HEAD").exit_code == 0


def test_an_earlier_day_needs_no_record(file: Path) -> None:
    commit(Path.cwd(), "as it was")
    file.write_text(file.read_text().replace("2027-01-01", "2026-12-01"))
    assert run("--check", "HEAD").exit_code == 0


def test_a_contested_point_moves_only_with_a_record_of_a_pathway_that_shows_it(
    file: Path,
) -> None:
    point = file.parent / "contested.toml"
    point.write_text(point.read_text().replace("2030-01-01", "2027-01-01"))
    commit(Path.cwd(), "as it was")
    later(file, "contested.toml")
    result = run("--check", "HEAD")
    assert result.exit_code == 1
    assert "pathways/contested.toml:7:7: error[P518]: The choice on `long-use`" in result.stderr
    assert "in a pathway that shows it: `example`" in result.stderr
    run("example", *RECORD)
    assert run("--check", "HEAD").exit_code == 0


def test_a_check_against_an_unknown_revision_exits_2(file: Path) -> None:
    commit(Path.cwd(), "as it was")
    result = run("--check", "nowhere")
    assert (result.exit_code, "`nowhere` is no revision" in result.stderr) == (2, True)
