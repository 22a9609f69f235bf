"""The types of single values in an editor's file, and the two shapes all tables share.

Each type says what it accepts in the words of an error message; numbers are
decimals, dates are dates, text is one line without control characters.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    StringConstraints,
    WithJsonSchema,
)

from stepwell.quantity import TIME, Quantity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SLUG = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
STEP = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*(/[a-z][a-z0-9]*(-[a-z0-9]+)*)?$"
NAME = r"^[a-z][a-z0-9_]*$"


def _number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise ValueError("expected a number")
    number = Decimal(value)
    if not number.is_finite():
        raise ValueError("expected a finite number")
    return number


def _quantity(value: Any) -> Quantity:
    if isinstance(value, Quantity):
        return value
    if not isinstance(value, str):
        raise ValueError("expected text such as `5-10 mg`")
    return Quantity.parse(value)


def _interval(value: Quantity) -> Quantity:
    if value.unit not in TIME:
        raise ValueError(f"expected a unit of time, one of {', '.join(TIME)}")
    return value


def plain_text(value: str) -> str:
    if any(ord(char) < 32 or 0x7F <= ord(char) < 0xA0 for char in value):
        raise ValueError("expected one line without control characters")
    return value


_QUANTITY_SCHEMA = WithJsonSchema(
    {
        "type": "string",
        "pattern": r"^\d+(\.\d+)?(-\d+(\.\d+)?)? \S+$",
        "examples": ["10-25 mg", "4-6 wk"],
    }
)
Number: TypeAlias = Annotated[Decimal, BeforeValidator(_number), WithJsonSchema({"type": "number"})]
Amount: TypeAlias = Annotated[Quantity, BeforeValidator(_quantity), _QUANTITY_SCHEMA]
Interval: TypeAlias = Annotated[
    Quantity, AfterValidator(_interval), BeforeValidator(_quantity), _QUANTITY_SCHEMA
]
Text: TypeAlias = Annotated[
    str,
    StringConstraints(min_length=1, max_length=2000, strip_whitespace=True),
    AfterValidator(plain_text),
]
Slug: TypeAlias = Annotated[str, StringConstraints(pattern=SLUG, max_length=60)]
StepId: TypeAlias = Annotated[str, StringConstraints(pattern=SLUG, max_length=60)]
StepName: TypeAlias = Annotated[str, StringConstraints(pattern=STEP)]
FactId: TypeAlias = Annotated[str, StringConstraints(pattern=NAME, max_length=60)]
Target: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=125)]
Guard: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Code: TypeAlias = Annotated[str, StringConstraints(pattern=r"^P\d{3}$")]
Date: TypeAlias = Annotated[date, Strict()]
Effect: TypeAlias = Annotated[
    str,
    StringConstraints(
        pattern=r"^(start|stop|continue|escalate|refer|order|workup|assess|offer|avoid|caution|scope):[a-z0-9]+(-[a-z0-9]+)*$"
    ),
]


def told(meanings: Mapping[str, str]) -> WithJsonSchema:
    """The schema of an enumeration: each value with what it means, for editors' tools."""
    each = [{"const": value, "description": meaning} for value, meaning in meanings.items()]
    return WithJsonSchema({"type": "string", "oneOf": each})


Direction: TypeAlias = Annotated[
    Literal["for", "against"],
    told({"for": "The thing is advised.", "against": "The thing is advised against."}),
]
Strength: TypeAlias = Annotated[
    Literal["strong", "conditional", "not-graded"],
    told(
        {
            "strong": "Nearly all informed patients would choose it: recommend, do, do not.",
            "conditional": "The choice depends on the patient: consider, suggest, may.",
            "not-graded": "The source gives no grade; an editor never supplies one.",
        }
    ),
]
Certainty: TypeAlias = Annotated[
    Literal["high", "moderate", "low", "very-low", "not-graded"],
    told(
        {
            "high": "High certainty of the evidence, as its source rates it.",
            "moderate": "Moderate certainty of the evidence, as its source rates it.",
            "low": "Low certainty, as its source rates it; strong advice then needs a `reason`.",
            "very-low": "Very low certainty, as its source rates it; as for low.",
            "not-graded": "The source gives no rating; an editor never supplies one.",
        }
    ),
]
Status: TypeAlias = Annotated[
    Literal["draft", "in-review", "approved", "retired"],
    told(
        {
            "draft": "Being written; not for patient care.",
            "in-review": "Offered to named reviewers.",
            "approved": "Reviewed for publication, by at least one named reviewer.",
            "retired": "Kept for old links only.",
        }
    ),
]


class Value(BaseModel):
    """A frozen table of TOML that refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Citation(Value):
    """Where a statement comes from."""

    source: str = Field(min_length=1, description="Key of an entry in references.bib.")
    at: str = Field(
        "", description="The place in the source: recommendation, section, table, page."
    )


Cites: TypeAlias = tuple[Citation, ...]


class Statement(Value):
    """A sentence with its sources."""

    say: Text = Field(description="The sentence, for clinicians.")
    cite: Cites = Field((), description="Sources, each with its place.")


def parts(
    value: Any, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Everything inside a table, itself first, each with its key path as TOML writes it."""
    yield path, value
    if isinstance(value, Value):
        for name, field in type(value).model_fields.items():
            yield from parts(getattr(value, name), (*path, field.alias or name))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from parts(item, (*path, index))
