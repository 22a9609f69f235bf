"""Text that tries to be something else, put into every field that takes a text."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from stepwell.collection import Collection, Located, Sheet
from stepwell.fields import Value

if TYPE_CHECKING:
    from stepwell.bibliography import Entry

TRAPS = (
    "</script><script>alert(1)</script>",
    '"}]',
    "`code`",
    "```",
    "``` x ```",
    "\u202eevil\u202c",
    "{{ 7 * 7 }}",
    "{% raw %}",
    "# heading",
    "- item",
    "1. item",
    "    indented",
    "*a* **b** _c_",
    "[a](javascript:b)",
    "![a](b)",
    "[^1]",
    "*[HTML]: x",
    "<!-- x",
    "-->",
    "</li></ol>",
    "<b>",
    "&amp;",
    "&#42;",
    "\\*",
    "~~a~~",
    "^^a^^",
    "==a==",
    "++a++",
    "$a$",
    "| a | b |",
    "---",
    "!!! note",
    "??? note",
    "{: .x }",
    "{ #id }",
    ": def",
    "http://a.example",
    "a@b.example",
    '--8<-- "x"',
    "'",
    '"',
    "\\",
    "\u2028",
    "a\u2028# b",
    "::: x",
    "/// note",
    "@x",
    "<a b='c'>",
    "#!python x",
    ":smile:",
)
_ANY = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=40)
HOSTILE = (
    st.one_of(st.sampled_from(TRAPS), _ANY, st.tuples(st.sampled_from(TRAPS), _ANY).map("".join))
    .map(str.strip)
    .filter(bool)
)


def with_text(collection: Collection, text: str) -> Collection:
    """The collection with `text` in place of every free text."""
    info = collection.info.value.model_copy(update={"abbreviations": ()})
    return replace(
        collection,
        info=Located(_put(info, text), collection.info.source),
        pathways={slug: _sheet(one, text) for slug, one in collection.pathways.items()},
        blocks={slug: _sheet(one, text) for slug, one in collection.blocks.items()},
        facts=_located(collection.facts, text),
        medications=_located(collection.medications, text),
        classes=_located(collection.classes, text),
        contested=_located(collection.contested, text),
        scores=_located(collection.scores, text),
        terms=_located(collection.terms, text),
        scales=_located(collection.scales, text),
        benefits=_located(collection.benefits, text),
        benefits_note=text,
        guidelines=_located(collection.guidelines, text),
        leaflets=_located(collection.leaflets, text),
        references={key: _entry(one, text) for key, one in collection.references.items()},
    )


def _sheet(sheet: Sheet, text: str) -> Sheet:
    return Sheet(sheet.slug, Located(_put(sheet.value, text), sheet.source))


def _located(entries: Any, text: str) -> Any:
    return {
        name: Located(_put(one.value, text), one.source, one.at) for name, one in entries.items()
    }


def _entry(entry: Entry, text: str) -> Entry:
    return replace(
        entry,
        text=text,
        short=text,
        doi=entry.doi and text,
        pmid=entry.pmid and text,
        url=entry.url and text,
    )


def _put(value: Any, text: str) -> Any:
    if isinstance(value, Value):
        return value.model_copy(
            update={
                name: _words(getattr(value, name), text)
                if "plain_text" in repr(info)
                else _put(getattr(value, name), text)
                for name, info in type(value).model_fields.items()
            }
        )
    return tuple(_put(one, text) for one in value) if isinstance(value, tuple) else value


def _words(old: Any, text: str) -> Any:
    if isinstance(old, tuple):
        return tuple(_put(one, text) if isinstance(one, Value) else text for one in old)
    return text if old else old
