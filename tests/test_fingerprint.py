"""The code of a sheet: the same for the same advice, another for any other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from examples import EXAMPLE, Collect

from stepwell.collection import Located, Sheet
from stepwell.fields import parts
from stepwell.load import load
from stepwell.model import Outcome
from stepwell.released import ALPHABET
from stepwell.render.fingerprint import fingerprints, of_card, of_leaflet

if TYPE_CHECKING:
    from stepwell.render.fingerprint import Fingerprint

FEATURES = load(Path(__file__).parent / "good" / "every-feature")


def card(collect: Collect, text: str = EXAMPLE, **files: str) -> Fingerprint:
    named = {name.replace("_", "."): body for name, body in files.items()}
    collection, _ = collect({"example.toml": text, **named})
    return of_card(collection.pathways["example"], collection)


def differing(old: Fingerprint, new: Fingerprint) -> set[str]:
    return {name for name in old.parts | new.parts if old.parts.get(name) != new.parts.get(name)}


@pytest.mark.parametrize(
    ("written", "now"),
    [
        ('edition = "2026.1"', 'edition = "2027.1"'),
        ('status = "draft"', 'status = "in-review"'),
        ("due = 2030-01-01", "due = 2031-01-01"),
        ('plain = "You wait and see how it goes."', 'plain = "You wait."'),
        ('title = "Exampline first"', '# a comment\n\ntitle   =   "Exampline first"'),
        ('when = "weeks >= 4"', 'when = "( weeks>=4 )"'),
        (
            (
                '  { label = "Yes", when = "weeks >= 4", goto = "offer" },\n'
                '  { label = "No", when = "weeks < 4", goto = "wait" },\n'
            ),
            (
                '  { label = "No", when = "weeks < 4", goto = "wait" },\n'
                '  { label = "Yes", when = "weeks >= 4", goto = "offer" },\n'
            ),
        ),
    ],
)
def test_layout_dates_and_words_for_the_page_leave_the_code_as_it_is(
    collect: Collect, written: str, now: str
) -> None:
    assert written in EXAMPLE
    assert card(collect) == card(collect, EXAMPLE.replace(written, now))


def test_the_order_of_steps_is_layout(collect: Collect) -> None:
    head, *steps = EXAMPLE.split("[[step]]")
    turned = "[[step]]".join([head, *(f"{one.rstrip()}\n\n" for one in reversed(steps))])
    assert turned != EXAMPLE
    assert card(collect) == card(collect, turned)


@pytest.mark.parametrize(
    ("written", "now", "part"),
    [
        ("Sudden loss of examples", "Sudden loss of all examples", "red-flags"),
        ("Adults with a lasting", "Anyone with a lasting", "patients"),
        ("Who should be offered", "Who should have", "question"),
        ('start = "lasting"', 'start = "offer"', "start"),
        ('after = "4 wk"', 'after = "6 wk"', "step review"),
        ("weeks >= 4", "weeks > 4", "step lasting"),
        ('certainty = "moderate"', 'certainty = "low"', "step offer"),
        ('at = "page 4"', 'at = "page 5"', "step wait"),
    ],
)
def test_a_change_of_advice_changes_the_code_and_the_part_that_says_it(
    collect: Collect, written: str, now: str, part: str
) -> None:
    old, new = card(collect), card(collect, EXAMPLE.replace(written, now))
    assert old.code != new.code
    assert differing(old, new) == {part}


def test_a_dose_changes_the_medication_and_nothing_else(collect: Collect, minimal: Path) -> None:
    written = (minimal / "medications.toml").read_text()
    old = card(collect)
    new = card(collect, medications_toml=written.replace('amount = "', 'amount = "1', 1))
    assert differing(old, new) == {"medication exampline"}


def _changed(sheet: Sheet, path: tuple[str | int, ...]) -> Sheet:
    return replace(sheet, located=Located(_put(sheet.value, path), sheet.source))


def _put(value: Any, path: tuple[str | int, ...]) -> Any:
    """A copy of a value with one text of it changed."""
    if not path:
        return f"{value}x"
    name, *rest = path
    if isinstance(value, tuple):
        kept = [*value]
        kept[name] = _put(kept[name], tuple(rest))
        return tuple(kept)
    fields = type(value).model_fields
    field = next(one for one, info in fields.items() if name in {one, info.alias})
    return value.model_copy(update={field: _put(getattr(value, field), tuple(rest))})


ASIDE = {"plain", "edition", "status", "summary", "synonyms", "answer", "see_also", "history",
         "review", "suppress", "contested", "when", "block", "score",
         "kind"}  # fmt: skip
"""Not on a card, or a name that must lead somewhere."""
WORDS = [
    (sheet, path)
    for sheet in FEATURES.sheets
    for path, value in parts(sheet.value)
    if isinstance(value, str) and not ASIDE & {*path} and "plain_act" not in path
]


@pytest.mark.parametrize("slug", [one.slug for one in FEATURES.sheets])
def test_no_word_of_a_card_can_change_without_its_code(slug: str) -> None:
    own = [(sheet, path) for sheet, path in WORDS if sheet.slug == slug]
    assert len(own) > 10
    for sheet, path in own:
        old = of_card(sheet, FEATURES)
        assert of_card(_changed(sheet, path), FEATURES).code != old.code, path


def test_a_block_carries_the_red_flags_of_its_pathways_and_they_carry_its_own() -> None:
    for block in FEATURES.blocks.values():
        changed = [
            replace(one, located=Located(
                one.value.model_copy(update={"red_flags": tuple(
                    flag.model_copy(update={"act": "Something else."})
                    for flag in one.value.red_flags)}), one.source))
            for one in FEATURES.hosts(block)
        ]  # fmt: skip
        other = replace(
            FEATURES, pathways={**FEATURES.pathways, **{one.slug: one for one in changed}}
        )
        same = not any(flag.urgent for one in FEATURES.hosts(block) for flag in one.value.red_flags)
        shown = same or bool(block.value.red_flags)
        assert (of_card(block, FEATURES).code == of_card(block, other).code) == shown


def test_a_leaflet_has_a_code_of_its_own() -> None:
    for slug in FEATURES.leaflets:
        sheet = FEATURES.pathways[slug]
        made = of_leaflet(sheet, FEATURES)
        assert made.code != of_card(sheet, FEATURES).code
        assert {*made.parts} == {"title", "help", "basics", "more"}


def test_codes_can_be_read_aloud_and_no_two_are_alike() -> None:
    made = [*fingerprints(FEATURES)]
    assert len({one.code for one in made}) == len(made)
    for one in made:
        assert len(one.code) == 8
        assert set(one.code) <= set(ALPHABET)
    assert not set("ilou") & set(ALPHABET)


def test_a_key_that_a_later_program_knows_and_nobody_uses_changes_no_code() -> None:
    class LaterOutcome(Outcome):
        setting: str | None = None
        links: tuple[str, ...] = ()
        urgent: bool = False

    sheet = FEATURES.pathways["plain"]
    steps = tuple(
        LaterOutcome(**{name: getattr(one, name) for name in type(one).model_fields})
        if isinstance(one, Outcome)
        else one
        for one in sheet.value.steps
    )
    assert any(isinstance(one, LaterOutcome) for one in steps)
    later = sheet.value.model_copy(update={"steps": steps})
    changed = replace(sheet, located=Located(later, sheet.source))
    assert of_card(changed, FEATURES) == of_card(sheet, FEATURES)
