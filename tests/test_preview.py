"""A site built for another address, or only to be looked at."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from stepwell.cli import main

SETTINGS = """site_name: Ours
site_url: https://ours.example/
docs_dir: content
theme: {%s}
plugins: [search, stepwell]
"""
MATERIAL = "name: material, font: false"
OF = 'change <2> & "3"'


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--as-of", "2026-07-01"])


@pytest.fixture
def started(minimal: Path, request: pytest.FixtureRequest) -> Path:
    Path("content").mkdir()
    Path("mkdocs.yml").write_text(SETTINGS % getattr(request, "param", MATERIAL))
    return minimal


def pages(folder: Path = Path("site")) -> list[str]:
    return [one.read_text("utf-8") for one in folder.rglob("*.html")]


def test_an_address_given_stands_in_for_that_of_the_settings(started: Path) -> None:
    assert run("build", "--site-url", "https://fork.example/pathways/").exit_code == 0
    page = Path("site/pathways/example/index.html").read_text("utf-8")
    assert 'rel="canonical" href="https://fork.example/pathways/pathways/example/"' in page
    assert "ours.example" not in "".join(pages())


def test_a_copy_names_the_address_given(started: Path) -> None:
    assert run("pack", "--site-url", "https://fork.example/", "--into", "a.zip").exit_code == 0
    with zipfile.ZipFile("a.zip") as archive:
        told = archive.read("ours-offline-2026-07-01/READ-ME.txt").decode()
    assert "The current site: https://fork.example/" in told


def test_an_address_that_is_none_is_refused_before_anything_is_built(started: Path) -> None:
    result = run("build", "--site-url", "nowhere")
    assert (result.exit_code, "site_url" in result.stderr) == (2, True)
    assert not Path("site").exists()


@pytest.mark.parametrize("started", [MATERIAL, "name: mkdocs", "name: readthedocs"], indirect=True)
def test_every_page_of_a_preview_says_so_and_stays_out_of_search_engines(started: Path) -> None:
    result = run("build", "--preview", OF)
    assert result.exit_code == 0, result.stderr
    found = pages()
    assert len(found) > 3
    said = "<strong>Preview of change &#60;2&#62; &#38; &#34;3&#34;.</strong> Not published"
    assert [one for one in found if one.count(said) != 1 or "noindex" not in one] == []


def test_a_preview_has_policies_and_no_device_keeps_it(started: Path) -> None:
    assert run("build", "--preview", OF).exit_code == 0
    assert not Path("site/sw.js").exists()
    assert Path("site/_headers").is_file()
    assert [one for one in pages() if "Content-Security-Policy" not in one] == []


def test_a_site_that_is_no_preview_does_not_say_so(started: Path) -> None:
    assert run("build").exit_code == 0
    assert [one for one in pages() if "noindex" in one or "Preview of" in one] == []


def test_a_copy_of_a_preview_says_so_on_every_page(started: Path) -> None:
    assert run("pack", "--preview", OF, "--into", "a.zip").exit_code == 0
    with zipfile.ZipFile("a.zip") as archive:
        archive.extractall("unpacked")
    found = pages(next(Path("unpacked").iterdir()) / "site")
    assert [one for one in found if "Preview of change" not in one] == []
