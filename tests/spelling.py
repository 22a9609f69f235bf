"""Spelling of what is written by hand: pages, pathways, leaflets, registers.

    python tests/spelling.py [FILE ...]

A word counts as right if it stands in the dictionary of `pyspellchecker` or in
`pathways/words.txt`. Ids, codes, addresses and abbreviations are passed over.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from spellchecker import SpellChecker

WORDS = Path("pathways/words.txt")
"""Clinical words, names and British spellings: lower case, one a line, sorted."""

_TOKEN = re.compile(r"[\w'’]+(?:[-:./_@][\w'’]+)*")
_NOT_PROSE = re.compile(r"[\d_:@/]|\w\.\w|(?<![A-Z])[a-z]+[A-Z]")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_CODE = {
    ".md": re.compile(r"``.*?``|`[^`]*`|\]\([^)]*\)|<[^>]*>"),
    ".toml": re.compile(
        r'\b(?:when|unless|derive)\s*=\s*"[^"]*"|"[a-z0-9_:./*-]*"|\w+(?=\s*=)|^#:.*'
    ),
}
"""What is no prose: code, addresses and tags; guards, ids and keys."""


class Unknown(NamedTuple):
    """A word that nobody knows, and where it stands."""

    path: Path
    line: int
    column: int
    word: str


def known(words: Path = WORDS) -> SpellChecker:
    """The dictionary with the words of the project in it."""
    dictionary = SpellChecker(distance=1)
    dictionary.word_frequency.load_words(words.read_text("utf-8").split())
    return dictionary


def prose() -> Iterator[Path]:
    """The files that hold sentences; a bibliography holds those of others."""
    yield from sorted(Path("content").rglob("*.md"))
    found = sorted(Path("pathways").rglob("*.toml"))
    yield from (path for path in found if path.name != "released.toml")


def words(path: Path) -> Iterator[Unknown]:
    """Every word of a file, with its place; code of a page is none."""
    fenced = False
    for number, line in enumerate(path.read_text("utf-8").split("\n"), start=1):
        if path.suffix == ".md" and line.lstrip().startswith("```"):
            fenced = not fenced
        if fenced:
            continue
        text = _CODE[path.suffix].sub(lambda code: " " * len(code[0]), line)
        for token in _TOKEN.finditer(text):
            if _NOT_PROSE.search(token[0]):
                continue
            for word in _WORD.finditer(token[0]):
                if not word[0].removesuffix("s").isupper():
                    yield Unknown(path, number, token.start() + word.start() + 1, word[0])


def unknown(paths: Iterable[Path], dictionary: SpellChecker) -> Iterator[Unknown]:
    """The words that the dictionary lacks; a possessive is the word that it is of."""
    for one in (one for path in paths for one in words(path)):
        plain = one.word.replace("’", "'").lower()
        if not dictionary.known([plain, plain.removesuffix("'s").strip("'")]):
            yield one


def main(arguments: list[str]) -> int:
    """Tell each unknown word; 1 if there was one."""
    dictionary = known()
    found = [*unknown(map(Path, arguments) if arguments else prose(), dictionary)]
    for path, line, column, word in found:
        near = dictionary.correction(word.lower())
        meant = f"did you mean `{near}`? Otherwise " if near and near != word.lower() else ""
        does = f"{meant}add it to {WORDS.as_posix()}"
        print(f"{path.as_posix()}:{line}:{column}: `{word}` is not a known word; {does}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
