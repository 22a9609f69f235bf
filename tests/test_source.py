"""Where keys stand in a file, for any TOML."""

from __future__ import annotations

import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from stepwell.source import Source, Span

TEXT = """title = "a"
[review]
due = 2027-11-01
[[step]]
id = "one"
branch = [
  { label = "Yes", goto = "two" },  # the first
]
[[step]]
id = "two"
return = { after = "4 wk" }
"""


def test_every_key_and_value_has_its_span() -> None:
    source = Source("f.toml", TEXT)
    assert source.span("title") == Span("f.toml", 1, 9, 3)
    assert source.key_span("review", "due") == Span("f.toml", 3, 1, 3)
    assert source.span("step", 0, "branch", 0, "goto") == Span("f.toml", 7, 27, 5)
    assert source.span("step", 1, "id") == Span("f.toml", 10, 6, 5)


def test_what_is_absent_stands_at_its_nearest_parent() -> None:
    source = Source("f.toml", TEXT)
    assert source.span("step", 1, "return", "then") == source.span("step", 1, "return")
    assert source.span("nothing") == Span("f.toml")


def test_columns_count_characters_and_not_bytes() -> None:
    source = Source("f.toml", 'a = { b = "≥é", c = "x" }\n')
    assert source.span("a", "c") == Span("f.toml", 1, 21, 3)


def test_a_part_of_a_text_has_a_span_unless_it_is_escaped() -> None:
    source = Source("f.toml", 'when = "age > 65"\nother = "a\\tb"\n')
    assert source.inside(6, 2, "when") == Span("f.toml", 1, 15, 2)
    assert source.inside(1, 1, "other") == source.span("other")


def test_a_broken_file_is_located_as_far_as_it_goes() -> None:
    assert Source("f.toml", 'a = 1\nb = [[[\n= "').span("a") == Span("f.toml", 1, 5, 1)


names = st.text("abcdefgh_-", min_size=1, max_size=6)
scalars = st.integers(0, 9) | st.booleans() | names
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=8,
)


def _written(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case dict():
            return "{" + ", ".join(f"{key} = {_written(one)}" for key, one in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(_written, value)) + "]"
        case str():
            return f'"{value}"'
    return str(value)


def _leaves(
    value: Any, path: tuple[str | int, ...] = ()
) -> list[tuple[tuple[str | int, ...], Any]]:
    if isinstance(value, dict):
        return [leaf for key, one in value.items() for leaf in _leaves(one, (*path, key))]
    if isinstance(value, list):
        return [leaf for key, one in enumerate(value) for leaf in _leaves(one, (*path, key))]
    return [(path, value)]


@given(
    st.dictionaries(names, values, max_size=4), st.lists(st.dictionaries(names, values), max_size=3)
)
def test_the_span_of_any_value_holds_that_value(
    top: dict[str, Any], tables: list[dict[str, Any]]
) -> None:
    lines = [f"{key} = {_written(value)}" for key, value in top.items()]
    for table in tables:
        lines += ["[[zz]]", *(f"{key} = {_written(value)}" for key, value in table.items())]
    source = Source("f.toml", "\n".join(lines))
    for path, value in _leaves(tomllib.loads(source.text)):
        span = source.span(*path)
        assert source.line(span.line)[span.column - 1 :][: span.length] == _written(value)
