"""Templates of a site in place of ours: found, known to the cache, told when they fail."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from examples import AS_OF
from generated import generate

from stepwell.build import Site, site
from stepwell.cli import main
from stepwell.diagnostics import Diagnostic, InvalidInput
from stepwell.render.overriding import read, using
from stepwell.render.paper import TEMPLATES
from stepwell.render.surroundings import Surroundings
from stepwell.render.templating import render

MUST = '{{ info.disclaimer }}<li class="sw-status-word">{{ statuses["draft"] }}</li>'
"""What a home page of a draft may not be without."""
HEAD = '{% extends "stepwell/page.md.j2" %}\n'


@pytest.fixture
def templates(minimal: Path) -> Path:
    Path("templates").mkdir()
    return Path("templates")


def made(folder: Path = Path("pathways"), cache: Path | None = None) -> Site:
    around = Surroundings(templates=read(Path("templates")))
    return site(folder, AS_OF, cache=cache, around=around)


def page(found: Site, path: str = "pathways/example.md") -> str:
    return next(one.content.decode() for one in found.artifacts if one.path == path)


def refused(folder: Path = Path("pathways")) -> Diagnostic:
    with pytest.raises(InvalidInput) as caught:
        made(folder)
    (one,) = caught.value.findings
    assert one.rule.name == "broken-template"
    return one


def test_a_template_may_say_only_what_differs(templates: Path) -> None:
    plain = page(site(Path("pathways"), AS_OF))
    (templates / "page.md.j2").write_text(HEAD + "{% block print %}{% endblock %}")
    shown = page(made())
    assert "## Print, or take along" in plain
    assert "## Print, or take along" not in shown
    gone = plain[plain.index("## Print, or") : plain.index("## About this")]
    assert shown == plain.replace(gone, "")


def test_a_part_that_our_templates_include_may_be_the_sites_own(templates: Path) -> None:
    (templates / "marks.j2").write_text("{% macro marks(all) %}<sup>source</sup>{% endmacro %}")
    assert "<sup>source</sup>" in page(made())


def test_values_are_quoted_in_templates_of_the_site_as_in_ours(templates: Path) -> None:
    (templates / "home.md.j2").write_text("{% set mark = '<b>' %}{{ mark }}" + MUST)
    assert page(made(), "index.md").startswith("&#60;b&#62;")


def test_other_templates_are_other_pages_and_the_cache_knows(templates: Path) -> None:
    cache = Path("cache")
    body = HEAD + "{% block about %}{{ super() }}One.{% endblock %}"
    (templates / "page.md.j2").write_text(body)
    one = made(cache=cache)
    (templates / "page.md.j2").write_text(body.replace("One.", "Two."))
    two, again = made(cache=cache), made(cache=cache)
    assert (one.rendered, two.rendered, again.rendered) == (1, 1, 0)
    assert page(two) == page(again) == page(one).replace("One.", "Two.")


def test_a_template_ends_with_its_build(templates: Path) -> None:
    (templates / "home.md.j2").write_text("Ours." + MUST)
    assert page(made(), "index.md").startswith("Ours.")
    assert page(site(Path("pathways"), AS_OF), "index.md").startswith("---")


@pytest.mark.parametrize(
    ("body", "line", "said"),
    [
        ("one\n{% if %}\n", 2, "Expected an expression"),
        ("one\n\n{{ pathway.owner }}\n", 3, "has no attribute 'owner'"),
        ("{{ owner }}", 1, "'owner' is undefined"),
        ("one\n{{ pathway.summary }}\n", 2, "printed None"),
        ('{% include "gone.j2" %}', 1, "There is no template `gone.j2`"),
        (HEAD + "{% block head %}{% endblock %}", 1, "leaves out what must be shown: Draft"),
        ("{{ notice | safe }}", 1, "leaves out what must be shown: "),
    ],
)
def test_a_fault_is_told_with_its_file_and_line(
    templates: Path, body: str, line: int, said: str
) -> None:
    (templates / "page.md.j2").write_text(body)
    one = refused()
    assert (one.span.path, one.span.line) == ("templates/page.md.j2", line)
    assert said in one.message
    assert one.help


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("card.typ.j2", ("  status: {{ card.status }}", '  status: ""')),
        ("list.typ.j2", ("  status: {{ card.status }}", '  status: ""')),
        ("pocket.typ.j2", ("  status: {{ card.status }}", '  status: ""')),
        ("home.md.j2", ('<li class="sw-status-word">{{ statuses[one.status] }}</li>', "")),
        ("sheet.md.j2", ('<li class="sw-status-word">{{ status }}</li>', "")),
    ],
)
def test_no_face_hides_the_state_of_review(
    templates: Path, name: str, body: tuple[str, str]
) -> None:
    ours = (TEMPLATES / name).read_text()
    assert body[0] in ours
    (templates / name).write_text(ours.replace(*body))
    assert "leaves out what must be shown: " in refused().message


def test_a_fault_comes_home_from_another_process(tmp_path: Path, templates: Path) -> None:
    generate(tmp_path / "many", 9)
    (templates / "page.md.j2").write_text("{{ owner }}")
    assert refused(tmp_path / "many").span.path == "templates/page.md.j2"


@pytest.mark.parametrize("name", ["pge.md.j2", "notice.j2", "new/pathway.j2"])
def test_a_template_in_place_of_none_is_told(templates: Path, name: str) -> None:
    (templates / name).parent.mkdir(exist_ok=True)
    (templates / name).write_text("")
    one = refused()
    assert one.span.path == f"templates/{name}"
    assert one.message == f"`{name}` stands in for no template of ours."


def test_our_own_faults_stay_ours(templates: Path) -> None:
    shutil.rmtree(templates)
    templates.mkdir()
    with using(read(templates)), pytest.raises(Exception, match="undefined"):
        render("home.md.j2")


def test_the_docs_tree_of_another_engine_has_them_too(templates: Path) -> None:
    (templates / "home.md.j2").write_text("Ours." + MUST)
    Path("CHANGELOG.md").write_text("## Unreleased\n\n### Clinical\n\n- All pathways: new.\n")
    more = ["--templates", "templates", "--changelog", "CHANGELOG.md", "--as-of", "2026-07-01"]
    result = CliRunner().invoke(main, ["render", "--into", "docs", *more])
    assert result.exit_code == 0, result.stderr
    assert Path("docs/index.md").read_text().startswith("Ours.")
    assert "All pathways: new." in Path("docs/changes.md").read_text()
