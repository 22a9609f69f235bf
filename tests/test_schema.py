"""The committed schemas are the model's, and the pathways name them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from language_server import LanguageServer

from stepwell.load import FILES
from stepwell.reading import find
from stepwell.schema import schemas

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    properties = node.get("properties", {}).items()
    bare = [f"{path}/{key}" for key, one in properties if "description" not in one]
    return bare + [one for key, item in node.items() for one in _undescribed(item, f"{path}/{key}")]


@pytest.mark.parametrize("name", sorted(schemas()))
def test_every_key_says_what_it_is_for(name: str) -> None:
    assert _undescribed(json.loads(schemas()[name])) == []


STEP = '\n\n[[step]]\nkind = "action"\n'


@pytest.fixture(scope="module")
def server() -> Iterator[LanguageServer]:
    with LanguageServer(PATHWAYS.parent) as one:
        yield one


def _completed(server: LanguageServer, name: str, text: str) -> dict[str, str]:
    """What is offered at the end of a text, each with what it says of itself."""
    server.open(PATHWAYS / name, text)
    *before, last = text.split("\n")
    found = server.at("textDocument/completion", PATHWAYS / name, len(before), len(last))
    items = found if isinstance(found, list) else found["items"]
    return {one["label"].strip('"'): one["documentation"]["value"] for one in items}


@pytest.mark.parametrize(
    ("name", "end", "offered"),
    [
        ("flare.toml", f"{STEP}stre", {"strength": "Strength; `not-graded` when"}),
        ("flare.toml", "\n\n[[step]]\nkind = ", {
            "question": "A decision", "action": "A thing to do", "outcome": "The end",
            "link": "A hand-over", "include": "The steps of a block"}),
        ("flare.toml", f"{STEP}direction = ", {"for": "The thing is advised", "against": "The"}),
        ("flare.toml", f"{STEP}strength = ", {
            "strong": "Nearly all", "conditional": "The choice depends", "not-graded": "The sour"}),
        ("flare.toml", f"{STEP}certainty = ", {
            "high": "High", "moderate": "Moderate", "low": "Low", "very-low": "Very low",
            "not-graded": "The source gives no rating"}),
        ("new.toml", "#:schema schema/pathway.json\nstatus = ", {
            "draft": "Being written", "in-review": "Offered", "approved": "Reviewed",
            "retired": "Kept"}),
        ("facts.toml", "\n[[fact]]\ntype = ", {
            "yes-no": "True or false", "one-of": "One of", "number": "A num", "count": "A whole"}),
    ],
)  # fmt: skip
def test_an_editors_tool_offers_each_key_and_value_with_what_it_means(
    server: LanguageServer, name: str, end: str, offered: dict[str, str]
) -> None:
    path = PATHWAYS / name
    found = _completed(server, name, (path.read_text("utf-8") if path.exists() else "") + end)
    assert {value: found[value][: len(says)] for value, says in offered.items()} == offered


def test_an_editors_tool_tells_what_is_under_the_pointer(server: LanguageServer) -> None:
    text = (PATHWAYS / "flare.toml").read_text("utf-8")
    at = next(at for at, line in enumerate(text.splitlines()) if line.startswith("strength"))
    server.open(PATHWAYS / "flare.toml", text)
    told = server.at("textDocument/hover", PATHWAYS / "flare.toml", at, 2)["contents"]["value"]
    assert "Strength; `not-graded` when no source grades it." in told


def test_an_editors_tool_marks_a_wrong_key_where_it_stands(server: LanguageServer) -> None:
    text = (PATHWAYS / "flare.toml").read_text("utf-8").replace("\nsummary ", "\nsumary ", 1)
    (found,) = server.open(PATHWAYS / "flare.toml", text)
    line = next(at for at, one in enumerate(text.splitlines()) if one.startswith("sumary"))
    assert (found["range"]["start"], "sumary" in found["message"]) == (
        {"line": line, "character": 0}, True
    )  # fmt: skip


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
