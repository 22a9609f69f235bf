"""Every part of a page leads to its own line in the repository, where one is named."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest
from examples import AS_OF
from mkdocs.config.base import load_config

from stepwell.build import site
from stepwell.load import load
from stepwell.render.editing import Edits
from stepwell.render.surroundings import Surroundings
from stepwell.repository import Unusable, edits
from stepwell.source import Span

EVERY = Path(__file__).parent / "good" / "every-feature"
CONFIG = """\
site_name: Small
docs_dir: {docs}
theme: {{name: material, font: false, features: [content.action.edit]}}
plugins: [search, {{stepwell: {{pathways: pathways, as_of: 2026-07-01}}}}]
markdown_extensions: [attr_list, md_in_html, tables]
{more}
"""
REPOSITORY = "repo_url: https://github.com/o/r/\nedit_uri: edit/main/content/"
STEP = re.compile(
    r'<li class="sw-step [^>]*data-step="([^"]+)"(?:(?!<li ).)*?class="sw-edit" href="([^"]+)"',
    re.DOTALL,
)
VIEW = "https://github.com/o/r/blob/main/pathways/"


def configured(folder: Path, more: str, docs: str = "content") -> Path:
    (folder / docs).mkdir(parents=True, exist_ok=True)
    (folder / docs / "own.md").write_text("# Own\n")
    shutil.copytree(EVERY, folder / "pathways")
    (folder / "mkdocs.yml").write_text(CONFIG.format(docs=docs, more=more))
    return folder / "mkdocs.yml"


def built(folder: Path, more: str) -> Path:
    configured(folder, more)
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", "site"]
    made = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    return folder / "site"


def ways(page: Path) -> dict[str, str]:
    """The links of a page to the repository, by their names."""
    found = re.findall(r'<a class="sw-edit" href="([^"]+)" aria-label="([^"]+)"', page.read_text())
    return {html.unescape(name): unquote(html.unescape(href)) for href, name in found}


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("linked"), REPOSITORY)


def test_every_step_leads_to_the_line_of_its_id(linked: Path) -> None:
    steps = 0
    for slug in load(EVERY).pathways:
        text = (linked / "pathways" / slug / "index.html").read_text()
        for name, written in STEP.findall(text):
            href = unquote(html.unescape(written))
            assert href.startswith(VIEW)
            file, _, number = href.removeprefix(VIEW).partition("#L")
            line = (EVERY / file).read_text().splitlines()[int(number) - 1]
            where, _, step = name.rpartition("/")
            assert file == (f"blocks/{where}.toml" if where else f"{slug}.toml")
            assert re.fullmatch(rf'(?:id|block)\s*= "{re.escape(step)}"', line), (name, line)
            steps += 1
    assert steps > 10


def test_what_stands_in_a_register_leads_there_from_every_page(linked: Path) -> None:
    found = {
        name: href.removeprefix(VIEW)
        for page in linked.rglob("*.html")
        for name, href in ways(page).items()
    }
    assert {href.partition("#")[0] for href in found.values()} >= {
        "medications.toml", "contested.toml", "facts.toml", "scores.toml", "references.bib",
    }  # fmt: skip
    for name, href in found.items():
        assert re.match(r"Edit \w", name)
        file, _, number = href.partition("#L")
        assert (EVERY / file).read_text().splitlines()[int(number) - 1].strip(), href


def test_the_button_of_the_theme_leads_to_the_file_that_the_page_is_made_from(linked: Path) -> None:
    def button(page: str) -> list[str]:
        text = (linked / page / "index.html").read_text()
        return re.findall(r'<a href="([^"]+)"[^>]*rel="edit"', text)

    slug = next(iter(load(EVERY).pathways))
    edit = "https://github.com/o/r/edit/main/"
    assert button(f"pathways/{slug}") == [f"{edit}pathways/{slug}.toml"]
    assert button("registers/medications") == [f"{edit}pathways/medications.toml"]
    assert button("registers/questions") == [], "made from all pathways"
    assert button("own") == [f"{edit}content/own.md"]


def test_without_a_repository_nothing_is_promised(tmp_path: Path) -> None:
    for page in built(tmp_path, "").rglob("*.html"):
        assert 'class="sw-edit"' not in page.read_text()
        assert 'rel="edit"' not in page.read_text()


@pytest.mark.parametrize(
    ("more", "line"),
    [
        (REPOSITORY, "https://github.com/o/r/blob/main/pathways/a.toml#L7"),
        ("repo_url: https://gitlab.com/g/s/r\nedit_uri: -/edit/dev/content/",
         "https://gitlab.com/g/s/r/-/blob/dev/pathways/a.toml#L7"),
        ("repo_url: https://github.com/o/r\nedit_uri: blob/main/sites/back/content/",
         "https://github.com/o/r/blob/main/sites/back/pathways/a.toml#L7"),
        ("repo_url: https://github.com/o/r\nedit_uri_template: 'edit/main/content/{path}'",
         "https://github.com/o/r/blob/main/pathways/a.toml#L7"),
        ("repo_url: https://github.com/edit/edit\nedit_uri: edit/edit/content/",
         "https://github.com/edit/edit/blob/edit/pathways/a.toml#L7"),
        ("edit_uri: edit/main/content/", None),
        ("repo_url: https://github.com/o/r", None),
        ("repo_url: https://github.com/o/r\nedit_uri: ''", None),
        ("repo_url: https://codeberg.org/o/r\nedit_uri: _edit/branch/main/content/",
         "https://codeberg.org/o/r/src/branch/main/pathways/a.toml#L7"),
    ],
)  # fmt: skip
def test_each_host_has_its_form(tmp_path: Path, more: str, line: str | None) -> None:
    loaded = load_config(str(configured(tmp_path, more)))
    made = edits(loaded, tmp_path / "pathways")
    span = Span((tmp_path / "pathways" / "a.toml").as_posix(), 7)
    assert (made and made.line(span)) == line


def test_an_address_that_leads_elsewhere_is_told(tmp_path: Path) -> None:
    more = "repo_url: https://github.com/o/r\nedit_uri: edit/main/docs/"
    loaded = load_config(str(configured(tmp_path, more)))
    with pytest.raises(Unusable) as told:
        edits(loaded, tmp_path / "pathways")
    assert str(told.value) == (
        "`edit_uri: edit/main/docs/` does not lead to the pages in `content/`; "
        "write for example `edit_uri: edit/main/content/`"
    )


def test_a_moved_repository_makes_the_pages_anew_and_they_are_the_cached_ones(
    minimal: Path,
) -> None:
    def made(where: str) -> tuple[int, bytes]:
        around = Surroundings(edits=Edits("pathways", f"{where}/{{path}}", ""))
        found = site(minimal, AS_OF, cache=Path("cache"), around=around)
        (page,) = (one for one in found.artifacts if one.path == "pathways/example.md")
        return found.rendered, page.content

    first, moved = made("https://a.example"), made("https://b.example")
    again = made("https://a.example")
    assert [one[0] for one in (first, moved, again)] == [1, 1, 0]
    assert first[1] == again[1] != moved[1]
