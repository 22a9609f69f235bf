"""A walk on a terminal, one question at a time: what the walk-through does in a browser.

Takes a pathway and a way to ask; gives the walk when nothing is left to ask. "Not
known" is always an answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stepwell.given import Unfit, expected, read
from stepwell.step_text import step_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from stepwell.collection import Collection
    from stepwell.given import Given
    from stepwell.registers import Fact
    from stepwell.walk import Walk, Walker


def interview(
    walker: Walker,
    collection: Collection,
    known: Mapping[str, Given],
    used_up: tuple[str, ...],
    ask: Callable[[str], str],
    say: Callable[[str], None],
) -> Walk:
    """Ask until the walk lacks nothing that can be told; `ask` prompts, `say` shows a line."""
    facts = dict(known)
    declined: set[str] = set()
    shown = ""
    while True:
        walk = walker.walk(facts, used_up)
        wanted = walk.next(declined)
        if wanted is None:
            return walk
        step, name = wanted
        if step != shown:
            say("")
            say(step_text(walker.graph.nodes[step].step.value, collection))
            shown = step
        answer = _answer(walker.facts[name], ask, say)
        if answer is None:
            declined.add(name)
        else:
            facts[name] = answer


def _answer(fact: Fact, ask: Callable[[str], str], say: Callable[[str], None]) -> Given | None:
    say(f"  {fact.ask}")
    for number, one in enumerate(fact.values, start=1):
        say(f"    {number}  {one.say}")
    while True:
        hint = f"1 to {len(fact.values)}" if fact.values else expected(fact)
        text = ask(f"  [{hint}; ? if not known]").strip()
        if fact.values and text.isdigit() and 1 <= int(text) <= len(fact.values):
            return fact.values[int(text) - 1].value
        try:
            return read(fact, text)
        except Unfit as unfit:
            say(f"  expected {hint}" if fact.values else f"  {unfit}")
