"""Which verbs a grade allows.

Pure functions over text: nothing here knows of steps, files or rules.
"""

from __future__ import annotations

import re

WEAK = ("consider", "suggest", "suggests", "may", "might", "could")
"""Verbs of conditional advice, after GRADE; strong advice does not begin with one."""
FIRM = ("must", "always", "never", "recommend", "recommends")
"""Verbs of strong advice, after GRADE; conditional advice does not begin with one."""

_CONDITION = r"(?:(?:if|when|where|in|for|after|before|unless|once|with)\b[^,.]*,\s*)?"
_SUBJECT = r"(?:(?:you|we|(?:the )?(?:clinicians?|prescribers?|physicians?))\s+)?"
_ADVERB = r"(?:(?:strongly|please|do not|don't|should|then|also)\s+)*"
_PASSIVE = (
    r"(?:not\s+)?be\s+"
    r"(?:added|avoided|combined|considered|continued|given|offered|ordered|prescribed|referred"
    r"|started|stopped|tried|used)"
)


def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    verbs = "|".join(words)
    leading = rf"{_CONDITION}{_SUBJECT}{_ADVERB}(?P<leading>{verbs})\b"
    clause = rf"{_CONDITION}(?:(?!\b(?:who|that|which|whose)\b)[^,.;:])*?"
    return re.compile(rf"{leading}|{clause}\b(?P<passive>{verbs})\s+{_PASSIVE}\b", re.IGNORECASE)


_CONTRADICTING = {"strong": _pattern(WEAK), "conditional": _pattern(FIRM)}


def contradicting_verb(text: str, strength: str | None) -> tuple[int, str] | None:
    """Offset and wording of a verb that belongs to the other strength.

    Only the main clause of the first sentence counts: in "Refer people who may
    have an infection" the advice is to refer.
    """
    pattern = _CONTRADICTING.get(strength or "")
    found = pattern.match(text) if pattern else None
    if not found:
        return None
    group = found.lastgroup or 0
    return found.start(group), found[group]
