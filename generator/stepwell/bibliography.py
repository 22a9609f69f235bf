"""BibTeX entries as values, each with its Vancouver reference.

Takes the text of a `.bib` file; gives entries and diagnostics. The style is
written with pybtex's own templates; links are kept apart from the words, so
that each face quotes and links them in its own way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pybtex import errors
from pybtex.database.input.bibtex import Parser
from pybtex.plugin import find_plugin
from pybtex.richtext import Text
from pybtex.scanner import PybtexSyntaxError
from pybtex.style.formatting import BaseStyle
from pybtex.style.template import FieldIsMissing, first_of, join, node, optional, sentence, words
from pybtex.style.template import field as named

from stepwell.diagnostics import Diagnostic, diagnostic
from stepwell.source import Source, Span

if TYPE_CHECKING:
    from pybtex.database import Entry as BibEntry
    from pybtex.database import Person

_AUTHORS = 6
"""Vancouver names six authors and then writes et al."""
_ENTRY = re.compile(r"^[ \t]*@(\w+)\s*[{(]\s*([^\s,{}()]+)", re.MULTILINE)
_ACCESS = re.compile(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
_PLAIN = find_plugin("pybtex.backends", "plaintext")()
_KINDS = {
    "guideline": "guideline",
    "systematic-review": "systematic review",
    "rct": "trial",
    "trial": "trial",
    "cohort": "cohort study",
    "drug-label": "drug label",
    "overview": "overview",
    "tool": "tool",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One source: its key, its reference in words, and where to find it."""

    key: str
    kind: str
    """Kind of evidence in words: guideline, systematic review, trial, drug label, …, other."""
    text: str
    """The Vancouver reference, without links."""
    span: Span
    doi: str = ""
    """Lower case, without the resolver's address."""
    pmid: str = ""
    url: str = ""
    year: str = ""
    short: str = ""
    """First author or body and year, for paper: `Qaseem 2017`."""


@node  # type: ignore[untyped-decorator]
def _authors(_: Any, context: dict[str, Any]) -> Text:
    """The authors as `Doe J, Roe R, et al`."""
    people = context["entry"].persons.get("author", [])
    shown = [_name(person) for person in people if not _is_others(person)][:_AUTHORS]
    more = len(shown) < len(people)
    return Text(", ".join(shown + (["et al"] if more else [])))


class _Vancouver(BaseStyle):  # type: ignore[misc]
    """Numbered references as medicine writes them."""

    def get_article_template(self, _: BibEntry) -> Any:
        volume = join[optional[";", named("volume")], optional["(", named("number"), ")"]]
        pages = optional[":", named("pages", apply_func=_dashed)]
        return _joined(sentence[named("journal")], sentence[join[named("year"), volume, pages]])

    def get_misc_template(self, _: BibEntry) -> Any:
        publisher = first_of[
            optional[named("publisher")],
            optional[named("institution")],
            optional[named("howpublished")],
        ]
        series = words[optional[named("type")], optional[named("number")]]
        place = optional[named("address"), ": "]
        return _joined(
            sentence[series],
            sentence[join[place, join(sep="; ")[publisher, optional[named("year")]]]],
        )

    get_techreport_template = get_misc_template
    get_book_template = get_misc_template
    get_manual_template = get_misc_template
    get_online_template = get_misc_template
    get_inproceedings_template = get_misc_template
    get_incollection_template = get_misc_template
    get_phdthesis_template = get_misc_template
    get_unpublished_template = get_misc_template


@lru_cache(maxsize=1)
def bibliography(source: Source) -> tuple[dict[str, Entry], list[Diagnostic]]:
    """The entries of a `.bib` file in its order, and what is wrong with it."""
    parser = Parser()
    try:
        with errors.capture() as captured:
            data = parser.parse_string(source.text)
    except PybtexSyntaxError as error:
        return {}, [_broken(source, error)]
    if captured:
        return {}, [_broken(source, error) for error in captured]
    found: list[Diagnostic] = []
    spans: dict[str, Span] = {}
    for match in _ENTRY.finditer(source.text):
        line = source.text.count("\n", 0, match.start(2)) + 1
        column = match.start(2) - source.text.rfind("\n", 0, match.start(2))
        spans.setdefault(match[2].lower(), Span(source.path, line, column, len(match[2])))
    style = _Vancouver()
    entries: dict[str, Entry] = {}
    for key, entry in data.entries.items():
        span = spans.get(key.lower(), Span(source.path))
        try:
            entries[key] = _entry(key, entry, style, span)
        except FieldIsMissing as error:
            lacking = str(error).split()[1]
            found.append(
                diagnostic(
                    "broken-bibtex",
                    f"The entry `{key}` has no `{lacking}`.",
                    span,
                    f"add `{lacking} = {{…}}` to the entry",
                )
            )
    return entries, found


def _entry(key: str, entry: BibEntry, style: BaseStyle, span: Span) -> Entry:
    template = getattr(style, f"get_{entry.type}_template", style.get_misc_template)(entry)
    rich = template.format_data({"entry": entry, "style": style, "bib_data": None})
    words_of = entry.fields.get("keywords", "").replace(",", " ").split()
    people = [person for person in entry.persons.get("author", []) if not _is_others(person)]
    author = entry.fields.get("shortauthor") or (_family(people[0]) if people else key)
    year = entry.fields.get("year", "")
    return Entry(
        key=key,
        kind=next((_KINDS[word] for word in words_of if word in _KINDS), "other"),
        text=" ".join(rich.render(_PLAIN).split()),
        span=span,
        doi=_ACCESS.sub("", entry.fields.get("doi", "").strip()).lower(),
        pmid=entry.fields.get("pmid", "").strip(),
        url=entry.fields.get("url", "").strip(),
        year=year,
        short=f"{author} {year}".strip(),
    )


def _joined(*rest: Any) -> Any:
    return join(sep=" ")[optional[sentence[_authors()]], sentence[named("title")], *rest]


def _name(person: Person) -> str:
    initials = "".join(
        part[0]
        for name in person.first_names + person.middle_names
        for part in name.replace(".", " ").replace("-", " ").split()
    )
    return f"{_family(person)} {initials}".strip()


def _family(person: Person) -> str:
    names = person.prelast_names + person.last_names + person.lineage_names
    return str(Text.from_latex(" ".join(names)).render(_PLAIN))


def _is_others(person: Person) -> bool:
    return str(person).lower() == "others"


def _dashed(text: Text) -> Text:
    return Text(re.sub(r"(?<=\w)(--?|–)(?=\w)", "–", str(text)))


def _broken(source: Source, error: Exception) -> Diagnostic:
    line = getattr(error, "lineno", None)
    message = str(error).removeprefix(f"syntax error in line {line}: ")
    repeated = re.search(r"repeated bibliography entry: (\S+)", message)
    if repeated:
        again = [m for m in _ENTRY.finditer(source.text) if m[2].lower() == repeated[1].lower()]
        line = source.text.count("\n", 0, again[-1].start(2)) + 1
        message = f"the key `{repeated[1]}` stands for two entries"
    number = line or 1
    span = Span(source.path, number, 1, max(1, len(source.line(number))))
    return diagnostic(
        "broken-bibtex",
        f"The bibliography cannot be read here: {message}.",
        span,
        "compare the entry with its neighbours: a comma or brace is usually missing",
    )
