"""What another team installs: the wheel, unpacked, away from this checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


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
    result = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=where,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


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
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: Necks\ndocs_dir: content\nstrict: true\n"
        "theme: {name: material, font: false}\nplugins: [search, stepwell]\n"
        "markdown_extensions: [attr_list, md_in_html, tables]\n"
    )
    _run(installed, tmp_path, "stepwell", "build")
    assert (tmp_path / "site" / "cards" / "neck-pain-a4.pdf").is_file()
    page = (tmp_path / "site" / "pathways" / "neck-pain" / "index.html").read_text("utf-8")
    assert "What should be done first?" in page
