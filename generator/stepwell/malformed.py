"""Faults of form in the editor's words: what pydantic found, told with its place.

Takes the errors of one file's validation and the raw TOML; gives diagnostics of
family P1. Decides no rule of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin

from stepwell.diagnostics import Diagnostic, diagnostic, did_you_mean
from stepwell.fields import NAME, SLUG, STEP, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import ValidationError

    from stepwell.source import Key, KeyPath, Source

_IDS = {SLUG, NAME, STEP}
_TYPES = {
    "string_type": "text in quotes",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "tuple_type": "a list in brackets",
    "dict_type": "a table",
    "model_type": "a table",
    "model_attributes_type": "a table",
    "date_type": "a date such as 2027-11-01, without quotes",
    "is_instance_of": "a date such as 2027-11-01, without quotes",
}


def malformed(
    error: ValidationError, source: Source, data: dict[str, Any], model: type[Value]
) -> Iterator[Diagnostic]:
    """One diagnostic for each error of a file that is valid TOML."""
    for one in error.errors(include_url=False):
        if one["type"] == "too_short" and one["input"]:
            continue  # its items are there, and their own faults are reported
        yield _diagnostic(one, source, data, model)


def _diagnostic(one: Any, source: Source, data: dict[str, Any], model: type[Value]) -> Diagnostic:
    path = _key_path(one["loc"], data)
    key = next((str(part) for part in reversed(path) if isinstance(part, str)), "the file")
    kind, context = one["type"], one.get("ctx", {})
    match kind:
        case "missing":
            owner = _owner(path[:-1], data, model)
            return diagnostic(
                "missing-key",
                f"`{key}` is missing from {owner}.",
                source.key_span(*path[:-1]),
                f"add `{key} = …`",
            )
        case "extra_forbidden":
            known = _keys(_model_at(path[:-1], data, model))
            return diagnostic(
                "unknown-key",
                f"`{key}` is not a key of {_owner(path[:-1], data, model)}.",
                source.key_span(*path),
                did_you_mean(key, known) or f"known keys: {', '.join(known)}",
            )
        case "union_tag_not_found":
            return diagnostic(
                "missing-key",
                "`kind` is missing from a step.",
                source.key_span(*path),
                'add `kind = "question"`, "action", "outcome", "link" or "include"',
            )
        case "union_tag_invalid":
            known = [word.strip(" '") for word in context["expected_tags"].split(",")]
            return diagnostic(
                "bad-value",
                f"`{context['tag']}` is not a kind of step.",
                source.span(*path, "kind"),
                did_you_mean(context["tag"], known) or f"expected one of {', '.join(known)}",
            )
        case "literal_error":
            return diagnostic(
                "bad-value",
                f"`{one['input']}` is not a value of `{key}`.",
                source.span(*path),
                did_you_mean(str(one["input"]), context["expected"].replace("'", "").split(", "))
                or f"expected {context['expected'].replace(chr(39), chr(96))}",
            )
        case "string_pattern_mismatch" if context["pattern"] in _IDS:
            return diagnostic(
                "bad-id",
                f"`{one['input']}` cannot be the name of anything.",
                source.span(*path),
                "use lower-case letters, digits and hyphens; underscores in facts"
                if context["pattern"] == NAME
                else "use lower-case letters, digits and hyphens",
            )
        case "too_short":
            return diagnostic(
                "bad-value", f"`{key}` is empty.", source.span(*path), "add at least one entry"
            )
    if kind in _TYPES:
        return diagnostic(
            "wrong-type",
            f"`{key}` expects {_TYPES[kind]}.",
            source.span(*path),
            f"found {_said(one['input'])}",
        )
    said = one["msg"].removeprefix("Value error, ").removeprefix("Input ")
    return diagnostic("bad-value", f"`{key}` is not right: {said}.", source.span(*path))


def _key_path(location: tuple[Key, ...], data: Any) -> KeyPath:
    """The location without the tags that unions add: what the editor wrote."""
    path: list[Key] = []
    for index, part in enumerate(location):
        if (isinstance(data, dict) and part in data) or (
            isinstance(data, list) and (isinstance(part, int) and part < len(data))
        ):
            data = data[part]  # type: ignore[index]
        elif index < len(location) - 1:
            continue
        path.append(part)
    return tuple(path)


def _owner(path: KeyPath, data: Any, model: type[Value]) -> str:
    found = _model_at(path, data, model)
    if found is None:
        return "this table"
    name = "".join(
        f" {char.lower()}" if char.isupper() else char for char in found.__name__
    ).strip()
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def _keys(model: type[Value] | None) -> list[str]:
    if model is None:
        return []
    return sorted(field.alias or name for name, field in model.model_fields.items())


def _model_at(path: KeyPath, data: Any, model: type[Value]) -> type[Value] | None:
    """The class of the table at a key path."""
    current: Any = model
    for part in path:
        if isinstance(part, str):
            choice = _choose(current, data)
            fields = {(f.alias or n): f for n, f in choice.model_fields.items()} if choice else {}
            if part not in fields:
                return None
            current = fields[part].annotation
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return None
    return _choose(current, data)


def _choose(annotation: Any, data: Any) -> type[Value] | None:
    """The class among those of an annotation that fits the table's `kind`."""
    found = list(_classes(annotation))
    kind = data.get("kind") if isinstance(data, dict) else None
    for one in found:
        field = one.model_fields.get("kind")
        if field is not None and kind in get_args(field.annotation):
            return one
    return found[0] if len(found) == 1 else None


def _classes(annotation: Any) -> Iterator[type[Value]]:
    if isinstance(annotation, type) and issubclass(annotation, Value):
        yield annotation
    elif get_origin(annotation) is Annotated:
        yield from _classes(get_args(annotation)[0])
    elif get_origin(annotation) in {tuple, Union, type(int | str)}:
        for part in get_args(annotation):
            yield from _classes(part)


def _said(value: Any) -> str:
    match value:
        case bool():
            return "true or false"
        case str():
            return "text"
        case list():
            return "a list"
        case dict():
            return "a table"
        case int():
            return "a number"
    return f"a {type(value).__name__.lower()}"
