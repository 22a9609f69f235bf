"""What a value may be, in words: from a node of a JSON Schema to Markdown.

Takes the node and a function that links to the table of a name; gives text such
as "list of names" or "whole number from 1 to 99". A node of a shape that is not
foreseen raises, so that no key stands in the reference without its words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from stepwell.fields import Amount, Code, Effect, FactId, Slug, StepName, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Node = dict[str, Any]


def _pattern(kind: Any) -> str:
    return str(TypeAdapter(kind).json_schema()["pattern"])


_FORMS: Mapping[str, tuple[str, str]] = {
    _pattern(Slug): ("name such as `first-line`", "names such as `first-line`"),
    _pattern(StepName): (
        "step, such as `review` or `block/review`",
        "steps, such as `review` or `block/review`",
    ),
    _pattern(FactId): ("name such as `age_years`", "names such as `age_years`"),
    _pattern(Effect): ("effect such as `refer:psych`", "effects such as `refer:psych`"),
    _pattern(Code): ("code such as `P503`", "codes such as `P503`"),
    _pattern(Amount): (
        "amount and unit, such as `10-25 mg` or `4-6 wk`",
        "amounts and units, such as `10-25 mg` or `4-6 wk`",
    ),
}
_LONGEST = TypeAdapter(Text).json_schema()["maxLength"]
"""Every text has this bound; only another one is worth a word."""
_TABLE = "#/$defs/"


def tables(node: Node) -> list[str]:
    """Names of the tables that a value is made of: one, several kinds of one, or none."""
    if "$ref" in node:
        return [node["$ref"].removeprefix(_TABLE)]
    inside = [*node.get("oneOf", ()), *node.get("anyOf", ()), *node.get("allOf", ())]
    if "items" in node:
        inside.append(node["items"])
    return [name for one in inside for name in tables(one)]


def value_words(node: Node, link: Callable[[str], str]) -> str:
    """What may stand at a key, as Markdown."""
    if node.get("type") == "array":
        least = node.get("minItems", 0)
        return _many(node["items"], link) + (f", {least} or more" if least > 1 else "")
    if node.get("type") == "object" and "properties" not in node:
        return _open_table(node, link)
    if named := tables(node):
        return f"table: {_or(map(link, named))}"
    if options := node.get("anyOf") or node.get("oneOf"):
        return _or(dict.fromkeys(value_words(one, link) for one in options))
    return _single(node)


def _single(node: Node) -> str:
    if "const" in node:
        return f"`{node['const']}`"
    if "enum" in node:
        return _or(f"`{one}`" for one in node["enum"])
    if node.get("pattern") in _FORMS:
        return _FORMS[node["pattern"]][0]
    match node["type"]:
        case "boolean":
            return "`true` or `false`"
        case "integer":
            return f"whole number{_bounds(node)}"
        case "number":
            return f"number{_bounds(node)}"
        case "string" if node.get("format") == "date":
            return "date such as `2027-11-01`"
        case "string" if "pattern" in node:
            return f"text of the form `{node['pattern']}`"
        case "string":
            longest = node.get("maxLength", _LONGEST)
            return "text" + (f", {longest} characters at most" if longest != _LONGEST else "")
    raise TypeError(f"no words for {node}")


def _bounds(node: Node) -> str:
    low, high = node.get("minimum"), node.get("maximum")
    if low is not None and high is not None:
        return f" from {low} to {high}"
    return f", {low} or more" if low is not None else ""


def _many(node: Node, link: Callable[[str], str]) -> str:
    if named := tables(node):
        return f"tables: {_or(map(link, named))}"
    if node.get("pattern") in _FORMS:
        return f"list of {_FORMS[node['pattern']][1]}"
    words = value_words(node, link)
    return f"list of {'texts' if words == 'text' else words}"


def _open_table(node: Node, link: Callable[[str], str]) -> str:
    """A table whose keys are the editor's own."""
    keyed = node.get("patternProperties", {})
    keys = next((f"each key a {_FORMS[one][0]}" for one in keyed if one in _FORMS), "any keys")
    inside = next(iter(keyed.values()), None) or node["additionalProperties"]
    return f"table, {keys}, each value {value_words(inside, link)}"


def _or(words: Iterable[str]) -> str:
    """A list in words, its members as they are."""
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last
