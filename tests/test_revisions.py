"""A folder at a revision, and what has changed since: with a real repository."""

from __future__ import annotations

from pathlib import Path

import pytest
from repositories import commit

from stepwell.revisions import CannotRead, changed, folder_at, versions


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / "README.md").write_text("old\n")
    commit(tmp_path, "without pathways")
    folder = tmp_path / "deep" / "pathways"
    (folder / "blocks").mkdir(parents=True)
    (folder / "one.toml").write_text("old = 1\n")
    (folder / "blocks" / "gate.toml").write_text("gate = 1\n")
    commit(tmp_path, "with pathways")
    return tmp_path


def test_a_folder_is_read_as_it_was(repository: Path) -> None:
    folder = repository / "deep" / "pathways"
    (folder / "one.toml").write_text("new = 1\n")
    with folder_at("HEAD", folder) as old:
        assert (old / "one.toml").read_text() == "old = 1\n"
        assert (old / "blocks" / "gate.toml").is_file()
        assert old.name == "pathways"
    assert not old.exists()
    assert (folder / "one.toml").read_text() == "new = 1\n"


def test_a_folder_that_did_not_exist_then_is_empty(repository: Path) -> None:
    with folder_at("HEAD~1", repository / "deep" / "pathways") as old:
        assert [*old.iterdir()] == []


def test_what_changed_since_is_named_new_files_too(repository: Path) -> None:
    folder = repository / "deep" / "pathways"
    assert changed("HEAD", folder) == []
    (folder / "one.toml").write_text("new = 1\n")
    (folder / "two.toml").write_text("new = 2\n")
    (repository / "README.md").write_text("new\n")
    assert changed("HEAD", folder) == ["deep/pathways/one.toml", "deep/pathways/two.toml"]


@pytest.mark.parametrize("name", ["nowhere", "--output=/tmp/x", "HEAD:README.md"])
def test_an_unknown_revision_is_named(repository: Path, name: str) -> None:
    with (
        pytest.raises(CannotRead, match="revision"),
        folder_at(name, repository / "deep" / "pathways"),
    ):
        pass


def test_a_folder_outside_a_repository_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotRead, match="not a git repository"), folder_at("HEAD", tmp_path):
        pass


def test_a_file_is_told_at_each_revision_that_changed_it_the_newest_first(
    repository: Path,
) -> None:
    file = repository / "deep" / "pathways" / "one.toml"
    file.write_text("new = 1\n")
    (repository / "README.md").write_text("new\n")
    commit(repository, "both change")
    file.unlink()
    commit(repository, "it goes")
    file.write_text("again = 1\n")
    commit(repository, "it comes again")
    file.write_text("not committed = 1\n")
    texts = [text for _, text in versions(file)]
    assert texts == ["again = 1\n", "new = 1\n", "old = 1\n"]
