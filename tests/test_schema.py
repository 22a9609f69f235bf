"""The committed schemas are the model's, and the pathways name them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from stepwell.load import FILES
from stepwell.reading import find
from stepwell.schema import schemas

PATHWAYS = Path(__file__).parent.parent / "pathways"


@pytest.mark.parametrize("name", sorted(schemas()))
def test_a_committed_schema_equals_the_model(name: str) -> None:
    """Renew them with `stepwell schema`."""
    assert schemas()[name] == (PATHWAYS / "schema" / name).read_text("utf-8")


def _undescribed(node: object, path: str = "") -> list[str]:
    if isinstance(node, list):
        return [
            one for index, item in enumerate(node) for one in _undescribed(item, f"{path}/{index}")
        ]
    if not isinstance(node, dict):
        return []
    bare = [f"{path}/{key}" for key, one in node.get("properties", {}).items()
            if "description" not in one and one.get("const") is None]  # fmt: skip
    return bare + [one for key, item in node.items() for one in _undescribed(item, f"{path}/{key}")]


@pytest.mark.parametrize("name", sorted(schemas()))
def test_every_key_says_what_it_is_for(name: str) -> None:
    assert _undescribed(json.loads(schemas()[name])) == []


def _linted(*files: Path) -> subprocess.CompletedProcess[str]:
    """What an editor's tool says of files, from their schemas alone and without a network."""
    tool = Path(sys.executable).with_name("tombi")
    command = [tool, "lint", "--offline", *files]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_an_editors_tool_finds_no_fault_in_the_pathways() -> None:
    result = _linted(*(path for path in find(PATHWAYS) if path.suffix == ".toml"))
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    ("name", "old", "new", "line"),
    [
        ("assessment.toml", "edition = ", "editoin = ", "edition"),
        ("assessment.toml", 'kind    = "question"', 'kind = "querstion"', "querstion"),
        ("facts.toml", 'type  = "yes-no"', 'type  = "yes"', "yes"),
        ("blocks/red-flags.toml", "title ", "titel ", "titel"),
    ],
)
def test_an_editors_tool_finds_a_fault_while_it_is_typed(
    tmp_path: Path, name: str, old: str, new: str, line: str
) -> None:
    folder = shutil.copytree(PATHWAYS, tmp_path / "pathways")
    text = (folder / name).read_text("utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), "utf-8")
    result = _linted(folder / name)
    assert result.returncode == 1
    assert line in result.stdout + result.stderr


def _schema_line(path: Path) -> str:
    inside = path.relative_to(PATHWAYS)
    if inside.name.endswith(".cases.toml"):
        kind = "cases"
    elif inside.name.endswith(".leaflet.toml"):
        kind = "leaflet"
    elif inside.parent.name == "blocks":
        kind = "block"
    else:
        kind = inside.stem if inside.stem in FILES else "pathway"
    return f"#:schema {'../' * (len(inside.parts) - 1)}schema/{kind}.json"


def test_every_file_names_its_schema_in_its_first_line() -> None:
    files = [path for path in find(PATHWAYS) if path.suffix == ".toml"]
    assert len(files) > 8
    expected = {path.name: _schema_line(path) for path in files}
    assert expected == {path.name: path.read_text("utf-8").splitlines()[0] for path in files}
