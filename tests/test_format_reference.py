"""The reference of the file format says every key of the model, and is the committed page."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from stepwell.cli import main
from stepwell.fields import Value
from stepwell.load import FILES, load
from stepwell.render.format_reference import format_reference
from stepwell.render.schema_words import value_words
from stepwell.schema import schemas

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "content" / "editing" / "reference.md"


def _classes(model: Any, seen: set[type[Value]] | None = None) -> set[type[Value]]:
    """Every table that a kind of file can hold, found in the model and not in its schema."""
    seen = set() if seen is None else seen
    if isinstance(model, type) and issubclass(model, Value):
        if model not in seen:
            seen.add(model)
            for field in model.model_fields.values():
                _classes(field.annotation, seen)
    else:
        for inside in getattr(model, "__args__", ()):
            _classes(inside, seen)
    return seen


def _sections() -> list[str]:
    return re.split(r"^##+ ", PAGE.read_text("utf-8"), flags=re.MULTILINE)[1:]


def _keys(section: str) -> frozenset[str]:
    return frozenset(re.findall(r"^\| `([\w-]+)`\{ \.sw-key \} \|", section, re.MULTILINE))


def test_the_committed_page_is_the_one_that_the_model_gives(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """Renew it with `stepwell schema --reference content/editing/reference.md`, or `--update`."""
    monkeypatch.chdir(ROOT)
    made = format_reference(load(Path("pathways")))
    if request.config.getoption("--update"):
        PAGE.write_text(made, "utf-8")
    assert made == PAGE.read_text("utf-8")


@pytest.mark.parametrize("kind", FILES)
def test_every_table_stands_on_the_page_with_all_its_keys(kind: str) -> None:
    sections = {_keys(section) for section in _sections()}
    for model in _classes(FILES[kind]):
        keys = frozenset(field.alias or name for name, field in model.model_fields.items())
        assert keys in sections, model.__name__


def test_a_key_that_must_be_there_is_marked_and_another_is_not() -> None:
    (outcome,) = (one for one in _sections() if one.startswith("Outcome "))
    assert re.search(r"^\| `say`\S* \S+ \S+ \| text; \*\*required\*\* \|", outcome, re.MULTILINE)
    assert re.search(r"^\| `note`\S* \S+ \S+ \| text; may be absent \|", outcome, re.MULTILINE)


def _described(node: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        if isinstance(node.get("description"), str):
            yield path, node["description"]
        for key, one in node.items():
            yield from _described(one, f"{path}/{key}")
    elif isinstance(node, list):
        for index, one in enumerate(node):
            yield from _described(one, f"{path}/{index}")


@pytest.mark.parametrize("name", sorted(schemas()))
def test_each_description_ends_as_a_sentence(name: str) -> None:
    described = dict(_described(json.loads(schemas()[name])))
    assert described
    assert {path: text for path, text in described.items() if not text.endswith(".")} == {}


def test_each_example_is_cut_whole_from_a_file_of_the_collection() -> None:
    examples = re.findall(
        r"^```toml\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    files = [path.read_text("utf-8") for path in (ROOT / "pathways").rglob("*.toml")]
    assert len(examples) > len(FILES)
    for example in examples:
        tomllib.loads(example)
        assert any(example in text for text in files), example


def test_a_shape_without_words_is_refused() -> None:
    with pytest.raises(TypeError, match="no words for"):
        value_words({"type": "null"}, str)


def test_the_command_writes_the_page_with_examples_of_the_folder(
    minimal: Path, tmp_path: Path
) -> None:
    command = ["schema", str(minimal), "--reference", str(tmp_path / "docs" / "reference.md")]
    made = CliRunner().invoke(main, command)
    assert made.exit_code == 0, made.output
    page = (tmp_path / "docs" / "reference.md").read_text("utf-8")
    assert (minimal / "example.toml").read_text("utf-8").partition("\n\n")[0] in page
    assert made.stdout == f"wrote {tmp_path / 'docs' / 'reference.md'}\n"


def test_the_page_and_one_schema_are_not_asked_for_together() -> None:
    made = CliRunner().invoke(main, ["schema", "--print", "facts", "--reference", "page.md"])
    assert made.exit_code == 2
    assert "--print goes with no --reference" in made.output
