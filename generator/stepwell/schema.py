"""The JSON Schemas of all files, generated from the model, for editors' tools."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pydantic.json_schema import GenerateJsonSchema

from stepwell.load import FILES

if TYPE_CHECKING:
    from pydantic import BaseModel

FOLDER = "schema"
"""Where the schemas stand, below the folder of pathways."""


def schemas() -> dict[str, str]:
    """File name to text, one schema for each kind of file, ending in a newline."""
    return {f"{kind}.json": document(kind, model) for kind, model in FILES.items()}


def document(kind: str, model: type[BaseModel]) -> str:
    """The schema of one model, called `kind`, ending in a newline."""
    schema = _without_null(model.model_json_schema(by_alias=True, mode="validation"))
    schema = {"$schema": GenerateJsonSchema.schema_dialect, "$id": f"{kind}.json", **schema}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _without_null(node: Any) -> Any:
    """The schema without null, which TOML cannot write: an absent key stands for it."""
    if isinstance(node, list):
        return [_without_null(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {
        key: _without_null(value)
        for key, value in node.items()
        if not (key == "default" and value is None)
    }
    options = [one for one in kept.get("anyOf", []) if one != {"type": "null"}]
    if len(options) == 1:
        del kept["anyOf"]
        kept = {**options[0], **kept}
    elif options:
        kept["anyOf"] = options
    return kept
