"""What can be wrong with a collection, as values.

`RULES` is the one table of rules; a `Diagnostic` is one fault found under a
rule; `Findings` are many, in the order of the files. Nothing here reads,
prints or exits.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from stepwell.source import Source, Span


class Severity(StrEnum):
    """An error stops publication; a warning is published with the site."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Rule:
    """A kind of fault: `P` and three digits, a name that states the fault."""

    code: str
    name: str
    severity: Severity
    summary: str


_E, _W = Severity.ERROR, Severity.WARNING

RULES: Mapping[str, Rule] = {
    rule.name: rule
    for rule in (
        # P1 file
        Rule("P101", "missing-folder", _E, "The folder of pathways does not exist."),
        Rule("P102", "empty-folder", _E, "The folder holds no pathway."),
        Rule("P103", "not-utf8", _E, "A file is not encoded in UTF-8."),
        Rule("P104", "broken-toml", _E, "A file is not valid TOML."),
        Rule("P105", "unknown-key", _E, "A key is not part of the file format."),
        Rule("P106", "wrong-type", _E, "A value has another type than its key asks for."),
        Rule("P107", "missing-key", _E, "A key that the file format demands is absent."),
        Rule("P108", "bad-value", _E, "A value is not one of those its key allows."),
        Rule("P109", "bad-id", _E, "An id is not made of lower-case letters, digits and hyphens."),
        Rule("P110", "line-too-long", _E, "A line is longer than any hand would write it."),
        Rule("P111", "link-out-of-tree", _E, "A symbolic link leads out of the folder."),
        Rule("P112", "unreadable-file", _E, "A file cannot be read."),
        Rule("P113", "broken-bibtex", _E, "The bibliography is not valid BibTeX."),
        Rule("P114", "stray-file", _E, "A file in the folder has no part in the collection."),
        Rule("P115", "unused-suppression", _E, "A suppression hides no fault."),
        Rule("P116", "nothing-checked", _E, "No check was run."),
        Rule("P117", "broken-changelog", _E, "A line of the changelog has no place in it."),
        # P2 names
        Rule("P201", "unknown-step", _E, "A step that is named does not exist."),
        Rule("P202", "duplicate-step", _E, "Two steps of one file share an id."),
        Rule("P203", "unknown-pathway", _E, "A pathway that is named does not exist."),
        Rule("P204", "unknown-block", _E, "A block that is included does not exist."),
        Rule("P205", "unknown-fact", _E, "A guard or case names a fact that is not registered."),
        Rule("P206", "unknown-value", _E, "A guard or case uses a value outside its fact's."),
        Rule("P207", "unknown-source", _E, "A citation names a source that is not listed."),
        Rule("P208", "unknown-medication", _E, "A medication or class is not registered."),
        Rule("P209", "unknown-contested", _E, "A contested point is not registered."),
        Rule("P210", "duplicate-name", _E, "Two entries of the collection share a name."),
        Rule("P211", "broken-guard", _E, "A guard cannot be read."),
        Rule("P212", "planned-pathway-exists", _E, "A pathway is called planned and exists."),
        Rule("P213", "unknown-effect", _E, "An effect on care is not registered."),
        Rule("P214", "mistyped-guard", _E, "A part of a guard has a type that does not fit."),
        Rule("P215", "unit-mismatch", _E, "A guard compares or adds different units."),
        Rule("P216", "empty-comparison", _E, "A comparison holds for no patient, or for all."),
        Rule("P217", "derived-cycle", _E, "A derived fact is worked out from itself."),
        Rule("P218", "unknown-score", _E, "A score tool is not registered."),
        Rule("P219", "impossible-visit", _E, "A case begins, or uses up a return, where none is."),
        Rule("P220", "unknown-scale", _E, "A scale is not among those of the benefits."),
        # P3 structure
        Rule("P301", "unreachable-step", _E, "No path from the start leads to a step."),
        Rule("P302", "dead-end", _E, "A step has no way onward and is not an end."),
        Rule("P303", "cycle", _E, "The order of steps runs in a loop."),
        Rule("P304", "link-cycle", _E, "Pathways hand over to each other in a loop."),
        Rule("P305", "unlabelled-branch", _E, "A branch has no label for its arrow."),
        Rule("P306", "unbounded-return", _E, "A return lacks its interval, maximum or exit."),
        Rule("P307", "single-branch", _E, "A question has fewer than two answers."),
        Rule("P308", "duplicate-label", _E, "Two answers of a question share a label."),
        Rule("P309", "otherwise-not-last", _E, "A branch follows the one taken otherwise."),
        Rule("P310", "no-red-flags", _E, "A pathway shows no red flags."),
        # P4 logic
        Rule("P401", "gap", _E, "For some patient no answer of a question applies."),
        Rule("P402", "overlap", _E, "For some patient two answers of a question apply."),
        Rule("P403", "dead-branch", _E, "No patient takes a branch."),
        Rule("P404", "dead-step", _E, "No patient reaches a step."),
        Rule("P405", "broken-safety-rule", _E, "Some patient is treated against a safety rule."),
        Rule("P406", "not-proved", _E, "The solver ran out of time; nothing is proven."),
        # P5 evidence
        Rule("P501", "uncited-step", _E, "A question, action or outcome has no citation."),
        Rule("P502", "uncited-dose", _E, "A dose or caution has no citation."),
        Rule("P503", "uncited-position", _E, "A position on a contested point has no citation."),
        Rule("P504", "uncited-statement", _E, "A red flag or pitfall has no citation."),
        Rule("P505", "unused-source", _E, "A listed source is cited nowhere."),
        Rule("P506", "duplicate-doi", _E, "Two sources share a DOI."),
        Rule("P507", "duplicate-pmid", _E, "Two sources share a PubMed id."),
        Rule("P508", "citation-without-place", _E, "A citation does not say where in its source."),
        Rule("P509", "ungraded-recommendation", _E, "Direction, strength or certainty is missing."),
        Rule(
            "P510", "strong-on-low-certainty", _E, "Strong advice on weak evidence gives no reason."
        ),
        Rule(
            "P511",
            "verb-against-strength",
            _E,
            "The verb of a recommendation contradicts its grade.",
        ),
        Rule("P512", "review-overdue", _W, "The date of review has passed."),
        Rule("P513", "approved-without-reviewer", _E, "An approved pathway names no reviewer."),
        Rule("P514", "due-too-late", _E, "The next review is due years after the last look."),
        Rule("P515", "review-of-an-old-edition", _E, "Nobody reviewed the edition approved."),
        Rule("P516", "nothing-compared", _E, "A reviewer's record names no source."),
        Rule("P517", "uncompared-source", _W, "An approved pathway cites what nobody compared."),
        Rule("P518", "due-moved-without-review", _E, "A day of review moved without a record."),
        # P6 cases
        Rule("P601", "failing-case", _E, "A case does not get the advice expected."),
        Rule("P602", "uncovered-step", _E, "No case takes a step."),
        Rule("P603", "uncovered-branch", _E, "No case takes a branch."),
        Rule("P604", "uncovered-return", _E, "No case takes a return, or none uses it up."),
        # P7 wording
        Rule("P701", "reading-grade", _W, "A leaflet is harder to read, or simpler, than meant."),
        Rule("P702", "missing-plain-words", _W, "A step is not said in words for patients."),
        Rule("P703", "missing-leaflet", _W, "Other pathways have a leaflet and this one has none."),
        # P8 faces
        Rule("P801", "missing-glyph", _E, "The typeface lacks a character."),
        Rule("P802", "label-over-budget", _E, "A label is too long for its box or arrow."),
        Rule("P803", "chart-over-budget", _E, "A chart has more boxes than a reader can follow."),
        Rule("P804", "card-over-budget", _E, "A card does not fit its page at a readable size."),
        Rule("P805", "no-pause", _E, "Ten or more things are done without a question between."),
        Rule("P806", "broken-template", _E, "A template of the site fails or hides a notice."),
    )
}


@dataclass(frozen=True, slots=True)
class Note:
    """Another place that belongs to a fault, and why."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One fault: a sentence, where it stands, and what to do about it."""

    rule: Rule
    message: str
    span: Span
    help: str = ""
    related: tuple[Note, ...] = ()
    case: str = ""
    """The patient who shows the fault, as a case in TOML that is ready to paste."""

    @property
    def sort_key(self) -> tuple[Span, str, str]:
        return self.span, self.rule.code, self.message


def diagnostic(
    name: str,
    message: str,
    span: Span,
    help: str = "",
    related: Iterable[Note] = (),
    case: str = "",
) -> Diagnostic:
    """A `Diagnostic` of the rule called `name`; an unregistered name is a KeyError."""
    return Diagnostic(RULES[name], message, span, help, tuple(related), case)


@dataclass(frozen=True)
class Findings:
    """Diagnostics in the order of file, line, column, code, with the texts they point into."""

    diagnostics: tuple[Diagnostic, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, found: Iterable[Diagnostic], sources: Mapping[str, Source]) -> Findings:
        """The sorted findings, each fault once."""
        return cls(tuple(sorted(set(found), key=lambda one: one.sort_key)), sources)

    def moved(self, before: str, after: str) -> Findings:
        """The same findings with paths that begin otherwise, for files read from elsewhere."""

        def there(span: Span) -> Span:
            return replace(span, path=after + span.path.removeprefix(before))

        return Findings(
            tuple(
                replace(
                    one,
                    span=there(one.span),
                    related=tuple(replace(note, span=there(note.span)) for note in one.related),
                )
                for one in self
            ),
            {after + path.removeprefix(before): text for path, text in self.sources.items()},
        )

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self.diagnostics)

    def __len__(self) -> int:
        return len(self.diagnostics)

    @property
    def errors(self) -> int:
        return sum(one.rule.severity is Severity.ERROR for one in self)

    @property
    def warnings(self) -> int:
        return len(self) - self.errors


class InvalidInput(Exception):
    """A stage found errors and the next may not begin; carries the findings."""

    def __init__(self, findings: Findings) -> None:
        super().__init__(f"{findings.errors} errors")
        self.findings = findings

    def __reduce__(self) -> tuple[type[InvalidInput], tuple[Findings]]:
        """How it comes home from another process: with its findings."""
        return InvalidInput, (self.findings,)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The nearest known name as a question, or nothing."""
    near = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return f"did you mean `{near[0]}`?" if near else ""
