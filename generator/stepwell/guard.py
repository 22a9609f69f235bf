"""The language of `when`: what a guard says about a patient's facts.

Takes the text of a guard; gives a tree of frozen values that every reader
shares. Parsed by Python's `ast` in expression mode behind a whitelist of node
types and never evaluated by Python. Names are not resolved here.
"""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from stepwell.quantity import fits

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_LENGTH = 1000
"""Characters; longer guards are not readable on a chart and cost the parser time."""
MAX_DEPTH = 30
"""Nested parentheses and operators."""

Literal: TypeAlias = bool | Decimal | str


@dataclass(frozen=True, slots=True)
class At:
    """Where in the guard's text a part stands: offset and length in characters."""

    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Name:
    """A fact."""

    fact: str
    at: At


@dataclass(frozen=True, slots=True)
class Constant:
    """A value written out."""

    value: Literal
    at: At


@dataclass(frozen=True, slots=True)
class Not:
    """True when its part is false."""

    part: Guard
    at: At


@dataclass(frozen=True, slots=True)
class Every:
    """`and`: true when all its parts are."""

    parts: tuple[Guard, ...]
    at: At


@dataclass(frozen=True, slots=True)
class Some:
    """`or`: true when any of its parts is."""

    parts: tuple[Guard, ...]
    at: At


@dataclass(frozen=True, slots=True)
class Compare:
    """Two sums compared by one of `== != < <= > >=`."""

    left: Guard
    op: str
    right: Guard
    at: At


@dataclass(frozen=True, slots=True)
class OneOf:
    """`in`: a fact has one of the values listed."""

    part: Guard
    values: tuple[Constant, ...]
    negated: bool
    at: At


@dataclass(frozen=True, slots=True)
class Sum:
    """Numbers, or yes-no items counted as one each, added up."""

    parts: tuple[Guard, ...]
    at: At


Guard: TypeAlias = Name | Constant | Not | Every | Some | Compare | OneOf | Sum


class BrokenGuard(ValueError):
    """The text is not a guard; says what was expected, and where."""

    def __init__(self, message: str, at: At) -> None:
        super().__init__(message)
        self.at = at


_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}


@lru_cache(maxsize=4096)
def parse(text: str) -> Guard:
    """Read a guard; BrokenGuard names the part that is not one."""
    text = text.replace("\n", " ")
    whole = At(0, len(text))
    if len(text) > MAX_LENGTH:
        raise BrokenGuard(f"a guard has at most {MAX_LENGTH} characters", At(MAX_LENGTH, 1))
    if _depth(text) > MAX_DEPTH:
        raise BrokenGuard(f"a guard nests at most {MAX_DEPTH} deep", whole)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        column = (getattr(error, "offset", None) or len(text)) - 1
        raise BrokenGuard(
            "expected facts joined by `and`, `or`, `not` and comparisons",
            At(max(0, min(column, len(text) - 1)), 1),
        ) from None
    return _Reader(text.strip(), len(text) - len(text.lstrip())).read(tree.body, 0)


def constants(guard: Guard) -> Iterator[tuple[Name | None, Constant]]:
    """Every written value with the fact it is compared to, if it is compared to one."""
    match guard:
        case Constant():
            yield None, guard
        case Compare(left=Name() as name, right=Constant() as value):
            yield name, value
        case Compare(left=Constant() as value, right=Name() as name):
            yield name, value
        case OneOf(part=part, values=values):
            for value in values:
                yield (part if isinstance(part, Name) else None), value
        case _:
            for part in parts(guard):
                yield from constants(part)


def names(guard: Guard) -> Iterator[Name]:
    """Every fact named, in the order written."""
    if isinstance(guard, Name):
        yield guard
    for part in parts(guard):
        yield from names(part)


def parts(guard: Guard) -> tuple[Guard, ...]:
    """What a guard is made of; a fact and a value are made of nothing."""
    match guard:
        case Every(parts=parts) | Some(parts=parts) | Sum(parts=parts):
            return parts
        case Not(part=part) | OneOf(part=part):
            return (part,)
        case Compare(left=left, right=right):
            return (left, right)
        case _:
            return ()


def _depth(text: str) -> int:
    deep = deepest = 0
    for char in text:
        deep += (char in "([{") - (char in ")]}")
        deepest = max(deepest, deep)
    return max(deepest, text.count("not ") // 2, text.count("-") // 2)


def _is_negative(node: ast.expr) -> bool:
    """Whether a node is a number with a minus before it."""
    match node:
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
            return not isinstance(number, bool)
    return False


class _Reader:
    """Turns Python's tree into ours, node type by node type."""

    def __init__(self, text: str, shift: int) -> None:
        self._text, self._shift = text, shift

    def read(self, node: ast.expr, depth: int) -> Guard:
        at = self._at(node)
        if depth > MAX_DEPTH:
            raise BrokenGuard(f"a guard nests at most {MAX_DEPTH} deep", at)
        below = depth + 1
        match node:
            case ast.Name(id="true" | "false" as word):
                return Constant(word == "true", at)
            case ast.Name(id=name):
                return Name(name, at)
            case ast.Constant():
                return self._constant(node, at)
            case ast.UnaryOp() if _is_negative(node):
                return self._value(node)
            case ast.UnaryOp(op=ast.Not(), operand=part):
                return Not(self.read(part, below), at)
            case ast.BoolOp(op=op, values=values):
                parts = tuple(self.read(part, below) for part in values)
                return Every(parts, at) if isinstance(op, ast.And) else Some(parts, at)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return self._sum(left, right, at, below)
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return self._compare(left, op, right, at, below)
            case ast.Compare():
                raise BrokenGuard("write `a < b and b < c` in place of `a < b < c`", at)
        raise BrokenGuard("this is not part of the language of guards", at)

    def _sum(self, left: ast.expr, right: ast.expr, at: At, depth: int) -> Guard:
        first, second = self.read(left, depth), self.read(right, depth)
        begin = first.parts if isinstance(first, Sum) else (first,)
        return Sum((*begin, second), at)

    def _compare(self, left: ast.expr, op: ast.cmpop, right: ast.expr, at: At, depth: int) -> Guard:
        part = self.read(left, depth)
        if isinstance(op, ast.In | ast.NotIn):
            if not isinstance(right, ast.List | ast.Tuple) or not right.elts:
                raise BrokenGuard(
                    "expected a list such as `['a', 'b']` after `in`", self._at(right)
                )
            values = tuple(self._value(item) for item in right.elts)
            return OneOf(part, values, isinstance(op, ast.NotIn), at)
        if type(op) not in _COMPARISONS:
            raise BrokenGuard("expected one of == != < <= > >= in", at)
        return Compare(part, _COMPARISONS[type(op)], self.read(right, depth), at)

    def _value(self, node: ast.expr) -> Constant:
        at = self._at(node)
        match node:
            case ast.Constant():
                return self._constant(node, at)
            case ast.UnaryOp(operand=ast.Constant() as number) if _is_negative(node):
                return self._constant(number, at)
        raise BrokenGuard("expected a value written out", at)

    def _constant(self, node: ast.Constant, at: At) -> Constant:
        match node.value:
            case bool() | str():
                return Constant(node.value, at)
            case int() | float():
                written = self._text[at.offset - self._shift :][: at.length]
                try:
                    number = Decimal(written)
                except ArithmeticError:
                    number = Decimal("nan")
                if fits(number):
                    return Constant(Decimal(f"{number:f}"), at)
                raise BrokenGuard("expected a number below 10^9 with six decimals at most", at)
        raise BrokenGuard("expected a number, a text or true/false", at)

    def _at(self, node: ast.expr) -> At:
        if node.lineno != 1 or node.end_lineno != 1:
            return At(self._shift, len(self._text))
        raw = self._text.encode()
        start = len(raw[: node.col_offset].decode("utf-8", "replace"))
        end = len(raw[: node.end_col_offset].decode("utf-8", "replace"))
        return At(start + self._shift, end - start)
