"""Text as data in each language that a face is written in.

One filter a language; what goes through it reads back as it was. Nothing here
knows what a text means or where it came from.
"""

from __future__ import annotations

import json as _json
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Mapping

_HTML: Mapping[int, str] = {ord(char): f"&#{ord(char)};" for char in "&<>\"'`="}
_MARKDOWN: Mapping[int, str] = {
    ord(char): f"&#{ord(char)};" for char in "&<>\"'\\`*_[]{}~^=$|@#!\u2028\u2029\x85"
}
_FRONT_MATTER: Mapping[int, str] = {
    ord("<"): "\u2039",
    ord(">"): "\u203a",
    ord("&"): "&amp;",
    ord('"'): "&quot;",
}
_MERMAID: Mapping[int, str] = {ord(char): f"#{ord(char)};" for char in "&<>\"'\\`#;{}[]|@"}
_TYPST: Mapping[int, str] = {
    ord("\\"): "\\\\",
    ord('"'): '\\"',
    ord("\n"): "\\n",
    ord("\r"): "\\r",
    ord("\t"): "\\t",
}


def html(text: str) -> Markup:
    """Text for HTML and SVG, in an element or in a quoted attribute.

    >>> str(html('<a b="c">'))
    '&#60;a b&#61;&#34;c&#34;&#62;'
    """
    return Markup(text.translate(_HTML))


def markdown(text: str) -> Markup:
    """Text within a line of Markdown, in HTML or in a quoted attribute of it.

    >>> str(markdown("a *b* <c>"))
    'a &#42;b&#42; &#60;c&#62;'
    """
    return Markup(text.translate(_MARKDOWN))


def front_matter(text: str) -> Markup:
    """A YAML string that a theme may set into HTML, in or out of an attribute, without quoting it.

    Themes strip tags from a title and then undo its entities, so angle brackets become others.
    """
    return Markup(_json.dumps(text.translate(_FRONT_MATTER)).replace("{{", "{\\u007b"))


def json(value: Any, indent: int | None = None) -> Markup:
    """A value as JSON, keys in order, that may stand inside a `<script>` element.

    >>> str(json("</script>"))
    '"\\\\u003c/script\\\\u003e"'
    """
    written = _json.dumps(value, ensure_ascii=False, indent=indent, sort_keys=True, allow_nan=False)
    for char in "<>&\u2028\u2029":
        written = written.replace(char, f"\\u{ord(char):04x}")
    return Markup(written)


def mermaid(text: str) -> str:
    """A label of a Mermaid diagram, quotes included.

    >>> mermaid('a "b" <c>')
    '"a #34;b#34; #60;c#62;"'
    """
    return f'"{" ".join(text.split()).translate(_MERMAID)}"'


def typst(text: str) -> str:
    """A string literal of Typst, quotes included; set it in markup as `#"…"`.

    >>> typst('5 "mg" #x')
    '"5 \\\\"mg\\\\" #x"'
    """
    return f'"{text.translate(_TYPST)}"'
