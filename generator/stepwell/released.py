"""Every printed sheet that was ever released: released.toml.

Written by `stepwell release` and by no hand. The code on a sheet is the short
hash of its clinical content, so that each sheet leads to an answer for ever.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, StringConstraints

from stepwell.fields import Date, Slug, Text, Value

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Digits and letters that are not mistaken for each other when read aloud."""
CODE = rf"^[{ALPHABET}]{{8}}$"

SheetCode: TypeAlias = Annotated[str, StringConstraints(pattern=CODE)]
Digest: TypeAlias = Annotated[str, StringConstraints(pattern=rf"^[{ALPHABET}]{{6}}$")]
SheetKind: TypeAlias = Literal["card", "leaflet"]


class ReleasedSheet(Value):
    """What one sheet said when it was released, as hashes of its parts."""

    id: SheetCode = Field(description="Its code: the hash of what it says.")
    kind: SheetKind = Field(description="card or leaflet.")
    slug: Slug = Field(description="The pathway or block; it need not exist any more.")
    edition: Text = Field(description="The edition printed on it.")
    released: Date = Field(description="Day of its release.")
    parts: dict[str, Digest] = Field(description="The hash of each part of what it says.")


class Released(Value):
    """The register of released sheets, the oldest first: released.toml."""

    sheets: tuple[ReleasedSheet, ...] = Field((), alias="sheet", description="The sheets.")
