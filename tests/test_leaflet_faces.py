"""Leaflets as patients get them: the page, the list, and the PDF read back."""

from __future__ import annotations

import io
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from faces import document
from hostile import HOSTILE, TRAPS, with_text
from hypothesis import given, settings
from papers import Sheet, squeezed
from pypdf import PdfReader, PdfWriter

from stepwell.build import site
from stepwell.collection import Collection, Located
from stepwell.leaflet_text import VERSIONS, body, reading_grade, sections
from stepwell.load import load
from stepwell.render.card import PAPERS
from stepwell.render.citing import red_flags
from stepwell.render.leaflet import leaflet, notice
from stepwell.render.leaflet_page import leaflet_index, leaflet_text
from stepwell.render.leaflet_paper import leaflet_sheet
from stepwell.render.templating import day
from stepwell.typeface import missing

HERE = Path(__file__).parent
FOLDERS = {"shipped": HERE.parent / "pathways", "every feature": HERE / "good" / "every-feature"}
COLLECTIONS = {name: load(folder) for name, folder in FOLDERS.items()}
AS_OF = date(2026, 7, 1)
ADDRESS = "https://pathways.example/"
EACH = [
    pytest.param(collection, slug, version, id=f"{name}: {slug}, {version}")
    for name, collection in COLLECTIONS.items()
    for slug in collection.leaflets
    for version in VERSIONS
]
each = pytest.mark.parametrize(("collection", "slug", "version"), EACH)
papers = pytest.mark.parametrize("paper", PAPERS)


def printed(collection: Collection, slug: str, version, paper: str) -> bytes:
    sheet = collection.pathways[slug]
    made, found = leaflet_sheet(sheet, collection, version, paper, ADDRESS)
    assert found == []
    assert made.path == f"leaflets/{slug}-{version}-{paper}.pdf"
    return made.content


def single(content: bytes) -> list[Sheet]:
    """Each page as a sheet of its own."""
    found = []
    for page in PdfReader(io.BytesIO(content)).pages:
        writer, raw = PdfWriter(), io.BytesIO()
        writer.add_page(page)
        writer.write(raw)
        found.append(Sheet(raw.getvalue()))
    return found


def words(content: bytes, collection: Collection, slug: str) -> str:
    """The text of all pages, without white space and without what each page repeats."""
    pathway = collection.pathways[slug].value
    sheets = single(content)
    found = ""
    for number, sheet in enumerate(sheets, start=1):
        text = sheet.text
        foot = f"Edition {pathway.edition} · Review by {day(pathway.review.due)}"
        for one in (". ".join(notice(pathway) or ()), foot, f"{number} of {len(sheets)}"):
            text = text.replace(squeezed(one), "") if one else text
        found += text
    return found


def page(collection: Collection, slug: str, version):
    made = leaflet_text(collection.pathways[slug], collection, version, as_of=AS_OF)
    return document(made)


@each
def test_the_page_has_every_text_in_its_order_and_help_before_all(
    collection, slug, version
) -> None:
    text = page(collection, slug, version).text
    made = sections(slug, collection, version)
    places = [text.index(said.text) for said in body(made)]
    assert places == sorted(places)
    assert text.index("Get help at once") < places[0]
    for part in made:
        assert part.heading in text


@each
def test_urgent_red_flags_stand_first_in_the_patients_words(collection, slug, version) -> None:
    box = page(collection, slug, version).all("section", class_="sw-leaflet-help")[0].text
    urgent = [f for f in red_flags(collection.pathways[slug], collection) if f.urgent]
    assert urgent
    for flag in urgent:
        assert flag.plain in box
        assert flag.plain_act in box


@each
def test_the_page_says_what_it_rests_on_and_whether_it_holds(collection, slug, version) -> None:
    text = page(collection, slug, version).text
    pathway = collection.pathways[slug].value
    grade = reading_grade(sections(slug, collection, version))
    assert f"Reading grade {grade} (Flesch-Kincaid)" in text
    assert f"Edition {pathway.edition}" in text
    assert day(pathway.review.due) in text
    info = collection.info.value
    assert all(one in text for one in (info.publisher, info.licence, info.disclaimer))
    if pathway.status == "draft":
        assert "No clinician has checked this leaflet." in text


@each
def test_the_page_leads_to_its_sources_papers_pathway_and_other_version(
    collection, slug, version
) -> None:
    links = [one.attrs["href"] for one in page(collection, slug, version).having("href")]
    other = "more" if version == "basics" else "basics"
    wanted = {f"{slug}-{other}.md", f"../pathways/{slug}.md", "index.md"}
    wanted |= {f"{slug}-{version}-{paper}.pdf" for paper in PAPERS}
    assert wanted <= set(links)
    for part in collection.leaflets[slug].value.parts:
        for cite in part.cite:
            assert any(one.endswith(f"#source-{cite.source}") for one in links)


def test_a_pathway_without_an_urgent_red_flag_has_no_box_and_its_words_are_kept() -> None:
    collection = COLLECTIONS["every feature"]
    sheet = collection.pathways["stepped"]
    calm = {
        name: type(block)(
            name,
            Located(block.value.model_copy(update={"red_flags": ()}), block.source),
        )
        for name, block in collection.blocks.items()
    }
    assert leaflet(sheet, collection, "basics").help
    assert not leaflet(sheet, replace(collection, blocks=calm), "basics").help


def test_the_list_names_every_leaflet_with_all_its_files() -> None:
    for collection in COLLECTIONS.values():
        (made,) = leaflet_index(collection, as_of=AS_OF)
        text = made.content.decode()
        for slug, located in collection.leaflets.items():
            assert located.value.title in text
            for version in VERSIONS:
                assert f"({slug}-{version}.md)" in text
                assert all(f"({slug}-{version}-{paper}.pdf)" in text for paper in PAPERS)


def test_no_list_is_made_where_there_is_no_leaflet() -> None:
    assert [*leaflet_index(load(HERE / "good" / "minimal"), as_of=AS_OF)] == []


@each
@papers
def test_every_page_is_of_its_paper_with_edition_date_number_and_notice(
    collection, slug, version, paper
) -> None:
    content = printed(collection, slug, version, paper)
    pathway = collection.pathways[slug].value
    sheets = single(content)
    for number, sheet in enumerate(sheets, start=1):
        box = tuple(map(float, sheet.reader.pages[0].mediabox[2:]))
        assert box == pytest.approx(PAPERS[paper], abs=0.01)
        foot = f"Edition {pathway.edition} · Review by {day(pathway.review.due)}"
        assert squeezed(foot) in sheet.text
        assert squeezed(f"{number} of {len(sheets)}") in sheet.text
        if pathway.status == "draft":
            assert squeezed("Draft. No clinician has checked this leaflet.") in sheet.text


@each
@papers
def test_no_type_is_below_12_points_and_only_our_typeface_is_embedded(
    collection, slug, version, paper
) -> None:
    for sheet in single(printed(collection, slug, version, paper)):
        assert min(size for _, size in sheet.runs) >= 12 - 0.01
        assert sheet.fonts
        for name, embedded in sheet.fonts:
            assert "SourceSansPro" in name
            assert embedded


@each
def test_every_heading_and_paragraph_can_be_read_from_the_paper_and_help_is_first(
    collection, slug, version
) -> None:
    text = words(printed(collection, slug, version, "a4"), collection, slug)
    made = sections(slug, collection, version)
    first = text.index(squeezed(made[0].heading))
    for flag in red_flags(collection.pathways[slug], collection):
        if flag.urgent:
            assert text.index(squeezed(flag.plain)) < first
            assert text.index(squeezed(flag.plain_act)) < first
    for part in made:
        assert squeezed(part.heading) in text
    for said in body(made):
        assert squeezed(said.text) in text


@each
def test_the_paper_is_tagged_titled_and_in_its_language(collection, slug, version) -> None:
    sheet = Sheet(printed(collection, slug, version, "a4"))
    assert sheet.root["/MarkInfo"]["/Marked"]
    assert sheet.root["/Lang"] == collection.info.value.language
    assert sheet.root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert collection.leaflets[slug].value.title in sheet.reader.metadata.title
    assert b"pdfuaid:part" in sheet.content
    assert any("QR code" in one for one in sheet.alternatives)


def hostile(text: str) -> Collection:
    """The collection with `text` in place of every free text, those of lists among them."""
    made = with_text(COLLECTIONS["every feature"], text)
    leaflets = {}
    for slug, one in made.leaflets.items():
        parts = tuple(
            part.model_copy(
                update={"basics": (text,) * len(part.basics), "more": (text,) * len(part.more)}
            )
            for part in one.value.parts
        )
        leaflets[slug] = Located(one.value.model_copy(update={"parts": parts}), one.source)
    return replace(made, leaflets=leaflets)


@given(text=HOSTILE)
@settings(max_examples=40, deadline=None)
def test_whatever_is_written_stays_text_on_the_page(text: str) -> None:
    calm = page(hostile("word"), "stepped", "basics")
    wild = page(hostile(text), "stepped", "basics")
    assert [one.tag for one in calm.all()] == [one.tag for one in wild.all()]
    assert wild.all("h1")[0].text == text
    assert [one.text for one in wild.all("h2")].count(text) == 2
    assert [one.text for one in wild.all("p")].count(text) >= 3


@pytest.mark.parametrize("text", [one for one in TRAPS if not missing(one)])
def test_whatever_is_written_stays_text_on_paper(text: str) -> None:
    wild = hostile(text)
    made, found = leaflet_sheet(wild.pathways["stepped"], wild, "basics", "a4", ADDRESS)
    assert found == []
    assert words(made.content, wild, "stepped").count(squeezed(text)) > 5


def test_two_builds_give_the_same_bytes() -> None:
    one, other = (printed(COLLECTIONS["shipped"], "refractory", "more", "a4") for _ in "ab")
    assert one == other


def test_a_character_without_a_glyph_is_told_and_nothing_is_printed() -> None:
    collection = load(FOLDERS["every feature"])
    located = collection.leaflets["stepped"]
    other = located.value.model_copy(update={"title": "When 山 lasts"})
    collection.leaflets["stepped"] = Located(other, located.source)  # type: ignore[index]
    made, (found,) = leaflet_sheet(collection.pathways["stepped"], collection, "basics", "a4")
    assert made.content == b""
    assert found.rule.name == "missing-glyph"
    assert found.span.path.endswith("stepped.leaflet.toml")


def test_an_edit_of_a_leaflet_renders_its_pathway_alone(tmp_path: Path) -> None:
    folder = shutil.copytree(FOLDERS["every feature"], tmp_path / "pathways")
    site(folder, AS_OF, cache=tmp_path / "cache")
    file = folder / "stepped.leaflet.toml"
    file.write_text(file.read_text().replace("When an example lasts", "When an example stays"))
    again = site(folder, AS_OF, cache=tmp_path / "cache")
    assert again.rendered == 1
    texts = {one.path: one.content for one in again.artifacts}
    assert b"When an example stays" in texts["leaflets/stepped-basics.md"]
    assert b"When an example stays" in texts["leaflets/index.md"]
    assert b"When an example stays" in texts["pathways/stepped.md"]


def test_pathway_home_and_export_lead_to_the_leaflet() -> None:
    texts = {one.path: one.content for one in site(FOLDERS["every feature"], AS_OF).artifacts}
    assert b"../leaflets/stepped-basics.md" in texts["pathways/stepped.md"]
    assert b"../leaflets/stepped-more-letter.pdf" in texts["pathways/stepped.md"]
    assert b"leaflets/index.md" in texts["index.md"]
    assert b'"title": "When an example lasts"' in texts["pathways/stepped/pathway.json"]
    assert b"#patients" not in texts["pathways/plain.md"]
