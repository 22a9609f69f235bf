"""Which step of a new edition is which of the old one.

Takes two graphs; gives the names of the old one with those of the new. A step
that lost its name and nothing else is the same step under another name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from stepwell.model import Step

_WAYS = {"id", "goto", "branches", "unknown", "returns"}
"""What names other steps, and so differs when one of those is renamed."""


def paired(old: Mapping[str, Step], new: Mapping[str, Step]) -> dict[str, str]:
    """Old names with new ones; a step that became another kind of step is another step."""
    same = {name: name for name, step in old.items() if name in new and new[name].kind == step.kind}
    lost = _by_content((name, step) for name, step in old.items() if name not in new)
    found = _by_content((name, step) for name, step in new.items() if name not in old)
    for content, names in lost.items():
        if len(names) == 1 and len(found.get(content, ())) == 1:
            same[names[0]] = found[content][0]
    return same


def _by_content(steps: Iterable[tuple[str, Step]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, step in steps:
        found.setdefault(_content(name, step), []).append(name)
    return found


def _content(name: str, step: Step) -> str:
    kept: dict[str, Any] = step.model_dump(exclude=_WAYS)
    labels = [(one.label, one.when) for one in step.branches] if step.kind == "question" else []
    return repr((name.rpartition("/")[0], step.kind, sorted(kept.items()), labels))
