"""The longest time that a pathway can take: chains, loops, returns that lead onward."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small import collection, small

from stepwell.duration import DAYS, Longest, longest
from stepwell.graph import EdgeKind, whole

if TYPE_CHECKING:
    from stepwell.collection import Collection

ENDS = "\na.\nb.\n"
FEVER, FALLS = "p? fever -> b | not fever", "q? falls -> r | not falls"


def of(folder: Path, text: str, **more: str) -> Longest:
    made = collection(folder, {"example.toml": small(text + ENDS), **more})
    return longest(made.pathways["example"], made)


@pytest.mark.parametrize(
    ("text", "days", "returns"),
    [
        # none
        ("p? fever -> a | not fever -> b", 0, ()),
        # one loop, as late and as often as allowed
        ("p? fever -> r | not fever -> b\nr. back 4 wk x1 p b", 28, ("r",)),
        ("p? fever -> r | not fever -> b\nr. back 4 wk x3 p b", 84, ("r",)),
        ("p? fever -> r | not fever -> b\nr. back 4-6 wk x2 p b", 84, ("r",)),
        ("p? fever -> r | not fever -> b\nr. back 0 d x2 p b", 0, ()),
        ("r. back 2 wk x2 r b", 28, ("r",)),
        # two loops at one question are a group, and both may be used up
        ("p? fever -> r | not fever -> s\nr. back 4 wk x1 p b\ns. back 1 wk x2 p b", 42,
         ("r", "s")),
        # a loop within a loop
        (f"{FEVER} -> q\n{FALLS} -> s\nr. back 1 wk x2 q b\ns. back 4 wk x1 p b", 42, ("r", "s")),
        # one loop after another
        (f"{FALLS} -> s\nr. back 4 wk x1 q s\ns. back 2 wk x2 s b", 56, ("r", "s")),
        # one loop or another, the longer counts
        ("p? fever -> r | not fever -> s\nr. back 4 wk x1 r a\ns. back 2 wk x3 s b", 42, ("s",)),
        # onward, to where no way leads back: once, however often it may be
        ("p? fever -> r | not fever -> b\nr. back 6 wk x3 q a\nq? falls -> a | not falls -> b", 42,
         ("r",)),
        ("r. back 6 wk x1 s a\ns. back 2 wk x2 s b", 70, ("r", "s")),
        # onward or by its exit, whichever takes longer
        ("r. back 1 wk x1 a s\ns. back 4 wk x1 s b", 28, ("s",)),
        # what is unknown leads onward as well
        ("p? fever -> a | not fever -> b | unknown -> r\nr. back 3 d x2 p b", 6, ("r",)),
    ],
)  # fmt: skip
def test_the_longest_time_is_that_of_who_comes_back_as_late_and_often_as_allowed(
    tmp_path: Path, text: str, days: int, returns: tuple[str, ...]
) -> None:
    assert Longest(Decimal(days), returns) == of(tmp_path, text)


def test_a_return_in_a_block_counts_for_its_host(tmp_path: Path) -> None:
    block = small("g. back 3 wk x2 g @exit", block=True)
    found = of(tmp_path, "[gate] -> r\nr. back 1 wk x1 r a", **{"blocks/gate.toml": block})
    assert Longest(Decimal(49), ("gate/g", "r")) == found


@pytest.mark.parametrize(("slug", "days"), [("example", 56), ("later", 0)])
def test_a_return_into_its_own_pathway_begins_anew_and_one_into_another_is_an_end(
    tmp_path: Path, slug: str, days: int
) -> None:
    text = small(f"p? fever -> r | not fever -> b\nr. back 4 wk x2 p b{ENDS}")
    written = {"example.toml": text.replace('resume = "p"', f'resume_in = "{slug}"')}
    made = collection(tmp_path, written)
    assert Decimal(days) == longest(made.pathways["example"], made).days


@pytest.mark.parametrize(
    ("after", "words"),
    [
        ("30 min", "1 day"),
        ("1 d", "1 day"),
        ("36 h", "2 days"),
        ("13 d", "13 days"),
        ("2 wk", "2 weeks"),
        ("38 d", "6 weeks"),
        ("1 mo", "5 weeks"),
        ("1 a", "53 weeks"),
        ("0 d", "this visit"),
    ],
)
def test_the_time_in_words_is_never_less_than_the_time(
    tmp_path: Path, after: str, words: str
) -> None:
    assert words == of(tmp_path, f"p! -> r\nr. back {after} x1 p b").words


@st.composite
def returning(draw: st.DrawFn) -> str:
    """Questions in order, each with a return of its own to any of them."""
    count = draw(st.integers(1, 3))
    lines = []
    for index in range(count):
        onward = [*(f"q{later}" for later in range(index + 1, count)), "a", "b"]
        goals = draw(st.tuples(*[st.sampled_from([*onward, *(f"r{n}" for n in range(count))])] * 2))
        lines.append(f"q{index}? fever -> {goals[0]} | not fever -> {goals[1]}")
        weeks, most = draw(st.integers(1, 9)), draw(st.integers(1, 2))
        resume, then = draw(st.integers(0, count - 1)), draw(st.sampled_from(onward))
        lines.append(f"r{index}. back {weeks} wk x{most} q{resume} {then}")
    return "\n".join(lines)


def tried(made: Collection) -> Decimal:
    """The longest of all courses there are, one by one; a loop of no time stands still."""
    graph = whole(made.pathways["example"], made)

    @cache
    def beyond(step: str, left: tuple[tuple[str, int], ...]) -> Decimal:
        times = [Decimal(0)]
        for edge in graph.ways[step]:
            if edge.kind is not EdgeKind.RESUME:
                times.append(beyond(edge.target, left))
            elif dict(left)[step]:
                after = graph.nodes[step].step.value.returns.after
                fewer = tuple((name, count - (name == step)) for name, count in left)
                times.append(after.high * DAYS[after.unit] + beyond(edge.target, fewer))
        return max(times)

    returns = {
        name: node.step.value.returns.at_most
        for name, node in graph.nodes.items()
        if node.kind == "outcome" and node.step.value.returns
    }
    return beyond(graph.start, tuple(returns.items()))


def loops(text: str) -> bool:
    """Whether the exits of returns lead round in a circle, which is a fault of its own."""
    with TemporaryDirectory() as folder:
        made = collection(Path(folder), {"example.toml": small(text + ENDS)})
        return any(True for _ in whole(made.pathways["example"], made).loops())


@settings(max_examples=150)
@given(returning())
def test_no_course_takes_longer_than_the_longest_time(text: str) -> None:
    if loops(text):
        return
    with TemporaryDirectory() as folder:
        made = collection(Path(folder), {"example.toml": small(text + ENDS)})
        assert tried(made) <= longest(made.pathways["example"], made).days
