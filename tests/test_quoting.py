"""Text comes back from every target language as it went in."""

from __future__ import annotations

import json
from html import unescape

import pytest
import typst
from faces import EXTENSIONS, parse
from hostile import HOSTILE, TRAPS
from hypothesis import given, settings
from markdown import markdown as engine

from stepwell.render import quoting


@given(HOSTILE)
def test_text_comes_back_from_html_and_from_an_attribute(text: str) -> None:
    (element,) = parse(f'<p title="{quoting.html(text)}">{quoting.html(text)}</p>').children
    assert (element.text, element.attrs["title"], element.children) == (text, text, [text])


@settings(deadline=None)
@given(HOSTILE)
def test_text_comes_back_from_markdown(text: str) -> None:
    page = parse(engine(f"Before {quoting.markdown(text)} after.", extensions=EXTENSIONS))
    (paragraph,) = [one for one in page.children if not isinstance(one, str)]
    assert (paragraph.tag, paragraph.text) == ("p", f"Before {text} after.")
    assert all(isinstance(one, str) for one in paragraph.children)


@given(HOSTILE)
def test_json_comes_back_and_cannot_leave_its_script(text: str) -> None:
    written = quoting.json({"a": [text, 1, None], text: True})
    assert json.loads(written) == {"a": [text, 1, None], text: True}
    assert not set(written) & set("<>&\u2028\u2029")


def test_json_has_no_number_that_is_none() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        quoting.json(float("nan"))


def test_text_comes_back_from_typst() -> None:
    texts = [*TRAPS, 'a "b" \\ #c $d$ @e <f> *g* _h_ `i` // j', "two\nlines\tand\ttabs\r"]
    source = "".join(f"#metadata({quoting.typst(text)})<text>\n" for text in texts)
    found = json.loads(typst.query(source.encode(), "<text>", field="value"))
    assert found == texts


@pytest.mark.parametrize("text", TRAPS)
def test_front_matter_is_one_line_and_harmless_in_a_page(text: str) -> None:
    written = json.loads(quoting.front_matter(text))
    assert "<" not in unescape(written)
    assert "{{" not in quoting.front_matter(text)
