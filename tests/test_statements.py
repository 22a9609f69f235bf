"""The walk over everything that cites leaves nothing out."""

from __future__ import annotations

from pathlib import Path

import pytest

from stepwell.fields import Citation, parts
from stepwell.load import load
from stepwell.statements import stated

TESTS = Path(__file__).parent
FOLDERS = (TESTS.parent / "pathways", TESTS / "good" / "every-feature", TESTS / "good" / "minimal")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_citation_of_a_collection_belongs_to_a_statement(folder: Path) -> None:
    collection = load(folder)
    holders = [sheet.located for sheet in collection.sheets]
    for register in (
        collection.facts,
        collection.medications,
        collection.classes,
        collection.contested,
        collection.safety,
        collection.scores,
        collection.terms,
        collection.scales,
        collection.benefits,
        collection.guidelines,
        collection.leaflets,
    ):
        holders += register.values()
    written = [
        (holder.source.path, *holder.at, *path)
        for holder in holders
        for path, value in parts(holder.value)
        if isinstance(value, Citation)
    ]
    walked = [
        (one.located.source.path, *one.located.at, "cite", index)
        for one in stated(collection)
        for index in range(len(one.cite))
    ]
    assert written
    assert sorted(map(str, written)) == sorted(map(str, walked))
