"""BibTeX entries as values, and each as a Vancouver reference in plain parts."""
from __future__ import annotations
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One source: its key, its reference in words, and where to find it."""

    key: str
    kind: str
    """What kind of evidence: guideline, systematic review, trial, drug label, overview, other."""
    text: str
    """The Vancouver reference without links."""
    doi: str = ""
    pmid: str = ""
    url: str = ""
    year: str = ""
    short: str = ""
    """First author or body and year, for paper: `Qaseem 2017`."""
