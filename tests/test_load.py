"""Loading: every fault of form is told at once, in its place, and none is a traceback."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from examples import AS_OF
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stepwell.checking import checked
from stepwell.diagnostics import InvalidInput
from stepwell.load import load
from stepwell.reading import MAX_LINE

SUSPICIOUS = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None
)


def _told(folder: Path) -> list[tuple[str, str, int, int]]:
    with pytest.raises(InvalidInput) as refused:
        load(folder)
    return [(one.rule.name, Path(one.span.path).name, one.span.line, one.span.column)
            for one in refused.value.findings]  # fmt: skip


def test_a_clean_folder_becomes_a_collection(minimal: Path) -> None:
    collection = load(minimal)
    assert list(collection.pathways) == ["example"]
    assert collection.pathways["example"].source.path == "pathways/example.toml"


def test_twelve_faults_in_one_file_are_twelve_findings(minimal: Path) -> None:
    (minimal / "example.toml").write_text(
        "title = 3\n"  # 1 wrong type
        "asks = ''\n"  # 2 empty
        "edtion = 'x'\n"  # 3 unknown key, 4 missing key
        "status = 'drafty'\n"  # 5 not a value
        "start = 'a'\n"
        "population = { include = [] }\n"  # 6 empty list
        "review = { due = '2027-11-01' }\n"  # 7 text for a date
        "[[step]]\nkind = 'questio'\n"  # 8 not a kind
        "[[step]]\nkind = 'question'\nid = '../x'\n"  # 9 an id that is a path, 10 missing key
        "[[step]]\nkind = 'outcome'\nid = 'o'\nsay = 'x'\n"
        "return = { after = '6-4 wk', at_most = 1.5 }\n"  # 11 backwards, 12 wrong type
    )
    told = _told(minimal)
    assert [(name, line) for name, _, line, _ in told] == [
        ("missing-key", 1), ("wrong-type", 1), ("bad-value", 2), ("unknown-key", 3),
        ("bad-value", 4), ("bad-value", 6), ("wrong-type", 7), ("bad-value", 9),
        ("missing-key", 10), ("bad-id", 12), ("bad-value", 17), ("wrong-type", 17),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "rule", "line", "column"),
    [
        (b'title = "\xe9"\n', "not-utf8", 1, 10),
        (b"# fine\ntitle = \n", "broken-toml", 2, 9),
        (b'a = "1"\na = "2"\n', "broken-toml", 2, 8),
        (b'x = "' + b"y" * (MAX_LINE + 1) + b'"', "line-too-long", 1, 1),
        (b"x = " + b"[" * 9000 + b"]" * 9000, "broken-toml", 1, 1),
        (b"x = " + b"9" * 9000, "broken-toml", 1, 1),
    ],
)
def test_a_file_that_cannot_be_parsed_is_told_with_its_place(
    minimal: Path, content: bytes, rule: str, line: int, column: int
) -> None:
    (minimal / "example.toml").write_bytes(content)
    assert _told(minimal) == [(rule, "example.toml", line, column)]


def test_a_link_inside_the_folder_is_followed_and_one_out_of_it_is_not(
    minimal: Path, tmp_path: Path
) -> None:
    (minimal / "inside.toml").symlink_to(minimal.resolve() / "example.toml")
    assert sorted(load(minimal).pathways) == ["example", "inside"]
    (tmp_path / "secret.toml").write_text("title = 'x'\n")
    (minimal / "outside.toml").symlink_to(tmp_path / "secret.toml")
    assert _told(minimal) == [("link-out-of-tree", "outside.toml", 1, 1)]


def test_a_link_that_leads_nowhere_is_told(minimal: Path) -> None:
    (minimal / "gone.toml").symlink_to(minimal.resolve() / "nowhere.toml")
    assert _told(minimal) == [("unreadable-file", "gone.toml", 1, 1)]


def test_a_folder_or_a_pipe_in_a_files_place_is_told(minimal: Path) -> None:
    (minimal / "folder.toml").mkdir()
    os.mkfifo(minimal / "pipe.toml")
    assert _told(minimal) == [
        ("unreadable-file", "folder.toml", 1, 1),
        ("unreadable-file", "pipe.toml", 1, 1),
    ]


def test_a_byte_order_mark_and_windows_line_ends_are_no_fault(minimal: Path) -> None:
    path = minimal / "example.toml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert list(load(minimal).pathways) == ["example"]


def test_a_folder_without_pathways_and_a_missing_one_are_told(tmp_path: Path) -> None:
    assert [one[0] for one in _told(tmp_path / "none")] == ["missing-folder"]
    assert [one[0] for one in _told(tmp_path)] == ["empty-folder"]


def test_hidden_files_and_what_is_not_toml_are_left_alone(minimal: Path) -> None:
    (minimal / ".draft.toml").write_text("title = ")
    (minimal / "notes.txt").write_text("mine")
    assert list(load(minimal).pathways) == ["example"]


def test_the_same_name_in_two_entries_is_told_with_both_places(minimal: Path) -> None:
    facts = minimal / "facts.toml"
    first = re.search(r"^\[\[fact\]\]$.*?(?=^\[\[|\Z)", facts.read_text(), re.MULTILINE | re.DOTALL)
    assert first
    facts.write_text(facts.read_text() + "\n" + first[0])
    with pytest.raises(InvalidInput) as refused:
        load(minimal)
    (one,) = refused.value.findings
    assert (one.rule.name, one.related[0].span.line < one.span.line) == ("duplicate-name", True)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("type = 'one-of'", "two values or more"),
        ("type = 'yes-no'\nunit = 'wk'", "only numbers and counts"),
        ("type = 'number'\nunit = 'a'\nmin = 9\nmax = 3", "`min` 9 is more than `max` 3"),
        ("type = 'number'\nmin = nan", "finite"),
        ("type = 'number'\nmin = '3'", "expected a number"),
    ],
)
def test_a_fact_that_contradicts_itself_is_told(minimal: Path, lines: str, said: str) -> None:
    facts = minimal / "facts.toml"
    added = f"\n[[fact]]\nid = 'x'\nname = 'x'\nask = 'x'\nplain = 'x'\n{lines}\n"
    facts.write_text(facts.read_text() + added)
    with pytest.raises(InvalidInput) as refused:
        load(minimal)
    assert [said in one.message for one in refused.value.findings] == [True]


def test_a_return_resumes_in_one_place_only(minimal: Path) -> None:
    path = minimal / "example.toml"
    back = "return = { resume = 'x', resume_in = 'y' }"
    end = f"[[step]]\nkind = 'outcome'\nid = 'x'\nsay = 'X.'\n{back}\n"
    path.write_text(path.read_text() + "\n" + end)
    assert [name for name, *_ in _told(minimal)] == ["bad-value"]


@SUSPICIOUS
@given(st.data())
def test_no_damage_to_a_file_is_more_than_a_finding(minimal: Path, data: st.DataObject) -> None:
    """Any stretch of any file replaced by anything is a finding at the worst."""
    files = sorted(path for path in minimal.rglob("*") if path.suffix in {".toml", ".bib"})
    path = data.draw(st.sampled_from(files))
    whole = path.read_bytes()
    start = data.draw(st.integers(0, len(whole)))
    length = data.draw(st.integers(0, 60))
    put = data.draw(
        st.binary(max_size=20)
        | st.sampled_from([b'"', b"[[", b"}", b"\n", b"'''", b"= ", b"-1", b"\xff"])
    )
    path.write_bytes(whole[:start] + put + whole[start + length :])
    try:
        checked(minimal, AS_OF)
    except InvalidInput as invalid:
        assert len(invalid.findings) > 0
        for one in invalid.findings:
            source = invalid.findings.sources.get(one.span.path)
            assert source is None or 1 <= one.span.line <= len(source.lines) + 1
    finally:
        path.write_bytes(whole)
