"""What a reviewer calls the keys of the files, and what a change of each touches.

One table: a key of a table's class, its words, its weight. A key that is not
listed is called by its own name and counts as advice, so that a new one is
never passed over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stepwell.diff.values import Weight

if TYPE_CHECKING:
    from stepwell.fields import Value


class FieldWords(NamedTuple):
    """A key in words, and its weight."""

    said: str
    weight: Weight


_WAY, _ADVICE, _EVIDENCE, _WORDING, _RECORD = Weight

_EVERYWHERE = {
    "cite": FieldWords("sources", _EVIDENCE),
    "note": FieldWords("note", _WORDING),
    "plain": FieldWords("words for patients", _WORDING),
    "title": FieldWords("title", _WORDING),
    "summary": FieldWords("summary", _WORDING),
    "contested": FieldWords("contested points", _EVIDENCE),
    "suppress": FieldWords("accepted faults", _RECORD),
}
_TABLES: dict[str, dict[str, FieldWords]] = {
    "Pathway": {
        "asks": FieldWords("question that it answers", _ADVICE),
        "edition": FieldWords("edition", _RECORD),
        "status": FieldWords("status", _RECORD),
        "start": FieldWords("first step", _WAY),
        "population": FieldWords("patients", _ADVICE),
        "review": FieldWords("review", _RECORD),
        "history": FieldWords("history", _RECORD),
        "synonyms": FieldWords("words to search for", _RECORD),
        "answer": FieldWords("question of readers", _RECORD),
        "see_also": FieldWords("see also", _RECORD),
        "walk_through": FieldWords("walk-through offered", _RECORD),
        "red_flag": FieldWords("red flag", _ADVICE),
        "pitfall": FieldWords("pitfall", _ADVICE),
    },
    "Population": {
        "include": FieldWords("for", _ADVICE),
        "exclude": FieldWords("not for", _ADVICE),
        "setting": FieldWords("setting", _ADVICE),
    },
    "Review": {"due": FieldWords("due", _RECORD), "by": FieldWords("reviewer", _RECORD)},
    "RedFlag": {
        "flag": FieldWords("finding", _ADVICE),
        "act": FieldWords("what to do", _ADVICE),
        "plain_act": FieldWords("what to do, for patients", _WORDING),
        "urgent": FieldWords("cannot wait", _ADVICE),
    },
    "Statement": {"say": FieldWords("statement", _ADVICE)},
    "Question": {
        "ask": FieldWords("question", _ADVICE),
        "branch": FieldWords("answer", _WAY),
        "unknown": FieldWords("when not known, go to", _WAY),
    },
    "Branch": {
        "label": FieldWords("label", _WORDING),
        "when": FieldWords("for whom", _WAY),
        "goto": FieldWords("leads to", _WAY),
    },
    "Action": {"do": FieldWords("what to do", _ADVICE), "goto": FieldWords("then", _WAY)},
    "Outcome": {
        "say": FieldWords("disposition", _ADVICE),
        "return": FieldWords("return", _ADVICE),
    },
    "Link": {"say": FieldWords("hand-over", _ADVICE), "to": FieldWords("to pathway", _ADVICE)},
    "Include": {"goto": FieldWords("then", _WAY), "block": FieldWords("block", _ADVICE)},
    "Return": {
        "after": FieldWords("after", _ADVICE),
        "resume": FieldWords("resumes at", _WAY),
        "resume_in": FieldWords("resumes in the pathway", _ADVICE),
        "at_most": FieldWords("at most", _ADVICE),
        "then": FieldWords("then", _WAY),
    },
    "Identified": {
        "id": FieldWords("name of the step", _RECORD),
        "short": FieldWords("words in the box", _WORDING),
        "score": FieldWords("score tools", _WORDING),
    },
    "Graded": {
        "direction": FieldWords("direction", _ADVICE),
        "strength": FieldWords("strength", _EVIDENCE),
        "certainty": FieldWords("certainty", _EVIDENCE),
        "reason": FieldWords("reason for strong advice", _EVIDENCE),
    },
    "Acting": {
        "start": FieldWords("starts", _ADVICE),
        "continue": FieldWords("continues", _ADVICE),
        "stop": FieldWords("stops", _ADVICE),
        "effects": FieldWords("effects on care", _ADVICE),
    },
    "Fact": {
        "min": FieldWords("smallest value", _ADVICE),
        "max": FieldWords("largest value", _ADVICE),
        "derive": FieldWords("worked out as", _WAY),
        "value": FieldWords("value", _ADVICE),
        "ask": FieldWords("question", _WORDING),
        "yes": FieldWords("words for yes", _WORDING),
        "no": FieldWords("words for no", _WORDING),
        "name": FieldWords("name", _WORDING),
    },
    "FactValue": {"say": FieldWords("words", _WORDING)},
    "Medication": {
        "dose": FieldWords("dose", _ADVICE),
        "caution": FieldWords("caution", _ADVICE),
        "use": FieldWords("place in these pathways", _ADVICE),
        "class": FieldWords("class", _ADVICE),
        "brands": FieldWords("brand names", _RECORD),
        "name": FieldWords("name", _WORDING),
    },
    "MedicationClass": {
        "caution": FieldWords("caution", _ADVICE),
        "name": FieldWords("name", _WORDING),
    },
    "ContestedPoint": {
        "asks": FieldWords("question", _EVIDENCE),
        "position": FieldWords("position", _EVIDENCE),
        "chosen": FieldWords("what is shown here", _ADVICE),
        "chosen_by": FieldWords("decided by", _RECORD),
        "due": FieldWords("to be looked at again", _RECORD),
    },
    "Position": {
        "who": FieldWords("body", _EVIDENCE),
        "edition": FieldWords("edition", _EVIDENCE),
        "says": FieldWords("position", _EVIDENCE),
        "strength": FieldWords("strength", _EVIDENCE),
    },
    "CollectionInfo": {
        "publisher": FieldWords("publisher", _RECORD),
        "contact": FieldWords("contact", _RECORD),
        "licence": FieldWords("licence", _RECORD),
        "disclaimer": FieldWords("disclaimer", _WORDING),
        "order": FieldWords("order of the pathways", _RECORD),
        "planned": FieldWords("planned pathway", _RECORD),
        "language": FieldWords("language", _RECORD),
        "effect": FieldWords("effect in words", _WORDING),
        "abbreviation": FieldWords("abbreviation", _WORDING),
    },
    "SafetyRule": {
        "say": FieldWords("rule", _ADVICE),
        "hazard": FieldWords("hazard", _WORDING),
        "when": FieldWords("for whom", _WAY),
        "unless": FieldWords("but not for whom", _ADVICE),
        "advised": FieldWords("where this is advised", _ADVICE),
        "never": FieldWords("never", _ADVICE),
        "always": FieldWords("always one of", _ADVICE),
        "together": FieldWords("never together", _ADVICE),
        "only_in": FieldWords("only in", _ADVICE),
        "not_in": FieldWords("not in", _ADVICE),
    },
    "Band": {"when": FieldWords("for which results", _ADVICE)},
    "Case": {
        "given": FieldWords("patient", _RECORD),
        "at": FieldWords("visit begins at", _RECORD),
        "used_up": FieldWords("returns used up", _RECORD),
        "expect": FieldWords("expected", _RECORD),
    },
    "Part": {
        "basics": FieldWords("text in short words", _WORDING),
        "more": FieldWords("text in more detail", _WORDING),
        "heading": FieldWords("heading", _WORDING),
        "steps": FieldWords("steps that it explains", _RECORD),
    },
    "Leaflet": {"part": FieldWords("section", _WORDING)},
    "Term": {"means": FieldWords("meaning", _WORDING)},
}
_TABLES["Block"] = _TABLES["Pathway"]


def field_words(table: type[Value], key: str) -> FieldWords:
    """The words and the weight of a key of a table; those of a class above it hold as well."""
    for one in table.__mro__:
        if found := _TABLES.get(one.__name__, {}).get(key):
            return found
    return _EVERYWHERE.get(key, FieldWords(key.replace("_", " "), _ADVICE))
