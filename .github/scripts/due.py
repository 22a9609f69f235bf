"""Keep one issue open while the published pathways no longer pass on today's date.

Takes the file of findings; an empty or missing one closes the issue.
"""

from __future__ import annotations

import sys
from pathlib import Path

from github import BOT, LONGEST, ask, every, inert, read

MARK = "<!-- stepwell due -->"
TITLE = "A review is due"
ABOUT = (
    "The checks passed when this was published, and do not pass on today's date. Most often a "
    "review date has come. This issue closes by itself when they pass again."
)


def main() -> None:
    """Open, renew or close the issue."""
    findings = inert(read(Path(sys.argv[1])), LONGEST - 2000).strip()
    mine = [
        one["number"]
        for one in every(f"/issues?state=open&creator={BOT}")
        if (one["body"] or "").startswith(MARK)
    ]
    text = {"title": TITLE, "body": f"{MARK}\n{ABOUT}\n\n{findings}\n"}
    if findings and mine:
        ask(f"/issues/{mine[0]}", "PATCH", text)
    elif findings:
        ask("/issues", "POST", text)
    for one in mine if not findings else mine[1:]:
        ask(f"/issues/{one}", "PATCH", {"state": "closed"})


if __name__ == "__main__":
    main()
