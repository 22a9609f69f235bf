"""Deleting any one branch, step, only citation or only case is noticed, and at the right line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import deletions
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from stepwell.collection import Collection

EVIDENCE = {"uncited-step", "uncited-dose", "uncited-position", "uncited-statement"}
COVERAGE = {"uncovered-step", "uncovered-branch", "uncovered-return"}


@pytest.fixture(scope="module")
def shipped() -> Iterator[Collection]:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(deletions.ROOT)
        yield deletions.collection()


@pytest.mark.parametrize(
    ("kind", "least", "rules"),
    [
        (deletions.branches, 100, set()),
        (deletions.steps, 130, {"unknown-step", "unknown-pathway", "unknown-block"}),
        (deletions.citations, 100, EVIDENCE),
        (deletions.cases, 60, COVERAGE),
    ],
    ids=["branch", "step", "citation", "case"],
)
def test_every_deletion_is_told_at_the_right_line(
    kind: Callable[[Collection], Iterator[deletions.Deletion]],
    least: int,
    rules: set[str],
    shipped: Collection,
) -> None:
    made = deletions.tried(kind(shipped))
    missed = {
        deletion.what: sorted({(*one.place, one.rule) for one in told})[:4]
        for deletion, told in made
        if not any(one.place in deletion.told and (not rules or one.rule in rules) for one in told)
    }
    assert missed == {}
    assert len(made) >= least
