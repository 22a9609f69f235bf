"""A fault may be accepted with a reason; a reason without a fault is one itself."""

from __future__ import annotations

import pytest
from examples import CASES, EXAMPLE, Collect

WAIT = 'cite = [{ source = "roe2021", at = "page 4" }]\n'
LASTING = 'cite = [{ source = "doe2020", at = "recommendation 1" }]\n'
UNUSED = ["unused-suppression", "uncited-step", "uncited-step"]


def suppressing(*accepted: str, uncited: tuple[str, ...] = ()) -> dict[str, str]:
    """The minimal pathway without some of its citations, and with suppressions."""
    listed = ", ".join(f'{{ {one}, reason = "Known." }}' for one in accepted)
    text = EXAMPLE.replace('start = "lasting"\n', f'start = "lasting"\nsuppress = [{listed}]\n')
    for cite in uncited:
        assert cite in text
        text = text.replace(cite, "")
    return {"example.toml": text}


@pytest.mark.parametrize(
    ("accepted", "remaining"),
    [
        ((), ["uncited-step", "uncited-step"]),
        (('code = "P501"',), []),
        (('code = "P501", step = "wait"',), ["uncited-step"]),
        (('code = "P501", step = "wait"', 'code = "P501", step = "lasting"'), []),
        (('code = "P501", step = "offer"',), UNUSED),
        (('code = "P508"',), UNUSED),
        (('code = "P501"', 'code = "P501", step = "wait"'), []),
    ],
)
def test_a_suppression_holds_for_its_code_and_step(
    collect: Collect, accepted: tuple[str, ...], remaining: list[str]
) -> None:
    _, found = collect(suppressing(*accepted, uncited=(WAIT, LASTING)))
    assert [one.rule.name for one in found] == remaining


@pytest.mark.parametrize(
    ("accepted", "help"),
    [
        ('code = "P599"', "there is no rule P599"),
        ('code = "P303"', "P303 cannot be suppressed; delete this"),
        ('code = "P501", step = "wiat"', "did you mean `wait`?"),
        ('code = "P501", step = "wait"', "the fault is gone: delete the suppression"),
    ],
)
def test_an_unused_suppression_is_told_why_it_hides_nothing(
    collect: Collect, accepted: str, help: str
) -> None:
    _, found = collect(suppressing(accepted))
    assert [(one.rule.name, one.help) for one in found] == [("unused-suppression", help)]


def test_a_fault_that_cannot_be_suppressed_remains(collect: Collect) -> None:
    files = suppressing('code = "P303"')
    files["example.toml"] = files["example.toml"].replace('then = "wait"', 'then = "lasting"')
    _, found = collect(files)
    assert [one.rule.name for one in found] == ["unused-suppression", "cycle"]


def test_a_suppression_in_one_file_hides_nothing_in_another(collect: Collect) -> None:
    files = suppressing('code = "P501"', uncited=(WAIT,))
    files["second.toml"] = EXAMPLE.replace(WAIT, "")
    files["second.cases.toml"] = CASES
    _, found = collect(files)
    assert [(one.rule.name, one.span.path) for one in found] == [
        ("uncited-step", "pathways/second.toml")
    ]


def test_a_suppression_reaches_the_last_key_of_a_step_and_not_what_follows(
    collect: Collect,
) -> None:
    files = suppressing('code = "P504", step = "wait"')
    files["example.toml"] += '\n[[pitfall]]\nsay = "Haste."\n'
    _, found = collect(files)
    assert [one.rule.name for one in found] == ["unused-suppression", "uncited-statement"]


def test_a_suppression_holds_where_the_fault_is_the_last_word_of_its_step(collect: Collect) -> None:
    cite = 'cite = [{ source = "doe2020", at = "recommendation 2" }]\n'
    files = suppressing('code = "P510", step = "offer"')
    text = files["example.toml"].replace('strength = "conditional"\n', "")
    text = text.replace('certainty = "moderate"', 'certainty = "low"')
    files["example.toml"] = text.replace(cite, cite + 'strength = "strong"\n')
    _, found = collect(files)
    assert len(found) == 0
