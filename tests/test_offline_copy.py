"""The zip of the site as files: whole, checked, the same each time, or not there."""

from __future__ import annotations

import subprocess
import zipfile
from datetime import date
from pathlib import Path

import examples
import pytest
from click.testing import CliRunner, Result
from site_pages import leads_to, local, pages

from stepwell.cli import main
from stepwell.packing import faults
from stepwell.render.artifact import Artifact
from stepwell.render.offline_copy import Copy, offline_copy

SETTINGS = """site_name: Our Pathways
site_url: https://ours.example/
docs_dir: content
plugins: [search, stepwell]
markdown_extensions: [attr_list, md_in_html, tables]
"""
MATERIAL = "theme: {name: material}\n"
ZIP = Path("dist/our-pathways-offline.zip")


def _pack(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["pack", "--as-of", "2026-07-01", *arguments])


def _start(folder: Path, settings: str = SETTINGS + MATERIAL) -> None:
    examples.minimal(folder)
    (folder / "content").mkdir()
    (folder / "mkdocs.yml").write_text(settings)


def test_every_link_of_every_page_leads_to_a_file_and_an_anchor_of_the_copy(unpacked: Path) -> None:
    found = pages(unpacked)
    broken = []
    for page in found.values():
        for link in [*local(page.links), *local(page.loads)]:
            path, anchor = leads_to(page, link)
            known = found.get(path)
            there = (unpacked / path).is_file()
            if not there or (known and anchor and anchor not in known.anchors):
                broken.append((page.path, link))
    assert broken == []
    assert len(found) > 100


def test_no_page_of_the_copy_loads_from_elsewhere_or_has_an_address(unpacked: Path) -> None:
    found = pages(unpacked)
    assert [(page.path, one) for page in found.values() for one in page.loads if ":" in one] == []
    text = (unpacked / "site" / "pathways" / "flare.html").read_text("utf-8")
    assert 'rel="canonical"' not in text
    assert "offline.js" not in text
    assert not (unpacked / "site" / "sw.js").exists()


def test_every_page_of_the_copy_says_what_it_is_and_where_the_current_site_is(
    unpacked: Path,
) -> None:
    said = "Offline copy of 24 November 2026. Current site: stepwell.example"
    found = [page for path, page in pages(unpacked / "site").items() if path.endswith(".html")]
    assert [page.path for page in found if said not in page.text] == []


def test_the_sums_are_those_of_all_files(unpacked: Path) -> None:
    command = ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"]
    assert subprocess.run(command, cwd=unpacked, check=False).returncode == 0
    named = {line[66:] for line in (unpacked / "SHA256SUMS").read_text("utf-8").splitlines()}
    there = {one.relative_to(unpacked).as_posix() for one in unpacked.rglob("*") if one.is_file()}
    assert named == there - {"SHA256SUMS"}


def test_the_start_page_names_every_edition_and_its_review(unpacked: Path) -> None:
    text = (unpacked / "INDEX.html").read_text("utf-8")
    exports = [*(unpacked / "site" / "pathways").rglob("pathway.json")]
    assert text.count("Review by") == len(exports) > 2
    assert "Edition 2026.1. Draft. Review by 1 November 2027." in text


def test_the_same_content_on_the_same_day_is_the_same_zip(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    for name in ("one", "another place"):
        folder = tmp_path / name
        folder.mkdir()
        monkeypatch.chdir(folder)
        _start(folder)
        result = _pack()
        assert result.exit_code == 0, result.output
        assert f"{ZIP}: " in result.stdout
        assert "open our-pathways-offline-2026-07-01/INDEX.html" in result.stdout
        made.append(ZIP.read_bytes())
    assert made[0] == made[1]
    with zipfile.ZipFile(ZIP) as archive:
        entries = archive.infolist()
    assert [one.filename for one in entries] == sorted(one.filename for one in entries)
    assert {(one.date_time[:3], one.external_attr >> 16) for one in entries} == {
        ((2026, 7, 1), 0o100644)
    }


def test_a_copy_that_cannot_be_made_leaves_the_last_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    _start(tmp_path)
    ZIP.parent.mkdir()
    ZIP.write_bytes(b"the last one")
    page = tmp_path / "content" / "index.md"
    page.write_text('# Ours\n\n<img src="https://elsewhere.example/x.png" alt="x">\n')
    result = _pack()
    assert result.exit_code == 1
    assert "loads https://elsewhere.example/x.png" in result.stderr
    page.write_text('# Ours\n\n<a href="nowhere/">x</a>\n')
    assert "leads to nowhere/" in _pack().stderr
    page.unlink()
    (tmp_path / "pathways" / "example.toml").write_text("title = ")
    assert _pack().exit_code == 1
    (tmp_path / "mkdocs.yml").write_text("site_name: x\ndocs_dir: content\n")
    assert _pack().exit_code == 2
    assert ZIP.read_bytes() == b"the last one"
    assert [one.name for one in ZIP.parent.iterdir()] == [ZIP.name]


@pytest.mark.parametrize("theme", ["mkdocs", "readthedocs"])
def test_a_site_of_another_theme_is_packed_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, theme: str
) -> None:
    monkeypatch.chdir(tmp_path)
    _start(tmp_path, f"{SETTINGS}theme: {{name: {theme}}}\nrepo_url: https://github.com/a/b\n")
    result = _pack("--into", "ward.zip")
    assert result.exit_code == 0, result.stderr
    with zipfile.ZipFile("ward.zip") as archive:
        page = archive.read("our-pathways-offline-2026-07-01/site/pathways/example.html").decode()
    assert "Offline copy of 1 July 2026." in page


@pytest.mark.parametrize(
    ("paths", "said"),
    [
        (["a/" * 90 + "x"], "more than 180 characters"),
        (["a/One.pdf", "a/one.pdf"], "upper and lower case alone"),
        (["a/aux.svg.txt"], "Windows allows no such name"),
        (["what?.txt"], "Windows allows no such name"),
        (["ends./x.txt"], "Windows allows no such name"),
    ],
)
def test_names_that_do_not_unpack_everywhere_are_told(paths: list[str], said: str) -> None:
    found = [*faults(Artifact(one, b"") for one in paths)]
    assert len(found) == 1
    assert said in found[0]


@pytest.mark.parametrize(
    "page",
    [
        b'<script src="//cdn.example/x.js"></script>',
        b'<link rel="preconnect" href="https://cdn.example">',
        b'<img src="x.png" srcset="https://cdn.example/x.png 2x">',
        b'<svg><use xlink:href="https://cdn.example/x.svg#a"/></svg>',
    ],
)
def test_what_a_page_loads_from_elsewhere_is_told(page: bytes) -> None:
    found = [*faults([Artifact("a.html", page), Artifact("x.png", b"")])]
    assert len(found) == 1
    assert "cdn.example" in found[0]


def test_a_link_to_elsewhere_is_no_fault_and_a_style_that_loads_is() -> None:
    page = Artifact(
        "a.html", b'<link rel="canonical" href="https://x.example"><a href="https://x">'
    )
    style = Artifact("a.css", b'@font-face{src:url("https://x.example/f.woff")} a{b:url(data:,x)}')
    assert [*faults([page])] == []
    assert [*faults([style])] == ["a.css: loads https://x.example/f.woff, which is not in the copy"]


def test_a_name_and_an_address_are_quoted_in_the_copy() -> None:
    about = Copy("A <b> & c", "https://x.example/?a=1&b='", date(2026, 7, 1))
    made = {one.path: one.content for one in offline_copy({"i.html": b"<body>x"}, (), about)}
    assert b"<b>" not in made["a-b-c-offline-2026-07-01/INDEX.html"]
    assert b"a=1&b" not in made["a-b-c-offline-2026-07-01/site/i.html"]
