"""The committed schemas are the model's, and the pathways name them."""

from __future__ import annotations

import json
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


def _schema_line(path: Path) -> str:
    inside = path.relative_to(PATHWAYS)
    if inside.name.endswith(".cases.toml"):
        kind = "cases"
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
