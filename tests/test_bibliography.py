"""References as Vancouver has them, and what a broken bibliography says."""

from __future__ import annotations

from stepwell.bibliography import bibliography
from stepwell.source import Source

ARTICLE = """@article{doe2020,
  author = {Doe, Jane A. and van der Berg, Jan-Willem and {The Back Group}
            and A, B and C, D and E, F and G, H},
  title = {A trial of {NSAIDs}: less \\& more},
  journal = {Spine (Phila Pa 1976)},
  year = {2020}, volume = {12}, number = {3}, pages = {100--109},
  doi = {https://doi.org/10.1000/ABC}, pmid = {123}, keywords = {rct, x}
}
"""


def _one(text: str):
    entries, found = bibliography(Source("references.bib", text))
    assert found == []
    return next(iter(entries.values()))


def test_an_article_is_written_as_vancouver_has_it() -> None:
    assert _one(ARTICLE).text == (
        "Doe JA, van der Berg JW, The Back Group, A B, C D, E F, et al. "
        "A trial of NSAIDs: less & more. Spine (Phila Pa 1976). 2020;12(3):100–109."
    )


def test_identifiers_are_kept_bare_and_the_kind_is_in_words() -> None:
    entry = _one(ARTICLE)
    assert (entry.doi, entry.pmid, entry.kind, entry.short) == (
        "10.1000/abc",
        "123",
        "trial",
        "Doe 2020",
    )


def test_six_authors_are_named_without_et_al() -> None:
    assert "E F. A trial" in _one(ARTICLE.replace(" and G, H", "")).text


def test_a_report_of_a_body_has_its_number_and_publisher() -> None:
    entry = _one(
        "@techreport{x, author = {{World Health Organization}}, shortauthor = {WHO},"
        " title = {A guide}, type = {Report}, number = {9},"
        " publisher = {WHO Press}, address = {Geneva}, year = {2023}}"
    )
    assert entry.text == "World Health Organization. A guide. Report 9. Geneva: WHO Press; 2023."
    assert entry.short == "WHO 2023"


def test_a_source_without_year_or_publisher_still_reads_well() -> None:
    assert (
        _one("@misc{x, author = {Roe, R}, title = {Notes}, publisher = {A}}").text
        == "Roe R. Notes. A."
    )


def test_an_entry_stands_at_its_key() -> None:
    span = _one("% first\n  @misc{ x, title = {T}, publisher = {P}}").span
    assert (span.line, span.column, span.length) == (2, 10, 1)


def test_a_lost_brace_is_told_with_its_line() -> None:
    _, found = bibliography(Source("references.bib", "@misc{x,\n title {T}}\n"))
    assert [(one.rule.name, one.span.line) for one in found] == [("broken-bibtex", 2)]


def test_a_key_used_twice_is_told_at_the_second() -> None:
    twice = "@misc{x, title={T}, publisher={P}}\n@misc{x, title={U}, publisher={P}}\n"
    _, found = bibliography(Source("references.bib", twice))
    assert [(one.message, one.span.line) for one in found] == [
        ("The bibliography cannot be read here: the key `x` stands for two entries.", 2)
    ]


def test_an_entry_without_what_its_kind_needs_is_told() -> None:
    _, found = bibliography(Source("references.bib", "@article{x, title={T}, year=2000}"))
    assert [one.message for one in found] == ["The entry `x` has no `journal`."]
