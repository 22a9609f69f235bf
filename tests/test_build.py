"""The stages together: caching, determinism, and publication all or nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from examples import AS_OF
from generated import generate

from stepwell.build import Site, site
from stepwell.diagnostics import InvalidInput
from stepwell.publish import replaceable, replacing

LATER = date(2031, 1, 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three generated pathways."""
    generate(tmp_path / "pathways", 3)
    return tmp_path / "pathways"


def _bytes(made: Site) -> dict[str, bytes]:
    return {one.path: one.content for one in made.artifacts}


def test_a_pathway_is_published_under_the_promised_addresses(folder: Path) -> None:
    paths = set(_bytes(site(folder, AS_OF)))
    assert {
        "index.md", "quality.md", "registers/sources.md", "registers/medications.md",
        "registers/facts.md", "registers/contested.md", "pathways/pathway-1.md",
        "pathways/pathway-1/flowchart.svg", "pathways/pathway-1/pathway.json",
        "cards/pathway-1-a4.pdf", "cards/pathway-1-letter.pdf",
        "cards/pathway-1-list-a4.pdf", "cards/pathway-1-list-letter.pdf",
        "cards/pathway-1-pocket-a4.pdf", "cards/pathway-1-pocket-letter.pdf",
    } <= paths  # fmt: skip


def test_the_cache_changes_no_byte_and_renders_nothing_twice(folder: Path, tmp_path: Path) -> None:
    plain = site(folder, AS_OF)
    cold = site(folder, AS_OF, cache=tmp_path / "cache")
    warm = site(folder, AS_OF, cache=tmp_path / "cache")
    assert (cold.rendered, warm.rendered) == (3, 0)
    assert _bytes(plain) == _bytes(cold) == _bytes(warm)
    assert warm.counts == cold.counts


def test_an_edit_of_one_pathway_renders_that_one_again(folder: Path, tmp_path: Path) -> None:
    site(folder, AS_OF, cache=tmp_path / "cache")
    edited = folder / "pathway-3.toml"
    edited.write_text(edited.read_text().replace("for a short time", "for one week"))
    made = site(folder, AS_OF, cache=tmp_path / "cache")
    assert made.rendered == 1
    assert _bytes(made) == _bytes(site(folder, AS_OF))


def test_an_edit_of_a_pathway_leaves_the_cards_of_its_blocks_unless_they_show_it(
    tmp_path: Path,
) -> None:
    folder = shutil.copytree(
        Path(__file__).parent / "good" / "every-feature", tmp_path / "pathways"
    )
    site(folder, AS_OF, cache=tmp_path / "cache")
    hosts = [path for path in folder.glob("*.toml") if 'kind = "include"' in path.read_text()]
    edited, text = hosts[0], hosts[0].read_text()
    counts = []
    for old, new in (('\nsay = "', '\nsay = "Now: '), ('\ntitle = "', '\ntitle = "My ')):
        edited.write_text(text.replace(old, new, 1))
        made = site(folder, AS_OF, cache=tmp_path / "cache")
        counts.append(made.rendered)
        assert _bytes(made) == _bytes(site(folder, AS_OF))
    assert counts[0] == 1
    assert counts[1] > 1


def test_an_edit_of_a_register_renders_everything_again(folder: Path, tmp_path: Path) -> None:
    site(folder, AS_OF, cache=tmp_path / "cache")
    (folder / "facts.toml").write_text(
        (folder / "facts.toml").read_text().replace("sign 1", "mark 1")
    )
    assert site(folder, AS_OF, cache=tmp_path / "cache").rendered == 3


def test_a_review_that_falls_due_shows_without_an_edit(folder: Path, tmp_path: Path) -> None:
    fresh = site(folder, AS_OF, cache=tmp_path / "cache")
    late = site(folder, LATER, cache=tmp_path / "cache")
    assert (len(fresh.findings), len(late.findings)) == (0, 3)
    assert _bytes(fresh)["pathways/pathway-1.md"] != _bytes(late)["pathways/pathway-1.md"]


def test_a_damaged_or_deleted_cache_is_made_again(folder: Path, tmp_path: Path) -> None:
    whole = _bytes(site(folder, AS_OF, cache=tmp_path / "cache"))
    entries = sorted((tmp_path / "cache").rglob("*"))
    for number, path in enumerate(one for one in entries if one.is_file()):
        if number % 2:
            path.write_bytes(path.read_bytes()[:50])
        else:
            path.unlink()
    assert _bytes(site(folder, AS_OF, cache=tmp_path / "cache")) == whole
    shutil.rmtree(tmp_path / "cache")
    assert _bytes(site(folder, AS_OF, cache=tmp_path / "cache")) == whole


def test_a_cache_that_lost_any_one_entry_loses_no_face(folder: Path, tmp_path: Path) -> None:
    whole = _bytes(site(folder, AS_OF, cache=tmp_path / "cache"))
    entries = [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]
    assert len(entries) == 3 + 3 + 3  # sheets, proofs; what all share, the booklets, the whole
    for path in entries:
        path.unlink()
        assert _bytes(site(folder, AS_OF, cache=tmp_path / "cache")) == whole


def test_an_edit_behind_a_link_is_seen(folder: Path, tmp_path: Path) -> None:
    """The file that the link names is hidden and no part of the collection by itself."""
    (folder / "pathway-3.toml").rename(folder / ".kept.toml")
    (folder / "pathway-3.toml").symlink_to(folder / ".kept.toml")
    site(folder, AS_OF, cache=tmp_path / "cache")
    hidden = folder / ".kept.toml"
    hidden.write_text(hidden.read_text().replace("for a short time", "for one week"))
    assert site(folder, AS_OF, cache=tmp_path / "cache").rendered == 1


def test_a_fault_is_found_behind_a_warm_cache(folder: Path, tmp_path: Path) -> None:
    site(folder, AS_OF, cache=tmp_path / "cache")
    edited = folder / "pathway-3.toml"
    edited.write_text(edited.read_text().replace('goto = "ask-2"', 'goto = "ask-9"'))
    with pytest.raises(InvalidInput) as refused:
        site(folder, AS_OF, cache=tmp_path / "cache")
    assert {one.rule.name for one in refused.value.findings} == {"unknown-step"}


def test_two_hash_seeds_and_two_folders_give_the_same_bytes(tmp_path: Path) -> None:
    """Of as many pathways as it takes for more than one process to render."""
    folder = tmp_path / "pathways"
    generate(folder, 8)
    outputs = []
    for seed, where in (("1", tmp_path / "one"), ("2", tmp_path / "two" / "deeper")):
        shutil.copytree(folder, where / "pathways")
        command = [sys.executable, "-m", "stepwell", "render", "--into", "out", "--no-cache",
                   "--as-of", AS_OF.isoformat()]  # fmt: skip
        subprocess.run(
            command,
            cwd=where,
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        )
        tree = where / "out"
        outputs.append(
            {p.relative_to(tree): p.read_bytes() for p in tree.rglob("*") if p.is_file()}
        )
    assert len(outputs[0]) > 60
    assert outputs[0] == outputs[1]


def test_a_failed_publication_leaves_the_last_one(tmp_path: Path) -> None:
    target = tmp_path / "site"
    with replacing(target) as fresh:
        (fresh / "index.html").write_text("first")

    def killed() -> None:
        with replacing(target) as fresh:
            (fresh / "index.html").write_text("second")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        killed()
    assert (target / "index.html").read_text() == "first"
    assert [one.name for one in tmp_path.iterdir()] == ["site"]


def test_a_run_killed_between_its_two_renames_is_recovered(tmp_path: Path) -> None:
    previous = tmp_path / ".site.previous"
    previous.mkdir()
    (previous / "index.html").write_text("first")
    with pytest.raises(KeyboardInterrupt), replacing(tmp_path / "site"):
        raise KeyboardInterrupt
    assert (tmp_path / "site" / "index.html").read_text() == "first"


def test_a_folder_of_someones_work_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    assert not replaceable(tmp_path)
