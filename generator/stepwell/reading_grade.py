"""How many years of school a text asks for: the Flesch-Kincaid grade.

Takes paragraphs; gives sentences, words and the grade. `readability` counts
syllables and knows the formula; it wants one sentence a line with spaces between
tokens, so sentences and words are told apart here. Its count takes a final "e"
for silent and gives "the" no syllable: each word is given one at least.
"""

from __future__ import annotations

import re
import sys
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@contextmanager
def _without_re2() -> Iterator[None]:
    """`readability` prefers any module called `re2`, and cannot use the one that Google ships."""
    kept = sys.modules.get("re2")
    sys.modules["re2"] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules["re2"]
        if kept:
            sys.modules["re2"] = kept


with _without_re2():
    import readability
    from readability.langdata import LANGDATA

_PER_SYLLABLE = 11.8
"""Grades that one syllable a word more is worth, in the formula of Kincaid."""
_LEAST = 4
"""Words from which a sentence is long enough for a grade of its own."""
_END = re.compile(r"(?<=[.!?])[\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z0-9])")
_SHORT = re.compile(r"(?:^|[\s(])(?:Dr|Mr|Mrs|Ms|Prof|St|No|vs|e\.g|i\.e|approx)\.$")
_TOKEN = re.compile(r"[^\W_]+(?:['.,\-][^\W_]+)*|[^\w\s]")
_syllables = LANGDATA["en"]["syllables"]


def sentences(paragraph: str) -> Iterator[str]:
    """The sentences of a paragraph; a period after `Dr` or within `2.5` ends none.

    >>> [*sentences("Ask Dr. Roe. It costs 2.5 points! Is that much?")]
    ['Ask Dr. Roe.', 'It costs 2.5 points!', 'Is that much?']
    """
    begin = 0
    for end in _END.finditer(paragraph):
        if not _SHORT.search(paragraph[begin : end.start()]):
            yield paragraph[begin : end.end()].strip()
            begin = end.end()
    if rest := paragraph[begin:].strip():
        yield rest


def tokens(sentence: str) -> list[str]:
    """Words in lower case and marks, each by itself; `don't` and `long-term` are one word."""
    return _TOKEN.findall(sentence.replace("’", "'").lower())


def grade(paragraphs: Iterable[str]) -> float:
    """The grade of a text; 0 when it has no word."""
    return _grade(tuple(paragraphs))


@lru_cache(maxsize=1024)
def _grade(paragraphs: tuple[str, ...]) -> float:
    lines = [tokens(one) for paragraph in paragraphs for one in sentences(paragraph)]
    words = [one for line in lines for one in line if one[0].isalnum()]
    if not words:
        return 0.0
    text = "".join(f"{' '.join(line)}\n" for line in lines)
    counted = readability.getmeasures(text, lang="en")["readability grades"]["Kincaid"]
    unheard: int = sum(1 - _syllables(one) for one in words if _syllables(one) < 1)
    return float(counted) + _PER_SYLLABLE * unheard / len(words)


def hardest(paragraphs: Iterable[str]) -> str:
    """The sentence with the highest grade of its own, the first of equals."""
    every = [one for paragraph in paragraphs for one in sentences(paragraph)]
    enough = [one for one in every if len(tokens(one)) >= _LEAST]
    return max(enough or every, key=lambda one: grade([one]), default="")
