"""What a step says: in full, in short, and in its box on a chart.

Each takes a `Step` or a node of a graph and the collection, which knows the
titles that a step may lead to, and gives one line of text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stepwell.collection import Collection
    from stepwell.graph import Node
    from stepwell.model import Step


def step_text(step: Step, collection: Collection) -> str:
    """What a step says, in full."""
    match step.kind:
        case "question":
            return step.ask
        case "action":
            return step.do
        case "include":
            block = collection.blocks.get(step.block)
            return block.value.title if block else step.block
        case _:
            return step.say


def short_text(step: Step, collection: Collection) -> str:
    """What a step says in short, or in full where it has no `short`."""
    return (step.kind != "include" and step.short) or step_text(step, collection)


def box_text(node: Node, collection: Collection) -> str:
    """The wording of a box: in short; of a link without `short`, the title it leads to."""
    step = node.step.value
    if step.kind == "link":
        return step.short or collection.title(step.to)
    return short_text(step, collection)
