"""The review packet, read back from paper: all of a pathway is on it, with room for a pen."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from editions import edited, shipped
from examples import AS_OF, CASES, EXAMPLE
from papers import Print, Sheet, squeezed
from repositories import commit

from stepwell.checking import Checked, loaded
from stepwell.cli import main
from stepwell.diagnostics import Findings
from stepwell.graph import chart
from stepwell.guard_words import guard_words, known_words
from stepwell.prove import prove
from stepwell.render import citing
from stepwell.render.card import PAPERS
from stepwell.render.doses import dose_words
from stepwell.render.references import short_name
from stepwell.review.cases import usual
from stepwell.review.changes import Changed, changed
from stepwell.review.packet import Packet, packet
from stepwell.review.paper import packet_paper
from stepwell.step_text import box_text, step_text

DAY = date(2026, 11, 28)
SLUG = "flare"
NEW = Changed("Since the last approved edition.", "Everything is new.")


@cache
def checked() -> Checked:
    collection = shipped()
    return Checked(collection, Findings(), prove(collection, [SLUG]))


@cache
def contents() -> Packet:
    return packet(checked(), shipped().pathways[SLUG], NEW, DAY)


@cache
def paper(size: str) -> bytes:
    made, faults = packet_paper(contents(), shipped().pathways[SLUG], shipped(), size)
    assert (made.path, faults) == (f"review-flare-{size}.pdf", [])
    return made.content


@cache
def read() -> str:
    """All of it without white space, page after page."""
    return Sheet(paper("a4")).text


def lacking(texts: list[str | None]) -> list[str]:
    assert [one for one in texts if one]
    return [one for one in texts if one and squeezed(one) not in read()]


def test_every_text_of_every_step_is_on_paper() -> None:
    steps = [*citing.steps(shipped().pathways[SLUG], shipped())]
    assert len(steps) > 30
    said = [step_text(one, shipped()) for one in steps]
    more = [
        getattr(one, key, None) for one in steps for key in ("short", "plain", "note", "reason")
    ]
    assert lacking(said + more) == []


def test_every_answer_stands_with_its_guard_in_words_and_as_written_and_where_it_leads() -> None:
    sheet = shipped().pathways[SLUG]
    for part in citing.family(sheet, shipped()):
        for node in chart(part).nodes.values():
            step = node.step.value
            if step.kind == "question":
                for branch in step.branches:
                    words = guard_words(branch.when, shipped().known_facts)
                    written = branch.when if branch.when != words else ""
                    assert squeezed(f"{branch.label}{words}{written}→") in read()
                onward = chart(part).nodes.get(step.unknown or "")
                if onward:
                    short = getattr(onward.step.value, "short", None)
                    goal = squeezed(short or step_text(onward.step.value, shipped()))
                    assert f"{onward.number}{goal}" in read()


def test_every_citation_stands_with_its_place_and_every_source_in_full() -> None:
    sheet = shipped().pathways[SLUG]
    numbers = citing.numbering(sheet, shipped())
    cites = [*citing.citations(sheet, shipped())]
    named = [
        f"{numbers[one.source]} {short_name(one.source, shipped().references)}, {one.at}"
        for one in cites
    ]
    assert lacking([*named]) == []
    in_full = [f"{number}. {shipped().references[key].text}" for key, number in numbers.items()]
    assert lacking([*in_full]) == []
    assert read().count(squeezed("☐ edition compared:")) == len(numbers)


def test_doses_cautions_positions_flags_and_pitfalls_are_on_paper() -> None:
    sheet = shipped().pathways[SLUG]
    drugs = [one.value for one in citing.medications(sheet, shipped())]
    texts = [dose_words(dose) for one in drugs for dose in one.doses]
    texts += [each.say for one in drugs for each in one.cautions]
    texts += [each.say for one in citing.classes(sheet, shipped()) for each in one.value.cautions]
    for point in citing.contested(sheet, shipped()):
        texts += [
            point.value.asks,
            point.value.chosen,
            *(one.says for one in point.value.positions),
        ]
    for flag in citing.red_flags(sheet, shipped()):
        texts += [flag.flag, flag.act]
    texts += [one.say for one in citing.pitfalls(sheet, shipped())]
    assert lacking([*texts]) == []


def test_every_case_stands_with_what_sets_its_patient_apart() -> None:
    facts, common = shipped().known_facts, usual(shipped().pathways[SLUG], shipped())
    assert len(common) > 5
    assert lacking([known_words(value, facts[name]) for name, value in common.items()]) == []
    pages = read()[read().index(squeezed("Patients as examples")) :]
    for case in shipped().cases[SLUG]:
        begins = pages.index(squeezed(case.value.name))
        own = pages[begins : pages.index(squeezed("Expected:"), begins)]
        for name, value in case.value.patient.items():
            told = squeezed(known_words(value, facts[name])) in own
            assert told is (common.get(name) != value)
        missing = [name for name in common if name not in case.value.patient]
        if missing:
            none = squeezed("of the usual answers none is known")
            each = squeezed(f"not known: {', '.join(facts[name].name for name in missing)}")
            assert (none if len(missing) == len(common) else each) in own


def test_a_case_says_where_it_ends_and_what_it_is_advised() -> None:
    first = contents().patients[0]
    assert first.way.startswith("1.1 → 1.3 →")
    assert first.way.endswith(" → 12.2")
    assert first.result.startswith("ends in 12.2; advised: ")
    assert lacking([first.result, first.way, *first.expected]) == []


def test_every_safety_rule_that_holds_stands_with_its_hazard() -> None:
    rules = [shipped().safety[name].value for name in checked().proof.pathways[SLUG].rules]
    assert len(rules) > 5
    assert lacking([f"{one.say} Hazard: {one.hazard}" for one in rules]) == []


def test_the_chart_of_the_pathway_and_of_each_block_is_drawn() -> None:
    sheet = shipped().pathways[SLUG]
    family = citing.family(sheet, shipped())
    told = Sheet(paper("a4")).alternatives
    assert len(told) == len(family) == 4
    for alternative, one in zip(told, family, strict=True):
        for node in chart(one).nodes.values():
            assert box_text(node, shipped()) in alternative


@pytest.mark.parametrize("size", PAPERS)
def test_the_packet_fits_its_paper_and_every_page_says_that_it_is_a_draft(size: str) -> None:
    made = Print(paper(size))
    assert all(one == pytest.approx(PAPERS[size], abs=0.01) for one in made.papers)
    assert len(made.pages) < 30
    assert all("DRAFT" in page for page in made.pages)
    assert all("No clinician has reviewed this edition." in page for page in made.pages)
    assert min(made.sizes) >= 9 - 1e-3
    assert made.fonts <= {(f"SourceSansPro-{one}", True) for one in ("Regular", "Bold", "It")}
    assert made.declared == {
        "pdfuaid:part": "1",
        "pdfaid:part": "2",
        "pdfaid:conformance": "A",
        "dc:title": "Review packet: Acute episode or flare",
    }


def test_nothing_is_set_beyond_the_margins() -> None:
    for size in PAPERS:
        for page in Sheet(paper(size)).pages:
            for run in page:
                assert run.x > 40
                assert 40 < run.y < PAPERS[size][1] - 20


def test_each_step_and_case_has_room_for_a_pen_and_the_last_sheet_is_signed() -> None:
    assert read().count(squeezed("☐ agree ☐ change:")) >= 30 + len(contents().patients)
    last = Sheet(paper("a4")).texts[-1]
    for words in (
        "Reviewer 1", "Reviewer 2", "Full name", "Profession or role", "the edition that I read",
        "My interests", "☐ approve with the changes that I wrote", "☐ do not approve", "Date",
        "Signature", "Remarks", contents().code,
    ):  # fmt: skip
        assert squeezed(words) in last


def test_the_same_pathway_makes_the_same_bytes() -> None:
    again, _ = packet_paper(contents(), shipped().pathways[SLUG], shipped(), "a4")
    assert again.content == paper("a4")


def test_a_character_without_a_glyph_is_told_and_nothing_is_written(minimal: Path) -> None:
    cases = minimal / "example.cases.toml"
    cases.write_text(CASES.replace('name = "', 'name = "☃ ', 1))
    result = run("review", "example")
    assert result.exit_code == 1
    assert "error[P801]: The review packet of `example` has a character" in result.stderr
    assert not [*Path.cwd().glob("*.pdf")]


EDITS = [
    ("blocks/red-flags.toml", "age_years > 65 and", "age_years >= 65 and"),
    ("blocks/red-flags.toml", '"Over 65 with any', '"65 or over with any'),
    ("flare.toml", "Sending the patient to bed.", "Sending the patient to bed for days."),
    ("opioids.toml", 'ask     = "', 'ask     = "Now: '),
    ("medications.toml", 'amount = "650 mg"', 'amount = "500 mg"'),
    ("medications.toml", 'at = "section 7.9"', 'at = "section 7.8"'),
]


def test_the_packet_tells_what_changed_in_this_pathway_and_nothing_of_others(
    tmp_path: Path,
) -> None:
    new = loaded(edited(tmp_path, EDITS))
    found = changed(new.pathways[SLUG], shipped(), new, "Since edition 1.")
    assert [one.where for one in found.led]
    assert all("65" in " ".join(one.who) for one in found.led)
    said = [side for one in found.reads for _, *sides in one.changes for side in sides]
    assert "Sending the patient to bed for days." in " ".join(said)
    assert not any("Now:" in one for one in said)
    assert not any("section 7.8" in one for one in said)
    told = [whom for one in found.reads for whom in one.whom]
    assert told
    assert all(" in " not in one or one.endswith(" in flare") for one in told if "”" in one)
    made = Checked(new, Findings(), checked().proof)
    whole = packet(made, new.pathways[SLUG], found, DAY)
    pdf = Sheet(packet_paper(whole, new.pathways[SLUG], new, "a4")[0].content).text
    for one in found.led:
        for text in (*one.who, one.was, one.now, one.example):
            assert squeezed(text) in pdf
    assert squeezed("+ Sending the patient to bed for days.") in pdf


def run(*words: str) -> Result:
    return CliRunner().invoke(main, [*words, "--as-of", AS_OF.isoformat()], catch_exceptions=False)


APPROVED = EXAMPLE.replace('"draft"', '"approved"').replace(
    "due = 2030-01-01\n",
    'due = 2030-01-01\n\n[[review.by]]\nname = "Dr Poe"\nrole = "GP"\ndate = 2026-01-02\n'
    'compared = [\n  { source = "doe2020", edition = "2" },\n'
    '  { source = "roe2021", edition = "1" },\n]\n',
)


def test_what_changed_is_told_since_the_last_approved_edition(minimal: Path) -> None:
    path = minimal / "example.toml"
    path.write_text(APPROVED)
    commit(Path.cwd(), "approved")
    later = APPROVED.replace('"approved"', '"draft"').replace('"2026.1"', '"2026.2"')
    path.write_text(later.replace("Wait and watch.", "Wait and watch for a week."))
    commit(Path.cwd(), "a draft again")
    result = run("review", "example", "--into", "out/packet.pdf")
    assert result.exit_code == 0
    assert "what changed: Since edition 2026.1, approved in revision" in result.stdout
    pdf = Sheet(Path("out/packet.pdf").read_bytes()).text
    assert squeezed("− Wait and watch.") in pdf
    assert squeezed("+ Wait and watch for a week.") in pdf
    assert squeezed("Dr Poe, GP 2 January 2026: Doe 2020 (2); Roe 2021 (1)") in pdf


def test_without_an_approved_edition_everything_is_new(minimal: Path) -> None:
    commit(Path.cwd(), "a draft")
    assert run("review", "example").exit_code == 0
    pdf = Sheet(Path("review-example-a4.pdf").read_bytes()).text
    assert squeezed("No edition of this pathway has been approved: everything is new.") in pdf


def test_without_a_history_the_packet_says_so(minimal: Path) -> None:
    assert run("review", "example").exit_code == 0
    pdf = Sheet(Path("review-example-a4.pdf").read_bytes()).text
    assert squeezed("No history can be read here: ") in pdf


def test_an_unknown_pathway_or_revision_exits_2_with_a_hint(minimal: Path) -> None:
    commit(Path.cwd(), "a draft")
    unknown = run("review", "exampel")
    assert (unknown.exit_code, "did you mean `example`?" in unknown.stderr) == (2, True)
    revision = run("review", "example", "--since", "nowhere")
    assert (revision.exit_code, "`nowhere` is no revision" in revision.stderr) == (2, True)
