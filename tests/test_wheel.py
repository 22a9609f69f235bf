"""What another team installs: the wheel, unpacked, away from this checkout."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pypdf
import pytest
from examples import changes

ROOT = Path(__file__).parent.parent
GUIDE = ROOT / "content" / "editing" / "another-team.md"
LEAST = "the least mkdocs.yml"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the wheel as pip would lay it out."""
    folder = tmp_path_factory.mktemp("wheel")
    options = ["--no-deps", "--no-build-isolation", "--quiet", "--wheel-dir", str(folder)]
    subprocess.run([sys.executable, "-m", "pip", "wheel", *options, str(ROOT)], check=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site-packages")
    return folder / "site-packages"


def _run(installed: Path, where: Path, *arguments: str) -> str:
    result = _called(installed, where, *arguments)
    assert result.returncode == 0, result.stderr
    return result.stdout


def _called(installed: Path, where: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=where,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=False,
    )


def _shown() -> dict[str, str]:
    """The files in the guide for other teams."""
    return {one.title: one.body for one in changes(GUIDE.read_text()) if one.title}


def test_the_wheel_holds_the_package_and_its_rule_pages_alone(installed: Path) -> None:
    assert {path.name.split("-")[0] for path in installed.iterdir()} == {"stepwell"}
    assert (installed / "stepwell" / "rule_pages" / "P303.md").is_file()


def test_a_team_starts_checks_and_builds_its_own_site_with_the_wheel(
    installed: Path, tmp_path: Path
) -> None:
    code = "import stepwell; print(stepwell.__file__)"
    where = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert where.stdout.startswith(str(installed))
    _run(installed, tmp_path, "stepwell", "new", "neck-pain")
    _run(installed, tmp_path, "stepwell", "check", "--strict")
    assert "cycle" in _run(installed, tmp_path, "stepwell", "explain", "P303")
    (tmp_path / "content").mkdir()
    (tmp_path / "mkdocs.yml").write_text(_shown()[LEAST])
    _run(installed, tmp_path, "stepwell", "build")
    assert (tmp_path / "site" / "cards" / "neck-pain-a4.pdf").is_file()
    page = (tmp_path / "site" / "pathways" / "neck-pain" / "index.html").read_text("utf-8")
    assert "What should be done first?" in page


STARTER = ROOT / "tests" / "starter"


@pytest.fixture(scope="module")
def throat(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of another team, built by the wheel in a folder of its own."""
    folder = tmp_path_factory.mktemp("team") / "throat"
    shutil.copytree(STARTER, folder)
    _run(installed, folder, "stepwell", "check", "--strict")
    _run(installed, folder, "stepwell", "build")
    return folder


def test_the_starter_is_another_teams_whole_site(throat: Path) -> None:
    published = throat / "site"
    for page in ("pathways/sore-throat", "pathways/strep-throat", "changes", "about", "quality"):
        assert (published / page / "index.html").is_file(), page
    home = (published / "index.html").read_text()
    assert 'data-md-color-primary="custom"' in home
    every = "".join(one.read_text().lower() for one in published.rglob("*.html"))
    assert "stepwell.example" not in every
    assert "low back" not in every


def test_templates_of_the_theme_and_ours_give_way_to_the_teams(throat: Path) -> None:
    page = (throat / "site" / "pathways" / "sore-throat" / "index.html").read_text()
    assert "Draft of the throat team." in page, "overrides/main.html"
    assert 'data-md-component="source"' not in page, "overrides/partials/source.html"
    assert "The throat team keeps “Sore throat: who is tested”." in page, "templates/page.md.j2"
    assert "About this page" in page, "what it extends"
    for size in ("a4", "letter"):
        card = pypdf.PdfReader(throat / "site" / "cards" / f"sore-throat-{size}.pdf")
        assert "(throat team)" in card.pages[0].extract_text()
    assert not [*(throat / "site").rglob("*.j2")]


def test_each_page_names_the_feeds_that_are_there(throat: Path) -> None:
    published = throat / "site"
    for page, names in (("", 1), ("pathways/sore-throat", 2), ("registers/facts", 1)):
        text = (published / page / "index.html").read_text()
        found = re.findall(
            r'<link rel="alternate feed" type="application/atom.xml"[^>]* href="([^"]+)"', text
        )
        assert len(found) == names
        assert all((published / page / one).is_file() for one in found), found
    assert re.search(r'<a class="sw-edit" href="https://git.example.org/', text)


def test_the_copy_to_carry_along_has_neither_edit_links_nor_feeds_in_its_pages(
    installed: Path, throat: Path
) -> None:
    _run(installed, throat, "stepwell", "pack", "--into", "copy.zip")
    with zipfile.ZipFile(throat / "copy.zip") as archive:
        pages = [archive.read(one).decode() for one in archive.namelist() if one.endswith(".html")]
    assert len(pages) > 10
    for page in pages:
        assert 'class="sw-edit"' not in page
        assert "git.example.org" not in page
        assert '<link rel="alternate' not in page


def test_a_template_that_hides_the_state_of_review_stops_the_build(
    installed: Path, throat: Path
) -> None:
    before = (throat / "site" / "index.html").read_bytes()
    for name, body, said in (
        ("page.md.j2", '{% extends "stepwell/page.md.j2" %}\n{% block head %}{% endblock %}\n',
         "page.md.j2:1:1: error[P806]: `page.md.j2` leaves out what must be shown: Draft No clin"),
        ("page.md.j2", "# {{ pathway.title }}\n\n{{ pathway.owner }}\n",
         "templates/page.md.j2:3:1: error[P806]:"),
    ):  # fmt: skip
        kept = (throat / "templates" / name).read_text()
        (throat / "templates" / name).write_text(body)
        made = _called(installed, throat, "stepwell", "build")
        (throat / "templates" / name).write_text(kept)
        assert (made.returncode, said in made.stderr) == (1, True), made.stderr
        assert (throat / "site" / "index.html").read_bytes() == before


def test_the_guide_for_other_teams_shows_the_files_of_the_starter() -> None:
    guide, shown = GUIDE.read_text(), _shown()
    assert {"mkdocs.yml", "templates/page.md.j2"} <= set(shown)
    for name, body in shown.items() - {(LEAST, shown[LEAST])}:
        assert (STARTER / name).read_text() == body, name
    page = ROOT / "generator" / "stepwell" / "templates" / "page.md.j2"
    blocks = re.findall(r"{% block (\w+)", page.read_text())
    assert f"in their order: {', '.join(f'`{one}`' for one in blocks)}." in guide
