"""A dose in words, the same on page, card and register.

Takes the values of the medication register; gives plain text without sources.
Figures are said as they are written: nothing is added up, converted or rounded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stepwell.quantity import UNIT_WORDS, Quantity

if TYPE_CHECKING:
    from stepwell.registers import Dose, Intake

_OFTEN = {"1": "once", "2": "twice"}


def dose_words(dose: Dose) -> str:
    """The whole dose: drug, patients, schedule, limits and note."""
    whom = " ".join(filter(None, [dose.of, f"({dose.patients})" if dose.patients else ""]))
    words = f"{whom}: {schedule_words(dose)}" if whom else schedule_words(dose)
    return f"{words}. {dose.note}" if dose.note else words


def schedule_words(dose: Dose) -> str:
    """How much, how often, how far and how long, with the route unless it is oral."""
    stages = ", then ".join(intake_words(stage) for stage in (dose.start, *dose.steps))
    parts = [stages + (", as needed" if dose.as_needed else "")]
    if dose.max_per_day:
        parts.append(f"no more than {dose.max_per_day} in 24 hours")
    if dose.limit:
        parts.append(f"for {dose.limit} at most")
    route = "" if dose.route == "oral" else f"{dose.route}, "
    return route + "; ".join(parts)


def intake_words(intake: Intake) -> str:
    """One stage of a dose: `30 mg once a day at bedtime for 1 week`."""
    parts = [
        str(intake.amount),
        f"every {intake.every}" if intake.every else "",
        _times(intake.times) if intake.times else "",
        intake.when or "",
        f"for {intake.lasting}" if intake.lasting else "",
    ]
    if intake.every and intake.every.low == intake.every.high == 1:
        parts[1] = f"once {_a(UNIT_WORDS[intake.every.unit][0])}"
    return " ".join(filter(None, parts))


def _times(times: Quantity) -> str:
    """`1-3 /d` as `1–3 times a day`."""
    code = times.unit.removeprefix("/")
    unit = UNIT_WORDS.get(code, (code, code))[0]
    return f"{_OFTEN.get(times.numbers, f'{times.numbers} times')} {_a(unit)}"


def _a(noun: str) -> str:
    return f"an {noun}" if noun == "hour" else f"a {noun}"
