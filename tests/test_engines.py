"""The docs tree on disk is a site for any engine that reads `mkdocs.yml`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from stepwell.cli import main

ROOT = Path(__file__).parent.parent
ENGINES = ("mkdocs", "properdocs", "zensical")


@pytest.fixture(scope="session")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The docs tree of the real pathways, with settings that name no plugin of ours."""
    folder = tmp_path_factory.mktemp("engines")
    arguments = ["render", str(ROOT / "pathways"), "--into", str(folder / "docs"), "--no-cache"]
    result = CliRunner().invoke(main, [*arguments, "--content", str(ROOT / "content")])
    assert result.exit_code == 0, result.stderr
    settings = {
        "site_name": "Elsewhere",
        "docs_dir": "docs",
        "theme": {"name": "material", "font": False},
        "markdown_extensions": [
            "admonition",
            "attr_list",
            "md_in_html",
            "tables",
            "def_list",
            "footnotes",
        ],
    }
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(settings))
    return folder


@pytest.mark.parametrize("engine", ENGINES)
def test_every_pathway_has_its_page_in(engine: str, tree: Path) -> None:
    settings = "properdocs.yml" if engine == "properdocs" else "mkdocs.yml"
    (tree / settings).write_text((tree / "mkdocs.yml").read_text())
    subprocess.run(
        [sys.executable, "-m", engine, "build", "-f", settings],
        cwd=tree,
        check=True,
        capture_output=True,
    )
    pathways = [path.stem for path in (tree / "docs" / "pathways").glob("*.md")]
    assert len(pathways) >= 3
    for slug in pathways:
        page = (tree / "site" / "pathways" / slug / "index.html").read_text("utf-8")
        assert 'id="pathway-in-words"' in page or "step-" in page
        assert "<svg" in page
        assert (tree / "site" / "pathways" / slug / "flowchart.svg").is_file()
        assert (tree / "site" / "cards" / f"{slug}-a4.pdf").is_file()
