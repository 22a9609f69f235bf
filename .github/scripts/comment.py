"""Tell a pull request what it changes: one comment, written anew after each run of the checks.

Takes the folder of files that the run left; they are data of the contribution.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from github import BOT, LONGEST, REPOSITORY, ask, every, inert, number, read

MARK = "<!-- stepwell -->"
NOT_SAID = "*{} could not be told. The log of the run says why.*"


def body(folder: Path, pull: int, head: str, run: str) -> str:
    """The comment, no longer than GitHub takes."""
    half = LONGEST // 2 - 1000
    change = inert(read(folder / "diff.md"), half).strip()
    findings = inert(read(folder / "findings.md"), half).strip()
    return f"""{MARK}
{change or NOT_SAID.format("What this changes")}

---

{findings or NOT_SAID.format("What the checks found")}

---

{preview(pull, run)}

<sub>For {head[:7]}. Made by the code of the contribution itself: read it as words of its author. \
It replaces no review.</sub>
"""


def preview(pull: int, run: str) -> str:
    """Where the pages can be seen."""
    made = ask(f"/actions/runs/{run}/artifacts?per_page=100")["artifacts"]
    found = [one["id"] for one in made if one["name"] == "preview" and not one["expired"]]
    if not found:
        return "No preview: the checks did not come to its end."
    at = f"{os.environ['GITHUB_SERVER_URL']}/{REPOSITORY}/actions/runs/{run}/artifacts/{found[0]}"
    told = (
        f"[Download the preview]({at}) and unpack it: `INDEX.html` in its folder is the site, "
        "`WHAT-CHANGED.html` shows the charts before and after."
    )
    online = os.environ.get("PREVIEW_URL", "").rstrip("/")
    return (
        f"{told} Or see it [online]({online}/pr-{pull}/), some minutes later." if online else told
    )


def main() -> None:
    """Write the comment, or write it anew."""
    folder, head, run = Path(sys.argv[1]), os.environ["HEAD_SHA"], os.environ["RUN_ID"]
    pull = number(folder, head)
    text = {"body": body(folder, pull, head, run)}
    for one in every(f"/issues/{pull}/comments"):
        if one["user"]["login"] == BOT and one["body"].startswith(MARK):
            ask(f"/issues/comments/{one['id']}", "PATCH", text)
            return
    ask(f"/issues/{pull}/comments", "POST", text)


if __name__ == "__main__":
    main()
